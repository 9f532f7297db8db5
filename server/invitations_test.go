package server_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
)

func TestInvitation(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	session := owner.makeSession(nil)
	path := "/sessions/" + session + "/invitations"
	made := owner.want(201, "POST", path, object{"role": "observer", "expires_in_s": 60, "max_uses": 2})
	_, token, _ := strings.Cut(made.text("url"), "#")
	if made.text("role") != "observer" || made.text("expires_at") != "2026-11-22T10:01:00.000Z" {
		t.Errorf("made: %s", made.body)
	}
	joined := r.with("").want(200, "POST", "/join", object{"token": token, "name": "Dee"})
	if joined.text("role") != "observer" || joined.text("session") != session || uuid.Validate(joined.text("observer")) != nil {
		t.Errorf("joined: %s", joined.body)
	}
	who := joined.text("observer")
	dee := r.with(joined.text("token"))
	if me := dee.want(200, "GET", "/me", nil); me.text("role") != "observer" || me.text("observer") != who ||
		me.text("grants", 0, "name") != "Dee" || me.text("grants", 0, "session") != session {
		t.Errorf("me: %s", me.body)
	}
	if got := fmt.Sprint(owner.want(200, "GET", "/sessions/"+session, nil).at("observers")); got !=
		"[map[id:owner name: role:owner] map[id:"+who+" name:Dee role:observer]]" {
		t.Errorf("observers: %s", got)
	}
	list := owner.want(200, "GET", path, nil)
	if list.at("items", 0, "uses") != 1.0 || list.text("items", 0, "id") != made.text("id") || strings.Contains(string(list.body), token) {
		t.Errorf("list: %s", list.body)
	}
	if again := r.with("").want(200, "POST", "/join", object{"token": token, "name": "Eve"}); again.text("observer") == who {
		t.Errorf("the second: %s", again.body)
	}
	used := r.with("").want(404, "POST", "/join", object{"token": token, "name": "Fay"})
	wrong := r.with("").want(404, "POST", "/join", object{"token": "wrong", "name": "Fay"})

	expired := owner.invite(session, object{"role": "viewer", "expires_in_s": 10})
	r.clock.pass(10 * time.Second)
	late := r.with("").want(404, "POST", "/join", object{"token": expired, "name": "Fay"})

	owner.want(204, "DELETE", path+"/"+made.text("id"), nil)
	owner.want(404, "DELETE", path+"/"+made.text("id"), nil)
	revoked := r.with("").want(404, "POST", "/join", object{"token": token, "name": "Fay"})
	for _, a := range []answer{used, late, revoked} {
		if string(a.body) != string(wrong.body) {
			t.Errorf("answers differ: %s and %s", a.body, wrong.body)
		}
	}
	dee.want(401, "GET", "/me", nil)
	dee.want(401, "GET", "/sessions/"+session, nil)
}

func TestGrantsLastThirtyDays(t *testing.T) {
	r := newRig(t, nil)
	session := r.owner().makeSession(nil)
	guest := r.joined(session, "viewer", nil)
	r.clock.pass(30*24*time.Hour - time.Second)
	guest.want(200, "GET", "/sessions/"+session, nil)
	r.clock.pass(time.Second)
	guest.want(401, "GET", "/sessions/"+session, nil)
}

func TestInvitationsOfTwoAtOnceForTheLastUse(t *testing.T) {
	r := newRig(t, nil)
	session := r.owner().makeSession(nil)
	token := r.owner().invite(session, object{"role": "observer", "max_uses": 3})
	var mu sync.Mutex
	observers := map[string]int{}
	var wg sync.WaitGroup
	for range 12 {
		wg.Go(func() {
			a := r.with("").send("POST", "/join", object{"token": token, "name": "Guest"})
			mu.Lock()
			defer mu.Unlock()
			if a.status != 200 {
				observers[fmt.Sprint(a.status)]++
				return
			}
			observers[a.text("observer")]++
		})
	}
	wg.Wait()
	if observers["404"] != 9 || len(observers) != 4 {
		t.Errorf("joined: %v", observers)
	}
}

