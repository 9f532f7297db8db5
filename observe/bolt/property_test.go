package bolt_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kompas/observe"
	"kompas/observe/bolt"
	"kompas/observe/observetest"
)

// pair does each operation with two stores and compares their answers.
type pair struct {
	stores [2]observetest.Store
	dir    string
	t      *rapid.T
	at     map[observe.SessionID]observe.Position // known positions, not always the newest
}

// outcome turns an answer into comparable text. Generations and cursors may
// differ between stores.
func outcome(v any, err error) string {
	if conflict, ok := errors.AsType[*observe.ConflictError](err); ok {
		return fmt.Sprintf("conflict at %+v", conflict.Position)
	}
	if err != nil {
		return "code " + string(observe.CodeOf(err))
	}
	b, err := json.Marshal(v)
	return fmt.Sprint(string(b), err)
}

// both does an operation with both stores and fails the test when their
// outcomes differ.
func (p *pair) both(what string, do func(observe.Log, observe.Docs) (any, error)) {
	p.t.Helper()
	var got [2]string
	for i, s := range p.stores {
		got[i] = outcome(do(s.Log("w"), s.Docs("w")))
	}
	if got[0] != got[1] {
		p.t.Fatalf("%s: in the file\n%.1000s\nin memory\n%.1000s", what, got[0], got[1])
	}
}

func (p *pair) session() observe.SessionID {
	return observetest.Header(rapid.IntRange(0, 3).Draw(p.t, "session")).ID
}

// position returns the position that was learnt last, or sometimes another one.
func (p *pair) position(id observe.SessionID) observe.Position {
	at := p.at[id]
	switch rapid.IntRange(0, 9).Draw(p.t, "off") {
	case 0:
		at.Head++
	case 1:
		at.Revision++
	case 2:
		at = observe.Position{}
	}
	return at
}

var teams = []observe.TeamID{"", "a", "aa"}

func (p *pair) header() observe.Header {
	h := observetest.Header(rapid.IntRange(0, 3).Draw(p.t, "header"))
	h.CreatedAt = rapid.SampledFrom([]observe.Timestamp{"", "2026-11-22T10:00:00Z", "2026-11-22T11:00:00+01:00", "2027-01-01T00:00:00.5Z"}).Draw(p.t, "created")
	h.Team = rapid.SampledFrom(teams).Draw(p.t, "team")
	h.Title = rapid.StringMatching(`[a-z<&"\x{2028}é]{1,20}`).Draw(p.t, "title")
	return h
}

// learn stores the present position of a session.
func (p *pair) learn(id observe.SessionID) {
	info, err := p.stores[1].Log("w").Get(p.t.Context(), id)
	if err == nil {
		p.at[id] = info.Position
	}
}

