package server_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kompas/observe"
	"kompas/observe/observetest"
	"kompas/server"
)

func newPhase(name string) object {
	return object{"id": uuid.NewString(), "type": "phase", "at": 0, "name": name}
}

func newNote(text string) object {
	return object{"id": uuid.NewString(), "type": "note", "at": 0, "text": text, "visibility": "shared"}
}

func newState(state string, at int) object {
	return object{"id": uuid.NewString(), "type": "state", "at": at, "state": state, "time": "2026-11-22T10:00:00.000Z"}
}

func arrives(id string) object {
	return object{"id": uuid.NewString(), "type": "participant", "person": object{"id": id, "name": "Late"}, "present": true}
}

// answered returns the answers to one append as a text: the number of entries that
// were stored, then the code, field and message of each that was not.
func (c *caller) answered(session string, list ...object) string {
	c.Helper()
	var out struct {
		Results []struct{ Code, Field, Message string }
	}
	c.want(200, "POST", "/sessions/"+session+"/entries", entries(list...)).into(&out)
	stored, rest := 0, ""
	for _, r := range out.Results {
		if r.Code == "" {
			stored++
		} else {
			rest += fmt.Sprintf("; %s %s: %s", r.Code, r.Field, r.Message)
		}
	}
	return fmt.Sprint(stored, rest)
}

func withQuotas(q observe.Quotas) func(*server.Options) {
	return func(o *server.Options) { o.Quotas = q }
}

// An entry beyond a quota is refused, with the quota, and does not hold up entries
// that have room.
func TestQuotasOfEntries(t *testing.T) {
	turns := func(n int) []object {
		var list []object
		for range n {
			list = append(list, newTurn())
		}
		return list
	}
	for name, c := range map[string]struct {
		quotas observe.Quotas
		first  []object // they fill the quota
		over   object   // has no room
		want   string
		still  object // has room all the same; nil: no entry has
	}{
		"entries": {observe.Quotas{Entries: 5}, turns(5), newTurn(), "full : the session is full: it may hold 5 entries", nil},
		"texts": {observe.Quotas{TextBytes: 10}, []object{newNote("één twee")}, newNote("x"),
			"full /text: the session is full: it may hold 10 bytes of text", newTurn()},
		"phases": {observe.Quotas{Phases: 2}, []object{newPhase("A"), newPhase("A")}, newPhase("A"),
			"full /type: the session is full: it may hold 2 entries of type phase", newNote("n")},
		"participants": {observe.Quotas{Participants: 3}, []object{arrives("late")}, arrives("later"),
			"full /person/id: the session is full: it may hold 3 participants", arrives("late")},
		"participants without a quota": {observe.Quotas{}, nil, arrives("later"),
			"full /person/id: the session is full: it may hold 1000 participants", arrives("p1")},
	} {
		t.Run(name, func(t *testing.T) {
			owner := newRig(t, withQuotas(c.quotas)).owner()
			more := object{}
			if c.first == nil {
				people := make([]object, observe.MaxParticipants)
				for i := range people {
					people[i] = object{"name": "An"}
				}
				more["participants"] = people
			}
			id := owner.makeSession(more)
			if c.first != nil {
				if got := owner.answered(id, c.first...); got != fmt.Sprint(len(c.first)) {
					t.Fatalf("to fill it: %s", got)
				}
			}
			if got := owner.answered(id, c.over); got != "0; "+c.want {
				t.Errorf("beyond: %s, want %s", got, c.want)
			}
			// The entry after it in the same append has to wait, and is not called wrong.
			if got, want := owner.answered(id, c.over, newState("live", 1)), fmt.Sprint("full : ", c.want[strings.Index(c.want, "the session"):]); !strings.HasSuffix(got, want) {
				t.Errorf("after it: %s, want %s", got, want)
			}
			if c.still != nil {
				if got := owner.answered(id, c.still); got != "1" {
					t.Errorf("what has room: %s", got)
				}
			}
			// An entry that is wrong is called wrong, even when there is no room for it.
			bad := newTurn()
			bad["from"] = "nobody"
			if got := owner.answered(id, bad); !strings.HasPrefix(got, "0; unknown-participant /from") {
				t.Errorf("wrong and too much: %s", got)
			}
			// An entry that is sent again is still acknowledged.
			if len(c.first) > 0 {
				if got := owner.answered(id, c.first...); got != fmt.Sprint(len(c.first)) {
					t.Errorf("sent again: %s", got)
				}
			}
		})
	}
}

