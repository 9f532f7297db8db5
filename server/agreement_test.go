package server_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// twice is a meeting of 24 turns that o1 and o2 coded independently: o2 noted the turns
// 2 s later, four of them with another tag, and one not at all.
func twice(r *rig) (id string, cast map[string]*caller) {
	cast = map[string]*caller{}
	var lines []string
	for i := range 24 {
		from, to, tag := fmt.Sprintf("p%d", 1+i%3), fmt.Sprintf("p%d", 1+(i+1)%3), []string{"curiosity", "informing", "steering"}[i/3%3]
		lines = append(lines, fmt.Sprintf("o1 %d %s %s %s", 8000*i, from, to, tag))
		if i%6 == 0 {
			tag = "differing"
		}
		if i != 23 {
			lines = append(lines, fmt.Sprintf("o2 %d %s %s %s", 8000*i+2000, from, to, tag))
		}
	}
	return observed(r, object{"coding": "independent"}, cast, lines...), cast
}

func TestAgreementOfTwoObservers(t *testing.T) {
	r := newRig(t, nil)
	id, _ := twice(r)
	owner, path := r.owner(), "/sessions/"+id+"/agreement"
	a := owner.want(200, "GET", path+"?a=o1&b=o2", nil)
	for _, want := range []struct {
		path []any
		is   any
	}{
		{[]any{"format"}, "kompas-agreement"}, {[]any{"a", "observer"}, "o1"}, {[]any{"b", "interactions"}, 23.0},
		{[]any{"time_offset_ms"}, 2000.0}, {[]any{"clock_drift_ms_per_hour"}, nil}, {[]any{"window_ms"}, 5000.0}, {[]any{"warning"}, nil}, {[]any{"warnings", 0}, nil},
		{[]any{"tag", "matched"}, 23.0}, {[]any{"tag", "missed"}, 1.0}, {[]any{"tag", "extra"}, 0.0}, {[]any{"tag", "percentage"}, 19.0 / 23},
		{[]any{"from", "percentage"}, 1.0}, {[]any{"pair", "kappa"}, 1.0},
		{[]any{"disagreements", 0, "on"}, "tag"}, {[]any{"disagreements", 0, "b", "tag"}, "differing"},
		{[]any{"disagreements", 4, "on"}, "missed"}, {[]any{"disagreements", 4, "b"}, nil}, {[]any{"disagreements", 5}, nil},
	} {
		if got := a.at(want.path...); got != want.is {
			t.Errorf("%v is %v, want %v", want.path, got, want.is)
		}
	}
	// When nobody is named, the two observers with most turns are compared. The other
	// way round, the turn that o2 missed is extra.
	if got := owner.want(200, "GET", path, nil); !bytes.Equal(got.body, a.body) {
		t.Errorf("without observers: %s", got.body)
	}
	if got := owner.want(200, "GET", path+"?a=o2&b=o1&window_ms=1000", nil); got.at("tag", "extra") != 1.0 || got.at("time_offset_ms") != -2000.0 {
		t.Errorf("the other way round: %s", got.body)
	}
	for query, fields := range map[string]string{
		"a=o1&b=o1": "/b", "a=o1": "/b", "b=o1": "/a", "a=o9&b=o1": "/a", "a=o1&b=o9": "/b", "window_ms=0": "/window_ms",
		"window_ms=60001": "/window_ms", "window_ms=x": "/window_ms", "a=o1&b=owner&window_ms=1.5": "/window_ms",
	} {
		owner.wrong("GET", path+"?"+query, nil, fields)
		owner.wrong("GET", "/sessions/"+id+"/charts/agreement?"+query, nil, fields)
	}
	owner.wrong("GET", "/sessions/"+id+"/charts/agreement?lang=de&theme=red", nil, "/lang", "/theme")
}

