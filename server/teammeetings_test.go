package server_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"kompas/analysis"
	"kompas/analysis/sequence"
	"kompas/observe"
)

// heldMeeting makes a meeting of a team a week later, of n turns by five persons, in
// which not knowing and naming call for each other, or nothing does, and returns its id.
func (r *rig) heldMeeting(team string, n int, calls, ended bool) string {
	r.Helper()
	owner := r.owner()
	r.clock.pass(7 * 24 * time.Hour)
	id := owner.makeSession(object{"team": team, "participants": nil})
	g := rand.New(rand.NewPCG(uint64(r.clock.now().Unix()), 1))
	list := []object{{"id": uuid.NewString(), "type": "state", "at": 0, "state": "live", "time": r.clock.now()},
		{"id": uuid.NewString(), "type": "phase", "at": 0, "name": "Plans", "purpose": "explore"}}
	who, tag := 0, ""
	for i := range n {
		who = (who + 1 + g.IntN(4)) % 5
		next := map[string]string{"not-knowing": "naming", "naming": "not-knowing"}[tag]
		if tag = []string{"informing", "informing", "differing", "connecting", "steering", "not-knowing", "naming"}[g.IntN(7)]; calls && next != "" && g.IntN(2) == 0 {
			tag = next
		}
		list = append(list, object{"id": uuid.NewString(), "type": "interaction", "at": 3000 * (i + 1), "from": string("abcde"[who]), "to": "*", "tags": []string{tag}})
	}
	if ended {
		list = append(list, object{"id": uuid.NewString(), "type": "state", "at": 3000 * (n + 2), "state": "ended", "time": r.clock.now()})
	}
	for part := range slices.Chunk(list, 200) {
		owner.want(200, "POST", "/sessions/"+id+"/entries", entries(part...))
	}
	return id
}

func (r *rig) fivePeople() (team string) {
	r.Helper()
	return r.owner().want(201, "POST", "/teams", object{"name": "The five", "people": []object{
		{"id": "a", "name": "Annika", "role": "leader"}, {"id": "b", "name": "Boris"}, {"id": "c", "name": "Casper"}, {"id": "d", "name": "Dirk"}, {"id": "e", "name": "Eva"}}}).text("id")
}

// loopsOfTheTeam returns the loops of the team that were looked for in a meeting.
func (c *caller) loopsOfTheTeam(t *testing.T, session, query string) (out []string) {
	t.Helper()
	for _, k := range readInto[analysis.Result](t, c.want(200, "GET", "/sessions/"+session+"/analysis?"+query, nil).body).KnownLoops {
		if k.Source == sequence.FromTeam {
			out = append(out, k.ID)
		}
	}
	return out
}

