package server

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"kompas/analysis"
	"kompas/observe"
)

// fake gives analyses that compute with f, and how often they did.
func fakeAnalyses(f func(context.Context) (*analysis.Result, error)) (*analyses, *atomic.Int64) {
	a, calls := newAnalyses(mostAnalysis), &atomic.Int64{}
	a.analyze = func(ctx context.Context, _ *analysis.Meeting, _ analysis.Options) (*analysis.Result, error) {
		calls.Add(1)
		return f(ctx)
	}
	return a, calls
}

func (a *analyses) askOf(session string) *computation {
	c, err := a.askBy("", session)
	if err != nil {
		panic(err)
	}
	return c
}

func (a *analyses) askBy(who, session string) (*computation, error) {
	return a.ask(who, analysisKey{observe.SessionID(session), "x"}, func() *analysis.Meeting { return &analysis.Meeting{} }, analysis.DefaultOptions())
}

func untilStopped(ctx context.Context) (*analysis.Result, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestAnalysesAreSharedAndKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, calls := fakeAnalyses(func(context.Context) (*analysis.Result, error) {
			time.Sleep(time.Second)
			return &analysis.Result{Interactions: 10}, nil
		})
		defer a.close()
		first, second := a.askOf("a"), a.askOf("a")
		x, err := waitFor[*analysis.Result](t.Context(), a, first)
		y, err2 := waitFor[*analysis.Result](t.Context(), a, second)
		z, err3 := waitFor[*analysis.Result](t.Context(), a, a.askOf("a"))
		if err := errors.Join(err, err2, err3); err != nil || x != y || y != z || calls.Load() != 1 {
			t.Errorf("%d computations of the same, and error %v", calls.Load(), err)
		}
		a.forget("a")
		if _, err := waitFor[*analysis.Result](t.Context(), a, a.askOf("a")); err != nil || calls.Load() != 2 {
			t.Errorf("%d computations after it was forgotten, want 2; error %v", calls.Load(), err)
		}
	})
}

// One who asks for more and more is refused before others are kept from asking;
// what ends makes room.
func TestTooManyAnalysesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, _ := fakeAnalyses(untilStopped)
		defer a.close()
		ctx, leave := context.WithCancel(t.Context())
		fill := func(who string, most int) {
			t.Helper()
			for i := range most {
				c, err := a.askBy(who, fmt.Sprint(who, i))
				if err != nil {
					t.Fatalf("%q is refused the analysis %d: %v", who, i, err)
				}
				go waitFor[*analysis.Result](ctx, a, c)
			}
			if _, err := a.askBy(who, who+" more"); observe.CodeOf(err) != observe.Unavailable {
				t.Errorf("%q may have more than %d: %v", who, most, err)
			}
		}
		fill("viewer", mostOfOne)
		fill("other", mostOfOne)
		fill("", mostOfAll-2*mostOfOne)
		leave()
		synctest.Wait()
		if len(a.under) != 0 || a.busy != 0 {
			t.Errorf("%d are under way, of %v", a.busy, a.under)
		}
		if _, err := a.askBy("viewer", "again"); err != nil {
			t.Error(err)
		}
	})
}

func TestAnalysisStopsWhenNobodyWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stopped := false
		a, calls := fakeAnalyses(func(ctx context.Context) (*analysis.Result, error) {
			defer func() { stopped = true }()
			return untilStopped(ctx)
		})
		one, leaveOne := context.WithCancel(t.Context())
		two, leaveTwo := context.WithCancel(t.Context())
		var gone [2]error
		for i, ctx := range []context.Context{one, two} {
			c := a.askOf("a")
			go func() { _, gone[i] = waitFor[*analysis.Result](ctx, a, c) }()
		}
		leaveOne()
		synctest.Wait()
		if stopped {
			t.Error("it was stopped although somebody still waits")
		}
		leaveTwo()
		synctest.Wait()
		if !stopped || gone[0] != context.Canceled || gone[1] != context.Canceled || calls.Load() != 1 {
			t.Errorf("stopped: %v, errors %v", stopped, gone)
		}
		if len(a.byKey) != 0 {
			t.Error("something is kept of what was stopped")
		}
		a.close()
	})
}

func TestAnalysisHasAnEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, _ := fakeAnalyses(untilStopped)
		began := time.Now()
		_, err := waitFor[*analysis.Result](t.Context(), a, a.askOf("a"))
		if observe.CodeOf(err) != observe.Unavailable || !strings.Contains(err.Error(), "took longer") || time.Since(began) != mostAnalysis {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
		c := a.askOf("a")
		a.close()
		if _, err := waitFor[*analysis.Result](t.Context(), a, c); observe.CodeOf(err) != observe.Unavailable {
			t.Errorf("at shutdown: %v", err)
		}
		if _, err := waitFor[*analysis.Result](t.Context(), a, a.askOf("b")); observe.CodeOf(err) != observe.Unavailable {
			t.Errorf("after shutdown: %v", err)
		}
	})
}