func TestTheSameBrowserJoinsAgain(t *testing.T) {
	r := newRig(t, nil)
	session := r.owner().makeSession(nil)
	token := r.owner().invite(session, object{"role": "observer", "max_uses": 1})
	b := r.browser()
	first := b.want(200, "POST", "/join", object{"token": token, "name": "Dee"})
	again := b.want(200, "POST", "/join", object{"token": token, "name": "Dee"})
	if again.text("observer") != first.text("observer") {
		t.Errorf("first %s, again %s", first.body, again.body)
	}
	if me := b.want(200, "GET", "/me", nil); me.at("grants", 0) == nil || me.at("grants", 1) != nil {
		t.Errorf("me: %s", me.body)
	}
	r.with(again.text("token")).want(200, "GET", "/sessions/"+session, nil)
	r.browser().want(404, "POST", "/join", object{"token": token, "name": "Eve"})
}

func TestJoinFromElsewhereSetsNoCookie(t *testing.T) {
	r := newRig(t, nil)
	session := r.owner().makeSession(nil)
	token := r.owner().invite(session, object{"role": "viewer"})
	for origin, want := range map[string]bool{r.web.URL: true, "http://evil.example": false, "": false} {
		a := r.with("").want(200, "POST", "/join", object{"token": token, "name": "Vic"}, "Origin", origin)
		if got := a.header.Get("Set-Cookie") != ""; got != want {
			t.Errorf("origin %q: cookie %t, want %t", origin, got, want)
		}
	}
}

func TestTheOwnerSpendsNothing(t *testing.T) {
	r := newRig(t, nil)
	session := r.owner().makeSession(nil)
	token := r.owner().invite(session, object{"role": "participant", "person": "p1", "max_uses": 1})
	for _, owner := range []*caller{r.signedIn(), r.owner()} {
		a := owner.want(200, "POST", "/join", object{"token": token, "name": "Olga"})
		if a.text("role") != "owner" || a.text("observer") != "owner" || a.text("session") != session || a.text("token") != "" {
			t.Errorf("joined: %s", a.body)
		}
		owner.want(404, "POST", "/join", object{"token": "wrong", "name": "Olga"})
	}
	if a := r.with("").want(200, "POST", "/join", object{"token": token, "name": "An"}); a.text("role") != "participant" {
		t.Errorf("joined: %s", a.body)
	}
}

func TestInvitationForATeam(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	team := owner.want(201, "POST", "/teams", object{"name": "Team", "people": []object{{"name": "An"}, {"name": "Bo"}}}).text("id")
	first := owner.makeSession(object{"team": team, "participants": []object{{"id": "p9", "name": "Guest"}}})
	r.clock.pass(time.Second)
	newest := owner.makeSession(object{"team": team})
	other := owner.makeSession(nil)
	token := owner.invite(first, object{"role": "observer", "scope": "team"})
	joined := r.with("").want(200, "POST", "/join", object{"token": token, "name": "Dee"})
	dee, id := r.with(joined.text("token")), joined.text("observer")
	if joined.text("session") != newest || len(id) < 16 {
		t.Errorf("joined: %s", joined.body)
	}
	// An observer of a team is in the header of a session from their first entry on.
	for _, s := range []string{first, newest} {
		if dee.want(200, "GET", "/sessions/"+s, nil).at("observers", 1) != nil {
			t.Errorf("%s knows who only looked", s)
		}
		dee.want(200, "POST", "/sessions/"+s+"/entries", entries(object{"id": newTurn()["id"], "type": "mark", "at": 1, "kind": "moment"}))
		if a := dee.want(200, "GET", "/sessions/"+s, nil); a.text("observers", 1, "id") != id || a.text("observers", 1, "name") != "Dee" {
			t.Errorf("%s: %s", s, a.body)
		}
	}
	dee.want(404, "GET", "/sessions/"+other, nil)
	// An invitation is listed and can be revoked by way of each session that it
	// opens.
	list := owner.want(200, "GET", "/sessions/"+newest+"/invitations", nil)
	if list.text("items", 0, "scope") != "team" {
		t.Errorf("list: %s", list.body)
	}
	if owner.want(200, "GET", "/sessions/"+other+"/invitations", nil).at("items", 0) != nil {
		t.Error("another session lists it")
	}
	// They lose the right to a session that leaves the team.
	owner.want(200, "PATCH", "/sessions/"+first, object{"team": nil})
	dee.want(404, "GET", "/sessions/"+first, nil)
	owner.want(204, "DELETE", "/sessions/"+newest+"/invitations/"+list.text("items", 0, "id"), nil)
	dee.want(401, "GET", "/sessions/"+newest, nil)

	owner.wrong("POST", "/sessions/"+other+"/invitations", object{"role": "viewer", "expires_in_s": 1, "scope": "team"}, "/scope")
	owner.wrong("POST", "/sessions/"+newest+"/invitations", object{"role": "leader", "expires_in_s": 1, "scope": "team", "person": "p9"}, "/person")

	gone := owner.invite(newest, object{"role": "viewer", "scope": "team"})
	vic := r.with(r.with("").want(200, "POST", "/join", object{"token": gone, "name": "Vic"}).text("token"))
	owner.want(204, "DELETE", "/sessions/"+newest, nil)
	if a := r.with("").want(200, "POST", "/join", object{"token": gone, "name": "Vic"}); a.at("session") != nil {
		t.Errorf("the team has no session: %s", a.body)
	}
	owner.want(204, "DELETE", "/teams/"+team, nil)
	vic.want(401, "GET", "/me", nil)
	r.with("").want(404, "POST", "/join", object{"token": gone, "name": "Vic"})
}

