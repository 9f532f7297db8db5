package observetest

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"kompas/observe"
)

// next returns the next change; ok is false if the channel is closed.
func next[C any](t *testing.T, ch <-chan C) (c C, ok bool) {
	t.Helper()
	select {
	case c, ok = <-ch:
	case <-time.After(patience):
		t.Fatal("nothing is told")
	}
	return c, ok
}

// until reads changes until one has the wanted position. A change beyond it is an error.
func (t *logTest) until(ch <-chan observe.Change, want observe.Position) observe.Change {
	t.Helper()
	for {
		c, ok := next(t.T, ch)
		if !ok || c.Deleted || c.Head > want.Head || c.Revision > want.Revision {
			t.Fatalf("told %+v, open %v, want %+v", c, ok, want)
		}
		if c.Position == want {
			return c
		}
	}
}

func (t *logTest) watch() {
	info := t.made(1, 2)
	id, at := info.Header.ID, info.Position
	ctx, cancel := context.WithCancel(t.ctx)
	ended, err := t.log.Watch(ctx, id)
	t.must(err)
	ch, err := t.log.Watch(t.ctx, id)
	t.must(err)
	for _, ch := range []<-chan observe.Change{ch, ended} {
		c := t.until(ch, at)
		t.same(c.Header, info.Header)
		t.same(c.Generation, info.Generation)
	}
	at.Head, err = t.log.Append(t.ctx, id, at, entries(3, 4), nil)
	t.must(err)
	t.same(t.until(ch, at).Header, info.Header)

	h := Header(1)
	h.Title = "Another"
	at.Revision, err = t.log.PutHeader(t.ctx, id, at, h)
	t.must(err)
	t.same(t.until(ch, at).Header, h)

	t.until(ended, at)
	cancel()
	if c, ok := next(t.T, ended); ok {
		t.Errorf("after the context ended came %+v", c)
	}

	generation, err := t.log.Rewrite(t.ctx, id, at, h, Entries(1, 1))
	t.must(err)
	c, _ := next(t.T, ch)
	t.same(c, observe.Change{Header: h, Generation: generation, Position: observe.Position{Head: 1, Revision: at.Revision + 1}})

	t.must(t.log.Delete(t.ctx, id))
	if c, ok := next(t.T, ch); !ok || !c.Deleted {
		t.Errorf("of the deletion came %+v, %v", c, ok)
	}
	if c, ok := next(t.T, ch); ok {
		t.Errorf("after the deletion came %+v", c)
	}
}

func (t *logTest) watchUnread() {
	info := t.made(1, 0)
	id, at := info.Header.ID, info.Position
	ch, err := t.log.Watch(t.ctx, id)
	t.must(err)
	for range 50 {
		at.Head, err = t.log.Append(t.ctx, id, at, entries(at.Head+1, at.Head+1), FactsTo(at.Head+1))
		t.must(err)
	}
	t.until(ch, at)
	t.must(t.log.Delete(t.ctx, id))
	if c, _ := next(t.T, ch); !c.Deleted {
		t.Errorf("the last thing told is %+v", c)
	}
}

func (t *logTest) watchRace() {
	info := t.made(1, 0)
	const head = 200
	var all sync.WaitGroup
	all.Go(func() { t.retry(info.Header.ID, head, "x") })
	for range 8 {
		all.Go(func() {
			ch, err := t.log.Watch(t.ctx, info.Header.ID)
			if err != nil {
				t.Error(err)
				return
			}
			last := observe.Seq(0)
			for c := range ch {
				if c.Head < last {
					t.Errorf("after head %d came head %d", last, c.Head)
				}
				if last = c.Head; last == head {
					return
				}
			}
			t.Error("the watch ended")
		})
	}
	all.Wait()
}

// watchLate tests that watchers receive a change even if others begin to watch at the
// moment when it is made.
func (t *logTest) watchLate() {
	info := t.made(1, 0)
	id, at := info.Header.ID, info.Position
	first, err := t.log.Watch(t.ctx, id)
	t.must(err)
	ctx, stop := context.WithCancel(t.ctx)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for ctx.Err() == nil {
				watch, end := context.WithCancel(ctx)
				if _, err := t.log.Watch(watch, id); err != nil && ctx.Err() == nil {
					t.Error(err)
				}
				end()
			}
		})
	}
	defer all.Wait()
	defer stop()
	for range 50 {
		at.Head, err = t.log.Append(t.ctx, id, at, entries(at.Head+1, at.Head+1), FactsTo(at.Head+1))
		t.must(err)
		t.until(first, at)
	}
}

