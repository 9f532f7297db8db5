package server_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kompas/observe"
	"kompas/observe/debrief"
)

// members returns the names of the members of an answer, in order.
func (a answer) members() string {
	list := []string{}
	for name := range a.at().(object) {
		list = append(list, name)
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

// When the team was first shown the debrief stays, whatever is written later.
func TestDebriefIsShownOnce(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	id := owner.makeSession(nil)
	path := "/sessions/" + id + "/debrief"
	before := owner.write(id, object{"put_right": "a", "shown": false})
	if before.at("shown_at") != nil {
		t.Errorf("not shown: %s", before.body)
	}
	was, at := before.header.Get("ETag"), r.clock.now().UTC().Format("2006-01-02T15:04:05.000Z")
	show := object{"put_right": "a", "shown": true}
	first := owner.want(200, "PUT", path, show, "If-Match", was)
	if first.text("shown_at") != at || first.at("shown") != nil || first.header.Get("ETag") == was {
		t.Errorf("shown: %s %v", first.body, first.header)
	}
	r.clock.pass(time.Hour)
	// The answer was lost, and the request is sent again.
	again := owner.want(200, "PUT", path, show, "If-Match", was)
	if string(again.body) != string(first.body) || again.header.Get("ETag") != first.header.Get("ETag") {
		t.Errorf("sent again: %s %v", again.body, again.header)
	}
	for _, body := range []object{{"put_right": "b", "shown": true}, {"put_right": "c"}, {"put_right": "d", "shown_at": at}, {"shown": false}, {}} {
		if a := owner.write(id, body); a.text("shown_at") != at {
			t.Errorf("after %v: %s", body, a.body)
		}
	}
	if a := owner.want(422, "PUT", path, object{"shown_at": "2026-11-22T09:00:00.000Z"}, "If-Match", "*"); a.text("errors", 0, "field") != "/shown_at" {
		t.Errorf("another moment: %s", a.body)
	}
	// Who writes on top of what they have not read is told that first.
	owner.want(412, "PUT", path, object{"shown_at": "2026-11-22T09:00:00.000Z"}, "If-Match", was)
}

// The session itself knows that its debrief was shown, also where the request that showed
// it broke off in between, once that is sent again, and where it came with a file.
func TestSessionKnowsThatItsDebriefWasShown(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	knows := func(id string, want bool) {
		t.Helper()
		info, err := r.log.Get(t.Context(), observe.SessionID(id))
		if err != nil || info.Header.Shown != want {
			t.Errorf("the header says %v (%v), want %v", info.Header.Shown, err, want)
		}
	}
	id := owner.makeSession(nil)
	owner.write(id, object{"put_right": "a"})
	knows(id, false)
	owner.write(id, object{"put_right": "a", "shown": true})
	knows(id, true)
	owner.write(id, object{})
	knows(id, true)
	file := owner.want(200, "GET", "/sessions/"+id+"/export?format=jsonl", nil).body
	again := owner.want(201, "POST", "/sessions/import?format=jsonl&as_new=true", file)
	knows(again.text("sessions", 0, "id"), true)
	if log := owner.want(200, "GET", "/sessions/"+id+"/export?format=jsonl&anonymous=true", nil).body; strings.Contains(string(log), "shown") {
		t.Errorf("without names: %s", log)
	}

	broken := owner.makeSession(nil)
	if err := debrief.Put(t.Context(), r.docs, observe.SessionID(broken), debrief.Debrief{ShownAt: "2026-11-22T10:00:00.000Z"}, 0); err != nil {
		t.Fatal(err)
	}
	knows(broken, false)
	owner.write(broken, object{"shown": true})
	knows(broken, true)
}

// A second screen is told each step that somebody goes to, and reads it then.
func TestViewerIsToldTheStepOfTheDebrief(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	id := owner.makeSession(nil)
	viewer := r.joined(id, "viewer", nil)
	screen := viewer.watch(id, "")
	for _, step := range []int{1, 14, 100} {
		owner.write(id, object{"step": step, "shown": true})
		for told := -1; told != step; {
			var m struct {
				Type string
				Step int
			}
			if err := screen.ReadJSON(&m); err != nil {
				t.Fatal(err)
			}
			if m.Type == "debrief" {
				told = m.Step
			}
		}
		if a := viewer.want(200, "GET", "/sessions/"+id+"/debrief", nil); a.at("step") != float64(step) {
			t.Errorf("told %d, and reads %s", step, a.body)
		}
	}
}

// Viewers read what is shown: not what is left out, and without names no texts. The ETag
// of each changes with what they see, and with nothing else.
func TestViewersReadTheShownDebrief(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	team := owner.want(201, "POST", "/teams", object{"name": "Team"}).text("id")
	earlier := owner.makeSession(object{"team": team, "title": "EARLIER"})
	owner.want(200, "POST", "/sessions/"+earlier+"/entries", entries(newState("live", 0)))
	owner.write(earlier, object{"experiment": object{"text": "A round"}, "shown": true})
	r.clock.pass(time.Hour)
	id := owner.makeSession(object{"team": team})
	path := "/sessions/" + id + "/debrief"
	turns := owner.turnsOf(id, 3)
	doc := object{
		"form": "ten", "fragment": object{"from": turns[0], "to": turns[2], "names": true}, "finding": "none", "loop": "a>b",
		"questions": []string{"WRITTEN?"}, "guesses": object{"team": "WRITTEN"}, "put_right": "WRITTEN",
		"experiment": object{"text": "WRITTEN"}, "aside": []object{{"finding": "ASIDE"}}, "step": 14, "shown": true,
	}
	owner.write(id, doc)
	named, bare := r.joined(id, "viewer", nil), r.joined(id, "viewer", object{"anonymous": true})
	read := func(c *caller, members string) answer {
		t.Helper()
		a := c.want(200, "GET", path, nil)
		if got := a.members(); got != members {
			t.Errorf("read %s, want %s", got, members)
		}
		if strings.Contains(string(a.body), "ASIDE") {
			t.Errorf("what is left out: %s", a.body)
		}
		return a
	}
	const forNamed, forBare = "experiment finding form fragment guesses last loop put_right questions shown_at step", "finding form fragment loop shown_at step"
	a, b := read(named, forNamed), read(bare, forBare)
	if strings.Contains(string(b.body), "WRITTEN") {
		t.Errorf("without names: %s", b.body)
	}
	if strings.Contains(string(a.body), "EARLIER") || strings.Contains(string(a.body), earlier) || a.text("last", "text") != "A round" {
		t.Errorf("of another meeting: %s", a.body)
	}
	for _, a := range []answer{a, b} {
		if a.text("fragment", "from") != turns[0] || a.at("step") != 14.0 {
			t.Errorf("%s", a.body)
		}
	}
	for _, c := range []*caller{named, bare, r.joined(id, "leader", nil), r.joined(id, "participant", nil)} {
		if a := c.want(403, "PUT", path, object{}, "If-Match", "*"); a.text("type") != "urn:kompas:problem:forbidden" {
			t.Errorf("writing: %s", a.body)
		}
	}
	for _, c := range []*caller{r.joined(id, "leader", nil), r.joined(id, "participant", nil)} {
		c.want(403, "GET", path, nil)
	}
	for _, row := range []struct {
		member string
		value  any
		seen   string // by which of the two
	}{{"aside", nil, ""}, {"put_right", "WRITTEN too", "named"}, {"step", 24, "named bare"}} {
		doc[row.member] = row.value
		owner.write(id, doc)
		var seen []string
		x, y := named.want(200, "GET", path, nil), bare.want(200, "GET", path, nil)
		if x.header.Get("ETag") != a.header.Get("ETag") {
			seen = append(seen, "named")
		}
		if y.header.Get("ETag") != b.header.Get("ETag") {
			seen = append(seen, "bare")
		}
		if got := fmt.Sprint(strings.Join(seen, " ")); got != row.seen {
			t.Errorf("a change of %s changes the ETag of %q, want %q", row.member, got, row.seen)
		}
		a, b = x, y
	}
}
