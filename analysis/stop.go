package analysis

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
)

// stop tells a computation that nobody waits for it any more. Every stage looks
// at it, each time it has done as much as one draw or one row of a table takes.
// The zero value never stops.
type stop struct{ ctx context.Context }

// stopped is what a look panics with when nobody waits any more. It unwinds the
// computation up to [Until], so that what was half made cannot be taken for a
// result.
type stopped struct{ err error }

// look ends the computation when nobody waits for it any more.
func (s stop) look() {
	if s.ctx == nil {
		return
	}
	if err := s.ctx.Err(); err != nil {
		panic(stopped{err})
	}
}

// often gives a look for a loop of short steps: it is taken once in many calls.
func (s stop) often() func() {
	const steps = 1 << 10
	left := steps
	return func() {
		if left--; left < 0 {
			left = steps
			s.look()
		}
	}
}

// Until does something that looks at ctx, and gives the error of ctx when it
// was stopped; whatever it made by then must not be used.
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
	stop{ctx}.look()
	if err := do(); err != nil {
		return err
	}
	stop{ctx}.look()
	return nil
}

// Under gives the result to who reads it while ctx lasts: their looks stop them
// after it.
func (r *Result) Under(ctx context.Context) *Result {
	out, s := *r, *r.stream
	s.stop = stop{ctx}
	out.stream = &s
	return &out
}

// Look is for who reads a result for long, within [Until]: it stops them when
// nobody waits any more.
func (r *Result) Look() { r.stream.stop.look() }

type coresKey struct{}

// WithCores has what is computed under the context take no more cores than it
// is lent. Borrow is asked for a number of further cores and gives how many
// there are, which are given back soon. Without it all cores are taken. How many
// there are changes no figure.
func WithCores(ctx context.Context, borrow func(most int) (got int, giveBack func())) context.Context {
	return context.WithValue(ctx, coresKey{}, borrow)
}

// cores gives how many goroutines may compute, at most n, and what is to be
// called when they have ended.
func (s stop) cores(n int) (cores int, ended func()) {
	if s.ctx != nil {
		if borrow, ok := s.ctx.Value(coresKey{}).(func(int) (int, func())); ok {
			got, giveBack := borrow(n - 1)
			return 1 + got, giveBack
		}
	}
	return min(runtime.GOMAXPROCS(0), n), func() {}
}

// onCores shares n numbered pieces of work out to the cores there are, in
// stretches. What work gives back is called when a stretch is done, one at a
// time. A panic in one of them is one of the caller.
func (s stop) onCores(n int, work func(first, end int) (done func())) {
	if n == 0 {
		work(0, 0)()
		return
	}
	cores, ended := s.cores(n)
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
