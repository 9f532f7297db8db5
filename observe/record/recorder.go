package record

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"sync"
	"time"

	"kompas/observe"
)

// Recorder is the one order-giver of a process: it decides on entries, has
// the log store them, and only then shows them to those who follow. It keeps
// the state of the sessions in use in memory. All methods may be called at the
// same time.
type Recorder struct {
	log  observe.Log
	opts Options

	tooSlow *publication // where the subscriptions stand that were too slow

	mu     sync.Mutex
	loaded map[observe.SessionID]*loadedSession
	tick   uint64 // grows with each use of a room
}

// Options is what a recorder needs beside the log.
type Options struct {
	Now         func() time.Time
	Incarnation string // of the store; part of every view
	Secret      []byte // of the store; see [observe.State.Redactor]
	Render      Renderer
	Quotas      observe.Quotas
	MaxLoaded   int // how many sessions may be in memory before those that nobody uses go; 0: 256
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
	if opts.MaxLoaded == 0 {
		opts.MaxLoaded = 256
	}
	if opts.MaxLag == 0 {
		opts.MaxLag = 8 << 20
	}
	tooSlow := newPublication()
	close(tooSlow.ready)
	return &Recorder{log: log, opts: opts, tooSlow: tooSlow, loaded: map[observe.SessionID]*loadedSession{}}
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
	ls := r.loaded[id]
	r.mu.Unlock()
	if ls == nil || !ls.mu.TryRLock() {
		return nil
	}
	defer ls.mu.RUnlock()
	if ls.state == nil {
		return nil
	}
	h := *ls.state.Header()
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
	return r.with(id, func(ls *loadedSession) error {
		return ls.withState(ctx, func() error { return f(ls.snapshot(v)) })
	})
}

// Entries gives up to limit entries after a seq as the viewer sees them.
func (r *Recorder) Entries(ctx context.Context, id observe.SessionID, v observe.Viewer, after observe.Seq, limit int) (entries []observe.Entry, err error) {
	err = r.with(id, func(ls *loadedSession) error {
		return ls.withState(ctx, func() (err error) {
			entries, err = ls.entriesFor(ctx, v, after, limit)
			return err
		})
	})
	return entries, err
}

// Append decides on entries, stores those that are right, and gives an answer
// for each, in order. An error says that nothing was decided.
func (r *Recorder) Append(ctx context.Context, id observe.SessionID, v observe.Viewer, raw []json.RawMessage) ([]observe.Result, error) {
	var results []observe.Result
	err := r.with(id, func(ls *loadedSession) error {
		if err := ls.withState(ctx, func() error { return nil }); err != nil {
			return err // not there
		}
		answer := make(chan []observe.Result, 1)
		ls.enqueue(v, raw, func(results []observe.Result) { answer <- results })
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
	return r.with(id, func(ls *loadedSession) error { return ls.update(ctx, change) })
}

// Delete removes a session; those who follow it are told.
func (r *Recorder) Delete(ctx context.Context, id observe.SessionID) error {
	return r.with(id, func(ls *loadedSession) error {
		err := ls.delete(ctx)
		if err == nil {
			r.drop(ls)
		}
		return err
	})
}

// with holds the room of a session while f runs.
func (r *Recorder) with(id observe.SessionID, f func(*loadedSession) error) error {
	ls := r.acquire(id)
	defer r.release(ls)
	return f(ls)
}

// acquire keeps a room in memory until it is released.
func (r *Recorder) acquire(id observe.SessionID) *loadedSession {
	r.mu.Lock()
	defer r.mu.Unlock()
	ls := r.loaded[id]
	if ls == nil {
		ls = &loadedSession{recorder: r, id: id, groups: map[groupKey]*viewGroup{}, tail: newPublication(), bases: map[bool]any{}}
		r.loaded[id] = ls
	}
	r.touch(ls)
	return ls
}

// retain holds a room that is held already once more.
func (r *Recorder) retain(ls *loadedSession) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.touch(ls)
}

func (r *Recorder) touch(ls *loadedSession) {
	ls.users++
	r.tick++
	ls.used = r.tick
}

// drop takes the room of a deleted session out, so that the id may be used
// anew.
func (r *Recorder) drop(ls *loadedSession) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.loaded[ls.id] == ls {
		delete(r.loaded, ls.id)
	}
}

// release lets go of a room. One that holds nothing goes at once; when too many
// are in memory, the one unused for longest goes.
func (r *Recorder) release(ls *loadedSession) {
	r.mu.Lock()
	defer r.mu.Unlock()
	ls.users--
	if ls.users == 0 && ls.state == nil && r.loaded[ls.id] == ls { // without users nobody writes state
		delete(r.loaded, ls.id)
	}
	for len(r.loaded) > r.opts.MaxLoaded {
		var oldest *loadedSession
		for _, ls := range r.loaded {
			if ls.users == 0 && (oldest == nil || ls.used < oldest.used) {
				oldest = ls
			}
		}
		if oldest == nil {
			return
		}
		delete(r.loaded, oldest.id)
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
