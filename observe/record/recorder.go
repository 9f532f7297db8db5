package record

import (
	"kompas/observe"

	"context"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"sync"
	"time"
)

// Recorder is the one order-giver of a process: it decides on entries, has
// the log store them, and only then shows them to those who follow. It keeps
// the state of the sessions in use in memory. All methods may be called at the
// same time.
type Recorder struct {
	log  observe.Log
	opts Options

	cut *frame // where the subscriptions stand that were too slow

	mu    sync.Mutex
	rooms map[observe.SessionID]*room
	tick  uint64 // grows with each use of a room
}

// Options is what a recorder needs beside the log.
type Options struct {
	Now         func() time.Time
	Incarnation string // of the store; part of every view
	Secret      []byte // of the store; see [observe.State.Redactor]
	Render      Renderer
	Quotas      observe.Quotas
	Rooms       int // how many sessions may be in memory before those that nobody uses go; 0: 256
	MaxLag      int // bytes of messages a subscriber may be behind before it is cut off; 0: 8 MiB
}

// Renderer makes messages of what is published, each once for all that see the
// same. It is called while the session is held, so it only encodes.
type Renderer interface {
	// Entries makes the bytes to send for up to MaxBatch entries.
	Entries([]observe.Entry) []byte
	// Session makes the bytes to send for the session as the redactor shows it.
	Session(*observe.Snapshot) []byte
	// Changes makes the bytes to send for what of the session is other than
	// before, which an earlier call gave for those who see the same: nil bytes
	// when nothing is, all of it when before is nil. It also gives what to compare
	// with the next time.
	Changes(s *observe.Snapshot, before any) (body []byte, now any)
	// Summary makes the bytes to send for the figures that the viewer may see.
	Summary(*observe.Snapshot) []byte
}

// New gives a recorder over a log.
func New(log observe.Log, opts Options) *Recorder {
	if opts.Rooms == 0 {
		opts.Rooms = 256
	}
	if opts.MaxLag == 0 {
		opts.MaxLag = 8 << 20
	}
	cut := newFrame()
	close(cut.ready)
	return &Recorder{log: log, opts: opts, cut: cut, rooms: map[observe.SessionID]*room{}}
}

// Create makes a session, with entries that were found right before (nil:
// none), to which the quotas do not apply: who reads them from a file bounds
// them. The id must be free.
func (r *Recorder) Create(ctx context.Context, h observe.Header, entries iter.Seq[observe.Entry]) error {
	if entries == nil {
		if err := r.opts.Quotas.CheckHeader(&h, nil); err != nil {
			return err
		}
	}
	_, err := r.log.Create(ctx, h, entries)
	return err
}

// List gives sessions as [observe.Log.List] does.
func (r *Recorder) List(ctx context.Context, f observe.Filter, limit int) (items []observe.SessionInfo, more bool, err error) {
	return r.log.List(ctx, f, limit)
}

// Info gives what is known of a session without a look at its log.
func (r *Recorder) Info(ctx context.Context, id observe.SessionID) (observe.SessionInfo, error) {
	return r.log.Get(ctx, id)
}

// Header gives the header of a session, without a look at its log. It is for
// reading only.
func (r *Recorder) Header(ctx context.Context, id observe.SessionID) (*observe.Header, error) {
	if h := r.headerInMemory(id); h != nil {
		return h, nil
	}
	info, err := r.log.Get(ctx, id)
	return &info.Header, err
}

// headerInMemory gives the header of a session that is in memory, nil where
// that is not so or one would have to wait.
func (r *Recorder) headerInMemory(id observe.SessionID) *observe.Header {
	r.mu.Lock()
	rm := r.rooms[id]
	r.mu.Unlock()
	if rm == nil || !rm.mu.TryRLock() {
		return nil
	}
	defer rm.mu.RUnlock()
	if rm.state == nil {
		return nil
	}
	h := *rm.state.Header()
	return &h
}

// Outline gives a session as one viewer sees it, with a state that knows no
// more than [observe.SessionInfo.State] says and without a view.
func (r *Recorder) Outline(info observe.SessionInfo, v observe.Viewer) *observe.Snapshot {
	s := info.State()
	return &observe.Snapshot{State: s, Redactor: s.Redactor(v, r.opts.Secret), Viewer: v, Generation: info.Generation}
}

// Read lets f look at a session. F must not keep what it is given, nor wait
// for anything.
func (r *Recorder) Read(ctx context.Context, id observe.SessionID, v observe.Viewer, f func(*observe.Snapshot) error) error {
	return r.with(id, func(rm *room) error {
		return rm.look(ctx, func() error { return f(rm.snapshot(v)) })
	})
}

