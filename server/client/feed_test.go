package client_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"

	"kompas/observe"
	"kompas/server/client"
)

// fake is a server that stores each id once and can be told to break.
type fake struct {
	mu          sync.Mutex
	log         []observe.EntryID
	seq         map[observe.EntryID]int
	connections int

	breakEvery int    // the connection breaks without an answer after so many new entries; 0: never
	closeFirst int    // close code of the first connection
	reject     string // code that each entry is rejected with; empty: none is
	limit      int    // bytes of a message, beyond which it is closed with 4413; 0: no limit
	largest    int    // entries in one message that came
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer secret" {
		http.Error(w, `{"title":"no"}`, http.StatusUnauthorized)
		return
	}
	up := websocket.Upgrader{Subprotocols: []string{"kompas.v1"}}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	f.mu.Lock()
	f.connections++
	first := f.connections == 1
	f.mu.Unlock()
	if first && f.closeFirst != 0 {
		conn.WriteJSON(map[string]any{"type": "bye", "code": f.closeFirst, "message": "not now"})
		conn.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(f.closeFirst, "not now"))
		return
	}
	conn.WriteJSON(map[string]any{"type": "welcome", "limits": map[string]int{"message_bytes": 4096, "batch": 7}})
	for fresh := 0; ; {
		_, data, err := conn.ReadMessage()
		if err != nil {
			return
		}
		if f.limit > 0 && len(data) > f.limit {
			conn.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(4413, "too large"))
			return
		}
		var m struct {
			Type    string
			Entries []struct{ ID observe.EntryID }
		}
		if err := json.Unmarshal(data, &m); err != nil || m.Type != "append" {
			return
		}
		f.mu.Lock()
		f.largest = max(f.largest, len(m.Entries))
		f.mu.Unlock()
		for _, e := range m.Entries {
			if f.reject != "" {
				conn.WriteJSON(map[string]any{"type": "reject", "id": e.ID, "code": f.reject, "message": "because"})
				continue
			}
			f.mu.Lock()
			if f.seq[e.ID] == 0 {
				f.log = append(f.log, e.ID)
				f.seq[e.ID] = len(f.log)
				fresh++
			}
			seq := f.seq[e.ID]
			f.mu.Unlock()
			if f.breakEvery > 0 && fresh == f.breakEvery {
				return // stored, and not acknowledged
			}
			conn.WriteJSON(map[string]any{"type": "entries", "entries": []any{}})
			conn.WriteJSON(map[string]any{"type": "ack", "id": e.ID, "seq": seq})
		}
	}
}

func feed(t *testing.T, f *fake, n int) ([]observe.EntryID, error) {
	t.Helper()
	f.seq = map[observe.EntryID]int{}
	server := httptest.NewServer(f)
	defer server.Close()
	c, err := client.New(server.URL, "secret")
	if err != nil {
		t.Fatal(err)
	}
	var ids []observe.EntryID
	entries := make(chan observe.Entry, n)
	for i := range n {
		id := observe.EntryID(uuid.NewString())
		ids = append(ids, id)
		entries <- observe.Entry{ID: id, Type: observe.TypeInteraction, At: observe.Millis(i), From: "p1", To: "*"}
	}
	close(entries)
	return ids, c.Feed(context.Background(), observe.SessionID(uuid.NewString()), entries)
}

func TestFeedResendsWhatIsNotAcknowledged(t *testing.T) {
	f := &fake{breakEvery: 40}
	ids, err := feed(t, f, 150)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(ids) != fmt.Sprint(f.log) {
		t.Errorf("%d entries are stored, not the %d that were given, once and in order", len(f.log), len(ids))
	}
	if f.connections < 4 {
		t.Errorf("there were %d connections; the server broke at least three", f.connections)
	}
}

func TestFeedKeepsTheServersLimits(t *testing.T) {
	f := &fake{}
	if _, err := feed(t, f, 100); err != nil {
		t.Fatal(err)
	}
	if f.largest > 7 || f.largest < 2 {
		t.Errorf("the largest batch had %d entries; the server takes 7", f.largest)
	}
}

func TestFeedHalvesOnce(t *testing.T) {
	f := &fake{limit: 450} // seven entries of 100 bytes are too much, three are not
	if ids, err := feed(t, f, 50); err != nil || len(f.log) != len(ids) {
		t.Errorf("%d of %d stored, error %v", len(f.log), len(ids), err)
	}
	f = &fake{limit: 200}
	if _, err := feed(t, f, 50); err == nil || !strings.Contains(err.Error(), "4413") {
		t.Errorf("error %v; 4413 is expected after halving once", err)
	}
}

func TestFeedReconnectsAfterPassingCodes(t *testing.T) {
	for _, code := range []int{1001, 1012, 4408} {
		f := &fake{closeFirst: code}
		if ids, err := feed(t, f, 3); err != nil || len(f.log) != len(ids) {
			t.Errorf("after %d: %d of %d stored, error %v", code, len(f.log), len(ids), err)
		}
	}
}

func TestFeedGivesUpAtOnceWhereTryingAgainDoesNotHelp(t *testing.T) {
	for _, code := range []int{4400, 4401, 4404, 4409} {
		f := &fake{closeFirst: code}
		if _, err := feed(t, f, 3); err == nil || !strings.Contains(err.Error(), fmt.Sprint(code)) || f.connections != 1 {
			t.Errorf("after %d: error %v, %d connections", code, err, f.connections)
		}
	}
	f := &fake{reject: "unknown-tag"}
	if _, err := feed(t, f, 3); err == nil || !strings.Contains(err.Error(), "unknown-tag") || f.connections != 1 {
		t.Errorf("after a final reject: error %v, %d connections", err, f.connections)
	}
}

func TestFeedEndsWithItsContext(t *testing.T) {
	server := httptest.NewServer(&fake{seq: map[observe.EntryID]int{}})
	defer server.Close()
	c, err := client.New(server.URL, "secret")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	entries := make(chan observe.Entry)
	go func() { ended <- c.Feed(ctx, observe.SessionID(uuid.NewString()), entries) }()
	entries <- observe.Entry{ID: "x", Type: observe.TypeInteraction}
	cancel()
	if err := <-ended; err == nil {
		t.Error("a feed that was stopped says nothing")
	}
}

func TestRefusals(t *testing.T) {
	answer := ""
	status := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		fmt.Fprint(w, answer)
	}))
	defer server.Close()
	c, err := client.New(server.URL+"/", "secret")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		status int
		answer string
		want   string
	}{
		{401, `{}`, "does not accept the token"},
		{422, `{"title":"Wrong","detail":"a field is wrong","errors":[{"field":"/title","message":"must be there"}]}`, "refuses (422): a field is wrong; /title: must be there"},
		{502, `<html>`, "502 Bad Gateway; is it Kompas?"},
		{201, `<html>`, "does not answer as Kompas does"},
	} {
		status, answer = test.status, test.answer
		if _, err := c.CreateSession(t.Context(), client.NewSession{}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%d: error %v; expected %q", test.status, err, test.want)
		}
	}
	server.Close()
	if _, err := c.CreateSession(t.Context(), client.NewSession{}); err == nil || !strings.Contains(err.Error(), "cannot be reached") {
		t.Errorf("without a server: error %v", err)
	}
}

func TestAddresses(t *testing.T) {
	for _, bad := range []string{"", "localhost:7420", "ftp://x", "http://", "://"} {
		if _, err := client.New(bad, ""); err == nil {
			t.Errorf("%q is taken for an address", bad)
		}
	}
}
