package server

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"kompas/observe"
)

// heldLog has appends wait.
type heldLog struct {
	observe.Log
	held, release chan struct{}
}

func (l *heldLog) Append(ctx context.Context, id observe.SessionID, at observe.Position, e []observe.Entry, f *observe.Facts) (observe.Seq, error) {
	l.held <- struct{}{}
	<-l.release
	return l.Log.Append(ctx, id, at, e, f)
}

// Signing out is not answered while a request that it ends is storing something.
func TestEndWaitsForWhatIsBeingStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		held := &heldLog{held: make(chan struct{}), release: make(chan struct{})}
		s := newOwn(t, func(o *Options) { held.Log, o.Log = o.Log, held })
		const owner = "a-token-of-the-owner"
		session := s.ask(t, owner, "POST", "/sessions", map[string]any{"title": "Monday"})["id"].(string)
		invitation := s.ask(t, owner, "POST", "/sessions/"+session+"/invitations", map[string]any{"role": "observer", "expires_in_s": 60})
		_, secret, _ := strings.Cut(invitation["url"].(string), "#")
		var cookie string
		var mu sync.Mutex
		var done []string
		request := func(name, path, body string, want int) *httptest.ResponseRecorder {
			r := httptest.NewRequest(http.MethodPost, "/api/v1"+path, strings.NewReader(body))
			r.Header.Set("Origin", "http://"+r.Host)
			r.Header.Set("Cookie", cookie)
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			if w.Code != want {
				t.Errorf("%s: %d %s", name, w.Code, w.Body)
			}
			mu.Lock()
			defer mu.Unlock()
			done = append(done, name)
			return w
		}
		cookie, _, _ = strings.Cut(request("join", "/join", `{"token":"`+secret+`","name":"Dee"}`, 200).Header().Get("Set-Cookie"), ";")
		go request("append", "/sessions/"+session+"/entries",
			`{"entries":[{"id":"`+uuid.NewString()+`","type":"mark","at":1,"kind":"moment"}]}`, 200)
		<-held.held
		go request("sign out", "/signout", "", 204)
		synctest.Wait()
		if !slices.Equal(done, []string{"join"}) {
			t.Errorf("%v came back while an entry was being stored", done)
		}
		held.release <- struct{}{}
		synctest.Wait()
		if len(done) != 3 {
			t.Errorf("came back: %v", done)
		}
		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
		synctest.Wait()
	})
}

// Somebody who waits for figures is told when their right to them ends, and figures
// that nobody waits for are not computed.
func TestEndWhileFiguresAreMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newOwn(t, nil)
		release := s.HoldTurns() // others compute
		others, _, _ := s.results.UnderWay()
		underWay := func() int {
			all, _, _ := s.results.UnderWay()
			return all - others
		}
		const owner = "a-token-of-the-owner"
		session := s.ask(t, owner, "POST", "/sessions", map[string]any{"title": "Monday"})["id"].(string)
		invitation := s.ask(t, owner, "POST", "/sessions/"+session+"/invitations", map[string]any{"role": "viewer", "expires_in_s": 60})
		_, secret, _ := strings.Cut(invitation["url"].(string), "#")
		token := s.ask(t, "", "POST", "/join", map[string]any{"token": secret, "name": "Vic"})["token"].(string)
		request := func(token, method, path string) int {
			r := httptest.NewRequest(method, "/api/v1"+path, nil)
			r.Header.Set("Authorization", "Bearer "+token)
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			return w.Code
		}
		status := 0
		go func() { status = request(token, http.MethodGet, "/sessions/"+session+"/analysis") }()
		synctest.Wait()
		if n := underWay(); n != 1 || status != 0 {
			t.Fatalf("%d are computed, answered %d", n, status)
		}
		request(owner, http.MethodDelete, "/sessions/"+session+"/invitations/"+invitation["id"].(string))
		synctest.Wait()
		if n := underWay(); n != 0 || status != http.StatusUnauthorized {
			t.Errorf("%d are computed, answered %d", n, status)
		}
		release()
		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// Revoking does not wait for entries that wait because their sender has sent so
