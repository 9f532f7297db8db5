package server_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"kompas/observe"
	"kompas/server"
)

func keysOf(v any) string {
	m, _ := v.(map[string]any)
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return strings.Join(keys, " ")
}

func TestSessionAsTheContractHasIt(t *testing.T) {
	r := newRig(t, nil)
	team := r.owner().want(201, "POST", "/teams", object{"name": "Team", "people": []object{{"name": "Cy"}}}).text("id")
	a := r.owner().want(201, "POST", "/sessions", object{
		"title": "Monday", "team": team, "intention": "Listen", "coding": "independent",
		"participants": []object{{"name": "An", "role": "leader"}, {"id": "bo", "name": "Bo"}, {"name": "Cy", "seat": object{"x": 0, "y": 1}}, {"name": "Di"}},
		"phases":       []any{"Opening", object{"name": "Budget", "purpose": "decide"}},
	})
	if got := keysOf(a.at()); got != "codebook coding created_at head id intention locked observers participants phases revealed started_at state team title" {
		t.Errorf("fields: %s", got)
	}
	for path, want := range map[string]any{
		"title": "Monday", "team": team, "intention": "Listen", "coding": "independent", "state": "planned", "started_at": nil,
		"created_at": "2026-11-22T10:00:00.000Z", "locked": false, "revealed": false, "head": 0.0,
		"phases":    "[map[name:Opening] map[name:Budget purpose:decide]]",
		"observers": "[map[id:owner name: role:owner]]",
		"participants": "[map[id:p2 name:An present:true role:leader seat:map[x:0.5 y:0]]" +
			" map[id:bo name:Bo present:true role:member seat:map[x:1 y:0.5]]" +
			" map[id:p1 name:Cy present:true role:member seat:map[x:0 y:1]]" +
			" map[id:p3 name:Di present:true role:member seat:map[x:0 y:0.5]]]",
	} {
		if got := fmt.Sprint(a.at(path)); got != fmt.Sprint(want) {
			t.Errorf("%s: %s, want %v", path, got, want)
		}
	}
	if err := uuid.Validate(a.text("id")); err != nil {
		t.Error(err)
	}
	if a.text("codebook", "id") != "three-k" || a.at("codebook", "tags", 15) == nil {
		t.Error("the codebook is not three-k, whole")
	}
	people := r.owner().want(201, "POST", "/sessions", object{"title": "Of the team", "team": team})
	if people.text("participants", 0, "name") != "Cy" {
		t.Errorf("without participants: %s", people.body)
	}
	none := r.owner().want(201, "POST", "/sessions", object{"title": "Of the team", "team": team, "participants": []object{}})
	if none.at("participants", 0) != nil {
		t.Errorf("with an empty list: %s", none.body)
	}
}

