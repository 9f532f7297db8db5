package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"kompas/analysis"
	"kompas/analysis/trends"
	"kompas/observe"
	"kompas/server/api"
)

// season is a team with five meetings, a week apart. In the first three, one turn in
// six is a question; in the last two, every second turn is. Between them, the team wrote
// down that this should change.
func season(r *rig) (team string, sessions []string) {
	r.Helper()
	owner := r.owner()
	team = owner.want(201, "POST", "/teams", object{"name": "The nine", "people": []object{
		{"name": "Annika", "role": "leader"}, {"name": "Boris"}, {"name": "Casper"}},
		"yardstick": []object{{"text": "We ask first", "tags": []string{"curiosity", "checking"}, "direction": "more"}, {"text": "We laugh"}}}).text("id")
	for week := range 5 {
		if week == 3 {
			owner.want(200, "PATCH", "/teams/"+team, object{"experiments": []object{asked(0.1, nil)}})
		}
		r.clock.pass(7 * 24 * time.Hour)
		id := owner.makeSession(object{"team": team, "participants": nil, "title": fmt.Sprint("Secret week ", week)})
		list := []object{{"id": uuid.NewString(), "type": "state", "at": 0, "state": "live", "time": r.clock.now()},
			{"id": uuid.NewString(), "type": "phase", "at": 0, "name": "Plans", "purpose": "explore"}}
		for i := range 120 {
			tag := []string{"informing", "steering", "differing"}[i/5%3]
			if every := []int{6, 6, 6, 2, 2}[week]; (i+week)%every == 0 {
				tag = "curiosity"
			}
			list = append(list, object{"id": uuid.NewString(), "type": "interaction", "at": 1000 * i, "from": fmt.Sprint("p", 1+i%3), "to": "*", "tags": []string{tag}})
		}
		if a := owner.want(200, "POST", "/sessions/"+id+"/entries", entries(list...)); a.at("results", 121, "seq") == nil {
			r.Fatalf("%s", a.body)
		}
		sessions = append(sessions, id)
	}
	return team, sessions
}

// asked is an experiment about questions.
func asked(smallest float64, sessions []string) object {
	return object{"id": "e1", "text": "Ask before you answer", "measure": "tag:curiosity", "direction": "more", "smallest_change": smallest, "sessions": sessions}
}

