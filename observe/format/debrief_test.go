package format_test

import (
	"strings"
	"testing"
)

// Whether the debrief was shown is known of the debrief in the file, and is not written beside it.
func TestReadLogKnowsWhetherTheDebriefWasShown(t *testing.T) {
	source := string(testdata(t, "every-type.jsonl"))
	for extra, shown := range map[string]bool{
		``:                             false,
		`"debrief":{"put_right":"x"},`: false,
		`"debrief":{"shown_at":"2026-11-22T10:00:00.000Z"},`: true,
	} {
		r := mustReadLog(t, []byte(strings.Replace(source, `"session":{`, `"session":{`+extra, 1)))
		if r.Header.Shown != shown {
			t.Errorf("with %q: shown is %v", extra, r.Header.Shown)
		}
		if out := string(logBytes(t, r.Header, withErrors(r.Entries()))); strings.Contains(out, `"shown`) {
			t.Errorf("with %q it is written: %s", extra, out)
		}
	}
}
