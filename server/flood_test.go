package server_test

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"kompas/observe"
	"kompas/server"
)

// flood posts entries and leaves the answer to the caller.
func (c *caller) flood(session string, batch []object) answer {
	return c.send("POST", "/sessions/"+session+"/entries", entries(batch...))
}

func many(n int, one func() object) []object {
	list := make([]object, n)
	for i := range list {
		list[i] = one()
	}
	return list
}

// However many requests and tokens one person uses to send entries, no more is
// stored than the rate allows, and others need not wait.
func TestEntriesOverHTTPHaveARate(t *testing.T) {
	r := newRig(t, func(o *server.Options) { o.Rate = 1 })
	owner := r.owner()
	id := owner.makeSession(nil)
	token := owner.invite(id, object{"role": "observer"})
	first := r.with(r.with("").want(200, "POST", "/join", object{"token": token, "name": "Dee"}).text("token"))
	again := r.with(first.want(200, "POST", "/join", object{"token": token, "name": "Dee"}).text("token"))

	if a := first.flood(id, many(256, newTurn)); a.status != 200 { // the burst is 10 entries; a request that begins within it is let in
		t.Fatalf("the first request: %d %s", a.status, a.body)
	}
	var sent sync.WaitGroup
	var refused atomic.Int64
	for i := range 20 {
		sent.Go(func() {
			c := []*caller{first, again}[i%2]
			a := c.flood(id, many(10, newTurn))
			wait, err := strconv.Atoi(a.header.Get("Retry-After"))
			if a.status == 429 && a.text("type") == "urn:kompas:problem:too-many-requests" && err == nil && wait > 100 && wait <= 241 {
				refused.Add(1)
			} else {
				t.Errorf("beyond the rate: %d, Retry-After %q, %s", a.status, a.header.Get("Retry-After"), a.body)
			}
		})
	}
	sent.Wait()
	if head := owner.want(200, "GET", "/sessions/"+id, nil).at("head"); head != 256.0 || refused.Load() != 20 {
		t.Errorf("%v entries are stored, %d requests of 20 refused", head, refused.Load())
	}
	// Another observer, the owner, and the same one in another session.
	other := r.with(r.with("").want(200, "POST", "/join", object{"token": token, "name": "Eve"}).text("token"))
	other.want(200, "POST", "/sessions/"+id+"/entries", entries(newTurn()))
	owner.want(200, "POST", "/sessions/"+id+"/entries", entries(newTurn()))
}

// A request with a little more than the rate waits, and is stored then.
func TestEntriesOverHTTPWait(t *testing.T) {
	r := newRig(t, func(o *server.Options) { o.Rate = 200 })
	owner := r.owner()
	id := owner.makeSession(nil)
	sent := 0
	for _, n := range []int{250, 250, 250, 250, 250, 250, 250, 250, 20, 1} { // the last one waits a tenth of a second
		if a := owner.flood(id, many(n, newTurn)); a.status != 200 {
			t.Fatalf("after %d entries: %d %.200s", sent, a.status, a.body)
		}
		sent += n
	}
	if head := owner.want(200, "GET", "/sessions/"+id, nil).at("head"); head != float64(sent) {
		t.Errorf("%v of %d entries are stored", head, sent)
	}
}

// Without a rate, an observer who floods a session is stopped by the quotas of the
// session, which can still be read, listed and deleted.
func TestFloodedSessionIsReadAndDeleted(t *testing.T) {
	r := newRig(t, withQuotas(observe.DefaultQuotas))
	owner := r.owner()
	id := owner.makeSession(nil)
	dee := r.joined(id, "observer", nil)
	n, name := 0, strings.Repeat("ü", 110)
	phase := func() object { n++; return newPhase(fmt.Sprint(n, name)) }
	for range 80 {
		dee.flood(id, many(250, phase))
	}
	text := strings.Repeat("x", 4000)
	for range 20 {
		dee.flood(id, many(250, func() object { return newNote(text) }))
	}
	session := owner.want(200, "GET", "/sessions/"+id, nil)
	if phases := len(session.at("phases").([]any)); phases != observe.DefaultQuotas.Phases {
		t.Errorf("%d phases of %d are stored", phases, n)
	}
	names := 2 * 110 * observe.DefaultQuotas.Phases // bytes, and up to four digits each
	if notes := int(session.at("head").(float64)) - observe.DefaultQuotas.Phases; notes > (16<<20-names)/4000 || notes < (16<<20-names)/4000-2 {
		t.Errorf("%d notes of 4000 bytes are stored in 16 MiB", notes)
	}
	const most = 1 << 20 // bytes; without quotas it would be 9 MiB, more than a watcher may lag
	if list := owner.want(200, "GET", "/sessions", nil); len(session.body) > most || len(list.body) > most {
		t.Errorf("the session is %d bytes, the list %d, more than %d", len(session.body), len(list.body), most)
	}
	owner.want(204, "DELETE", "/sessions/"+id, nil)
	owner.want(404, "GET", "/sessions/"+id, nil)
}
