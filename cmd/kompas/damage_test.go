//go:build unix

package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// spoil changes the bytes of the data file in a folder.
func spoil(t *testing.T, dir string, change func([]byte) []byte) {
	t.Helper()
	path := filepath.Join(dir, "kompas.db")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0) // in place, as a disk does it
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt(change(b), 0); err != nil {
		t.Fatal(err)
	}
}

func replace(old, now string) func([]byte) []byte {
	return func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(old), []byte(now)) }
}

// Whatever is damaged, each command says where, in lines, and none of them ends
// with a trace.
func TestCommandsOnADamagedFile(t *testing.T) {
	whole := t.TempDir()
	p := serve(t, whole)
	id := string(p.newSession(t))
	p.request(t, http.MethodPost, "/api/v1/teams", map[string]any{"name": "The quiet team"})
	p.stop(t)
	page := os.Getpagesize()
	for name, c := range map[string]struct {
		spoil func([]byte) []byte
		where string // a pattern
		start bool   // a server starts all the same
	}{
		"the name of a bucket":    {replace("sessions\x00default", "sessionz\x00default"), `top: .*sessions`, false},
		"a header":                {replace(`"title":"`, `"title":'`), `session "` + id + `": .*\(page \d+\)`, true},
		"a document":              {replace("The quiet team", "The quiet teal"), `document "team/.*\(page \d+\)`, true},
		"the key of a document":   {replace("team/", "teal/"), `document "teal/.*\(page \d+\)`, true},
		"the secret of the file":  {replace("secret", "secreT"), `meta: "secreT"`, false},
		"every page":              {func(b []byte) []byte { return append(b[:2*page:2*page], bytes.Repeat([]byte{0xA5}, 20*page)...) }, `page \d+`, false},
		"the meta page, then all": {func(b []byte) []byte { return append(make([]byte, 2*page), b[2*page:]...) }, `no Kompas data file, or is damaged`, false},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			b, err := os.ReadFile(filepath.Join(whole, "kompas.db"))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "kompas.db"), b, 0o600); err != nil {
				t.Fatal(err)
			}
			spoil(t, dir, c.spoil)
			copied := filepath.Join(t.TempDir(), "copy.db")
			for _, args := range [][]string{{"check"}, {"export", "--format", "jsonl", id}, {"analyze", id}, {"backup", "-o", copied}} {
				o := command(t, append(args, "--data", dir)...)
				if strings.Contains(o.stderr+o.stdout, "goroutine") {
					t.Errorf("%v ends with a trace: %s", args, o.stderr)
				}
				if args[0] == "check" && (o.code != exitFailed || !regexp.MustCompile(c.where).MatchString(o.stdout+o.stderr)) {
					t.Errorf("check gives %d and says %s%s", o.code, o.stdout, o.stderr)
				}
				if args[0] == "backup" && o.code != exitFailed {
					t.Errorf("a backup is made of it: %s", o.stderr)
				}
			}
			if !c.start {
				o := command(t, "serve", "--addr", "127.0.0.1:0", "--data", dir)
				if o.code != exitFailed || strings.Contains(o.stderr, "goroutine") || !strings.Contains(o.stderr, "kompas.db") {
					t.Errorf("serve gives %d and says %s", o.code, o.stderr)
				}
				return
			}
			p := serve(t, dir)
			p.request(t, http.MethodGet, "/api/v1/sessions", nil)
			p.request(t, http.MethodGet, "/api/v1/teams", nil)
			if status, _ := p.request(t, http.MethodGet, "/healthz", nil); status != http.StatusOK {
				t.Errorf("GET /healthz: %d", status)
			}
			p.stop(t)
		})
	}
}

// The disk spoils the file of a running server: it answers, and says in its log
// where.
func TestServeWhileTheFileIsSpoiled(t *testing.T) {
	dir := t.TempDir()
	p := serve(t, dir)
	id := string(p.newSession(t))
	page := os.Getpagesize()
	spoil(t, dir, func(b []byte) []byte { return append(b[:2*page:2*page], bytes.Repeat([]byte{0xA5}, 20*page)...) })
	for _, path := range []string{"/api/v1/sessions", "/api/v1/teams", "/api/v1/backup", "/readyz"} {
		if status, body := p.request(t, http.MethodGet, path, nil); status != http.StatusServiceUnavailable {
			t.Errorf("GET %s: %d %s", path, status, body)
		}
	}
	if status, _ := p.request(t, http.MethodDelete, "/api/v1/sessions/"+id, nil); status != http.StatusServiceUnavailable {
		t.Errorf("DELETE: %d", status)
	}
	if status, _ := p.request(t, http.MethodGet, "/healthz", nil); status != http.StatusOK {
		t.Errorf("GET /healthz: %d", status)
	}
	p.kill()
	if said := p.stderr.String(); !regexp.MustCompile(`where=.*page \d+, top`).MatchString(said) || strings.Contains(said, "goroutine") {
		t.Errorf("it says\n%s", said)
	}
}

// A file of an older Kompas is brought up to date when it is opened for writing,
// and the program says where the old one is kept.
func TestOlderFile(t *testing.T) {
	f, err := os.Open("../../observe/bolt/testdata/schema1.db.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "kompas.db"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	const session = "0199f5c2-0000-7000-8000-000000000001"
	if o := command(t, "export", "--data", dir, "--format", "jsonl", session); o.code != exitFailed || !strings.Contains(o.stderr, "start kompas serve once") {
		t.Errorf("read as it is: %d %s", o.code, o.stderr)
	}
	p := serve(t, dir)
	p.stop(t)
	kept := regexp.MustCompile(`kept in (\S+\.db)`).FindStringSubmatch(p.stderr.String())
	if kept == nil || filepath.Dir(kept[1]) != dir {
		t.Fatalf("serve says %s", p.stderr)
	}
	if _, err := os.Stat(kept[1]); err != nil {
		t.Error(err)
	}
	if lines := strings.Count(done(t, "export", "--data", dir, "--format", "jsonl", session), "\n"); lines != 8 {
		t.Errorf("the session has %d lines, with its header; want 8", lines)
	}
}
