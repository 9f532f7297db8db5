package server_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"kompas/observe"
	"kompas/server"
)

func newRequest(r *rig, path string) (*http.Request, error) {
	req, err := http.NewRequest("GET", r.web.URL+path, nil)
	if err == nil {
		req.Header.Set("Authorization", "Bearer "+ownerToken)
	}
	return req, err
}

// brokenLog is a log that fails with err, when there is one.
type brokenLog struct {
	observe.Log
	err error
}

func (l *brokenLog) List(ctx context.Context, f observe.Filter, limit int) ([]observe.SessionInfo, bool, error) {
	if l.err != nil {
		return nil, false, l.err
	}
	return l.Log.List(ctx, f, limit)
}

func (l *brokenLog) Append(ctx context.Context, id observe.SessionID, at observe.Position, e []observe.Entry, f *observe.Facts) (observe.Seq, error) {
	if l.err != nil {
		return 0, l.err
	}
	return l.Log.Append(ctx, id, at, e, f)
}

// Each kind of problem, with its exact text.
func TestProblems(t *testing.T) {
	broken := &brokenLog{}
	r := newRig(t, func(o *server.Options) { broken.Log, o.Log = o.Log, broken })
	owner := r.owner()
	id := owner.makeSession(nil)
	row := func(a answer, kind string, status int, title, detail string) {
		t.Helper()
		if media := a.header.Get("Content-Type"); media != "application/problem+json" || a.status != status {
			t.Errorf("%d %s", a.status, media)
		}
		want := fmt.Sprintf(`{"type":"urn:kompas:problem:%s","title":"%s","status":%d,"detail":"%s`, kind, title, status, detail)
		if !strings.HasPrefix(string(a.body), want) {
			t.Errorf("%s\nwant %s", a.body, want)
		}
	}
	row(owner.send("POST", "/sessions", "{"), "bad-request", 400, "The request cannot be read", `the body must be JSON"}`)
	row(owner.send("POST", "/sessions", ""), "bad-request", 400, "The request cannot be read", `the body must be JSON"}`)
	row(owner.send("POST", "/sessions", `{"title":"x"} x`), "bad-request", 400, "The request cannot be read", `the body must be JSON"}`)
	row(owner.send("POST", "/sessions", "{\"title\":\"\xff\"}"), "bad-request", 400, "The request cannot be read", `the body must be valid UTF-8"}`)
	row(r.with("").send("GET", "/me", nil), "unauthorized", 401, "Not signed in", `sign in, or send a bearer token"}`)
	row(r.joined(id, "viewer", nil).send("DELETE", "/sessions/"+id, nil), "forbidden", 403, "Not allowed", `only the owner may do this"}`)
	row(owner.send("GET", "/sessions/none", nil), "not-found", 404, "There is no such thing", `there is no session \"none\""}`)
	row(owner.send("GET", "/nothing", nil), "not-found", 404, "There is no such thing", `there is no address /api/v1/nothing"}`)
	row(owner.send("PUT", "/sessions/"+id, nil), "method-not-allowed", 405, "Not with this method", `this address takes GET, HEAD, PATCH, DELETE"}`)
	row(owner.send("POST", "/codebooks", object{"id": "three-k", "version": 1, "tags": []any{}}), "conflict", 409, "Something else is there", `there is a codebook \"three-k\" already; use another id"}`)
	row(owner.send("POST", "/sessions", bytes.Repeat([]byte(" "), 1<<20+1)), "too-large", 413, "The request is too large", `the body must have at most 1048576 bytes"}`)
	row(owner.send("POST", "/sessions", object{"title": "", "x": 1}), "invalid", 422, "Something in the request is wrong",
		`/title: must be 1 to 120 characters long; it has 0","errors":[{"field":"/title","message":"must be 1 to 120 characters long; it has 0"},{"field":"/x","message":"is no field here"}]}`)
	row(owner.send("POST", "/sessions", `{"title":"A","title":"B"}`), "invalid", 422, "Something in the request is wrong",
		`/title: is there twice","errors":[{"field":"/title","message":"is there twice"}]}`)
	row(owner.send("POST", "/codebooks", `{"id":"mine","version":1,"tags":[{"id":"x","labels":{"en":"X","en":"Y"}}]}`), "invalid", 422, "Something in the request is wrong",
		`/tags/0/labels/en: is there twice","errors":[{"field":"/tags/0/labels/en","message":"is there twice"}]}`)
	if a := owner.send("OPTIONS", "/sessions", nil); a.status != 204 || a.header.Get("Allow") != "GET, HEAD, POST, OPTIONS" {
		t.Errorf("OPTIONS: %d %s", a.status, a.header.Get("Allow"))
	}
	if a := owner.send("HEAD", "/sessions", nil); a.status != 200 || len(a.body) != 0 {
		t.Errorf("HEAD: %d %s", a.status, a.body)
	}

	broken.err = errors.New("disk /secret/path")
	a := owner.want(500, "GET", "/sessions", nil)
	row(a, "internal", 500, "Something went wrong in the server", `the server could not do this; its log says why"`)
	instance := strings.TrimPrefix(a.text("instance"), "urn:kompas:request:")
	if logged := r.logged.String(); strings.Count(logged, "/secret/path") != 1 || !strings.Contains(logged, instance) || len(instance) < 16 {
		t.Errorf("logged: %s", logged)
	}
	if strings.Contains(string(a.body), "secret") {
		t.Errorf("the answer tells: %s", a.body)
	}
	r.with("").want(500, "GET", "//readyz", nil)
	broken.err = &observe.Error{Code: observe.Unavailable, Message: "the store is closed", Err: errors.New("/secret/path")}
	row(r.with("").send("GET", "//readyz", nil), "unavailable", 503, "Not available now", `the store is closed"`)
	r.with("").want(200, "GET", "//healthz", nil)
	for _, code := range []observe.Code{observe.Full, observe.Unavailable} {
		broken.err = observe.Errorf(code, "not now")
		if a := owner.want(200, "POST", "/sessions/"+id+"/entries", entries(newTurn())); a.text("results", 0, "code") != string(code) {
			t.Errorf("%s: %s", code, a.body)
		}
	}
}

func TestMetrics(t *testing.T) {
	r := newRig(t, nil)
	id := r.owner().makeSession(nil)
	bad := newTurn()
	bad["from"] = "nobody"
	r.owner().want(200, "POST", "/sessions/"+id+"/entries", entries(newTurn(), newTurn(), bad))
	a := string(r.owner().want(200, "GET", "//metrics", nil).body)
	for _, line := range []string{
		"kompas_entries_total 2", `kompas_rejects_total{code="unknown-participant"} 1`, "kompas_append_seconds_count 1",
		"kompas_live_connections 0", "kompas_slow_watchers_total 0", "go_goroutines ", "process_open_fds ",
	} {
		if !strings.Contains(a, "\n"+line) {
			t.Errorf("no line %s", line)
		}
	}
}
