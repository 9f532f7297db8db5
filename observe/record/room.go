package record

import (
	"kompas/observe"

	"context"
	"encoding/json"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// room is one session in memory: its state, the appends that wait, and the end
// of the chain that is published. Lock order: mu or queueMu first, then
// Recorder.mu, which is held for moments only. No message is made and nothing
// is linked to the chain but under mu.
type room struct {
	recorder *Recorder
	id       observe.SessionID
	users    int         // guarded by Recorder.mu
	used     uint64      // guarded by Recorder.mu
	gone     bool        // guarded by mu
	deleting atomic.Bool // what is loaded meanwhile would be thrown away

	mu         sync.RWMutex   // held by the writer while the store syncs
	state      *observe.State // nil until loaded, and after a failed write
	position   observe.Position
	generation uint64
	classes    map[classKey]*class
	tail       *frame

	// Of the header, also guarded by mu.
	told   time.Time      // when it was last shown to those who follow
	toldOf observe.Header // what was shown then
	owed   bool           // it has changed since
	timed  bool           // something will show it in time
	bases  map[bool]any   // what [Renderer.Changes] gave last, by whether it is without names; none where nobody wants to know

	queueMu sync.Mutex
	queue   []request
	busy    bool

	loadMu  sync.Mutex
	loading *loading // nil when nobody loads
}

// loading is a state that is being made for whoever waits for it.
type loading struct {
	done chan struct{}
	err  error // valid when done is closed
}

// request is one append that waits for its turn.
type request struct {
	viewer  observe.Viewer
	entries []observe.Entry
	errs    []error // of reading the entry; beside entries
	size    int     // bytes
	done    func([]observe.Result)
}

const (
	sessionPause = time.Second // between two headers that go to those who follow

	readPage  = 4096      // entries read from the store at a time
	mostWrite = 256 << 10 // bytes of entries written and published at a time
)

// look runs f while the state is there and does not change.
func (rm *room) look(ctx context.Context, f func() error) error {
	for l := rm.loadUnderWay(); ; l = rm.beginLoad(ctx) {
		if l != nil {
			if err := l.wait(ctx); err != nil {
				return err
			}
		}
		rm.mu.RLock()
		if rm.state != nil {
			defer rm.mu.RUnlock()
			return f()
		}
		rm.mu.RUnlock()
	}
}

func (rm *room) loadUnderWay() *loading {
	rm.loadMu.Lock()
	defer rm.loadMu.Unlock()
	return rm.loading
}

// beginLoad has the state made, once for all who wait for it. It goes on when
// they give up: a long log would else never be there for somebody who asks again
// and again.
func (rm *room) beginLoad(ctx context.Context) *loading {
	rm.loadMu.Lock()
	defer rm.loadMu.Unlock()
	if rm.loading != nil {
		return rm.loading
	}
	l := &loading{done: make(chan struct{})}
	rm.loading = l
	rm.recorder.keep(rm)
	go func() {
		defer rm.recorder.release(rm)
		l.err = rm.loadAlone(context.WithoutCancel(ctx))
		rm.loadMu.Lock()
		rm.loading = nil
		rm.loadMu.Unlock()
		close(l.done)
	}()
	return l
}

func (l *loading) wait(ctx context.Context) error {
	select {
	case <-l.done:
		return l.err
	case <-ctx.Done():
		return &observe.Error{Code: observe.Unavailable, Message: "given up before the session was read", Err: ctx.Err()}
	}
}

// loadAlone is load for a goroutine of its own, where a panic would end the
// process.
func (rm *room) loadAlone(ctx context.Context) (err error) {
	rm.mu.Lock()
	defer rm.mu.Unlock()
	defer func() {
		if p := recover(); p != nil {
			err = observe.Errorf(observe.Unavailable, "session %q cannot be read: %v", rm.id, p)
		}
	}()
	return rm.load(ctx)
}

// load makes the state when it is not there; the caller holds mu. What
// somebody else stored meanwhile is published.
func (rm *room) load(ctx context.Context) error {
	switch {
	case rm.gone:
		return errNoSession(rm.id)
	case rm.state != nil:
		return nil
	}
	log := rm.recorder.log
	info, err := log.Get(ctx, rm.id)
	if err != nil {
		return err
	}
	followed := len(rm.classes) > 0 && info.Generation == rm.generation
	state := observe.NewState(info.Header)
	var fresh []observe.Entry
	for state.Head() < info.Head {
		if rm.deleting.Load() {
			return observe.Errorf(observe.Unavailable, "session %q is being deleted", rm.id)
		}
		page, err := log.Read(ctx, rm.id, state.Head(), readPage)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			return observe.Errorf(observe.Unavailable, "the log of session %q ends at %d, not at %d; `kompas check` tells more", rm.id, state.Head(), info.Head)
		}
		for _, e := range page {
			if e.Seq > info.Head {
				break
			}
			state.Apply(e)
			if followed && e.Seq > rm.position.Head {
				fresh = append(fresh, e)
			}
		}
	}
	before := rm.position
	rm.state, rm.position, rm.generation = state, info.Position, info.Generation
	for _, c := range rm.classes {
		c.redactor = state.Redactor(c.viewer, rm.recorder.opts.Secret)
	}
	rm.publish(fresh)
	if before.Revision != info.Revision || rm.owed {
		rm.publishSession(true)
	}
	rm.dropChanged()
	return nil
}