// Who may compare observers, before and after the owner reveals their turns.
func TestAgreementByRole(t *testing.T) {
	r := newRig(t, nil)
	id, cast := twice(r)
	people := map[string]*caller{"owner": r.owner(), "observer": cast["o1"], "viewer": r.joined(id, "viewer", nil),
		"anonymous": r.joined(id, "viewer", object{"anonymous": true}), "leader": r.joined(id, "leader", nil), "participant": r.joined(id, "participant", nil)}
	want := func(when string, statuses map[string]int) {
		t.Helper()
		for name, c := range people {
			for _, path := range []string{"/agreement", "/charts/agreement"} {
				if a := c.send("GET", "/sessions/"+id+path, nil); a.status != statuses[name] {
					t.Errorf("%s: %s as %s: %d, want %d: %s", when, path, name, a.status, statuses[name], a.body)
				}
			}
			if name == "leader" || name == "participant" {
				continue
			}
			list := c.want(200, "GET", "/sessions/"+id+"/charts", nil)
			if listed := strings.Contains(string(list.body), `"agreement"`); listed != (statuses[name] == 200) {
				t.Errorf("%s: the list of charts of the %s is %s", when, name, list.body)
			}
		}
	}
	hidden := map[string]int{"owner": 200, "observer": 403, "viewer": 403, "anonymous": 403, "leader": 403, "participant": 403}
	want("hidden", hidden)
	r.owner().want(200, "PATCH", "/sessions/"+id, object{"revealed": true})
	want("revealed", map[string]int{"owner": 200, "observer": 200, "viewer": 200, "anonymous": 200, "leader": 403, "participant": 403})
	for _, path := range []string{"/agreement", "/charts/agreement"} {
		a := people["anonymous"].want(200, "GET", "/sessions/"+id+path, nil)
		for _, who := range []string{"Annika", "Boris", "Casper", "Guest", "Monday", `"p1"`, `"o1"`} {
			if bytes.Contains(a.body, []byte(who)) {
				t.Errorf("the anonymous %s tells %s: %s", path, who, a.body)
			}
		}
	}
	if a := people["anonymous"].want(200, "GET", "/sessions/"+id+"/agreement", nil); a.text("a", "observer") != "O2" || a.text("disagreements", 0, "a", "from") == "" {
		t.Errorf("anonymous: %s", a.body)
	}
	r.owner().want(200, "PATCH", "/sessions/"+id, object{"revealed": false})
	want("hidden again", hidden)

	// In a shared session the observers complete each other: they can be compared, but
	// the comparison is not one of the charts of the session.
	shared, _ := weekly(r)
	r.owner().want(200, "GET", "/sessions/"+shared+"/agreement?a=o1&b=o2", nil)
	if list := r.owner().want(200, "GET", "/sessions/"+shared+"/charts", nil); bytes.Contains(list.body, []byte(`"agreement"`)) {
		t.Errorf("the charts of a shared session are %s", list.body)
	}
}

// The chart says the same as the figures, in both languages.
func TestAgreementChart(t *testing.T) {
	r := newRig(t, nil)
	id, _ := twice(r)
	for lang, title := range map[string]string{"en": "Of 23 turns that both noted, 83% got the same word", "nl": "Van 23 beurten die beiden noteerden kreeg 83% hetzelfde woord"} {
		c := r.owner().want(200, "GET", "/sessions/"+id+"/charts/agreement?lang="+lang, nil)
		if got := c.text("kompas", "title"); got != title {
			t.Errorf("%s: the title is %q", lang, got)
		}
		total, moments := 0, 0.0
		for i := 0; c.at("kompas", "table", "rows", i) != nil; i++ {
			n := 0
			fmt.Sscan(c.text("kompas", "table", "rows", i, 2), &n)
			total += n
		}
		for i := 0; c.at("kompas", "moments", i) != nil; i++ {
			moments += c.at("kompas", "moments", i, "total").(float64)
		}
		if total != 24 || moments != 24 {
			t.Errorf("%s: the table has %d turns and %v moments, want 24", lang, total, moments)
		}
	}
	list := r.owner().want(200, "GET", "/sessions/"+id+"/charts?lang=nl", nil)
	last := 0
	for ; list.at("items", last+1) != nil; last++ {
	}
	if list.text("items", last, "name") != "agreement" || list.text("items", last, "title") != "Wat twee kijkers zagen" {
		t.Errorf("the list ends with %v", list.at("items", last))
	}
}
