package server_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kompas/analysis"
	"kompas/observe/observetest"
)

// observed makes a session from lines: who sends an entry, then the time, sender,
// receiver and tag of a turn, or "phase", which begins a phase.
func observed(r *rig, more object, cast map[string]*caller, lines ...string) string {
	r.Helper()
	body := object{"participants": []object{{"name": "Annika"}, {"name": "Boris"}, {"name": "Casper"}, {"name": "Dirk", "role": "leader"}}}
	for k, v := range more {
		body[k] = v
	}
	id := r.owner().makeSession(body)
	r.called = map[string]string{}
	for _, who := range []string{"o1", "o2"} {
		c := r.joined(id, "observer", nil)
		r.called[who], cast[who] = c.want(200, "GET", "/me", nil).text("observer"), c
	}
	cast["owner"] = r.owner()
	for _, line := range lines {
		f := strings.Fields(line)
		e := object{"id": uuid.NewString(), "type": "interaction"}
		var at int
		if _, err := fmt.Sscan(f[1], &at); err != nil {
			r.Fatal(err)
		}
		e["at"] = at
		if f[2] == "phase" {
			e["type"], e["name"] = "phase", f[3]
		} else {
			e["from"], e["to"] = f[2], f[3]
			if len(f) > 4 {
				e["tags"] = []string{f[4]}
			}
		}
		a := cast[f[0]].want(200, "POST", "/sessions/"+id+"/entries", entries(e))
		if a.at("results", 0, "seq") == nil {
			r.Fatalf("%s: %s", line, a.body)
		}
	}
	return id
}

// weekly is a meeting of which every query parameter selects another part.
func weekly(r *rig) (id string, cast map[string]*caller) {
	cast = map[string]*caller{}
	return observed(r, nil, cast,
		"owner 0 phase Opening",
		"o1 1000 p1 p2 curiosity",
		"o1 2000 p2 p1 informing",
		"o2 3000 p1 * steering",
		"owner 4000 phase Budget",
		"o1 5000 p3 p1 differing",
		"o1 6000 p1 p3 curiosity",
		"o2 7000 p4 * deciding",
		"owner 8000 * * judgement",
	), cast
}

