package server

import (
	"cmp"
	"slices"
	"sync"

	"kompas/observe"
	"kompas/server/api"
)

// lobby knows who has a connection to one session.
type lobby struct {
	mu      sync.Mutex
	conns   map[*liveConn]struct{}
	present map[observe.ObserverID]*presence
	message []byte // the last presence, as most see it; nil when somebody came or went
}

// presence is one observer who may append.
type presence struct {
	api.Present
	connections int
}

// enter puts a connection into the lobby of its session.
func (l *live) enter(c *liveConn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.lobbies[c.session]
	if b == nil {
		b = &lobby{conns: map[*liveConn]struct{}{}, present: map[observe.ObserverID]*presence{}}
		l.lobbies[c.session] = b
	}
	c.lobby = b
	b.mu.Lock()
	defer b.mu.Unlock()
	b.conns[c] = struct{}{}
	c.noticePresence()
	if !c.who.MayAppend() {
		return
	}
	p := b.present[c.who.Observer]
	if p == nil {
		p = &presence{Present: api.Present{Observer: c.who.Observer, Name: c.who.name, Role: c.who.Role}}
		b.present[c.who.Observer] = p
		b.changed()
	}
	p.connections++
}

// leave takes a connection out of its lobby, if it is in one.
func (l *live) leave(c *liveConn) {
	b := c.lobby
	if b == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.conns, c)
	if len(b.conns) == 0 {
		delete(l.lobbies, c.session)
		return
	}
	if p := b.present[c.who.Observer]; c.who.MayAppend() {
		if p.connections--; p.connections == 0 {
			delete(b.present, c.who.Observer)
			b.changed()
		}
	}
}

// changed has everybody told; the caller holds mu.
func (b *lobby) changed() {
	b.message = nil
	for c := range b.conns {
		c.noticePresence()
	}
}

// list gives who is there, by id.
func (b *lobby) list() []api.Present {
	list := make([]api.Present, 0, len(b.present))
	for _, p := range b.present {
		list = append(list, p.Present)
	}
	slices.SortFunc(list, byObserver)
	return list
}

// presenceMessage says who is there, as the viewer of the connection may know
// it.
func (c *liveConn) presenceMessage() ([]byte, error) {
	b := c.lobby
	b.mu.Lock()
	if b.message == nil {
		b.message = textFrame(api.Presence{Type: "presence", Observers: b.list()})
	}
	message := b.message
	var list []api.Present
	if c.who.Anonymous {
		list = b.list()
	}
	b.mu.Unlock()
	if list == nil {
		return message, nil
	}
	err := c.hub.recorder.Read(c.ctx, c.session, c.who.Viewer, func(s *observe.Snapshot) error {
		for i := range list {
			list[i].Observer, list[i].Name = s.Lens.Observer(list[i].Observer), ""
		}
		return nil
	})
	slices.SortFunc(list, byObserver)
	return textFrame(api.Presence{Type: "presence", Observers: list}), err
}

func byObserver(x, y api.Present) int { return cmp.Compare(x.Observer, y.Observer) }
