package server_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kompas/server"
)

// joinsAs joins as a browser with this cookie, and returns the cookie of the answer;
// empty when there is none.
func (r *rig) joinsAs(cookie, token string) string {
	r.Helper()
	a := r.with("").want(200, "POST", "/join", object{"token": token, "name": "Dee"}, "Origin", r.web.URL, "Cookie", cookie)
	set, _, _ := strings.Cut(a.header.Get("Set-Cookie"), ";")
	return set
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func (r *rig) grantsOf(cookie string) []any {
	r.Helper()
	list, _ := r.with("").want(200, "GET", "/me", nil, "Cookie", cookie).at("grants").([]any)
	return list
}

// When one browser joins with several invitations at once, all of the grants are
// kept, in whichever order the answers come.
func TestJoiningTwiceAtOnceKeepsBoth(t *testing.T) {
	r := newRig(t, nil)
	for round := range 20 {
		cookie := r.joinsAs("", r.owner().invite(r.owner().makeSession(nil), object{"role": "viewer"}))
		const tabs = 4
		var tokens []string
		for range tabs {
			tokens = append(tokens, r.owner().invite(r.owner().makeSession(nil), object{"role": "observer", "max_uses": 1}))
		}
		set := make([]string, tabs)
		var wg sync.WaitGroup
		for i := range tabs {
			wg.Go(func() { set[i] = r.joinsAs(cookie, tokens[i]) })
		}
		wg.Wait()
		set = slices.DeleteFunc(set, func(s string) bool { return s == "" })
		if len(set) != 1 {
			t.Fatalf("round %d: %d answers brought a cookie: the browser would keep the one that comes last", round, len(set))
		}
		if got := r.grantsOf(set[0]); len(got) != 1+tabs {
			t.Errorf("round %d: %d grants of %d", round, len(got), 1+tabs)
		}
		r.with("").want(401, "GET", "/me", nil, "Cookie", cookie)
	}
}

// The previous token of a browser still adds to what the browser holds, and allows
// nothing else; after a while it is not valid at all.
func TestTokenThatWasJustReplaced(t *testing.T) {
	r := newRig(t, nil)
	token := func() string { return r.owner().invite(r.owner().makeSession(nil), object{"role": "viewer"}) }
	first := r.joinsAs("", token())
	second := r.joinsAs(first, token())
	r.clock.pass(9 * time.Second)
	if set := r.joinsAs(first, token()); set != "" {
		t.Errorf("who shows the token of before is given %q", set)
	}
	r.with("").want(401, "GET", "/me", nil, "Cookie", first)
	r.with("").want(401, "POST", "/signout", nil, "Cookie", first, "Origin", r.web.URL)
	if got := r.grantsOf(second); len(got) != 3 {
		t.Errorf("%d grants", len(got))
	}
	r.clock.pass(time.Second)
	if set := r.joinsAs(first, token()); set == "" {
		t.Error("a browser that is not known any more is given no cookie")
	}
	if got := r.grantsOf(second); len(got) != 3 {
		t.Errorf("%d grants", len(got))
	}
}

// When a browser signs out and joins at the same time, nothing that was signed out
// is left.
func TestSigningOutWhileJoining(t *testing.T) {
	r := newRig(t, nil)
	for range 20 {
		first := r.joinsAs("", r.owner().invite(r.owner().makeSession(nil), object{"role": "viewer"}))
		token := r.owner().invite(r.owner().makeSession(nil), object{"role": "viewer"})
		var set string
		var out int
		var wg sync.WaitGroup
		wg.Go(func() { set = r.joinsAs(first, token) })
		wg.Go(func() { out = r.with("").send("POST", "/signout", nil, "Cookie", first, "Origin", r.web.URL).status })
		wg.Wait()
		switch a := r.with("").send("GET", "/me", nil, "Cookie", set); {
		case out == 204 && a.status == 200 && a.at("grants", 1) != nil:
			t.Errorf("signed out, and there is %s", a.body)
		case out != 204 && out != 401:
			t.Errorf("signing out: %d", out)
		}
	}
}

// A browser that an earlier version signed in stays signed in, and may join.
func TestBrowserOfAnEarlierVersion(t *testing.T) {
	r := newRig(t, nil)
	cookie := r.joinsAs("", r.owner().invite(r.owner().makeSession(nil), object{"role": "viewer"}))
	name, value, _ := strings.Cut(cookie, "=")
	id, _, _ := strings.Cut(value, ".")
	d, err := r.docs.Get(t.Context(), "browser/"+id)
	if err != nil {
		t.Fatal(err)
	}
	var doc object
	if err := json.Unmarshal(d.Value, &doc); err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"token", "was", "was_until"} {
		delete(doc, field)
	}
	old, _ := json.Marshal(doc)
	put := func(token string) string {
		if _, err := r.docs.Put(t.Context(), "browser/"+hash(token), old, 0); err != nil {
			t.Fatal(err)
		}
		return name + "=" + token
	}
	if err := r.docs.Delete(t.Context(), d.Key, d.Revision); err != nil {
		t.Fatal(err)
	}
	one := put("abc")
	if got := r.grantsOf(one); len(got) != 1 {
		t.Errorf("%d grants", len(got))
	}
	r.with("").want(204, "POST", "/signout", nil, "Cookie", one, "Origin", r.web.URL)
	r.with("").want(401, "GET", "/me", nil, "Cookie", one)
	two := put("def")
	set := r.joinsAs(two, r.owner().invite(r.owner().makeSession(nil), object{"role": "viewer"}))
	r.with("").want(401, "GET", "/me", nil, "Cookie", two)
	if got := r.grantsOf(set); len(got) != 2 {
		t.Errorf("%d grants", len(got))
	}
}