func TestTrendsOfATeam(t *testing.T) {
	r := newRig(t, nil)
	team, sessions := season(r)
	owner, path := r.owner(), "/teams/"+team+"/trends"
	a := owner.want(200, "GET", path+"?measure=tag:curiosity", nil)
	for i, id := range sessions {
		value := []float64{20. / 120, 20. / 120, 20. / 120, .5, .5}[i]
		if a.text("points", i, "session") != id || a.at("points", i, "value") != value || a.at("points", i, "n") != 120.0 || a.at("points", i, "enough") != true {
			t.Errorf("point %d is %v", i, a.at("points", i))
		}
		if at := a.text("points", i, "at"); at != time.Date(2026, 11, 29+7*i, 10, 0, 0, 0, time.UTC).Format("2006-01-02T15:04:05.000Z") {
			t.Errorf("point %d is at %s", i, at)
		}
	}
	// The last meeting compared with the four before it, which differ a lot.
	if a.text("verdict") != "too-few" || a.at("change", "earlier") != 4.0 || a.at("slope") == nil || a.at("p") != nil || a.text("label", "nl") != "open vragen" {
		t.Errorf("the trend is %s", a.body)
	}
	// An experiment that was not tried in any meeting yet changes nothing.
	if a.at("experiment") != nil || a.at("named_at") != nil || a.at("named_before") != nil || a.at("change", "smallest_change") != nil || a.at("change", "later") != 1.0 {
		t.Errorf("an experiment that nobody tried is judged: %s", a.body)
	}
	// An experiment about the measure says which meetings are compared with which. It was
	// written down before them; with another aim it is not.
	for _, want := range []struct {
		smallest       float64
		verdict, named string
		before         bool
	}{{0.1, "moved", "2026-12-13T10:00:00.000Z", true}, {0.2, "outside", "2026-12-27T10:00:00.000Z", false}} {
		owner.want(200, "PATCH", "/teams/"+team, object{"experiments": []object{asked(want.smallest, sessions[3:])}})
		a = owner.want(200, "GET", path+"?measure=tag:curiosity", nil)
		if a.text("verdict") != want.verdict || a.text("named_at") != want.named || a.at("named_before") != want.before || a.text("experiment") != "e1" ||
			a.at("change", "earlier") != 3.0 || a.at("change", "later") != 2.0 || a.at("change", "smallest_change") != want.smallest {
			t.Errorf("the trend of an experiment is %s", a.body)
		}
	}
	if line := owner.want(200, "GET", path+"?measure=yardstick:0", nil); line.at("points", 4, "value") != .5 || line.text("label", "en") != "We ask first" {
		t.Errorf("a line of the yardstick: %s", line.body)
	}
	if none := owner.want(200, "GET", path+"?purpose=decide", nil); none.at("points", 0) != nil || none.text("measure") != "evenness" {
		t.Errorf("of a purpose that no item had: %s", none.body)
	}
	if explored := owner.want(200, "GET", path+"?purpose=explore", nil); explored.at("points", 4, "n") != 120.0 {
		t.Errorf("of one that all had: %s", explored.body)
	}
	for query, field := range map[string]string{"measure=x": "/measure", "measure=tag:": "/measure", "measure=yardstick:1": "/measure", "measure=yardstick:-1": "/measure",
		"measure=yardstick:x": "/measure", "purpose=x": "/purpose", "purpose=x&measure=y": "/purpose /measure"} {
		owner.wrong("GET", path+"?"+query, nil, strings.Fields(field)...)
		owner.wrong("GET", "/teams/"+team+"/charts/trends?"+query, nil, strings.Fields(field)...)
	}
	owner.wrong("GET", "/teams/"+team+"/charts/trends?lang=x&theme=y", nil, "/lang", "/theme")

	for lang, title := range map[string]string{"en": "Share of “open question”: more than before, this time", "nl": "Deel van ‘open vragen’: deze keer meer dan eerst"} {
		c := owner.want(200, "GET", "/teams/"+team+"/charts/trends?measure=tag:curiosity&lang="+lang, nil)
		if c.text("kompas", "title") != title || c.at("kompas", "table", "rows", 4) == nil || c.at("kompas", "empty") != false {
			t.Errorf("%s: %q, %v", lang, c.text("kompas", "title"), c.at("kompas", "table"))
		}
	}

	// A deleted session is in no trend.
	owner.want(204, "DELETE", "/sessions/"+sessions[0], nil)
	if left := owner.want(200, "GET", path+"?measure=tag:curiosity", nil); left.at("points", 4) != nil || bytes.Contains(left.body, []byte(sessions[0])) {
		t.Errorf("after deleting: %s", left.body)
	}
}

