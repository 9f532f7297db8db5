package server

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"kompas/analysis/compute"
	"kompas/observe"
	"kompas/server/allowance"
)

// mostAnalysis is how long one computation may compute: that it waits for its
// turn or for another one does not count, nor the part of the time in which
// others had its core.
const mostAnalysis = 20 * time.Second

// Limits of how many computations are under way, those that wait for their turn
// included: of one share, such as the charts of a page; of all shares but the
// owner's, so that the owner always finds room; and of the owner's.
const (
	mostOfOne    = 24
	mostOfOthers = 96
	mostOfOwner  = 64
	mostServed   = 1000 // shares of which it is remembered when they had a turn
)

// Limits of what is kept, so that the charts of one page share a result, and
// those who look at the same page their bytes.
const (
	keptBytes   = 32 << 20
	keptResults = 256
)

// What took too long is not begun again for a while.
const (
	tooLongFor  = 2 * time.Minute
	mostTooLong = 1000 // that are remembered
)

// owned is the share of the owner.
const owned = allowance.Owner

// analyses computes what is asked for, a few at a time: one share after the
// other, and the owner's before all. There is one place that only the owner's
// take, and together they leave a core to the rest of the server, where it has
// three or more. Who asks for
// the same at the same time, or soon after, gets the same. What nobody waits for
// any more is stopped.
type analyses struct {
	limit time.Duration
	base  context.Context
	stop  context.CancelFunc
	all   sync.WaitGroup

	mu      sync.Mutex
	byKey   map[analysisKey]*computation
	tick    uint64            // grows with each use
	kept    int               // bytes of the results that are kept
	under   map[string]int    // how many are under way, by share
	busy    int               // how many are under way
	queue   []*computation    // those that wait for their turn, in the order they came
	served  map[string]uint64 // when each share had its last turn
	running int               // how many have their turn
	cores   int               // for all that have it
	free    int               // places for everybody
	ownFree int               // places for the owner only
	spare   int               // cores that those which compute may take besides their own
	tooLong map[analysisKey]tooLong
}

// analysisKey names everything that a result depends on: a session as somebody
// sees it at some entry, and what is asked. Of a result over several sessions
// there is none, and the rest names them all. The empty one is of what is shared
// with nobody.
type analysisKey struct {
	session observe.SessionID
	rest    string
}

// shape is the key without the seed of the draws, which changes nothing about
// how long they take.
func (k analysisKey) shape() analysisKey {
	if i := strings.LastIndex(k.rest, seedKey); i >= 0 {
		k.rest = k.rest[:i]
	}
	return k
}

// seedKey comes before the seed in a key, which ends with it.
const seedKey = " seed "

// as names what is made of a result.
func (k analysisKey) as(what string) analysisKey {
	k.rest += " as " + what
	return k
}

// tooLong is until when something is not begun again, and whether the owner was
// who tried it.
type tooLong struct {
	until   time.Time
	byOwner bool
}

// computation is a result, or the making of it.
type computation struct {
	key     analysisKey
	ctx     context.Context
	cancel  context.CancelFunc
	turn    chan struct{} // closed when it may compute
	done    chan struct{} // closed when result and err stand
	result  any
	size    int // of the result, in bytes
	err     error
	share   string // guarded by analyses.mu, as are all below
	own     bool   // it takes the owner's place
	waiting int
	used    uint64
	spent   time.Duration // that it has computed
	idle    bool          // it waits for another one
	crowded bool          // there were too few cores for all, for a while
}

func newAnalyses(limit time.Duration) *analyses {
	base, stop := context.WithCancel(context.Background())
	a := &analyses{limit: limit, base: base, stop: stop, byKey: map[analysisKey]*computation{}, under: map[string]int{},
		served: map[string]uint64{}, tooLong: map[analysisKey]tooLong{}}
	cores := runtime.GOMAXPROCS(0) - 1 // one is left to the rest of the server
	a.free, a.ownFree = max(1, cores/2), 1
	a.spare = max(0, cores-a.free-a.ownFree)
	a.cores = max(1, cores)
	return a
}