// Entries gives up to limit entries after a seq as the viewer sees them.
func (r *Recorder) Entries(ctx context.Context, id observe.SessionID, v observe.Viewer, after observe.Seq, limit int) (entries []observe.Entry, err error) {
	err = r.with(id, func(rm *room) error {
		return rm.look(ctx, func() (err error) {
			entries, err = rm.shown(ctx, v, after, limit)
			return err
		})
	})
	return entries, err
}

// Append decides on entries, stores those that are right, and gives an answer
// for each, in order. An error says that nothing was decided.
func (r *Recorder) Append(ctx context.Context, id observe.SessionID, v observe.Viewer, raw []json.RawMessage) ([]observe.Result, error) {
	var results []observe.Result
	err := r.with(id, func(rm *room) error {
		if err := rm.look(ctx, func() error { return nil }); err != nil {
			return err // not there
		}
		answer := make(chan []observe.Result, 1)
		rm.enqueue(v, raw, func(results []observe.Result) { answer <- results })
		results = <-answer // each request is answered, also when the store is closed
		for _, res := range results {
			if res.Err != nil && res.Err.Code == observe.NotFound {
				return res.Err // deleted while it waited
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return results, nil
}

// Update changes the header. Change gets a copy to change; what it returns as
// an error is returned. When the header stays the same nothing is stored.
func (r *Recorder) Update(ctx context.Context, id observe.SessionID, change func(*observe.State, *observe.Header) error) error {
	return r.with(id, func(rm *room) error { return rm.update(ctx, change) })
}

// Delete removes a session; those who follow it are told.
func (r *Recorder) Delete(ctx context.Context, id observe.SessionID) error {
	return r.with(id, func(rm *room) error {
		err := rm.delete(ctx)
		if err == nil {
			r.forget(rm)
		}
		return err
	})
}

// with holds the room of a session while f runs.
func (r *Recorder) with(id observe.SessionID, f func(*room) error) error {
	rm := r.hold(id)
	defer r.release(rm)
	return f(rm)
}

// hold keeps a room in memory until it is released.
func (r *Recorder) hold(id observe.SessionID) *room {
	r.mu.Lock()
	defer r.mu.Unlock()
	rm := r.rooms[id]
	if rm == nil {
		rm = &room{recorder: r, id: id, classes: map[classKey]*class{}, tail: newFrame(), bases: map[bool]any{}}
		r.rooms[id] = rm
	}
	r.use(rm)
	return rm
}

// keep holds a room that is held already once more.
func (r *Recorder) keep(rm *room) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.use(rm)
}

func (r *Recorder) use(rm *room) {
	rm.users++
	r.tick++
	rm.used = r.tick
}

// forget takes the room of a deleted session out, so that the id may be used
// anew.
func (r *Recorder) forget(rm *room) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.rooms[rm.id] == rm {
		delete(r.rooms, rm.id)
	}
}

// release lets go of a room. One that holds nothing goes at once; when too many
// are in memory, the one unused for longest goes.
func (r *Recorder) release(rm *room) {
	r.mu.Lock()
	defer r.mu.Unlock()
	rm.users--
	if rm.users == 0 && rm.state == nil && r.rooms[rm.id] == rm { // without users nobody writes state
		delete(r.rooms, rm.id)
	}
	for len(r.rooms) > r.opts.Rooms {
		var oldest *room
		for _, c := range r.rooms {
			if c.users == 0 && (oldest == nil || c.used < oldest.used) {
				oldest = c
			}
		}
		if oldest == nil {
			return
		}
		delete(r.rooms, oldest.id)
	}
}

func errNoSession(id observe.SessionID) error {
	return observe.Errorf(observe.NotFound, "there is no session %q", id)
}

func passing(c observe.Code) bool {
	return c == observe.Locked || c == observe.Full || c == observe.Unavailable
}

func isConflict(err error) bool {
	_, ok := errors.AsType[*observe.ConflictError](err)
	return ok
}

func asError(err error) *observe.Error {
	if e, ok := errors.AsType[*observe.Error](err); ok {
		return e
	}
	return &observe.Error{Code: observe.CodeOf(err), Message: "the store is not available now", Err: err}
}

func cloneHeader(h observe.Header) observe.Header {
	h.Participants, h.Phases = slices.Clone(h.Participants), slices.Clone(h.Phases)
	h.Observers = slices.Clone(h.Observers)
	return h
}
