package results

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"kompas/observe"
	"kompas/server/allowance"
)

// limit is how long one computation may compute.
const limit = 20 * time.Second

// faked is a cache that computes with f, and counts how often it did.
type faked struct {
	*Cache
	f     func(context.Context) (any, error)
	size  int // of each result
	calls atomic.Int64
}

func fakeCache(f func(context.Context) (any, error)) *faked {
	return &faked{Cache: New(limit), f: f, size: 1}
}

func (a *faked) askOf(session string) *Computation {
	c, err := a.askBy(allowance.Owner, session)
	if err != nil {
		panic(err)
	}
	return c
}

func (a *faked) askBy(holder, session string) (*Computation, error) {
	return a.Begin(holder, Key{Session: observe.SessionID(session), Of: "x"}, func(ctx context.Context) (any, int, error) {
		a.calls.Add(1)
		result, err := a.f(ctx)
		return result, a.size, err
	})
}

func (a *faked) wait(t *testing.T, c *Computation) (any, error) {
	return Wait[any](t.Context(), a.Cache, c)
}

// end closes the cache, and fails when something does not end.
func (a *faked) end(t *testing.T) {
	t.Helper()
	if err := a.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

func untilStopped(ctx context.Context) (any, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestResultsAreSharedAndKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := fakeCache(func(context.Context) (any, error) {
			time.Sleep(time.Second)
			return new(int), nil
		})
		defer a.end(t)
		first, second := a.askOf("a"), a.askOf("a")
		x, err := a.wait(t, first)
		y, err2 := a.wait(t, second)
		z, err3 := a.wait(t, a.askOf("a"))
		if err := errors.Join(err, err2, err3); err != nil || x != y || y != z || a.calls.Load() != 1 {
			t.Errorf("%d computations of the same, and error %v", a.calls.Load(), err)
		}
		a.Forget("a")
		if _, err := a.wait(t, a.askOf("a")); err != nil || a.calls.Load() != 2 {
			t.Errorf("%d computations after it was forgotten, want 2; error %v", a.calls.Load(), err)
		}
	})
}

// What is made of several sessions is forgotten with each of them.
func TestWhatIsMadeOfAForgottenSessionIsForgotten(t *testing.T) {
	a := New(limit)
	made := 0
	get := func(key Key) {
		t.Helper()
		if _, err := Part(t.Context(), a, key, func(context.Context) (int, int, error) { made++; return made, 1, nil }); err != nil {
			t.Fatal(err)
		}
	}
	keys := []Key{{Session: "b", Of: "with s1"}, {Of: "s1 and b"}, {Session: "b", Of: "alone"}}
	for _, key := range keys {
		get(key)
	}
	a.Forget("s1")
	for _, key := range keys {
		get(key)
	}
	if made != 2*len(keys)-1 {
		t.Errorf("%d results were made, want %d", made, 2*len(keys)-1)
	}
}

// A holder who asks for more and more is refused before other holders are, and all
// holders before the owner is. Computations that end make room.
func TestTooManyAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := fakeCache(untilStopped)
		defer a.end(t)
		ctx, leave := context.WithCancel(t.Context())
		fill := func(holder string, most int) {
			t.Helper()
			for i := range most {
				c, err := a.askBy(holder, fmt.Sprint(holder, i))
				if err != nil {
					t.Fatalf("%q is refused the analysis %d: %v", holder, i, err)
				}
				go Wait[any](ctx, a.Cache, c)
			}
			if _, err := a.askBy(holder, holder+" more"); observe.CodeOf(err) != observe.Unavailable {
				t.Errorf("%q may have more than %d: %v", holder, most, err)
			}
		}
		for i := range mostOfOthers / mostOfOne {
			fill(fmt.Sprint("viewer ", i), mostOfOne)
		}
		fill("one more", 0)
		fill(allowance.Owner, mostOfOwner)
		leave()
		synctest.Wait()
		if len(a.byHolder) != 0 || a.busy != 0 || len(a.queue) != 0 {
			t.Errorf("%d are under way, of %v; %d wait", a.busy, a.byHolder, len(a.queue))
		}
		if _, err := a.askBy("viewer 0", "again"); err != nil {
			t.Error(err)
		}
	})
}

