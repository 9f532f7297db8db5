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

// Recorder is the only writer of entries in a process: it decides on them, has the
// log store them, and only then publishes them to the subscriptions. It keeps the
// states of the sessions in use in memory. All methods may be called from several
// goroutines at the same time.
type Recorder struct {
	log  observe.Log
	opts Options

	tooSlow *publication // the position of all subscriptions that were ended as too slow

	mu     sync.Mutex
	loaded map[observe.SessionID]*loadedSession
	tick   uint64 // counts the uses of all sessions; see loadedSession.used
}

// Options is what a recorder needs besides the log.
type Options struct {
	Now         func() time.Time
	Incarnation string // of the store; part of every view
	Secret      []byte // of the store; see [observe.State.Redactor]
	Render      Renderer
	Quotas      observe.Quotas
	MaxLoaded   int // sessions in memory above which unused ones are dropped; 0: 256
	MaxLag      int // bytes of messages that a subscription may be behind before it ends as TooSlow; 0: 8 MiB
}

// Renderer makes the bodies of messages. Each is made once for all subscriptions that
// see the same. The methods may be called from several goroutines at the same time, most
// of them while a session is locked, so they must only encode, and not wait for anything.
type Renderer interface {
	// Entries returns the body for up to [observe.MaxBatch] entries.
	Entries([]observe.Entry) []byte
	// Session returns the body for the session as the redactor shows it.
	Session(*observe.Snapshot) []byte
	// Changes returns the body for the differences between the session and before:
	// nil if there are none, the whole session if before is nil. It also returns now,
	// which the next call gets as before, for viewers who see the same.
	Changes(s *observe.Snapshot, before any) (body []byte, now any)
	// Summary returns the body for the figures that the viewer may see.
	Summary(*observe.Snapshot) []byte
}

// New returns a recorder that writes to a log.
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

// Create makes a session with entries (nil: none) that the caller has checked. The id
// must be free. The quotas apply only if entries is nil: the reader of a file has
// limits of its own.
func (r *Recorder) Create(ctx context.Context, h observe.Header, entries iter.Seq[observe.Entry]) error {
	if entries == nil {
		if err := r.opts.Quotas.CheckHeader(&h, nil); err != nil {
			return err
		}
	}
	_, err := r.log.Create(ctx, h, entries)
	return err
}

// List returns sessions as [observe.Log.List] does.
func (r *Recorder) List(ctx context.Context, f observe.Filter, limit int) (items []observe.SessionInfo, more bool, err error) {
	return r.log.List(ctx, f, limit)
}

// Info returns what is known of a session without reading its log.
func (r *Recorder) Info(ctx context.Context, id observe.SessionID) (observe.SessionInfo, error) {
	return r.log.Get(ctx, id)
}

// Header returns the header of a session without reading its log. The caller must not
// change what it holds.
func (r *Recorder) Header(ctx context.Context, id observe.SessionID) (*observe.Header, error) {
	if h := r.headerInMemory(id); h != nil {
		return h, nil
	}
	info, err := r.log.Get(ctx, id)
	return &info.Header, err
}

// headerInMemory returns the header of a session, or nil if the session is not in
// memory or is locked by a writer.
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

// Outline returns a session as one viewer sees it, without reading its log. The state
// is that of [observe.SessionInfo.State], and there is no position and no view.
func (r *Recorder) Outline(info observe.SessionInfo, v observe.Viewer) *observe.Snapshot {
	s := info.State()
	return &observe.Snapshot{State: s, Redactor: s.Redactor(v, r.opts.Secret), Viewer: v, Generation: info.Generation}
}

// Read calls f with the session as the viewer sees it, and returns what f returns. The
// session is locked while f runs, so f must not wait for anything. It must not keep
// the snapshot.
func (r *Recorder) Read(ctx context.Context, id observe.SessionID, v observe.Viewer, f func(*observe.Snapshot) error) error {
	return r.with(id, func(ls *loadedSession) error {
		return ls.withState(ctx, func() error { return f(ls.snapshot(v)) })
	})
}

// Entries returns up to limit entries after a seq, as the viewer sees them.
func (r *Recorder) Entries(ctx context.Context, id observe.SessionID, v observe.Viewer, after observe.Seq, limit int) (entries []observe.Entry, err error) {
	err = r.with(id, func(ls *loadedSession) error {
		return ls.withState(ctx, func() (err error) {
			entries, err = ls.entriesFor(ctx, v, after, limit)
			return err
		})
	})
	return entries, err
}

// Append decides on entries and stores the valid ones. It returns one result for each
// entry, in order. An error means that the session cannot be read or was deleted, and
// that nothing was stored.
func (r *Recorder) Append(ctx context.Context, id observe.SessionID, v observe.Viewer, raw []json.RawMessage) ([]observe.Result, error) {
	var results []observe.Result
	err := r.with(id, func(ls *loadedSession) error {
		if err := ls.withState(ctx, func() error { return nil }); err != nil {
			return err
		}
		answer := make(chan []observe.Result, 1)
		ls.enqueue(v, raw, func(results []observe.Result) { answer <- results })
		results = <-answer // each request is answered, even if the store is closed
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

// Update changes the header. The function change gets a copy of it to change, and may
// be called again if somebody else changed the session at the same time. Update returns
// its error. If the header stays the same, nothing is stored.
func (r *Recorder) Update(ctx context.Context, id observe.SessionID, change func(*observe.State, *observe.Header) error) error {
	return r.with(id, func(ls *loadedSession) error { return ls.update(ctx, change) })
}

// Delete removes a session. Its subscriptions end with [Deleted].
func (r *Recorder) Delete(ctx context.Context, id observe.SessionID) error {
	return r.with(id, func(ls *loadedSession) error {
		err := ls.delete(ctx)
		if err == nil {
			r.drop(ls)
		}
		return err
	})
}

// with keeps a session in memory while f runs.
func (r *Recorder) with(id observe.SessionID, f func(*loadedSession) error) error {
	ls := r.acquire(id)
	defer r.release(ls)
	return f(ls)
}

// acquire returns the session, which stays in memory until it is released. The state
// is not loaded yet if nobody else uses the session.
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

// retain adds one more user to a session that is acquired already. Each user releases
// it once.
func (r *Recorder) retain(ls *loadedSession) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.touch(ls)
}

// touch counts one use; the caller holds mu.
func (r *Recorder) touch(ls *loadedSession) {
	ls.users++
	r.tick++
	ls.used = r.tick
}

// drop removes a deleted session from memory, so that the id can be used for a new one.
func (r *Recorder) drop(ls *loadedSession) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.loaded[ls.id] == ls {
		delete(r.loaded, ls.id)
	}
}

// release ends one use of a session. A session without users and state is dropped at
// once. If there are too many in memory, those without users are dropped, the least
// recently used first.
func (r *Recorder) release(ls *loadedSession) {
	r.mu.Lock()
	defer r.mu.Unlock()
	ls.users--
	if ls.users == 0 && ls.state == nil && r.loaded[ls.id] == ls { // reading state needs no lock: without users nobody writes it
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

// passing reports whether a reject may be accepted later, when it is sent again.
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
