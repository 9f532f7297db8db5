package observetest

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kompas/observe"
)

// Store holds the logs and documents of all workspaces.
type Store interface {
	Log(workspace string) observe.Log
	Docs(workspace string) observe.Docs
	Close() error
}

// patience is how long a test waits for something that must happen before it fails.
const patience = time.Minute

// TestLog tests that a store keeps the promises of [observe.Log]. The function open
// returns an empty store; the suite closes it.
func TestLog(t *testing.T, open func(t *testing.T) Store) {
	for name, test := range map[string]func(*logTest){
		"create and get":             (*logTest).create,
		"create a long log":          (*logTest).createLong,
		"refused creation":           (*logTest).refusedCreate,
		"header":                     (*logTest).header,
		"append and read":            (*logTest).appendRead,
		"read in parts":              (*logTest).readInParts,
		"bytes stay the same":        (*logTest).sameBytes,
		"conflicts":                  (*logTest).conflicts,
		"two writers conflict":       (*logTest).twoWriters,
		"many writers":               (*logTest).manyWriters,
		"list":                       (*logTest).list,
		"a place outlives a session": (*logTest).deletedPlace,
		"list of a team":             (*logTest).listTeam,
		"list of big sessions":       (*logTest).listBig,
		"facts":                      (*logTest).facts,
		"rewrite":                    (*logTest).rewrite,
		"rewrite from itself":        (*logTest).rewriteItself,
		"refused rewrite":            (*logTest).refusedRewrite,
		"delete":                     (*logTest).delete,
		"watch":                      (*logTest).watch,
		"watch that is not read":     (*logTest).watchUnread,
		"watch from the middle":      (*logTest).watchRace,
		"watch, begun meanwhile":     (*logTest).watchLate,
		"values are not shared":      (*logTest).notShared,
		"workspaces are apart":       (*logTest).workspaces,
		"context":                    (*logTest).context,
		"closed":                     (*logTest).closed,
		"closing races":              (*logTest).closingRaces,
	} {
		t.Run(name, func(t *testing.T) {
			store := open(t)
			t.Cleanup(func() {
				if err := store.Close(); err != nil {
					t.Errorf("close: %v", err)
				}
			})
			test(&logTest{T: t, store: store, log: store.Log("default"), ctx: t.Context()})
		})
	}
}

// logTest is one test of the suite, with the store under test.
type logTest struct {
	*testing.T
	store Store
	log   observe.Log
	ctx   context.Context
}