func TestAnalysisQuery(t *testing.T) {
	r := newRig(t, nil)
	id, _ := weekly(r)
	owner := r.owner()
	whole := owner.want(200, "GET", "/sessions/"+id+"/analysis", nil)
	if n := whole.at("interactions"); n != 7.0 {
		t.Fatalf("the whole meeting has %v turns: %s", n, whole.body)
	}
	budget := owner.want(200, "GET", "/sessions/"+id, nil).text("phases", 1, "name")
	phaseID := ""
	for line := range bytes.Lines(owner.want(200, "GET", "/sessions/"+id+"/log", nil).body) {
		if e := (answer{TB: t, body: line}); e.at("name") == "Opening" {
			phaseID = e.text("id")
		}
	}
	for query, want := range map[string]string{
		"codes=family":            "sequence.codes = [asking contributing holding-off pushing settling]",
		"codes=effect":            "sequence.codes = [closes neutral opens]",
		"codes=person":            "sequence.codes = [* p1 p2 p3 p4]",
		"codes=":                  "sequence.codes = [curiosity deciding differing informing judgement steering]",
		"lag=3":                   "sequence.pairs = 4",
		"pairs=reply":             "sequence.pairs = 3", // to p1, to p1 and to p3, who all spoke before
		"observer=o2":             "interactions = 2",
		"observer=owner":          "interactions = 1",
		"phase=" + budget:         "interactions = 4",
		"phase=" + phaseID:        "interactions = 3",
		"from_ms=2000&to_ms=6000": "interactions = 4",
		"from_ms=6001":            "interactions = 2",
		"to_ms=0":                 "interactions = 0",
		"seed=18446744073709551615&permutations=0&alpha=0.1": "interactions = 7",
		"anonymous=true":  "participants.0.name = P1",
		"anonymous=false": "participants.0.name = Annika",
	} {
		path, value, _ := strings.Cut(want, " = ")
		var steps []any
		for _, s := range strings.Split(path, ".") {
			if s == "0" {
				steps = append(steps, 0)
			} else {
				steps = append(steps, s)
			}
		}
		a := owner.want(200, "GET", "/sessions/"+id+"/analysis?"+query, nil)
		if got := fmt.Sprint(a.at(steps...)); got != value {
			t.Errorf("%s: %s is %s, want %s", query, path, got, value)
		}
		// Charts are made of the same turns.
		chart := owner.want(200, "GET", "/sessions/"+id+"/charts/shifts?"+query, nil)
		if n := a.at("shifts", "pairs"); !strings.HasPrefix(chart.text("kompas", "note"), fmt.Sprintf("%v pair", n)) && chart.at("kompas", "empty") != true {
			t.Errorf("%s: the chart of %v pairs notes %q", query, n, chart.text("kompas", "note"))
		}
		// What the whole group does at once, as the only turn that the owner noted, is no
		// turn of a person, and those are what the first chart draws.
		ofPersons := 0.0
		for i := 0; a.at("participation", "persons", i) != nil; i++ {
			ofPersons += a.at("participation", "persons", i, "sent").(float64)
		}
		if items := owner.want(200, "GET", "/sessions/"+id+"/charts?"+query, nil); items.at("items", 0, "empty") != (ofPersons == 0) {
			t.Errorf("%s: the list of charts says %s", query, items.body)
		}
	}
	if a := owner.want(200, "GET", "/sessions/"+id+"/analysis?seed=7", nil); a.at("sequence", "seed") != 7.0 {
		t.Errorf("the seed is %v", a.at("sequence", "seed"))
	}
}

func TestWrongAnalysisQueries(t *testing.T) {
	r := newRig(t, nil)
	id, _ := weekly(r)
	for query, fields := range map[string]string{
		"codes=word": "/codes", "codes=Tag": "/codes",
		"lag=0": "/lag", "lag=101": "/lag", "lag=x": "/lag", "lag=1.5": "/lag", "lag=99999999999999999999": "/lag",
		"pairs=both": "/pairs", "pairs=reply&lag=2": "/lag",
		"observer=o9": "/observer", "observer=Guest": "/observer",
		"phase=nothing": "/phase",
		"from_ms=-1":    "/from_ms", "from_ms=x": "/from_ms", "to_ms=-1": "/to_ms", "to_ms=1e3": "/to_ms", "from_ms=5&to_ms=4": "/to_ms",
		"alpha=0": "/alpha", "alpha=1": "/alpha", "alpha=NaN": "/alpha", "alpha=x": "/alpha", "alpha=Inf": "/alpha",
		"permutations=-1": "/permutations", "permutations=100001": "/permutations", "permutations=x": "/permutations",
		"seed=-1": "/seed", "seed=x": "/seed", "seed=18446744073709551616": "/seed",
		"anonymous=yes":                      "/anonymous",
		"lag=x&from_ms=y&seed=z&anonymous=1": "/lag /from_ms /seed /anonymous",
		"codes=word&lag=x":                   "/lag /codes",
	} {
		for _, path := range []string{"analysis", "charts", "charts/rhythm"} {
			r.owner().wrong("GET", "/sessions/"+id+"/"+path+"?"+query, nil, strings.Fields(fields)...)
		}
	}
	r.owner().wrong("GET", "/sessions/"+id+"/charts?lag=x&lang=de&theme=red", nil, "/lag", "/lang", "/theme")
}