func TestSessionFollowsItsLog(t *testing.T) {
	r := newRig(t, nil)
	id := r.owner().makeSession(object{"phases": []any{"Opening", "Budget"}})
	add := func(e object) {
		t.Helper()
		e["id"] = uuid.NewString()
		if a := r.owner().want(200, "POST", "/sessions/"+id+"/entries", entries(e)); a.at("results", 0, "seq") == nil {
			t.Fatalf("%s", a.body)
		}
	}
	add(object{"type": "state", "at": 0, "state": "live", "time": "2026-11-22T09:59:59.500Z"})
	add(object{"type": "phase", "at": 900, "name": "Budget", "purpose": "decide"})
	add(object{"type": "phase", "at": 5000, "name": "Budget"})
	add(object{"type": "phase", "at": 100, "name": "Coffee"})
	add(object{"type": "participant", "at": 10, "person": object{"id": "late", "name": "Late"}, "present": true})
	add(object{"type": "participant", "at": 20, "person": object{"id": "p1", "name": "Anna"}, "present": false})
	a := r.owner().want(200, "GET", "/sessions/"+id, nil)
	for path, want := range map[string]string{
		"state": "live", "started_at": "2026-11-22T09:59:59.500Z", "head": "6",
		"phases": "[map[name:Opening] map[at:900 name:Budget purpose:decide] map[at:100 name:Coffee]]",
		"participants": "[map[id:p1 name:Anna present:false role:member seat:map[x:0.5 y:0]] map[id:p2 name:Bo present:true role:member seat:map[x:0.5 y:1]]" +
			" map[id:late name:Late present:true role:member]]",
	} {
		if got := fmt.Sprint(a.at(path)); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

func TestAnonymousViewer(t *testing.T) {
	r := newRig(t, nil)
	id := r.owner().makeSession(object{"title": "Secret title", "intention": "Secret intention", "participants": []object{{"name": "Zwanida"}, {"name": "Ysbrand"}}})
	r.owner().want(200, "POST", "/sessions/"+id+"/entries", entries(newTurn(),
		object{"id": uuid.NewString(), "type": "note", "at": 1, "text": "Zwanida said", "visibility": "shared"}))
	vic := r.joined(id, "viewer", object{"anonymous": true})
	for _, path := range []string{"", "/log", "/export?format=jsonl", "/export?format=csv", "/charts/sociogram", "/charts/participation"} {
		body := string(vic.want(200, "GET", "/sessions/"+id+path, nil).body)
		for _, name := range []string{"Zwanida", "Ysbrand", "Secret"} {
			if strings.Contains(body, name) {
				t.Errorf("%q shows %s: %s", path, name, body)
			}
		}
	}
	exported := vic.want(200, "GET", "/sessions/"+id+"/export?format=jsonl", nil)
	if line, _, _ := strings.Cut(string(exported.body), "\n"); strings.Contains(string(exported.body), id) || strings.Contains(string(exported.body), "recorded_at") || !strings.Contains(line, `"anonymous":true`) {
		t.Errorf("what an anonymous viewer exports: %s", exported.body)
	}
	a := vic.want(200, "GET", "/sessions/"+id, nil)
	if a.at("anonymous") != true || a.text("participants", 1, "name") != "P2" {
		t.Errorf("session: %s", a.body)
	}
}

func TestMakingASessionTwice(t *testing.T) {
	r := newRig(t, nil)
	id := uuid.NewString()
	body := object{"id": id, "title": "Monday", "participants": []object{{"name": "An"}}}
	other := object{"id": id, "title": "Tuesday", "participants": []object{{"name": "An"}}}
	var mu sync.Mutex
	statuses := map[int]int{}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			a := r.owner().send("POST", "/sessions", body)
			mu.Lock()
			defer mu.Unlock()
			statuses[a.status]++
			if a.text("id") != id {
				t.Errorf("made %s", a.body)
			}
		})
	}
	wg.Wait()
	if statuses[201] != 1 || statuses[200] != 7 {
		t.Errorf("answers: %v", statuses)
	}
	// The same content, written in another way, also after the session has changed.
	r.owner().want(200, "PATCH", "/sessions/"+id, object{"title": "Sunday"})
	if a := r.owner().want(200, "POST", "/sessions", `{ "participants":[{"name":"\u0041n"}], "title":"Monday", "id":"`+id+`"}`); a.text("title") != "Sunday" {
		t.Errorf("session: %s", a.body)
	}
	r.owner().want(409, "POST", "/sessions", other)
	for _, same := range []object{
		{"coding": "shared"}, {"codebook": "three-k"}, {"participants": []object{{"name": "An", "role": "member"}}}, {"phases": []any{}, "intention": "", "team": nil},
	} {
		for k, v := range body {
			if _, there := same[k]; !there {
				same[k] = v
			}
		}
		r.owner().want(200, "POST", "/sessions", same)
	}
	// The same after a restart.
	again := newRig(t, func(o *server.Options) { o.Log, o.Docs = r.log, r.docs })
	again.owner().want(200, "POST", "/sessions", body)
	again.owner().want(409, "POST", "/sessions", other)
	// An imported session was not made by a request.
	exported := again.owner().want(200, "GET", "/sessions/"+id+"/export?format=jsonl", nil)
	if strings.Contains(string(exported.body), "posted") {
		t.Errorf("the export tells of the request: %s", exported.body)
	}
	elsewhere := newRig(t, nil)
	elsewhere.owner().want(201, "POST", "/sessions/import?format=jsonl", exported.body)
	elsewhere.owner().want(409, "POST", "/sessions", body)
}

// A request to make a session can be sent again even when the team or codebook that it
// names was deleted meanwhile.
func TestMakingASessionTwiceWithoutWhatItNamed(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	team := owner.want(201, "POST", "/teams", object{"name": "Team", "people": []object{{"name": "An"}}}).text("id")
	owner.want(201, "POST", "/codebooks", object{"id": "mine", "version": 1, "tags": []object{}})
	body := object{"id": uuid.NewString(), "title": "Monday", "team": team, "codebook": "mine"}
	owner.want(201, "POST", "/sessions", body)
	owner.want(204, "DELETE", "/teams/"+team, nil)
	owner.want(204, "DELETE", "/codebooks/mine", nil)
	owner.want(200, "POST", "/sessions", body)
	body["title"] = "Tuesday"
	owner.want(409, "POST", "/sessions", body)
}

