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
	pause time.Duration // between two times that all are told

	mu        sync.Mutex
	conns     map[*conn]struct{}
	present   map[observe.ObserverID]*presence
	gone      map[observe.ObserverID]uint64 // who was there, and the version since when they are not
	version   uint64                        // grows with each who comes or goes
	announced time.Time                     // when all were last told
	timed     bool                          // all will be told in time

	whole, part presenceMessage // the last ones, as most see them
}

// presenceMessage says who is there, or what has changed of that.
type presenceMessage struct {
	from, to uint64 // versions; from 0: all
	frame    []byte // nil when nothing has changed
}

// presence is one observer who may append.
type presence struct {
	api.Present
	since       uint64 // the version
	connections int
}

// enter puts a connection into the sessionConns of its session.
func (l *Connections) enter(c *conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.sessions[c.session]
	if b == nil {
		b = &sessionConns{
			pause: l.opts.timing.present, conns: map[*conn]struct{}{}, version: 1,
			present: map[observe.ObserverID]*presence{}, gone: map[observe.ObserverID]uint64{},
		}
		l.sessions[c.session] = b
	}
	c.peers = b
	b.mu.Lock()
	defer b.mu.Unlock()
	b.conns[c] = struct{}{}
	c.noticePresence()
	if !c.right.MayAppend() {
		return
	}
	p := b.present[c.right.Observer]
	if p == nil {
		p = &presence{Present: api.Present{Observer: c.right.Observer, Name: c.right.Name, Role: c.right.Role}}
		b.present[c.right.Observer] = p
		b.changed()
		p.since = b.version
		delete(b.gone, c.right.Observer)
	}
	p.connections++
}

// leave takes a connection out of its sessionConns, if it is in one.
func (l *Connections) leave(c *conn) {
	b := c.peers
	if b == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.conns, c)
	if len(b.conns) == 0 {
		delete(l.sessions, c.session)
		return
	}
	if p := b.present[c.right.Observer]; c.right.MayAppend() {
		if p.connections--; p.connections == 0 {
			delete(b.present, c.right.Observer)
			b.changed()
			b.gone[c.right.Observer] = b.version
		}
	}
}

// changed has everybody told: at once, or, when they were told a moment ago,
// together with what else changes until the pause is over. The caller holds mu.
func (b *sessionConns) changed() {
	b.version++
	wait := b.pause - time.Since(b.announced)
	switch {
	case wait <= 0:
		b.announce()
	case !b.timed:
		b.timed = true
		time.AfterFunc(wait, func() {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.timed = false
			b.announce()
		})
	}
}

// announce has everybody told now; the caller holds mu.
func (b *sessionConns) announce() {
	b.announced = time.Now()
	for c := range b.conns {
		c.noticePresence()
	}
}

// message makes the message from one version to the present one. Name says what
// an observer is called there; the caller holds mu.
func (b *sessionConns) message(from uint64, name func(api.Present) api.Present) presenceMessage {
	m := api.Presence{Type: "presence", Observers: []api.Present{}}
	for _, p := range b.present {
		if p.since > from {
			m.Observers = append(m.Observers, name(p.Present))
		}
	}
	for id, since := range b.gone {
		if from > 0 && since > from {
			m.Gone = append(m.Gone, name(api.Present{Observer: id}).Observer)
		}
	}
	out := presenceMessage{from: from, to: b.version}
	if from > 0 && len(m.Observers)+len(m.Gone) == 0 {
		return out
	}
	slices.SortFunc(m.Observers, func(x, y api.Present) int { return cmp.Compare(x.Observer, y.Observer) })
	slices.Sort(m.Gone)
	out.frame = textFrame(m)
	return out
}

// presenceFrame says who is there, as the viewer of the connection may know it
// and as it wants to be told; nil when that is nothing new.
func (w *frameWriter) presenceFrame() ([]byte, error) {
	b := w.peers
	from := uint64(0)
	if w.sub.Changes {
		from = w.presentUpTo
	}
	if w.right.Anonymous {
		var frame []byte
		err := w.live.opts.Recorder.Read(w.ctx, w.session, w.right.Viewer, func(s *observe.Snapshot) error {
			b.mu.Lock()
			defer b.mu.Unlock()
			m := b.message(from, func(p api.Present) api.Present {
				return api.Present{Observer: s.Redactor.Observer(p.Observer), Role: p.Role}
			})
			frame, w.presentUpTo = m.frame, m.to
			return nil
		})
		return frame, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	last := &b.whole
	if from > 0 {
		last = &b.part
	}
	if last.from != from || last.to != b.version {
		*last = b.message(from, func(p api.Present) api.Present { return p })
	}
	w.presentUpTo = b.version
	return last.frame, nil
}
