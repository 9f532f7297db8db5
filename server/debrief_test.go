package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"kompas/observe"
	"kompas/observe/debrief"
	"kompas/server"
)

// turnsOf adds n turns to a session, one a second, and returns their ids.
func (c *caller) turnsOf(session string, n int) (ids []string) {
	c.Helper()
	var list []object
	for i := range n {
		e := newTurn()
		e["at"] = 1000 * (i + 1)
		list, ids = append(list, e), append(ids, e["id"].(string))
	}
	c.want(200, "POST", "/sessions/"+session+"/entries", entries(list...))
	return ids
}

// write replaces the debrief of a session, whatever is there, and returns the answer.
func (c *caller) write(session string, body object) answer {
	c.Helper()
	return c.want(200, "PUT", "/sessions/"+session+"/debrief", body, "If-Match", "*")
}

// What is written is read again, and nobody overwrites what they have not read.
func TestDebrief(t *testing.T) {
	owner := newRig(t, nil).owner()
	id := owner.makeSession(nil)
	turns := owner.turnsOf(id, 3)
	path := "/sessions/" + id + "/debrief"
	none := owner.want(200, "GET", path, nil)
	if strings.TrimSpace(string(none.body)) != "{}" || none.header.Get("ETag") == "" {
		t.Errorf("where nobody wrote one: %s %v", none.body, none.header)
	}
	whole := object{
		"form": "ten", "fragment": object{"from": turns[0], "to": turns[2], "names": true}, "finding": "none", "loop": "a>b",
		"questions": []string{"What did you see?", "Who else?"}, "guesses": object{"team": "more", "lead": "less"},
		"put_right": "The minutes", "experiment": object{"id": "e1", "text": "A round first", "owner": "Bo", "notice": "All spoke"},
		"aside": []object{{"finding": "link:a>b", "reason": "not now"}}, "step": 3,
	}
	was := none.header.Get("ETag")
	first := owner.want(200, "PUT", path, whole, "If-Match", was)
	if fmt.Sprint(first.at()) != fmt.Sprint(readInto[any](t, mustJSON(t, whole))) || first.header.Get("ETag") == was {
		t.Errorf("written: %s %v", first.body, first.header)
	}
	again := owner.want(200, "GET", path, nil)
	if string(again.body) != string(first.body) || again.header.Get("ETag") != first.header.Get("ETag") {
		t.Errorf("read %s %v, want %s %v", again.body, again.header, first.body, first.header)
	}

	// A request that was answered, but whose answer was lost, is sent again.
	resent := owner.want(200, "PUT", path, whole, "If-Match", was)
	if string(resent.body) != string(first.body) || resent.header.Get("ETag") != first.header.Get("ETag") {
		t.Errorf("sent again: %s", resent.body)
	}
	changed := owner.want(412, "PUT", path, object{"form": "long"}, "If-Match", was)
	if changed.text("type") != "urn:kompas:problem:precondition-failed" || changed.at("status") != 412.0 ||
		fmt.Sprint(changed.at("debrief")) != fmt.Sprint(first.at()) || changed.header.Get("ETag") != first.header.Get("ETag") {
		t.Errorf("changed meanwhile: %s %v", changed.body, changed.header)
	}
	now := first.header.Get("ETag")
	for _, row := range []struct {
		match  string
		status int
	}{
		{`W/` + now, 412}, {`"other", W/` + now, 412}, {`"other"`, 412}, {"other", 400}, {now[1:], 400}, {`*, ` + now, 400}, {"", 400},
		{`"other" ,, ` + now, 200}, {"*", 200},
	} {
		body := whole
		if row.status != 200 {
			body = object{"form": "long"}
		}
		if a := owner.send("PUT", path, body, "If-Match", row.match); row.match != "" && a.status != row.status {
			t.Errorf("If-Match %s: %d %s", row.match, a.status, a.body)
		}
	}
	if a := owner.want(428, "PUT", path, whole); a.text("type") != "urn:kompas:problem:precondition-required" {
		t.Errorf("without If-Match: %s", a.body)
	}
	// What is left out is gone, and what says nothing is not there.
	if a := owner.write(id, object{"questions": []string{}, "guesses": object{}, "finding": ""}); strings.TrimSpace(string(a.body)) != "{}" || a.header.Get("ETag") != was {
		t.Errorf("emptied: %s", a.body)
	}
	owner.want(200, "PATCH", "/sessions/"+id, object{"locked": true})
	owner.write(id, object{"put_right": "Also when it is locked"})
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Of several who write at once, with the same If-Match, one succeeds.
func TestDebriefsWrittenAtOnce(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	id := owner.makeSession(nil)
	path := "/sessions/" + id + "/debrief"
	for range 10 {
		was := owner.want(200, "GET", path, nil).header.Get("ETag")
		var mu sync.Mutex
		var all sync.WaitGroup
		status := map[int]int{}
		for range 4 {
			body := object{"put_right": uuid.NewString()}
			all.Go(func() {
				a := owner.send("PUT", path, body, "If-Match", was)
				mu.Lock()
				defer mu.Unlock()
				status[a.status]++
			})
		}
		all.Wait()
		if status[200] != 1 || status[412] != 3 {
			t.Errorf("%v", status)
		}
	}
}

func TestDebriefIsChecked(t *testing.T) {
	owner := newRig(t, nil).owner()
	id := owner.makeSession(nil)
	turns := owner.turnsOf(id, 3)
	note := newNote("n")
	owner.want(200, "POST", "/sessions/"+id+"/entries", entries(note, object{"id": uuid.NewString(), "type": "void", "target": turns[1]}))
	text := func(n int) string { return strings.Repeat("é", n) }
	fragment := func(from, to any) object { return object{"fragment": object{"from": from, "to": to}} }
	questions := func(n int) []string { return strings.Fields(strings.Repeat("? ", n)) }
	asides := func(n int) (list []object) {
		for range n {
			list = append(list, object{"finding": "f"})
		}
		return list
	}
	try := func(more object) object {
		e := object{"text": "t"}
		for k, v := range more {
			e[k] = v
		}
		return object{"experiment": e}
	}
	for _, row := range []struct {
		field string // that is wrong; empty: none is
		body  object
	}{
		{"/form", object{"form": "short"}},
		{"/shown", object{"shown": "yes"}}, {"/shown_at", object{"shown_at": "now"}}, {"/shown_at", object{"shown_at": "2026-11-22T09:00:00.000Z", "shown": true}}, {"/held_back", object{"held_back": []string{}}}, {"/last", object{"last": object{}}},
		{"/fragment/to", object{"fragment": object{"from": turns[0]}}},
		{"/fragment/from", fragment("x", turns[0])}, {"/fragment/to", fragment(turns[0], uuid.NewString())},
		{"/fragment/from", fragment(note["id"], turns[2])}, {"/fragment/to", fragment(turns[0], turns[1])},
		{"/fragment/to", fragment(turns[2], turns[0])}, {"", fragment(turns[0], turns[2])}, {"", fragment(turns[0], turns[0])},
		{"/finding", object{"finding": text(1001)}}, {"", object{"finding": text(1000)}}, {"/finding", object{"finding": "\a"}},
		{"/loop", object{"loop": text(1001)}},
		{"/questions", object{"questions": questions(6)}}, {"", object{"questions": questions(5)}},
		{"/questions/1", object{"questions": []string{"?", ""}}}, {"/questions/0", object{"questions": []string{text(4001)}}},
		{"", object{"questions": []string{text(4000)}}}, {"/questions/0", object{"questions": []string{"a\rb"}}},
		{"/guesses/team", object{"guesses": object{"team": text(4001)}}}, {"/guesses/lead", object{"guesses": object{"lead": "\x00"}}},
		{"/put_right", object{"put_right": text(4001)}}, {"/put_right", object{"put_right": "\r"}},
		{"/experiment/text", object{"experiment": object{}}}, {"/experiment/text", try(object{"text": ""})}, {"/experiment/text", try(object{"text": text(4001)})},
		{"/experiment/owner", try(object{"owner": text(121)})}, {"/experiment/owner", try(object{"owner": "a\nb"})}, {"", try(object{"owner": text(120)})},
		{"/experiment/notice", try(object{"notice": text(4001)})}, {"/experiment/id", try(object{"id": text(65)})}, {"/experiment/id", try(object{"id": "*"})},
		{"/experiment/measure", try(object{"measure": "share:curiosity"})},
		{"/aside", object{"aside": asides(101)}}, {"", object{"aside": asides(100)}}, {"/aside/0/finding", object{"aside": []object{{}}}},
		{"/aside/0/reason", object{"aside": []object{{"finding": "f", "reason": text(4001)}}}},
		{"/step", object{"step": 101}}, {"/step", object{"step": -1}}, {"/step", object{"step": 1.5}},
	} {
		a := owner.send("PUT", "/sessions/"+id+"/debrief", row.body, "If-Match", "*")
		if row.field == "" && a.status != 200 || row.field != "" && (a.status != 422 || a.text("errors", 0, "field") != row.field) {
			t.Errorf("%v: %d %.200s, want %q to be wrong", row.body, a.status, a.body, row.field)
		}
	}
	// A turn that was chosen, and undone since, keeps nobody from writing.
	owner.write(id, fragment(turns[0], turns[2]))
	owner.want(200, "POST", "/sessions/"+id+"/entries", entries(object{"id": uuid.NewString(), "type": "void", "target": turns[2]}))
	body := fragment(turns[0], turns[2])
	body["put_right"] = "Something"
	owner.write(id, body)
}

// The owner and observers write, and read what the others wrote; to others nothing is
// shown yet.
func TestDebriefByRole(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	id := owner.makeSession(nil)
	path := "/sessions/" + id + "/debrief"
	for i, w := range []struct {
		name string
		*caller
	}{{"owner", owner}, {"observer", r.joined(id, "observer", nil)}, {"observer who takes part", r.joined(id, "observer", object{"person": "p1"})}} {
		text := fmt.Sprint("text ", i)
		w.write(id, object{"put_right": text})
		if got := owner.want(200, "GET", path, nil).text("put_right"); got != text {
			t.Errorf("%s wrote %q, which is read as %q", w.name, text, got)
		}
	}
	for _, w := range []*caller{r.joined(id, "viewer", nil), r.joined(id, "viewer", object{"anonymous": true})} {
		if a := w.want(403, "GET", path, nil); a.text("type") != "urn:kompas:problem:not-shown" {
			t.Errorf("before it is shown: %s", a.body)
		}
	}
	for _, w := range []*caller{r.joined(id, "leader", nil), r.joined(id, "viewer", nil), r.joined(id, "viewer", object{"anonymous": true}), r.joined(id, "participant", nil)} {
		w.want(403, "GET", path, nil)
		w.want(403, "PUT", path, object{}, "If-Match", "*")
	}
	if got := owner.want(200, "GET", path, nil).text("put_right"); got != "text 2" {
		t.Errorf("at the end it is %q", got)
	}
}

// Turns that are hidden from an observer are not told by the debrief, can be left as they
// are, and cannot be chosen.
func TestDebriefOfHiddenTurns(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	id := owner.makeSession(object{"coding": "independent"})
	path := "/sessions/" + id + "/debrief"
	one, two := r.joined(id, "observer", nil), r.joined(id, "observer", nil)
	theirs, own := one.turnsOf(id, 2), two.turnsOf(id, 2)
	owner.write(id, object{"fragment": object{"from": theirs[0], "to": theirs[1]}})
	a := two.want(200, "GET", path, nil)
	if strings.Contains(string(a.body), theirs[0]) || strings.Contains(string(a.body), theirs[1]) {
		t.Errorf("it tells a hidden turn: %s", a.body)
	}
	seen := a.at("fragment").(object)
	if log := string(two.want(200, "GET", "/sessions/"+id+"/log", nil).body); !strings.Contains(log, seen["from"].(string)) || !strings.Contains(log, seen["to"].(string)) {
		t.Errorf("the log has no %v", seen)
	}
	two.want(200, "PUT", path, object{"fragment": seen, "form": "ten"}, "If-Match", a.header.Get("ETag"))
	if f := owner.want(200, "GET", path, nil).at("fragment").(object); f["from"] != theirs[0] || f["to"] != theirs[1] {
		t.Errorf("the owner's fragment is now %v", f)
	}
	for _, row := range [][2]any{{theirs[0], own[1]}, {own[0], theirs[1]}, {seen["from"], own[1]}} {
		if a := two.send("PUT", path, object{"fragment": object{"from": row[0], "to": row[1]}}, "If-Match", "*"); a.status != 422 {
			t.Errorf("%v: %d %s", row, a.status, a.body)
		}
	}
	two.write(id, object{"fragment": object{"from": own[0], "to": own[1]}})
	owner.want(200, "PATCH", "/sessions/"+id, object{"revealed": true})
	two.write(id, object{"fragment": object{"from": theirs[0], "to": own[1]}})
}

// A session takes its debrief along, also one that is written at that moment.
func TestDebriefGoesWithItsSession(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	for range 20 {
		id := owner.makeSession(nil)
		owner.write(id, object{"put_right": "before"})
		var all sync.WaitGroup
		for range 3 {
			req, err := http.NewRequest("PUT", r.web.URL+"/api/v1/sessions/"+id+"/debrief", strings.NewReader(`{"put_right":"meanwhile"}`))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer "+ownerToken)
			req.Header.Set("If-Match", "*")
			all.Go(func() {
				res, err := http.DefaultClient.Do(req)
				if err != nil {
					return // an answer that was on its way is cut
				}
				res.Body.Close()
				if res.StatusCode != 200 && res.StatusCode != 404 {
					t.Errorf("%d", res.StatusCode)
				}
			})
		}
		owner.want(204, "DELETE", "/sessions/"+id, nil)
		docs, err := r.docs.List(t.Context(), debrief.Prefix, "", 10)
		if err != nil || len(docs) > 0 {
			t.Fatalf("%v %v", docs, err)
		}
		all.Wait()
		if docs, err = r.docs.List(t.Context(), debrief.Prefix, "", 10); err != nil || len(docs) > 0 {
			t.Fatalf("at the end: %v %v", docs, err)
		}
		owner.want(404, "GET", "/sessions/"+id+"/debrief", nil)
	}
}

// tries is a debrief with an experiment.
func tries(e object) object { return object{"experiment": e} }

// The team has what a debrief says it tries.
func TestExperimentOfADebrief(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	team := owner.want(201, "POST", "/teams", object{"name": "Team", "experiments": []object{{"id": "old", "text": "Old"}}}).text("id")
	of := func() string {
		t.Helper()
		a := owner.want(200, "GET", "/teams/"+team, nil)
		var list []string
		for i := 0; a.at("experiments", i) != nil; i++ {
			e := a.at("experiments", i).(object)
			list = append(list, fmt.Sprint(e["text"], " ", e["owner"], " ", e["notice"]))
		}
		return strings.Join(list, "; ")
	}
	check := func(what, want string) {
		t.Helper()
		if got := of(); got != want {
			t.Errorf("%s: the team tries %q, want %q", what, got, want)
		}
	}
	const old = "Old <nil> <nil>"
	id := owner.makeSession(object{"team": team})
	observer := r.joined(id, "observer", nil)
	made := observer.write(id, tries(object{"text": "A round", "owner": "Bo", "notice": "All spoke"}))
	own := made.text("experiment", "id")
	check("added by an observer", old+"; A round Bo All spoke")
	observer.write(id, tries(object{"text": "A round", "owner": "Bo", "notice": "All spoke"}))
	check("the same again, without its id", old+"; A round Bo All spoke")
	if again := observer.write(id, tries(object{"text": "Two rounds"})); again.text("experiment", "id") != own {
		t.Errorf("other words made another one: %s", again.body)
	}
	check("changed", old+"; Two rounds <nil> <nil>")
	owner.want(200, "PATCH", "/teams/"+team, object{"experiments": []object{{"id": "old", "text": "Old"}, {"id": own, "text": "Three rounds"}}})
	observer.write(id, object{"experiment": object{"id": own, "text": "Two rounds"}, "put_right": "x"})
	check("changed with the team, and not here", old+"; Three rounds <nil> <nil>")
	observer.write(id, tries(object{"id": "old", "text": "Old"}))
	check("another one, which is there", old)
	observer.write(id, object{})
	check("taken out, and not brought by this debrief", old)

	// What another meeting may have tried stays with the team; so does what the team has
	// said more of.
	observer.write(id, tries(object{"text": "Silence"}))
	check("a new one", old+"; Silence <nil> <nil>")
	r.clock.pass(time.Hour)
	owner.want(200, "POST", "/sessions/"+id+"/entries", entries(newState("live", 0)))
	observer.write(id, object{})
	check("taken out", old)
	observer.write(id, tries(object{"id": "aimed", "text": "Aim"}))
	owner.want(200, "PATCH", "/teams/"+team, object{"experiments": []object{{"id": "aimed", "text": "Aim", "measure": "share:curiosity"}}})
	observer.write(id, object{})
	check("taken out, with a measure", "Aim <nil> <nil>")
	observer.write(id, tries(object{"id": "met", "text": "Met"}))
	r.clock.pass(time.Hour)
	next := owner.makeSession(object{"team": team})
	owner.want(200, "POST", "/sessions/"+next+"/entries", entries(object{"id": uuid.NewString(), "type": "state", "at": 0, "state": "live", "time": "2026-11-22T12:00:00.000Z"}))
	observer.write(id, object{})
	check("taken out after another meeting", "Aim <nil> <nil>; Met <nil> <nil>")

	// A session that joins a team later brings its own.
	alone := owner.makeSession(nil)
	owner.write(alone, tries(object{"id": "own", "text": "Own"}))
	check("of a session without a team", "Aim <nil> <nil>; Met <nil> <nil>")
	owner.want(200, "PATCH", "/sessions/"+alone, object{"team": team})
	check("of a session that joined the team", "Aim <nil> <nil>; Met <nil> <nil>; Own <nil> <nil>")

	// Without room with the team nothing is stored.
	var many []object
	for i := range 200 {
		many = append(many, object{"id": fmt.Sprint(i), "text": "t"})
	}
	owner.want(200, "PATCH", "/teams/"+team, object{"experiments": many})
	if a := owner.want(507, "PUT", "/sessions/"+id+"/debrief", tries(object{"text": "One more"}), "If-Match", "*"); a.text("type") != "urn:kompas:problem:full" {
		t.Errorf("too many: %s", a.body)
	}
	if a := owner.want(200, "GET", "/sessions/"+id+"/debrief", nil); a.at("experiment") != nil {
		t.Errorf("stored all the same: %s", a.body)
	}
	owner.want(422, "PATCH", "/teams/"+team, object{"experiments": append(many, object{"id": "more", "text": "t"})})
	// A team that is gone keeps nobody from writing.
	owner.want(204, "DELETE", "/teams/"+team, nil)
	owner.write(id, tries(object{"text": "Alone"}))
}

// A debrief changes no experiment of the team but what it brought itself, whoever writes
// it; what it brings more is bounded, also when later meetings may have tried it.
func TestExperimentOfAnotherDebrief(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	old := object{"id": "old", "text": "Old", "measure": "share:curiosity"}
	team := owner.want(201, "POST", "/teams", object{"name": "Team", "experiments": []object{old}}).text("id")
	texts := func() string {
		t.Helper()
		a := owner.want(200, "GET", "/teams/"+team, nil)
		var list []string
		for i := 0; a.at("experiments", i) != nil; i++ {
			list = append(list, a.text("experiments", i, "text"))
		}
		return strings.Join(list, " ")
	}
	begin := func(id string) {
		owner.want(200, "POST", "/sessions/"+id+"/entries", entries(object{"id": uuid.NewString(), "type": "state", "at": 0, "state": "live", "time": r.clock.now()}))
		r.clock.pass(time.Hour)
	}
	first := owner.makeSession(object{"team": team})
	begin(first)
	owner.write(first, tries(object{"id": "theirs", "text": "Theirs"}))
	second := owner.makeSession(object{"team": team})
	begin(second)
	observer := r.joined(second, "observer", nil)
	path := "/sessions/" + second + "/debrief"
	for _, who := range []*caller{observer, owner} {
		for _, id := range []string{"old", "theirs"} {
			a := who.want(422, "PUT", path, tries(object{"id": id, "text": "Mine"}), "If-Match", "*")
			if a.text("errors", 0, "field") != "/experiment/id" {
				t.Errorf("%s: %s", id, a.body)
			}
		}
		if got := texts(); got != "Old Theirs" {
			t.Fatalf("the team tries %s", got)
		}
		if a := who.want(200, "GET", path, nil); a.at("experiment") != nil {
			t.Errorf("stored all the same: %s", a.body)
		}
	}
	// To go on with it is no change of it.
	observer.write(second, tries(object{"id": "theirs", "text": "Theirs"}))
	observer.want(422, "PUT", path, tries(object{"text": "Mine"}), "If-Match", "*")
	for i := range 8 { // each in place of the one before
		observer.write(second, tries(object{"id": fmt.Sprint(i), "text": fmt.Sprint(i)}))
	}
	if got := texts(); got != "Old Theirs 7" {
		t.Errorf("the team tries %s", got)
	}
	begin(owner.makeSession(object{"team": team}))
	for i := 8; i < 12; i++ {
		observer.write(second, tries(object{"id": fmt.Sprint(i), "text": fmt.Sprint(i)}))
	}
	if a := observer.want(507, "PUT", path, tries(object{"id": "x", "text": "x"}), "If-Match", "*"); a.text("type") != "urn:kompas:problem:full" {
		t.Errorf("one more: %s", a.body)
	}
	observer.write(second, tries(object{"id": "11", "text": "Eleven"}))
	if got := texts(); got != "Old Theirs 7 8 9 10 Eleven" {
		t.Errorf("the team tries %s", got)
	}
	observer.write(second, object{})
	observer.want(507, "PUT", path, tries(object{"text": "x"}), "If-Match", "*")
}

// A meeting is told what its team agreed to try before it.
func TestLastExperiment(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	team := owner.want(201, "POST", "/teams", object{"name": "Team"}).text("id")
	begin := func(id string) {
		owner.want(200, "POST", "/sessions/"+id+"/entries", entries(object{"id": uuid.NewString(), "type": "state", "at": 0, "state": "live", "time": r.clock.now()}))
	}
	session := func(title string) string {
		r.clock.pass(time.Hour)
		return owner.makeSession(object{"team": team, "title": title})
	}
	last := func(c *caller, id string) string {
		t.Helper()
		l, _ := c.want(200, "GET", "/sessions/"+id+"/debrief", nil).at("last").(object)
		if l == nil {
			return ""
		}
		return fmt.Sprint(l["text"], " of ", l["title"], " at ", l["held_at"])
	}
	planned := session("Planned") // it is made first, and held last
	first := session("First")
	begin(first)
	second := session("Second")
	begin(second)
	if got := last(owner, second); got != "" {
		t.Errorf("before anything was agreed: %s", got)
	}
	owner.write(first, tries(object{"id": "e1", "text": "A round", "notice": "n"}))
	want := "A round of First at 2026-11-22T12:00:00.000Z"
	if got := last(r.joined(second, "observer", nil), second); got != want {
		t.Errorf("of the second: %q, want %q", got, want)
	}
	owner.write(second, object{"shown": true})
	viewer := r.joined(second, "viewer", nil)
	if got := last(viewer, second); got != "" {
		t.Errorf("a viewer is told what was agreed in a debrief that nobody has shown: %q", got)
	}
	owner.write(first, object{"shown": true, "experiment": tries(object{"id": "e1", "text": "A round", "notice": "n"})["experiment"]})
	if got := last(viewer, second); got != "A round of <nil> at <nil>" {
		t.Errorf("of one that was shown, a viewer is told %q", got)
	}
	if got := last(owner, planned); got != want {
		t.Errorf("of a meeting that was planned before, and has not begun: %q", got)
	}
	if got := last(owner, first); got != "" {
		t.Errorf("of the first: %q", got)
	}
	a := owner.write(second, tries(object{"text": "Silence"}))
	if a.text("last", "id") != "e1" || a.text("last", "session") != first || a.text("last", "notice") != "n" {
		t.Errorf("written: %s", a.body)
	}
	if got := last(owner, planned); got != "Silence of Second at 2026-11-22T13:00:00.000Z" {
		t.Errorf("after two meetings: %q", got)
	}
	// The team's words count, and what it agrees without a meeting.
	own := a.text("experiment", "id")
	owner.want(200, "PATCH", "/teams/"+team, object{"experiments": []object{{"id": "e1", "text": "A round"}, {"id": own, "text": "Short silence"}}})
	if got := last(owner, planned); got != "Short silence of Second at 2026-11-22T13:00:00.000Z" {
		t.Errorf("in the team's words: %q", got)
	}
	r.clock.pass(time.Hour)
	owner.want(200, "PATCH", "/teams/"+team, object{"experiments": []object{{"id": own, "text": "Short silence"}, {"id": "new", "text": "Agreed by mail"}}})
	r.clock.pass(time.Minute)
	if got := last(owner, planned); got != "Agreed by mail of <nil> at <nil>" {
		t.Errorf("agreed without a meeting: %q", got)
	}
	if got := last(owner, second); got != want {
		t.Errorf("of the second: %q, want %q", got, want)
	}
	begin(planned)
	if got := last(owner, planned); got != "Agreed by mail of <nil> at <nil>" {
		t.Errorf("once it has begun: %q", got)
	}
	// Where the team itself is gone, the debriefs still say it.
	owner.want(204, "DELETE", "/teams/"+team, nil)
	if got := last(owner, planned); got != "Silence of Second at 2026-11-22T13:00:00.000Z" {
		t.Errorf("without the team: %q", got)
	}
	if got := last(owner, owner.makeSession(nil)); got != "" {
		t.Errorf("of a session without a team: %q", got)
	}
}

// A debrief is bound by the size of a body like any other document.
func TestDebriefIsNoLargerThanABody(t *testing.T) {
	owner := newRig(t, nil).owner()
	id := owner.makeSession(nil)
	owner.want(413, "PUT", "/sessions/"+id+"/debrief", object{"put_right": strings.Repeat("x", 1<<20)}, "If-Match", "*")
}

// The owner's log file has the debrief; the files of others, and those without names,
// have not. Importing brings it back.
func TestDebriefInFiles(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	team := owner.want(201, "POST", "/teams", object{"name": "Team"}).text("id")
	id := owner.makeSession(object{"team": team})
	turns := owner.turnsOf(id, 2)
	written := owner.write(id, object{"fragment": object{"from": turns[0], "to": turns[1]}, "questions": []string{"WRITTEN?"}, "experiment": object{"id": "e", "text": "Try"}})
	const export = "/export?format=jsonl"
	file := owner.want(200, "GET", "/sessions/"+id+export, nil).body
	for _, a := range []answer{
		r.joined(id, "observer", nil).want(200, "GET", "/sessions/"+id+export, nil), r.joined(id, "viewer", nil).want(200, "GET", "/sessions/"+id+export, nil),
		owner.want(200, "GET", "/sessions/"+id+export+"&anonymous=true", nil), owner.want(200, "GET", "/sessions/"+id+"/export?format=csv", nil),
	} {
		if strings.Contains(string(a.body), "WRITTEN") || strings.Contains(string(a.body), "debrief") {
			t.Errorf("it has the debrief: %s", a.body)
		}
	}
	other := newRig(t, nil).owner()
	const importing = "/sessions/import?format=jsonl"
	other.want(201, "POST", importing, file)
	if got := other.want(200, "GET", "/sessions/"+id+"/debrief", nil); string(got.body) != string(written.body) {
		t.Errorf("imported: %s, want %s", got.body, written.body)
	}
	if got := other.want(200, "GET", "/sessions/"+id+export, nil).body; string(got) != string(file) {
		t.Errorf("exported again it is\n%s, not\n%s", got, file)
	}
	// The same again changes nothing, also where something else was written since.
	other.write(id, object{"put_right": "Later"})
	other.want(200, "POST", importing, file)
	if got := other.want(200, "GET", "/sessions/"+id+"/debrief", nil).text("put_right"); got != "Later" {
		t.Errorf("imported again it is %q", got)
	}
	beside := other.want(201, "POST", importing+"&as_new=true", file).text("sessions", 0, "id")
	if got := other.want(200, "GET", "/sessions/"+beside+"/debrief", nil).text("questions", 0); got != "WRITTEN?" {
		t.Errorf("as a new session it is %q", got)
	}
	// Beside the session that it is a copy of, it has an experiment of its own.
	beside = owner.want(201, "POST", importing+"&as_new=true", file).text("sessions", 0, "id")
	copied := owner.want(200, "GET", "/sessions/"+beside+"/debrief", nil).at("experiment").(object)
	owner.write(beside, tries(object{"id": copied["id"], "text": "Try more"}))
	if got := owner.want(200, "GET", "/teams/"+team, nil); got.text("experiments", 0, "text") != "Try" || got.text("experiments", 1, "text") != "Try more" {
		t.Errorf("the team tries %s", got.body)
	}
	for _, bad := range []string{`"step":1000`, `"shown":true`, `"experiment":{"id":"e"}`} {
		changed := strings.Replace(string(file), `"questions":["WRITTEN?"]`, bad, 1)
		if a := other.want(422, "POST", importing+"&as_new=true", changed); !strings.Contains(a.text("errors", 0, "message"), "/session/debrief/") {
			t.Errorf("%s: %s", bad, a.body)
		}
	}
}

// Where the debrief of a file has no room, nothing of the file is imported.
func TestImportIsAllOrNothing(t *testing.T) {
	owner := newRig(t, nil).owner()
	id := owner.makeSession(nil)
	owner.write(id, object{"put_right": "x"})
	file := owner.want(200, "GET", "/sessions/"+id+"/export?format=jsonl", nil).body
	full := newRig(t, func(o *server.Options) { o.Docs = fullDocs{o.Docs} }).owner()
	full.want(507, "POST", "/sessions/import?format=jsonl", file)
	full.want(404, "GET", "/sessions/"+id, nil)
}

// fullDocs has no room for debriefs.
type fullDocs struct{ observe.Docs }

func (d fullDocs) Put(ctx context.Context, key string, value []byte, expect uint64) (uint64, error) {
	if strings.HasPrefix(key, debrief.Prefix) {
		return 0, observe.Errorf(observe.Full, "no room")
	}
	return d.Docs.Put(ctx, key, value, expect)
}

// What somebody wrote at the last moment goes, too.
func TestDebriefWrittenAtTheLastMoment(t *testing.T) {
	r := newRig(t, func(o *server.Options) { o.Docs = &lateDocs{Docs: o.Docs} })
	owner := r.owner()
	id := owner.makeSession(nil)
	owner.write(id, object{"put_right": "before"})
	owner.want(204, "DELETE", "/sessions/"+id, nil)
	if docs, err := r.docs.List(t.Context(), debrief.Prefix, "", 10); err != nil || len(docs) > 0 {
		t.Errorf("%v %v", docs, err)
	}
}

// lateDocs has a document written anew right after it was first removed.
type lateDocs struct {
	observe.Docs
	written bool
}

func (d *lateDocs) Delete(ctx context.Context, key string, expect uint64) error {
	err := d.Docs.Delete(ctx, key, expect)
	if err == nil && !d.written {
		d.written = true
		_, err = d.Docs.Put(ctx, key, []byte("{}"), 0)
	}
	return err
}
