package live

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"kompas/observe"
	"kompas/observe/debrief"
	"kompas/observe/disclosure"
	"kompas/observe/record"
	"kompas/server/access"
	"kompas/server/allowance"
	"kompas/server/api"
	"kompas/server/origin"
	"kompas/server/problem"
)

// Options is what live connections need.
type Options struct {
	Recorder  *record.Recorder
	Docs      observe.Docs // for the debriefs
	Addresses *origin.Addresses
	Memory    *allowance.Memory
	Senders   *allowance.Senders // of entries

	// Begin has a connection run by the right of whoever asks for it, until stop
	// says that the right has ended; see [access.Control.BeginLive].
	Begin func(r *http.Request, stop func(*access.Ending)) (*access.Activity, error)

	PerGrant   int // connections at a time by what one joining gave, or of the owner; 0: no limit
	PerAddress int // connections at a time from one address, or network of IPv6; 0: no limit

	Steady    func() time.Time // the time that clients are told
	SetSteady func()           // sets Steady by the time of day; called when nobody was connected for an hour; nil: it cannot be set

	Metrics Metrics
	Logger  *slog.Logger

	timing timing // zero: defaultTiming
}

// Metrics is told what happens. All methods may be called at the same time.
type Metrics interface {
	Opened()
	Closed(slow bool) // slow: the client did not take what was sent
	// Answered is told the answers to an append, and how long it took from reading
	// it until it was decided on.
	Answered(results []observe.Result, took time.Duration)
}

// timing is how long things on a live connection may take.
type timing struct {
	tick    time.Duration // of silence, after which a tick is sent
	ping    time.Duration // between two pings
	pong    time.Duration // within which a ping must be answered
	summary time.Duration // between two summaries
	limited time.Duration // between two summaries for a leader or participant
	write   time.Duration // within which a client must take what is sent
	backlog time.Duration // the same while it reads the backlog, at its own pace
	goodbye time.Duration // for the last answers, and then for the client to close
	retry   time.Duration // after which a client may try again
	full    time.Duration // the same when a session is full
	crowded time.Duration // the same when there are too many connections
	present time.Duration // between two announcements of who is there
}

// defaultTiming returns the times of the contract, and for those that it leaves
// open, times that suit devices on a bad network.
func defaultTiming() timing {
	return timing{
		tick: 10 * time.Second, ping: 15 * time.Second, pong: 30 * time.Second,
		summary: 500 * time.Millisecond, limited: disclosure.Interval * time.Millisecond, write: 10 * time.Second, backlog: 30 * time.Second,
		goodbye: time.Second, retry: time.Second, full: time.Minute, crowded: 10 * time.Second, present: time.Second,
	}
}

// Connections holds the live connections of a server. All methods may be called
// at the same time.
type Connections struct {
	opts Options

	mu       sync.Mutex
	sessions map[observe.SessionID]*sessionConns
	conns    map[*conn]struct{}
	outline  outlines
	counts   map[string]int // connections of each address and grant
	left     time.Time      // when the last connection was closed, by the steady time; zero: there was none yet
	closing  bool
	unfollow context.CancelFunc // ends followDebriefs
	empty    chan struct{}      // closed with the last connection while the server stops; nil before
}

// New makes a Connections that has none yet.
func New(opts Options) (*Connections, error) {
	if opts.timing == (timing{}) {
		opts.timing = defaultTiming()
	}
	ctx, cancel := context.WithCancel(context.Background())
	debriefs, err := opts.Docs.Watch(ctx, debrief.Prefix)
	if err != nil {
		cancel()
		return nil, err
	}
	l := &Connections{
		opts: opts, unfollow: cancel,
		sessions: map[observe.SessionID]*sessionConns{}, conns: map[*conn]struct{}{}, counts: map[string]int{},
		outline: outlines{made: map[outlineKey]*outline{}},
	}
	go l.followDebriefs(debriefs)
	return l, nil
}

// Serve serves a request for the live connection of a session, until the
// connection is closed. A request with a wrong Origin is refused; all others are
// upgraded first and then told why they are closed, because a browser does not
// show its page any other answer.
func (l *Connections) Serve(w http.ResponseWriter, r *http.Request, id observe.SessionID) {
	if !l.originRight(r) {
		problem.Answer(w, r, problem.New(problem.Origin, "the header Origin must be this server's own scheme, host and port; it may be absent only with a bearer token"), l.opts.Logger)
		return
	}
	c := l.upgrade(w, r)
	if c == nil {
		return
	}
	var bye *api.Bye
	switch {
	case !l.add(c):
		bye = l.goingAway()
	case !l.counted(c, l.opts.PerAddress, "address "+l.opts.Addresses.Network(r)):
		bye = l.tooMany("from this address")
	default:
		bye = l.admit(c, r, id)
	}
	if bye != nil {
		c.end(bye)
	}
	defer l.remove(c)
	c.run()
}

// originRight reports whether a request comes from a page of this server, or from
// a program with a bearer token.
func (l *Connections) originRight(r *http.Request) bool {
	if len(r.Header.Values("Origin")) > 0 {
		return l.opts.Addresses.Allowed(r)
	}
	scheme, _, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.EqualFold(scheme, "Bearer")
}

func (l *Connections) goingAway() *api.Bye {
	return &api.Bye{Code: api.CloseGoingAway, Message: "the server stops", RetryAfterMs: int(l.opts.timing.retry.Milliseconds())}
}