// A person of a team has the same id in all sessions of the team, and nobody else has
// it.
func TestPersonsOfATeam(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	team := owner.want(201, "POST", "/teams", object{"name": "Team", "people": []object{{"name": "An"}, {"name": "Bo"}, {"name": "Kim"}, {"name": "Kim"}}}).text("id")
	a := owner.want(201, "POST", "/sessions", object{"title": "x", "team": team, "participants": []object{{"name": "Bo"}, {"name": "Cy"}, {"name": "Bo"}, {"name": "Kim"}}})
	got := ""
	for i := range 4 {
		got += a.text("participants", i, "id") + " "
	}
	if got != "p2 p5 p6 p7 " {
		t.Errorf("Bo, Cy, another Bo and one of two Kims are %s", got)
	}
	other := owner.makeSession(object{"participants": []object{{"name": "Cy"}}})
	owner.want(409, "PATCH", "/sessions/"+other, object{"team": team}) // p1 would be An
	same := owner.makeSession(object{"participants": []object{{"name": "An"}, {"name": "Bo"}}})
	owner.want(200, "PATCH", "/sessions/"+same, object{"team": team})
}

func TestNewSessionFields(t *testing.T) {
	r := newRig(t, nil)
	person := func(more object) object {
		p := object{"name": "An"}
		for k, v := range more {
			p[k] = v
		}
		return object{"title": "x", "participants": []object{p}}
	}
	for _, row := range []struct {
		fields string
		body   any
	}{
		{"/title", object{}},
		{"/title", object{"title": nil}},
		{"/title", object{"title": ""}},
		{"/title", object{"title": 3}},
		{"/title", object{"title": strings.Repeat("é", 121)}},
		{"/title", object{"title": "a\u0085b"}},
		{"/title", `{"title":"\ud800"}`},
		{"/id", object{"title": "x", "id": "no-uuid"}},
		{"/team", object{"title": "x", "team": "nobody"}},
		{"/template", object{"title": "x", "template": "none"}},
		{"/coding", object{"title": "x", "coding": "alone"}},
		{"/codebook", object{"title": "x", "codebook": "none"}},
		{"/codebook", object{"title": "x", "codebook": 3}},
		{"/codebook/tags /codebook/version", object{"title": "x", "codebook": object{"id": "own"}}},
		{"/codebook/tags/0/effect", object{"title": "x", "codebook": object{"id": "own", "version": 1, "tags": []object{{"id": "a", "effect": "bad"}}}}},
		{"/codebook/tags/1/id", object{"title": "x", "codebook": object{"id": "own", "version": 1, "tags": []object{{"id": "a"}, {"id": "a"}}}}},
		{"/intention", object{"title": "x", "intention": strings.Repeat("x", 4001)}},
		{"/intention", object{"title": "x", "intention": "a\rb"}},
		{"/phases/0", object{"title": "x", "phases": []any{""}}},
		{"/phases/0/name", object{"title": "x", "phases": []any{object{}}}},
		{"/phases/0/purpose", object{"title": "x", "phases": []any{object{"name": "a", "purpose": "talk"}}}},
		{"/participants", object{"title": "x", "participants": object{}}},
		{"/participants/0", object{"title": "x", "participants": []any{"An"}}},
		{"/participants/0/name", person(object{"name": ""})},
		{"/participants/0/role", person(object{"role": "boss"})},
		{"/participants/0/id", person(object{"id": "*"})},
		{"/participants/0/seat/y", person(object{"seat": object{"x": 1}})},
		{"/participants/0/seat/x /participants/0/seat/z", person(object{"seat": object{"x": 1.1, "y": 1, "z": 1}})},
		{"/participants/1/id", object{"title": "x", "participants": []object{{"id": "a", "name": "A"}, {"id": "a", "name": "B"}}}},
		{"/head /observers", object{"title": "x", "head": 1, "observers": []any{}}},
		{"/a~1b~0", object{"title": "x", "a/b~": 1}},
		{"", `[]`},
		{"", `"x"`},
		{"", `null`},
	} {
		fields := strings.Fields(row.fields)
		if row.fields == "" {
			fields = []string{""}
		}
		r.owner().wrong("POST", "/sessions", row.body, fields...)
	}
	if a := r.owner().want(200, "GET", "/sessions", nil); a.at("items", 0) != nil {
		t.Errorf("something was made: %s", a.body)
	}
}

