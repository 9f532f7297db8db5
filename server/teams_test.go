package server_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"kompas/observe"
)

func TestTeams(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	a := owner.want(201, "POST", "/teams", object{
		"name": "Board", "people": []object{{"name": "An", "role": "leader"}, {"name": "Bo"}, {"name": "Cy"}},
		"yardstick":   []object{{"text": "We ask first", "tags": []string{"curiosity"}, "direction": "more"}},
		"experiments": []object{{"id": "e1", "text": "A round first", "owner": "Bo", "measure": "share:curiosity", "direction": "more", "smallest_change": 0.05, "sessions": []string{"s1"}}},
	})
	id := a.text("id")
	if got := keysOf(a.at()); got != "experiments id name people yardstick" {
		t.Errorf("fields: %s", got)
	}
	same := owner.want(200, "GET", "/teams/"+id, nil)
	if string(same.body) != string(a.body) {
		t.Errorf("made %s, read %s", a.body, same.body)
	}
	changed := owner.want(200, "PATCH", "/teams/"+id, object{"name": "Bord"})
	if changed.text("name") != "Bord" || changed.text("people", 2, "id") != "p3" || changed.text("yardstick", 0, "text") != "We ask first" ||
		changed.at("experiments", 0, "smallest_change") != 0.05 {
		t.Errorf("changed: %s", changed.body)
	}
	// When something was aimed at is what the server saw, and starts anew with another aim.
	first := a.text("experiments", 0, "named_at")
	if first != string(observe.NewTimestamp(r.clock.now())) || changed.text("experiments", 0, "named_at") != first {
		t.Errorf("named at %s, then at %s", first, changed.text("experiments", 0, "named_at"))
	}
	again := func(change object) object {
		e := object{"id": "e1", "text": "Another text", "measure": "yardstick:0", "direction": "more", "smallest_change": 0.05, "named_at": "2001-01-01T00:00:00.000Z"}
		for k, v := range change {
			e[k] = v
		}
		return object{"experiments": []object{e}}
	}
	line := func(tag string) object {
		return object{"yardstick": []object{{"text": "We ask first", "tags": []string{tag}}}}
	}
	for _, c := range []struct {
		what  string
		send  object
		since bool // it is another aim since then
	}{
		{"another measure", again(nil), true}, {"other meetings", again(object{"sessions": []string{"s2"}, "owner": "Cy"}), false},
		{"another direction", again(object{"direction": "less"}), true}, {"back again", again(nil), true},
		{"another smallest change", again(object{"smallest_change": 0.06}), true}, {"none", again(object{"smallest_change": nil}), true},
		{"only the name", object{"name": "Bord"}, false}, {"other tags of the line", line("checking"), true}, {"the same tags", line("checking"), false},
		{"another id", again(object{"id": "e2", "smallest_change": nil}), true}, {"the whole team", object{"name": "Bord"}, false},
	} {
		r.clock.pass(time.Hour)
		got := owner.want(200, "PATCH", "/teams/"+id, c.send).text("experiments", 0, "named_at")
		if now := observe.NewTimestamp(r.clock.now()); (got == string(now)) != c.since || got < first {
			t.Errorf("%s: named at %s, it is %s", c.what, got, now)
		}
	}
	// The id of somebody who has left the team is not given to anybody else.
	owner.want(200, "PATCH", "/teams/"+id, object{"people": []object{{"id": "p1", "name": "An"}}})
	back := owner.want(200, "PATCH", "/teams/"+id, object{"people": []object{{"id": "p1", "name": "An"}, {"name": "Di"}}})
	if back.text("people", 1, "id") != "p4" {
		t.Errorf("people: %s", back.body)
	}
	whole := owner.want(200, "PUT", "/teams/"+id, object{"name": "Whole"})
	if whole.at("people", 0) != nil || whole.at("yardstick", 0) != nil || whole.at("experiments", 0) != nil {
		t.Errorf("replaced: %s", whole.body)
	}
	owner.want(204, "DELETE", "/teams/"+id, nil)
	owner.want(404, "GET", "/teams/"+id, nil)

	slash := "a/b *?#é"
	owner.want(201, "POST", "/teams", object{"id": slash, "name": "Odd"})
	owner.want(409, "POST", "/teams", object{"id": slash, "name": "Odd"})
	if a := owner.want(200, "GET", "/teams/"+url.PathEscape(slash), nil); a.text("id") != slash {
		t.Errorf("%s", a.body)
	}
	owner.want(200, "PATCH", "/teams/"+url.PathEscape(slash), object{"name": "Even"})
	for i := range 5 {
		owner.want(201, "POST", "/teams", object{"id": fmt.Sprint("t", i), "name": "Team"})
	}
	for limit := 1; limit < 8; limit++ {
		var got []string
		for after := ""; ; {
			a := owner.want(200, "GET", fmt.Sprintf("/teams?limit=%d&after=%s", limit, url.QueryEscape(after)), nil)
			for i := 0; a.at("items", i) != nil; i++ {
				got = append(got, a.text("items", i, "id"))
			}
			if a.at("next") == nil {
				break
			}
			after = a.text("next")
		}
		if strings.Join(got, " ") != slash+" t0 t1 t2 t3 t4" {
			t.Errorf("limit %d: %q", limit, got)
		}
	}
	for _, row := range []struct {
		method, path, field string
		body                object
	}{
		{"POST", "/teams", "/name", object{}},
		{"POST", "/teams", "/id", object{"name": "x", "id": "*"}},
		{"POST", "/teams", "/people/0/name", object{"name": "x", "people": []object{{}}}},
		{"POST", "/teams", "/people/1/id", object{"name": "x", "people": []object{{"id": "a", "name": "A"}, {"id": "a", "name": "A"}}}},
		{"POST", "/teams", "/yardstick", object{"name": "x", "yardstick": []object{{"text": "1"}, {"text": "2"}, {"text": "3"}, {"text": "4"}}}},
		{"POST", "/teams", "/yardstick/0/text", object{"name": "x", "yardstick": []object{{"text": "a\r"}}}},
		{"POST", "/teams", "/yardstick/0/tags/0", object{"name": "x", "yardstick": []object{{"text": "a", "tags": []string{""}}}}},
		{"POST", "/teams", "/yardstick/0/direction", object{"name": "x", "yardstick": []object{{"text": "a", "direction": "more\a"}}}},
		{"POST", "/teams", "/experiments/0/owner", object{"name": "x", "experiments": []object{{"id": "e", "text": "", "owner": "\x00"}}}},
		{"POST", "/teams", "/experiments/1/id", object{"name": "x", "experiments": []object{{"id": "e", "text": ""}, {"id": "e", "text": ""}}}},
		{"PATCH", "/teams/t0", "/id", object{"id": "t1"}},
		{"PATCH", "/teams/t0", "/name", object{"name": ""}},
		{"PUT", "/teams/t0", "/name", object{}},
	} {
		owner.wrong(row.method, row.path, row.body, row.field)
	}
}