// While the computations of a viewer take all places, the owner's begins at once.
// Those of another viewer come before those that the first still waits for.
func TestAllHoldersHaveTheirTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var order []string
		var mu sync.Mutex
		a := fakeCache(nil)
		defer a.end(t)
		a.free, a.ownFree = 1, 1
		ask := func(holder, session string) *Computation {
			c, err := a.Begin(holder, Key{Session: observe.SessionID(session)}, func(context.Context) (any, int, error) {
				mu.Lock()
				order = append(order, session)
				mu.Unlock()
				time.Sleep(time.Second)
				return new(int), 0, nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		var all []*Computation
		for i := range 4 {
			all = append(all, ask("greedy", fmt.Sprint("greedy ", i)))
			synctest.Wait()
		}
		all = append(all, ask("other", "other 0"))
		synctest.Wait()
		all = append(all, ask(allowance.Owner, "owner 0"))
		synctest.Wait()
		if got := fmt.Sprint(order); got != "[greedy 0 owner 0]" {
			t.Errorf("begun are %s", got)
		}
		all = append(all, ask(allowance.Owner, "greedy 3")) // somebody else waits for it, and it becomes the owner's
		for _, c := range all {
			if _, err := a.wait(t, c); err != nil {
				t.Error(err)
			}
		}
		if got := fmt.Sprint(order[:4]); got != "[greedy 0 owner 0 greedy 3 other 0]" && got != "[greedy 0 owner 0 other 0 greedy 3]" {
			t.Errorf("begun are %s", order)
		}
		if a.free != 1 || a.ownFree != 1 {
			t.Errorf("%d and %d places are free", a.free, a.ownFree)
		}
	})
}

func TestItStopsWhenNobodyWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stopped := false
		a := fakeCache(func(ctx context.Context) (any, error) {
			defer func() { stopped = true }()
			return untilStopped(ctx)
		})
		one, leaveOne := context.WithCancel(t.Context())
		two, leaveTwo := context.WithCancel(t.Context())
		var gone [2]error
		for i, ctx := range []context.Context{one, two} {
			c := a.askOf("a")
			go func() { _, gone[i] = Wait[any](ctx, a.Cache, c) }()
		}
		leaveOne()
		synctest.Wait()
		if stopped {
			t.Error("it was stopped although somebody still waits")
		}
		leaveTwo()
		synctest.Wait()
		if !stopped || gone[0] != context.Canceled || gone[1] != context.Canceled || a.calls.Load() != 1 {
			t.Errorf("stopped: %v, errors %v", stopped, gone)
		}
		if len(a.byKey) != 0 {
			t.Error("something is kept of what was stopped")
		}
		a.end(t)
	})
}

// A computation that took too long is not begun again for a while, not even with
// another seed. The owner may try it when only others did.
func TestItHasAnEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := fakeCache(untilStopped)
		ask := func(holder, seed string) error {
			c, err := a.Begin(holder, Key{Session: "a", Of: "x", Seed: seed}, func(ctx context.Context) (any, int, error) {
				a.calls.Add(1)
				result, err := a.f(ctx)
				return result, 1, err
			})
			if err == nil {
				_, err = a.wait(t, c)
			}
			return err
		}
		for _, step := range []struct {
			holder, seed string
			took         time.Duration
		}{{"viewer", "1", limit}, {"viewer", "1", 0}, {"viewer", "2", 0}, {"other", "1", 0}, {allowance.Owner, "1", limit}, {allowance.Owner, "2", 0}} {
			began := time.Now()
			err := ask(step.holder, step.seed)
			if observe.CodeOf(err) != observe.Unavailable || !strings.Contains(err.Error(), "takes longer") || time.Since(began) != step.took {
				t.Errorf("%+v: after %v: %v", step, time.Since(began), err)
			}
		}
		for _, step := range []struct {
			wait  time.Duration
			calls int64
		}{{tooLongFor - time.Second, 2}, {2 * time.Second, 3}} {
			time.Sleep(step.wait)
			if ask("viewer", "1"); a.calls.Load() != step.calls {
				t.Errorf("%d computations, want %d", a.calls.Load(), step.calls)
			}
		}
		c := a.askOf("b")
		a.end(t)
		if _, err := a.wait(t, c); observe.CodeOf(err) != observe.Unavailable {
			t.Errorf("at shutdown: %v", err)
		}
		if _, err := a.wait(t, a.askOf("b")); observe.CodeOf(err) != observe.Unavailable {
			t.Errorf("after shutdown: %v", err)
		}
	})
}

