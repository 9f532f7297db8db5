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
// of the chain that is published. Lock order: mu or queueMu first, then
// Recorder.mu, which is held for moments only. No message is made and nothing
// is linked to the chain but under mu.
type loadedSession struct {
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
	groups     map[groupKey]*viewGroup
	tail       *publication

	// Of the header, also guarded by mu.
	shownAt     time.Time      // when it was last shown to those who follow
	shownHeader observe.Header // what was shown then
	headerDue   bool           // it has changed since
	scheduled   bool           // something will show it in time
	bases       map[bool]any   // what [Renderer.Changes] gave last, by whether it is without names; none where nobody wants to know

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

// withState runs f while the state is there and does not change.
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

// beginLoad has the state made, once for all who wait for it. It goes on when
// they give up: a long log would else never be there for somebody who asks again
// and again.
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

// load makes the state when it is not there; the caller holds mu. What
// somebody else stored meanwhile is published.
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

// entriesFor gives entries of the store as a viewer sees them; the state is there
// and does not change.
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
