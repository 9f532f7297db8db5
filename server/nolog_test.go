package server_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"kompas/observe"
	"kompas/server"
)

// sealedLog is a log whose entries cannot be read any more.
type sealedLog struct {
	observe.Log
	tried atomic.Int64
}

func (l *sealedLog) Read(context.Context, observe.SessionID, observe.Seq, int) ([]observe.Entry, error) {
	l.tried.Add(1)
	return nil, observe.Errorf(observe.Unavailable, "the log is not to be read")
}

// Lists, a session by its id, whether somebody may do something, joining and
// deleting read no log, however long: here it cannot be read.
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
	owner.want(503, "GET", "/sessions/"+ids[0]+"/analysis", nil) // it cannot be
	for n, id := range ids {
		owner.want(204, "DELETE", "/sessions/"+id, nil)
		owner.want(404, "GET", "/sessions/"+id, nil)
		left := owner.want(200, "GET", "/sessions?team="+team, nil)
		if list, _ := left.at("items").([]any); len(list) != len(ids)-n-1 {
			t.Errorf("after %d are deleted there are %s", n+1, left.body)
		}
	}
}
