package server_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The status that each role gets, for every route of the document. The test fails when
// a route is missing here.
func TestRolesAndRoutes(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	team := owner.want(201, "POST", "/teams", object{"name": "Team", "people": []object{{"name": "An"}}}).text("id")
	session := owner.makeSession(object{"team": team})
	elsewhere := owner.makeSession(nil)
	owner.want(201, "POST", "/codebooks", object{"id": "own", "version": 1, "tags": []object{{"id": "x"}}})
	who := []struct {
		name string
		*caller
	}{
		{"nobody", r.with("")}, {"wrong token", r.with("xxxxxxxxxxxxxxxxxxxx")}, {"wrong grant", r.with("xxx.yyy")},
		{"elsewhere", r.joined(elsewhere, "observer", nil)},
		{"observer", r.joined(session, "observer", nil)},
		{"team observer", r.joined(session, "observer", object{"scope": "team"})},
		{"leader", r.joined(session, "leader", nil)},
		{"viewer", r.joined(session, "viewer", nil)},
		{"anonymous", r.joined(session, "viewer", object{"anonymous": true})},
		{"participant", r.joined(session, "participant", nil)},
		{"owner", owner}, {"owner's browser", r.signedIn()},
	}
	// The statuses for: nobody (also with a wrong token), somebody who was invited to
	// another session, observer, leader, viewer, participant, owner.
	type row struct {
		request string
		want    [7]int
		body    any
	}
	fresh := func() string { return owner.makeSession(nil) } // the owner may delete it
	anonymousJoin := object{"token": "nothing", "name": "Guest"}
	table := []row{
		{"GET /sessions", [7]int{401, 200, 200, 200, 200, 200, 200}, nil},
		{"POST /sessions", [7]int{401, 403, 403, 403, 403, 403, 201}, object{"title": "New"}},
		{"POST /sessions", [7]int{401, 403, 403, 403, 403, 403, 400}, "no JSON"},
		{"GET /sessions/{id}", [7]int{401, 404, 200, 200, 200, 200, 200}, nil},
		{"GET /sessions/none", [7]int{401, 404, 404, 404, 404, 404, 404}, nil},
		{"PATCH /sessions/{id}", [7]int{401, 404, 403, 403, 403, 403, 200}, object{"intention": "Listen"}},
		{"PATCH /sessions/{id}", [7]int{401, 404, 403, 403, 403, 403, 400}, "no JSON"},
		{"DELETE /sessions/{fresh}", [7]int{401, 404, 404, 404, 404, 404, 204}, nil},
		{"GET /sessions/{id}/log", [7]int{401, 404, 200, 200, 200, 200, 200}, nil},
		{"POST /sessions/{id}/entries", [7]int{401, 404, 200, 200, 200, 200, 200}, entries(newTurn())},
		{"POST /sessions/{id}/entries", [7]int{401, 404, 422, 422, 422, 422, 422}, entries()},
		{"POST /sessions/import?format=csv", [7]int{401, 403, 403, 403, 403, 403, 422}, "no CSV"},
		{"GET /sessions/{id}/export?format=jsonl", [7]int{401, 404, 200, 200, 200, 200, 200}, nil},
		{"GET /sessions/{id}/export?format=csv&anonymous=true", [7]int{401, 404, 200, 200, 200, 200, 200}, nil},
		{"GET /sessions/{id}/analysis", [7]int{401, 404, 200, 200, 200, 403, 200}, nil},
		{"GET /sessions/{id}/analysis?codes=person", [7]int{401, 404, 200, 403, 200, 403, 200}, nil},
		{"GET /sessions/{id}/agreement", [7]int{401, 404, 422, 403, 422, 403, 422}, nil}, // there are no turns yet
		{"GET /sessions/{id}/charts/agreement", [7]int{401, 404, 422, 403, 422, 403, 422}, nil},
		{"GET /sessions/{id}/charts", [7]int{401, 404, 200, 403, 200, 403, 200}, nil},
		{"GET /sessions/{id}/findings", [7]int{401, 404, 200, 403, 200, 403, 200}, nil},
		{"GET /sessions/{id}/report", [7]int{401, 404, 200, 403, 200, 403, 200}, nil},
		{"GET /sessions/{id}/charts/sociogram", [7]int{401, 404, 200, 403, 200, 403, 200}, nil},
		{"GET /sessions/{id}/charts/none", [7]int{401, 404, 404, 403, 404, 403, 404}, nil},
		{"GET /sessions/{id}/debrief", [7]int{401, 404, 200, 403, 403, 403, 200}, nil},
		{"PUT /sessions/{id}/debrief", [7]int{401, 404, 428, 403, 403, 403, 428}, object{}}, // see TestDebriefByRole
		{"GET /sessions/{id}/preview", [7]int{401, 404, 403, 200, 403, 200, 403}, nil},      // see TestWhoHoldsWhatBack
		{"POST /sessions/{id}/preview/held-back", [7]int{401, 404, 403, 422, 403, 422, 403}, object{"finding": "none", "held": true}},
		{"POST /sessions/{id}/preview/seen", [7]int{401, 404, 403, 204, 403, 204, 403}, nil},
		{"POST /sessions/{id}/invitations", [7]int{401, 404, 403, 403, 403, 403, 201}, object{"role": "viewer", "expires_in_s": 60}},
		{"GET /sessions/{id}/invitations", [7]int{401, 404, 403, 403, 403, 403, 200}, nil},
		{"DELETE /sessions/{id}/invitations/none", [7]int{401, 404, 403, 403, 403, 403, 404}, nil},
		{"POST /join", [7]int{404, 404, 404, 404, 404, 404, 404}, anonymousJoin},
		{"GET /me", [7]int{401, 200, 200, 200, 200, 200, 200}, nil},
		{"POST /signin", [7]int{404, 404, 404, 404, 404, 404, 404}, object{"token": "nothing"}},
		{"POST /signin-links", [7]int{401, 403, 403, 403, 403, 403, 201}, nil},
		{"GET /teams", [7]int{401, 403, 403, 403, 403, 403, 200}, nil},
		{"POST /teams", [7]int{401, 403, 403, 403, 403, 403, 201}, object{"name": "Other"}},
		{"GET /teams/{team}", [7]int{401, 403, 403, 403, 403, 403, 200}, nil},
		{"PUT /teams/{team}", [7]int{401, 403, 403, 403, 403, 403, 200}, object{"name": "Team"}},
		{"PATCH /teams/{team}", [7]int{401, 403, 403, 403, 403, 403, 200}, object{"name": "Team"}},
		{"DELETE /teams/none", [7]int{401, 403, 403, 403, 403, 403, 404}, nil},
		{"GET /codebooks", [7]int{401, 200, 200, 200, 200, 200, 200}, nil},
		{"GET /teams/{team}/trends", [7]int{401, 403, 403, 403, 403, 403, 200}, nil},
		{"GET /teams/{team}/charts/trends", [7]int{401, 403, 403, 403, 403, 403, 200}, nil},
		{"GET /teams/none/trends", [7]int{401, 403, 403, 403, 403, 403, 404}, nil},
		{"POST /codebooks", [7]int{401, 403, 403, 403, 403, 403, 409}, object{"id": "own", "version": 1, "tags": []object{}}},
		{"GET /codebooks/three-k", [7]int{401, 200, 200, 200, 200, 200, 200}, nil},
		{"PUT /codebooks/own", [7]int{401, 403, 403, 403, 403, 403, 200}, object{"id": "own", "version": 2, "tags": []object{}}},
		{"PATCH /codebooks/own", [7]int{401, 403, 403, 403, 403, 403, 200}, object{"version": 3}},
		{"DELETE /codebooks/none", [7]int{401, 403, 403, 403, 403, 403, 404}, nil},
		{"GET /backup", [7]int{401, 403, 403, 403, 403, 403, 200}, nil},
		{"GET /openapi.json", [7]int{200, 200, 200, 200, 200, 200, 200}, nil},
		{"GET //healthz", [7]int{200, 200, 200, 200, 200, 200, 200}, nil},
		{"GET //readyz", [7]int{200, 200, 200, 200, 200, 200, 200}, nil},
		{"GET //metrics", [7]int{401, 403, 403, 403, 403, 403, 200}, nil},
		{"POST /signout", [7]int{401, 403, 403, 403, 403, 403, 403}, nil}, // with a cookie: see below
	}
	column := func(name string) int {
		columns := []string{"nobody wrong token wrong grant", "elsewhere", "observer team observer", "leader", "viewer anonymous", "participant", "owner owner's browser"}
		return slices.IndexFunc(columns, func(c string) bool { return strings.Contains(c, name) })
	}
	tried := map[string]bool{}
	for _, row := range table {
		method, path, _ := strings.Cut(row.request, " ")
		for _, w := range who {
			want := row.want[column(w.name)]
			if path == "/signout" && w.name == "owner's browser" {
				want = 204
			}
			if strings.HasSuffix(path, "{team}/trends") || strings.HasSuffix(path, "{team}/charts/trends") {
				if w.name == "team observer" { // they are invited to all meetings: see TestTrendsByRole
					want = 200
				}
			}
			place := strings.NewReplacer("{id}", session, "{team}", team).Replace(path)
			if before, after, is := strings.Cut(place, "{fresh}"); is {
				place = before + fresh() + after
			}
			if a := w.send(method, place, row.body); a.status != want {
				t.Errorf("%s as %s: %d, want %d: %s", row.request, w.name, a.status, want, a.body)
			}
		}
		tried[method+" "+path] = true
	}
	d, err := document()
	if err != nil {
		t.Fatal(err)
	}
	for _, route := range d.routes {
		if route.path == "/api/v1/sessions/{id}/live" {
			continue // it is a WebSocket
		}
		there := false
		for request := range tried {
			method, path, _ := strings.Cut(request, " ")
			path, _, _ = strings.Cut(path, "?")
			if strings.HasPrefix(path, "//") {
				path = path[1:]
			} else {
				path = "/api/v1" + path
			}
			path = strings.NewReplacer("{id}", "x", "{team}", "x", "{fresh}", "x").Replace(path)
			there = there || method == route.method && route.pattern.MatchString(path)
		}
		if !there {
			t.Errorf("nobody tried %s %s", route.method, route.path)
		}
	}
}

