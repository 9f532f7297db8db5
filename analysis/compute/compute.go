// Package compute runs computations that may take seconds: it stops them when
// nobody waits for them any more, and shares their work among processor cores.
//
// A computation runs within [Until] and calls [Look], or the function that
// [Often] returns, each time it has done about as much as one draw or one row of
// a table takes. Once its context is done, the next look ends it. Functions in
// between need no error for that.
package compute

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
)

// stopped is the value that Look panics with when the context is done. It
// unwinds the computation up to Until, so that nothing half made is taken for a
// result.
type stopped struct{ err error }

// Until calls do and returns its error. When a look finds that ctx is done, or
// ctx is done before or after do, it returns the error of ctx instead; whatever
// do made by then must not be used.
func Until(ctx context.Context, do func() error) (err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case stopped:
			err = p.err
		default:
			panic(p)
		}
	}()
	Look(ctx)
	if err := do(); err != nil {
		return err
	}
	Look(ctx)
	return nil
}

// Look ends the computation, up to the [Until] that it runs within, when ctx is
// done.
func Look(ctx context.Context) {
	if err := ctx.Err(); err != nil {
		panic(stopped{err})
	}
}

// Often returns a look for loops of short steps: it calls [Look] once in about a
// thousand calls.
func Often(ctx context.Context) (look func()) {
	const steps = 1 << 10
	left := steps
	return func() {
		if left--; left < 0 {
			left = steps
			Look(ctx)
		}
	}
}

type coresKey struct{}

// WithCores makes what is computed under the context use only cores that it is
// lent. Borrow is asked for a number of further cores; it returns how many may be
// used, 0 or more, and a function that is called when they are free again.
// Without WithCores all cores are used. The number of cores changes no figure.
func WithCores(ctx context.Context, borrow func(most int) (got int, giveBack func())) context.Context {
	return context.WithValue(ctx, coresKey{}, borrow)
}

// cores returns how many goroutines may compute, at most n, and what is to be
// called when they have ended.
func cores(ctx context.Context, n int) (cores int, ended func()) {
	if borrow, ok := ctx.Value(coresKey{}).(func(int) (int, func())); ok {
		got, giveBack := borrow(n - 1)
		return 1 + got, giveBack
	}
	return min(runtime.GOMAXPROCS(0), n), func() {}
}

// OnCores divides n numbered pieces of work into one stretch for each available
// core and has work do each stretch, from first up to but not including end. The
// functions that work returns are called one at a time; they can add up what the
// stretches found. A panic in a stretch becomes a panic of the caller.
func OnCores(ctx context.Context, n int, work func(first, end int) (done func())) {
	if n == 0 {
		work(0, 0)()
		return
	}
	cores, ended := cores(ctx, n)
	defer ended()
	if cores <= 1 {
		work(0, n)()
		return
	}
	var group sync.WaitGroup
	var one sync.Mutex
	var failed any
	for c := range cores {
		group.Go(func() {
			defer func() {
				p := recover()
				if p == nil {
					return
				}
				if _, ok := p.(stopped); !ok {
					p = fmt.Errorf("%v\n%s", p, debug.Stack()) // the caller's stack does not tell where
				}
				one.Lock()
				defer one.Unlock()
				if _, ok := failed.(stopped); ok || failed == nil {
					failed = p
				}
			}()
			done := work(c*n/cores, (c+1)*n/cores)
			one.Lock()
			defer one.Unlock()
			done()
		})
	}
	group.Wait()
	if failed != nil {
		panic(failed)
	}
}

// Add adds counts to sums, cell by cell.
func Add(sums, counts []int) {
	for i, n := range counts {
		sums[i] += n
	}
}