func (rm *room) snapshot(v observe.Viewer) *observe.Snapshot {
	return rm.snapshotThrough(v, rm.state.Redactor(v, rm.recorder.opts.Secret))
}

func (rm *room) snapshotOf(c *class) *observe.Snapshot {
	return rm.snapshotThrough(c.viewer, c.redactor)
}

func (rm *room) snapshotThrough(v observe.Viewer, l *observe.Redactor) *observe.Snapshot {
	return &observe.Snapshot{
		State: rm.state, Redactor: l, Viewer: v, Position: rm.position, Generation: rm.generation,
		View: rm.state.View(v, rm.recorder.opts.Incarnation, rm.generation),
	}
}

// shown gives entries of the store as a viewer sees them; the state is there
// and does not change.
func (rm *room) shown(ctx context.Context, v observe.Viewer, after observe.Seq, limit int) ([]observe.Entry, error) {
	if after >= rm.position.Head {
		return nil, nil
	}
	limit = int(min(observe.Seq(limit), rm.position.Head-after))
	entries, err := rm.recorder.log.Read(ctx, rm.id, after, limit)
	redactor := rm.state.Redactor(v, rm.recorder.opts.Secret)
	for i := range entries {
		entries[i] = redactor.Show(entries[i])
	}
	return entries, err
}

// enqueue has entries decided on after all that were enqueued before.
func (rm *room) enqueue(v observe.Viewer, raw []json.RawMessage, done func([]observe.Result)) {
	q := request{viewer: v, entries: make([]observe.Entry, len(raw)), errs: make([]error, len(raw)), done: done}
	for i, b := range raw {
		q.entries[i], q.errs[i] = observe.ParseEntry(b)
		q.size += len(b)
	}
	rm.queueMu.Lock()
	defer rm.queueMu.Unlock()
	rm.queue = append(rm.queue, q)
	if !rm.busy {
		rm.busy = true
		rm.recorder.keep(rm)
		go rm.drain()
	}
}

// drain writes what waits, as much at a time as there is, until nothing does.
func (rm *room) drain() {
	for {
		rm.queueMu.Lock()
		n, size := 0, 0
		for n < len(rm.queue) && (n == 0 || size+rm.queue[n].size <= mostWrite) {
			size += rm.queue[n].size
			n++
		}
		batch := rm.queue[:n:n]
		rm.queue = rm.queue[n:]
		if n == 0 {
			rm.queue, rm.busy = nil, false
		}
		rm.queueMu.Unlock()
		if n == 0 {
			rm.recorder.release(rm)
			return
		}
		results := rm.write(batch)
		for i, q := range batch {
			q.done(results[i])
		}
	}
}