// byeFor returns the goodbye for an error: the given one when nobody is signed in
// or there is no session, and otherwise that of the error.
func (l *Connections) byeFor(err error, code int, message string) *api.Bye {
	if ended, ok := errors.AsType[*access.Ending](err); ok {
		return ended.Bye()
	}
	p, refused := errors.AsType[*problem.Problem](err)
	if refused && p.Kind == problem.Unavailable {
		return &api.Bye{Code: api.CloseTryLater, Message: p.Detail, RetryAfterMs: int(l.opts.timing.crowded.Milliseconds())}
	}
	if refused && p.Kind == problem.Unauthorized || observe.CodeOf(err) == observe.NotFound {
		return &api.Bye{Code: code, Message: message}
	}
	if e, ok := errors.AsType[*observe.Error](err); ok && e.Code == observe.Full {
		return &api.Bye{Code: api.CloseTryLater, Message: e.Message, RetryAfterMs: int(l.opts.timing.full.Milliseconds())}
	}
	l.opts.Logger.Error("live connection failed", "error", err)
	return &api.Bye{Code: api.CloseTryLater, Message: "not available now", RetryAfterMs: int(l.opts.timing.retry.Milliseconds())}
}

// admit finds out who connects to which session, and after which entry it wants
// to go on. It returns why that must not be, in the order of the contract; nil:
// it may.
func (l *Connections) admit(c *conn, r *http.Request, id observe.SessionID) *api.Bye {
	if c.ws.Subprotocol() != api.Subprotocol {
		return &api.Bye{Code: api.CloseBad, Message: "the subprotocol must be " + api.Subprotocol}
	}
	activity, err := l.opts.Begin(r, func(why *access.Ending) { c.end(why.Bye()) })
	if err != nil {
		return l.byeFor(err, api.CloseNotSignedIn, "not signed in")
	}
	c.activity = activity
	known := false
	right, err := activity.Resolve(func() (right access.Right, err error) {
		err = l.opts.Recorder.Read(c.ctx, id, observe.OwnerViewer, func(s *observe.Snapshot) error {
			var ok bool
			if right, ok = activity.Who().RightTo(s.State.Header()); !ok {
				return observe.Errorf(observe.NotFound, "there is no session %q", id)
			}
			known = !right.MayAppend() || s.State.KnowsObserver(right.Observer)
			return nil
		})
		return right, err
	})
	if err == nil && !l.counted(c, l.opts.PerGrant, "grant "+right.Holder()) {
		return l.tooMany("by this sign-in or invitation")
	}
	if err == nil && !known {
		if err = activity.Act(); err == nil {
			err = right.Register(c.ctx, l.opts.Recorder)
			activity.Acted()
		}
	}
	if err == nil {
		err = c.subscribe(right, id)
	}
	if err != nil {
		return l.byeFor(err, api.CloseNotFound, "there is no such session")
	}
	if bye := c.startAt(r.URL.Query()); bye != nil {
		return bye
	}
	c.sub.Changes = r.URL.Query().Get("changes") == "true"
	c.mirror = r.URL.Query().Get("mirror") == "true" && right.Role != observe.RoleLeader && right.Role != observe.RoleParticipant
	l.enter(c)
	return nil
}

// steadyRest is for how long nobody must have been connected before the time that
// clients are told may step: the only pad of a meeting may be away for a while.
const steadyRest = time.Hour

// add notes a connection; it returns false when the server stops.
func (l *Connections) add(c *conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.conns) == 0 && l.opts.SetSteady != nil && l.opts.Steady().Sub(l.left) >= steadyRest {
		l.opts.SetSteady() // a time that was set wrong is mended as soon as that disturbs nobody
	}
	l.conns[c] = struct{}{}
	l.opts.Metrics.Opened()
	return !l.closing
}

// counted counts a connection for its address or its grant; it returns false when
// there are already as many as there may be. Most 0: there is no limit.
func (l *Connections) counted(c *conn, most int, of string) bool {
	if most == 0 {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.counts[of] >= most {
		return false
	}
	l.counts[of]++
	c.countedFor = append(c.countedFor, of)
	return true
}

func (l *Connections) tooMany(of string) *api.Bye {
	return &api.Bye{Code: api.CloseTryLater, Message: "too many live connections " + of, RetryAfterMs: int(l.opts.timing.crowded.Milliseconds())}
}

// remove forgets a connection that is closed.
func (l *Connections) remove(c *conn) {
	l.leave(c)
	if c.activity != nil {
		c.activity.Leave()
	}
	l.mu.Lock()
	delete(l.conns, c)
	for _, of := range c.countedFor {
		if l.counts[of]--; l.counts[of] == 0 {
			delete(l.counts, of)
		}
	}
	if len(l.conns) == 0 {
		l.left = l.opts.Steady()
		if l.empty != nil {
			close(l.empty)
			l.empty = nil
		}
	}
	l.mu.Unlock()
	l.opts.Metrics.Closed(c.slow)
}

// all returns the connections that there are.
func (l *Connections) all() []*conn {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := make([]*conn, 0, len(l.conns))
	for c := range l.conns {
		list = append(list, c)
	}
	return list
}

// Close tells all clients that the server stops, answers the entries that were
// received, and waits until all connections are closed. When ctx ends before
// that, it cuts them off and waits a moment longer. A connection that comes later
// is told at once. Close must be called only once.
func (l *Connections) Close(ctx context.Context) {
	l.unfollow()
	empty := make(chan struct{})
	l.mu.Lock()
	l.closing = true
	if len(l.conns) == 0 {
		close(empty)
	} else {
		l.empty = empty
	}
	l.mu.Unlock()
	for _, c := range l.all() {
		c.end(l.goingAway())
	}
	select {
	case <-empty:
		return
	case <-ctx.Done():
	}
	for _, c := range l.all() {
		c.cut()
	}
	select {
	case <-empty:
	case <-time.After(l.opts.timing.goodbye): // one waits for something that nothing ends
	}
}
