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

// publication is one link of the chain that a session publishes: a message for each
// group. Subscriptions follow the chain at their own pace.
type publication struct {
	messages map[*viewGroup]Message
	total    int64         // bytes published up to here, counting the largest message of each publication
	ready    chan struct{} // closed when next is set
	next     *publication
}

func newPublication() *publication { return &publication{ready: make(chan struct{})} }

// groupKey identifies a group by what its members see, and by whether they get only
// the changes of a header.
type groupKey struct {
	view    string
	changes bool
}

// viewGroup is the live subscriptions of a session that see the same, and so get the
// same messages.
type viewGroup struct {
	groupKey
	viewer   observe.Viewer
	redactor *observe.Redactor
	members  []*Subscription

	figuresMu sync.Mutex
	figures   []byte // the last summary
	figuresAt observe.Position
}

// endAll ends all live subscriptions; the caller holds mu.
func (ls *loadedSession) endAll(why End) {
	messages := make(map[*viewGroup]Message, len(ls.groups))
	for _, g := range ls.groups {
		messages[g] = Message{End: why}
	}
	ls.link(messages)
}

// enter adds a subscription to its group; the caller holds mu. The new one has the
// present header, and from then on gets the same changes as the others. A change that
// the others have not got yet might be undone before they get it, and then nobody would
// tell the new one. So it is published first, unless only observers were added: those
// are never removed, and publishing for each would make many messages when many join.
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

// leave removes a subscription from its group; the caller holds mu.
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

// dropBase forgets the last header that was sent to a group that is gone, unless
// another group gets the same changes.
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

// publish sends stored entries to all groups, MaxBatch at a time; the caller holds mu.
func (ls *loadedSession) publish(entries []observe.Entry) {
	if len(ls.groups) == 0 {
		return
	}
	moved := slices.ContainsFunc(entries, func(e observe.Entry) bool {
		return e.Set != nil && (e.Set.From != nil || e.Set.To != nil) || e.Type == observe.TypeParticipant // a participant entry may change the roles that are shown
	})
	for page := range slices.Chunk(entries, observe.MaxBatch) {
		var plain []byte // made once for all groups that see the entries unchanged
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

// seesPlain reports whether the group sees all the entries unchanged.
func (g *viewGroup) seesPlain(entries []observe.Entry) bool {
	for i := range entries {
		if !g.redactor.Plain(&entries[i]) {
			return false
		}
	}
	return true
}

// publishSession sends the header to all groups; the caller holds mu. If the last one
// was sent less than headerPause ago, and this one is not urgent, it is sent later,
// together with what changes until then: so many who join cause few messages.
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

// publishLater sends the header after a time. If the session cannot be loaded then, the
// next load sends it.
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

// dropChanged ends the subscriptions of all groups whose view has changed.
func (ls *loadedSession) dropChanged() {
	messages := map[*viewGroup]Message{}
	for key, g := range ls.groups {
		if ls.snapshotOf(g).View != key.view {
			messages[g] = Message{End: ViewChanged}
		}
	}
	ls.link(messages)
}

// link adds a publication to the chain and wakes those who wait for it. It ends the
// subscriptions that are more than MaxLag bytes behind, as they would keep too much of
// the chain in memory.
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
		for i := len(g.members) - 1; i >= 0; i-- { // backwards, as leave moves the last one into the gap
			s := g.members[i]
			at := s.at.Load()
			if last.total-at.total > int64(ls.recorder.opts.MaxLag) && s.at.CompareAndSwap(at, ls.recorder.tooSlow) {
				ls.leave(s)
			}
		}
	}
}