// Who may read which figures of the same meeting.
func TestAnalysisByRole(t *testing.T) {
	r := newRig(t, nil)
	id, cast := weekly(r)
	names := []string{"Annika", "Boris", "Casper", "Dirk", "Monday"}
	read := func(c *caller, query string) answer {
		t.Helper()
		return c.want(200, "GET", "/sessions/"+id+"/analysis"+query, nil)
	}
	for name, c := range map[string]*caller{"owner": r.owner(), "observer": cast["o1"], "viewer": r.joined(id, "viewer", nil)} {
		a := read(c, "")
		for _, who := range names {
			if !bytes.Contains(a.body, []byte(who)) {
				t.Errorf("the %s does not read of %s", name, who)
			}
		}
		if a.at("interactions") != 7.0 {
			t.Errorf("the %s counts %v turns, want 7", name, a.at("interactions"))
		}
	}
	anonymous := map[string]answer{
		"owner": read(r.owner(), "?anonymous=true"), "observer": read(cast["o2"], "?anonymous=true"),
		"viewer": read(r.joined(id, "viewer", nil), "?anonymous=true"), "anonymous viewer": read(r.joined(id, "viewer", object{"anonymous": true}), ""),
		"anonymous viewer who asks not to be": read(r.joined(id, "viewer", object{"anonymous": true}), "?anonymous=false"),
	}
	for name, a := range anonymous {
		for _, who := range append(names, `"p1"`, `"o1"`, `"owner"`, "Guest") {
			if bytes.Contains(a.body, []byte(who)) {
				t.Errorf("the anonymous result of the %s tells %s: %s", name, who, a.body)
			}
		}
		if a.at("interactions") != 7.0 || a.text("participants", 3, "name") != "P4" || a.text("session", "title") != "" {
			t.Errorf("the anonymous result of the %s is %s", name, a.body)
		}
	}

	for _, path := range []string{"charts", "charts/tags", "charts/rhythm?codes=effect", "findings"} {
		r.joined(id, "leader", nil).want(403, "GET", "/sessions/"+id+"/"+path, nil)
	}
	participant := r.joined(id, "participant", nil)
	for _, path := range []string{"analysis", "analysis?codes=tag", "charts", "charts/tags"} {
		participant.want(403, "GET", "/sessions/"+id+"/"+path, nil)
	}
}