// For any sequence of operations the file store answers like the memory store,
// even when it is closed and reopened in between.
func TestLikeMemory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "kompas-test-")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = os.RemoveAll(dir) }()
		db, err := bolt.Open(dir, bolt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		p := &pair{stores: [2]observetest.Store{db, observetest.NewMemory()}, dir: dir, t: t, at: map[observe.SessionID]observe.Position{}}
		defer func() {
			for _, s := range p.stores {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			}
			problems, _, err := bolt.Check(context.WithoutCancel(t.Context()), dir)
			if err != nil || len(problems) > 0 {
				t.Error(problems, err)
			}
		}()
		ctx := t.Context()
		t.Repeat(map[string]func(*rapid.T){
			"create": func(t *rapid.T) {
				p.t = t
				h, head := p.header(), observe.Seq(rapid.SampledFrom([]int{0, 1, 20, 30, 40, 1500}).Draw(t, "head"))
				from := observe.Seq(rapid.SampledFrom([]int{1, 1, 1, 2}).Draw(t, "from"))
				p.both("create", func(l observe.Log, _ observe.Docs) (any, error) {
					info, err := l.Create(ctx, h, observetest.Entries(from, head))
					info.Generation = 0
					return info, err
				})
				p.learn(h.ID)
			},
			"append": func(t *rapid.T) {
				p.t = t
				id := p.session()
				at := p.position(id)
				n := observe.Seq(rapid.IntRange(0, 40).Draw(t, "n"))
				list := slices.Collect(observetest.Entries(at.Head+1, at.Head+n))
				facts := observetest.FactsTo(at.Head + n)
				p.both("append", func(l observe.Log, _ observe.Docs) (any, error) { return l.Append(ctx, id, at, list, facts) })
				p.learn(id)
			},
			"put header": func(t *rapid.T) {
				p.t = t
				h := p.header()
				at := p.position(h.ID)
				p.both("put header", func(l observe.Log, _ observe.Docs) (any, error) { return l.PutHeader(ctx, h.ID, at, h) })
				p.learn(h.ID)
			},
			"rewrite": func(t *rapid.T) {
				p.t = t
				h := p.header()
				at := p.position(h.ID)
				head := observe.Seq(rapid.SampledFrom([]int{0, 1, 3, 9, 30, 1500}).Draw(t, "head"))
				p.both("rewrite", func(l observe.Log, _ observe.Docs) (any, error) {
					_, err := l.Rewrite(ctx, h.ID, at, h, observetest.Entries(1, head))
					return nil, err
				})
				p.learn(h.ID)
			},
			"delete": func(t *rapid.T) {
				p.t = t
				id := p.session()
				p.both("delete", func(l observe.Log, _ observe.Docs) (any, error) { return nil, l.Delete(ctx, id) })
			},
			"read": func(t *rapid.T) {
				p.t = t
				id := p.session()
				after := observe.Seq(rapid.IntRange(0, 50).Draw(t, "after"))
				limit := rapid.IntRange(0, 60).Draw(t, "limit")
				p.both("read", func(l observe.Log, _ observe.Docs) (any, error) { return l.Read(ctx, id, after, limit) })
			},
			"list": func(t *rapid.T) {
				p.t = t
				size := rapid.IntRange(0, 5).Draw(t, "size")
				team := rapid.SampledFrom(teams).Draw(t, "team")
				p.both("list", func(l observe.Log, _ observe.Docs) (any, error) {
					var all []observe.SessionInfo
					for f := (observe.Filter{Team: team}); ; {
						infos, more, err := l.List(ctx, f, size)
						for i := range infos {
							infos[i].Generation = 0
							f.After = infos[i].Header.Place()
						}
						if all = append(all, infos...); err != nil || !more {
							return all, err
						}
					}
				})
			},
			"put doc": func(t *rapid.T) {
				p.t = t
				key := rapid.StringMatching(`[ab]/[ab]{0,2}|`).Draw(t, "key")
				revision, value := uint64(rapid.IntRange(0, 6).Draw(t, "revision")), rapid.SliceOf(rapid.Byte()).Draw(t, "value")
				p.both("put doc", func(_ observe.Log, d observe.Docs) (any, error) { return d.Put(ctx, key, value, revision) })
			},
			"delete doc": func(t *rapid.T) {
				p.t = t
				key := rapid.StringMatching(`[ab]/[ab]{0,2}`).Draw(t, "key")
				revision := uint64(rapid.IntRange(0, 6).Draw(t, "revision"))
				p.both("delete doc", func(_ observe.Log, d observe.Docs) (any, error) { return nil, d.Delete(ctx, key, revision) })
			},
			"list docs": func(t *rapid.T) {
				p.t = t
				prefix, after := rapid.StringMatching(`(a|b|a/|b/a)?`).Draw(t, "prefix"), rapid.StringMatching(`(a/|b/a|a/b)?`).Draw(t, "after")
				limit := rapid.IntRange(0, 9).Draw(t, "limit")
				p.both("list docs", func(_ observe.Log, d observe.Docs) (any, error) {
					list, err := d.List(ctx, prefix, after, limit)
					for i := range list { // nil and empty values count as equal
						list[i].Value = append([]byte{}, list[i].Value...)
					}
					return list, err
				})
			},
			"reopen": func(t *rapid.T) {
				p.t = t
				if err := p.stores[0].Close(); err != nil {
					t.Fatal(err)
				}
				db, err := bolt.Open(p.dir, bolt.Options{})
				if err != nil {
					t.Fatal(err)
				}
				p.stores[0] = db
			},
		})
	})
}