func (t *logTest) context() {
	info := t.made(1, 2)
	ctx, cancel := context.WithCancel(t.ctx)
	cancel()
	_, err := t.log.Append(ctx, info.Header.ID, info.Position, entries(3, 3), nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("append gives %v", err)
	}
	t.code(err, observe.Unavailable)
	_, err = t.log.Create(ctx, Header(2), Entries(1, 2_000))
	t.code(err, observe.Unavailable)
	_, err = t.log.Get(ctx, info.Header.ID)
	t.code(err, observe.Unavailable)
	t.code(t.log.Delete(ctx, info.Header.ID), observe.Unavailable)
	_, err = t.log.Rewrite(ctx, info.Header.ID, info.Position, info.Header, nil)
	t.code(err, observe.Unavailable)
	t.holds(info, entries(1, 2))
	t.same(len(t.ids(5)), 1)
}

func (t *logTest) closed() {
	info := t.made(1, 2)
	id := info.Header.ID
	ch, err := t.log.Watch(t.ctx, id)
	t.must(err)
	t.must(t.store.Close())
	t.must(t.store.Close())
	t.until(ch, info.Position)
	if c, ok := next(t.T, ch); ok {
		t.Errorf("after closing came %+v", c)
	}
	_, err = t.log.Create(t.ctx, Header(2), nil)
	t.code(err, observe.Unavailable)
	_, _, err = t.log.List(t.ctx, observe.Filter{}, 1)
	t.code(err, observe.Unavailable)
	_, err = t.log.Get(t.ctx, id)
	t.code(err, observe.Unavailable)
	_, err = t.log.PutHeader(t.ctx, id, info.Position, info.Header)
	t.code(err, observe.Unavailable)
	_, err = t.log.Append(t.ctx, id, info.Position, entries(3, 3), nil)
	t.code(err, observe.Unavailable)
	_, err = t.log.Read(t.ctx, id, 0, 1)
	t.code(err, observe.Unavailable)
	_, err = t.log.Watch(t.ctx, id)
	t.code(err, observe.Unavailable)
	_, err = t.log.Rewrite(t.ctx, id, info.Position, info.Header, nil)
	t.code(err, observe.Unavailable)
	t.code(t.log.Delete(t.ctx, id), observe.Unavailable)
}

// closingRaces closes the store while calls of all kinds are running: each of them
// ends, with success or with [observe.Unavailable].
func (t *logTest) closingRaces() {
	const callers = 8
	for n := range callers {
		t.made(n, 1)
	}
	var all, going sync.WaitGroup
	going.Add(callers)
	for n := range callers {
		all.Go(func() {
			id, at := Header(n).ID, observe.Position{Head: 1, Revision: 1}
			var begun sync.Once
			random := rand.New(rand.NewPCG(uint64(n), 1))
			for i := 0; ; i++ {
				var err error
				switch random.IntN(6) {
				case 0:
					_, err = t.log.Read(t.ctx, id, 0, 5)
				case 1:
					_, _, err = t.log.List(t.ctx, observe.Filter{}, 5)
				case 2:
					_, err = t.log.Watch(t.ctx, id)
				case 3:
					extra := Header(100 + n)
					if _, err = t.log.Create(t.ctx, extra, Entries(1, 50)); err == nil {
						err = t.log.Delete(t.ctx, extra.ID)
					}
				default:
					var head observe.Seq
					if head, err = t.log.Append(t.ctx, id, at, entries(at.Head+1, at.Head+3), FactsTo(at.Head+3)); err == nil {
						at.Head = head
					}
				}
				if i == 10 {
					begun.Do(going.Done)
				}
				if err != nil {
					begun.Do(going.Done)
					t.code(err, observe.Unavailable)
					return
				}
			}
		})
	}
	going.Wait()
	t.must(t.store.Close())
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(patience):
		t.Fatal("a call hangs after closing")
	}
}
