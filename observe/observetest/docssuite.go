package observetest

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"

	"kompas/observe"
)

// TestDocs tests that a store keeps the promises of [observe.Docs]. The function open
// returns an empty store; the suite closes it.
func TestDocs(t *testing.T, open func(t *testing.T) Store) {
	for name, test := range map[string]func(*logTest, observe.Docs){
		"put and get":          (*logTest).docsPut,
		"delete":               (*logTest).docsDelete,
		"list":                 (*logTest).docsList,
		"watch":                (*logTest).docsWatch,
		"two writers conflict": (*logTest).docsWriters,
		"closed":               (*logTest).docsClosed,
	} {
		t.Run(name, func(t *testing.T) {
			store := open(t)
			t.Cleanup(func() {
				if err := store.Close(); err != nil {
					t.Errorf("close: %v", err)
				}
			})
			test(&logTest{T: t, store: store, ctx: t.Context()}, store.Docs("default"))
		})
	}
}

func (t *logTest) docConflict(err error, revision uint64) {
	t.Helper()
	t.conflict(err, observe.Position{Revision: revision})
}

func (t *logTest) docsPut(d observe.Docs) {
	_, err := d.Get(t.ctx, "team/a")
	t.code(err, observe.NotFound)
	value := []byte("first")
	first, err := d.Put(t.ctx, "team/a", value, 0)
	t.must(err)
	value[0] = 'X'
	got, err := d.Get(t.ctx, "team/a")
	t.must(err)
	t.same(got, observe.Doc{Key: "team/a", Value: []byte("first"), Revision: first})
	got.Value[0] = 'X'

	_, err = d.Put(t.ctx, "team/a", []byte("other"), 0)
	t.docConflict(err, first)
	_, err = d.Put(t.ctx, "team/a", []byte("other"), first+1)
	t.docConflict(err, first)
	_, err = d.Put(t.ctx, "team/b", []byte("other"), first)
	t.docConflict(err, 0)
	got, err = d.Get(t.ctx, "team/a")
	t.must(err)
	t.same(string(got.Value), "first")

	second, err := d.Put(t.ctx, "team/a", nil, first)
	t.must(err)
	if second == first {
		t.Error("the revision is the same")
	}
	got, err = d.Get(t.ctx, "team/a")
	t.must(err)
	if len(got.Value) != 0 || got.Revision != second {
		t.Errorf("got %+v", got)
	}
	for _, key := range []string{"", strings.Repeat("k", 1025)} {
		_, err = d.Put(t.ctx, key, nil, 0)
		t.code(err, observe.Invalid)
	}
	big := bytes.Repeat([]byte("0123456789"), 100_000)
	_, err = d.Put(t.ctx, strings.Repeat("k", 1024), big, 0)
	t.must(err)
	got, err = d.Get(t.ctx, strings.Repeat("k", 1024))
	t.must(err)
	if !bytes.Equal(got.Value, big) {
		t.Error("a big value is another")
	}
	_, err = t.store.Docs("other").Get(t.ctx, "team/a")
	t.code(err, observe.NotFound)
}

func (t *logTest) docsDelete(d observe.Docs) {
	t.code(d.Delete(t.ctx, "a", 0), observe.NotFound)
	first, err := d.Put(t.ctx, "a", []byte("1"), 0)
	t.must(err)
	t.docConflict(d.Delete(t.ctx, "a", first+1), first)
	t.must(d.Delete(t.ctx, "a", first))
	_, err = d.Get(t.ctx, "a")
	t.code(err, observe.NotFound)
	t.code(d.Delete(t.ctx, "a", first), observe.NotFound)
	again, err := d.Put(t.ctx, "a", []byte("2"), 0)
	t.must(err)
	if again == first {
		t.Error("made again after a deletion, a document has its old revision")
	}
	_, err = d.Put(t.ctx, "a", nil, first)
	t.docConflict(err, again)
}

