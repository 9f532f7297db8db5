package live

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"kompas/observe"
	"kompas/server/api"
)

// sessionConns knows who has a connection to one session.
type sessionConns struct {
	pause time.Duration // between two announcements

	mu        sync.Mutex
	conns     map[*conn]struct{}
	present   map[observe.ObserverID]*presence
	gone      map[observe.ObserverID]uint64 // those who have left, and the version in which they did
	mirrors   int                           // connections of pages that show the mirror
	mirrored  uint64                        // the version in which the first of these came, or the last one left
	version   uint64                        // grows when somebody comes or leaves
	announced time.Time                     // when all were last told who is there
	timed     bool                          // a timer will announce what has changed

	all, changes presenceMessage // the last messages, for all but anonymous viewers

	debrief told // it has a mutex of its own
}

// presenceMessage says who is there, or what has changed of that.
type presenceMessage struct {
	from, to uint64 // the changes are those between these versions; from 0: all who are there
	frame    []byte // nil when nothing has changed
}

// presence is one observer who is there and may append.
type presence struct {
	api.Present
	since       uint64 // the version in which they came
	connections int
}

// enter adds a connection to those of its session.
func (l *Connections) enter(c *conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	sc := l.sessions[c.session]
	if sc == nil {
		sc = &sessionConns{
			pause: l.opts.timing.present, conns: map[*conn]struct{}{}, version: 1,
			present: map[observe.ObserverID]*presence{}, gone: map[observe.ObserverID]uint64{},
		}
		l.sessions[c.session] = sc
	}
	c.peers = sc
	sc.mu.Lock()
	defer sc.mu.Unlock()
	sc.conns[c] = struct{}{}
	c.noticePresence()
	c.noticeDebrief()
	if c.mirror {
		if sc.mirrors++; sc.mirrors == 1 {
			sc.changed()
			sc.mirrored = sc.version
		}
	}
	if !c.right.MayAppend() {
		return
	}
	p := sc.present[c.right.Observer]
	if p == nil {
		p = &presence{Present: api.Present{Observer: c.right.Observer, Name: c.right.Name, Role: c.right.Role}}
		sc.present[c.right.Observer] = p
		sc.changed()
		p.since = sc.version
		delete(sc.gone, c.right.Observer)
	}
	p.connections++
}

// leave removes a connection from those of its session, if it is one of them.
func (l *Connections) leave(c *conn) {
	sc := c.peers
	if sc == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	sc.mu.Lock()
	defer sc.mu.Unlock()
	delete(sc.conns, c)
	if len(sc.conns) == 0 {
		delete(l.sessions, c.session)
		return
	}
	if c.mirror {
		if sc.mirrors--; sc.mirrors == 0 {
			sc.changed()
			sc.mirrored = sc.version
		}
	}
	if p := sc.present[c.right.Observer]; c.right.MayAppend() {
		if p.connections--; p.connections == 0 {
			delete(sc.present, c.right.Observer)
			sc.changed()
			sc.gone[c.right.Observer] = sc.version
		}
	}
}

// changed announces that somebody came or left: at once, or when something was
// announced a moment ago, together with what else changes until the pause is over.
// The caller holds mu.
func (sc *sessionConns) changed() {
	sc.version++
	wait := sc.pause - time.Since(sc.announced)
	switch {
	case wait <= 0:
		sc.announce()
	case !sc.timed:
		sc.timed = true
		time.AfterFunc(wait, func() {
			sc.mu.Lock()
			defer sc.mu.Unlock()
			sc.timed = false
			sc.announce()
		})
	}
}

// announce has all writers send who is there; the caller holds mu.
func (sc *sessionConns) announce() {
	sc.announced = time.Now()
	for c := range sc.conns {
		c.noticePresence()
	}
}

// message makes the message with the changes from a version to the present one.
// Name returns an observer as the message shows them. The caller holds mu.
func (sc *sessionConns) message(from uint64, name func(api.Present) api.Present) presenceMessage {
	m := api.Presence{Type: "presence", Observers: []api.Present{}, Mirror: sc.mirrors > 0}
	for _, p := range sc.present {
		if p.since > from {
			m.Observers = append(m.Observers, name(p.Present))
		}
	}
	for id, since := range sc.gone {
		if from > 0 && since > from {
			m.Gone = append(m.Gone, name(api.Present{Observer: id}).Observer)
		}
	}
	out := presenceMessage{from: from, to: sc.version}
	if from > 0 && len(m.Observers)+len(m.Gone) == 0 && sc.mirrored <= from {
		return out
	}
	slices.SortFunc(m.Observers, func(x, y api.Present) int { return cmp.Compare(x.Observer, y.Observer) })
	slices.Sort(m.Gone)
	out.frame = textFrame(m)
	return out
}

// presenceFrame returns the frame that says who is there, or when the client wants
// changes only, what has changed since its last one; nil when nothing has. An
// anonymous viewer sees no names.
func (w *frameWriter) presenceFrame() ([]byte, error) {
	sc := w.peers
	from := uint64(0)
	if w.sub.Changes {
		from = w.presentUpTo
	}
	if w.right.Anonymous {
		var frame []byte
		err := w.live.opts.Recorder.Read(w.ctx, w.session, w.right.Viewer, func(s *observe.Snapshot) error {
			sc.mu.Lock()
			defer sc.mu.Unlock()
			m := sc.message(from, func(p api.Present) api.Present {
				return api.Present{Observer: s.Redactor.Observer(p.Observer), Role: p.Role}
			})
			frame, w.presentUpTo = m.frame, m.to
			return nil
		})
		return frame, err
	}
	sc.mu.Lock()
	defer sc.mu.Unlock()
	last := &sc.all
	if from > 0 {
		last = &sc.changes
	}
	if last.from != from || last.to != sc.version {
		*last = sc.message(from, func(p api.Present) api.Present { return p })
	}
	w.presentUpTo = sc.version
	return last.frame, nil
}