// A failed computation takes no room, whatever size it tells.
func TestFailureKeepsNothing(t *testing.T) {
	a := &faked{Cache: New(time.Millisecond), f: untilStopped, size: MostKept}
	defer a.end(t)
	if _, err := a.wait(t, a.askOf("a")); err == nil {
		t.Error("it did not end")
	}
	if a.kept != 0 || len(a.byKey) != 0 {
		t.Errorf("%d bytes and %d results are kept", a.kept, len(a.byKey))
	}
}

// The time in which a computation waits for its turn does not count.
func TestItHasItsTimeFromWhenItBegins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := fakeCache(func(ctx context.Context) (any, error) {
			select {
			case <-time.After(limit * 3 / 4):
				return new(int), nil
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		})
		defer a.end(t)
		var list []*Computation
		for i := range 3 * (a.free + a.ownFree) {
			list = append(list, a.askOf(fmt.Sprint(i)))
		}
		for _, c := range list {
			if _, err := a.wait(t, c); err != nil {
				t.Error(err)
			}
		}
	})
}

// A computation that is begun when the cache is closed ends like those under way.
func TestBeginAtTheEnd(t *testing.T) {
	a := fakeCache(untilStopped)
	a.end(t)
	for range 50 {
		if _, err := a.wait(t, a.askOf("a")); err == nil || strings.Contains(err.Error(), "panic") {
			t.Fatalf("the error is %v", err)
		}
	}
}

// A panic becomes an error of that computation, and does not end the process.
func TestPanic(t *testing.T) {
	a := fakeCache(func(context.Context) (any, error) { panic("broken") })
	if _, err := a.wait(t, a.askOf("a")); err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("error %v", err)
	}
	a.end(t)
}

func TestNoMoreIsKeptThanMayBe(t *testing.T) {
	a := fakeCache(func(context.Context) (any, error) { return new(int), nil })
	defer a.end(t)
	get := func(session string) {
		t.Helper()
		if _, err := a.wait(t, a.askOf(session)); err != nil {
			t.Fatal(err)
		}
		a.mu.Lock()
		defer a.mu.Unlock()
		kept := 0
		for _, c := range a.byKey {
			kept += c.size
		}
		if len(a.byKey) > keptResults || kept > MostKept || kept != a.kept {
			t.Fatalf("%d results of %d bytes are kept, counted as %d", len(a.byKey), kept, a.kept)
		}
	}
	for i := range 3 * keptResults {
		get(fmt.Sprint(i))
		get("often")
	}
	if n := a.calls.Load(); n != 3*keptResults+1 {
		t.Errorf("%d computations; what is used often should stay", n)
	}
	a.size = MostKept
	get("large")
	a.size++
	get("too large")
	if len(a.byKey) != 0 || a.kept != 0 {
		t.Errorf("%d results of %d bytes are kept", len(a.byKey), a.kept)
	}
}

// Those that compute at the same time, including the owner's, leave one core free where
// there are three or more. The others wait for their turn.
func TestComputationsTakeTurns(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, cores := range []int{1, 2, 3, 4, 9} {
		runtime.GOMAXPROCS(cores)
		synctest.Test(t, func(t *testing.T) {
			var now, most atomic.Int64
			var a *faked
			a = fakeCache(func(ctx context.Context) (any, error) {
				got, giveBack := a.borrow(100)
				defer giveBack()
				most.Store(max(most.Load(), now.Add(1+int64(got))))
				time.Sleep(time.Second)
				now.Add(-1 - int64(got))
				return new(int), nil
			})
			var all []*Computation
			for _, holder := range []string{"viewer", allowance.Owner} {
				for i := range 12 {
					c, err := a.askBy(holder, fmt.Sprint(holder, i))
					if err != nil {
						t.Fatal(err)
					}
					all = append(all, c)
				}
			}
			for _, c := range all {
				if _, err := a.wait(t, c); err != nil {
					t.Error(err)
				}
			}
			if want := max(2, cores-1); most.Load() != int64(want) {
				t.Errorf("of %d cores %d computed at a time, want %d", cores, most.Load(), want)
			}
			a.end(t)
		})
	}
}

