package server_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"kompas/observe"
	"kompas/server"
)

// sealedLog is a log whose entries cannot be read.
type sealedLog struct {
	observe.Log
	tried atomic.Int64
}

func (l *sealedLog) Read(context.Context, observe.SessionID, observe.Seq, int) ([]observe.Entry, error) {
	l.tried.Add(1)
	return nil, observe.Errorf(observe.Unavailable, "the log is not to be read")
}

// Listing sessions, reading a session by its id, finding out what somebody may do,
// joining and deleting do not read the entries, which cannot be read here.
func TestNoLogIsReadToListOrDelete(t *testing.T) {
	first := newRig(t, nil)
	owner := first.owner()
	team := owner.want(201, "POST", "/teams", object{"name": "Crew", "people": []object{{"name": "Ann"}, {"name": "Bo"}}}).text("id")
	var ids []string
	for range 3 {
		id := owner.makeSession(object{"team": team, "phases": []any{"Opening"}})
		owner.want(200, "POST", "/sessions/"+id+"/entries", entries(
			object{"id": uuid.NewString(), "type": "state", "at": 0, "state": "live", "time": "2026-11-22T09:59:59.500Z"},
			object{"id": uuid.NewString(), "type": "phase", "at": 900, "name": "Opening", "purpose": "decide"},
			object{"id": uuid.NewString(), "type": "participant", "at": 10, "person": object{"id": "late", "name": "Late"}, "present": true},
			newTurn(),
		))
		ids = append(ids, id)
		first.clock.pass(1)
	}
	viewer := first.joined(ids[0], "viewer", object{"scope": "team"})
	hidden := first.joined(ids[1], "viewer", object{"anonymous": true})
	token := owner.invite(ids[0], object{"role": "viewer", "scope": "team"})

	log := &sealedLog{Log: first.log}
	r := newRig(t, func(o *server.Options) { o.Log, o.Docs = log, first.docs })
	owner = r.owner()
	same := func(who, before *caller, path string) {
		t.Helper()
		if got, want := who.want(200, "GET", path, nil), before.want(200, "GET", path, nil); string(got.body) != string(want.body) {
			t.Errorf("%s: with the log\n%s\nwithout it\n%s", path, want.body, got.body)
		}
	}
	for _, who := range []*caller{first.owner(), viewer, hidden} {
		again := r.with(who.token)
		same(again, who, "/sessions?limit=500")
		same(again, who, "/sessions?team="+team)
		same(again, who, "/sessions/"+ids[1])
	}
	r.with("").want(200, "POST", "/join", object{"token": token, "name": "Vi"})
	owner.want(409, "POST", "/sessions", object{"id": ids[0], "title": "Another"})
	viewer = r.with(viewer.token)
	viewer.want(403, "DELETE", "/sessions/"+ids[0], nil)
	hidden = r.with(hidden.token)
	hidden.want(404, "DELETE", "/sessions/"+ids[0], nil)
	if n := log.tried.Load(); n != 0 {
		t.Fatalf("the log was read %d times", n)
	}
	owner.want(503, "GET", "/sessions/"+ids[0]+"/analysis", nil) // the entries cannot be read
	for n, id := range ids {
		owner.want(204, "DELETE", "/sessions/"+id, nil)
		owner.want(404, "GET", "/sessions/"+id, nil)
		left := owner.want(200, "GET", "/sessions?team="+team, nil)
		if list, _ := left.at("items").([]any); len(list) != len(ids)-n-1 {
			t.Errorf("after %d are deleted there are %s", n+1, left.body)
		}
	}
}

// Somebody who was invited to several teams and single sessions sees all of their
// sessions, each once and in the order of lists, in parts of any size.
func TestListOfSeveralInvitations(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	var teams []string
	for _, name := range []string{"A", "B", "C"} {
		teams = append(teams, owner.want(201, "POST", "/teams", object{"name": name}).text("id"))
	}
	var ids []string
	of := map[string]string{}
	for i := range 16 {
		more := object{"title": "Meeting"}
		if n := (5*i + i/4) % 4; n < 3 {
			more["team"] = teams[n]
		}
		id := owner.makeSession(more)
		ids = append(ids, id)
		of[id], _ = more["team"].(string)
		if i%3 > 0 {
			r.clock.pass(time.Millisecond) // so that no two sessions were made at the same time
		}
	}
	seen := owner.listed("", 500) // in the order of lists
	b := r.browser()
	wanted := map[string]bool{}
	invite := func(id string, more object) {
		b.want(200, "POST", "/join", object{"token": owner.invite(id, more), "name": "Vi"})
		for _, other := range ids {
			if other == id || more["scope"] == "team" && of[other] == of[id] {
				wanted[other] = true
			}
		}
	}
	first := func(team string) string {
		return ids[slices.IndexFunc(ids, func(id string) bool { return of[id] == team })]
	}
	invite(first(teams[0]), object{"role": "viewer", "scope": "team"})
	invite(first(teams[1]), object{"role": "observer", "scope": "team"})
	invite(first(teams[1]), object{"role": "viewer"})
	invite(first(teams[2]), object{"role": "viewer"})
	invite(first(""), object{"role": "viewer"})
	for _, team := range append(teams, "") {
		want := slices.DeleteFunc(slices.Clone(seen), func(id string) bool { return !wanted[id] || team != "" && of[id] != team })
		for limit := 1; limit <= len(ids); limit++ {
			if got := b.listed(team, limit); !slices.Equal(got, want) {
				t.Errorf("of team %q, %d at a time: %v, want %v", team, limit, got, want)
			}
		}
	}
	// The same when the list of one team comes in smaller parts than that of another.
	for _, id := range ids {
		if of[id] != teams[0] {
			continue
		}
		info, err := r.log.Get(t.Context(), observe.SessionID(id))
		for n := 0; err == nil && n < observe.ListBytes/480; n++ {
			info.Header.Observers = append(info.Header.Observers, observe.Observer{
				ID: observe.ObserverID(fmt.Sprint("o", n)), Name: strings.Repeat("\U0001F9ED", 120), Role: observe.RoleObserver,
			})
		}
		if err == nil {
			_, err = r.log.PutHeader(t.Context(), info.Header.ID, info.Position, info.Header)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	want := slices.DeleteFunc(slices.Clone(seen), func(id string) bool { return !wanted[id] })
	if got := b.listed("", 500); !slices.Equal(got, want) {
		t.Errorf("with big headers: %v, want %v", got, want)
	}
}

// listed returns the ids of all sessions that the caller may know of, asking for limit
// at a time.
func (c *caller) listed(team string, limit int) (ids []string) {
	c.Helper()
	for next := ""; ; {
		a := c.want(200, "GET", fmt.Sprintf("/sessions?team=%s&limit=%d&after=%s", team, limit, next), nil)
		for i := 0; a.at("items", i) != nil; i++ {
			ids = append(ids, a.text("items", i, "id"))
		}
		if a.at("next") == nil {
			return ids
		}
		next = a.text("next")
	}
}