func (t *logTest) docsList(d observe.Docs) {
	for _, key := range []string{"team/b", "grant/1", "team/a", "teams", "team/c", "t"} {
		_, err := d.Put(t.ctx, key, []byte("value of "+key), 0)
		t.must(err)
	}
	for _, c := range []struct {
		prefix, after string
		limit         int
		want          string
	}{
		{"", "", 10, "grant/1 t team/a team/b team/c teams"},
		{"team/", "", 10, "team/a team/b team/c"},
		{"team/", "", 2, "team/a team/b"},
		{"team/", "team/b", 2, "team/c"},
		{"team/", "team/aa", 2, "team/b team/c"},
		{"team/", "team/c", 2, ""},
		{"team/", "zoo", 2, ""},
		{"team/", "grant/1", 1, "team/a"},
		{"none", "", 2, ""},
	} {
		docs, err := d.List(t.ctx, c.prefix, c.after, c.limit)
		t.must(err)
		var keys []string
		for _, doc := range docs {
			keys = append(keys, doc.Key)
			got, err := d.Get(t.ctx, doc.Key)
			t.must(err)
			t.same(doc, got)
		}
		if got := strings.Join(keys, " "); got != c.want {
			t.Errorf("below %q after %q are %q, want %q", c.prefix, c.after, got, c.want)
		}
	}
	_, err := d.List(t.ctx, "", "", 0)
	t.code(err, observe.Invalid)
}

func (t *logTest) docsWatch(d observe.Docs) {
	_, err := d.Put(t.ctx, "team/before", nil, 0)
	t.must(err)
	ctx, cancel := context.WithCancel(t.ctx)
	ch, err := d.Watch(ctx, "team/")
	t.must(err)
	first, err := d.Put(t.ctx, "team/a", []byte("1"), 0)
	t.must(err)
	c, _ := next(t.T, ch)
	t.same(c, observe.DocChange{Doc: observe.Doc{Key: "team/a", Value: []byte("1"), Revision: first}})

	// While nobody reads the channel, writers do not wait; the last change of each
	// document is delivered.
	_, err = d.Put(t.ctx, "grant/x", nil, 0)
	t.must(err)
	revision := first
	for i := range 50 {
		revision, err = d.Put(t.ctx, "team/a", []byte(strconv.Itoa(i)), revision)
		t.must(err)
	}
	b, err := d.Put(t.ctx, "team/b", []byte("b"), 0)
	t.must(err)
	t.must(d.Delete(t.ctx, "team/b", b))
	last := map[string]observe.DocChange{}
	for last["team/a"].Revision != revision || !last["team/b"].Deleted {
		c, ok := next(t.T, ch)
		if !ok || !strings.HasPrefix(c.Key, "team/") || c.Revision < last[c.Key].Revision {
			t.Fatalf("told %+v, open %v, after %+v", c, ok, last[c.Key])
		}
		last[c.Key] = c
	}
	if last["team/b"].Value != nil {
		t.Errorf("a deleted document has value %q", last["team/b"].Value)
	}
	cancel()
	if c, ok := next(t.T, ch); ok {
		t.Errorf("after the context ended came %+v", c)
	}
}

func (t *logTest) docsWriters(d observe.Docs) {
	const each = 50
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range each {
				for {
					doc, err := d.Get(t.ctx, "count")
					if err != nil && observe.CodeOf(err) != observe.NotFound {
						t.Error(err)
						return
					}
					n, _ := strconv.Atoi(string(doc.Value))
					_, err = d.Put(t.ctx, "count", []byte(strconv.Itoa(n+1)), doc.Revision)
					if err == nil {
						break
					}
					if _, ok := errors.AsType[*observe.ConflictError](err); !ok {
						t.Error(err)
						return
					}
				}
			}
		})
	}
	all.Wait()
	doc, err := d.Get(t.ctx, "count")
	t.must(err)
	t.same(string(doc.Value), strconv.Itoa(4*each))
}

func (t *logTest) docsClosed(d observe.Docs) {
	ch, err := d.Watch(t.ctx, "")
	t.must(err)
	t.must(t.store.Close())
	if c, ok := next(t.T, ch); ok {
		t.Errorf("after closing came %+v", c)
	}
	_, err = d.Get(t.ctx, "a")
	t.code(err, observe.Unavailable)
	_, err = d.Put(t.ctx, "a", nil, 0)
	t.code(err, observe.Unavailable)
	t.code(d.Delete(t.ctx, "a", 0), observe.Unavailable)
	_, err = d.List(t.ctx, "", "", 1)
	t.code(err, observe.Unavailable)
	_, err = d.Watch(t.ctx, "")
	t.code(err, observe.Unavailable)
}