// A session can be ended however full it is, but only once.
func TestFullMeetingEnds(t *testing.T) {
	owner := newRig(t, withQuotas(observe.Quotas{Entries: 2})).owner()
	id := owner.makeSession(nil)
	owner.answered(id, newState("live", 1000), newTurn())
	for _, c := range []struct {
		entry object
		want  string
	}{
		{newState("paused", 2000), "0; full"},
		{newState("ended", 500), "0; full"}, // the session would stay live
		{newState("ended", 3000), "1"},
		{newState("ended", 4000), "0; full"},
		{newState("live", 5000), "0; full"},
	} {
		if got := owner.answered(id, c.entry); !strings.HasPrefix(got, c.want) {
			t.Errorf("%v: %s, want %s", c.entry["state"], got, c.want)
		}
	}
	if got := owner.want(200, "GET", "/sessions/"+id, nil).text("state"); got != "ended" {
		t.Errorf("it is %s", got)
	}
}

func TestQuotasOfTheHeader(t *testing.T) {
	r := newRig(t, withQuotas(observe.Quotas{Observers: 2, Participants: 2, Tags: 3}))
	owner := r.owner()
	tags := func(n int) object {
		var list []object
		for i := range n {
			list = append(list, object{"id": fmt.Sprint("t", i)})
		}
		return object{"codebook": object{"id": "own", "version": 1, "tags": list}}
	}
	full := func(a answer, what string) {
		t.Helper()
		if a.text("type") != "urn:kompas:problem:full" || !strings.Contains(a.text("detail"), what) {
			t.Errorf("answered %s, want full with %q", a.body, what)
		}
	}
	body := tags(4)
	body["title"] = "Monday"
	full(owner.want(507, "POST", "/sessions", body), "3 tags")
	three := tags(3)
	three["title"], three["participants"] = "Monday", []object{{"name": "An"}, {"name": "Bo"}, {"name": "Cy"}}
	full(owner.want(507, "POST", "/sessions", three), "2 participants")
	id := owner.makeSession(tags(3))

	// One person joins. The next one finds no room, and spends no use of the invitation.
	token := owner.invite(id, object{"role": "observer", "max_uses": 2})
	one := r.with(r.with("").want(200, "POST", "/join", object{"token": token, "name": "Dee"}).text("token"))
	for range 3 {
		full(r.with("").want(507, "POST", "/join", object{"token": token, "name": "Eve"}), "2 observers")
	}
	if again := one.want(200, "POST", "/join", object{"token": token, "name": "Dee"}); again.text("observer") == "" {
		t.Error("who is there cannot come back")
	}
	for i, o := range owner.want(200, "GET", "/sessions/"+id, nil).at("observers").([]any) {
		if i > 1 {
			t.Errorf("observer %v", o)
		}
	}
	if uses := owner.want(200, "GET", "/sessions/"+id+"/invitations", nil).at("items", 0, "uses"); uses != 1.0 {
		t.Errorf("%v uses are counted", uses)
	}
	// An observer of the team is in the header once they add something.
	team := owner.want(201, "POST", "/teams", object{"name": "Team", "people": []object{{"name": "An"}, {"name": "Bo"}}}).text("id")
	owner.want(200, "PATCH", "/sessions/"+id, object{"team": team})
	ofTeam := r.joined(id, "observer", object{"scope": "team"})
	full(ofTeam.want(507, "POST", "/sessions/"+id+"/entries", entries(newTurn())), "2 observers")
	// Viewers add nothing and take no room.
	r.joined(id, "viewer", nil).want(200, "GET", "/sessions/"+id, nil)
}

// A session that was made under larger quotas can be read, listed, changed, exported
// and deleted under smaller ones.
func TestSessionBeyondTheQuotas(t *testing.T) {
	store := observetest.NewMemory()
	on := func(q observe.Quotas) *caller {
		return newRig(t, func(o *server.Options) {
			o.Log, o.Docs, o.Quotas = store.Log("default"), store.Docs("default"), q
		}).owner()
	}
	large := on(observe.Quotas{})
	id := large.makeSession(nil)
	large.joined(id, "observer", nil)
	if got := large.answered(id, newNote("a text"), newTurn(), newPhase("A"), newPhase("B"), arrives("late")); got != "5" {
		t.Fatal(got)
	}
	small := on(observe.Quotas{Entries: 1, TextBytes: 1, Phases: 1, Participants: 1, Observers: 1, Tags: 1})
	small.want(200, "GET", "/sessions/"+id, nil)
	small.want(200, "GET", "/sessions/"+id+"/log", nil)
	small.want(200, "GET", "/sessions/"+id+"/export?format=csv", nil)
	small.want(200, "PATCH", "/sessions/"+id, object{"title": "Tuesday", "locked": true})
	small.want(200, "PATCH", "/sessions/"+id, object{"locked": false})
	if n := len(small.want(200, "GET", "/sessions", nil).at("items").([]any)); n != 1 {
		t.Errorf("%d sessions are listed", n)
	}
	if got := small.answered(id, newTurn()); !strings.HasPrefix(got, "0; full") {
		t.Errorf("one more: %s", got)
	}
	small.want(204, "DELETE", "/sessions/"+id, nil)
	small.want(404, "GET", "/sessions/"+id, nil)
}
