package record_test

import (
	"context"
	"encoding/json"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"

	"kompas/observe"
	"kompas/observe/observetest"
	"kompas/observe/record"
)

func jsonOf(t interface{ Fatal(...any) }, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The facts in the store stay true to the log, whatever is appended, refused, half
// done, or changed by another recorder at the same time.
func TestStoredFactsFollowTheLog(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		drawn := observetest.Drawn{Header: observetest.DrawHeader(t)}
		drawn.Header.ID = testSession
		one := newRecorder(&brokenLog{Log: observetest.NewMemory().Log("default")}, record.Options{MaxLoaded: 1})
		both := []*bench{one, newRecorder(one.log, record.Options{MaxLoaded: 1})}
		if err := one.Create(context.Background(), drawn.Header, nil); err != nil {
			t.Fatal(err)
		}
		t.Repeat(map[string]func(*rapid.T){
			"append": func(t *rapid.T) {
				var raw []json.RawMessage
				for range rapid.IntRange(1, 4).Draw(t, "entries") {
					e := observetest.DrawEntry(t, &drawn)
					raw = append(raw, e.AppendJSON(nil))
				}
				if failing := rapid.SampledFrom([]string{"", "", "before", "after"}).Draw(t, "failing"); failing != "" {
					one.log.fail(func(next func() (observe.Seq, error)) (observe.Seq, error) {
						if failing == "after" {
							if _, err := next(); err != nil {
								return 0, err
							}
						}
						return 0, observe.Errorf(observe.Full, "full")
					})
				}
				b := both[rapid.IntRange(0, 1).Draw(t, "recorder")]
				if _, err := b.Append(context.Background(), testSession, observe.OwnerViewer, raw); err != nil {
					t.Fatal(err)
				}
				one.log.heal()
			},
			"title": func(t *rapid.T) {
				err := one.Update(context.Background(), testSession, func(_ *observe.State, h *observe.Header) error {
					h.Title = observetest.DrawName(t)
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
			},
			"": func(t *rapid.T) {
				drawn.Entries = one.stored(t)
				info, err := one.Info(context.Background(), testSession)
				if err != nil {
					t.Fatal(err)
				}
				s := observe.NewState(info.Header)
				for _, e := range drawn.Entries {
					s.Apply(e)
				}
				if got, want := jsonOf(t, info.Facts), jsonOf(t, s.Facts()); got != want {
					t.Fatalf("stored are\n%s\nthe log tells\n%s", got, want)
				}
			},
		})
	})
}

// slowLog is a log that returns one entry at a time, when the test allows it.
type slowLog struct {
	observe.Log
	reads atomic.Int64
	next  chan struct{}
}

func (l *slowLog) Read(ctx context.Context, id observe.SessionID, after observe.Seq, limit int) ([]observe.Entry, error) {
	l.reads.Add(1)
	<-l.next
	return l.Log.Read(ctx, id, after, min(limit, 1))
}

// newSlow returns a recorder of one session with a log of some entries.
func newSlow(t *testing.T, head observe.Seq) (*slowLog, *record.Recorder) {
	t.Helper()
	log := &slowLog{Log: observetest.NewMemory().Log("default"), next: make(chan struct{})}
	if _, err := log.Create(t.Context(), observetest.Header(1), observetest.Entries(1, head)); err != nil {
		t.Fatal(err)
	}
	return log, newRecorder(&brokenLog{Log: log}, record.Options{}).Recorder
}

// A caller who stops waiting while a long log is read does not make the others start
// again.
func TestGivingUpReadsOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const head = 5
		log, r := newSlow(t, head)
		read := func(ctx context.Context) error {
			return r.Read(ctx, observetest.Header(1).ID, observe.OwnerViewer, func(*observe.Snapshot) error { return nil })
		}
		for range head {
			ctx, giveUp := context.WithCancel(t.Context())
			gone := make(chan error)
			go func() { gone <- read(ctx) }()
			synctest.Wait()
			giveUp()
			if err := <-gone; observe.CodeOf(err) != observe.Unavailable {
				t.Fatal("who gave up got", err)
			}
			log.next <- struct{}{}
		}
		if err := read(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := log.reads.Load(); n != head {
			t.Errorf("%d entries were read of a log of %d", n, head)
		}
	})
}

// Neither lists nor the removal of a session read its log, or wait for somebody who
// does.
func TestNoLogIsReadForListsAndRemoval(t *testing.T) {
	const head = 2000
	log, r := newSlow(t, head)
	id := observetest.Header(1).ID
	reader, deleted := make(chan error, 1), make(chan error)
	go func() {
		reader <- r.Read(t.Context(), id, observe.OwnerViewer, func(*observe.Snapshot) error { return nil })
	}()
	log.next <- struct{}{} // the load has begun
	if items, _, err := r.List(t.Context(), observe.Filter{}, 5); err != nil || len(items) != 1 {
		t.Fatal(items, err)
	}
	if h, err := r.Header(t.Context(), id); err != nil || h.ID != id {
		t.Fatal(h, err)
	}
	go func() { deleted <- r.Delete(t.Context(), id) }()
	for waiting := true; waiting; {
		select {
		case log.next <- struct{}{}:
		case err := <-deleted:
			if waiting = false; err != nil {
				t.Fatal(err)
			}
		case err := <-reader:
			if reader = nil; err == nil {
				t.Error("a session that is being deleted was read")
			}
		}
	}
	if n := log.reads.Load(); n >= head {
		t.Errorf("all %d entries were read", n)
	}
	if _, err := r.Header(t.Context(), id); observe.CodeOf(err) != observe.NotFound {
		t.Error("after the removal:", err)
	}
}
