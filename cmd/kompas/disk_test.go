//go:build linux

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"kompas/observe"
)

// note appends a note of some size, and returns the status of the answer; where
// the entry is refused, its code.
func (p *process) note(t *testing.T, id observe.SessionID, n, size int) string {
	t.Helper()
	status, body := p.request(t, http.MethodPost, "/api/v1/sessions/"+string(id)+"/entries", map[string]any{"entries": []any{map[string]any{
		"id": fmt.Sprintf("0199f5c2-7d5e-7c3a-9d0e-%012x", n), "type": "note", "at": 0, "visibility": "shared", "text": strings.Repeat("x", size),
	}}})
	for _, code := range []string{"full", "unavailable"} {
		if strings.Contains(string(body), `"code":"`+code+`"`) {
			return code
		}
	}
	return fmt.Sprint(status)
}

// ready waits until /readyz answers with a status.
func (p *process) ready(t *testing.T, want int) {
	t.Helper()
	status, body := 0, []byte(nil)
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if status, body = p.request(t, http.MethodGet, "/readyz", nil); status == want {
			return
		}
	}
	t.Errorf("GET /readyz: %d %s; want %d", status, body, want)
}

// says waits until exactly one of the texts is on standard error, and returns all
// that is there.
func (p *process) says(t *testing.T, texts ...string) string {
	t.Helper()
	said := ""
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		said = p.stderr.String()
		n := 0
		for _, text := range texts {
			if strings.Contains(said, text) {
				n++
			}
		}
		if n == 1 {
			return said
		}
	}
	t.Errorf("it says %q; want one of %q", said, texts)
	return said
}

