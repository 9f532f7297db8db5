package server

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"kompas/observe"
	"kompas/server/access"
	"kompas/server/allowance"
	"kompas/server/api"
	"kompas/server/problem"
)

// liveConn is one live connection. Two goroutines run it: the reader takes
// messages and has their entries decided on, the writer sends. They meet in
// what mu guards; nothing else is shared but what never changes after
// admission.
type liveConn struct {
	hub        *live
	session    observe.SessionID
	who        access.Right
	countedFor []string              // what it counts for; guarded by live.mu
	activity   *access.Activity      // by which it is here; nil when nobody is signed in
	sub        *observe.Subscription // nil when the connection was not admitted
	lobby      *lobby                // nil when it was not admitted
	sender     *allowance.Sender     // nil when it was not admitted
	hello      *welcome              // nil when it was not admitted
	since      observe.Seq           // the client has everything up to here
	head       observe.Seq           // of the session when the client came
	view       string

	ctx    context.Context // ends with the connection
	cancel context.CancelFunc
	net    net.Conn        // the writer writes to it
	ws     *websocket.Conn // the reader reads from it

	wake  chan struct{} // has an element when something that mu guards is new
	space chan struct{} // has an element when entries under way were answered
	stop  chan struct{} // closed when the connection comes to its end
	left  chan struct{} // closed when the reader is done

	mu       sync.Mutex
	results  []observe.Result // answers to send
	settled  int              // bytes of the messages that these answer
	underWay load             // what is not answered, or whose answers are not sent
	presence bool             // who is there has changed
	pong     []byte           // to answer a ping with; nil when there was none
	bye      *api.Bye         // why the connection ends; nil while it goes on
	gone     error            // why there is nothing more to read

	pongs  atomic.Int64 // how many came
	paused atomic.Bool  // the reader does not read, by intention
	read   atomic.Int64 // when it last began to read again, in nanoseconds

	slow bool // the client did not take what was sent; the writer notes it
}

// load is what the server keeps of a connection until it is answered: of each,
// it holds up to the limit and one message more.
type load struct {
	entries, bytes int
}

const (
	maxUnderWay = 2048      // entries
	maxUnread   = 1 << 20   // bytes of their messages
	sendBuffer  = 128 << 10 // bytes the kernel keeps for a connection
)

// hijacked lets the library make the handshake, and then keeps it from writing:
// it would answer pings and faults of the protocol from the reader, in the
// middle of what the writer sends.
type hijacked struct {
	http.ResponseWriter
	conn *mutedConn
}

type mutedConn struct {
	net.Conn
	muted bool
}

func (h *hijacked) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(h.ResponseWriter).Hijack()
	h.conn = &mutedConn{Conn: conn}
	return h.conn, rw, err
}

func (c *mutedConn) Write(b []byte) (int, error) {
	if c.muted {
		return len(b), nil
	}
	return c.Conn.Write(b)
}

// upgrade makes a live connection of a request; nil when that failed, which is
// answered.
func (l *live) upgrade(w http.ResponseWriter, r *http.Request) *liveConn {
	up := websocket.Upgrader{
		Subprotocols:    []string{liveProtocol},
		WriteBufferSize: 256,                                      // for the handshake only
		CheckOrigin:     func(*http.Request) bool { return true }, // was checked
		Error: func(w http.ResponseWriter, r *http.Request, status int, reason error) {
			p := problem.New(problem.BadRequest, "this address takes WebSocket connections: "+strings.TrimPrefix(reason.Error(), "websocket: "))
			if status >= 500 {
				p.Kind = problem.Internal
			}
			l.opts.fail(w, r, p)
		},
	}
	h := &hijacked{ResponseWriter: w}
	ws, err := up.Upgrade(h, r, nil)
	if err != nil {
		return nil
	}
	h.conn.muted = true
	c := &liveConn{
		hub: l, net: h.conn.Conn, ws: ws,
		wake: make(chan struct{}, 1), space: make(chan struct{}, 1),
		stop: make(chan struct{}), left: make(chan struct{}),
	}
	c.ctx, c.cancel = context.WithCancel(context.WithoutCancel(r.Context()))
	if tcp, ok := tcpOf(c.net).(*net.TCPConn); ok {
		_ = tcp.SetWriteBuffer(sendBuffer) // a hint; without it the kernel keeps more
	}
	ws.SetPingHandler(func(data string) error {
		c.notice(func() { c.pong = []byte(data) })
		return nil
	})
	ws.SetPongHandler(func(string) error { c.pongs.Add(1); return nil })
	ws.SetCloseHandler(func(int, string) error { return nil })
	return c
}

