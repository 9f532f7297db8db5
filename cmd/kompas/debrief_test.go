//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kompas/observe/bolt"
	"kompas/observe/debrief"
	"kompas/observe/preview"
)

// putDebrief replaces the debrief of a session, whatever is there.
func (p *process) putDebrief(t *testing.T, id string, body string) {
	t.Helper()
	req, err := http.NewRequest("PUT", p.url+"/api/v1/sessions/"+id+"/debrief", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+p.token)
	req.Header.Set("If-Match", "*")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != 200 {
		t.Fatalf("PUT: %d", res.StatusCode)
	}
}

// A debrief is in the files and backups of its owner, and comes back from them.
func TestDebriefInFilesAndBackups(t *testing.T) {
	data, dir := t.TempDir(), t.TempDir()
	const written = `{"questions":["WRITTEN?"],"put_right":"Line\nby line","experiment":{"id":"e1","text":"A <round>"}}`
	p := serve(t, data)
	id := string(p.newSession(t))
	p.putDebrief(t, id, strings.Replace(written, "{", `{"shown":true,`, 1))
	backup := filepath.Join(dir, bolt.FileName)
	done(t, "backup", "--url", p.url, "--token-file", writeText(t, dir, "token", p.token), "-o", backup)
	p.stop(t)

	log := filepath.Join(dir, "own.jsonl")
	done(t, "export", "--data", data, "--format", "jsonl", "-o", log, id)
	var head struct {
		Session struct{ Debrief map[string]any }
	}
	line, _, _ := strings.Cut(readText(t, log), "\n")
	var want any
	if err := json.Unmarshal([]byte(written), &want); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(line), &head); err != nil {
		t.Fatal(err)
	}
	if at, _ := head.Session.Debrief["shown_at"].(string); at == "" {
		t.Errorf("line 1 does not say when it was shown: %s", line)
	}
	delete(head.Session.Debrief, "shown_at")
	if !sameJSON(t, head.Session.Debrief, want) {
		t.Errorf("line 1 is %s", line)
	}
	for _, args := range [][]string{{"--format", "jsonl", "--anonymous"}, {"--format", "csv"}} {
		if out := done(t, append([]string{"export", "--data", data, id}, args...)...); strings.Contains(out, "WRITTEN") || strings.Contains(out, "debrief") || strings.Contains(out, "shown") {
			t.Errorf("%v: %s", args, out)
		}
	}
	for what, from := range map[string]string{"a file": t.TempDir(), "a backup": dir} {
		if what == "a file" {
			for range 2 { // the same again changes nothing
				if got := strings.TrimSpace(done(t, "import", "--data", from, log)); got != id {
					t.Errorf("imported as %s", got)
				}
			}
		}
		if got := done(t, "export", "--data", from, "--format", "jsonl", id); got != readText(t, log) {
			t.Errorf("back from %s it is\n%s", what, got)
		}
		if out := done(t, "check", "--data", from); !strings.Contains(out, "all is well") {
			t.Errorf("check: %s", out)
		}
	}
	// Imported beside what is there, it has its own copy.
	other := strings.TrimSpace(done(t, "import", "--data", data, "--as-new", log))
	if out := done(t, "export", "--data", data, "--format", "jsonl", other); !strings.Contains(out, "WRITTEN") {
		t.Errorf("as a new session it is %s", out)
	}
	bad := writeText(t, dir, "bad.jsonl", strings.Replace(readText(t, log), `"questions":["WRITTEN?"]`, `"questions":[""]`, 1))
	if o := command(t, "import", "--data", t.TempDir(), bad); o.code != exitFailed || !strings.Contains(o.stderr, "/session/debrief/questions/0") {
		t.Errorf("a file with a wrong one: %d %s", o.code, o.stderr)
	}
}

func sameJSON(t *testing.T, a, b any) bool {
	t.Helper()
	x, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	y, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Equal(x, y)
}

// When the deletion of a session has been answered, the file holds nothing of what was
// written for its debrief, nor of what stood there before.
func TestDeletingLeavesNothingOfTheDebrief(t *testing.T) {
	data := t.TempDir()
	p := serve(t, data)
	id := string(p.newSession(t))
	p.putDebrief(t, id, `{"put_right":"SECRET-ONE"}`)
	has := func(text string) bool {
		t.Helper()
		b, err := os.ReadFile(filepath.Join(data, bolt.FileName))
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Contains(b, []byte(text))
	}
	if !has("SECRET-ONE") {
		t.Fatal("the file does not hold what was written: the test sees nothing")
	}
	p.putDebrief(t, id, `{"put_right":"SECRET-TWO"}`)
	if has("SECRET-ONE") || !has("SECRET-TWO") {
		t.Error("what stood there before is still in the file, or the new text is not")
	}
	if status, body := p.request(t, "DELETE", "/api/v1/sessions/"+id, nil); status != 204 {
		t.Fatalf("%d %s", status, body)
	}
	if has("SECRET-TWO") || has(debrief.Prefix) {
		t.Error("the file still holds the debrief")
	}
}

// Documents of sessions are checked, and that there is such a session.
func TestCheckKnowsWhatIsWrittenOfSessions(t *testing.T) {
	data := t.TempDir()
	p := serve(t, data)
	id := string(p.newSession(t))
	p.stop(t)
	db, err := bolt.Open(data, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	const none = "0199f5c2-0000-7000-8000-00000000000f"
	const unread = "0199f5c2-0000-7000-8000-00000000000e"
	for key, value := range map[string]string{id: `{"questions":["a","b","c","d","e","f"]}`, none: `{}`, unread: `{"shown_at":"yesterday"}`} {
		if _, err := db.Docs(workspace).Put(t.Context(), debrief.Prefix+key, []byte(value), 0); err != nil {
			t.Fatal(err)
		}
	}
	for key, value := range map[string]string{id + "/one": `{"person":"p1","held":["b","a"]}`, none + "/two": `{"person":"p1"}`} {
		if _, err := db.Docs(workspace).Put(t.Context(), preview.Prefix+key, []byte(value), 0); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	o := command(t, "check", "--data", data)
	for _, want := range []string{
		`session "` + id + `", preview: /held/1: must come after`, `session "` + none + `", preview: there is no such session`,
		`session "` + id + `", debrief: /questions: must be at most 5`, `session "` + none + `", debrief: there is no such session`,
		`session "` + unread + `", debrief: /shown_at: must be a moment`,
	} {
		if o.code != exitFailed || !strings.Contains(o.stdout, want) {
			t.Errorf("check gives %d, and does not say %q: %s%s", o.code, want, o.stdout, o.stderr)
		}
	}
}