// smallDisk returns a folder on a disk of its own.
func smallDisk(t *testing.T, options string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		t.Skipf("only who may mount can try this: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

// On a full disk nothing is added, and /readyz says so; deleting works, and makes
// room.
func TestDeleteOnAFullDisk(t *testing.T) {
	data := filepath.Join(smallDisk(t, "size=8m"), "data")
	p := serve(t, data)
	kept, gone := p.newSession(t), p.newSession(t)
	invite := func(role string) string {
		status, body := p.request(t, http.MethodPost, "/api/v1/sessions/"+string(gone)+"/invitations", map[string]any{"role": role, "expires_in_s": 600, "max_uses": 1})
		var made struct{ URL string }
		if err := json.Unmarshal(body, &made); err != nil || status != http.StatusCreated {
			t.Fatalf("an invitation: %d %s", status, body)
		}
		_, token, _ := strings.Cut(made.URL, "#")
		return token
	}
	if status, body := p.join(t, invite("observer"), "Jo"); status != http.StatusOK {
		t.Fatalf("joining: %d %s", status, body)
	}
	later := invite("viewer")
	p.ready(t, http.StatusOK)
	n := 0
	for code := "200"; code != "full"; n++ {
		if n > 10_000 || code != "200" {
			t.Fatalf("after %d notes: %s", n, code)
		}
		code = p.note(t, gone, n, 4_000)
	}
	// Small ones find a place for longer.
	for code := "200"; code != "full"; n++ {
		if code = p.note(t, kept, n, 1); n > 20_000 {
			t.Fatal("the disk is never full")
		}
	}
	p.ready(t, http.StatusServiceUnavailable)
	if status, body := p.join(t, later, "Kim"); status != http.StatusInsufficientStorage {
		t.Errorf("joining: %d %s", status, body)
	}
	// It starts all the same, and its owner can sign in to make room.
	p.stop(t)
	p = serve(t, data)
	for range 20 {
		status, body := p.request(t, http.MethodPost, "/api/v1/signin-links", nil)
		var link struct{ URL string }
		if err := json.Unmarshal(body, &link); err != nil || status != http.StatusCreated {
			t.Fatalf("a sign-in link: %d %s", status, body)
		}
		_, token, _ := strings.Cut(link.URL, "#")
		if status, body := p.request(t, http.MethodPost, "/api/v1/signin", map[string]string{"token": token}); status != http.StatusNoContent {
			t.Fatalf("signing in: %d %s", status, body)
		}
	}
	p.ready(t, http.StatusServiceUnavailable)
	if code := p.note(t, kept, n, 1); code != "full" {
		t.Errorf("a note: %s", code)
	}
	if status, body := p.request(t, http.MethodDelete, "/api/v1/sessions/"+string(gone), nil); status != http.StatusNoContent {
		t.Fatalf("DELETE: %d %s", status, body)
	}
	p.ready(t, http.StatusOK)
	if code := p.note(t, kept, n, 4_000); code != "200" {
		t.Errorf("after making room: %s", code)
	}
	p.stop(t)
	done(t, "check", "--data", data)
}

// A server that was stopped on a full disk starts again, prints a link to sign in,
// or says that none could be stored, and deletes.
func TestStartOnAFullDisk(t *testing.T) {
	data := filepath.Join(smallDisk(t, "size=8m"), "data")
	p := serve(t, data)
	gone := p.newSession(t)
	n := 0
	for _, size := range []int{4_000, 1} { // small ones find a place for longer
		for ; p.note(t, gone, n, size) != "full"; n++ {
			if n > 20_000 {
				t.Fatal("the disk is never full")
			}
		}
	}
	p.stop(t)
	p = serve(t, data)
	p.ready(t, http.StatusServiceUnavailable)
	if said := p.says(t, "no sign-in link could be stored", "/signin#"); strings.Contains(said, "no sign-in link") && !strings.Contains(said, "token") {
		t.Errorf("it says %s", said)
	}
	if status, body := p.request(t, http.MethodDelete, "/api/v1/sessions/"+string(gone), nil); status != http.StatusNoContent {
		t.Fatalf("DELETE: %d %s", status, body)
	}
	p.ready(t, http.StatusOK)
	p.stop(t)
	p = serve(t, data)
	p.says(t, "/signin#") // there is room again
	p.stop(t)
}

// A data file that is moved away, replaced or removed under a running server:
// nothing is acknowledged that nobody would find again, and nobody else starts in
// the folder meanwhile.
func TestDataFileMovedAway(t *testing.T) {
	for name, c := range map[string]struct {
		away, back func(path string) error
	}{
		"moved": {
			func(path string) error { return os.Rename(path, path+".away") },
			func(path string) error { return os.Rename(path+".away", path) },
		},
		"replaced": {
			func(path string) error {
				if err := os.Rename(path, path+".away"); err != nil {
					return err
				}
				return os.WriteFile(path, nil, 0o600)
			},
			func(path string) error { return os.Rename(path+".away", path) },
		},
		"removed":         {os.Remove, nil},
		"with its folder": {func(path string) error { return os.Rename(filepath.Dir(path), filepath.Dir(path)+".away") }, func(path string) error { return os.Rename(filepath.Dir(path)+".away", filepath.Dir(path)) }},
	} {
		t.Run(name, func(t *testing.T) {
			data := filepath.Join(t.TempDir(), "data")
			p := serve(t, data)
			id := p.newSession(t)
			if code := p.note(t, id, 1, 1); code != "200" {
				t.Fatalf("a note gives %s", code)
			}
			path := filepath.Join(data, "kompas.db")
			if err := c.away(path); err != nil {
				t.Fatal(err)
			}
			if code := p.note(t, id, 2, 1); code != "unavailable" {
				t.Errorf("a note gives %s", code)
			}
			p.ready(t, http.StatusServiceUnavailable)
			if said := p.stderr.String(); strings.Count(said, "while in use") != 1 || !strings.Contains(said, path) {
				t.Errorf("it says %s", said)
			}
			if name != "with its folder" {
				if o := command(t, "serve", "--addr", "127.0.0.1:0", "--data", data); o.code != exitFailed || !strings.Contains(o.stderr, "another Kompas process") {
					t.Errorf("a second server: %d %s", o.code, o.stderr)
				}
			}
			if c.back == nil {
				p.kill()
				return
			}
			if err := c.back(path); err != nil {
				t.Fatal(err)
			}
			p.ready(t, http.StatusOK)
			if code := p.note(t, id, 2, 1); code != "200" {
				t.Errorf("back in its place a note gives %s", code)
			}
			if n := len(p.log(t, id)); n != 2 {
				t.Errorf("the log has %d entries, want 2", n)
			}
			p.stop(t)
			done(t, "check", "--data", data)
		})
	}
}
