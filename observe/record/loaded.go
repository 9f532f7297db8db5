package record

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"kompas/observe"
)

// readPage is how many entries are read from the store at a time.
const readPage = 4096

// loadedSession is one session in memory: its state, the appends that wait, and the end
// of the chain of publications. Lock order: mu or queueMu first, then Recorder.mu, which
// is never held for long. Messages are made and published only while mu is held.
type loadedSession struct {
	recorder *Recorder
	id       observe.SessionID
	users    int         // guarded by Recorder.mu
	used     uint64      // Recorder.tick at the last use; guarded by Recorder.mu
	gone     bool        // deleted; guarded by mu
	deleting atomic.Bool // true while delete waits for mu: loading stops

	mu         sync.RWMutex   // held for writing while the store writes and syncs
	state      *observe.State // nil until it is loaded, and after a failed write
	position   observe.Position
	generation uint64
	groups     map[groupKey]*viewGroup
	tail       *publication

	// About publishing the header; also guarded by mu.
	shownAt     time.Time      // when the header was last published
	shownHeader observe.Header // the header that was published then
	headerDue   bool           // it has changed since then
	scheduled   bool           // a timer runs that will publish it
	bases       map[bool]any   // last results of [Renderer.Changes], by whether the viewer is anonymous; only while somebody needs them

	queueMu sync.Mutex
	queue   []request
	busy    bool

	loadMu  sync.Mutex
	loading *loading // nil if the state is not being loaded
}

// loading is a load under way, on which several callers may wait.
type loading struct {
	done chan struct{}
	err  error // valid once done is closed
}

// withState loads the state if necessary, and runs f while the state cannot change.
func (ls *loadedSession) withState(ctx context.Context, f func() error) error {
	for l := ls.loadUnderWay(); ; l = ls.beginLoad(ctx) {
		if l != nil {
			if err := l.wait(ctx); err != nil {
				return err
			}
		}
		ls.mu.RLock()
		if ls.state != nil {
			defer ls.mu.RUnlock()
			return f()
		}
		ls.mu.RUnlock()
	}
}

func (ls *loadedSession) loadUnderWay() *loading {
	ls.loadMu.Lock()
	defer ls.loadMu.Unlock()
	return ls.loading
}

// beginLoad starts to load the state, unless somebody else has. The load continues if
// all callers stop waiting. Otherwise a client that gives up and asks again would never
// see a long log.
func (ls *loadedSession) beginLoad(ctx context.Context) *loading {
	ls.loadMu.Lock()
	defer ls.loadMu.Unlock()
	if ls.loading != nil {
		return ls.loading
	}
	l := &loading{done: make(chan struct{})}
	ls.loading = l
	ls.recorder.retain(ls)
	go func() {
		defer ls.recorder.release(ls)
		l.err = ls.loadAlone(context.WithoutCancel(ctx))
		ls.loadMu.Lock()
		ls.loading = nil
		ls.loadMu.Unlock()
		close(l.done)
	}()
	return l
}

// wait waits until the load is done or the context ends.
func (l *loading) wait(ctx context.Context) error {
	select {
	case <-l.done:
		return l.err
	case <-ctx.Done():
		return &observe.Error{Code: observe.Unavailable, Message: "given up before the session was read", Err: ctx.Err()}
	}
}

// loadAlone is load for a goroutine of its own. It returns a panic as an error, since
// it would end the process.
func (ls *loadedSession) loadAlone(ctx context.Context) (err error) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	defer func() {
		if p := recover(); p != nil {
			err = observe.Errorf(observe.Unavailable, "session %q cannot be read: %v", ls.id, p)
		}
	}()
	return ls.load(ctx)
}

// load reads the state if it is nil; the caller holds mu for writing. It publishes what
// another recorder has stored since the last state.
func (ls *loadedSession) load(ctx context.Context) error {
	switch {
	case ls.gone:
		return errNoSession(ls.id)
	case ls.state != nil:
		return nil
	}
	log := ls.recorder.log
	info, err := log.Get(ctx, ls.id)
	if err != nil {
		return err
	}
	followed := len(ls.groups) > 0 && info.Generation == ls.generation
	state := observe.NewState(info.Header)
	var fresh []observe.Entry
	for state.Head() < info.Head {
		if ls.deleting.Load() {
			return observe.Errorf(observe.Unavailable, "session %q is being deleted", ls.id)
		}
		page, err := log.Read(ctx, ls.id, state.Head(), readPage)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			return observe.Errorf(observe.Unavailable, "the log of session %q ends at %d, not at %d; `kompas check` tells more", ls.id, state.Head(), info.Head)
		}
		for _, e := range page {
			if e.Seq > info.Head {
				break
			}
			state.Apply(e)
			if followed && e.Seq > ls.position.Head {
				fresh = append(fresh, e)
			}
		}
	}
	before := ls.position
	ls.state, ls.position, ls.generation = state, info.Position, info.Generation
	for _, g := range ls.groups {
		g.redactor = state.Redactor(g.viewer, ls.recorder.opts.Secret)
	}
	ls.publish(fresh)
	if before.Revision != info.Revision || ls.headerDue {
		ls.publishSession(true)
	}
	ls.dropChanged()
	return nil
}

func (ls *loadedSession) snapshot(v observe.Viewer) *observe.Snapshot {
	return ls.snapshotThrough(v, ls.state.Redactor(v, ls.recorder.opts.Secret))
}

func (ls *loadedSession) snapshotOf(g *viewGroup) *observe.Snapshot {
	return ls.snapshotThrough(g.viewer, g.redactor)
}

func (ls *loadedSession) snapshotThrough(v observe.Viewer, l *observe.Redactor) *observe.Snapshot {
	return &observe.Snapshot{
		State: ls.state, Redactor: l, Viewer: v, Position: ls.position, Generation: ls.generation,
		View: ls.state.View(v, ls.recorder.opts.Incarnation, ls.generation),
	}
}

// entriesFor returns up to limit entries of the log after a seq, as a viewer sees them.
// The caller holds mu, and the state is loaded.
func (ls *loadedSession) entriesFor(ctx context.Context, v observe.Viewer, after observe.Seq, limit int) ([]observe.Entry, error) {
	if after >= ls.position.Head {
		return nil, nil
	}
	limit = int(min(observe.Seq(limit), ls.position.Head-after))
	entries, err := ls.recorder.log.Read(ctx, ls.id, after, limit)
	redactor := ls.state.Redactor(v, ls.recorder.opts.Secret)
	for i := range entries {
		entries[i] = redactor.Show(entries[i])
	}
	return entries, err
}