// write decides on a batch of appends and stores what is right in one go. The
// batch is not tied to the life of any client.
func (rm *room) write(batch []request) (results [][]observe.Result) {
	ctx := context.Background()
	rm.mu.Lock()
	defer rm.mu.Unlock()
	defer func() {
		if p := recover(); p != nil {
			results = refuseAll(batch, rm.fault(p))
		}
	}()
	for {
		if err := rm.load(ctx); err != nil {
			return refuseAll(batch, asError(err))
		}
		results, entries := rm.decide(batch)
		if len(entries) == 0 {
			return results
		}
		var facts *observe.Facts
		if rm.state.FactsChangedSince(rm.position.Head) {
			facts = new(rm.state.Facts())
		}
		head, err := rm.recorder.log.Append(ctx, rm.id, rm.position, entries, facts)
		if err == nil {
			rm.position.Head = head
			rm.publish(entries)
			return results
		}
		rm.state = nil // it holds what the store does not
		if !isConflict(err) {
			refuseNew(results, entries, asError(err))
			return results
		}
	}
}

// decide answers each entry, and applies those that are right to the state.
func (rm *room) decide(batch []request) (results [][]observe.Result, entries []observe.Entry) {
	results = make([][]observe.Result, len(batch))
	now := observe.NewTimestamp(rm.recorder.opts.Now())
	for i, q := range batch {
		results[i] = make([]observe.Result, len(q.entries))
		var held *observe.Error // a passing reject, which all later new entries get
		for j := range q.entries {
			e := &q.entries[j]
			res := &results[i][j]
			res.ID = e.ID
			seq, err := rm.state.Find(q.viewer, e)
			switch {
			case held != nil && seq == 0 && err == nil: // new
				res.Err = held
				continue
			case q.errs[j] != nil:
				res.Err = asError(q.errs[j])
				continue
			case err != nil:
				res.Err = asError(err)
				continue
			case seq > 0:
				res.Seq = seq
				continue
			}
			err = rm.state.CheckNewID(e.ID, rm.recorder.opts.Secret)
			if err == nil {
				err = rm.state.Check(q.viewer, e)
			}
			if err == nil {
				err = rm.recorder.opts.Quotas.CheckEntry(rm.state, e)
			}
			if err != nil {
				res.Err = asError(err)
				if passing(res.Err.Code) {
					held = observe.Errorf(res.Err.Code, "%s", res.Err.Message) // the field is not theirs
				}
				continue
			}
			stored := *e
			stored.Seq, stored.Observer, stored.RecordedAt = rm.state.Head()+1, q.viewer.Observer, now
			rm.state.Apply(stored)
			entries = append(entries, stored)
			res.Seq = stored.Seq
		}
	}
	return results, entries
}

// fault is called with what a panic gave, where it would end the process; the
// caller holds mu. Nobody knows how far things came: what is in memory is read
// again, and who follows begins again where they are.
func (rm *room) fault(p any) *observe.Error {
	rm.state = nil
	rm.endAll(ViewChanged)
	return observe.Errorf(observe.Unavailable, "session %q cannot be written or shown: %v", rm.id, p)
}

// endAll ends all subscriptions; the caller holds mu.
func (rm *room) endAll(why End) {
	messages := make(map[*class]Message, len(rm.classes))
	for _, c := range rm.classes {
		messages[c] = Message{End: why}
	}
	rm.link(messages)
}

// refuseNew turns the acknowledgement of what could not be stored into a
// reject; what was stored before stays acknowledged.
func refuseNew(results [][]observe.Result, entries []observe.Entry, err *observe.Error) {
	for _, rs := range results {
		for i := range rs {
			if rs[i].Seq >= entries[0].Seq {
				rs[i].Seq, rs[i].Err = 0, err
			}
		}
	}
}

func refuseAll(batch []request, err *observe.Error) [][]observe.Result {
	results := make([][]observe.Result, len(batch))
	for i, q := range batch {
		for _, e := range q.entries {
			results[i] = append(results[i], observe.Result{ID: e.ID, Err: err})
		}
	}
	return results
}