// Who may follow a team over its meetings, and what they see of them.
func TestTrendsByRole(t *testing.T) {
	r := newRig(t, nil)
	team, sessions := season(r)
	inTeam := func(role string, more object) *caller {
		full := object{"scope": "team"}
		for k, v := range more {
			full[k] = v
		}
		return r.joined(sessions[0], role, full)
	}
	for name, c := range map[string]struct {
		*caller
		want int
	}{
		"owner": {r.owner(), 200}, "observer of the team": {inTeam("observer", nil), 200}, "viewer of the team": {inTeam("viewer", nil), 200},
		"anonymous viewer of the team": {inTeam("viewer", object{"anonymous": true}), 200}, "leader of the team": {inTeam("leader", nil), 200},
		"participant of the team": {inTeam("participant", nil), 403},
		"observer of one meeting": {r.joined(sessions[0], "observer", nil), 403}, "leader of one meeting": {r.joined(sessions[0], "leader", nil), 403},
		"observer of another team": {r.joined(otherTeam(r), "observer", object{"scope": "team"}), 403},
	} {
		for _, path := range []string{"/trends", "/charts/trends"} {
			a := c.send("GET", "/teams/"+team+path+"?measure=tag:curiosity", nil)
			if a.status != c.want {
				t.Errorf("%s of the %s: %d, want %d: %s", path, name, a.status, c.want, a.body)
			}
			if a.status != 200 {
				continue
			}
			for _, who := range []string{"Annika", "Boris", "Casper", "Secret", `"p1"`, `"p2"`} {
				if bytes.Contains(a.body, []byte(who)) {
					t.Errorf("%s of the %s tells %s: %s", path, name, who, a.body)
				}
			}
			if strings.HasPrefix(name, "leader") { // with three people a leader gets no moments
				if path == "/trends" && a.at("points", 0) != nil {
					t.Errorf("the %s reads %s", name, a.body)
				}
				continue
			}
			if path == "/trends" && a.at("points", 4, "value") != .5 {
				t.Errorf("the %s reads %s", name, a.body)
			}
		}
	}
	// There may be names in the team's own words.
	r.owner().want(200, "PATCH", "/teams/"+team, object{"experiments": []object{{"id": "annika-asks", "text": "", "measure": "yardstick:0", "sessions": sessions[3:]}}})
	for _, path := range []string{"/trends", "/charts/trends"} {
		a := inTeam("viewer", object{"anonymous": true}).want(200, "GET", "/teams/"+team+path+"?measure=yardstick:0", nil)
		if bytes.Contains(a.body, []byte("We ask")) || bytes.Contains(a.body, []byte("annika")) {
			t.Errorf("an anonymous viewer reads %s", a.body)
		}
		if a = inTeam("viewer", nil).want(200, "GET", "/teams/"+team+path+"?measure=yardstick:0", nil); !bytes.Contains(a.body, []byte("We ask")) {
			t.Errorf("a viewer reads %s", a.body)
		}
	}
	for _, measure := range []string{"person:p1", "role:leader", "p1"} {
		inTeam("leader", nil).wrong("GET", "/teams/"+team+"/trends?measure="+measure, nil, "/measure")
	}

	// Turns of an independent session that are hidden are not counted.
	r.clock.pass(7 * 24 * time.Hour)
	id := r.owner().makeSession(object{"team": team, "participants": nil, "coding": "independent"})
	var list []object
	for i := range 30 {
		list = append(list, object{"id": uuid.NewString(), "type": "interaction", "at": 1000 * i, "from": "p1", "to": "*", "tags": []string{"curiosity"}})
	}
	eye := r.joined(id, "observer", object{"scope": "team"})
	eye.want(200, "POST", "/sessions/"+id+"/entries", entries(list...))
	for name, c := range map[string]struct {
		*caller
		sees bool
	}{"owner": {r.owner(), true}, "who noted it": {eye, true}, "another observer": {inTeam("observer", nil), false},
		"viewer": {inTeam("viewer", nil), false}, "leader": {inTeam("leader", nil), false}} {
		a := c.want(200, "GET", "/teams/"+team+"/trends?measure=evenness", nil)
		if sees := a.at("points", 5) != nil; sees != c.sees {
			t.Errorf("the %s sees the sixth meeting: %v, want %v", name, sees, c.sees)
		}
	}
}

func otherTeam(r *rig) (session string) {
	return r.owner().makeSession(object{"team": r.owner().want(201, "POST", "/teams", object{"name": "Others"}).text("id")})
}

// goingOn is a team with four meetings in which steering is followed by withdrawing,
// and in which two tags form a loop.
func goingOn(r *rig) (team string, sessions []string) {
	r.Helper()
	owner := r.owner()
	people := []object{{"id": "a", "name": "Annika"}, {"id": "b", "name": "Boris"}, {"id": "c", "name": "Casper"}, {"id": "d", "name": "Dirk"}}
	team = owner.want(201, "POST", "/teams", object{"name": "The nine", "people": people}).text("id")
	for week := range 4 {
		r.clock.pass(7 * 24 * time.Hour)
		id := owner.makeSession(object{"team": team, "participants": nil})
		g := rand.New(rand.NewPCG(uint64(week), 1))
		var list []object
		who := 0
		say := func(tag string) { // somebody else says something to who spoke before
			before := who
			who = (who + 1 + g.IntN(3)) % 4
			list = append(list, object{"id": uuid.NewString(), "type": "interaction", "at": 2000 * len(list), "from": string("abcd"[who]), "to": string("abcd"[before]), "tags": []string{tag}})
		}
		for i := range 25 {
			for range 3 + g.IntN(3) {
				say([]string{"informing", "steering", "informing", "other"}[g.IntN(4)])
			}
			for k := range g.IntN(6) {
				say([]string{"curiosity", "sharing"}[k%2])
			}
			say("forcing")
			if i%4 == 0 {
				say("informing")
			}
			say("withdrawing")
		}
		list = append(list, object{"id": uuid.NewString(), "type": "state", "at": 2000 * len(list), "state": "ended", "time": r.clock.now()})
		if a := owner.want(200, "POST", "/sessions/"+id+"/entries", entries(list...)); a.at("results", len(list)-1, "seq") == nil {
			r.Fatalf("%s", a.body)
		}
		sessions = append(sessions, id)
	}
	return team, sessions
}