// A leader reads about the team and about themself: nobody else is named.
func TestAnalysisOfALeader(t *testing.T) {
	r := newRig(t, nil)
	cast := map[string]*caller{}
	lines := []string{"owner 0 phase Opening"}
	for i, turn := range strings.Split("p1 p2,p2 p3,p3 *,p4 p5,p5 p6,p6 *,p7 p2,p1 *", ",") {
		lines = append(lines, fmt.Sprintf("owner %d %s curiosity", 1000*(i+1), turn))
	}
	lines = append(lines, "owner 60000 phase Round", "owner 61000 p2 * judgement", "owner 62000 p1 p2 steering", "owner 63000 p2 p1 judgement")
	id := observed(r, object{"participants": []object{{"name": "Annika"}, {"name": "Boris"}, {"name": "Casper"}, {"name": "Dirk"}, {"name": "Esra"}, {"name": "Fleur"}, {"name": "Gijs"}, {"name": "Absent", "role": "guest"}}},
		cast, lines...)
	leader := r.joined(id, "leader", nil) // p1, Annika
	read := func(query string) answer {
		t.Helper()
		return leader.want(200, "GET", "/sessions/"+id+"/analysis"+query, nil)
	}
	for _, query := range []string{"", "?phase=Opening", "?codes=effect", "?observer=owner", "?from_ms=5000", "?anonymous=true", "?lag=3"} {
		a := read(query)
		others := []string{"Boris", "Casper", "Dirk", "Esra", "Absent", `"p2"`, `"p3"`, `"p4"`}
		if query == "?anonymous=true" {
			others = []string{"Annika", "Boris", "Casper", "Dirk"}
		}
		for _, who := range others {
			if bytes.Contains(a.body, []byte(who)) {
				t.Errorf("%q: a leader reads %s: %s", query, who, a.body)
			}
		}
		for _, steps := range [][]any{{"participants"}, {"participation", "persons"}, {"network", "persons"}} {
			if l, ok := a.at(steps...).([]any); !ok || len(l) != 1 {
				t.Errorf("%q: a leader's list %s is %v, want only their own", query, steps, a.at(steps...))
			}
		}
		if arcs, ok := a.at("network", "arcs").([]any); !ok || len(arcs) != 0 {
			t.Errorf("%q: a leader reads the arcs %v", query, arcs)
		}
		if a.at("interactions") != 8.0 || a.at("participation", "persons", 0, "sent") != 2.0 || a.at("participation", "gini") == nil || a.at("told", "seq") != 9.0 {
			t.Errorf("%q: a leader reads %s; want the team's figures and their own, of what three others did", query, a.body)
		}
	}
	for _, query := range []string{"codes=person", "codes=person:tag", "phase=Round", "phase=Round&from_ms=60000"} {
		leader.want(403, "GET", "/sessions/"+id+"/analysis?"+query, nil)
	}
	if a := read("?from_ms=60000"); a.at("interactions") != 0.0 {
		t.Errorf("a leader reads of %v turns of an item in which one other spoke", a.at("interactions"))
	}
	r.owner().want(200, "POST", "/sessions/"+id+"/entries", entries(object{"id": uuid.NewString(), "type": "state", "at": 70000, "state": "ended", "time": "2026-11-22T10:00:00Z"}))
	if a := read(""); a.at("interactions") != 8.0 {
		t.Errorf("of a meeting that has ended a leader reads of %v turns", a.at("interactions"))
	}
	four := r.owner().makeSession(object{"participants": []object{{"name": "A"}, {"name": "B"}, {"name": "C"}, {"name": "D"}, {"name": "Absent"}}})
	for _, turn := range []string{"p1 p2", "p2 p3", "p3 p4", "p4 *"} {
		from, to, _ := strings.Cut(turn, " ")
		r.owner().want(200, "POST", "/sessions/"+four+"/entries", entries(object{"id": uuid.NewString(), "type": "interaction", "at": 1, "from": from, "to": to}))
	}
	if a := r.joined(four, "leader", nil).want(200, "GET", "/sessions/"+four+"/analysis", nil); a.at("interactions") != 0.0 || a.text("told", "why") != "too-few-people" {
		t.Errorf("of four people a leader reads %s", a.body)
	}
}

// Until the owner reveals an independent session, each observer counts only their own
// turns, and people who have noted nothing count none.
func TestAnalysisOfAnIndependentSession(t *testing.T) {
	r := newRig(t, nil)
	cast := map[string]*caller{}
	id := observed(r, object{"coding": "independent"}, cast,
		"o1 1000 p1 p2 curiosity", "o1 2000 p2 p1 informing", "o1 3000 p2 p3 informing", "o2 1000 p1 p2 steering", "o2 2000 p2 p1 deciding")
	viewer, leader := r.joined(id, "viewer", nil), r.joined(id, "leader", nil)
	counts := func(when string, want map[string]string, query string) {
		t.Helper()
		for name, c := range map[string]*caller{"owner": r.owner(), "o1": cast["o1"], "o2": cast["o2"], "viewer": viewer, "leader": leader} {
			a := c.want(200, "GET", "/sessions/"+id+"/analysis"+query, nil)
			got := fmt.Sprint(a.at("interactions"), " of ", a.at("observer"))
			if query == "" && a.at("interactions") == 0.0 {
				got = "0" // the observer with the first id
			}
			if got != want[name] {
				t.Errorf("%s%s: %s counts %s, want %s", when, query, name, got, want[name])
			}
		}
	}
	counts("hidden", map[string]string{"owner": "3 of o1", "o1": "3 of o1", "o2": "2 of o2", "viewer": "0", "leader": "0"}, "")
	counts("hidden", map[string]string{"owner": "2 of o2", "o1": "0 of o2", "o2": "2 of o2", "viewer": "0 of o2", "leader": "0 of o2"}, "?observer=o2")
	if a := cast["o2"].want(200, "GET", "/sessions/"+id+"/charts/tags", nil); strings.Contains(string(a.body), "curiosity") {
		t.Errorf("a chart shows one observer what another saw: %s", a.body)
	}
	r.owner().want(200, "PATCH", "/sessions/"+id, object{"revealed": true})
	counts("revealed", map[string]string{"owner": "3 of o1", "o1": "3 of o1", "o2": "3 of o1", "viewer": "3 of o1", "leader": "0"}, "")
	counts("revealed", map[string]string{"owner": "2 of o2", "o1": "2 of o2", "o2": "2 of o2", "viewer": "2 of o2", "leader": "0 of o2"}, "?observer=o2")
	r.owner().want(200, "PATCH", "/sessions/"+id, object{"revealed": false})
	counts("hidden again", map[string]string{"owner": "3 of o1", "o1": "3 of o1", "o2": "2 of o2", "viewer": "0", "leader": "0"}, "")
}