// enter puts a subscription among those that are published to; the caller
// holds mu. Who comes has the header as it is now, and is then told what the
// others are: what these are owed, and may be taken back, they are told first.
// Observers only come, so that many who join still make few messages.
func (rm *room) enter(s *Subscription) {
	if s.Changes && rm.owed && !sameButObservers(rm.toldOf, *rm.state.Header()) {
		rm.publishSession(true)
	}
	key := classKey{s.View, s.Changes}
	c := rm.classes[key]
	if c == nil {
		c = &class{classKey: key, viewer: s.viewer, redactor: rm.state.Redactor(s.viewer, rm.recorder.opts.Secret)}
		rm.classes[key] = c
	}
	if bare := s.viewer.Anonymous; s.Changes && rm.bases[bare] == nil {
		_, rm.bases[bare] = rm.recorder.opts.Render.Changes(rm.snapshotOf(c), nil)
	}
	s.class, s.place = c, len(c.members)
	c.members = append(c.members, s)
	s.at.Store(rm.tail)
}

// leave takes a subscription out; the caller holds mu.
func (rm *room) leave(s *Subscription) {
	if s.place < 0 {
		return
	}
	c := s.class
	last := len(c.members) - 1
	c.members[s.place] = c.members[last]
	c.members[s.place].place = s.place
	c.members[last] = nil
	c.members, s.place = c.members[:last], -1
	if last == 0 {
		delete(rm.classes, c.classKey)
		rm.dropBase(c)
	}
}

// dropBase forgets what the members of a class were told last, unless others are
// told the same.
func (rm *room) dropBase(gone *class) {
	for _, c := range rm.classes {
		if c.changes && c.viewer.Anonymous == gone.viewer.Anonymous {
			return
		}
	}
	delete(rm.bases, gone.viewer.Anonymous)
}

func sameButObservers(a, b observe.Header) bool {
	a.Observers, b.Observers = nil, nil
	return reflect.DeepEqual(a, b)
}

// publish shows stored entries to those who follow, MaxBatch at a time.
func (rm *room) publish(entries []observe.Entry) {
	if len(rm.classes) == 0 {
		return
	}
	moved := slices.ContainsFunc(entries, func(e observe.Entry) bool {
		return e.Set != nil && (e.Set.From != nil || e.Set.To != nil) || e.Type == observe.TypeParticipant // which may change roles
	})
	for page := range slices.Chunk(entries, observe.MaxBatch) {
		var plain []byte // made once for all who see the entries as they are
		messages := make(map[*class]Message, len(rm.classes))
		for _, c := range rm.classes {
			m := Message{Head: page[len(page)-1].Seq}
			if c.seesPlain(page) {
				if plain == nil {
					plain = rm.recorder.opts.Render.Entries(page)
				}
				m.Body = plain
			} else {
				shown := make([]observe.Entry, len(page))
				for i := range page {
					shown[i] = c.redactor.Show(page[i])
				}
				m.Body = rm.recorder.opts.Render.Entries(shown)
			}
			messages[c] = m
		}
		rm.link(messages)
	}
	if moved {
		rm.dropChanged()
	}
}

func (c *class) seesPlain(entries []observe.Entry) bool {
	for i := range entries {
		if !c.redactor.Plain(&entries[i]) {
			return false
		}
	}
	return true
}

// publishSession shows the header to those who follow. Where it was shown a
// moment ago it waits, unless it is urgent, and what changes meanwhile goes with
// it: many who join do not make many messages.
func (rm *room) publishSession(urgent bool) {
	rm.owed = false
	if len(rm.classes) == 0 {
		return
	}
	if wait := sessionPause - time.Since(rm.told); wait > 0 && !urgent {
		rm.owed = true
		rm.publishLater(wait)
		return
	}
	rm.told, rm.toldOf = time.Now(), *rm.state.Header()
	type kind struct{ bare, changes bool }
	made := map[kind][]byte{}
	messages := make(map[*class]Message, len(rm.classes))
	for _, c := range rm.classes {
		k := kind{c.viewer.Anonymous, c.changes}
		body, there := made[k]
		if !there {
			if k.changes {
				body, rm.bases[k.bare] = rm.recorder.opts.Render.Changes(rm.snapshotOf(c), rm.bases[k.bare])
			} else {
				body = rm.recorder.opts.Render.Session(rm.snapshotOf(c))
			}
			made[k] = body
		}
		messages[c] = Message{Head: rm.position.Head, Body: body}
	}
	rm.link(messages)
}

