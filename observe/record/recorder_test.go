package record_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"kompas/observe"
	"kompas/observe/observetest"
	"kompas/observe/record"
)

// plain is a renderer whose bodies the tests can parse.
type plain struct {
	summaries atomic.Int64
	broken    atomic.Bool // every body is a panic
}

type rendered struct {
	Entries []observe.Entry
	Title   string
	Sent    map[observe.PersonID]int
}

func (r *plain) bytes(v rendered) []byte {
	if r.broken.Load() {
		panic("a fault")
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

func (r *plain) Entries(e []observe.Entry) []byte { return r.bytes(rendered{Entries: e}) }

func (r *plain) Session(s *observe.Snapshot) []byte {
	return r.bytes(rendered{Title: s.Redactor.Header().Title})
}

// Changes returns a title followed by the number of observers that are new since before,
// or by a plus if there is no before.
func (r *plain) Changes(s *observe.Snapshot, before any) ([]byte, any) {
	now := s.Redactor.Header()
	old, told := before.(observe.Header)
	title := now.Title + "+"
	if told {
		title = now.Title + " " + fmt.Sprint(len(now.Observers)-len(old.Observers))
	}
	return r.bytes(rendered{Title: title}), now
}

func (r *plain) Summary(s *observe.Snapshot) []byte {
	r.summaries.Add(1)
	return r.bytes(rendered{Sent: s.State.Tally(s.Viewer).Sent})
}

// brokenLog is a log whose appends can be made to fail, and whose reads can be made to
// wait.
type brokenLog struct {
	observe.Log
	gets   atomic.Int64
	read   atomic.Pointer[func()] // called before each read, unless nil
	most   int                    // the most entries that a read returns; 0: as many as are asked for
	append atomic.Pointer[func(next func() (observe.Seq, error)) (observe.Seq, error)]
}

func (l *brokenLog) Get(ctx context.Context, id observe.SessionID) (observe.SessionInfo, error) {
	l.gets.Add(1)
	return l.Log.Get(ctx, id)
}

func (l *brokenLog) Read(ctx context.Context, id observe.SessionID, after observe.Seq, limit int) ([]observe.Entry, error) {
	if f := l.read.Load(); f != nil {
		(*f)()
	}
	if l.most > 0 {
		limit = l.most
	}
	return l.Log.Read(ctx, id, after, limit)
}

func (l *brokenLog) Append(ctx context.Context, id observe.SessionID, at observe.Position, e []observe.Entry, f *observe.Facts) (observe.Seq, error) {
	next := func() (observe.Seq, error) { return l.Log.Append(ctx, id, at, e, f) }
	if f := l.append.Load(); f != nil {
		return (*f)(next)
	}
	return next()
}

func (l *brokenLog) fail(f func(next func() (observe.Seq, error)) (observe.Seq, error)) {
	l.append.Store(&f)
}

func (l *brokenLog) heal() { l.append.Store(nil) }

const testSession observe.SessionID = "0199f5c2-0000-7000-8000-000000000001"

func testHeader(id observe.SessionID) observe.Header {
	tag := observe.Tag{ID: "curiosity"}
	return observe.Header{
		ID: id, Title: "Monday", CreatedAt: "2026-11-22T10:00:00.000Z", Coding: observe.Shared,
		Participants: []observe.Person{{ID: "p1", Name: "An", Role: observe.Member}, {ID: "p2", Name: "Bo", Role: observe.Member}, {ID: "p3", Name: "Cy", Role: observe.Member}},
		Phases:       []observe.PlannedPhase{},
		Observers:    []observe.Observer{{ID: observe.Owner, Role: observe.RoleOwner}, {ID: "o1", Name: "Dee", Role: observe.RoleObserver}},
		Codebook:     observe.Codebook{ID: "test", Tags: []observe.Tag{tag}},
	}
}

type bench struct {
	log    *brokenLog
	render *plain
	*record.Recorder
}

func newRecorder(log *brokenLog, opts record.Options) *bench {
	render := &plain{}
	opts.Now = func() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) }
	opts.Incarnation, opts.Secret, opts.Render = "i1", []byte("secret"), render
	return &bench{log, render, record.New(log, opts)}
}

