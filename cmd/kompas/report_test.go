package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kompas/observe"
	"kompas/observe/debrief"
	"kompas/observe/format"
	"kompas/observe/madeup"
	"kompas/static"
)

// madeUpLog writes the made-up meeting as a log file, and returns its path.
func madeUpLog(t testing.TB, d *debrief.Debrief) string {
	t.Helper()
	made := madeup.Meeting(madeup.Options{Seed: 1})
	var b bytes.Buffer
	err := format.WriteLog(&b, made.Header, d, func(yield func(observe.Entry, error) bool) {
		for _, e := range made.Entries {
			if !yield(e, nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "meeting.jsonl")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// reportOf runs the command and returns the file that it wrote.
func reportOf(t testing.TB, args ...string) string {
	t.Helper()
	if _, err := fs.Stat(static.FS(), "report.js"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("the page must be built before the report is tried")
		}
		t.Skip("the page was not built: make build does it")
	}
	out := filepath.Join(t.TempDir(), "report.html")
	if printed := done(t, append([]string{"report", "-o", out}, args...)...); printed != "" {
		t.Errorf("it printed %q", printed)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The report of a log file is that of the session which it becomes, with what its
// debrief chose; and one of a table is a report, too.
func TestReportOfFileAndSession(t *testing.T) {
	data, file := t.TempDir(), madeUpLog(t, &debrief.Debrief{Questions: []string{"Asked by the coach?"}, Experiment: &debrief.Experiment{Text: "First a round", Owner: "Dora"}})
	id := strings.TrimSpace(done(t, "import", "--data", data, file))
	ofFile, ofSession := reportOf(t, "--lang", "nl", file), reportOf(t, "--lang", "nl", "--data", data, id)
	if ofFile != ofSession {
		t.Error("file and session have different reports")
	}
	for text, want := range map[string]bool{"Asked by the coach?": true, "First a round": true, "Teamoverleg": true, "Chantal": false, "Dora": false} {
		if strings.Contains(ofFile, text) != want {
			t.Errorf("%q: %t, want %t", text, !want, want)
		}
	}
	if named := reportOf(t, "--names", "--persons", file); !strings.Contains(named, "Chantal") || !strings.Contains(named, "Dora") {
		t.Error("names were asked for, and are not there")
	}
	if hidden := reportOf(t, "--anonymous", "--names", "--persons", "--data", data, id); strings.Contains(hidden, "Chantal") || strings.Contains(hidden, "Teamoverleg") {
		t.Error("a report without names has some")
	}
	table := filepath.Join(t.TempDir(), "Monday.csv")
	if err := os.WriteFile(table, []byte("time_ms,from,to,tag\n0,A,B,curiosity\n900,B,A,sharing\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := reportOf(t, table); !strings.Contains(r, "Monday") || !strings.Contains(r, "2 turns") {
		t.Error("the report of a table does not tell of it")
	}
}

// A report that cannot be made leaves no file, and the file that is there as it was.
func TestReportIsWhole(t *testing.T) {
	reportOf(t, madeUpLog(t, nil)) // skips where the page was not built
	dir := t.TempDir()
	bad, out := filepath.Join(dir, "bad.jsonl"), filepath.Join(dir, "report.html")
	for _, path := range []string{bad, out} {
		if err := os.WriteFile(path, []byte("no log"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if o := command(t, "report", "-o", out, bad); o.code != exitFailed || !strings.Contains(o.stderr, "bad.jsonl") {
		t.Errorf("%+v", o)
	}
	if b, err := os.ReadFile(out); err != nil || string(b) != "no log" {
		t.Errorf("%q %v", b, err)
	}
}
