package live

import (
	"context"
	"net"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/gorilla/websocket"

	"kompas/observe"
	"kompas/observe/record"
	"kompas/server/access"
	"kompas/server/allowance"
	"kompas/server/api"
)

// conn is one live connection. Two goroutines run it: the reader takes messages
// and has their entries decided on, the writer sends. They share what mu guards,
// what is atomic, and what never changes after the connection was admitted.
type conn struct {
	live       *Connections
	session    observe.SessionID
	right      access.Right         // to the session
	countedFor []string             // the address and grant that it counts for; guarded by live.mu
	activity   *access.Activity     // nil when nobody is signed in
	sub        *record.Subscription // nil when it was not admitted
	peers      *sessionConns        // nil when it was not admitted
	sender     *allowance.Sender    // nil when it was not admitted
	greeting   *welcome             // nil when it was not admitted, and once it is sent
	since      observe.Seq          // the client has all entries up to this one
	head       observe.Seq          // of the session when the client came
	view       string               // what the client may see of the past, as an opaque token
	mirror     bool                 // it is that of a page that shows the mirror

	ctx    context.Context // ends with the connection
	cancel context.CancelFunc
	net    net.Conn        // the writer writes to it
	ws     *websocket.Conn // the reader reads from it

	wake  chan struct{} // has an element when something that mu guards is new
	space chan struct{} // has an element when entries were answered
	stop  chan struct{} // closed when the connection is to end
	left  chan struct{} // closed when the reader has ended

	mu         sync.Mutex
	results    []observe.Result // answers to send
	settled    int              // bytes of the messages that these answer
	unanswered load             // what is not answered, or whose answers are not sent yet
	presence   bool             // who is there has changed
	debrief    bool             // the debrief has changed, or the client was not told of it yet
	pong       []byte           // to answer a ping with; nil when there was none
	bye        *api.Bye         // why the connection ends; nil while it goes on
	gone       error            // why nothing more can be read

	pongs  atomic.Int64 // how many came
	paused atomic.Bool  // the reader does not read, on purpose
	read   atomic.Int64 // when it last began to read again after that, in nanoseconds since 1970

	slow bool // the client did not take what was sent; only the writer sets it
}

// load is what is in memory of messages until they are answered.
type load struct {
	entries, bytes int
}

const (
	// Once a connection has so much that is not answered, it is not read on. The
	// last message before that may exceed the limit.
	maxUnanswered      = 2048    // entries
	maxUnansweredBytes = 1 << 20 // of their messages

	sendBuffer = 128 << 10 // bytes that the kernel keeps for a connection
)

// subscribe follows the session and makes the welcome.
func (c *conn) subscribe(a access.Right, id observe.SessionID) (err error) {
	c.session, c.right = id, a
	c.sender = c.live.opts.Senders.Sender(id, a.Observer)
	var refused error
	c.sub, err = c.live.opts.Recorder.Subscribe(c.ctx, id, a.Viewer, func(s *observe.Snapshot) {
		observer := a.Observer
		if a.MayAppend() {
			observer = s.Redactor.Observer(observer)
		}
		c.head, c.view = s.State.Head(), s.View
		c.greeting, refused = c.live.welcome(c.activity.Who().Holder(), s, api.Arrival{
			Head: c.head, View: s.View,
			Role: a.Role, Observer: observer, ServerTime: observe.NewTimestamp(c.live.opts.Steady()),
			Limits: api.Limits{MessageBytes: maxMessage, Batch: observe.MaxBatch},
		})
	})
	if err == nil {
		err = refused
	}
	return err
}

// startAt finds after which entry the client wants to go on. A client with
// another view has seen another past, and gets all entries. The result says what
// is wrong with the query; nil: nothing.
func (c *conn) startAt(query url.Values) *api.Bye {
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

func (c *conn) refuseSince() *api.Bye {
	c.dropWelcome()
	return &api.Bye{Code: api.CloseBad, Message: "since must be a whole number from 0 to " + strconv.FormatUint(uint64(c.head), 10) + ", the head"}
}

// notice changes something that mu guards and wakes the writer.
func (c *conn) notice(change func()) {
	c.mu.Lock()
	change()
	c.mu.Unlock()
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

func (c *conn) noticePresence() { c.notice(func() { c.presence = true }) }

// end has the writer close the connection with a goodbye. Only the first call
// counts.
func (c *conn) end(bye *api.Bye) {
	c.notice(func() {
		if c.bye == nil {
			bye.Type = "bye"
			c.bye = bye
			close(c.stop)
		}
	})
}

// cut closes the connection without a goodbye, and ends what it waits for.
func (c *conn) cut() {
	c.cancel()
	c.net.Close()
}

// run serves the connection until it is closed.
func (c *conn) run() {
	go c.readAll()
	w := &frameWriter{conn: c, sent: c.since}
	w.run()
	c.end(&api.Bye{}) // stops the reader when the writer ended on its own
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

// stopped reports whether the connection is to end.
func (c *conn) stopped() bool {
	select {
	case <-c.stop:
		return true
	default:
		return false
	}
}