// work computes something, and tells how large that is, in bytes.
type work func(context.Context) (result any, size int, err error)

// begin finds or begins a computation. Each begin needs one wait. It fails when
// too many are under way, and when the same took too long a moment ago.
func (a *analyses) begin(share string, key analysisKey, do work) (*computation, error) {
	c, isNew, err := a.join(share, key)
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

// compute waits for the turn of a computation and does it. A panic is an error
// of who asked for it.
func (a *analyses) compute(c *computation, do work) (result any, size int, err error) {
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

// computationKey is of the computation, in the context of what it does.
type computationKey struct{}

// meter counts what a computation has computed until it ends, and stops it when
// that is too much.
func (a *analyses) meter(c *computation, stop context.CancelCauseFunc, ended <-chan struct{}) {
	every := max(a.limit/100, time.Millisecond)
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-ended:
			return
		case <-t.C:
			if a.charge(c, every) {
				stop(context.DeadlineExceeded)
				return
			}
		}
	}
}

// charge counts some time of a computation, as the share it has of the cores, and
// reports whether it had all it may.
func (a *analyses) charge(c *computation, d time.Duration) (over bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if c.idle {
		return false
	}
	if a.running > a.cores {
		c.crowded = true
		d = d * time.Duration(a.cores) / time.Duration(a.running)
	}
	c.spent += d
	return c.spent >= a.limit
}

// idles notes whether the computation whose context it is waits for another one.
func (a *analyses) idles(ctx context.Context, idle bool) {
	if c, ok := ctx.Value(computationKey{}).(*computation); ok {
		a.mu.Lock()
		defer a.mu.Unlock()
		c.idle = idle
	}
}

// turn waits for a turn to compute something by oneself, which nobody else gets
// and which takes as long as it takes, until it is released.
func (a *analyses) turn(ctx context.Context, share string) (release func(), err error) {
	c, _, err := a.join(share, analysisKey{})
	if err != nil {
		return nil, err
	}
	release = func() {
		defer a.all.Done()
		a.finish(c, nil, 0, nil)
	}
	select {
	case <-c.turn:
		return release, nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-c.ctx.Done():
		err = errStops()
	}
	release()
	return nil, err
}

// borrow lends up to so many spare cores.
func (a *analyses) borrow(most int) (got int, giveBack func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	got = max(0, min(most, a.spare))
	a.spare -= got
	return got, func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.spare += got
	}
}

func (a *analyses) join(share string, key analysisKey) (c *computation, isNew bool, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if key != (analysisKey{}) {
		c = a.byKey[key]
	}
	switch {
	case c == nil:
		if err := a.refused(share, key); err != nil {
			return nil, false, err
		}
		isNew = true
		a.busy++
		a.under[share]++
		c = &computation{key: key, share: share, turn: make(chan struct{}), done: make(chan struct{})}
		c.ctx, c.cancel = context.WithCancel(a.base)
		if key != (analysisKey{}) {
			a.byKey[key] = c
		}
		a.all.Add(1)
		a.queue = append(a.queue, c)
		a.dispatch()
	case share == owned && c.share != owned && !c.over():
		a.leaveShare(c) // the owner waits for nobody else's turn
		c.share = owned
		a.under[owned]++
		a.dispatch()
	}
	a.tick++
	c.waiting++
	c.used = a.tick
	return c, isNew, nil
}

// resultOf gives, within a computation, a result that others of them need too:
// one that is kept, or that another one is making, or what make makes.
func resultOf[T any](ctx context.Context, a *analyses, key analysisKey, make func(context.Context) (T, int, error)) (none T, err error) {
	for {
		c, isNew := a.shared(key)
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
		a.idles(ctx, true)
		select {
		case <-c.done:
		case <-ctx.Done():
		}
		a.idles(ctx, false)
		if err := ctx.Err(); err != nil {
			return none, err
		}
		switch {
		case c.err == nil:
			return c.result.(T), nil
		case !errors.Is(c.err, context.Canceled) && !errors.Is(c.err, context.DeadlineExceeded):
			return none, c.err
		} // else nobody waits for the other one any more
	}
}