// Texts are stored as they were sent.
func TestHostileTexts(t *testing.T) {
	r := newRig(t, nil)
	for _, name := range []string{`</script><script>alert(1)</script>`, `"quoted\`, "\u2028\u2029", "=1+1", "🏳️‍🌈 é é", "a;b,c|d", "*", "p1", "\u202eabc", strings.Repeat("é", 120)} {
		a := r.owner().want(201, "POST", "/sessions", object{"title": name, "participants": []object{{"name": name}}, "phases": []any{name}})
		if a.text("title") != name || a.text("participants", 0, "name") != name || a.text("phases", 0, "name") != name {
			t.Errorf("%q came back as %s", name, a.body)
		}
		for _, kind := range []string{"jsonl", "csv"} {
			f := r.owner().want(200, "GET", "/sessions/"+a.text("id")+"/export?format="+kind, nil)
			disposition := f.header.Get("Content-Disposition")
			if strings.ContainsFunc(disposition, func(r rune) bool { return r > '~' || r < ' ' }) || strings.Count(disposition, `"`) != 2 || strings.Contains(disposition, "..") {
				t.Errorf("%q: file name %s", name, disposition)
			}
		}
	}
}

func TestPatchSession(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	id := owner.makeSession(object{"intention": "Listen"})
	path := "/sessions/" + id
	team := owner.want(201, "POST", "/teams", object{"name": "Team"}).text("id")
	a := owner.want(200, "PATCH", path, object{"title": "Tuesday", "team": team, "phases": []any{"New", object{"name": "Old", "purpose": "weigh"}}, "coding": "independent", "revealed": true, "locked": true})
	for field, want := range map[string]any{"title": "Tuesday", "team": team, "coding": "independent", "revealed": true, "locked": true, "intention": "Listen",
		"phases": "[map[name:New] map[name:Old purpose:weigh]]"} {
		if got := fmt.Sprint(a.at(field)); got != fmt.Sprint(want) {
			t.Errorf("%s: %s, want %v", field, got, want)
		}
	}
	if got := owner.want(200, "POST", path+"/entries", entries(newTurn())); got.text("results", 0, "code") != "locked" {
		t.Errorf("locked: %s", got.body)
	}
	a = owner.want(200, "PATCH", path, object{"locked": false, "team": nil, "intention": nil, "phases": []any{}})
	if a.at("team") != nil || a.at("intention") != nil || a.at("phases", 0) != nil {
		t.Errorf("cleared: %s", a.body)
	}
	e := newTurn()
	owner.want(200, "POST", path+"/entries", entries(e))
	owner.want(200, "POST", path+"/entries", entries(object{"id": uuid.NewString(), "type": "void", "target": e["id"]}))
	owner.want(409, "PATCH", path, object{"coding": "shared"})
	owner.want(200, "PATCH", path, object{"coding": "independent"}) // it is already
	if a := owner.want(200, "PATCH", path, object{}); a.text("title") != "Tuesday" {
		t.Errorf("nothing changed: %s", a.body)
	}
	for _, row := range []struct {
		field string
		body  object
	}{
		{"/title", object{"title": ""}}, {"/title", object{"title": "a\tb"}}, {"/title", object{"title": nil}}, {"/locked", object{"locked": nil}}, {"/phases", object{"phases": nil}}, {"/team", object{"team": "none"}}, {"/locked", object{"locked": "true"}},
		{"/participants", object{"participants": []any{}}}, {"/id", object{"id": id}}, {"/phases/0/name", object{"phases": []any{object{"name": "\n"}}}},
	} {
		owner.wrong("PATCH", path, row.body, row.field)
	}
}

