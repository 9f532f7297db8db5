package server

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"kompas/analysis"
	"kompas/analysis/patterns"
	"kompas/observe"
)

// Limits of what analyses may take: how long one computes; how many may be under
// way, of one who is not the owner and of all, each holding what it read; and
// how large the results may be that are kept, in turns, so that the charts of
// one page share one.
const (
	mostAnalysis = 20 * time.Second
	mostOfOne    = 8
	mostOfAll    = 64
	keptTurns    = 400_000
	keptResults  = 64
)

// analyses computes results, no more at a time than there are cores. Who asks
// for the same at the same time, or soon after, gets the same result. One that
// nobody waits for any more is stopped.
type analyses struct {
	analyze func(context.Context, *analysis.Meeting, analysis.Options) (*analysis.Result, error)
	limit   time.Duration
	base    context.Context
	stop    context.CancelFunc
	slots   chan struct{}
	all     sync.WaitGroup

	mu    sync.Mutex
	byKey map[analysisKey]*computation
	tick  uint64         // grows with each use
	kept  int            // size of the results that are kept
	under map[string]int // how many are under way, by who began them
	busy  int            // how many are under way
}

// analysisKey names everything that a result depends on: a session as somebody
// sees it at some entry, and what is asked. Of a result over several sessions
// there is none, and the rest names them all.
type analysisKey struct {
	session observe.SessionID
	rest    string
}

// computation is a result, or the making of it.
type computation struct {
	key     analysisKey
	ctx     context.Context
	cancel  context.CancelFunc
	done    chan struct{} // closed when result and err stand
	result  any
	who     string
	size    int // of the result, in turns
	err     error
	waiting int    // guarded by analyses.mu
	used    uint64 // guarded by analyses.mu
}

func newAnalyses(limit time.Duration) *analyses {
	base, stop := context.WithCancel(context.Background())
	return &analyses{analyze: patterns.Analyze, limit: limit, base: base, stop: stop,
		slots: make(chan struct{}, runtime.GOMAXPROCS(0)), byKey: map[analysisKey]*computation{}, under: map[string]int{}}
}

// work computes something, and tells how large that is, in turns.
type work func(context.Context) (result any, size int, err error)

// ask finds or begins an analysis; meeting is called only when it begins. Each
// ask needs one wait.
func (a *analyses) ask(who string, key analysisKey, meeting func() *analysis.Meeting, o analysis.Options) (*computation, error) {
	return a.begin(who, key, func() work {
		m := meeting()
		return func(ctx context.Context) (any, int, error) {
			result, err := a.analyze(ctx, m, o)
			if err != nil {
				return nil, 0, err
			}
			return result, sizeOf(result), nil
		}
	})
}

// sizeOf tells how much a result holds, in turns: tables of codes and of persons
// can be much larger than the meeting.
func sizeOf(r *analysis.Result) int {
	return r.Interactions + 4*len(r.Sequence.Transitions) + len(r.Network.Arcs) + len(r.Tags)*len(r.Participants)
}

// begin finds or begins a computation; prepare, which reads what it needs, is
// called only when it begins. Each begin needs one wait. It fails when too many
// are under way.
func (a *analyses) begin(who string, key analysisKey, prepare func() work) (*computation, error) {
	c, isNew, err := a.join(who, key)
	if err != nil || !isNew {
		return c, err
	}
	var do work
	func() {
		defer a.rescue(c)
		if c.ctx.Err() == nil {
			do = prepare()
		}
	}()
	go func() {
		defer a.all.Done()
		defer a.rescue(c)
		if c.over() {
			return
		}
		if do == nil { // it ended before it began
			a.finish(c, nil, 0, c.ctx.Err())
			return
		}
		select {
		case a.slots <- struct{}{}:
			defer func() { <-a.slots }()
			ctx, cancel := context.WithTimeout(c.ctx, a.limit) // waiting for others does not count
			defer cancel()
			result, size, err := do(ctx)
			a.finish(c, result, size, err)
		case <-c.ctx.Done():
			a.finish(c, nil, 0, c.ctx.Err())
		}
	}()
	return c, nil
}

// over reports whether result and err stand.
func (c *computation) over() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

func (a *analyses) join(who string, key analysisKey) (c *computation, isNew bool, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c = a.byKey[key]
	if isNew = c == nil; isNew {
		if a.busy >= mostOfAll || who != "" && a.under[who] >= mostOfOne {
			return nil, false, observe.Errorf(observe.Unavailable, "too much is being computed; ask again in a moment")
		}
		a.busy++
		a.under[who]++
		c = &computation{key: key, who: who, done: make(chan struct{})}
		c.ctx, c.cancel = context.WithCancel(a.base)
		a.byKey[key] = c
		a.all.Add(1)
	}
	a.tick++
	c.waiting++
	c.used = a.tick
	return c, isNew, nil
}

// rescue makes an error of a panic, which would end the process.
func (a *analyses) rescue(c *computation) {
	if p := recover(); p != nil {
		a.finish(c, nil, 0, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
	}
}

// waitFor gives what was computed, which must not be changed. When ctx is done
// first the error is that of ctx.
func waitFor[T any](ctx context.Context, a *analyses, c *computation) (none T, err error) {
	select {
	case <-c.done:
	case <-ctx.Done():
	}
	a.leave(c)
	if err := ctx.Err(); err != nil {
		return none, err
	}
	switch {
	case errors.Is(c.err, context.DeadlineExceeded):
		return none, observe.Errorf(observe.Unavailable,
			"this took longer than %v; ask again when the server has less to do, or for less", a.limit)
	case errors.Is(c.err, context.Canceled):
		return none, observe.Errorf(observe.Unavailable, "the server is shutting down")
	case c.err != nil:
		return none, c.err
	}
	return c.result.(T), nil
}

// leave stops what nobody waits for.
func (a *analyses) leave(c *computation) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c.waiting--
	if c.waiting == 0 && !c.over() {
		c.cancel()
		a.drop(c)
	}
}

// finish keeps a result and drops those that were not used for longest. An
// error is not kept.
func (a *analyses) finish(c *computation, result any, size int, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.busy--
	if a.under[c.who]--; a.under[c.who] == 0 {
		delete(a.under, c.who)
	}
	if c.err = err; err == nil {
		c.result, c.size = result, size
	}
	c.cancel()
	close(c.done)
	if err != nil {
		a.drop(c)
		return
	}
	if a.byKey[c.key] != c {
		return
	}
	a.kept += size
	for a.kept > keptTurns || len(a.byKey) > keptResults {
		var oldest *computation
		for _, other := range a.byKey {
			if other.result != nil && (oldest == nil || other.used < oldest.used) {
				oldest = other
			}
		}
		if oldest == nil {
			return
		}
		a.drop(oldest)
	}
}

// drop lets go of a computation; who waits for it still gets it.
func (a *analyses) drop(c *computation) {
	if a.byKey[c.key] != c {
		return
	}
	delete(a.byKey, c.key)
	if c.result != nil {
		a.kept -= c.size
	}
}

// forget drops what is kept of a session.
func (a *analyses) forget(id observe.SessionID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for key, c := range a.byKey {
		if key.session == id || key.session == "" && strings.Contains(key.rest, string(id)) {
			a.drop(c)
		}
	}
}

// close stops all computations and waits for them.
func (a *analyses) close() {
	a.stop()
	a.all.Wait()
}
