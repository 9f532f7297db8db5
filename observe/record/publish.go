package record

import (
	"context"
	"reflect"
	"slices"
	"sync"
	"time"

	"kompas/observe"
)

// headerPause is the shortest time between two publications of the header, unless
// the second is urgent.
const headerPause = time.Second

// publication is a link of the chain that a session publishes.
type publication struct {
	messages map[*viewGroup]Message
	total    int64 // bytes that were published up to here
	ready    chan struct{}
	next     *publication
}

func newPublication() *publication { return &publication{ready: make(chan struct{})} }

// groupKey tells groups apart: what their members see, and how.
type groupKey struct {
	view    string
	changes bool
}

// class is those subscribers of a session who see the same.
type viewGroup struct {
	groupKey
	viewer   observe.Viewer
	redactor *observe.Redactor
	members  []*Subscription

	figuresMu sync.Mutex
	figures   []byte // the last summary
	figuresAt observe.Position
}

// endAll ends all subscriptions; the caller holds mu.
func (ls *loadedSession) endAll(why End) {
	messages := make(map[*viewGroup]Message, len(ls.groups))
	for _, g := range ls.groups {
		messages[g] = Message{End: why}
	}
	ls.link(messages)
}

// enter puts a subscription among those that are published to; the caller
// holds mu. Who comes has the header as it is now, and is then told what the
// others are: what these are owed, and may be taken back, they are told first.
// Observers only come, so that many who join still make few messages.
func (ls *loadedSession) enter(s *Subscription) {
	if s.Changes && ls.headerDue && !sameButObservers(ls.shownHeader, *ls.state.Header()) {
		ls.publishSession(true)
	}
	key := groupKey{s.View, s.Changes}
	g := ls.groups[key]
	if g == nil {
		g = &viewGroup{groupKey: key, viewer: s.viewer, redactor: ls.state.Redactor(s.viewer, ls.recorder.opts.Secret)}
		ls.groups[key] = g
	}
	if bare := s.viewer.Anonymous; s.Changes && ls.bases[bare] == nil {
		_, ls.bases[bare] = ls.recorder.opts.Render.Changes(ls.snapshotOf(g), nil)
	}
	s.group, s.place = g, len(g.members)
	g.members = append(g.members, s)
	s.at.Store(ls.tail)
}

// leave takes a subscription out; the caller holds mu.
func (ls *loadedSession) leave(s *Subscription) {
	if s.place < 0 {
		return
	}
	g := s.group
	last := len(g.members) - 1
	g.members[s.place] = g.members[last]
	g.members[s.place].place = s.place
	g.members[last] = nil
	g.members, s.place = g.members[:last], -1
	if last == 0 {
		delete(ls.groups, g.groupKey)
		ls.dropBase(g)
	}
}

// dropBase forgets what the members of a class were told last, unless others are
// told the same.
func (ls *loadedSession) dropBase(gone *viewGroup) {
	for _, g := range ls.groups {
		if g.changes && g.viewer.Anonymous == gone.viewer.Anonymous {
			return
		}
	}
	delete(ls.bases, gone.viewer.Anonymous)
}

func sameButObservers(a, b observe.Header) bool {
	a.Observers, b.Observers = nil, nil
	return reflect.DeepEqual(a, b)
}

// publish shows stored entries to those who follow, MaxBatch at a time.
func (ls *loadedSession) publish(entries []observe.Entry) {
	if len(ls.groups) == 0 {
		return
	}
	moved := slices.ContainsFunc(entries, func(e observe.Entry) bool {
		return e.Set != nil && (e.Set.From != nil || e.Set.To != nil) || e.Type == observe.TypeParticipant // which may change roles
	})
	for page := range slices.Chunk(entries, observe.MaxBatch) {
		var plain []byte // made once for all who see the entries as they are
		messages := make(map[*viewGroup]Message, len(ls.groups))
		for _, g := range ls.groups {
			m := Message{Head: page[len(page)-1].Seq}
			if g.seesPlain(page) {
				if plain == nil {
					plain = ls.recorder.opts.Render.Entries(page)
				}
				m.Body = plain
			} else {
				shown := make([]observe.Entry, len(page))
				for i := range page {
					shown[i] = g.redactor.Show(page[i])
				}
				m.Body = ls.recorder.opts.Render.Entries(shown)
			}
			messages[g] = m
		}
		ls.link(messages)
	}
	if moved {
		ls.dropChanged()
	}
}