// publishLater shows a header that is owed. Where the session cannot be loaded
// then, it is shown when it next is.
func (rm *room) publishLater(wait time.Duration) {
	if rm.timed {
		return
	}
	rm.timed = true
	rm.recorder.keep(rm)
	time.AfterFunc(wait, func() {
		defer rm.recorder.release(rm)
		rm.mu.Lock()
		defer rm.mu.Unlock()
		defer func() {
			if p := recover(); p != nil {
				rm.fault(p)
			}
		}()
		rm.timed = false
		if rm.owed && len(rm.classes) > 0 && rm.load(context.Background()) == nil && rm.owed {
			rm.publishSession(true)
		}
	})
}

// dropChanged tells those whose view has changed, which ends them.
func (rm *room) dropChanged() {
	messages := map[*class]Message{}
	for key, c := range rm.classes {
		if rm.snapshotOf(c).View != key.view {
			messages[c] = Message{End: ViewChanged}
		}
	}
	rm.link(messages)
}

// link adds a frame to the chain, wakes those who wait for it, and cuts off
// those who are so far behind that they would keep too much of it in memory.
func (rm *room) link(messages map[*class]Message) {
	if len(messages) == 0 {
		return
	}
	f, size := newFrame(), 0
	for _, m := range messages {
		size = max(size, len(m.Body))
	}
	last := rm.tail
	f.messages, f.total = messages, last.total+int64(size)
	last.next, rm.tail = f, f
	close(last.ready)
	for _, c := range rm.classes {
		for i := len(c.members) - 1; i >= 0; i-- { // leave moves later ones only
			s := c.members[i]
			at := s.at.Load()
			if last.total-at.total > int64(rm.recorder.opts.MaxLag) && s.at.CompareAndSwap(at, rm.recorder.cut) {
				rm.leave(s)
			}
		}
	}
}

// update changes the header, once the state is there.
func (rm *room) update(ctx context.Context, change func(*observe.State, *observe.Header) error) error {
	for {
		if err := rm.look(ctx, func() error { return nil }); err != nil {
			return err
		}
		if decided, err := rm.tryUpdate(ctx, change); decided {
			return err
		}
	}
}

// tryUpdate changes the header, unless the state is not there any more or
// somebody else was first.
func (rm *room) tryUpdate(ctx context.Context, change func(*observe.State, *observe.Header) error) (decided bool, err error) {
	rm.mu.Lock()
	defer rm.mu.Unlock()
	if rm.state == nil {
		return false, nil
	}
	h := cloneHeader(*rm.state.Header())
	if err := change(rm.state, &h); err != nil {
		return true, err
	}
	if reflect.DeepEqual(h, *rm.state.Header()) {
		return true, nil
	}
	if err := h.ValidateChange(rm.state.Header()); err != nil {
		return true, err
	}
	if err := rm.recorder.opts.Quotas.CheckHeader(&h, rm.state.Header()); err != nil {
		return true, err
	}
	revision, err := rm.recorder.log.PutHeader(ctx, rm.id, rm.position, h)
	if isConflict(err) {
		rm.state = nil
		return false, nil
	}
	if err != nil {
		return true, err
	}
	rm.position.Revision = revision
	urgent := h.Locked != rm.state.Header().Locked // pads hold back, or send, by it
	rm.state.SetHeader(h)
	for _, c := range rm.classes {
		c.redactor = rm.state.Redactor(c.viewer, rm.recorder.opts.Secret)
	}
	rm.publishSession(urgent)
	rm.dropChanged()
	return true, nil
}

func (rm *room) delete(ctx context.Context) error {
	rm.deleting.Store(true)
	defer rm.deleting.Store(false)
	rm.mu.Lock()
	defer rm.mu.Unlock()
	if rm.gone {
		return errNoSession(rm.id)
	}
	if err := rm.recorder.log.Delete(ctx, rm.id); err != nil {
		return err
	}
	rm.gone = true
	rm.state = nil
	rm.endAll(Deleted)
	return nil
}