// A panic is an error of that request, not the end of the process.
// A result that failed takes no room, whatever it says it rests on.
func TestAnalysisThatFailsKeepsNothing(t *testing.T) {
	a := newAnalyses(time.Millisecond)
	defer a.close()
	c, err := a.begin("", analysisKey{"a", "x"}, func() work {
		return func(ctx context.Context) (any, int, error) {
			<-ctx.Done()
			return (*analysis.Trends)(nil), 500_000, ctx.Err()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := waitFor[*analysis.Trends](t.Context(), a, c); err == nil {
		t.Error("it did not end")
	}
	if a.kept != 0 || len(a.byKey) != 0 {
		t.Errorf("%d turns and %d results are kept", a.kept, len(a.byKey))
	}
}

// Waiting until others have computed does not count.
func TestAnalysisHasItsTimeFromWhenItBegins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, _ := fakeAnalyses(func(ctx context.Context) (*analysis.Result, error) {
			select {
			case <-time.After(mostAnalysis * 3 / 4):
				return &analysis.Result{}, nil
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		})
		defer a.close()
		var list []*computation
		for i := range 3 * cap(a.slots) {
			list = append(list, a.askOf(fmt.Sprint(i)))
		}
		for _, c := range list {
			if _, err := waitFor[*analysis.Result](t.Context(), a, c); err != nil {
				t.Error(err)
			}
		}
	})
}

// What is asked of a server that shuts down ends like what was under way.
func TestAnalysisAskedAtTheEnd(t *testing.T) {
	a, _ := fakeAnalyses(untilStopped)
	a.close()
	for range 50 {
		if _, err := waitFor[*analysis.Result](t.Context(), a, a.askOf("a")); err == nil || strings.Contains(err.Error(), "panic") {
			t.Fatalf("the error is %v", err)
		}
	}
}

func TestAnalysisThatPanics(t *testing.T) {
	a, _ := fakeAnalyses(func(context.Context) (*analysis.Result, error) { panic("broken") })
	if _, err := waitFor[*analysis.Result](t.Context(), a, a.askOf("a")); err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("error %v", err)
	}
	c, err := a.ask("", analysisKey{session: "b"}, func() *analysis.Meeting { panic("no meeting") }, analysis.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := waitFor[*analysis.Result](t.Context(), a, c); err == nil || !strings.Contains(err.Error(), "no meeting") {
		t.Errorf("error %v", err)
	}
	a.close()
}

func TestAnalysesKeepNoMoreThanTheyMay(t *testing.T) {
	size := 1
	a, calls := fakeAnalyses(func(context.Context) (*analysis.Result, error) { return &analysis.Result{Interactions: size}, nil })
	defer a.close()
	get := func(session string) {
		t.Helper()
		if _, err := waitFor[*analysis.Result](t.Context(), a, a.askOf(session)); err != nil {
			t.Fatal(err)
		}
		a.mu.Lock()
		defer a.mu.Unlock()
		kept := 0
		for _, c := range a.byKey {
			kept += c.size
		}
		if len(a.byKey) > keptResults || kept > keptTurns || kept != a.kept {
			t.Fatalf("%d results of %d turns are kept, counted as %d", len(a.byKey), kept, a.kept)
		}
	}
	for i := range 3 * keptResults {
		get(fmt.Sprint(i))
		get("often")
	}
	if n := calls.Load(); n != 3*keptResults+1 {
		t.Errorf("%d computations; what is used often should stay", n)
	}
	size = keptTurns
	get("large")
	size++
	get("too large")
	if len(a.byKey) != 0 || a.kept != 0 {
		t.Errorf("%d results of %d turns are kept", len(a.byKey), a.kept)
	}
}

// Only so many compute at a time; the others wait for their turn.
func TestAnalysesTakeTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int64
		a, _ := fakeAnalyses(func(context.Context) (*analysis.Result, error) {
			most.Store(max(most.Load(), now.Add(1)))
			time.Sleep(time.Second)
			now.Add(-1)
			return &analysis.Result{}, nil
		})
		var all []*computation
		for i := range 3 * cap(a.slots) {
			all = append(all, a.askOf(fmt.Sprint(i)))
		}
		for _, c := range all {
			if _, err := waitFor[*analysis.Result](t.Context(), a, c); err != nil {
				t.Error(err)
			}
		}
		if most.Load() != int64(cap(a.slots)) {
			t.Errorf("%d computed at a time, want %d", most.Load(), cap(a.slots))
		}
		a.close()
	})
}
