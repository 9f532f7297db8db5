package record

import (
	"kompas/observe"

	"context"
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"
)

// Subscription follows one session for one viewer: first what is in its log, a
// page at a time and at the caller's own pace ([Subscription.Backlog]), then
// what is published, as it comes ([Subscription.Ready], [Subscription.Next]).
// Backlog, Ready, Next and Close belong to one goroutine; Append and Summary
// may be called from others.
type Subscription struct {
	Changes  bool   // have a changed header told by what changed; set before Backlog
	View     string // see [observe.State.View]; what was seen is right while it stays the same
	rm       *room
	viewer   observe.Viewer
	revision uint64                // of the header that was last shown
	class    *class                // nil until the backlog is done
	place    int                   // in class.members; -1 when it is not there
	at       atomic.Pointer[frame] // the last one that was taken
}

// Message is something to send to one subscriber.
type Message struct {
	Body []byte      // what the renderer made; nil when this is nothing to the subscriber
	Head observe.Seq // number of the last entry that was shown up to here
	Live bool        // the backlog is done
	End  End         // why the subscription ends here
}

// End says why a subscription ends.
type End uint8

// Reasons to end.
const (
	GoesOn      End = iota
	ViewChanged     // the viewer must begin anew: what it may see of the past has changed
	Deleted         // the session is no more
	TooSlow         // the subscriber did not take what was published
)

// Subscribe follows a session. First is called with the session as it stands;
// it must not wait. The subscription must be closed.
func (r *Recorder) Subscribe(ctx context.Context, id observe.SessionID, v observe.Viewer, first func(*observe.Snapshot)) (*Subscription, error) {
	rm := r.hold(id)
	s := &Subscription{rm: rm, viewer: v, place: -1}
	err := rm.look(ctx, func() error {
		snap := rm.snapshot(v)
		s.View, s.revision = snap.View, rm.position.Revision
		first(snap)
		return nil
	})
	if err != nil {
		r.release(rm)
		return nil, err
	}
	return s, nil
}

// Close ends the subscription. Appends under way are still answered.
func (s *Subscription) Close() {
	s.rm.mu.Lock()
	s.rm.leave(s)
	s.rm.mu.Unlock()
	s.rm.recorder.release(s.rm)
}

// Backlog gives the next entries after a seq, which must not be beyond the head
// that first was shown. When there are none left it
// gives a message that is Live, with the session where the header has changed
// since Subscribe, and from there on everything that happens is published to
// the subscription, without gap or repeat.
func (s *Subscription) Backlog(ctx context.Context, after observe.Seq) (Message, error) {
	rm := s.rm
	var entries []observe.Entry
	end := GoesOn
	err := rm.look(ctx, func() (err error) {
		if s.changed() {
			end = ViewChanged
			return nil
		}
		entries, err = rm.shown(ctx, s.viewer, after, observe.MaxBatch)
		return err
	})
	switch {
	case isGone(err):
		return Message{End: Deleted}, nil
	case err != nil:
		return Message{}, err
	case end != GoesOn:
		return Message{End: end}, nil
	case len(entries) > 0:
		return Message{Body: rm.recorder.opts.Render.Entries(entries), Head: entries[len(entries)-1].Seq}, nil
	}
	return s.join(after), nil
}

// join makes the subscription live, unless there is more to read.
func (s *Subscription) join(after observe.Seq) Message {
	rm := s.rm
	rm.mu.Lock()
	defer rm.mu.Unlock()
	switch {
	case rm.gone:
		return Message{End: Deleted}
	case rm.state == nil: // is read again first
		return Message{Head: after}
	case s.changed():
		return Message{End: ViewChanged}
	case after < rm.position.Head:
		return Message{Head: after}
	}
	rm.enter(s)
	m := Message{Head: after, Live: true}
	switch {
	case s.revision == rm.position.Revision:
	case s.Changes:
		m.Body, _ = rm.recorder.opts.Render.Changes(rm.snapshotOf(s.class), nil)
	default:
		m.Body = rm.recorder.opts.Render.Session(rm.snapshotOf(s.class))
	}
	return m
}

// changed reports whether the viewer may now see something else of the past;
// the caller holds rm.mu.
func (s *Subscription) changed() bool {
	return s.View != s.rm.state.View(s.viewer, s.rm.recorder.opts.Incarnation, s.rm.generation)
}

// Ready is closed when there is a next message. It is for a subscription whose
// backlog is done.
func (s *Subscription) Ready() <-chan struct{} { return s.at.Load().ready }

// Next gives the next message; call it after Ready.
func (s *Subscription) Next() Message {
	f := s.at.Load()
	if f == s.rm.recorder.cut || !s.at.CompareAndSwap(f, f.next) {
		return Message{End: TooSlow}
	}
	return f.next.messages[s.class]
}

// Append is [Recorder.Append] without waiting: done is called with the
// answers, after those of earlier appends to this session, and must not wait.
func (s *Subscription) Append(raw []json.RawMessage, done func([]observe.Result)) {
	s.rm.enqueue(s.viewer, raw, done)
}

// Summary gives the figures of the session as they stand, and the number of
// the last entry in them. It is for a subscription whose backlog is done.
func (s *Subscription) Summary(ctx context.Context) (body []byte, head observe.Seq, err error) {
	rm := s.rm
	err = rm.look(ctx, func() error {
		c := s.class
		c.figuresMu.Lock()
		defer c.figuresMu.Unlock()
		if c.figures == nil || c.figuresAt != rm.position {
			c.figures, c.figuresAt = rm.recorder.opts.Render.Summary(rm.snapshotOf(c)), rm.position
		}
		body, head = c.figures, rm.position.Head
		return nil
	})
	return body, head, err
}

// frame is a link of the chain that a session publishes.
type frame struct {
	messages map[*class]Message
	total    int64 // bytes that were published up to here
	ready    chan struct{}
	next     *frame
}

func newFrame() *frame { return &frame{ready: make(chan struct{})} }

// classKey tells classes apart: what their members see, and how.
type classKey struct {
	view    string
	changes bool
}

// class is those subscribers of a session who see the same.
type class struct {
	classKey
	viewer   observe.Viewer
	redactor *observe.Redactor
	members  []*Subscription

	figuresMu sync.Mutex
	figures   []byte // the last summary
	figuresAt observe.Position
}

func isGone(err error) bool {
	e, ok := errors.AsType[*observe.Error](err)
	return ok && e.Code == observe.NotFound
}