func tcpOf(c net.Conn) net.Conn {
	if t, ok := c.(*tls.Conn); ok {
		return t.NetConn()
	}
	return c
}

// subscribe follows the session and makes the welcome.
func (c *liveConn) subscribe(a access.Right, id observe.SessionID) (err error) {
	c.session, c.who = id, a
	c.sender = c.hub.opts.senders.Sender(id, a.Observer)
	var refused error
	c.sub, err = c.hub.recorder.Subscribe(c.ctx, id, a.Viewer, func(s *observe.Snapshot) {
		observer := a.Observer
		if a.MayAppend() {
			observer = s.Redactor.Observer(observer)
		}
		c.head, c.view = s.State.Head(), s.View
		c.hello, refused = c.hub.welcome(c.activity.Who().Holder(), s, api.Arrival{
			Head: c.head, View: s.View,
			Role: a.Role, Observer: observer, ServerTime: observe.NewTimestamp(c.hub.opts.steady()),
			Limits: api.Limits{MessageBytes: maxMessage, Batch: observe.MaxBatch},
		})
	})
	if err == nil {
		err = refused
	}
	return err
}

// startAt finds from where on the client wants entries. A client whose view is
// another one has seen another past and begins anew.
func (c *liveConn) startAt(query url.Values) *api.Bye {
	since := uint64(0)
	if query.Has("since") {
		var err error
		if since, err = strconv.ParseUint(query.Get("since"), 10, 64); err != nil {
			return c.refuseSince()
		}
	}
	if query.Has("view") && query.Get("view") != c.view {
		since = 0
	}
	if since > uint64(c.head) {
		return c.refuseSince()
	}
	c.since = observe.Seq(since)
	return nil
}

func (c *liveConn) refuseSince() *api.Bye {
	c.dropWelcome()
	return &api.Bye{Code: api.CloseBad, Message: "since must be a whole number from 0 to " + strconv.FormatUint(uint64(c.head), 10) + ", the head"}
}