// many: they are refused.
func TestEndWhileEntriesWaitForTheirTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newOwn(t, func(o *Options) { o.Rate = 1 })
		const owner = "a-token-of-the-owner"
		session := s.ask(t, owner, "POST", "/sessions", map[string]any{"title": "Monday"})["id"].(string)
		invitation := s.ask(t, owner, "POST", "/sessions/"+session+"/invitations", map[string]any{"role": "observer", "expires_in_s": 60})
		_, secret, _ := strings.Cut(invitation["url"].(string), "#")
		token := s.ask(t, "", "POST", "/join", map[string]any{"token": secret, "name": "Dee"})["token"].(string)
		entries := func(n int) map[string]any {
			var list []any
			for range n {
				list = append(list, map[string]any{"id": uuid.NewString(), "type": "mark", "at": 1, "kind": "moment"})
			}
			return map[string]any{"entries": list}
		}
		s.ask(t, token, "POST", "/sessions/"+session+"/entries", entries(12)) // two more than may be sent at once
		status := 0
		go func() {
			b, _ := json.Marshal(entries(1))
			r := httptest.NewRequest(http.MethodPost, "/api/v1/sessions/"+session+"/entries", bytes.NewReader(b))
			r.Header.Set("Authorization", "Bearer "+token)
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			status = w.Code
		}()
		synctest.Wait()
		if status != 0 {
			t.Fatalf("answered %d at once", status)
		}
		began := time.Now() // the clock of synctest moves only while everything waits
		r := httptest.NewRequest(http.MethodDelete, "/api/v1/sessions/"+session+"/invitations/"+invitation["id"].(string), nil)
		r.Header.Set("Authorization", "Bearer "+owner)
		s.ServeHTTP(httptest.NewRecorder(), r)
		if waited := time.Since(began); waited > 0 {
			t.Errorf("revoking waited for %v", waited)
		}
		synctest.Wait()
		if head := s.ask(t, owner, "GET", "/sessions/"+session, nil)["head"]; status != http.StatusUnauthorized || head != 12.0 {
			t.Errorf("answered %d, head %v", status, head)
		}
		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// noticedLog calls read when a log is read.
type noticedLog struct {
	observe.Log
	read func()
}

func (l *noticedLog) Read(ctx context.Context, id observe.SessionID, after observe.Seq, limit int) ([]observe.Entry, error) {
	l.read()
	return l.Log.Read(ctx, id, after, limit)
}

// Invitations are made, listed and revoked without reading the log, even an
// invitation for somebody who was not planned to take part.
func TestInvitationsReadNoLog(t *testing.T) {
	const owner = "a-token-of-the-owner"
	var log observe.Log
	var docs observe.Docs
	first := newOwn(t, func(o *Options) { log, docs = o.Log, o.Docs })
	session := first.ask(t, owner, "POST", "/sessions", map[string]any{"title": "Monday"})["id"].(string)
	first.ask(t, owner, "POST", "/sessions/"+session+"/entries", map[string]any{"entries": []any{map[string]any{
		"id": uuid.NewString(), "type": "participant", "person": map[string]any{"id": "late", "name": "Late"}, "present": false}}})
	s := newOwn(t, func(o *Options) {
		o.Log, o.Docs = &noticedLog{log, func() { t.Error("the log is read") }}, docs
	})
	path := "/sessions/" + session + "/invitations"
	made := s.ask(t, owner, "POST", path, map[string]any{"role": "leader", "person": "late", "expires_in_s": 60})
	if list := s.ask(t, owner, "GET", path, nil)["items"].([]any); len(list) != 1 {
		t.Errorf("listed: %v", list)
	}
	for want, address := range map[int]string{204: path + "/" + made["id"].(string), 404: path + "/none"} {
		r := httptest.NewRequest(http.MethodDelete, "/api/v1"+address, nil)
		r.Header.Set("Authorization", "Bearer "+owner)
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, r); w.Code != want {
			t.Errorf("revoked: %d %s", w.Code, w.Body)
		}
	}
	for _, s := range []*Server{first, s} {
		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

// Somebody who gives up while the log is read has not used the invitation.
func TestJoiningThatIsGivenUpSpendsNothing(t *testing.T) {
	const owner = "a-token-of-the-owner"
	var log observe.Log
	var docs observe.Docs
	first := newOwn(t, func(o *Options) { log, docs = o.Log, o.Docs })
	session := first.ask(t, owner, "POST", "/sessions", map[string]any{"title": "Monday"})["id"].(string)
	first.ask(t, owner, "POST", "/sessions/"+session+"/entries", map[string]any{"entries": []any{
		map[string]any{"id": uuid.NewString(), "type": "mark", "at": 1, "kind": "moment"}}})
	made := first.ask(t, owner, "POST", "/sessions/"+session+"/invitations", map[string]any{"role": "observer", "expires_in_s": 60, "max_uses": 1})
	_, secret, _ := strings.Cut(made["url"].(string), "#")
	ctx, giveUp := context.WithCancel(t.Context())
	gate := make(chan struct{})
	held := &noticedLog{log, func() { giveUp(); <-gate }}
	s := newOwn(t, func(o *Options) { o.Log, o.Docs = held, docs }) // no log is in its memory
	r := httptest.NewRequest(http.MethodPost, "/api/v1/join", strings.NewReader(`{"token":"`+secret+`","name":"Dee"}`)).WithContext(ctx)
	s.ServeHTTP(httptest.NewRecorder(), r)
	close(gate)
	list := s.ask(t, owner, "GET", "/sessions/"+session+"/invitations", nil)["items"].([]any)
	if uses := list[0].(map[string]any)["uses"]; uses != 0.0 {
		t.Errorf("spent: %v", uses)
	}
	s.ask(t, "", "POST", "/join", map[string]any{"token": secret, "name": "Dee"})
	for _, s := range []*Server{first, s} {
		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
}