func TestInvitationFields(t *testing.T) {
	r := newRig(t, nil)
	session := r.owner().makeSession(nil)
	for _, row := range []struct {
		fields string
		body   object
	}{
		{"/expires_in_s /role", object{}},
		{"/role", object{"role": "owner", "expires_in_s": 1}},
		{"/expires_in_s", object{"role": "viewer", "expires_in_s": 0}},
		{"/expires_in_s", object{"role": "viewer", "expires_in_s": 1.5}},
		{"/expires_in_s", object{"role": "viewer", "expires_in_s": "1"}},
		{"/expires_in_s", object{"role": "viewer", "expires_in_s": 1e9}},
		{"/max_uses", object{"role": "viewer", "expires_in_s": 1, "max_uses": 0}},
		{"/person", object{"role": "leader", "expires_in_s": 1}},
		{"/person", object{"role": "participant", "expires_in_s": 1}},
		{"/person", object{"role": "participant", "expires_in_s": 1, "person": "nobody"}},
		{"/person", object{"role": "viewer", "expires_in_s": 1, "person": "p1"}},
		{"/anonymous", object{"role": "observer", "expires_in_s": 1, "anonymous": true}},
		{"/anonymous", object{"role": "viewer", "expires_in_s": 1, "anonymous": "true"}},
		{"/scope", object{"role": "viewer", "expires_in_s": 1, "scope": "world"}},
		{"/uses", object{"role": "viewer", "expires_in_s": 1, "uses": 3}},
	} {
		r.owner().wrong("POST", "/sessions/"+session+"/invitations", row.body, strings.Fields(row.fields)...)
	}
	r.owner().want(201, "POST", "/sessions/"+session+"/invitations", object{"role": "observer", "expires_in_s": 1, "person": "p1"}) // an observer who takes part
	anyone := r.with("")
	anyone.wrong("POST", "/join", object{"token": "x"}, "/name")
	anyone.wrong("POST", "/join", object{"token": "x", "name": ""}, "/name")
	anyone.wrong("POST", "/join", object{"token": "x", "name": strings.Repeat("é", 121)}, "/name")
	anyone.wrong("POST", "/join", object{"token": "x", "name": "a\nb"}, "/name")
	anyone.wrong("POST", "/signin", object{}, "/token")
}

// Deleting a session ends its invitations and grants, even when its id is used
// again.
func TestDeletedSessionEndsItsGrants(t *testing.T) {
	r := newRig(t, nil)
	id := "0199f5c2-0000-7000-8000-000000000001"
	r.owner().makeSession(object{"id": id})
	guest := r.joined(id, "observer", nil)
	token := r.owner().invite(id, object{"role": "observer"})
	r.owner().want(204, "DELETE", "/sessions/"+id, nil)
	r.owner().want(404, "GET", "/sessions/"+id, nil)
	r.owner().want(404, "DELETE", "/sessions/"+id, nil)
	gone := func() { // 404 and not 401, which would have a pad wait for a sign-in
		t.Helper()
		for _, path := range []string{"", "/log", "/charts/participation"} {
			guest.want(404, "GET", "/sessions/"+id+path, nil)
		}
		guest.want(404, "POST", "/sessions/"+id+"/entries", entries(newTurn()))
		guest.want(401, "GET", "/me", nil)
	}
	gone()
	r.owner().makeSession(object{"id": id})
	gone()
	r.with("").want(404, "POST", "/join", object{"token": token, "name": "Dee"})
}