// Whether an entry is stored is in the answer to it, not in the status.
func TestAppendByRole(t *testing.T) {
	r := newRig(t, nil)
	session := r.owner().makeSession(nil)
	compass := func() object {
		e := newTurn()
		return object{"id": e["id"], "type": "compass", "at": 5, "kind": "moved"}
	}
	for _, row := range []struct{ role, turn, compass string }{
		{"observer", "", ""}, {"leader", "forbidden", ""}, {"viewer", "forbidden", "forbidden"}, {"participant", "forbidden", ""},
	} {
		a := r.joined(session, row.role, nil).want(200, "POST", "/sessions/"+session+"/entries", entries(newTurn(), compass()))
		for i, want := range []string{row.turn, row.compass} {
			code, _ := a.at("results", i, "code").(string)
			if code != want {
				t.Errorf("%s, entry %d: %q, want %q", row.role, i, code, want)
			}
			if seq := a.at("results", i, "seq"); (seq == nil) != (want != "") {
				t.Errorf("%s, entry %d: seq %v", row.role, i, seq)
			}
		}
	}
}

// Lists hold the sessions that the caller may know of, and no others.
func TestSessionsOfGrants(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	team := owner.want(201, "POST", "/teams", object{"name": "Team"}).text("id")
	var ids []string
	for i := range 6 {
		r.clock.pass(1e9)
		more := object{"title": fmt.Sprint(i)}
		if i%2 == 0 {
			more["team"] = team
		}
		ids = append(ids, owner.makeSession(more))
	}
	slices.Reverse(ids) // newest first
	of := ""            // their team
	list := func(c *caller, limit int) []string {
		var got []string
		for next := ""; ; {
			a := c.want(200, "GET", fmt.Sprintf("/sessions?team=%s&limit=%d&after=%s", of, limit, next), nil)
			for i := 0; a.at("items", i) != nil; i++ {
				got = append(got, a.text("items", i, "id"))
			}
			if a.at("next") == nil {
				return got
			}
			next = a.text("next")
		}
	}
	for limit := 1; limit < 8; limit++ {
		if got := list(owner, limit); !slices.Equal(got, ids) {
			t.Errorf("limit %d: the owner sees %v, want %v", limit, got, ids)
		}
		inTeam := r.joined(ids[1], "viewer", object{"scope": "team"})
		if got, want := list(inTeam, limit), []string{ids[1], ids[3], ids[5]}; !slices.Equal(got, want) {
			t.Errorf("limit %d: the team's viewer sees %v, want %v", limit, got, want)
		}
		if got, want := list(r.joined(ids[2], "viewer", nil), limit), []string{ids[2]}; !slices.Equal(got, want) {
			t.Errorf("limit %d: the viewer sees %v, want %v", limit, got, want)
		}
	}
	b := r.browser()
	for _, i := range []int{4, 0, 2} {
		b.want(200, "POST", "/join", object{"token": owner.invite(ids[i], object{"role": "viewer"}), "name": "Vic"})
	}
	for limit := 1; limit < 5; limit++ {
		if got, want := list(b, limit), []string{ids[0], ids[2], ids[4]}; !slices.Equal(got, want) {
			t.Errorf("limit %d: the browser sees %v, want %v", limit, got, want)
		}
	}
	for of = range map[string]bool{team: true, "no-team": true} {
		for limit := 1; limit < 5; limit++ {
			for _, c := range []struct {
				*caller
				want []string
			}{{owner, []string{ids[1], ids[3], ids[5]}}, {r.joined(ids[1], "viewer", object{"scope": "team"}), []string{ids[1], ids[3], ids[5]}},
				{r.joined(ids[1], "viewer", nil), ids[1:2]}, {b, nil},
				{r.joined(ids[1], "viewer", object{"anonymous": true}), nil}} { // they do not learn of which team it is
				want := c.want
				if of != team {
					want = nil
				}
				if got := list(c.caller, limit); !slices.Equal(got, want) {
					t.Errorf("limit %d: of the team %s it is %v, want %v", limit, of, got, want)
				}
			}
		}
	}
	// A cursor tells nothing to anybody but the owner, and no cursor that was made up is
	// accepted.
	next := r.joined(ids[1], "viewer", object{"scope": "team"}).want(200, "GET", "/sessions?limit=1", nil).text("next")
	plain, err := base64.RawURLEncoding.DecodeString(next)
	if err != nil || len(plain) == 0 {
		t.Fatalf("the cursor is %q", next)
	}
	for _, id := range ids {
		if bytes.Contains(plain, []byte(id)) {
			t.Errorf("the cursor names %s", id)
		}
	}
	r.joined(ids[1], "viewer", object{"scope": "team"}).wrong("GET", "/sessions?after="+owner.want(200, "GET", "/sessions?limit=1", nil).text("next"), nil, "/after")
	for _, after := range []string{"!", "eA"} {
		b.wrong("GET", "/sessions?after="+after, nil, "/after")
		owner.wrong("GET", "/sessions?after="+after, nil, "/after")
	}
	for _, limit := range []string{"0", "501", "-1", "x", "1.5"} {
		owner.wrong("GET", "/sessions?limit="+limit, nil, "/limit")
	}
	if item := owner.want(200, "GET", "/sessions", nil).at("items", 0, "codebook"); fmt.Sprint(item) != "map[id:three-k version:2]" {
		t.Errorf("the codebook in a list is %v", item)
	}
}
