package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"kompas/observe"
)

// watcher has a live connection open and counts what comes.
type watcher struct {
	*websocket.Conn
	bytes    int
	sessions int                 // messages
	told     int                 // observers in these messages
	knows    map[string]struct{} // observers
	started  chan struct{}       // closed when it begins to read
}

func (c *caller) watch(session, query string) *watcher {
	c.Helper()
	dialer := websocket.Dialer{Subprotocols: []string{"kompas.v1"}}
	url := "ws" + strings.TrimPrefix(c.web.URL, "http") + "/api/v1/sessions/" + session + "/live" + query
	conn, _, err := dialer.Dial(url, http.Header{"Authorization": {"Bearer " + c.token}})
	if err != nil {
		c.Fatal(err)
	}
	c.Cleanup(func() { conn.Close() })
	return &watcher{Conn: conn, knows: map[string]struct{}{}, started: make(chan struct{})}
}

// until reads until it knows so many observers. The error says what came instead.
func (w *watcher) until(observers int) error {
	<-w.started
	for len(w.knows) < observers {
		w.SetReadDeadline(time.Now().Add(time.Minute))
		_, b, err := w.ReadMessage()
		if err != nil {
			return fmt.Errorf("with %d observers: %w", len(w.knows), err)
		}
		w.bytes += len(b)
		var m struct {
			Type    string
			Session struct{ Observers []struct{ ID string } }
		}
		if err := json.Unmarshal(b, &m); err != nil {
			return err
		}
		if m.Type == "session" {
			w.sessions++
			w.told += len(m.Session.Observers)
		}
		for _, o := range m.Session.Observers {
			w.knows[o.ID] = struct{}{}
		}
	}
	return nil
}

// When many people join while many watch, some of whom do not read, nobody is cut
// off, and each watcher is sent only what is new.
func TestManyJoinWhileManyWatch(t *testing.T) {
	const joins, watchers, asleep = 560, 35, 5
	r := newRig(t, withQuotas(observe.DefaultQuotas))
	owner := r.owner()
	id := owner.makeSession(nil)
	viewer := r.joined(id, "viewer", nil)
	token := owner.invite(id, object{"role": "observer"})
	size := len(owner.want(200, "GET", "/sessions/"+id, nil).body)

	var all []*watcher
	var reading sync.WaitGroup
	for i := range watchers {
		query := ""
		if i%2 == 1 {
			query = "?changes=true"
		}
		w := viewer.watch(id, query)
		if i >= asleep {
			close(w.started)
		}
		all = append(all, w)
		reading.Go(func() {
			if err := w.until(joins + 1); err != nil {
				t.Errorf("watcher %d: %v", i, err)
			}
		})
	}
	began := time.Now()
	for range joins {
		r.with("").want(200, "POST", "/join", object{"token": token, "name": "Guest"})
	}
	for _, w := range all[:asleep] {
		close(w.started)
	}
	reading.Wait()
	times := int(time.Since(began)/time.Second) + 2 // a header may be sent each second, and at the beginning and end

	const each = 100 // bytes of an observer
	sum := [2]int{}
	for i, w := range all {
		sum[i%2] += w.bytes
	}
	t.Logf("%d joined: to who asks for all went %d bytes, to who asks for changes %d", joins, sum[0], sum[1])
	for i, w := range all {
		if w.sessions > times {
			t.Errorf("watcher %d was told %d times in %d seconds", i, w.sessions, times-2)
		}
		most := size + times*(size+joins*each)
		if i%2 == 1 {
			most = 2*size + 2*joins*each + times*each // the welcome, then each observer once
			if w.told > 2*joins {                     // and again those who joined before it had read the log
				t.Errorf("watcher %d was told of %d observers, %d times; %d joined", i, w.told, w.sessions, joins)
			}
		}
		if w.bytes > most {
			t.Errorf("watcher %d got %d bytes, more than %d", i, w.bytes, most)
		}
	}
	// Somebody who joins again with what they hold is nobody new, and nobody is told.
	again := r.with("").want(200, "POST", "/join", object{"token": token, "name": "Guest"}).text("token")
	before := len(owner.want(200, "GET", "/sessions/"+id, nil).at("observers").([]any))
	for range 20 {
		r.with(again).want(200, "POST", "/join", object{"token": token, "name": "Guest"})
	}
	if after := len(owner.want(200, "GET", "/sessions/"+id, nil).at("observers").([]any)); after != before {
		t.Errorf("%d observers after joining again, %d before", after, before)
	}
}
