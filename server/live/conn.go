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
	"kompas/server/access"
	"kompas/server/allowance"
	"kompas/server/api"
)

// conn is one live connection. Two goroutines run it: the reader takes
// messages and has their entries decided on, the writer sends. They meet in
// what mu guards; nothing else is shared but what never changes after
// admission.
type conn struct {
	live       *Connections
	session    observe.SessionID
	right      access.Right
	countedFor []string              // what it counts for; guarded by live.mu
	activity   *access.Activity      // by which it is here; nil when nobody is signed in
	sub        *observe.Subscription // nil when the connection was not admitted
	peers      *sessionConns         // nil when it was not admitted
	sender     *allowance.Sender     // nil when it was not admitted
	greeting   *welcome              // nil when it was not admitted
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

	mu         sync.Mutex
	results    []observe.Result // answers to send
	settled    int              // bytes of the messages that these answer
	unanswered load             // what is not answered, or whose answers are not sent
	presence   bool             // who is there has changed
	pong       []byte           // to answer a ping with; nil when there was none
	bye        *api.Bye         // why the connection ends; nil while it goes on
	gone       error            // why there is nothing more to read

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
	maxUnanswered = 2048      // entries
	maxUnread     = 1 << 20   // bytes of their messages
	sendBuffer    = 128 << 10 // bytes the kernel keeps for a connection
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

// startAt finds from where on the client wants entries. A client whose view is
// another one has seen another past and begins anew.
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

// end has the writer say goodbye. Only the first reason counts.
func (c *conn) end(bye *api.Bye) {
	c.notice(func() {
		if c.bye == nil {
			bye.Type = "bye"
			c.bye = bye
			close(c.stop)
		}
	})
}

// cut ends the connection, and what it waits for, without a word.
func (c *conn) cut() {
	c.cancel()
	c.net.Close()
}

// run serves the connection until it is closed.
func (c *conn) run() {
	go c.readAll()
	w := &frameWriter{conn: c, sent: c.since}
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

func (c *conn) stopped() bool {
	select {
	case <-c.stop:
		return true
	default:
		return false
	}
}
