package observe_test

import (
	"context"
	"encoding/json"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"

	"kompas/observe"
	"kompas/observe/observetest"
)

func jsonOf(t interface{ Fatal(...any) }, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// All ways to make the facts of a log have the same result, and lists show the same
// as the whole log.
func TestFactsAreTheFold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := observetest.DrawLog(t, 40)
		s := observe.NewState(d.Header)
		var entries, stored observe.FactsFold
		for _, e := range d.Entries {
			s.Apply(e)
			entries.Add(&e)
			if err := stored.AddStored(e.AppendJSON(nil)); err != nil {
				t.Fatal(err)
			}
		}
		want := jsonOf(t, s.Facts())
		if got := jsonOf(t, entries.Facts()); got != want {
			t.Fatalf("of entries that pass by\n%s\nof the log\n%s", got, want)
		}
		if got := jsonOf(t, stored.Facts()); got != want {
			t.Fatalf("of stored entries\n%s\nof the log\n%s", got, want)
		}
		info := observe.SessionInfo{Header: d.Header, Position: observe.Position{Head: s.Head()}, Facts: s.Facts()}
		outline := info.State()
		for _, v := range []observe.Viewer{observe.OwnerViewer, {Role: observe.RoleViewer, Anonymous: true}} {
			if got, want := shown(t, outline, v), shown(t, s, v); got != want {
				t.Fatalf("lists show\n%s\nthe log tells\n%s", got, want)
			}
		}
	})
}

// shown returns what lists show of a state.
func shown(t interface{ Fatal(...any) }, s *observe.State, v observe.Viewer) string {
	redactor := s.Redactor(v, []byte("secret"))
	began := map[string]bool{}
	phases := slices.DeleteFunc(s.Undoables(observe.TypePhase), func(i observe.Undoable) bool {
		again := began[i.Name]
		began[i.Name] = true
		return again
	})
	var names []any
	for _, p := range phases {
		names = append(names, p.Name, p.Purpose, p.At)
	}
	zero, started := s.StartedAt()
	return jsonOf(t, []any{s.Head(), s.Now(), started, observe.NewTimestamp(zero), redactor.Header(), redactor.Participants(), names})
}

// The facts in the store stay true to the log, whatever is appended, refused, half
// done, or changed by another recorder at the same time.
func TestStoredFactsFollowTheLog(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		drawn := observetest.Drawn{Header: observetest.DrawHeader(t)}
		drawn.Header.ID = testSession
		one := newRecorder(&brokenLog{Log: observetest.NewMemory().Log("default")}, observe.RecorderOptions{Rooms: 1})
		both := []*bench{one, newRecorder(one.log, observe.RecorderOptions{Rooms: 1})}
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
func newSlow(t *testing.T, head observe.Seq) (*slowLog, *observe.Recorder) {
	t.Helper()
	log := &slowLog{Log: observetest.NewMemory().Log("default"), next: make(chan struct{})}
	if _, err := log.Create(t.Context(), observetest.Header(1), observetest.Entries(1, head)); err != nil {
		t.Fatal(err)
	}
	return log, newRecorder(&brokenLog{Log: log}, observe.RecorderOptions{}).Recorder
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
	log.next <- struct{}{} // it reads
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