// Only the time in which a computation computes counts: no time while it waits for
// another one, and half of the time while two share one core.
func TestChargedForWhatIsComputed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := fakeCache(untilStopped)
		a.cores, a.free, a.ownFree = 1, 1, 1
		begin := func(holder, name string) *Computation {
			c, err := a.askBy(holder, name)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		began := time.Now()
		other, own := begin("viewer", "a"), begin(allowance.Owner, "b")
		for _, c := range []*Computation{own, other} {
			if _, err := a.wait(t, c); observe.CodeOf(err) != observe.Unavailable || !strings.Contains(err.Error(), "takes longer") {
				t.Errorf("%v", err)
			}
		}
		if took := time.Since(began); took < 2*limit-time.Second || took > 2*limit {
			t.Errorf("with one core two were stopped after %v", took)
		}
		// The owner may try again at once; the viewer may not.
		if _, err := a.askBy("viewer", "a"); err == nil {
			t.Error("the viewer may try again")
		}
		began = time.Now()
		if _, err := a.wait(t, begin(allowance.Owner, "b")); err == nil || time.Since(began) != limit {
			t.Errorf("alone it was stopped after %v: %v", time.Since(began), err)
		}
		if _, err := a.askBy(allowance.Owner, "b"); err == nil {
			t.Error("the owner may try again what took too long alone")
		}
		a.end(t)

		// A computation that waits for what another one makes.
		b := fakeCache(nil)
		b.free = 2
		b.cores = 3
		shared := Key{Session: "s", Of: "shared"}
		make := func(ctx context.Context) (int, int, error) {
			time.Sleep(limit * 3 / 4)
			return 1, 1, ctx.Err()
		}
		b.f = func(ctx context.Context) (any, error) {
			if _, err := Part(ctx, b.Cache, shared, make); err != nil {
				return nil, err
			}
			select {
			case <-time.After(limit / 2):
				return new(int), nil
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		first, err := b.askBy("x", "1")
		synctest.Wait()
		second, err2 := b.askBy("y", "2")
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		if _, err := b.wait(t, first); err == nil {
			t.Error("the first made it, and went on for too long")
		}
		if _, err := b.wait(t, second); err != nil {
			t.Errorf("the second only waited: %v", err)
		}
		b.end(t)
	})
}

// Turn waits for a place like a computation does.
func TestTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := fakeCache(untilStopped)
		a.free, a.ownFree = 1, 1
		first, err := a.Turn(t.Context(), "viewer")
		if err != nil {
			t.Fatal(err)
		}
		ctx, leave := context.WithCancel(t.Context())
		var gone error
		go func() { _, gone = a.Turn(ctx, "viewer") }()
		synctest.Wait()
		if len(a.queue) != 1 {
			t.Errorf("%d wait, want 1", len(a.queue))
		}
		own, err := a.Turn(t.Context(), allowance.Owner)
		if err != nil {
			t.Fatal(err)
		}
		leave()
		synctest.Wait()
		if gone != context.Canceled {
			t.Errorf("who left gets %v", gone)
		}
		first()
		own()
		if a.busy != 0 || len(a.queue) != 0 || a.free != 1 || a.ownFree != 1 || len(a.byHolder) != 0 || len(a.byKey) != 0 {
			t.Errorf("it still counts %d, %d, %d and %d places", a.busy, len(a.queue), a.free, a.ownFree)
		}
		last, err := a.Turn(t.Context(), "other")
		if err != nil {
			t.Fatal(err)
		}
		defer last()
		a.stop()
		if _, err := a.Turn(t.Context(), "other"); observe.CodeOf(err) != observe.Unavailable {
			t.Errorf("at the end: %v", err)
		}
		if a.busy != 1 || len(a.queue) != 0 {
			t.Errorf("who was refused at the end still counts: %d, of whom %d wait", a.busy, len(a.queue))
		}
	})
}

// The cores that a computation was lent are there for the next one.
func TestSpareCoresAreGivenBack(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(9))
	synctest.Test(t, func(t *testing.T) {
		var a *faked
		a = fakeCache(func(context.Context) (any, error) {
			got, giveBack := a.borrow(100)
			giveBack()
			return got, nil
		})
		defer a.end(t)
		first, err := a.wait(t, a.askOf("a"))
		second, err2 := a.wait(t, a.askOf("b"))
		if errors.Join(err, err2) != nil || first == 0 || first != second {
			t.Errorf("lent %v, then %v; %v", first, second, errors.Join(err, err2))
		}
	})
}
