package results

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"kompas/analysis/compute"
	"kompas/observe"
	"kompas/server/allowance"
)

// Limits of what is kept. The charts of one page share a result, and those who
// look at the same page share the bytes of the answers.
const (
	MostKept    = 32 << 20 // bytes
	keptResults = 256
)

// Cache computes results and keeps those that were used last. All methods may be
// called at the same time.
//
// One place is for the computations of the owner alone, the others are for
// everybody. Together they leave one core to the rest of the server where there
// are three cores or more.
type Cache struct {
	limit time.Duration // of the time that one computation may compute
	base  context.Context
	stop  context.CancelFunc
	all   sync.WaitGroup // of the computations that are under way

	mu      sync.Mutex
	byKey   map[Key]*Computation
	tick    uint64 // grows with each use
	kept    int    // bytes of the results that are kept
	tooLong map[Key]tooLong

	busy     int               // computations under way: those that wait for their turn, and those that have it
	byHolder map[string]int    // the same for each holder
	queue    []*Computation    // those that wait for their turn, in the order in which they came
	served   map[string]uint64 // the tick at which each holder had its last turn
	cores    int               // for all that have their turn
	free     int               // free places for everybody
	ownFree  int               // free places for the owner only
	spare    int               // cores that a computation may use besides its own
}

// New makes an empty cache, in which one computation may compute for as long as
// limit.
func New(limit time.Duration) *Cache {
	base, stop := context.WithCancel(context.Background())
	a := &Cache{limit: limit, base: base, stop: stop, byKey: map[Key]*Computation{}, byHolder: map[string]int{},
		served: map[string]uint64{}, tooLong: map[Key]tooLong{}}
	cores := runtime.GOMAXPROCS(0) - 1 // one is left to the rest of the server
	a.free, a.ownFree = max(1, cores/2), 1
	a.spare = max(0, cores-a.free-a.ownFree)
	a.cores = max(1, cores)
	return a
}

// Key names everything that a result depends on. Two results with the same key
// are the same. The zero Key is for work that is shared with nobody.
type Key struct {
	Session observe.SessionID // empty for a result over several sessions; those that are not here are in Of
	Of      string            // the state of the session as somebody sees it, and what is asked
	Seed    string            // of random draws, which does not change how long they take; empty: there are none
	Form    string            // what is made of a result; empty: the result itself
}

// As returns the key of what is made of the result with this key.
func (k Key) As(form string) Key {
	k.Form = form
	return k
}

// shape returns the key of all that takes equally long: with draws, neither
// their seed nor the form of their result matters.
func (k Key) shape() Key {
	if k.Seed != "" {
		k.Seed, k.Form = "", ""
	}
	return k
}

// Computation is a result, or the making of one.
type Computation struct {
	key    Key
	ctx    context.Context
	cancel context.CancelFunc
	turn   chan struct{} // closed when it may compute
	done   chan struct{} // closed when result, size and err are final
	result any
	size   int // of the result, in bytes
	err    error

	// Guarded by Cache.mu:
	holder  string
	own     bool // it has the owner's place
	waiting int  // how many wait for it
	used    uint64
	spent   time.Duration // for which it has computed
	idle    bool          // it waits for another computation
	crowded bool          // for some of the time there were too few cores for all
}

// over reports whether result and err are final.
func (c *Computation) over() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

// Work computes something. It returns the result and about how many bytes it
// holds, and stops soon after ctx is done.
type Work func(ctx context.Context) (result any, size int, err error)

// Begin finds or begins a computation. Each successful Begin must be followed by
// one [Wait]. The error is of code unavailable: too many computations are under
// way, or the same one took too long a moment ago.
func (a *Cache) Begin(holder string, key Key, do Work) (*Computation, error) {
	c, isNew, err := a.join(holder, key)
	if err != nil || !isNew {
		return c, err
	}
	go func() {
		defer a.all.Done()
		result, size, err := a.compute(c, do)
		a.finish(c, result, size, err)
	}()
	return c, nil
}

// join finds a computation, or puts a new one into the queue.
func (a *Cache) join(holder string, key Key) (c *Computation, isNew bool, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if key != (Key{}) {
		c = a.byKey[key]
	}
	switch {
	case c == nil:
		if err := a.refused(holder, key); err != nil {
			return nil, false, err
		}
		isNew = true
		c = &Computation{key: key, holder: holder, turn: make(chan struct{}), done: make(chan struct{})}
		c.ctx, c.cancel = context.WithCancel(a.base)
		if key != (Key{}) {
			a.byKey[key] = c
		}
		a.all.Add(1)
		a.enqueue(c)
	case holder == allowance.Owner && c.holder != allowance.Owner && !c.over():
		a.leaveHolder(c) // the owner does not wait for the turn of somebody else
		c.holder = allowance.Owner
		a.byHolder[allowance.Owner]++
		a.dispatch()
	}
	a.tick++
	c.waiting++
	c.used = a.tick
	return c, isNew, nil
}