func newBench(t interface{ Fatal(...any) }, opts record.Options) *bench {
	b := newRecorder(&brokenLog{Log: observetest.NewMemory().Log("default")}, opts)
	h := testHeader(testSession)
	if err := b.Create(context.Background(), h, nil); err != nil {
		t.Fatal(err)
	}
	return b
}

func turn(id, from, to string) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"id":%q,"type":"interaction","at":5,"from":%q,"to":%q}`, id, from, to))
}

func newID() string { return uuid.NewString() }

var observer = observe.Viewer{Role: observe.RoleObserver, Observer: "o1"}

// codes returns the seq or the code of the error of each result.
func codes(results []observe.Result) string {
	var out []string
	for _, r := range results {
		if r.Err != nil {
			out = append(out, string(r.Err.Code))
		} else {
			out = append(out, fmt.Sprint(r.Seq))
		}
	}
	return strings.Join(out, " ")
}

func (b *bench) add(t interface {
	Helper()
	Fatal(...any)
}, v observe.Viewer, want string, raw ...json.RawMessage) {
	t.Helper()
	results, err := b.Append(context.Background(), testSession, v, raw)
	if err != nil {
		t.Fatal(err)
	}
	if got := codes(results); got != want {
		t.Fatal("answers:", got, "want:", want)
	}
}

func (b *bench) change(t *testing.T, f func(h *observe.Header)) {
	t.Helper()
	err := b.Update(context.Background(), testSession, func(_ *observe.State, h *observe.Header) error { f(h); return nil })
	if err != nil {
		t.Fatal(err)
	}
}

// follower follows a session and keeps what it receives.
type follower struct {
	*record.Subscription
	entries  []observe.Entry
	sessions []string
	live     bool
	end      record.End
}

func (b *bench) follow(t interface{ Fatal(...any) }, v observe.Viewer, since observe.Seq) *follower {
	sub, err := b.Subscribe(context.Background(), testSession, v, func(s *observe.Snapshot) { since = min(since, s.State.Head()) })
	if err != nil {
		t.Fatal(err)
	}
	return &follower{Subscription: sub, entries: make([]observe.Entry, since)}
}

func (f *follower) take(m record.Message) {
	f.live, f.end = f.live || m.Live, m.End
	if m.Body == nil {
		return
	}
	var r rendered
	if err := json.Unmarshal(m.Body, &r); err != nil {
		panic(err)
	}
	f.entries = append(f.entries, r.Entries...)
	if r.Title != "" {
		f.sessions = append(f.sessions, r.Title)
	}
}

func (f *follower) page() {
	m, err := f.Backlog(context.Background(), observe.Seq(len(f.entries)))
	if err != nil {
		panic(err)
	}
	f.take(m)
}

// catchUp reads the backlog to its end.
func (f *follower) catchUp() *follower {
	for !f.live && f.end == record.GoesOn {
		f.page()
	}
	return f
}

// drain takes the messages that are ready.
func (f *follower) drain() *follower {
	f.catchUp()
	for f.end == record.GoesOn {
		select {
		case <-f.Ready():
			f.take(f.Next())
		default:
			return f
		}
	}
	return f
}

// until takes messages until it has the entry with this seq.
func (f *follower) until(head observe.Seq) *follower {
	f.catchUp()
	for len(f.entries) < int(head) && f.end == record.GoesOn {
		<-f.Ready()
		f.take(f.Next())
	}
	return f
}

// contiguous fails the test unless the entries after since have the seqs since+1, since+2
// and so on.
func (f *follower) contiguous(t interface{ Fatal(...any) }, since int) {
	for i, e := range f.entries[since:] {
		if int(e.Seq) != since+i+1 {
			t.Fatal("entry", since+i+1, "has seq", e.Seq)
		}
	}
}

func (b *bench) stored(t interface{ Fatal(...any) }) []observe.Entry {
	var list []observe.Entry
	for {
		part, err := b.log.Read(context.Background(), testSession, observe.Seq(len(list)), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if len(part) == 0 {
			return list
		}
		list = append(list, part...)
	}
}

func TestAnswersInOrder(t *testing.T) {
	b := newBench(t, record.Options{})
	a, c := newID(), newID()
	b.add(t, observer, "1 unknown-participant 2 invalid", turn(a, "p1", "p2"), turn(newID(), "p9", "p2"), turn(c, "p2", "*"), turn(newID(), "p1", "p1"))
	b.add(t, observer, "2 conflict 1", turn(c, "p2", "*"), turn(a, "p3", "p2"), turn(a, "p1", "p2"))
	b.add(t, observe.OwnerViewer, "conflict", turn(a, "p1", "p2"))
}

func TestPassingRejectHoldsLaterNewEntries(t *testing.T) {
	b := newBench(t, record.Options{})
	old := newID()
	b.add(t, observer, "1", turn(old, "p1", "p2"))
	b.change(t, func(h *observe.Header) { h.Locked = true })
	belief := func() json.RawMessage {
		return json.RawMessage(fmt.Sprintf(`{"id":%q,"type":"belief","at":1,"text":"x","direction":"helping"}`, newID()))
	}
	b.add(t, observer, "2 locked locked 1 conflict locked",
		belief(), turn(newID(), "p1", "p2"), belief(), turn(old, "p1", "p2"), turn(old, "p2", "p1"), json.RawMessage(`{}`))
	b.add(t, observer, "3", belief())
}

func TestSessionThatIsNotThere(t *testing.T) {
	b := newBench(t, record.Options{})
	other := observe.SessionID(newID())
	ctx := context.Background()
	_, errAppend := b.Append(ctx, other, observer, nil)
	_, errEntries := b.Entries(ctx, other, observer, 0, 10)
	_, errSubscribe := b.Subscribe(ctx, other, observer, func(*observe.Snapshot) { t.Error("was shown") })
	for _, err := range []error{
		errAppend, errEntries, errSubscribe, b.Delete(ctx, other),
		b.Read(ctx, other, observer, func(*observe.Snapshot) error { return nil }),
		b.Update(ctx, other, func(*observe.State, *observe.Header) error { return nil }),
	} {
		if observe.CodeOf(err) != observe.NotFound {
			t.Errorf("got %v, want not-found", err)
		}
	}
}

func TestFailingStore(t *testing.T) {
	for _, code := range []observe.Code{observe.Full, observe.Unavailable} {
		for _, stored := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s stored=%t", code, stored), func(t *testing.T) {
				b := newBench(t, record.Options{})
				f := b.follow(t, observer, 0).catchUp()
				defer f.Close()
				first, second := newID(), newID()
				b.add(t, observer, "1", turn(first, "p1", "p2"))
				b.log.fail(func(next func() (observe.Seq, error)) (observe.Seq, error) {
					if stored {
						if _, err := next(); err != nil {
							t.Error(err)
						}
					}
					return 0, observe.Errorf(code, "the disk says no")
				})
				again := turn(first, "p1", "p2")
				b.add(t, observer, fmt.Sprintf("1 %s unknown-participant 1", code), again, turn(second, "p2", "p3"), turn(newID(), "px", "p3"), again)
				if f.drain(); len(f.entries) != 1 {
					t.Fatalf("shown %d entries, of which one is acknowledged", len(f.entries))
				}
				b.log.heal()
				b.add(t, observer, "2 3", turn(second, "p2", "p3"), turn(newID(), "p3", "p1"))
				f.drain().contiguous(t, 0)
				if len(f.entries) != 3 || len(b.stored(t)) != 3 {
					t.Fatalf("shown %d, stored %d, want 3", len(f.entries), len(b.stored(t)))
				}
			})
		}
	}
}

func TestStoreThatFailsWhileReading(t *testing.T) {
	store := observetest.NewMemory()
	b := newRecorder(&brokenLog{Log: store.Log("default")}, record.Options{})
	if err := b.Create(t.Context(), testHeader(testSession), nil); err != nil {
		t.Fatal(err)
	}
	f := b.follow(t, observer, 0)
	defer f.Close()
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	b.add(t, observer, "unavailable", turn(newID(), "p1", "p2"))
	if _, err := f.Backlog(t.Context(), 0); observe.CodeOf(err) != observe.Unavailable {
		t.Fatalf("got %v, want unavailable", err)
	}
}

func TestTwoRecordersOverOneStore(t *testing.T) {
	one := newBench(t, record.Options{})
	two := newRecorder(one.log, record.Options{})
	both := []*bench{one, two}
	followers := []*follower{one.follow(t, observer, 0).catchUp(), two.follow(t, observer, 0).catchUp()}
	const writers, rounds = 6, 40
	var wg sync.WaitGroup
	acked := make([]map[string]observe.Seq, writers)
	for w := range writers {
		acked[w] = map[string]observe.Seq{}
		wg.Go(func() {
			for range rounds {
				id := newID()
				raw := []json.RawMessage{turn(id, "p1", "p2")}
				results, err := both[w%2].Append(context.Background(), testSession, observer, raw)
				if err != nil || results[0].Err != nil {
					t.Error(err, results)
					return
				}
				acked[w][id] = results[0].Seq
				again, err := both[1-w%2].Append(context.Background(), testSession, observer, raw)
				if err != nil || again[0].Seq != results[0].Seq {
					t.Error("resent to the other:", err, codes(again), "first:", codes(results))
				}
			}
		})
	}
	wg.Wait()
	one.change(t, func(h *observe.Header) { h.Title = "Tuesday" })
	two.add(t, observer, fmt.Sprint(writers*rounds+1), turn(newID(), "p1", "p2"))
	one.add(t, observer, fmt.Sprint(writers*rounds+2), turn(newID(), "p1", "p2"))
	stored := one.stored(t)
	for _, f := range followers {
		f.drain().contiguous(t, 0)
		defer f.Close()
		if len(f.sessions) != 1 || f.sessions[0] != "Tuesday" {
			t.Errorf("shown sessions %q, want the change once, whoever made it", f.sessions)
		}
	}
	if len(stored) != writers*rounds+2 || len(followers[0].entries) != len(stored) || len(followers[1].entries) != len(stored)-1 {
		t.Fatalf("stored %d, shown %d and %d", len(stored), len(followers[0].entries), len(followers[1].entries))
	}
	for _, m := range acked {
		for id, seq := range m {
			if string(stored[seq-1].ID) != id {
				t.Errorf("acknowledged as %d is %s, there is %s", seq, id, stored[seq-1].ID)
			}
		}
	}
}

func TestSubscribeAtAnyPointUnderLoad(t *testing.T) {
	b := newBench(t, record.Options{MaxLag: 1 << 30})
	const writers, each, batch = 4, 60, 7
	const total = writers * each * batch
	var wg sync.WaitGroup
	var head atomic.Int64
	for range writers {
		wg.Go(func() {
			for range each {
				raw := make([]json.RawMessage, batch)
				for i := range raw {
					raw[i] = turn(newID(), "p1", "p2")
				}
				results, err := b.Append(context.Background(), testSession, observer, raw)
				if err != nil {
					t.Error(err)
					return
				}
				head.Store(int64(results[batch-1].Seq))
			}
		})
	}
	for i := range 30 {
		wg.Go(func() {
			for head.Load() < int64(i*total/40) {
				runtime.Gosched()
			}
			since := int(head.Load()) * (i % 3) / 2
			f := b.follow(t, observer, observe.Seq(min(since, int(head.Load()))))
			defer f.Close()
			from := len(f.entries)
			f.until(total).contiguous(t, from)
			if f.end != record.GoesOn || len(f.entries) != total {
				t.Errorf("follower %d came to %d of %d, end %d", i, len(f.entries), total, f.end)
			}
		})
	}
	wg.Wait()
}

func TestPipelinedAppendsAreAnsweredInOrder(t *testing.T) {
	b := newBench(t, record.Options{})
	f := b.follow(t, observer, 0)
	var got []observe.Seq
	done := make(chan struct{})
	const n = 500
	for range n {
		f.Append([]json.RawMessage{turn(newID(), "p1", "p2")}, func(r []observe.Result) {
			got = append(got, r[0].Seq)
			if len(got) == n {
				close(done)
			}
		})
	}
	f.Close() // appends that are waiting are answered
	<-done
	for i, seq := range got {
		if int(seq) != i+1 {
			t.Fatalf("answer %d is for seq %d", i+1, seq)
		}
	}
}

func TestHeaderChanges(t *testing.T) {
	b := newBench(t, record.Options{})
	live := b.follow(t, observer, 0).catchUp()
	behind := b.follow(t, observer, 0)
	defer live.Close()
	defer behind.Close()
	b.change(t, func(h *observe.Header) { h.Title = "Tuesday" })
	b.change(t, func(h *observe.Header) { h.Title = "Tuesday" }) // no change
	if live.drain(); !slices.Equal(live.sessions, []string{"Tuesday"}) {
		t.Errorf("live: %q", live.sessions)
	}
	if behind.drain(); !slices.Equal(behind.sessions, []string{"Tuesday"}) {
		t.Errorf("while it read the backlog: %q", behind.sessions)
	}
	bad := errors.New("no")
	if err := b.Update(t.Context(), testSession, func(_ *observe.State, h *observe.Header) error { h.Title = ""; return bad }); err != bad {
		t.Errorf("got %v", err)
	}
	err := b.Update(t.Context(), testSession, func(_ *observe.State, h *observe.Header) error { h.Title = ""; return nil })
	if observe.CodeOf(err) != observe.Invalid {
		t.Errorf("got %v, want invalid", err)
	}
}

// If the caller of a change stops waiting while the log is read, the log is still read
// to its end, and only once.
func TestChangeThatIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first := newBench(t, record.Options{})
		first.add(t, observer, "1", turn(newID(), "p1", "p2"))
		b := newRecorder(first.log, record.Options{})
		began, gate := make(chan struct{}), make(chan struct{})
		held := func() { began <- struct{}{}; <-gate }
		b.log.read.Store(&held)
		before := b.log.gets.Load()
		lock := func(_ *observe.State, h *observe.Header) error { h.Locked = true; return nil }
		ctx, giveUp := context.WithCancel(t.Context())
		var err error
		go func() { err = b.Update(ctx, testSession, lock) }()
		<-began
		giveUp()
		synctest.Wait()
		if observe.CodeOf(err) != observe.Unavailable {
			close(gate)
			t.Fatalf("given up: %v", err)
		}
		again := make(chan error)
		go func() { again <- b.Update(t.Context(), testSession, lock) }()
		synctest.Wait()
		close(gate)
		if err := <-again; err != nil || b.log.gets.Load() != before+1 {
			t.Errorf("%v after %d loads", err, b.log.gets.Load()-before)
		}
	})
}

// However often the header changes, it is published at once and then at most once a
// second. The last header is always published, and a lock at once.
func TestHeaderChangesAreShownTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, record.Options{})
		whole, parts := b.follow(t, observer, 0).catchUp(), b.follow(t, observer, 0)
		parts.Changes = true
		parts.catchUp()
		defer whole.Close()
		defer parts.Close()
		joins := func(n int) {
			for range n {
				b.change(t, func(h *observe.Header) {
					h.Observers = append(h.Observers, observe.Observer{ID: observe.ObserverID(newID()), Role: observe.RoleObserver})
				})
			}
		}
		expect := func(f *follower, want ...string) {
			t.Helper()
			synctest.Wait()
			if f.drain(); !slices.Equal(f.sessions, want) {
				t.Errorf("shown %q, want %q", f.sessions, want)
			}
		}
		const m = "Monday"
		joins(100)
		expect(whole, m)
		expect(parts, "Monday 1")
		late := b.follow(t, observer, 0)
		late.Changes = true
		late.catchUp()
		defer late.Close()
		expect(late)
		expect(whole, m) // nothing is published for a single observer who joins
		time.Sleep(time.Second)
		expect(whole, m, m)
		expect(parts, "Monday 1", "Monday 99")
		expect(late, "Monday 99") // it had some of the 99 already, which does no harm
		joins(10)
		b.change(t, func(h *observe.Header) { h.Locked = true })
		expect(whole, m, m, m)
		time.Sleep(time.Hour)
		expect(whole, m, m, m)
		joins(1)
		expect(whole, m, m, m, m)
		expect(parts, "Monday 1", "Monday 99", "Monday 10", "Monday 1")

		// A subscription that reads its backlog at the time of a change gets the whole
		// session.
		behind := b.follow(t, observer, 0)
		behind.Changes = true
		defer behind.Close()
		joins(1)
		expect(behind, "Monday+")
		time.Sleep(time.Second)
		expect(behind, "Monday+", "Monday 1")
	})
}

// A panic while entries are stored or published rejects the entries, and ends the
// subscriptions, which may have missed something. It does not end the process.
func TestFaultWhileStoring(t *testing.T) {
	for _, where := range []string{"storing", "showing"} {
		t.Run(where, func(t *testing.T) {
			b := newBench(t, record.Options{})
			f := b.follow(t, observer, 0).catchUp()
			defer f.Close()
			if where == "storing" {
				b.log.fail(func(func() (observe.Seq, error)) (observe.Seq, error) { panic("a fault") })
			} else {
				b.render.broken.Store(true)
			}
			one, two := turn(newID(), "p1", "p2"), turn(newID(), "p1", "p2")
			b.add(t, observer, "unavailable unavailable", one, two)
			if f.drain(); f.end == record.GoesOn {
				t.Error("who follows is not told")
			}
			b.log.heal()
			b.render.broken.Store(false)
			b.add(t, observer, "1 2", one, two)
			if again := b.follow(t, observer, 0).drain(); len(again.entries) != 2 {
				t.Errorf("shown %d entries", len(again.entries))
			} else {
				again.Close()
			}
		})
	}
}

// The same for a panic while a delayed header is published.
func TestFaultWhileShowingAHeader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, record.Options{})
		f := b.follow(t, observer, 0).catchUp()
		defer f.Close()
		b.change(t, func(h *observe.Header) { h.Title = "Tuesday" })
		b.change(t, func(h *observe.Header) { h.Title = "Wednesday" })
		b.render.broken.Store(true)
		time.Sleep(2 * time.Second)
		b.render.broken.Store(false)
		if f.drain(); f.end == record.GoesOn {
			t.Error("who follows is not told")
		}
		b.add(t, observer, "1", turn(newID(), "p1", "p2"))
	})
}

// A header that is delayed while the store fails is published once the store works again.
func TestHeaderOwedWhileTheStoreFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, record.Options{})
		f := b.follow(t, observer, 0).catchUp()
		defer f.Close()
		for _, title := range []string{"Tuesday", "Wednesday"} {
			b.change(t, func(h *observe.Header) { h.Title = title })
		}
		b.log.fail(func(func() (observe.Seq, error)) (observe.Seq, error) { return 0, errors.New("broken") })
		b.add(t, observer, "unavailable", turn(newID(), "p1", "p2"))
		b.log.heal()
		b.add(t, observer, "1", turn(newID(), "p1", "p2"))
		time.Sleep(time.Hour)
		synctest.Wait()
		if f.drain(); !slices.Equal(f.sessions, []string{"Tuesday", "Wednesday"}) {
			t.Errorf("shown %q", f.sessions)
		}
	})
}

// TestEnds ends subscriptions in each way, live ones and ones that read the backlog.
func TestEnds(t *testing.T) {
	leader := observe.Viewer{Role: observe.RoleLeader, Observer: "o7", Person: "p3"}
	moved := newID()
	cases := map[string]struct {
		viewer observe.Viewer
		do     func(t *testing.T, b *bench)
		want   record.End
	}{
		"revealed": {observer, func(t *testing.T, b *bench) {
			b.change(t, func(h *observe.Header) { h.Revealed = true })
		}, record.ViewChanged},
		"revealed, to the owner": {observe.OwnerViewer, func(t *testing.T, b *bench) {
			b.change(t, func(h *observe.Header) { h.Revealed = true })
		}, record.GoesOn},
		"deleted": {observer, func(t *testing.T, b *bench) {
			if err := b.Delete(t.Context(), testSession); err != nil {
				t.Fatal(err)
			}
		}, record.Deleted},
		"turn moved to a leader": {leader, func(t *testing.T, b *bench) {
			b.add(t, observer, "3", json.RawMessage(fmt.Sprintf(`{"id":%q,"type":"amend","target":%q,"set":{"to":"p3"}}`, newID(), moved)))
		}, record.ViewChanged},
		"turn moved past a leader": {leader, func(t *testing.T, b *bench) {
			b.add(t, observer, "3", json.RawMessage(fmt.Sprintf(`{"id":%q,"type":"amend","target":%q,"set":{"to":"*"}}`, newID(), moved)))
		}, record.GoesOn},
		"joined with a role, to who sees no names": {observe.Viewer{Role: observe.RoleViewer, Anonymous: true}, func(t *testing.T, b *bench) {
			b.add(t, observe.OwnerViewer, "3", json.RawMessage(fmt.Sprintf(`{"id":%q,"type":"participant","person":{"id":"p4","name":"Di","role":"leader"},"present":true}`, newID())))
		}, record.ViewChanged}, // the role of the others is not shown any more
		"rewritten": {observer, func(t *testing.T, b *bench) {
			info, err := b.log.Get(t.Context(), testSession)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := b.log.Rewrite(t.Context(), testSession, info.Position, info.Header, slices.Values(b.stored(t)[:1])); err != nil {
				t.Fatal(err)
			}
			b.add(t, observer, "2", turn(newID(), "p1", "p2")) // the recorder notices the rewrite
		}, record.ViewChanged},
	}
	for name, c := range cases {
		for _, live := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s live=%t", name, live), func(t *testing.T) {
				b := newBench(t, record.Options{})
				b.change(t, func(h *observe.Header) { h.Coding = observe.Independent })
				b.add(t, observer, "1 2", turn(moved, "p1", "p2"), turn(newID(), "p1", "p2"))
				f := b.follow(t, c.viewer, 0)
				defer f.Close()
				if live {
					f.catchUp()
				}
				c.do(t, b)
				if f.drain(); f.end != c.want {
					t.Errorf("ended with %d, want %d", f.end, c.want)
				}
				if c.want != record.Deleted && live && c.viewer.Role == observe.RoleLeader && f.entries[0].Type != observe.TypeRedacted {
					t.Error("a leader was shown a turn of others")
				}
			})
		}
	}
}

// Deleting a session does not wait until its log is read.
func TestDeletingStopsReading(t *testing.T) {
	const entries = 2000
	first := newBench(t, record.Options{})
	for i := 0; i < entries; i += observe.MaxBatch {
		var raw []json.RawMessage
		for range observe.MaxBatch {
			raw = append(raw, turn(newID(), "p1", "p2"))
		}
		if _, err := first.Append(t.Context(), testSession, observer, raw); err != nil {
			t.Fatal(err)
		}
	}
	b := newRecorder(first.log, record.Options{})
	reads := 0
	deleted := make(chan error)
	slow := func() {
		if reads++; reads == 1 {
			go func() { deleted <- b.Delete(context.Background(), testSession) }()
		}
		time.Sleep(time.Millisecond)
	}
	b.log.read.Store(&slow)
	b.log.most = 1
	err := b.Read(t.Context(), testSession, observer, func(*observe.Snapshot) error { return nil })
	if code := observe.CodeOf(err); code != observe.Unavailable && code != observe.NotFound {
		t.Errorf("read: %v", err)
	}
	if err := <-deleted; err != nil || reads >= entries {
		t.Errorf("%v after %d reads", err, reads)
	}
}

func TestDeletedSessionIsForgotten(t *testing.T) {
	b := newBench(t, record.Options{})
	f := b.follow(t, observer, 0).catchUp()
	defer f.Close()
	if err := b.Delete(t.Context(), testSession); err != nil {
		t.Fatal(err)
	}
	var late []observe.Result
	answered := make(chan struct{})
	f.Append([]json.RawMessage{turn(newID(), "p1", "p2")}, func(r []observe.Result) { late = r; close(answered) })
	<-answered
	if codes(late) != "not-found" {
		t.Errorf("answer after deletion: %s", codes(late))
	}
	if err := b.Create(t.Context(), testHeader(testSession), nil); err != nil {
		t.Fatal(err)
	}
	b.add(t, observer, "1", turn(newID(), "p1", "p2"))
	if f.drain(); f.end != record.Deleted || len(f.entries) != 0 {
		t.Errorf("who followed the old one: end %d, %d entries", f.end, len(f.entries))
	}
}

func TestSlowSubscriberIsCutOff(t *testing.T) {
	b := newBench(t, record.Options{MaxLag: 2000})
	slow, quick, backlog := b.follow(t, observer, 0).catchUp(), b.follow(t, observer, 0).catchUp(), b.follow(t, observer, 0)
	defer slow.Close()
	defer quick.Close()
	defer backlog.Close()
	for i := range 50 {
		b.add(t, observer, fmt.Sprint(i+1), turn(newID(), "p1", "p2"))
		quick.drain()
	}
	if slow.drain(); slow.end != record.TooSlow {
		t.Errorf("the slow one: %d entries, end %d", len(slow.entries), slow.end)
	}
	if quick.contiguous(t, 0); len(quick.entries) != 50 {
		t.Errorf("the quick one: %d entries", len(quick.entries))
	}
	if backlog.drain().contiguous(t, 0); len(backlog.entries) != 50 {
		t.Errorf("who reads the backlog at its own pace: %d entries", len(backlog.entries))
	}
	before := len(quick.entries)
	big := make([]json.RawMessage, 40)
	for i := range big {
		big[i] = turn(newID(), "p1", "p2")
	}
	if _, err := b.Append(t.Context(), testSession, observer, big); err != nil {
		t.Fatal(err)
	}
	if quick.drain(); quick.end != record.GoesOn || len(quick.entries) != before+40 {
		t.Error("one large message alone cut off who had taken all before it")
	}
}

func TestBacklogBeforeSubscribingIsNoLag(t *testing.T) {
	b := newBench(t, record.Options{MaxLag: 1000})
	other := b.follow(t, observer, 0).catchUp()
	for i := range 50 {
		b.add(t, observer, fmt.Sprint(i+1), turn(newID(), "p1", "p2"))
		other.drain()
	}
	other.Close()
	for i := range 50 {
		b.add(t, observer, fmt.Sprint(i+51), turn(newID(), "p1", "p2"))
	}
	f := b.follow(t, observer, 0).catchUp()
	defer f.Close()
	b.add(t, observer, "101", turn(newID(), "p1", "p2"))
	b.add(t, observer, "102", turn(newID(), "p1", "p2"))
	if f.drain().contiguous(t, 0); f.end != record.GoesOn || len(f.entries) != 102 {
		t.Errorf("end %d with %d entries", f.end, len(f.entries))
	}
}

func TestSummaryIsMadeOncePerGroupAndChange(t *testing.T) {
	b := newBench(t, record.Options{})
	owner := b.follow(t, observe.OwnerViewer, 0).catchUp()
	first, second := b.follow(t, observer, 0).catchUp(), b.follow(t, observer, 0).catchUp()
	defer owner.Close()
	defer first.Close()
	defer second.Close()
	summary := func(f *follower) (map[observe.PersonID]int, observe.Seq) {
		body, head, err := f.Summary(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var r rendered
		if err := json.Unmarshal(body, &r); err != nil {
			t.Fatal(err)
		}
		return r.Sent, head
	}
	b.add(t, observer, "1", turn(newID(), "p1", "p2"))
	for range 3 {
		for _, f := range []*follower{owner, first, second} {
			if sent, head := summary(f); sent["p1"] != 1 || head != 1 {
				t.Errorf("got %v at %d", sent, head)
			}
		}
	}
	if n := b.render.summaries.Load(); n != 2 {
		t.Errorf("made %d times for two groups", n)
	}
	b.change(t, func(h *observe.Header) { h.Coding = observe.Independent })
	if sent, _ := summary(owner); sent["p1"] != 1 {
		t.Errorf("the owner counts %v", sent)
	}
	b.add(t, observer, "2", turn(newID(), "p1", "p2"))
	if sent, head := summary(owner); sent["p1"] != 2 || head != 2 {
		t.Errorf("got %v at %d", sent, head)
	}
}

func TestUnusedSessionsLeaveMemory(t *testing.T) {
	b := newBench(t, record.Options{MaxLoaded: 2})
	look := func(id observe.SessionID) int64 {
		before := b.log.gets.Load()
		if err := b.Read(t.Context(), id, observer, func(*observe.Snapshot) error { return nil }); err != nil && observe.CodeOf(err) != observe.NotFound {
			t.Fatal(err)
		}
		return b.log.gets.Load() - before
	}
	var others []observe.SessionID
	for range 3 {
		id := observe.SessionID(newID())
		others = append(others, id)
		if err := b.Create(t.Context(), testHeader(id), nil); err != nil {
			t.Fatal(err)
		}
	}
	// Who reads a log for others may be done a moment after them, and uses it until then.
	soon := func(what string, is func() bool) {
		t.Helper()
		for tries := 0; !is(); tries++ {
			if tries == 1000 {
				t.Fatal(what)
			}
			runtime.Gosched()
		}
	}
	soon("sessions that are not there pushed one that is out of memory", func() bool {
		look(testSession)
		for range 5 {
			look(observe.SessionID(newID())) // there is no such session
		}
		return look(testSession) == 0
	})
	soon("an unused session stayed in memory", func() bool {
		for _, id := range others {
			look(id)
		}
		return look(testSession) == 1
	})
	f := b.follow(t, observer, 0).catchUp()
	for _, id := range others {
		look(id)
	}
	if look(testSession) != 0 {
		t.Error("a session that is followed left memory")
	}
	f.Close()
	b.add(t, observer, "1", turn(newID(), "p1", "p2"))
}