// A loop that was whole in an earlier meeting of the team is looked for by name in a
// later one, also where it is not there; for people who may follow the team over its
// meetings.
func TestLoopsOfTheTeamAreLookedFor(t *testing.T) {
	drawsAreTooMany(t)
	const loop = "naming>not-knowing>"
	r := newRig(t, nil)
	team := r.fivePeople()
	var meetings []string
	for range 3 {
		meetings = append(meetings, r.heldMeeting(team, 350, true, true))
	}
	fourth := r.heldMeeting(team, 120, false, false)
	r.heldMeeting(team, 350, true, true)
	other := r.heldMeeting("", 120, false, true)
	owner := r.owner()

	first := readInto[analysis.Result](t, owner.want(200, "GET", "/sessions/"+meetings[0]+"/analysis", nil).body)
	if !slices.ContainsFunc(first.Loops, func(l sequence.Loop) bool { return l.ID == loop && l.Status == sequence.Whole }) {
		t.Fatalf("the first meeting is no example: %+v", first.Loops)
	}
	for name, c := range map[string]struct {
		*caller
		session, query string
		sees           bool
	}{
		"the fourth":              {owner, fourth, "", true},
		"the second":              {owner, meetings[1], "", true},
		"the first":               {owner, meetings[0], "", false},
		"without a team":          {owner, other, "", false},
		"without draws":           {owner, fourth, "permutations=0", false},
		"of families":             {owner, fourth, "codes=family", false},
		"in reply":                {owner, fourth, "pairs=reply", false},
		"without names":           {owner, fourth, "anonymous=true", true},
		"the third":               {owner, meetings[2], "", true},
		"observer of the team":    {r.joined(meetings[0], "observer", object{"scope": "team"}), fourth, "", true},
		"viewer of the team":      {r.joined(meetings[0], "viewer", object{"scope": "team", "anonymous": true}), fourth, "", true},
		"leader of the team":      {r.joined(meetings[0], "leader", object{"scope": "team", "person": "a"}), meetings[2], "", false},
		"observer of the fourth":  {r.joined(fourth, "observer", nil), fourth, "", false},
		"observer of another one": {r.joined(r.heldMeeting(r.fivePeople(), 10, false, true), "observer", object{"scope": "team"}), "", "", false},
	} {
		if c.session == "" {
			c.want(404, "GET", "/sessions/"+fourth+"/analysis", nil)
			continue
		}
		got := c.loopsOfTheTeam(t, c.session, c.query)
		if slices.Contains(got, loop) != c.sees || !c.sees && len(got) > 0 || len(got) > 5 {
			t.Errorf("%s: %v are looked for", name, got)
		}
	}

	// To be invited to some meetings is not to follow the team.
	cookie := r.joinsAs(r.joinsAs("", owner.invite(fourth, object{"role": "observer"})), owner.invite(meetings[0], object{"role": "observer"}))
	a := r.with("").want(200, "GET", "/sessions/"+fourth+"/analysis", nil, "Cookie", cookie)
	if slices.ContainsFunc(readInto[analysis.Result](t, a.body).KnownLoops, func(k sequence.KnownLoop) bool { return k.Source == sequence.FromTeam }) {
		t.Error("who is invited to two meetings, each by itself, learns of the one in the other")
	}

	for _, id := range meetings {
		owner.want(204, "DELETE", "/sessions/"+id, nil)
	}
	if got := owner.loopsOfTheTeam(t, fourth, ""); len(got) > 0 {
		t.Errorf("of deleted meetings: %v", got)
	}
}

// The loops of each meeting are computed once for all other meetings and for the page of
// the team, and again when the meeting changes.
func TestLoopsOfMeetingsAreKept(t *testing.T) {
	r := newRig(t, nil)
	team := r.fivePeople()
	var meetings []string
	for range 3 {
		meetings = append(meetings, r.heldMeeting(team, 120, true, true))
	}
	kept := func() (out []int) {
		for i, id := range meetings {
			is, err := r.server.KeepsLoops(t.Context(), observe.SessionID(id))
			if err != nil {
				t.Fatal(err)
			}
			if is {
				out = append(out, i)
			}
		}
		return out
	}
	want := func(what string, list ...int) {
		t.Helper()
		if got := kept(); !slices.Equal(got, list) {
			t.Errorf("%s the loops of %v are kept, want %v", what, got, list)
		}
	}
	want("at first")
	r.owner().want(200, "GET", "/sessions/"+meetings[2]+"/analysis?permutations=100", nil)
	want("after the third was read", 0, 1)
	r.owner().want(200, "GET", "/teams/"+team+"/trends", nil)
	want("after the team was followed", 0, 1, 2)
	e := newTurn()
	e["from"], e["to"] = "a", "b"
	r.owner().want(200, "POST", "/sessions/"+meetings[1]+"/entries", entries(e))
	want("after the second had another turn", 0, 2)
	r.owner().want(204, "DELETE", "/sessions/"+meetings[2], nil)
	meetings = meetings[:2]
	r.owner().want(200, "GET", "/teams/"+team+"/trends?purpose=explore", nil)
	want("when a part of each was looked at", 0)
}
