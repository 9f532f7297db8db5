package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/gorilla/websocket"

	"kompas/observe"
	"kompas/server/api"
)

// Feed adds entries to a session over the live connection, in order and each one
// once: what was not acknowledged when a connection broke is sent again. It takes
// entries from the channel as they come, until that is closed. Each entry must have
// an id. Feed returns when all entries are acknowledged, when ctx ends, or with the
// first error that trying again cannot mend.
func (c *Client) Feed(ctx context.Context, id observe.SessionID, entries <-chan observe.Entry) error {
	f := &feed{client: c, session: id, entries: entries, batch: observe.MaxBatch, bytes: api.MaxMessage}
	for failures := 0; ; failures++ {
		err := f.connection(ctx)
		if err == nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		if lasting, ok := errors.AsType[*lastingError](err); ok {
			return lasting.err
		}
		if f.progress {
			f.progress, failures = false, 0
		}
		if failures >= maxFailures {
			return fmt.Errorf("gave up after %d attempts: %w", failures, err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause(failures)):
		}
	}
}

const (
	maxWaiting = 256 // entries sent and not answered: an answer must come within answerTime

	silence    = 25 * time.Second // a connection on which nothing comes for so long is dead
	answerTime = 10 * time.Second // so is one on which an append is not answered for so long
	writeTime  = 10 * time.Second

	maxFailures = 12 // connections in a row without any progress
)

// pause returns how long to wait before connecting again: at most 0.25 s, doubled
// with each failure up to 8 s, and at random not less than half of that, so that
// not all clients come back at once.
func pause(failures int) time.Duration {
	most := 250 * time.Millisecond << min(failures, 5)
	return most/2 + rand.N(most/2)
}

// lastingError is an error that connecting again cannot mend.
type lastingError struct{ err error }

func (e *lastingError) Error() string { return e.err.Error() }

func lasting(format string, args ...any) error {
	return &lastingError{fmt.Errorf(format, args...)}
}

// feed is a run of [Client.Feed].
type feed struct {
	client       *Client
	session      observe.SessionID
	entries      <-chan observe.Entry // nil when it is closed
	waiting      []waiting            // not acknowledged, in order
	batch, bytes int                  // limits of one append
	progress     bool                 // something was acknowledged on this connection
	halved       bool                 // a message was too large, and its entries are tried once in smaller ones
}

// waiting is an entry that is not acknowledged.
type waiting struct {
	id   observe.EntryID
	json []byte
}

// incoming holds the parts of a server's message that matter here.
type incoming struct {
	Type    string          `json:"type"`
	ID      observe.EntryID `json:"id"`
	Code    json.RawMessage `json:"code"` // a text in a reject, a number in a bye
	Message string          `json:"message"`
	Limits  struct {
		MessageBytes int `json:"message_bytes"`
		Batch        int `json:"batch"`
	} `json:"limits"`

	err error // of reading; no message comes after it
}