// A file that a pad saved, with one entry a line, can be appended as it is.
func TestAppendAFile(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	id := owner.makeSession(nil)
	path := "/sessions/" + id + "/entries"
	post := func(status int, body string) answer {
		t.Helper()
		return owner.want(status, "POST", path, body, "Content-Type", "application/x-ndjson; charset=utf-8")
	}
	line := func(e object) string { return string(must(json.Marshal(e))) }
	one, two, odd := newTurn(), newTurn(), newTurn()
	odd["colour"] = "red"
	a := post(200, "\ufeff"+line(one)+"\r\n"+line(odd)+"\n\n"+line(two)+"\n"+line(one))
	if a.at("results", 0, "seq") != 1.0 || a.text("results", 1, "code") != "invalid" || a.text("results", 1, "field") != "/colour" ||
		a.at("results", 2, "seq") != 2.0 || a.at("results", 3, "seq") != 1.0 || a.at("results", 4) != nil {
		t.Errorf("four lines: %s", a.body)
	}
	// More entries than fit into one message are one append, answered in order.
	var many strings.Builder
	for range 600 {
		many.WriteString(line(newTurn()) + "\n")
	}
	if a := post(200, many.String()); a.at("results", 0, "seq") != 3.0 || a.at("results", 599, "seq") != 602.0 {
		t.Errorf("600 lines: %s", a.body)
	}
	wrong := post(422, line(newTurn())+"\n3\n{\"id\":\n")
	if wrong.text("errors", 0, "field") != "/entries/1" || wrong.text("errors", 1, "field") != "/entries/2" || !strings.Contains(wrong.text("detail"), "line 2") {
		t.Errorf("no entries: %s", wrong.body)
	}
	post(422, "\n\n")
	post(400, "{\"id\":\"\xff\"}")
	if a := owner.want(200, "GET", "/sessions/"+id, nil); a.at("head") != 602.0 {
		t.Errorf("of a file that is wrong something was stored: %s", a.body)
	}
	// When one entry has to wait, all that follow wait. The answers still say which
	// entries were stored.
	owner.want(200, "PATCH", "/sessions/"+id, object{"locked": true})
	belief := object{"id": uuid.NewString(), "type": "belief", "at": 1, "text": "Here nobody asks", "direction": "hindering"}
	a = post(200, line(newTurn())+"\n"+line(belief)+"\n"+line(one))
	if a.text("results", 0, "code") != "locked" || a.text("results", 1, "code") != "locked" || a.at("results", 2, "seq") != 1.0 {
		t.Errorf("locked: %s", a.body)
	}
}