// A finding over the meetings has moments in each of them: turns of its log, for people
// who may read them.
func TestFindingsOverMeetingsHaveTheirMoments(t *testing.T) {
	drawsAreTooMany(t)
	r := newRig(t, nil)
	team, sessions := goingOn(r)
	path := "/teams/" + team + "/trends"
	tagOf := map[string]map[observe.Seq]string{}
	for _, id := range sessions {
		tagOf[id] = map[observe.Seq]string{}
		for line := range bytes.Lines(r.owner().want(200, "GET", "/sessions/"+id+"/log", nil).body) {
			if e := readInto[observe.Entry](t, line); e.Type == observe.TypeInteraction {
				tagOf[id][e.Seq] = string(e.Tags[0])
			}
		}
	}
	read := func(c *caller, query string) api.Trends {
		return readInto[api.Trends](t, c.want(200, "GET", path+query, nil).body)
	}
	got := read(r.owner(), "?lang=nl")
	if len(got.Patterns) == 0 || len(got.Loops) == 0 || len(got.Pooled.Loops) == 0 {
		t.Fatalf("the team is no example: %+v, %+v, %+v", got.Patterns, got.Loops, got.Pooled.Loops)
	}
	check := func(what string, list []trends.TeamMoments, tags ...string) {
		t.Helper()
		if len(list) != len(sessions) {
			t.Errorf("%s: there are moments in %d meetings", what, len(list))
		}
		for i, m := range list {
			if string(m.Session) != sessions[i] || m.Total < len(m.Turns) || len(m.Turns) == 0 {
				t.Errorf("%s: in meeting %d: %+v", what, i, m)
			}
			for _, turns := range m.Turns {
				for _, seq := range turns {
					if tag := tagOf[string(m.Session)][seq]; tag == "" || len(tags) > 0 && !slices.Contains(tags, tag) {
						t.Errorf("%s: %d of meeting %d is %q", what, seq, i, tag)
					}
				}
			}
		}
	}
	i := slices.IndexFunc(got.Patterns, func(p trends.TeamPattern) bool { return p.ID == "after-forcing" })
	if i < 0 || got.Patterns[i].Confidence != analysis.Clear {
		t.Fatalf("there is %+v", got.Patterns)
	}
	check("a pattern", got.Patterns[i].Moments)
	for _, turns := range got.Patterns[i].Moments[0].Turns {
		if tagOf[sessions[0]][turns[0]] != "forcing" {
			t.Errorf("a moment begins with %q", tagOf[sessions[0]][turns[0]])
		}
	}
	check("a loop that came back", got.Loops[0].Moments, got.Loops[0].Nodes...)
	check("a loop of all", got.Pooled.Loops[0].Moments, got.Pooled.Loops[0].Nodes...)
	if len(got.Habits.Items) == 0 || !slices.ContainsFunc(got.Habits.Items, func(f api.Finding) bool {
		return f.ID == "pattern:after-forcing" && strings.Contains(f.Text, "Na druk werd het stil")
	}) {
		t.Errorf("in words it is %+v", got.Habits)
	}
	if en := read(r.owner(), ""); !slices.ContainsFunc(en.Habits.Items, func(f api.Finding) bool { return strings.Contains(f.Text, "After pressure it went quiet") }) {
		t.Errorf("in English it is %+v", en.Habits.Items)
	}
	r.owner().wrong("GET", path+"?lang=x", nil, "/lang")

	// Nobody but the owner is told who it was; a leader with three people is told nothing.
	for role, more := range map[string]object{"viewer": {"anonymous": true}, "leader": {"person": "a"}} {
		more["scope"] = "team"
		c := r.joined(sessions[0], role, more)
		a := c.want(200, "GET", path, nil)
		for _, who := range []string{"Annika", "Boris", "Casper", `"a"`, `"b"`} {
			if bytes.Contains(a.body, []byte(who)) {
				t.Errorf("a %s is told %s", role, who)
			}
		}
		told := read(c, "")
		if role == "leader" {
			if len(told.Patterns)+len(told.Loops)+len(told.Pooled.Loops)+len(told.Pooled.Links) > 0 {
				t.Errorf("a leader is told %+v", told)
			}
			continue
		}
		for _, m := range told.Patterns[i].Moments {
			if m.Total == 0 || len(m.Turns) == 0 {
				t.Errorf("a %s is told %+v", role, m)
			}
		}
		for what, e := range map[string]struct {
			ids   [][]observe.EntryID
			total int
		}{
			"pattern": {told.Patterns[i].Evidence, told.Patterns[i].EvidenceTotal},
			"loop":    {told.Pooled.Loops[0].Evidence, told.Pooled.Loops[0].EvidenceTotal},
			"link":    {told.Pooled.Links[0].Evidence, told.Pooled.Links[0].EvidenceTotal},
		} {
			if e.total == 0 || len(e.ids) == 0 {
				t.Errorf("a %s is told %d of %d moments of a %s", role, len(e.ids), e.total, what)
			}
		}
	}
}

