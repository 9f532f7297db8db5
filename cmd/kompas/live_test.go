//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"

	"kompas/observe"
)

// live is a live connection, as bare as the protocol: the tests see each
// message as it comes.
type live struct {
	conn    *websocket.Conn
	welcome message
}

// message is any message of the server.
type message struct {
	Type    string          `json:"type"`
	ID      observe.EntryID `json:"id"`
	Seq     observe.Seq     `json:"seq"`
	Code    any             `json:"code"`
	Message string          `json:"message"`
	Head    observe.Seq     `json:"head"`
	View    string          `json:"view"`
	Entries []json.RawMessage
}

// dial opens a live connection as the owner.
func dial(t testing.TB, p *process, id observe.SessionID, query string) *live {
	t.Helper()
	l, err := tryDial(p, id, query)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.conn.Close() })
	return l
}

func tryDial(p *process, id observe.SessionID, query string) (*live, error) {
	address := "ws" + strings.TrimPrefix(p.url, "http") + "/api/v1/sessions/" + string(id) + "/live" + query
	dialer := websocket.Dialer{Subprotocols: []string{"kompas.v1"}, HandshakeTimeout: 10 * time.Second}
	conn, _, err := dialer.Dial(address, http.Header{"Authorization": {"Bearer " + p.token}})
	if err != nil {
		return nil, err
	}
	l := &live{conn: conn}
	l.welcome, err = l.next()
	if err == nil && l.welcome.Type != "welcome" {
		err = fmt.Errorf("the first message is %+v", l.welcome)
	}
	return l, err
}

// next returns the next message.
func (l *live) next() (m message, err error) {
	if err := l.conn.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		return m, err
	}
	return m, l.conn.ReadJSON(&m)
}

// until returns the next message of a type.
func (l *live) until(t testing.TB, kind string) message {
	t.Helper()
	for {
		m, err := l.next()
		if err != nil {
			t.Fatalf("waiting for %s: %v", kind, err)
		}
		if m.Type == kind {
			return m
		}
	}
}

// append sends entries in one message.
func (l *live) append(entries ...observe.Entry) error {
	return l.conn.WriteJSON(map[string]any{"type": "append", "entries": entries})
}

// turn makes an entry of the usual size.
func turn(n int) observe.Entry {
	id := observe.EntryID(uuid.Must(uuid.NewV7()).String())
	return observe.Entry{ID: id, Type: observe.TypeInteraction, At: observe.Millis(n), From: "p1", To: "p2", Tags: []observe.TagID{"curiosity"}}
}