// Invitations that an earlier version made are found and ended like all others.
func TestInvitationsOfAnEarlierVersion(t *testing.T) {
	r := newRig(t, nil)
	team := r.owner().want(201, "POST", "/teams", object{"name": "Team", "people": []object{{"name": "An"}}}).text("id")
	session := r.owner().makeSession(object{"team": team, "participants": nil})
	r.owner().invite(session, object{"role": "viewer"})
	r.owner().invite(session, object{"role": "viewer", "scope": "team"})
	docs, err := r.docs.List(t.Context(), "invited/", "", 100)
	if err != nil || len(docs) != 2 {
		t.Fatalf("%d notes of invitations, %v", len(docs), err)
	}
	for _, d := range docs {
		if err := r.docs.Delete(t.Context(), d.Key, d.Revision); err != nil {
			t.Fatal(err)
		}
	}
	again := newRig(t, func(o *server.Options) { o.Log, o.Docs, o.Now = r.log, r.docs, r.clock.now })
	list := again.owner().want(200, "GET", "/sessions/"+session+"/invitations", nil)
	if list.at("items", 1) == nil {
		t.Fatalf("list: %s", list.body)
	}
	again.owner().want(204, "DELETE", "/sessions/"+session+"/invitations/"+list.text("items", 0, "id"), nil)
	again.owner().want(204, "DELETE", "/sessions/"+session, nil)
	again.owner().want(204, "DELETE", "/teams/"+team, nil)
	for _, prefix := range []string{"invited/", "invitation/"} {
		if docs, err := r.docs.List(t.Context(), prefix, "", 100); err != nil || len(docs) != 0 {
			t.Errorf("%d documents %s are left, %v", len(docs), prefix, err)
		}
	}
}

// Of two grants for one session, the one that allows more counts, and one with a
// name before an anonymous one.
func TestWhichOfTwoGrantsCounts(t *testing.T) {
	r := newRig(t, nil)
	session := r.owner().makeSession(nil)
	roles := []object{{"role": "participant", "person": "p1"}, {"role": "viewer", "anonymous": true}, {"role": "viewer"},
		{"role": "leader", "person": "p1"}, {"role": "observer"}}
	for i, less := range roles {
		for _, more := range roles[i+1:] {
			for _, order := range [][]object{{less, more}, {more, less}} {
				b := r.browser()
				for _, body := range order {
					b.want(200, "POST", "/join", object{"token": r.owner().invite(session, body), "name": "Dee"})
				}
				first := b.want(200, "GET", "/me", nil)
				if first.text("role") != more["role"] || first.at("grants", 0, "anonymous") != more["anonymous"] {
					t.Errorf("of %v the first is %s", order, first.body)
				}
				if less["anonymous"] == true && more["role"] == "viewer" {
					if s := b.want(200, "GET", "/sessions/"+session, nil); s.text("title") != "Monday" {
						t.Errorf("of %v the anonymous one counts: %s", order, s.body)
					}
				}
			}
		}
	}
}

// A grant ends with its invitation, even when its own document was left behind.
func TestGrantWithoutItsInvitation(t *testing.T) {
	r := newRig(t, nil)
	session := r.owner().makeSession(nil)
	guest := r.joined(session, "viewer", nil)
	docs, err := r.docs.List(t.Context(), "invitation/", "", 10)
	if err != nil || len(docs) != 1 {
		t.Fatal(len(docs), err)
	}
	if err := r.docs.Delete(t.Context(), docs[0].Key, docs[0].Revision); err != nil {
		t.Fatal(err)
	}
	guest.want(401, "GET", "/sessions/"+session, nil)
	guest.want(401, "GET", "/me", nil)
	guest.dial(session).ended(4401)
	// What was left by a removal that failed is removed when it is tried again.
	r.owner().want(204, "DELETE", "/sessions/"+session, nil)
	docs, err = r.docs.List(t.Context(), "grant/", "", 10)
	if err != nil || len(docs) != 1 || strings.Contains(string(docs[0].Value), "Guest") {
		t.Errorf("left: %+v %v", docs, err)
	}
}