// shared finds or begins the making of a result within a computation.
func (a *analyses) shared(key analysisKey) (c *computation, isNew bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c = a.byKey[key]
	if isNew = c == nil; isNew {
		c = &computation{key: key, done: make(chan struct{})}
		a.byKey[key] = c
	}
	a.tick++
	c.used = a.tick
	return c, isNew
}

// refused says why a share may begin nothing, or not this. The caller holds mu.
func (a *analyses) refused(share string, key analysisKey) error {
	most, under := mostOfOne, a.under[share]
	if share == owned {
		most = mostOfOwner
	}
	if under >= most || share != owned && a.busy-a.under[owned] >= mostOfOthers {
		return observe.Errorf(observe.Unavailable, "too much is being computed; ask again in a moment")
	}
	// What others tried says nothing about what the owner may.
	if t, ok := a.tooLong[key.shape()]; ok && time.Now().Before(t.until) && (share != owned || t.byOwner) {
		return a.errTooLong()
	}
	return nil
}

func (a *analyses) errTooLong() error {
	return observe.Errorf(observe.Unavailable, "this takes longer than %v; ask for less, such as a part of the meeting or fewer permutations. The same is tried again in %v at the earliest",
		a.limit, tooLongFor)
}

func errStops() error {
	return observe.Errorf(observe.Unavailable, "the server is shutting down")
}

// dispatch gives those their turn for whom there is a place: the owner's first,
// then those of the share that had its last turn longest ago. The caller holds
// mu.
func (a *analyses) dispatch() {
	for a.free > 0 || a.ownFree > 0 {
		next := -1
		for i, c := range a.queue {
			switch {
			case c.share == owned:
				next = i
			case a.free > 0 && (next < 0 || a.served[c.share] < a.served[a.queue[next].share]):
				next = i
				continue
			default:
				continue
			}
			break
		}
		if next < 0 {
			return
		}
		c := a.queue[next]
		a.queue = slices.Delete(a.queue, next, next+1)
		if c.own = c.share == owned && a.ownFree > 0; c.own {
			a.ownFree--
		} else {
			a.free--
		}
		if len(a.served) > mostServed {
			clear(a.served)
		}
		a.tick++
		a.served[c.share] = a.tick
		a.running++
		close(c.turn)
	}
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
		return none, a.errTooLong()
	case errors.Is(c.err, context.Canceled):
		return none, errStops()
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

// finish counts a computation out and gives its place to the next.
func (a *analyses) finish(c *computation, result any, size int, err error) {
	a.mu.Lock()
	a.busy--
	a.leaveShare(c)
	if i := slices.Index(a.queue, c); i >= 0 { // it never had its turn
		a.queue = slices.Delete(a.queue, i, i+1)
	} else {
		a.running--
		if c.own {
			a.ownFree++
		} else {
			a.free++
		}
	}
	a.dispatch()
	// The owner may try again at once what had not all of the cores it needed.
	if errors.Is(err, context.DeadlineExceeded) && (c.share != owned || !c.crowded) {
		a.remember(c)
	}
	a.mu.Unlock()
	c.cancel()
	a.settle(c, result, size, err)
}

// settle keeps a result and drops those that were not used for longest. An
// error is not kept.
func (a *analyses) settle(c *computation, result any, size int, err error) {
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
	for a.kept > keptBytes || len(a.byKey) > keptResults {
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

// leaveShare counts a computation out of its share. The caller holds mu.
func (a *analyses) leaveShare(c *computation) {
	if a.under[c.share]--; a.under[c.share] == 0 {
		delete(a.under, c.share)
	}
}

// remember notes that something took too long. The caller holds mu.
func (a *analyses) remember(c *computation) {
	now := time.Now()
	for key, t := range a.tooLong {
		if now.After(t.until) {
			delete(a.tooLong, key)
		}
	}
	if len(a.tooLong) >= mostTooLong {
		clear(a.tooLong)
	}
	a.tooLong[c.key.shape()] = tooLong{now.Add(tooLongFor), c.share == owned}
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

// close stops all computations and waits for them, until ctx is done.
func (a *analyses) close(ctx context.Context) error {
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
