package bolt_test

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"kompas/observe"
	"kompas/observe/bolt"
	"kompas/observe/observetest"
)

// marked returns header n and head entries that all contain text, often enough
// for it to be in many pages of the file.
func marked(n int, head observe.Seq, text string) (observe.Header, iter.Seq[observe.Entry]) {
	h := observetest.Header(n)
	h.Title = "Title " + text
	return h, func(yield func(observe.Entry) bool) {
		for e := range observetest.Entries(1, head) {
			e.Type, e.Visibility = observe.TypeNote, observe.VisibilityShared
			e.Text = strings.Repeat(text+" ", 1+int(e.Seq)%90)
			if !yield(e) {
				return
			}
		}
	}
}

// traces counts how often text is in the bytes of a file.
func traces(t testing.TB, path, text string) int {
	t.Helper()
	b, err := os.ReadFile(path)
	must(t, err)
	return bytes.Count(b, []byte(text))
}

// Deleted or rewritten data is nowhere in the file, however it was written,
// while other sessions are kept, read and written.
func TestNoTrace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, bolt.FileName)
	db := open(t, dir)
	log := db.Log("default")
	ctx := t.Context()

	const kept, others = "keptkeptkept", 2
	for n := range others {
		h, entries := marked(100+n, 300, kept)
		_, err := log.Create(ctx, h, entries)
		must(t, err)
	}
	busy, stop := context.WithCancel(ctx)
	var all sync.WaitGroup
	for n := range others {
		id := observetest.Header(100 + n).ID
		all.Go(func() { // a reader
			for busy.Err() == nil {
				read, err := log.Read(ctx, id, 200, 20)
				if err != nil || len(read) != 20 {
					t.Errorf("%d entries, %v", len(read), err)
					return
				}
			}
		})
		all.Go(func() { // a writer
			info, err := log.Get(ctx, id)
			_, before := marked(100+n, 300, kept)
			facts := observetest.FactsOf(func(yield func(observe.Entry) bool) {
				before(yield)
				observetest.Entries(301, 305)(yield)
			})
			for at := info.Position; err == nil && busy.Err() == nil; {
				at.Head, err = log.Append(ctx, id, at, slices.Collect(observetest.Entries(at.Head+1, at.Head+3)), facts)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}

	for i, head := range []observe.Seq{0, 3, 700, 2_000} {
		secret := fmt.Sprintf("secret%dsecret", i)
		h, entries := marked(i, head, secret)
		id := string(h.ID)
		info, err := log.Create(ctx, h, entries)
		must(t, err)
		for range 5 { // leaves several versions of the header in the file
			h.Intention += secret
			info.Revision, err = log.PutHeader(ctx, h.ID, info.Position, h)
			must(t, err)
		}
		if traces(t, path, secret) < 2 {
			t.Fatal("the text to look for is not in the file")
		}
		// Rewritten.
		clean, entries := marked(i, head/2, "clean")
		_, err = log.Rewrite(ctx, h.ID, info.Position, clean, entries)
		must(t, err)
		if n := traces(t, path, secret); n != 0 {
			t.Errorf("after rewriting a log of %d the text is in the file %d times", head, n)
		}
		// Deleted.
		if traces(t, path, id) == 0 {
			t.Fatal("the id to look for is not in the file")
		}
		must(t, log.Delete(ctx, h.ID))
		if n := traces(t, path, id); n != 0 {
			t.Errorf("after deleting a log of %d its id is in the file %d times", head, n)
		}
		if n := traces(t, path, "Title clean"); n != 0 {
			t.Errorf("after deleting a log of %d its title is in the file %d times", head, n)
		}
	}
	stop()
	all.Wait()
	if traces(t, path, kept) == 0 {
		t.Error("the other sessions are gone")
	}
	var backup bytes.Buffer
	must(t, db.Backup(ctx, &backup))
	if bytes.Contains(backup.Bytes(), []byte("3secret")) || !bytes.Contains(backup.Bytes(), []byte(kept)) {
		t.Error("a later backup holds the text, or not the rest")
	}
}

// image opens a copy of the file as it would be after a crash at this moment.
func image(t *testing.T, path string) (db *bolt.DB, copied string) {
	t.Helper()
	b, err := os.ReadFile(path)
	must(t, err)
	dir := t.TempDir()
	copied = filepath.Join(dir, bolt.FileName)
	must(t, os.WriteFile(copied, b, 0o600))
	return open(t, dir), copied
}

// A crash in the middle of creating a long log leaves nothing of it.
func TestCrashWhileCreating(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, bolt.FileName)
	db := open(t, dir)
	fill(t, db)
	h, entries := marked(50, 1_500, "halfway")
	var after *bolt.DB
	var copied string
	_, err := db.Log("default").Create(t.Context(), h, func(yield func(observe.Entry) bool) {
		for e := range entries {
			if e.Seq == 1_200 {
				if traces(t, path, "halfway") == 0 {
					t.Error("a long log is kept in memory")
				}
				after, copied = image(t, path)
			}
			if !yield(e) {
				return
			}
		}
	})
	must(t, err)
	if _, err := after.Log("default").Get(t.Context(), h.ID); observe.CodeOf(err) != observe.NotFound {
		t.Errorf("half a session gives %v", err)
	}
	if n := traces(t, copied, "halfway"); n != 0 {
		t.Errorf("half a session is in the file %d times", n)
	}
	info, err := after.Log("default").Create(t.Context(), h, entries)
	must(t, err)
	if info.Head != 1_500 {
		t.Errorf("made again it has %d entries", info.Head)
	}
}

// A long log is listed and deleted without being read into memory.
func TestDeleteTakesLittleMemory(t *testing.T) {
	db, err := bolt.Open(t.TempDir(), bolt.Options{NoSync: true})
	must(t, err)
	defer func() { must(t, db.Close()) }()
	log := db.Log("default")
	const head = 100_000
	_, err = log.Create(t.Context(), observetest.Header(1), observetest.Entries(1, head))
	must(t, err)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	infos, _, err := log.List(t.Context(), observe.Filter{}, 1)
	must(t, err)
	if len(infos) != 1 || infos[0].Head != head {
		t.Errorf("the list is %+v", infos)
	}
	must(t, log.Delete(t.Context(), observetest.Header(1).ID))
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 10<<20 {
		t.Errorf("to list and delete %d entries took %d bytes of memory", head, used)
	}
}

// When a document is replaced or removed, its old value is nowhere in the file,
// whatever else was written meanwhile and wherever bbolt had put it.
func TestNoTraceOfDocuments(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, bolt.FileName)
	db := open(t, dir)
	log, docs := db.Log("default"), db.Docs("default")
	ctx := t.Context()
	info, err := log.Create(ctx, observetest.Header(1), observetest.Entries(1, 300))
	must(t, err)
	at := info.Position
	appends := func(n int) {
		for range n {
			at.Head, err = log.Append(ctx, info.Header.ID, at, slices.Collect(observetest.Entries(at.Head+1, at.Head+2)), observetest.FactsTo(at.Head+2))
			must(t, err)
		}
	}
	// A single small document lies in the page of its parent, many documents
	// have pages of their own, and a large one has several.
	for _, c := range []struct{ others, size int }{{0, 1}, {0, 800}, {40, 1}, {40, 2_000}} {
		for n := range c.others {
			key := fmt.Sprintf("team/%03d", n)
			var revision uint64
			if doc, err := docs.Get(ctx, key); err == nil {
				revision = doc.Revision
			}
			_, err := docs.Put(ctx, key, []byte(strings.Repeat("others ", 20)), revision)
			must(t, err)
		}
		secret := func(n int) string { return fmt.Sprintf("secret-%d-%d-%d.", c.others, c.size, n) }
		value := func(n int) []byte { return []byte(strings.Repeat(secret(n), c.size)) }
		revision, err := docs.Put(ctx, "team/020x", value(0), 0)
		must(t, err)
		for n := range 4 {
			appends(3)
			_, err := docs.Put(ctx, fmt.Sprintf("team/beside-%d-%d-%d", c.others, c.size, n), []byte("beside"), 0)
			must(t, err)
			if traces(t, path, secret(n)) < c.size {
				t.Fatal("the text to look for is not in the file")
			}
			revision, err = docs.Put(ctx, "team/020x", value(n+1), revision)
			must(t, err)
			if n := traces(t, path, secret(n)); n != 0 {
				t.Errorf("%+v: replaced, it is in the file %d times", c, n)
			}
		}
		appends(3)
		must(t, docs.Delete(ctx, "team/020x", revision))
		if n := traces(t, path, "secret-"); n != 0 {
			t.Errorf("%+v: removed, it is in the file %d times", c, n)
		}
		appends(3)
	}
	var copied bytes.Buffer
	must(t, db.Backup(ctx, &copied))
	if bytes.Contains(copied.Bytes(), []byte("secret-")) {
		t.Error("a later backup holds it")
	}
}