func TestAppendOverHTTP(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	id := owner.makeSession(nil)
	path := "/sessions/" + id + "/entries"
	one, two := newTurn(), newTurn()
	wrong := newTurn()
	wrong["to"] = "nobody"
	odd := newTurn()
	odd["colour"] = "red"
	a := owner.want(200, "POST", path, entries(one, wrong, two, one, odd, object{"type": "mark"}))
	var out struct{ Results []map[string]any }
	a.into(&out)
	want := []string{
		"map[id:" + one["id"].(string) + " seq:1]",
		"unknown-participant /to", "map[id:" + two["id"].(string) + " seq:2]",
		"map[id:" + one["id"].(string) + " seq:1]", "invalid /colour", "invalid /id",
	}
	for i, got := range out.Results {
		s := fmt.Sprint(got)
		if got["code"] != nil {
			s = fmt.Sprint(got["code"], " ", got["field"])
		}
		if s != want[i] {
			t.Errorf("entry %d: %s, want %s", i, s, want[i])
		}
	}
	changed := newTurn()
	changed["id"] = one["id"]
	changed["at"] = 1
	if got := owner.want(200, "POST", path, entries(changed)); got.text("results", 0, "code") != "conflict" {
		t.Errorf("other content: %s", got.body)
	}
	// An entry with a lone surrogate is refused, and no other one is.
	surrogate := `{"entries":[{"id":"` + uuid.NewString() + `","type":"note","at":1,"text":"\ud800"},` + string(must(json.Marshal(newTurn()))) + `]}`
	if got := owner.want(200, "POST", path, surrogate); got.text("results", 0, "code") != "invalid" || got.at("results", 1, "seq") != 3.0 {
		t.Errorf("a lone surrogate: %s", got.body)
	}
	// So is one with a member that is there twice.
	twice := `{"entries":[{"id":"` + uuid.NewString() + `","type":"note","at":1,"text":"x","text":"y"},` + string(must(json.Marshal(newTurn()))) + `]}`
	if got := owner.want(200, "POST", path, twice); got.text("results", 0, "code") != "invalid" || got.text("results", 0, "field") != "/text" || got.at("results", 1, "seq") != 4.0 {
		t.Errorf("a member that is there twice: %s", got.body)
	}
	owner.wrong("POST", path, `{"entries":[],"entries":[]}`, "/entries")
	many := make([]object, 257)
	for i := range many {
		many[i] = newTurn()
	}
	owner.wrong("POST", path, entries(many...), "/entries")
	owner.wrong("POST", path, entries(), "/entries")
	owner.wrong("POST", path, object{}, "/entries")
	owner.wrong("POST", path, object{"entries": object{}}, "/entries")
	owner.wrong("POST", path, object{"entries": []any{newTurn(), 3, "x"}}, "/entries/1", "/entries/2")
	owner.want(200, "POST", path, entries(many[:256]...))

	log := owner.want(200, "GET", "/sessions/"+id+"/log", nil)
	if lines := strings.Count(string(log.body), "\n"); lines != 260 {
		t.Errorf("%d lines", lines)
	}
	rest := owner.want(200, "GET", "/sessions/"+id+"/log?since=259", nil)
	var last observe.Entry
	rest.into(&last)
	if last.Seq != 260 || last.Observer != "owner" || last.RecordedAt != "2026-11-22T10:00:00.000Z" {
		t.Errorf("since 259: %s", rest.body)
	}
	if a := owner.want(200, "GET", "/sessions/"+id+"/log?since=260", nil); len(a.body) != 0 {
		t.Errorf("since 260: %s", a.body)
	}
	for _, since := range []string{"-1", "x", "1.5", "99999999999999999999"} {
		owner.wrong("GET", "/sessions/"+id+"/log?since="+since, nil, "/since")
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Every type of entry, as the document describes it.
func TestEveryTypeOfEntry(t *testing.T) {
	r := newRig(t, nil)
	id := r.owner().makeSession(nil)
	turn := newTurn()
	turn["proposed"] = true
	list := []object{turn,
		{"type": "interaction", "at": 2, "from": "*", "to": "*", "replies_to": turn["id"]},
		{"type": "amend", "target": turn["id"], "set": object{"at": 5, "from": "p2", "to": "*", "tags": nil, "replies_to": nil, "proposed": nil}},
		{"type": "void", "target": turn["id"]},
		{"type": "restore", "target": turn["id"]},
		{"type": "phase", "at": 3, "name": "Opening", "purpose": "inform", "outcome": "decision"},
		{"type": "mark", "at": 4, "kind": "theme", "label": "Money", "target": turn["id"]},
		{"type": "note", "at": 4, "text": "", "target": turn["id"]},
		{"type": "note", "at": 4, "text": "x\ny", "visibility": "shared"},
		{"type": "compass", "at": 4, "kind": "did-anyway", "impulse": "forcing", "followed": false, "text": "oh"},
		{"type": "participant", "person": object{"id": "late", "name": "Late"}, "present": true},
		{"type": "participant", "at": 4, "person": object{"id": "late", "name": "Late", "role": "guest", "seat": object{"x": 0, "y": 1}}, "present": false},
		{"type": "state", "at": 4, "state": "paused", "time": "2026-11-22T10:00:00Z", "told": true},
		{"type": "belief", "at": 4, "text": "We wait", "direction": "hindering", "loops": []string{"l1"}, "targets": []any{turn["id"]}},
		{"type": "experiment", "at": 4, "experiment": "e1", "event": "judged", "verdict": "keep", "text": "good"},
		{"type": "journal", "at": 4, "text": "Dear", "targets": []any{turn["id"]}},
	}
	d := must(document())
	seen := map[string]bool{}
	for i := range list {
		if list[i]["id"] == nil {
			list[i]["id"] = uuid.NewString()
		}
		seen[list[i]["type"].(string)] = true
		if problem := d.validate("/components/schemas/Entry", must(json.Marshal(list[i]))); problem != "" {
			t.Errorf("%v: %s", list[i], problem)
		}
	}
	for _, kind := range observe.EntryTypes {
		if !seen[string(kind)] {
			t.Errorf("no %s", kind)
		}
	}
	a := r.owner().want(200, "POST", "/sessions/"+id+"/entries", entries(list...))
	for i := range list {
		if a.at("results", i, "seq") != float64(i+1) {
			t.Errorf("%v: %v", list[i], a.at("results", i))
		}
	}
	// The caller checks each line against the document.
	r.owner().want(200, "GET", "/sessions/"+id+"/log", nil)
	seen2 := r.joined(id, "leader", nil).want(200, "GET", "/sessions/"+id+"/log", nil)
	if !strings.Contains(string(seen2.body), `"redacted"`) {
		t.Errorf("a leader sees all: %s", seen2.body)
	}
}
