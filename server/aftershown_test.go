package server_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"
)

// Who is invited to see something after the debrief was shown is told nothing of others
// before, by any route; from then on they are told what their role is.
func TestAfterShown(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	team := owner.want(201, "POST", "/teams", object{"name": "Team", "people": []object{{"id": "p1", "name": "An"}, {"id": "p2", "name": "Bo"}}}).text("id")
	id := owner.makeSession(object{"team": team, "participants": []object{{"id": "p1", "name": "An"}, {"id": "p2", "name": "Bo"}}})
	coach := r.joined(id, "observer", nil)
	turn, undone := newTurn(), newTurn()
	var secrets []string // ids that tell of others
	add := func(who *caller, e object) string {
		t.Helper()
		if e["id"] == nil {
			e["id"] = uuid.NewString()
		}
		if a := who.want(200, "POST", "/sessions/"+id+"/entries", entries(e)); a.at("results", 0, "seq") == nil {
			t.Fatalf("%v: %s", e, a.body)
		}
		return e["id"].(string)
	}
	for _, e := range []object{turn, undone,
		{"type": "mark", "at": 1, "kind": "theme", "label": "SECRET"}, {"type": "note", "at": 1, "text": "SECRET", "visibility": "shared"},
		{"type": "belief", "at": 1, "text": "SECRET", "direction": "helping"},
		{"type": "amend", "target": turn["id"], "set": object{"tags": []string{"steering"}}}, {"type": "void", "target": undone["id"]}, {"type": "restore", "target": undone["id"]}} {
		secrets = append(secrets, add(coach, e))
	}
	seen := []string{add(coach, object{"type": "phase", "at": 1, "name": "OPEN"}), add(coach, object{"type": "state", "at": 1, "state": "live", "time": "2026-11-22T10:00:00Z"}),
		add(coach, object{"type": "participant", "person": object{"id": "p1", "name": "An"}, "present": true})}

	after := object{"after_shown": true}
	with := func(more object) object {
		out := object{"after_shown": true}
		for k, v := range more {
			out[k] = v
		}
		return out
	}
	people := map[string]*caller{
		"leader": r.joined(id, "leader", after), "team leader": r.joined(id, "leader", with(object{"scope": "team"})),
		"observer": r.joined(id, "observer", with(object{"person": "p1"})), "team observer": r.joined(id, "observer", with(object{"scope": "team"})),
		"viewer": r.joined(id, "viewer", after), "anonymous": r.joined(id, "viewer", with(object{"anonymous": true})),
		"participant": r.joined(id, "participant", after),
	}
	own := map[string]string{}
	for _, name := range []string{"observer", "team observer"} {
		own[name] = add(people[name], newTurn())
	}
	for _, name := range []string{"leader", "team leader", "participant"} {
		own[name] = add(people[name], object{"type": "compass", "at": 1, "kind": "moved"})
	}
	// What each may do once it is shown: leaders see no charts, participants no results.
	roles := func(leader, observer, viewer, participant int) map[string]int {
		return map[string]int{"leader": leader, "team leader": leader, "observer": observer, "team observer": observer, "viewer": viewer, "anonymous": viewer, "participant": participant}
	}
	table := []struct {
		path         string
		before, then map[string]int
	}{
		{"/analysis", roles(403, 403, 403, 403), roles(200, 200, 200, 403)},
		{"/analysis?observer=none", roles(403, 403, 403, 403), roles(422, 422, 422, 403)},
		{"/findings", roles(403, 403, 403, 403), roles(403, 200, 200, 403)},
		{"/charts", roles(403, 403, 403, 403), roles(403, 200, 200, 403)},
		{"/charts/sociogram", roles(403, 403, 403, 403), roles(403, 200, 200, 403)},
		{"/charts/none", roles(403, 403, 403, 403), roles(403, 404, 404, 403)},
		{"/agreement", roles(403, 403, 403, 403), roles(403, 200, 200, 403)},
		{"/charts/agreement", roles(403, 403, 403, 403), roles(403, 200, 200, 403)},
		{"/report", roles(403, 403, 403, 403), roles(403, 200, 200, 403)},
		{"/debrief", roles(403, 403, 403, 403), roles(403, 200, 200, 403)},
		{"/preview", roles(200, 403, 403, 200), roles(200, 403, 403, 200)},
		{"/log", roles(200, 200, 200, 200), roles(200, 200, 200, 200)},
		{"", roles(200, 200, 200, 200), roles(200, 200, 200, 200)},
	}
	check := func(when string, shown bool) {
		t.Helper()
		for _, row := range table {
			for name, who := range people {
				want := row.before[name]
				if shown {
					want = row.then[name]
				}
				a := who.send("GET", "/sessions/"+id+row.path, nil)
				if a.status != want || !shown && want == 403 && row.path != "/preview" && a.text("type") != "urn:kompas:problem:not-shown" {
					t.Errorf("%s, %s as %s: %d, want %d: %.300s", when, row.path, name, a.status, want, a.body)
				}
			}
		}
		for name, who := range people {
			for _, file := range []string{"/log", "/export?format=jsonl", "/export?format=jsonl&anonymous=true", "/export?format=csv", "/export?format=csv&anonymous=true"} {
				body := string(who.want(200, "GET", "/sessions/"+id+file, nil).body)
				told := strings.Contains(body, "SECRET") || strings.Contains(body, "steering") && !strings.Contains(file, "export?format=jsonl")
				for _, secret := range secrets {
					told = told || strings.Contains(body, secret)
				}
				if strings.Contains(file, "csv") { // the own turns of an observer have this word, of which the other is a correction
					told = strings.Contains(body, "steering")
				}
				if !shown && told {
					t.Errorf("%s, %s tells %s of others: %s", when, file, name, body)
				}
				if shown && !told && (strings.Contains(name, "observer") || name == "viewer") && (file == "/log" || file == "/export?format=csv") {
					t.Errorf("%s, %s tells %s nothing: %s", when, file, name, body)
				}
				if file == "/log" {
					for _, e := range append(seen, own[name]) {
						if !strings.Contains(body, e) {
							t.Errorf("%s: %s is not shown %s: %s", when, name, e, body)
						}
					}
				}
			}
		}
	}
	check("before", false)
	for _, name := range []string{"team leader", "team observer"} {
		if a := people[name].want(200, "GET", "/teams/"+team+"/trends", nil); a.at("points", 0) != nil {
			t.Errorf("the trends tell %s of a meeting that was not shown: %s", name, a.body)
		}
		people[name].want(200, "GET", "/teams/"+team+"/charts/trends", nil)
	}
	// Nobody of them shows it to themself, or changes what they do not see.
	for name, who := range people {
		who.want(403, "PUT", "/sessions/"+id+"/debrief", object{"shown": true}, "If-Match", "*")
		if name == "observer" {
			if a := who.want(200, "POST", "/sessions/"+id+"/entries", entries(object{"id": uuid.NewString(), "type": "void", "target": turn["id"]})); a.text("results", 0, "code") != "unknown-target" {
				t.Errorf("a turn that is not shown was undone: %s", a.body)
			}
		}
	}
	live := map[string]*liveWire{}
	for name, who := range people {
		live[name] = who.connect(id)
	}
	coachWire := coach.connect(id)
	owner.write(id, object{"step": 1})
	var prepared any // the revision of the debrief before it is shown
	coachWire.until(func(m object) bool { prepared = m["revision"]; return m["type"] == "debrief" })
	another := newTurn()
	secrets = append(secrets, add(coach, another))
	owner.write(id, object{"shown": true})
	for name, wire := range live {
		for _, m := range wire.ended(1012) {
			text := string(mustJSON(t, m))
			if strings.Contains(text, "SECRET") || strings.Contains(text, another["id"].(string)) || m["type"] == "summary" && strings.Contains(text, "steering") || m["type"] == "debrief" && m["revision"] == prepared {
				t.Errorf("the connection of %s told %s", name, text)
			}
		}
	}
	check("then", true)
	for _, name := range []string{"team leader", "team observer"} {
		if a := people[name].want(200, "GET", "/teams/"+team+"/trends", nil); a.at("points", 0) == nil && name == "team observer" {
			t.Errorf("the trends of %s: %s", name, a.body)
		}
	}
	people["viewer"].connect(id)
	add(coach, object{"type": "mark", "at": 2, "kind": "moment"})
	coachWire.until(func(m object) bool {
		return m["type"] == "entries" && strings.Contains(string(mustJSON(t, m)), `"moment"`)
	})

	// It stands in the lists, and another session of the team is as it was.
	list := owner.want(200, "GET", "/sessions/"+id+"/invitations", nil)
	if n := strings.Count(string(list.body), `"after_shown":true`); n != len(people) || list.at("items", n) == nil {
		t.Errorf("the list names %d: %s", n, list.body)
	}
	if a := people["leader"].want(200, "GET", "/me", nil); a.at("grants", 0, "after_shown") != true {
		t.Errorf("the grant: %s", a.body)
	}
	other := owner.makeSession(object{"team": team})
	if a := people["team leader"].send("GET", "/sessions/"+other+"/analysis", nil); a.status != 403 || a.text("type") != "urn:kompas:problem:not-shown" {
		t.Errorf("another session: %d %s", a.status, a.body)
	}
}

// Of two invitations in one browser, the one that tells more counts.
func TestAfterShownBesideAnother(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	id := owner.makeSession(nil)
	b := r.browser()
	join := func(more object) {
		t.Helper()
		b.want(200, "POST", "/join", object{"token": owner.invite(id, more), "name": "Guest"})
	}
	join(object{"role": "viewer", "after_shown": true})
	b.want(403, "GET", "/sessions/"+id+"/analysis", nil)
	live := b.connect(id)
	join(object{"role": "viewer"})
	live.ended(1012)
	b.want(200, "GET", "/sessions/"+id+"/analysis", nil)
	join(object{"role": "viewer", "after_shown": true})
	b.want(200, "GET", "/sessions/"+id+"/analysis", nil)
}
