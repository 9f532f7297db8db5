package observe

import (
	"context"
	"encoding/json"
	"reflect"
	"sync"
	"sync/atomic"
)

// room is one session in memory: its state, the appends that wait, and the
// end of the chain that is published. Lock order: mu or
// queueMu first, then Recorder.mu, which is held for moments only.
type room struct {
	recorder *Recorder
	id       SessionID
	users    int    // guarded by Recorder.mu
	used     uint64 // guarded by Recorder.mu
	gone     bool   // guarded by mu

	mu         sync.RWMutex // held by the writer while the store syncs
	state      *State       // nil until loaded, and after a failed write
	position   Position
	generation uint64
	classes    map[string]*class
	tail       *frame
	published  atomic.Int64 // entries, over the life of the room

	queueMu sync.Mutex
	queue   []request
	busy    bool
}

// request is one append that waits for its turn.
type request struct {
	viewer  Viewer
	entries []Entry
	errs    []error // of reading the entry; beside entries
	done    func([]Result)
}

const (
	readPage  = 4096 // entries read from the store at a time
	mostWrite = 8192 // entries written at a time
)

// look runs f while the state is there and does not change.
func (rm *room) look(ctx context.Context, f func() error) error {
	for {
		rm.mu.RLock()
		if rm.state != nil {
			defer rm.mu.RUnlock()
			return f()
		}
		rm.mu.RUnlock()
		rm.mu.Lock()
		err := rm.load(ctx)
		rm.mu.Unlock()
		if err != nil {
			return err
		}
	}
}

// load makes the state when it is not there; the caller holds mu. Entries that
// somebody else stored meanwhile are published.
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
	state := NewState(info.Header)
	var fresh []Entry
	for state.Head() < info.Head {
		page, err := log.Read(ctx, rm.id, state.Head(), readPage)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			return Errorf(Unavailable, "the log of session %q ends at %d, not at %d; `kompas check` tells more", rm.id, state.Head(), info.Head)
		}
		for _, e := range page {
			if e.Seq > info.Head {
				break
			}
			state.Apply(e)
			if len(rm.classes) > 0 && e.Seq > rm.position.Head {
				fresh = append(fresh, e)
			}
		}
	}
	rm.state, rm.position, rm.generation = state, info.Position, info.Generation
	for _, c := range rm.classes {
		c.lens = state.Lens(c.viewer, rm.recorder.opts.Secret)
	}
	rm.publish(fresh)
	rm.dropChanged()
	return nil
}

func (rm *room) snapshot(v Viewer) *Snapshot {
	opts := &rm.recorder.opts
	return &Snapshot{
		State: rm.state, Lens: rm.state.Lens(v, opts.Secret), Viewer: v, Generation: rm.generation,
		View: rm.state.View(v, opts.Incarnation, rm.generation),
	}
}

// shown gives entries of the store as a viewer sees them.
func (rm *room) shown(ctx context.Context, v Viewer, after Seq, limit int) ([]Entry, error) {
	var entries []Entry
	err := rm.look(ctx, func() (err error) {
		if after >= rm.position.Head {
			return nil
		}
		limit = min(limit, int(rm.position.Head-after))
		entries, err = rm.recorder.log.Read(ctx, rm.id, after, limit)
		lens := rm.state.Lens(v, rm.recorder.opts.Secret)
		for i := range entries {
			entries[i] = lens.Show(entries[i])
		}
		return err
	})
	return entries, err
}

