//go:build unix

package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
)

// Each flag for how much one session may hold reaches what it is about.
func TestServeBoundsASession(t *testing.T) {
	p := serve(t, t.TempDir(), "--max-entries", "3", "--max-text-bytes", "9", "--max-phases", "1",
		"--max-participants", "1", "--max-observers", "1", "--max-tags", "2")
	type object = map[string]any
	says := func(what string, status int, body []byte, says string) {
		t.Helper()
		if !strings.Contains(string(body), says) {
			t.Errorf("%s: %d %s does not say %q", what, status, body, says)
		}
	}
	named := func(names ...string) (list []object) {
		for _, n := range names {
			list = append(list, object{"id": n, "name": n})
		}
		return list
	}
	session := func(participants, tags []object) (status int, body []byte) {
		t.Helper()
		return p.request(t, http.MethodPost, "/api/v1/sessions", object{"title": "T", "participants": participants,
			"codebook": object{"id": "own", "version": 1, "tags": tags}})
	}
	tags := []object{{"id": "x"}, {"id": "y"}, {"id": "z"}}
	status, body := session(named("a", "b"), tags[:1])
	says("two participants", status, body, "may hold 1 participants")
	status, body = session(named("a"), tags)
	says("three tags", status, body, "may hold 2 tags")

	status, body = session(named("a"), tags[:1])
	var s struct{ ID string }
	if err := json.Unmarshal(body, &s); err != nil || status != http.StatusCreated {
		t.Fatalf("%d %s", status, body)
	}
	entry := func(e object) (status int, body []byte) {
		t.Helper()
		e["id"], e["at"] = uuid.NewString(), 0
		return p.request(t, http.MethodPost, "/api/v1/sessions/"+s.ID+"/entries", object{"entries": []object{e}})
	}
	for range 2 {
		status, body = entry(object{"type": "phase", "name": "p"})
	}
	says("two phases", status, body, "may hold 1 entries of type phase")
	status, body = entry(object{"type": "note", "text": "ten letters", "visibility": "shared"})
	says("a text", status, body, "may hold 9 bytes of text")
	for range 3 {
		status, body = entry(object{"type": "note", "text": "x", "visibility": "shared"})
	}
	says("four entries", status, body, "may hold 3 entries")

	status, body = p.request(t, http.MethodPost, "/api/v1/sessions/"+s.ID+"/invitations", object{"role": "observer", "expires_in_s": 60})
	var made struct{ URL string }
	if err := json.Unmarshal(body, &made); err != nil || status != http.StatusCreated {
		t.Fatalf("%d %s", status, body)
	}
	_, token, _ := strings.Cut(made.URL, "#")
	p.join(t, token, "Dee")
	status, body = p.join(t, token, "Eve")
	says("an observer more", status, body, "may hold 1 observers")
}

// Each flag for live connections reaches what it is about: with a limit of one,
// the second is sent away. Who is where is taken from the headers of a proxy
// that is named, and of nobody else.
func TestServeBoundsLiveConnections(t *testing.T) {
	for _, test := range []struct {
		name string
		args []string
		want string // how the second is greeted
	}{
		{"no limit", nil, ""},
		{"of a grant", []string{"--live-per-grant", "1"}, "too many live connections by this sign-in"},
		{"of an address", []string{"--live-per-address", "1"}, "too many live connections from this address"},
		{"of an address behind the proxy", []string{"--live-per-address", "1", "--proxy", "127.0.0.1"}, ""},
		{"of an address behind somebody else", []string{"--live-per-address", "1", "--proxy", "10.0.0.1"}, "too many live connections from this address"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := serve(t, t.TempDir(), test.args...)
			id := p.newSession(t)
			greeting := func(from string) (m message) {
				t.Helper()
				dialer := websocket.Dialer{Subprotocols: []string{"kompas.v1"}}
				conn, _, err := dialer.Dial("ws"+strings.TrimPrefix(p.url, "http")+"/api/v1/sessions/"+string(id)+"/live",
					http.Header{"Authorization": {"Bearer " + p.token}, "X-Forwarded-For": {from}})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { conn.Close() })
				if m, err = (&live{conn: conn}).next(); err != nil {
					t.Fatal(err)
				}
				return m
			}
			if first := greeting("192.0.2.1"); first.Type != "welcome" {
				t.Fatalf("the first: %+v", first)
			}
			second := greeting("192.0.2.2")
			if test.want == "" && second.Type != "welcome" || test.want != "" && !strings.Contains(second.Message, test.want) {
				t.Errorf("the second: %+v, want %q", second, test.want)
			}
		})
	}
}
