package server

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"
	"time"

	"kompas/observe/observetest"
)

// newOwn makes a server over a store in memory, for tests of what cannot be seen
// from outside. Change may be nil.
func newOwn(t testing.TB, change func(*Options)) *Server {
	t.Helper()
	store := observetest.NewMemory()
	opts := Options{
		Log: store.Log("default"), Docs: store.Docs("default"), Incarnation: "first", Secret: []byte("0123456789abcdef0123456789abcdef"),
		Backup: func(context.Context, io.Writer) error { return nil }, Static: fstest.MapFS{"index.html": {}},
		Token: "a-token-of-the-owner", Now: time.Now, Logger: slog.New(slog.DiscardHandler), Version: "test",
	}
	if change != nil {
		change(&opts)
	}
	s, err := New(opts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// ask sends a request with a bearer token and returns the decoded answer.
func (s *Server) ask(t testing.TB, token, method, path string, body any) map[string]any {
	t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(method, "/api/v1"+path, bytes.NewReader(b))
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	var out map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || w.Code >= 300 {
		t.Fatalf("%s %s: %d %s %v", method, path, w.Code, w.Body, err)
	}
	return out
}

// Somebody who joins again with the grant that they hold is counted as the same
// person; somebody else who joins with the same link is not.
func TestNameStaysWhenSomebodyJoinsAgain(t *testing.T) {
	s := newOwn(t, nil)
	const owner = "a-token-of-the-owner"
	session := s.ask(t, owner, "POST", "/sessions", map[string]any{"title": "Monday"})["id"].(string)
	link := s.ask(t, owner, "POST", "/sessions/"+session+"/invitations", map[string]any{"role": "viewer", "expires_in_s": 60, "max_uses": 2})["url"].(string)
	_, invitation, _ := bytes.Cut([]byte(link), []byte("#"))
	join := func(token string) string {
		t.Helper()
		return s.ask(t, token, "POST", "/join", map[string]any{"token": string(invitation), "name": "Vic"})["token"].(string)
	}
	name := func(token string) string {
		t.Helper()
		r := httptest.NewRequest(http.MethodGet, "/api/v1/me", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		p, err := s.access.Authenticate(r)
		if err != nil {
			t.Fatal(err)
		}
		return p.Holder()
	}
	first := join("")
	for range 3 {
		if again := join(first); again == first || name(again) != name(first) {
			t.Fatalf("joined again as %q, was %q", name(again), name(first))
		}
	}
	if other := join(""); name(other) == name(first) {
		t.Errorf("two people have the name %q", name(first))
	}
	if name(owner) != "" || name(first) == "" {
		t.Errorf("the owner is %q, a viewer %q", name(owner), name(first))
	}
}