func (t *logTest) must(err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// code checks the code of an error.
func (t *logTest) code(err error, want observe.Code) {
	t.Helper()
	if e, ok := errors.AsType[*observe.Error](err); !ok || e.Code != want {
		t.Errorf("error is %v (%[1]T), want one of code %q", err, want)
	}
}

// conflict checks that err is a conflict with the wanted position.
func (t *logTest) conflict(err error, want observe.Position) {
	t.Helper()
	if e, ok := errors.AsType[*observe.ConflictError](err); !ok || e.Position != want {
		t.Errorf("error is %#v, want a conflict at %+v", err, want)
	}
}

// made creates session n with entries 1 to head.
func (t *logTest) made(n int, head observe.Seq) observe.SessionInfo {
	t.Helper()
	info, err := t.log.Create(t.ctx, Header(n), Entries(1, head))
	t.must(err)
	return info
}

// holds checks that a session is stored as wanted, with these entries.
func (t *logTest) holds(want observe.SessionInfo, entries []observe.Entry) {
	t.Helper()
	want.Facts = *FactsOf(slices.Values(entries))
	got, err := t.log.Get(t.ctx, want.Header.ID)
	t.must(err)
	t.same(got, want)
	t.same(t.read(want.Header.ID, 0, 1<<30), entries)
}

// read returns up to limit entries after a seq, with as many calls of Read as it takes.
func (t *logTest) read(id observe.SessionID, after observe.Seq, limit int) (all []observe.Entry) {
	t.Helper()
	for len(all) < limit {
		part, err := t.log.Read(t.ctx, id, after+observe.Seq(len(all)), limit-len(all))
		t.must(err)
		if len(part) == 0 {
			break
		}
		all = append(all, part...)
	}
	return all
}

// readInParts reads long entries: no call of Read returns more than ReadBytes and one
// entry, each returns something, and together they return everything.
func (t *logTest) readInParts() {
	const n, long = 60, 2 * 4_000
	info := t.made(1, 0)
	id := info.Header.ID
	list := entries(1, n)
	for i := range list {
		list[i] = observe.Entry{Seq: list[i].Seq, ID: list[i].ID, Type: observe.TypeNote, Observer: list[i].Observer,
			RecordedAt: list[i].RecordedAt, Text: strings.Repeat("ü", long/2), Visibility: observe.VisibilityShared}
	}
	_, err := t.log.Append(t.ctx, id, info.Position, list, FactsOf(slices.Values(list)))
	t.must(err)
	parts := 0
	for after := observe.Seq(0); after < n; parts++ {
		part, err := t.log.Read(t.ctx, id, after, n)
		t.must(err)
		if len(part) == 0 || len(part)*long > observe.ReadBytes+long {
			t.Fatalf("after %d a read gives %d entries of %d bytes", after, len(part), long)
		}
		after += observe.Seq(len(part))
	}
	if parts < 2 {
		t.Errorf("%d reads give all", parts)
	}
	t.same(t.read(id, 0, n), list)
}

// same compares values as JSON, because that is what a store keeps.
func (t *logTest) same(got, want any) {
	t.Helper()
	if g, w := asJSON(got), asJSON(want); g != w {
		t.Errorf("got\n%.2000s\nwant\n%.2000s", g, w)
	}
}

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func entries(from, to observe.Seq) []observe.Entry { return slices.Collect(Entries(from, to)) }

func (t *logTest) create() {
	info, err := t.log.Create(t.ctx, Header(1), nil)
	t.must(err)
	t.same(info.Header, Header(1))
	t.same(info.Position, observe.Position{Head: 0, Revision: 1})
	t.holds(info, nil)

	other := t.made(2, 7)
	t.same(other.Position, observe.Position{Head: 7, Revision: 1})
	t.holds(other, entries(1, 7))
	if info.Generation == 0 || other.Generation == 0 {
		t.Error("a generation is 0")
	}

	_, err = t.log.Get(t.ctx, Header(3).ID)
	t.code(err, observe.NotFound)
}

func (t *logTest) createLong() {
	const head = 2_500 // more than a store may write in one part
	info := t.made(1, head)
	t.same(info.Position, observe.Position{Head: head, Revision: 1})
	t.holds(info, entries(1, head))
	got, err := t.log.Append(t.ctx, info.Header.ID, info.Position, entries(head+1, head+2), FactsTo(head+2))
	t.must(err)
	t.same(got, head+2)
}

func (t *logTest) refusedCreate() {
	info := t.made(1, 3)
	_, err := t.log.Create(t.ctx, Header(1), Entries(1, 2_000))
	t.code(err, observe.Conflict)
	t.holds(info, entries(1, 3))

	_, err = t.log.Create(t.ctx, Header(2), Entries(2, 3))
	t.code(err, observe.Invalid)
	_, err = t.log.Create(t.ctx, Header(2), func(yield func(observe.Entry) bool) {
		for e := range Entries(1, 2_000) {
			if !yield(e) {
				return
			}
		}
		yield(Entry(2_002))
	})
	t.code(err, observe.Invalid)
	func() {
		defer func() { _ = recover() }()
		_, _ = t.log.Create(t.ctx, Header(2), func(yield func(observe.Entry) bool) {
			for e := range Entries(1, 2_000) {
				if !yield(e) {
					return
				}
			}
			panic("the source broke off")
		})
	}()
	h := Header(2)
	h.ID = ""
	_, err = t.log.Create(t.ctx, h, nil)
	t.code(err, observe.Invalid)

	_, err = t.log.Get(t.ctx, Header(2).ID)
	t.code(err, observe.NotFound)
	items, _, err := t.log.List(t.ctx, observe.Filter{}, 10)
	t.must(err)
	t.same(len(items), 1)
	t.made(2, 1)
}

func (t *logTest) header() {
	info := t.made(1, 2)
	id := info.Header.ID
	h := Header(1)
	h.Title, h.Locked, h.Participants = "Another", true, nil
	revision, err := t.log.PutHeader(t.ctx, id, info.Position, h)
	t.must(err)
	t.same(revision, 2)
	info.Header, info.Revision = h, 2
	t.holds(info, entries(1, 2))

	_, err = t.log.PutHeader(t.ctx, id, observe.Position{Head: 2, Revision: 1}, h)
	t.conflict(err, info.Position)
	_, err = t.log.PutHeader(t.ctx, id, observe.Position{Head: 1, Revision: 2}, h)
	t.conflict(err, info.Position)
	_, err = t.log.PutHeader(t.ctx, id, info.Position, Header(2))
	t.code(err, observe.Invalid)
	_, err = t.log.PutHeader(t.ctx, Header(9).ID, info.Position, Header(9))
	t.code(err, observe.NotFound)
	t.holds(info, entries(1, 2))
}

func (t *logTest) appendRead() {
	info := t.made(1, 0)
	id, at := info.Header.ID, info.Position
	for _, n := range []observe.Seq{1, 256, 3, 1000} {
		head, err := t.log.Append(t.ctx, id, at, entries(at.Head+1, at.Head+n), FactsTo(at.Head+n))
		t.must(err)
		t.same(head, at.Head+n)
		at.Head = head
	}
	head, err := t.log.Append(t.ctx, id, at, nil, nil)
	t.must(err)
	t.same(head, at.Head)

	for _, c := range []struct {
		after observe.Seq
		limit int
		last  observe.Seq
	}{{0, 1, 1}, {0, 500, 500}, {255, 3, 258}, {1255, 10, 1260}, {1259, 1, 1260}, {1260, 5, 1260}, {5000, 5, 5000}} {
		t.same(t.read(id, c.after, c.limit), entries(c.after+1, c.last))
	}
	_, err = t.log.Read(t.ctx, id, 0, 0)
	t.code(err, observe.Invalid)
	_, err = t.log.Read(t.ctx, Header(9).ID, 0, 1)
	t.code(err, observe.NotFound)
	_, err = t.log.Append(t.ctx, Header(9).ID, observe.Position{}, entries(1, 1), nil)
	t.code(err, observe.NotFound)
}

func (t *logTest) sameBytes() {
	info := t.made(1, 25)
	read, err := t.log.Read(t.ctx, info.Header.ID, 0, 100)
	t.must(err)
	for i, e := range read {
		want := Entry(observe.Seq(i + 1))
		if g, w := string(e.AppendJSON(nil)), string(want.AppendJSON(nil)); g != w {
			t.Errorf("entry %d is %s, was %s", i+1, g, w)
		}
	}
}

func (t *logTest) conflicts() {
	info := t.made(1, 5)
	id, at := info.Header.ID, info.Position
	for _, wrong := range []observe.Position{{Head: 4, Revision: 1}, {Head: 6, Revision: 1}, {Head: 5, Revision: 2}, {Head: 5}} {
		_, err := t.log.Append(t.ctx, id, wrong, entries(wrong.Head+1, wrong.Head+2), nil)
		t.conflict(err, at)
	}
	for _, wrong := range [][]observe.Entry{entries(5, 6), entries(7, 8), {Entry(6), Entry(8)}, {Entry(6), Entry(6)}} {
		_, err := t.log.Append(t.ctx, id, at, wrong, nil)
		t.code(err, observe.Invalid)
	}
	t.holds(info, entries(1, 5))
}

// retry appends n entries. After a conflict it tries again from the position that the
// error holds. It returns how many conflicts there were.
func (t *logTest) retry(id observe.SessionID, n observe.Seq, mark string) (conflicts int) {
	at := observe.Position{Revision: 1}
	for range n {
		for {
			e := Entry(at.Head + 1)
			e.Type, e.Text, e.Visibility = observe.TypeNote, mark, observe.VisibilityShared
			head, err := t.log.Append(t.ctx, id, at, []observe.Entry{e}, nil)
			if err == nil {
				at.Head = head
				break
			}
			conflict, ok := errors.AsType[*observe.ConflictError](err)
			if !ok || conflict.Position == at {
				t.Errorf("refused at %+v: %v", at, err)
				return conflicts
			}
			conflicts++
			at = conflict.Position
		}
	}
	return conflicts
}

func (t *logTest) twoWriters() {
	id := t.made(1, 0).Header.ID
	const each = 100
	var all sync.WaitGroup
	for _, mark := range []string{"one", "two"} {
		all.Go(func() { t.retry(id, each, mark) })
	}
	all.Wait()
	// A writer that starts from the beginning is certain to conflict.
	if t.retry(id, 1, "three") == 0 {
		t.Error("a writer that knows nothing did not conflict")
	}
	read := t.read(id, 0, 10*each)
	count := map[string]int{}
	for i, e := range read {
		count[e.Text]++
		if e.Seq != observe.Seq(i+1) {
			t.Fatalf("entry %d has seq %d", i+1, e.Seq)
		}
	}
	t.same(count, map[string]int{"one": each, "two": each, "three": 1})
}

func (t *logTest) manyWriters() {
	const sessions, rounds = 8, 12
	var all sync.WaitGroup
	for n := range sessions {
		info := t.made(n, 0)
		all.Go(func() {
			at := info.Position
			for i := range rounds {
				// Every third time, an append that must be refused comes in between.
				if i%3 == 0 {
					_, err := t.log.Append(t.ctx, info.Header.ID, observe.Position{Head: at.Head + 1, Revision: 1}, entries(at.Head+2, at.Head+2), nil)
					t.conflict(err, at)
				}
				head, err := t.log.Append(t.ctx, info.Header.ID, at, entries(at.Head+1, at.Head+16), FactsTo(at.Head+16))
				if err != nil {
					t.Error(err)
					return
				}
				at.Head = head
			}
		})
	}
	all.Wait()
	for n := range sessions {
		t.same(t.read(Header(n).ID, 0, 1<<20), entries(1, 16*rounds))
	}
}

func (t *logTest) rewrite() {
	info := t.made(1, 10)
	t.made(2, 2)
	h := Header(1)
	h.Title = "Rewritten"
	for _, head := range []observe.Seq{4, 2_000, 0} {
		generation, err := t.log.Rewrite(t.ctx, h.ID, info.Position, h, Entries(1, head))
		t.must(err)
		if generation == info.Generation {
			t.Errorf("the generation is still %d", generation)
		}
		now := observe.SessionInfo{Header: h, Generation: generation, Position: observe.Position{Head: head, Revision: info.Revision + 1}}
		t.holds(now, entries(1, head))
		_, err = t.log.Append(t.ctx, h.ID, info.Position, entries(info.Head+1, info.Head+1), nil)
		t.conflict(err, now.Position)
		info = now
	}
	head, err := t.log.Append(t.ctx, h.ID, info.Position, entries(1, 2), FactsTo(2))
	t.must(err)
	t.same(head, 2)
	t.same(len(t.ids(10)), 2)
}

func (t *logTest) rewriteItself() {
	const head = 1_500
	info := t.made(1, head)
	_, err := t.log.Rewrite(t.ctx, info.Header.ID, info.Position, info.Header, func(yield func(observe.Entry) bool) {
		for after := observe.Seq(0); after < head; after += 500 {
			for _, e := range t.read(info.Header.ID, after, 500) {
				e.Observer = "o9"
				if !yield(e) {
					return
				}
			}
		}
	})
	t.must(err)
	read, err := t.log.Read(t.ctx, info.Header.ID, head-1, 5)
	t.must(err)
	if len(read) != 1 || read[0].Observer != "o9" {
		t.Errorf("the last entry is %s", asJSON(read))
	}
}

func (t *logTest) refusedRewrite() {
	info := t.made(1, 3)
	_, err := t.log.Rewrite(t.ctx, info.Header.ID, observe.Position{Head: 2, Revision: 1}, info.Header, Entries(1, 2_000))
	t.conflict(err, info.Position)
	_, err = t.log.Rewrite(t.ctx, info.Header.ID, info.Position, info.Header, Entries(2, 3))
	t.code(err, observe.Invalid)
	_, err = t.log.Rewrite(t.ctx, info.Header.ID, info.Position, Header(2), nil)
	t.code(err, observe.Invalid)
	_, err = t.log.Rewrite(t.ctx, Header(2).ID, info.Position, Header(2), nil)
	t.code(err, observe.NotFound)
	// Another writer appends while the rewrite takes its entries.
	_, err = t.log.Rewrite(t.ctx, info.Header.ID, info.Position, info.Header, func(yield func(observe.Entry) bool) {
		_, err := t.log.Append(t.ctx, info.Header.ID, info.Position, entries(4, 4), nil)
		t.must(err)
		for e := range Entries(1, 2_000) {
			if !yield(e) {
				return
			}
		}
	})
	info.Head = 4
	t.conflict(err, info.Position)
	t.holds(info, entries(1, 4))
}

func (t *logTest) delete() {
	info := t.made(1, 500)
	kept := t.made(2, 3)
	t.must(t.log.Delete(t.ctx, info.Header.ID))
	_, err := t.log.Get(t.ctx, info.Header.ID)
	t.code(err, observe.NotFound)
	_, err = t.log.Read(t.ctx, info.Header.ID, 0, 1)
	t.code(err, observe.NotFound)
	_, err = t.log.Append(t.ctx, info.Header.ID, info.Position, entries(501, 501), nil)
	t.code(err, observe.NotFound)
	_, err = t.log.PutHeader(t.ctx, info.Header.ID, info.Position, info.Header)
	t.code(err, observe.NotFound)
	_, err = t.log.Watch(t.ctx, info.Header.ID)
	t.code(err, observe.NotFound)
	t.code(t.log.Delete(t.ctx, info.Header.ID), observe.NotFound)
	t.same(t.ids(5), []observe.SessionID{kept.Header.ID})
	t.holds(kept, entries(1, 3))

	again := t.made(1, 2)
	if again.Generation == info.Generation {
		t.Error("made again after a deletion, a session has its old generation")
	}
	t.holds(again, entries(1, 2))
}

func (t *logTest) notShared() {
	h, list := Header(1), entries(1, 5)
	_, err := t.log.Create(t.ctx, h, nil)
	t.must(err)
	facts := FactsTo(5)
	_, err = t.log.Append(t.ctx, h.ID, observe.Position{Revision: 1}, list, facts)
	t.must(err)
	facts.Participants[0].Name = "spoiled"
	spoil := func(h *observe.Header, list []observe.Entry) {
		h.Participants[0].Name = "spoiled"
		if h.Codebook.Labels != nil {
			h.Codebook.Labels["en"] = "spoiled"
		}
		for i := range list {
			if list[i].Tags != nil {
				list[i].Tags[0] = "spoiled"
			}
			if list[i].Person != nil {
				list[i].Person.Name = "spoiled"
			}
		}
	}
	spoil(&h, list)
	want := observe.SessionInfo{Header: Header(1), Position: observe.Position{Head: 5, Revision: 1}, Facts: *FactsTo(5)}
	listed := want
	listed.Header = want.Header.Listed()
	for range 2 {
		info, err := t.log.Get(t.ctx, h.ID)
		t.must(err)
		want.Generation, listed.Generation = info.Generation, info.Generation
		t.same(info, want)
		info.Facts.Participants[0].Name = "spoiled"
		read, err := t.log.Read(t.ctx, h.ID, 0, 10)
		t.must(err)
		t.same(read, entries(1, 5))
		items, _, err := t.log.List(t.ctx, observe.Filter{}, 1)
		t.must(err)
		t.same(items, []observe.SessionInfo{listed})
		items[0].Facts.Participants[0].Name = "spoiled"
		spoil(&info.Header, read)
		spoil(&items[0].Header, nil)
	}
}

func (t *logTest) workspaces() {
	t.made(1, 3)
	other := t.store.Log("other")
	_, err := other.Get(t.ctx, Header(1).ID)
	t.code(err, observe.NotFound)
	items, _, err := other.List(t.ctx, observe.Filter{}, 5)
	t.must(err)
	t.same(len(items), 0)
	info, err := other.Create(t.ctx, Header(1), nil)
	t.must(err)
	t.same(info.Head, 0)
	t.must(other.Delete(t.ctx, Header(1).ID))
	info, err = t.log.Get(t.ctx, Header(1).ID)
	t.must(err)
	t.same(info.Head, 3)
}