func (g *viewGroup) seesPlain(entries []observe.Entry) bool {
	for i := range entries {
		if !g.redactor.Plain(&entries[i]) {
			return false
		}
	}
	return true
}

// publishSession shows the header to those who follow. Where it was shown a
// moment ago it waits, unless it is urgent, and what changes meanwhile goes with
// it: many who join do not make many messages.
func (ls *loadedSession) publishSession(urgent bool) {
	ls.headerDue = false
	if len(ls.groups) == 0 {
		return
	}
	if wait := headerPause - time.Since(ls.shownAt); wait > 0 && !urgent {
		ls.headerDue = true
		ls.publishLater(wait)
		return
	}
	ls.shownAt, ls.shownHeader = time.Now(), *ls.state.Header()
	type kind struct{ bare, changes bool }
	made := map[kind][]byte{}
	messages := make(map[*viewGroup]Message, len(ls.groups))
	for _, g := range ls.groups {
		k := kind{g.viewer.Anonymous, g.changes}
		body, there := made[k]
		if !there {
			if k.changes {
				body, ls.bases[k.bare] = ls.recorder.opts.Render.Changes(ls.snapshotOf(g), ls.bases[k.bare])
			} else {
				body = ls.recorder.opts.Render.Session(ls.snapshotOf(g))
			}
			made[k] = body
		}
		messages[g] = Message{Head: ls.position.Head, Body: body}
	}
	ls.link(messages)
}

// publishLater shows a header that is owed. Where the session cannot be loaded
// then, it is shown when it next is.
func (ls *loadedSession) publishLater(wait time.Duration) {
	if ls.scheduled {
		return
	}
	ls.scheduled = true
	ls.recorder.retain(ls)
	time.AfterFunc(wait, func() {
		defer ls.recorder.release(ls)
		ls.mu.Lock()
		defer ls.mu.Unlock()
		defer func() {
			if p := recover(); p != nil {
				ls.fault(p)
			}
		}()
		ls.scheduled = false
		if ls.headerDue && len(ls.groups) > 0 && ls.load(context.Background()) == nil && ls.headerDue {
			ls.publishSession(true)
		}
	})
}

// dropChanged tells those whose view has changed, which ends them.
func (ls *loadedSession) dropChanged() {
	messages := map[*viewGroup]Message{}
	for key, g := range ls.groups {
		if ls.snapshotOf(g).View != key.view {
			messages[g] = Message{End: ViewChanged}
		}
	}
	ls.link(messages)
}

// link adds a frame to the chain, wakes those who wait for it, and cuts off
// those who are so far behind that they would keep too much of it in memory.
func (ls *loadedSession) link(messages map[*viewGroup]Message) {
	if len(messages) == 0 {
		return
	}
	p, size := newPublication(), 0
	for _, m := range messages {
		size = max(size, len(m.Body))
	}
	last := ls.tail
	p.messages, p.total = messages, last.total+int64(size)
	last.next, ls.tail = p, p
	close(last.ready)
	for _, g := range ls.groups {
		for i := len(g.members) - 1; i >= 0; i-- { // leave moves later ones only
			s := g.members[i]
			at := s.at.Load()
			if last.total-at.total > int64(ls.recorder.opts.MaxLag) && s.at.CompareAndSwap(at, ls.recorder.tooSlow) {
				ls.leave(s)
			}
		}
	}
}
