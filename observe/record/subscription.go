package record

import (
	"context"
	"encoding/json"
	"errors"
	"sync/atomic"

	"kompas/observe"
)

// Subscription follows one session for one viewer. First the caller reads the log page
// by page, at its own pace ([Subscription.Backlog]), then it takes what is published
// ([Subscription.Ready], [Subscription.Next]). Backlog, Ready, Next and Close must be
// called from one goroutine; Append and Summary may be called from others.
type Subscription struct {
	Changes  bool   // send only the differences when the header changes; set before Backlog
	View     string // see [observe.State.View]; a change of it ends the subscription
	ls       *loadedSession
	viewer   observe.Viewer
	revision uint64                      // of the header that Subscribe showed
	group    *viewGroup                  // nil until the backlog is done
	place    int                         // index in group.members; -1 if it is not in them
	at       atomic.Pointer[publication] // the last publication that was taken
}

// Message is what one subscription has to send next.
type Message struct {
	Body []byte      // made by the renderer; nil if there is nothing to send
	Head observe.Seq // seq of the last entry that is included in the messages so far
	Live bool        // the backlog is done; from here on messages come from Next
	End  End         // why the subscription ends; GoesOn if it does not
}

// End says why a subscription ends.
type End uint8

// Reasons to end; GoesOn is none.
const (
	GoesOn      End = iota
	ViewChanged     // what the viewer may see of the past has changed: it must subscribe again
	Deleted         // the session was deleted
	TooSlow         // too much was published that the subscriber did not take
)

// Subscribe starts to follow a session. It calls first with the session as it is at
// that moment; first must not wait for anything. The caller must close the
// subscription.
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

// Close ends the subscription. Appends that are still waiting are answered.
func (s *Subscription) Close() {
	s.ls.mu.Lock()
	s.ls.leave(s)
	s.ls.mu.Unlock()
	s.ls.recorder.release(s.ls)
}

// Backlog returns the next entries after a seq, which must not be larger than the head
// at the time of Subscribe. If there are none left, it returns a message that is Live,
// with the session if the header has changed since Subscribe. From then on everything
// that happens is published to the subscription, without gap or repetition.
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

// join makes the subscription live. If there is more to read, it returns an empty
// message, after which Backlog is called again.
func (s *Subscription) join(after observe.Seq) Message {
	ls := s.ls
	ls.mu.Lock()
	defer ls.mu.Unlock()
	switch {
	case ls.gone:
		return Message{End: Deleted}
	case ls.state == nil: // the next Backlog loads it
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

// changed reports whether what the viewer may see of the past has changed since
// Subscribe. The caller holds ls.mu.
func (s *Subscription) changed() bool {
	return s.View != s.ls.state.View(s.viewer, s.ls.recorder.opts.Incarnation, s.ls.generation)
}

// Ready returns a channel that is closed when there is a next message. The backlog must
// be done.
func (s *Subscription) Ready() <-chan struct{} { return s.at.Load().ready }

// Next returns the next message. It must be called only after Ready is closed.
func (s *Subscription) Next() Message {
	p := s.at.Load()
	if p == s.ls.recorder.tooSlow || !s.at.CompareAndSwap(p, p.next) {
		return Message{End: TooSlow}
	}
	return p.next.messages[s.group]
}

// Append is like [Recorder.Append], but does not wait. It calls done with the results,
// after the results of earlier appends to the session; done must not wait for anything.
func (s *Subscription) Append(raw []json.RawMessage, done func([]observe.Result)) {
	s.ls.enqueue(s.viewer, raw, done)
}

// Summary returns the present figures of the session, and the seq of the last entry in
// them. The backlog must be done.
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