// enqueue has entries decided on after all that were enqueued before.
func (rm *room) enqueue(v Viewer, raw []json.RawMessage, done func([]Result)) {
	q := request{viewer: v, entries: make([]Entry, len(raw)), errs: make([]error, len(raw)), done: done}
	for i, b := range raw {
		q.entries[i], q.errs[i] = ParseEntry(b)
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
		n, entries := 0, 0
		for n < len(rm.queue) && (n == 0 || entries+len(rm.queue[n].entries) <= mostWrite) {
			entries += len(rm.queue[n].entries)
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
func (rm *room) write(batch []request) [][]Result {
	ctx := context.Background()
	rm.mu.Lock()
	defer rm.mu.Unlock()
	for {
		if err := rm.load(ctx); err != nil {
			return refuseAll(batch, asError(err))
		}
		results, entries := rm.decide(batch)
		if len(entries) == 0 {
			return results
		}
		head, err := rm.recorder.log.Append(ctx, rm.id, rm.position, entries)
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
func (rm *room) decide(batch []request) (results [][]Result, entries []Entry) {
	results = make([][]Result, len(batch))
	now := NewTimestamp(rm.recorder.opts.Now())
	for i, q := range batch {
		results[i] = make([]Result, len(q.entries))
		var held *Error // a passing reject, which all later new entries get
		for j := range q.entries {
			e := &q.entries[j]
			res := &results[i][j]
			res.ID = e.ID
			if err := q.errs[j]; err != nil {
				res.Err = asError(err)
				continue
			}
			seq, err := rm.state.Find(q.viewer, e)
			switch {
			case err != nil:
				res.Err = asError(err)
				continue
			case seq > 0:
				res.Seq = seq
				continue
			case held != nil:
				res.Err = held
				continue
			}
			if err := rm.state.Check(q.viewer, e); err != nil {
				res.Err = asError(err)
				if passing(res.Err.Code) {
					held = res.Err
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

// refuseNew turns the acknowledgement of what could not be stored into a
// reject; what was stored before stays acknowledged.
func refuseNew(results [][]Result, entries []Entry, err *Error) {
	for _, rs := range results {
		for i := range rs {
			if rs[i].Seq >= entries[0].Seq {
				rs[i].Seq, rs[i].Err = 0, err
			}
		}
	}
}

func refuseAll(batch []request, err *Error) [][]Result {
	results := make([][]Result, len(batch))
	for i, q := range batch {
		for _, e := range q.entries {
			results[i] = append(results[i], Result{ID: e.ID, Err: err})
		}
	}
	return results
}

func (rm *room) join(s *Snapshot) *class {
	c := rm.classes[s.View]
	if c == nil {
		c = &class{view: s.View, viewer: s.Viewer, lens: s.Lens}
		rm.classes[s.View] = c
	}
	c.members++
	return c
}

// publish shows stored entries to those who follow, MaxBatch at a time.
func (rm *room) publish(entries []Entry) {
	moved := false
	for i := range entries {
		if s := entries[i].Set; s != nil && (s.From != nil || s.To != nil) {
			moved = true
		}
	}
	if moved {
		defer rm.dropChanged()
	}
	for len(entries) > 0 {
		n := min(len(entries), MaxBatch)
		page := entries[:n:n]
		entries = entries[n:]
		rm.published.Add(int64(n))
		if len(rm.classes) == 0 {
			continue
		}
		var plain any // made once for all who see the entries as they are
		messages := make(map[*class]*Message, len(rm.classes))
		for _, c := range rm.classes {
			m := &Message{Head: page[n-1].Seq}
			if c.seesPlain(page) {
				if plain == nil {
					plain = rm.recorder.opts.Render.Entries(page)
				}
				m.Body = plain
			} else {
				shown := make([]Entry, n)
				for i := range page {
					shown[i] = c.lens.Show(page[i])
				}
				m.Body = rm.recorder.opts.Render.Entries(shown)
			}
			messages[c] = m
		}
		rm.link(messages)
	}
}

func (c *class) seesPlain(entries []Entry) bool {
	for i := range entries {
		if !c.lens.Plain(&entries[i]) {
			return false
		}
	}
	return true
}

// link adds a frame to the chain and wakes those who wait for it.
func (rm *room) link(messages map[*class]*Message) {
	f := newFrame()
	f.messages, f.total = messages, rm.published.Load()
	last := rm.tail
	last.next, rm.tail = f, f
	close(last.ready)
}

func (rm *room) viewOf(c *class) string {
	return rm.state.View(c.viewer, rm.recorder.opts.Incarnation, rm.generation)
}

// dropChanged tells those whose view has changed, which ends them.
func (rm *room) dropChanged() {
	messages := map[*class]*Message{}
	for view, c := range rm.classes {
		if rm.viewOf(c) != view {
			messages[c] = &Message{ViewChanged: true}
		}
	}
	if len(messages) > 0 {
		rm.link(messages)
	}
}

func (rm *room) update(ctx context.Context, change func(*State, *Header) error) error {
	rm.mu.Lock()
	defer rm.mu.Unlock()
	for {
		if err := rm.load(ctx); err != nil {
			return err
		}
		h := cloneHeader(rm.state.header)
		if err := change(rm.state, &h); err != nil {
			return err
		}
		if reflect.DeepEqual(h, rm.state.header) {
			return nil
		}
		if err := h.Validate(); err != nil {
			return err
		}
		revision, err := rm.recorder.log.PutHeader(ctx, rm.id, rm.position, h)
		if isConflict(err) {
			rm.state = nil
			continue
		}
		if err != nil {
			return err
		}
		rm.position.Revision = revision
		rm.state.SetHeader(h)
		messages := map[*class]*Message{}
		for _, c := range rm.classes {
			c.lens = rm.state.Lens(c.viewer, rm.recorder.opts.Secret)
			messages[c] = &Message{Head: rm.position.Head, Body: rm.recorder.opts.Render.Session(rm.snapshot(c.viewer))}
		}
		rm.link(messages)
		rm.dropChanged()
		return nil
	}
}

func (rm *room) delete(ctx context.Context) error {
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
	messages := map[*class]*Message{}
	for _, c := range rm.classes {
		messages[c] = &Message{Deleted: true}
	}
	rm.link(messages)
	return nil
}