// Meetings of two versions of three-k are compared by the families of the later one;
// the meeting keeps its own.
func TestTrendsOverTwoVersionsOfACodebook(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	team, sessions := season(r)
	data, err := os.ReadFile("../observe/codebooks/testdata/three-k-1.json")
	if err != nil {
		t.Fatal(err)
	}
	var first object
	if err := json.Unmarshal(data, &first); err != nil {
		t.Fatal(err)
	}
	coded := func(tags ...string) string {
		r.clock.pass(7 * 24 * time.Hour)
		id := owner.makeSession(object{"team": team, "participants": nil, "codebook": first})
		list := []object{{"id": uuid.NewString(), "type": "state", "at": 0, "state": "live", "time": r.clock.now()}}
		for i := range 120 {
			list = append(list, object{"id": uuid.NewString(), "type": "interaction", "at": 1000 * i, "from": fmt.Sprint("p", 1+i%3), "to": "*", "tags": tags[i%len(tags) : i%len(tags)+1]})
		}
		owner.want(200, "POST", "/sessions/"+id+"/entries", entries(list...))
		return id
	}
	six, sixteen := coded("asking", "directing", "showing"), coded("sharing", "accountable", "steering")
	for measure, want := range map[string][2]any{ // left out of the one, value of the other
		"opening_ratio":      {"directing", .5},
		"dimension:strength": {"directing", .5}, // accountable is half of it in version 1
		"family:settling":    {"directing", 1. / 3},
		"family:showing":     {nil, 1. / 3},
		"evenness":           {nil, 1.},
	} {
		a := owner.want(200, "GET", "/teams/"+team+"/trends?measure="+measure, nil)
		if a.text("points", 5, "session") != six || a.at("points", 5, "left_out") != want[0] || (a.at("points", 5, "value") == nil) != (want[0] != nil) ||
			a.text("points", 6, "session") != sixteen || a.at("points", 6, "value") != want[1] || a.at("points", 0, "left_out") != nil {
			t.Errorf("%s: %s", measure, a.body)
		}
	}
	if own := owner.want(200, "GET", "/sessions/"+sixteen+"/analysis", nil); own.at("dimensions", "all", "strength") == .5 || own.text("level") != "full" {
		t.Errorf("its own three K's: %v, %v", own.at("dimensions", "all"), own.at("level"))
	}
	if level := owner.want(200, "GET", "/sessions/"+six+"/analysis", nil).text("level"); level != "family" {
		t.Errorf("six words have the level %q", level)
	}
	if a := owner.want(200, "GET", "/sessions/"+sessions[0]+"/analysis", nil); a.text("level") != "full" {
		t.Errorf("level %v", a.at("level"))
	}
}
