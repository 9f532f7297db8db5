package record

import (
	"context"
	"encoding/json"
	"errors"
	"sync/atomic"

	"kompas/observe"
)

// Subscription follows one session for one viewer: first what is in its log, a
// page at a time and at the caller's own pace ([Subscription.Backlog]), then
// what is published, as it comes ([Subscription.Ready], [Subscription.Next]).
// Backlog, Ready, Next and Close belong to one goroutine; Append and Summary
// may be called from others.
type Subscription struct {
	Changes  bool   // have a changed header told by what changed; set before Backlog
	View     string // see [observe.State.View]; what was seen is right while it stays the same
	ls       *loadedSession
	viewer   observe.Viewer
	revision uint64                      // of the header that was last shown
	group    *viewGroup                  // nil until the backlog is done
	place    int                         // in class.members; -1 when it is not there
	at       atomic.Pointer[publication] // the last one that was taken
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
	ls := r.acquire(id)
	s := &Subscription{ls: ls, viewer: v, place: -1}
	err := ls.withState(ctx, func() error {
		snap := ls.snapshot(v)
		s.View, s.revision = snap.View, ls.position.Revision
		first(snap)
		return nil
	})
	if err != nil {
		r.release(ls)
		return nil, err
	}
	return s, nil
}

// Close ends the subscription. Appends under way are still answered.
func (s *Subscription) Close() {
	s.ls.mu.Lock()
	s.ls.leave(s)
	s.ls.mu.Unlock()
	s.ls.recorder.release(s.ls)
}

// Backlog gives the next entries after a seq, which must not be beyond the head
// that first was shown. When there are none left it
// gives a message that is Live, with the session where the header has changed
// since Subscribe, and from there on everything that happens is published to
// the subscription, without gap or repeat.
func (s *Subscription) Backlog(ctx context.Context, after observe.Seq) (Message, error) {
	ls := s.ls
	var entries []observe.Entry
	end := GoesOn
	err := ls.withState(ctx, func() (err error) {
		if s.changed() {
			end = ViewChanged
			return nil
		}
		entries, err = ls.entriesFor(ctx, s.viewer, after, observe.MaxBatch)
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
		return Message{Body: ls.recorder.opts.Render.Entries(entries), Head: entries[len(entries)-1].Seq}, nil
	}
	return s.join(after), nil
}

// join makes the subscription live, unless there is more to read.
func (s *Subscription) join(after observe.Seq) Message {
	ls := s.ls
	ls.mu.Lock()
	defer ls.mu.Unlock()
	switch {
	case ls.gone:
		return Message{End: Deleted}
	case ls.state == nil: // is read again first
		return Message{Head: after}
	case s.changed():
		return Message{End: ViewChanged}
	case after < ls.position.Head:
		return Message{Head: after}
	}
	ls.enter(s)
	m := Message{Head: after, Live: true}
	switch {
	case s.revision == ls.position.Revision:
	case s.Changes:
		m.Body, _ = ls.recorder.opts.Render.Changes(ls.snapshotOf(s.group), nil)
	default:
		m.Body = ls.recorder.opts.Render.Session(ls.snapshotOf(s.group))
	}
	return m
}

// changed reports whether the viewer may now see something else of the past;
// the caller holds ls.mu.
func (s *Subscription) changed() bool {
	return s.View != s.ls.state.View(s.viewer, s.ls.recorder.opts.Incarnation, s.ls.generation)
}

// Ready is closed when there is a next message. It is for a subscription whose
// backlog is done.
func (s *Subscription) Ready() <-chan struct{} { return s.at.Load().ready }

// Next gives the next message; call it after Ready.
func (s *Subscription) Next() Message {
	p := s.at.Load()
	if p == s.ls.recorder.tooSlow || !s.at.CompareAndSwap(p, p.next) {
		return Message{End: TooSlow}
	}
	return p.next.messages[s.group]
}

// Append is [Recorder.Append] without waiting: done is called with the
// answers, after those of earlier appends to this session, and must not wait.
func (s *Subscription) Append(raw []json.RawMessage, done func([]observe.Result)) {
	s.ls.enqueue(s.viewer, raw, done)
}

// Summary gives the figures of the session as they stand, and the number of
// the last entry in them. It is for a subscription whose backlog is done.
func (s *Subscription) Summary(ctx context.Context) (body []byte, head observe.Seq, err error) {
	ls := s.ls
	err = ls.withState(ctx, func() error {
		g := s.group
		g.figuresMu.Lock()
		defer g.figuresMu.Unlock()
		if g.figures == nil || g.figuresAt != ls.position {
			g.figures, g.figuresAt = ls.recorder.opts.Render.Summary(ls.snapshotOf(g)), ls.position
		}
		body, head = g.figures, ls.position.Head
		return nil
	})
	return body, head, err
}

func isGone(err error) bool {
	e, ok := errors.AsType[*observe.Error](err)
	return ok && e.Code == observe.NotFound
}
