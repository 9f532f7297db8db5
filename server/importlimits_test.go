package server_test

import (
	"strings"
	"testing"

	"kompas/observe"
)

// An import may hold as much as a session. A file that was made to take much memory
// is refused, with the place of what is wrong.
func TestImportsAreBounded(t *testing.T) {
	r := newRig(t, nil)
	for name, c := range map[string]struct{ kind, body, want string }{
		"columns":   {"csv", "time_ms,from" + strings.Repeat(",", 1<<20) + "\n0,A\n", "line 1: must name at most 1000 columns; there are 1048578"},
		"observers": {"jsonl", `{"format":"kompas-log","version":1,"session":{"id":"0199f5c2-0000-7000-8000-000000000001","title":"T","observers":[{}` + strings.Repeat(",{}", observe.MaxObservers) + "]}}\n", "line 1, /session/observers: must have at most 10000 members"},
	} {
		a := r.owner().want(422, "POST", "/sessions/import?format="+c.kind, []byte(c.body))
		if got := a.text("detail"); !strings.Contains(got, c.want) {
			t.Errorf("%s: %s", name, got)
		}
	}
}