// compute waits for the turn of a computation, and does its work. A panic becomes
// an error for those who wait.
func (a *Cache) compute(c *Computation, do Work) (result any, size int, err error) {
	select {
	case <-c.turn:
	case <-c.ctx.Done():
		return nil, 0, c.ctx.Err()
	}
	defer func() {
		if p := recover(); p != nil {
			result, size, err = nil, 0, fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	ctx, cancel := context.WithCancelCause(c.ctx)
	ended := make(chan struct{})
	defer func() {
		close(ended)
		cancel(nil)
	}()
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	go a.meter(c, cancel, ended)
	result, size, err = do(context.WithValue(compute.WithCores(ctx, a.borrow), computationKey{}, c))
	if err != nil && context.Cause(ctx) == context.DeadlineExceeded {
		err = context.DeadlineExceeded
	}
	return result, size, err
}

// computationKey is the key of the computation in the context of its work.
type computationKey struct{}

// Wait returns the result of a computation, which must not be changed. When ctx
// is done first, the error is that of ctx.
func Wait[T any](ctx context.Context, a *Cache, c *Computation) (none T, err error) {
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
		return none, a.errTooLong()
	case errors.Is(c.err, context.Canceled):
		return none, errStops()
	case c.err != nil:
		return none, c.err
	}
	return c.result.(T), nil
}

// leave counts out one who waited for a computation, and stops the computation
// when nobody waits for it any more.
func (a *Cache) leave(c *Computation) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c.waiting--
	if c.waiting == 0 && !c.over() {
		c.cancel()
		a.drop(c)
	}
}

// Part returns, within the work of a computation whose context is ctx, a result
// that other computations need too: the one that is kept, or the one that another
// computation is making, or else what make makes.
func Part[T any](ctx context.Context, a *Cache, key Key, make func(context.Context) (T, int, error)) (none T, err error) {
	for {
		c, isNew := a.part(key)
		if isNew {
			var result any
			var size int
			err := errors.New("it panicked")
			defer func() { a.settle(c, result, size, err) }()
			var made T
			if made, size, err = make(ctx); err == nil {
				result = made
			}
			return made, err
		}
		a.setIdle(ctx, true)
		select {
		case <-c.done:
		case <-ctx.Done():
		}
		a.setIdle(ctx, false)
		if err := ctx.Err(); err != nil {
			return none, err
		}
		switch {
		case c.err == nil:
			return c.result.(T), nil
		case !errors.Is(c.err, context.Canceled) && !errors.Is(c.err, context.DeadlineExceeded):
			return none, c.err
		}
		// The other computation was stopped: this one makes the result itself.
	}
}

// part finds a result that is made within computations, or begins it.
func (a *Cache) part(key Key) (c *Computation, isNew bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c = a.byKey[key]
	if isNew = c == nil; isNew {
		c = &Computation{key: key, done: make(chan struct{})}
		a.byKey[key] = c
	}
	a.tick++
	c.used = a.tick
	return c, isNew
}

// settle makes a result final and keeps it; then it drops the results that were
// used longest ago until what is kept is within its limits. Errors are not kept.
func (a *Cache) settle(c *Computation, result any, size int, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if c.err = err; err == nil {
		c.result, c.size = result, size
	}
	close(c.done)
	if err != nil {
		a.drop(c)
		return
	}
	if a.byKey[c.key] != c {
		return
	}
	a.kept += size
	for a.kept > MostKept || len(a.byKey) > keptResults {
		var oldest *Computation
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

// drop keeps a computation no longer; those who wait for it still get its result.
// The caller holds mu.
func (a *Cache) drop(c *Computation) {
	if a.byKey[c.key] != c {
		return
	}
	delete(a.byKey, c.key)
	if c.result != nil {
		a.kept -= c.size
	}
}

// Forget drops what is kept of a session, and what was made of it and of others.
func (a *Cache) Forget(id observe.SessionID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for key, c := range a.byKey {
		if key.Session == id || strings.Contains(key.Of, string(id)) {
			a.drop(c)
		}
	}
}

// Close stops all computations and waits for them to end, or until ctx is done.
func (a *Cache) Close(ctx context.Context) error {
	a.stop()
	ended := make(chan struct{})
	go func() {
		a.all.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