// A browser that gets another role in a session has to connect to it again.
func TestLiveConnectionOfABrowserWhoseRoleChanges(t *testing.T) {
	r := newRig(t, nil)
	session, other := r.owner().makeSession(nil), r.owner().makeSession(nil)
	b := r.browser()
	join := func(session, role string) {
		t.Helper()
		b.want(200, "POST", "/join", object{"token": r.owner().invite(session, object{"role": role}), "name": "Dee"})
	}
	connect := func(session, role string) *websocket.Conn {
		t.Helper()
		dialer := websocket.Dialer{Jar: b.client.Jar, Subprotocols: []string{"kompas.v1"}}
		conn, _, err := dialer.Dial("ws"+strings.TrimPrefix(r.web.URL, "http")+"/api/v1/sessions/"+session+"/live", http.Header{"Origin": {r.web.URL}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		var hello struct{ Type, Role string }
		if err := conn.ReadJSON(&hello); err != nil || hello.Role != role {
			t.Fatalf("%+v %v, want a welcome as %s", hello, err, role)
		}
		return conn
	}
	ended := func(conn *websocket.Conn) {
		t.Helper()
		for {
			if _, _, err := conn.ReadMessage(); websocket.IsCloseError(err, 1012) {
				return
			} else if err != nil {
				t.Fatal(err)
			}
		}
	}
	join(session, "viewer")
	as := connect(session, "viewer")
	join(other, "viewer")
	elsewhere := connect(other, "viewer")
	join(session, "observer")
	ended(as)
	as = connect(session, "observer")
	b.want(204, "POST", "/signin", object{"token": r.signinToken()})
	ended(as)
	ended(elsewhere)
	connect(session, "owner")
}

// What has expired is removed, and nothing else.
func TestSweep(t *testing.T) {
	r := newRig(t, nil)
	session := r.owner().makeSession(nil)
	guest := r.joined(session, "viewer", object{"expires_in_s": 60})
	r.signinToken()
	r.signedIn()
	count := func() map[string]int {
		docs, err := r.docs.List(t.Context(), "", "", 1000)
		if err != nil {
			t.Fatal(err)
		}
		kinds := map[string]int{}
		for _, d := range docs {
			kind, _, _ := strings.Cut(d.Key, "/")
			kinds[kind]++
		}
		return kinds
	}
	sweep := func() { r.owner().want(201, "POST", "/signin-links", nil) }
	r.clock.pass(time.Hour)
	sweep()
	if got := fmt.Sprint(count()); got != "map[browser:1 grant:1 invitation:1 invited:1 signin:1]" {
		t.Errorf("after an hour: %s", got)
	}
	guest.want(200, "GET", "/me", nil)
	r.clock.pass(31 * 24 * time.Hour)
	sweep()
	if got := fmt.Sprint(count()); got != "map[signin:1]" {
		t.Errorf("after a month: %s", got)
	}
}

func TestViewersHaveAnObserverOfTheirOwn(t *testing.T) {
	r := newRig(t, nil)
	session := r.owner().makeSession(nil)
	ids := map[string]bool{}
	for _, role := range []string{"viewer", "viewer", "observer", "leader", "viewer", "participant"} {
		me := r.joined(session, role, nil).want(200, "GET", "/me", nil)
		if id := me.text("observer"); ids[id] {
			t.Errorf("%s twice", id)
		} else {
			ids[id] = true
		}
	}
	if a := r.owner().want(200, "GET", "/sessions/"+session, nil); a.at("observers", 3) == nil || a.at("observers", 4) != nil {
		t.Errorf("viewers stand in the header: %s", a.body)
	}
}

// A list of invitations goes on at the same place, even when the invitation at the
// end of the previous page was revoked meanwhile.
func TestInvitationsGoOnAfterOneThatWasRevoked(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	session := owner.makeSession(nil)
	list := "/sessions/" + session + "/invitations"
	for i := range 7 {
		owner.invite(session, object{"role": "viewer"})
		r.clock.pass(time.Duration(i%2) * time.Second) // two with the same time
	}
	var all, got []string
	for _, i := range owner.want(200, "GET", list, nil).at("items").([]any) {
		all = append(all, i.(object)["id"].(string))
	}
	for after := ""; ; {
		a := owner.want(200, "GET", list+"?limit=2&after="+after, nil)
		for _, i := range a.at("items").([]any) {
			got = append(got, i.(object)["id"].(string))
		}
		owner.want(204, "DELETE", list+"/"+got[len(got)-1], nil)
		var more bool
		if after, more = a.at("next").(string); !more {
			break
		}
	}
	if len(all) != 7 || !slices.Equal(got, all) {
		t.Errorf("in parts %v, at once %v", got, all)
	}
	owner.wrong("GET", list+"?after=x", nil, "/after")
}