func TestCodebooks(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	made := owner.want(201, "POST", "/codebooks", object{"id": "own/1", "version": 1, "tags": []object{{"id": "yes"}, {"id": "no", "effect": "closes"}}})
	if made.text("tags", 0, "effect") != "neutral" || made.text("tags", 0, "labels", "en") != "yes" {
		t.Errorf("made: %s", made.body)
	}
	const path = "/codebooks/own%2F1"
	if a := owner.want(200, "GET", path, nil); string(a.body) != string(made.body) {
		t.Errorf("read: %s", a.body)
	}
	session := owner.want(201, "POST", "/sessions", object{"title": "x", "codebook": "own/1"})
	changed := owner.want(200, "PATCH", path, object{"version": 2, "labels": object{"en": "Mine"}})
	if changed.at("version") != 2.0 || changed.text("tags", 1, "id") != "no" || changed.text("labels", "en") != "Mine" {
		t.Errorf("changed: %s", changed.body)
	}
	owner.want(200, "PUT", path, object{"id": "own/1", "version": 3, "tags": []object{}})
	if a := owner.want(200, "GET", "/sessions/"+session.text("id"), nil); a.text("codebook", "tags", 1, "id") != "no" {
		t.Errorf("the session's own copy: %s", a.body)
	}
	if a := owner.want(201, "POST", "/sessions", object{"title": "x", "codebook": object{"id": "mine", "version": 1, "tags": []object{{"id": "a"}}}}); a.text("codebook", "id") != "mine" {
		t.Errorf("a whole codebook: %s", a.body)
	}
	owner.want(201, "POST", "/codebooks", object{"id": "z", "version": 1, "tags": []object{}})
	for limit := 1; limit < 6; limit++ {
		var got []string
		for after := ""; ; {
			a := owner.want(200, "GET", fmt.Sprintf("/codebooks?limit=%d&after=%s", limit, url.QueryEscape(after)), nil)
			for i := 0; a.at("items", i) != nil; i++ {
				got = append(got, a.text("items", i, "id"))
			}
			if a.at("next") == nil {
				break
			}
			after = a.text("next")
		}
		if strings.Join(got, " ") != "three-k compassion-cycle own/1 z" {
			t.Errorf("limit %d: %q", limit, got)
		}
	}
	for _, method := range []string{"PUT", "PATCH", "DELETE"} {
		a := owner.want(403, method, "/codebooks/three-k", object{"id": "three-k", "version": 1, "tags": []object{}})
		if !strings.Contains(a.text("detail"), "part of Kompas") {
			t.Errorf("%s: %s", method, a.body)
		}
	}
	loops := func(nodes ...string) object {
		return object{"known_loops": []object{{"id": "l", "nodes": nodes, "signs": []string{"+"}}}, "tags": []object{{"id": "yes"}}}
	}
	looped := owner.want(200, "PATCH", path, loops("yes"))
	if looped.text("known_loops", 0, "nodes", 0) != "yes" || string(owner.want(200, "GET", path, nil).body) != string(looped.body) {
		t.Errorf("with a known loop: %s", looped.body)
	}
	owner.wrong("PATCH", path, loops("no"), "/known_loops/0/nodes/0")
	owner.wrong("PATCH", path, object{"tags": []object{{"id": "no"}}}, "/known_loops/0/nodes/0") // it would lose a node
	owner.wrong("POST", "/codebooks", object{"id": "q", "version": 1, "tags": []object{}, "known_loops": []object{{"id": "l", "nodes": []string{}, "signs": []string{"+"}}}}, "/known_loops/0/nodes")
	owner.wrong("PATCH", path, object{"id": "other"}, "/id")
	owner.wrong("PATCH", path, object{"tags": []object{{"id": "a", "family": "none"}}}, "/tags/0/family")
	owner.wrong("PATCH", path, object{"labels": object{"en": 3}}, "/labels/en")
	owner.wrong("POST", "/codebooks", object{"id": "q", "version": -1, "tags": []object{}}, "/version")
	owner.wrong("POST", "/codebooks", object{"id": "q", "version": 1, "tags": []object{{"id": "a", "weights": object{"x": 1}}}}, "/tags/0/weights")
	owner.want(204, "DELETE", path, nil)
	owner.want(404, "GET", path, nil)
}

// A team or codebook can be read, changed and removed by the id that it was made with.
func TestEveryIDCanBeAsked(t *testing.T) {
	owner := newRig(t, nil).owner()
	book := func(id string) object { return object{"id": id, "version": 1, "tags": []object{{"id": "a"}}} }
	for _, id := range []string{".", ".."} {
		owner.wrong("POST", "/teams", object{"id": id, "name": "Crew"}, "/id")
		owner.wrong("POST", "/codebooks", book(id), "/id")
	}
	for _, id := range []string{strings.Repeat("\U0001F9ED", 64), strings.Repeat("/", 64), strings.Repeat("%", 64), "...", "a/../b", "a//b", ". ", "\u00e9 ?#&"} {
		for kind, body := range map[string]object{"/teams": {"id": id, "name": "Crew"}, "/codebooks": book(id)} {
			owner.want(201, "POST", kind, body)
			place := kind + "/" + url.PathEscape(id)
			if got := owner.want(200, "GET", place, nil).text("id"); got != id {
				t.Errorf("%s gives %q", place, got)
			}
			owner.want(200, "PUT", place, body)
			owner.want(204, "DELETE", place, nil)
		}
	}
}