// connection feeds over one connection, until all is acknowledged or it
// breaks.
func (f *feed) connection(ctx context.Context) error {
	conn, err := f.dial(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	incomings := make(chan incoming, maxWaiting+8) // room for all answers, so that reading never waits for sending
	done := make(chan struct{})
	defer close(done)
	go read(conn, incomings, done)

	welcome, err := f.next(ctx, incomings)
	if err != nil {
		return err
	}
	if welcome.Type != "welcome" {
		return lasting("%s does not speak %s: its first message is %q", f.client.base.Host, api.Subprotocol, welcome.Type)
	}
	if l := welcome.Limits; l.Batch > 0 && l.MessageBytes > 0 && !f.halved {
		f.batch, f.bytes = min(f.batch, l.Batch), min(f.bytes, l.MessageBytes)
	}
	return f.exchange(ctx, conn, incomings)
}

// exchange sends entries and takes the answers, until all are acknowledged or the
// connection breaks.
func (f *feed) exchange(ctx context.Context, conn *websocket.Conn, incomings <-chan incoming) error {
	sent := 0 // how many of f.waiting were sent on this connection
	answerBy := time.Now().Add(answerTime)
	for {
		for sent < len(f.waiting) {
			n, err := f.send(conn, f.waiting[sent:])
			if err != nil {
				return err
			}
			sent += n
		}
		if f.entries == nil && len(f.waiting) == 0 {
			goodbye(conn)
			return nil
		}
		source := f.entries
		if len(f.waiting) >= maxWaiting {
			source = nil
		}
		var answer <-chan time.Time
		if len(f.waiting) > 0 {
			answer = time.After(time.Until(answerBy))
		}
		select {
		case <-ctx.Done():
			goodbye(conn)
			return ctx.Err()
		case <-answer:
			return fmt.Errorf("%s does not answer an append", f.client.base.Host)
		case m := <-incomings:
			before := len(f.waiting)
			if err := f.take(m); err != nil {
				return err
			}
			if answered := before - len(f.waiting); answered > 0 {
				sent -= answered
				answerBy = time.Now().Add(answerTime)
			}
		case e, ok := <-source:
			if len(f.waiting) == 0 {
				answerBy = time.Now().Add(answerTime)
			}
			f.add(e, ok)
			f.addMore()
		}
	}
}

// add appends an entry to those that wait; ok is false at the end of the source.
func (f *feed) add(e observe.Entry, ok bool) {
	if !ok {
		f.entries = nil
		return
	}
	e.Seq, e.Observer, e.RecordedAt = 0, "", "" // the server sets these
	f.waiting = append(f.waiting, waiting{e.ID, e.AppendJSON(nil)})
}

// addMore takes entries that are there already, so that they go in one message.
func (f *feed) addMore() {
	for f.entries != nil && len(f.waiting) < maxWaiting {
		select {
		case e, ok := <-f.entries:
			f.add(e, ok)
		default:
			return
		}
	}
}

// send sends as many entries as fit in one message, at least one, and returns how
// many.
func (f *feed) send(conn *websocket.Conn, entries []waiting) (int, error) {
	message := []byte(`{"type":"append","entries":[`)
	n := 0
	for _, e := range entries[:min(len(entries), f.batch)] {
		if n > 0 && len(message)+len(e.json)+3 > f.bytes {
			break
		}
		if n > 0 {
			message = append(message, ',')
		}
		message = append(message, e.json...)
		n++
	}
	if err := conn.SetWriteDeadline(time.Now().Add(writeTime)); err != nil {
		return 0, err
	}
	return n, conn.WriteMessage(websocket.TextMessage, append(message, "]}"...))
}

// take handles one message of the server.
func (f *feed) take(m incoming) error {
	switch {
	case m.err != nil:
		return f.closed(m.err)
	case m.Type == "bye": // its code comes again with the close that follows
		return nil
	case m.Type != "ack" && m.Type != "reject", len(f.waiting) == 0, f.waiting[0].id != m.ID:
		return lasting("%s answers out of order: %s %q", f.client.base.Host, m.Type, m.ID)
	case m.Type == "reject":
		var code observe.Code
		if err := json.Unmarshal(m.Code, &code); err != nil {
			return lasting("%s rejects entry %q without a code: %w", f.client.base.Host, m.ID, err)
		}
		err := fmt.Errorf("%s rejects entry %q (%s): %s", f.client.base.Host, m.ID, code, m.Message)
		if code == observe.Full || code == observe.Unavailable {
			return err // it passes: connect again
		}
		return &lastingError{err}
	}
	f.waiting = f.waiting[1:]
	f.progress, f.halved = true, false
	return nil
}

// closed tells what the end of a connection means.
func (f *feed) closed(err error) error {
	e, ok := errors.AsType[*websocket.CloseError](err)
	if !ok || e.Code < 4000 || e.Code == api.CloseTooSlow {
		return fmt.Errorf("the connection to %s broke: %w", f.client.base.Host, err)
	}
	if e.Code == api.CloseTooLarge && !f.halved && f.batch > 1 {
		f.halved = true
		f.batch, f.bytes = f.batch/2, f.bytes/2
		return err
	}
	return lasting("%s ended the connection: %d %s", f.client.base.Host, e.Code, e.Text)
}

// next waits for one message.
func (f *feed) next(ctx context.Context, incomings <-chan incoming) (incoming, error) {
	select {
	case <-ctx.Done():
		return incoming{}, ctx.Err()
	case m := <-incomings:
		if m.err != nil {
			return m, f.closed(m.err)
		}
		if m.Type == "bye" {
			return f.next(ctx, incomings)
		}
		return m, nil
	}
}

func (f *feed) dial(ctx context.Context) (*websocket.Conn, error) {
	u := f.client.base.JoinPath("sessions", string(f.session), "live")
	u.Scheme = map[string]string{"http": "ws", "https": "wss"}[u.Scheme]
	dialer := websocket.Dialer{Subprotocols: []string{api.Subprotocol}, HandshakeTimeout: writeTime, Proxy: http.ProxyFromEnvironment}
	conn, resp, err := dialer.DialContext(ctx, u.String(), http.Header{"Authorization": {"Bearer " + f.client.token}})
	if err == nil {
		return conn, nil
	}
	if resp != nil && resp.StatusCode < 500 {
		return nil, &lastingError{f.client.refusal(resp)}
	}
	return nil, fmt.Errorf("%s cannot be reached: %w", f.client.base.Host, err)
}

// read hands over the messages of a connection that matter here, until it breaks.
func read(conn *websocket.Conn, to chan<- incoming, done <-chan struct{}) {
	for {
		var m incoming
		m.err = conn.SetReadDeadline(time.Now().Add(silence))
		if m.err == nil {
			m.err = conn.ReadJSON(&m)
		}
		switch {
		case m.err != nil, m.Type == "welcome", m.Type == "ack", m.Type == "reject", m.Type == "bye":
		default:
			continue
		}
		select {
		case to <- m:
		case <-done:
			return
		}
		if m.err != nil {
			return
		}
	}
}

// goodbye tells the server that this client closes the connection. Errors are
// ignored: it does not matter whether that arrives.
func goodbye(conn *websocket.Conn) {
	text := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	_ = conn.WriteControl(websocket.CloseMessage, text, time.Now().Add(writeTime))
}