// A result is computed again as soon as something that it depends on changes.
func TestAnalysisFollowsTheLog(t *testing.T) {
	r := newRig(t, nil)
	id, cast := weekly(r)
	want := func(turns float64, title string) {
		t.Helper()
		for range 2 {
			a := r.owner().want(200, "GET", "/sessions/"+id+"/analysis", nil)
			if a.at("interactions") != turns || a.text("session", "title") != title {
				t.Errorf("%v turns in %q, want %v in %q", a.at("interactions"), a.text("session", "title"), turns, title)
			}
		}
	}
	want(7, "Monday")
	turn := newTurn()
	cast["o1"].want(200, "POST", "/sessions/"+id+"/entries", entries(turn))
	want(8, "Monday")
	cast["o1"].want(200, "POST", "/sessions/"+id+"/entries", entries(object{"id": uuid.NewString(), "type": "void", "target": turn["id"]}))
	want(7, "Monday")
	r.owner().want(200, "PATCH", "/sessions/"+id, object{"title": "Tuesday"})
	want(7, "Tuesday")
	r.owner().want(204, "DELETE", "/sessions/"+id, nil)
	r.owner().want(404, "GET", "/sessions/"+id+"/analysis", nil)
}

// Every real meeting, by one kind of codes or another, and every chart of it is
// answered as the document says. There are few draws, because the race detector makes
// them slow.
func TestAnalysisOfRealMeetings(t *testing.T) {
	drawsAreTooMany(t)
	r := newRig(t, nil)
	owner := r.owner()
	files, err := filepath.Glob(filepath.Join(observetest.Meetings(t), "edge", "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	real, err := filepath.Glob(filepath.Join(observetest.Meetings(t), "??????.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if len(real) != 6 || len(files) == 0 {
		t.Fatalf("%d meetings and %d edge files, want 6 and some", len(real), len(files))
	}
	for i, file := range append(files, real...) {
		csv, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		id := owner.want(201, "POST", "/sessions/import?format=csv&title=A+meeting", csv).text("sessions", 0, "id")
		owner.want(200, "GET", "/sessions/"+id+"/analysis?permutations=100&codes="+string(analysis.AllCodes[i%len(analysis.AllCodes)]), nil)
		list := owner.want(200, "GET", "/sessions/"+id+"/charts?lang=nl&permutations=100", nil)
		n := 0
		for ; list.at("items", n) != nil; n++ {
			chart := owner.want(200, "GET", "/sessions/"+id+"/charts/"+list.text("items", n, "name")+"?lang=nl&permutations=100", nil)
			for _, key := range []string{"title", "empty", "name"} {
				if chart.at("kompas", key) != list.at("items", n, key) {
					t.Errorf("%s: the list says %v, the chart %v", file, list.at("items", n, key), chart.at("kompas", key))
				}
			}
		}
		if n < 10 {
			t.Errorf("%s: the list has %d charts", file, n)
		}
	}
}