// notice changes something that mu guards and wakes the writer.
func (c *liveConn) notice(change func()) {
	c.mu.Lock()
	change()
	c.mu.Unlock()
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

func (c *liveConn) noticePresence() { c.notice(func() { c.presence = true }) }

// end has the writer say goodbye. Only the first reason counts.
func (c *liveConn) end(bye *api.Bye) {
	c.notice(func() {
		if c.bye == nil {
			bye.Type = "bye"
			c.bye = bye
			close(c.stop)
		}
	})
}

// cut ends the connection, and what it waits for, without a word.
func (c *liveConn) cut() {
	c.cancel()
	c.net.Close()
}

// run serves the connection until it is closed.
func (c *liveConn) run() {
	go c.readAll()
	w := &liveWriter{liveConn: c, sent: c.since}
	w.run()
	c.end(&api.Bye{}) // for the reader, where the writer ended by itself
	c.dropWelcome()
	c.cancel()
	c.net.Close()
	<-c.left
	if c.sub != nil {
		c.sub.Close()
	}
	if c.sender != nil {
		c.sender.Release()
	}
}

// readAll takes messages until the connection ends, then throws away what
// comes, so that the client can read why before the network tells it that
// nobody listens.
func (c *liveConn) readAll() {
	defer close(c.left)
	p := c.hub.opts.senders.Pace()
	for !c.stopped() {
		entries, size, err := c.next()
		if refused, ok := errors.AsType[*refusal](err); ok {
			c.end(&api.Bye{Code: refused.code, Message: refused.message})
			break
		}
		if err != nil {
			c.notice(func() { c.gone = err })
			return
		}
		if c.activity.Act() != nil {
			break
		}
		if c.stopped() || !c.claim(len(entries), size) {
			c.activity.Acted()
			break
		}
		began := time.Now()
		c.sub.Append(entries, func(results []observe.Result) {
			c.activity.Acted()
			c.notice(func() {
				c.results = append(c.results, results...)
				c.settled += size
			})
			c.hub.opts.metrics.answered(results)
			c.hub.opts.metrics.appends.Observe(time.Since(began).Seconds())
		})
		c.pause(max(p.Take(len(entries), began), c.sender.Take(len(entries))))
	}
	_, err := io.Copy(io.Discard, c.net)
	c.notice(func() { c.gone = errors.Join(io.EOF, err) })
}

func (c *liveConn) stopped() bool {
	select {
	case <-c.stop:
		return true
	default:
		return false
	}
}

// refusal says with which code a client is sent away, and why.
type refusal struct {
	code    int
	message string
}

func (r *refusal) Error() string { return r.message }

// next reads one message, and gives its size in bytes too. The error is a
// *refusal where the client did something wrong.
func (c *liveConn) next() (entries []json.RawMessage, size int, err error) {
	kind, message, err := c.ws.NextReader()
	if err != nil {
		return nil, 0, notUnderstood(err)
	}
	if kind != websocket.TextMessage {
		return nil, 0, &refusal{api.CloseBad, "a message must be text, not binary"}
	}
	buf := messages.Get().(*[maxMessage + 1]byte)
	defer messages.Put(buf)
	n, err := io.ReadFull(message, buf[:])
	switch {
	case err == nil:
		return nil, 0, &refusal{api.CloseTooLarge, "a message must have at most " + strconv.Itoa(maxMessage) + " bytes"}
	case !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return nil, 0, notUnderstood(err)
	}
	entries, err = parseAppend(buf[:n])
	return entries, n, err
}

// messages holds buffers for one message each; a connection has one only while
// it reads a message.
var messages = sync.Pool{New: func() any { return new([maxMessage + 1]byte) }}

// notUnderstood turns an error of the library that is about the frames of the
// client into a goodbye, and leaves those of the network as they are.
func notUnderstood(err error) error {
	_, closed := errors.AsType[*websocket.CloseError](err)
	if _, network := errors.AsType[net.Error](err); closed || network || errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) {
		return err
	}
	return &refusal{api.CloseBad, "a frame is not right: " + strings.TrimPrefix(err.Error(), "websocket: ")}
}

// claim takes room for a message of n entries and size bytes, and waits for it
// where a client sends and sends but is not answered yet, or does not read its
// answers; false when the connection ends.
func (c *liveConn) claim(n, size int) bool {
	for {
		c.mu.Lock()
		free := c.underWay.entries < maxUnderWay && c.underWay.bytes < maxUnread
		if free {
			c.underWay.entries += n
			c.underWay.bytes += size
		}
		c.mu.Unlock()
		if free {
			return true
		}
		if !c.reading(func() bool {
			select {
			case <-c.space:
				return true
			case <-c.stop:
				return false
			}
		}) {
			return false
		}
	}
}

// pause waits before the next message is read.
func (c *liveConn) pause(d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	c.reading(func() bool {
		select {
		case <-t.C:
		case <-c.stop:
		}
		return true
	})
}

// reading notes that the reader does not read while f runs: a pong that waits
// behind other messages is not late.
func (c *liveConn) reading(f func() bool) bool {
	c.paused.Store(true)
	defer func() {
		c.read.Store(time.Now().UnixNano())
		c.paused.Store(false)
	}()
	return f()
}
