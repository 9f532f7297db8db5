package bolt

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"kompas/observe"
	"kompas/observe/observetest"
)

// These tests are inside the package because they put something between the
// writer and bbolt.

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// stop holds the writer in the middle of a commit until the returned function
// is called.
func stop(t *testing.T, db *DB) (goOn func()) {
	t.Helper()
	stopped, wait := make(chan struct{}), make(chan struct{})
	go func() {
		_ = db.writer.do(t.Context(), &pendingWrite{apply: func(*bbolt.Tx) error {
			close(stopped)
			<-wait
			return observe.Errorf(observe.Invalid, "only to stop it")
		}})
	}()
	<-stopped
	return func() { close(wait) }
}

// waiting returns when n writes are in the queue.
func waiting(t *testing.T, w *writer, n int) {
	t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		w.mu.Lock()
		there := len(w.queue)
		w.mu.Unlock()
		if there == n {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%d requests wait, not %d", there, n)
		}
	}
}

// opened returns a store with sessions 0 to n-1 of two entries each, its log,
// and the position of each session.
func opened(t *testing.T, n int) (*DB, observe.Log, observe.Position) {
	t.Helper()
	db, err := Open(t.TempDir(), Options{})
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	log := db.Log("default")
	for i := range n {
		_, err := log.Create(t.Context(), observetest.Header(i), observetest.Entries(1, 2))
		must(t, err)
	}
	return db, log, observe.Position{Head: 2, Revision: 1}
}

func entries(from, to observe.Seq) []observe.Entry {
	return slices.Collect(observetest.Entries(from, to))
}

// All waiting writes are done in one transaction. A refused write does not make
// the others fail, and when all are refused nothing is committed.
func TestGroupCommit(t *testing.T) {
	db, log, at := opened(t, 20)
	commits := 0
	inner := db.writer.update
	goOn := stop(t, db)
	db.writer.update = func(fn func(*bbolt.Tx) error) error { commits++; return inner(fn) }
	var all sync.WaitGroup
	var mu sync.Mutex
	refused := 0
	for i := range 20 {
		all.Go(func() {
			expect := at
			if i%4 == 0 {
				expect.Head += 5
			}
			_, err := log.Append(t.Context(), observetest.Header(i).ID, expect, entries(expect.Head+1, expect.Head+3), observetest.FactsTo(expect.Head+3))
			mu.Lock()
			defer mu.Unlock()
			if conflict, ok := errors.AsType[*observe.ConflictError](err); ok && conflict.Position == at && i%4 == 0 {
				refused++
			} else if err != nil {
				t.Errorf("session %d: %v", i, err)
			}
		})
	}
	waiting(t, db.writer, 20)
	goOn()
	all.Wait()
	if commits != 1 || refused != 5 {
		t.Errorf("%d commits, %d refused; want 1 and 5", commits, refused)
	}
	for i := range 20 {
		info, err := log.Get(t.Context(), observetest.Header(i).ID)
		must(t, err)
		if want := at.Head + 3; i%4 != 0 && info.Head != want || i%4 == 0 && info.Head != at.Head {
			t.Errorf("session %d is at %d", i, info.Head)
		}
	}

	before := txid(t, db)
	_, err := log.Append(t.Context(), observetest.Header(0).ID, observe.Position{}, entries(1, 1), observetest.FactsTo(1))
	if _, ok := errors.AsType[*observe.ConflictError](err); !ok {
		t.Errorf("got %v", err)
	}
	if after := txid(t, db); after != before {
		t.Error("a refusal alone was committed")
	}
}

func txid(t *testing.T, db *DB) (id int) {
	t.Helper()
	must(t, db.bolt.View(func(tx *bbolt.Tx) error { id = tx.ID(); return nil }))
	return id
}

// When a commit fails, all writes in it fail, including those that would have
// been refused: the position in a refusal must be on disk. Later writes work.
func TestCommitFails(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want observe.Code
	}{
		"full":            {&fs.PathError{Op: "write", Path: FileName, Err: syscall.ENOSPC}, observe.Full},
		"quota":           {syscall.EDQUOT, observe.Full},
		"full as text":    {errors.New("file resize error: truncate kompas.db: " + syscall.EFBIG.Error()), observe.Full},
		"anything else":   {syscall.EIO, observe.Unavailable},
		"a panic of bolt": {nil, observe.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			db, log, at := opened(t, 2)
			inner := db.writer.update
			goOn := stop(t, db)
			db.writer.update = func(fn func(*bbolt.Tx) error) error {
				return inner(func(tx *bbolt.Tx) error {
					if err := fn(tx); err != nil {
						return err
					}
					if c.err == nil {
						panic("page 7: invalid page type")
					}
					return c.err
				})
			}
			id, other := observetest.Header(0).ID, observetest.Header(1).ID
			told, err := log.Watch(t.Context(), id)
			must(t, err)
			<-told
			var all sync.WaitGroup
			results := make([]error, 3)
			add := func(i int, id observe.SessionID) {
				all.Go(func() { _, results[i] = log.Append(t.Context(), id, at, entries(3, 4), observetest.FactsTo(4)) })
				waiting(t, db.writer, i+1)
			}
			add(0, id)
			add(1, id) // would be a conflict with the one before
			add(2, other)
			goOn()
			all.Wait()
			for i, err := range results {
				if observe.CodeOf(err) != c.want {
					t.Errorf("append %d gives %v, want code %s", i, err, c.want)
				}
			}
			select {
			case change := <-told:
				t.Errorf("told %+v", change)
			default:
			}
			goOn = stop(t, db)
			db.writer.update = inner
			goOn()
			for _, id := range []observe.SessionID{id, other} {
				info, err := log.Get(t.Context(), id)
				must(t, err)
				if info.Position != at {
					t.Errorf("session %s is at %+v", id, info.Position)
				}
				_, err = log.Append(t.Context(), id, at, entries(3, 4), observetest.FactsTo(4))
				must(t, err)
			}
		})
	}
}

// When the last sync of a commit fails, nobody knows what is on disk: nothing
// more can be written or read until the file is opened again.
func TestLastSyncFails(t *testing.T) {
	db, log, at := opened(t, 1)
	id := observetest.Header(0).ID
	inner := db.writer.update
	goOn := stop(t, db)
	db.writer.update = func(fn func(*bbolt.Tx) error) error {
		if err := inner(fn); err != nil {
			return err
		}
		return syscall.EIO
	}
	goOn()
	for range 2 {
		if _, err := log.Append(t.Context(), id, at, entries(3, 4), observetest.FactsTo(4)); observe.CodeOf(err) != observe.Unavailable {
			t.Errorf("append gives %v", err)
		}
		if _, err := log.Get(t.Context(), id); observe.CodeOf(err) != observe.Unavailable || !strings.Contains(err.Error(), "disk") {
			t.Errorf("get gives %v", err)
		}
	}
	must(t, db.Close())
	again, err := Open(db.dir, Options{})
	must(t, err)
	defer func() { _ = again.Close() }()
	_, err = again.Log("default").Get(t.Context(), id)
	must(t, err)
}

// A watch that began after a commit, but before that commit was told, is not
// told what it knows already, and never anything older.
func TestTellsNothingOld(t *testing.T) {
	db, log, at := opened(t, 1)
	id := observetest.Header(0).ID
	told, err := log.Watch(t.Context(), id)
	must(t, err)
	known := <-told
	key := sessionKey{"default", id}
	older := at
	older.Head--
	for _, old := range []observe.Position{at, older} {
		db.watchers.tell(key, position{known.Generation, old}, nil)
	}
	db.watchers.tell(key, position{known.Generation - 1, observe.Position{Head: 9, Revision: 9}}, nil)
	db.watchers.tellDeleted(key, position{known.Generation - 1, at})
	select {
	case change, open := <-told:
		t.Errorf("told %+v, open %v", change, open)
	default:
	}
}

// After a crash between a removal and the overwriting, the file is in the new
// state, and the next Open overwrites the removed data.
func TestCrashBeforeWipe(t *testing.T) {
	const text = "remainsremains"
	removals := map[string]func(*testing.T, observe.Log, observe.SessionInfo) error{
		"delete": func(t *testing.T, log observe.Log, info observe.SessionInfo) error {
			return log.Delete(t.Context(), info.Header.ID)
		},
		"rewrite": func(t *testing.T, log observe.Log, info observe.SessionInfo) error {
			_, err := log.Rewrite(t.Context(), info.Header.ID, info.Position, observetest.Header(9), observetest.Entries(1, 1))
			return err
		},
	}
	for name, remove := range removals {
		t.Run(name, func(t *testing.T) {
			db, log, _ := opened(t, 3)
			h := observetest.Header(9)
			h.Intention = strings.Repeat(text, 100)
			info, err := log.Create(t.Context(), h, observetest.Entries(1, 500))
			must(t, err)
			goOn := stop(t, db)
			inner := db.writer.update
			var image []byte
			db.writer.update = func(fn func(*bbolt.Tx) error) error {
				err := inner(fn)
				if image == nil {
					image, _ = os.ReadFile(db.file.Name())
				}
				return err
			}
			goOn()
			must(t, remove(t, log, info))
			if n := count(t, db.file.Name(), text); n != 0 {
				t.Errorf("%d traces", n)
			}
			if !bytes.Contains(image, []byte(text)) {
				t.Fatal("the image has no traces to remove")
			}
			dir := t.TempDir()
			path := filepath.Join(dir, FileName)
			must(t, os.WriteFile(path, image, 0o600))
			for range 2 {
				again, err := Open(dir, Options{})
				must(t, err)
				if n := count(t, path, text); n != 0 {
					t.Errorf("%d traces after opening", n)
				}
				if _, err := again.Log("default").Get(t.Context(), observetest.Header(2).ID); err != nil {
					t.Error(err)
				}
				must(t, again.Close())
				problems, _, err := Check(t.Context(), dir)
				if err != nil || len(problems) > 0 {
					t.Error(problems, err)
				}
			}
		})
	}
}

func count(t *testing.T, path, text string) int {
	t.Helper()
	b, err := os.ReadFile(path)
	must(t, err)
	return bytes.Count(b, []byte(text))
}

// Removed data that a reader still sees is overwritten only when that reader
// has finished.
func TestWipeWaitsForReaders(t *testing.T) {
	db, log, _ := opened(t, 2)
	id := observetest.Header(0).ID
	removed, cleared := make(chan struct{}), make(chan struct{})
	goOn := stop(t, db)
	inner, commits := db.writer.update, 0
	db.writer.update = func(fn func(*bbolt.Tx) error) error {
		err := inner(fn)
		switch commits++; commits {
		case 1:
			close(removed)
		case 2: // the mark is removed, so the pages are overwritten
			close(cleared)
		}
		return err
	}
	goOn()
	deleted := make(chan error, 1)
	must(t, db.view(t.Context(), func(tx *bbolt.Tx) error {
		go func() { deleted <- log.Delete(t.Context(), id) }()
		<-removed
		select {
		case <-cleared:
			t.Error("overwritten while it is read")
		case <-time.After(200 * time.Millisecond): // time for the fault to show
		}
		f, err := log.(*sessions).find(tx, id)
		if err == nil && f.head != 2 {
			t.Errorf("the reader sees head %d", f.head)
		}
		return err
	}))
	must(t, <-deleted)
}

// When overwriting fails, the caller gets an error, and the next removal
// overwrites.
func TestWipeFails(t *testing.T) {
	const text = "remainsremains"
	db, log, _ := opened(t, 1)
	h := observetest.Header(9)
	h.Intention = strings.Repeat(text, 100)
	_, err := log.Create(t.Context(), h, nil)
	must(t, err)
	file := db.file
	unwritable, err := os.Open(file.Name())
	must(t, err)
	goOn := stop(t, db)
	db.file = unwritable
	goOn()
	if err := log.Delete(t.Context(), h.ID); observe.CodeOf(err) != observe.Unavailable || !strings.Contains(err.Error(), "traces") {
		t.Errorf("delete gives %v", err)
	}
	if count(t, file.Name(), text) == 0 {
		t.Fatal("nothing is left to overwrite")
	}
	goOn = stop(t, db)
	db.file = file
	goOn()
	must(t, unwritable.Close())
	if err := log.Delete(t.Context(), h.ID); observe.CodeOf(err) != observe.NotFound {
		t.Errorf("the second time delete gives %v", err)
	}
	if n := count(t, file.Name(), text); n != 0 {
		t.Errorf("%d traces", n)
	}
}

// Data that a failed write left beyond the last page is overwritten too.
func TestWipeBeyondLastPage(t *testing.T) {
	db, log, _ := opened(t, 2)
	stat, err := db.file.Stat()
	must(t, err)
	_, err = db.file.WriteAt([]byte("left behind"), stat.Size()-5000)
	must(t, err)
	must(t, log.Delete(t.Context(), observetest.Header(0).ID))
	if n := count(t, db.file.Name(), "left behind"); n != 0 {
		t.Errorf("%d traces", n)
	}
	_, err = log.Append(t.Context(), observetest.Header(1).ID, observe.Position{Head: 2, Revision: 1}, entries(3, 9000), observetest.FactsTo(9000))
	must(t, err)
}

// One transaction takes at most about mostBytes; the rest waits for the next
// ones.
func TestTake(t *testing.T) {
	w := &writer{}
	for _, size := range []int{mostBytes * 2, 5, mostBytes - 6, 1, 1, mostBytes} {
		w.queue = append(w.queue, &pendingWrite{size: size})
	}
	var got []int
	for batch := w.take(); len(batch) > 0; batch = w.take() {
		got = append(got, len(batch))
	}
	if want := []int{1, 3, 1, 1}; !slices.Equal(got, want) {
		t.Errorf("batches of %v, want %v", got, want)
	}
}

// Ready reports the outcome of the last write, or tries one, and notices when
// writing works again.
func TestReady(t *testing.T) {
	db, log, at := opened(t, 1)
	ctx := t.Context()
	must(t, db.Ready(ctx))
	works, commits := db.writer.update, 0
	db.writer.update = func(fn func(*bbolt.Tx) error) error { commits++; return works(fn) }
	for range 100 {
		must(t, db.Ready(ctx))
	}
	if commits != 0 {
		t.Errorf("it wrote %d times to tell what is known", commits)
	}
	db.writer.update = func(func(*bbolt.Tx) error) error { return syscall.EROFS }
	_, err := log.Append(ctx, observetest.Header(0).ID, at, entries(3, 3), observetest.FactsTo(3))
	if observe.CodeOf(err) != observe.Unavailable {
		t.Errorf("appending gives %v", err)
	}
	if err := db.Ready(ctx); !errors.Is(err, syscall.EROFS) {
		t.Errorf("after a write that failed: %v", err)
	}
	db.writer.last = outcome{} // long ago
	if err := db.Ready(ctx); !errors.Is(err, syscall.EROFS) {
		t.Errorf("when it must be tried: %v", err)
	}
	db.writer.update = works
	for end := time.Now().Add(time.Minute); db.Ready(ctx) != nil; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it never notices that writing works again")
		}
	}
}

// While the file is copied, documents that name nobody are still written and
// removed: otherwise nobody could sign in or out. Their old values are
// overwritten after the copying, and no later copy holds them.
func TestNamelessGoesOnWhileCopied(t *testing.T) {
	dir := t.TempDir()
	db, err := Open(dir, Options{Nameless: []string{"browser/"}})
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	docs, ctx := db.Docs("default"), t.Context()
	put := func(key, value string, expect uint64) uint64 {
		t.Helper()
		revision, err := docs.Put(ctx, key, []byte(value), expect)
		must(t, err)
		return revision
	}
	for round := range 4 {
		text := strings.Repeat(string(rune('a'+round))+"hash", 100)
		signedIn, signedOut := put("browser/1", text, 0), put("browser/2", text, 0)
		named := put("grant/1", "Ann", 0)

		must(t, db.lockWholeFile(ctx))
		signedIn = put("browser/1", "another", signedIn)
		must(t, docs.Delete(ctx, "browser/2", signedOut))
		if count(t, db.path, text) == 0 {
			t.Fatal("nothing is left to overwrite")
		}
		// The removal of a document that names somebody waits, until its caller
		// gives up.
		brief, giveUp := context.WithCancel(ctx)
		gone := make(chan error, 1)
		go func() { gone <- docs.Delete(brief, "grant/1", named) }()
		waiting(t, db.writer, 1)
		giveUp()
		if err := <-gone; observe.CodeOf(err) != observe.Unavailable {
			t.Errorf("given up it says %v", err)
		}
		db.unlockWholeFile()

		switch round % 2 {
		case 0:
			for end := time.Now().Add(time.Minute); count(t, db.path, text) > 0; time.Sleep(time.Millisecond) {
				if time.Now().After(end) {
					t.Fatal("it is never overwritten")
				}
			}
		case 1:
			var copied bytes.Buffer
			must(t, db.Backup(ctx, &copied))
			if bytes.Contains(copied.Bytes(), []byte(text)) {
				t.Error("a later backup holds it")
			}
		}
		doc, err := docs.Get(ctx, "grant/1")
		must(t, err)
		must(t, docs.Delete(ctx, "grant/1", doc.Revision))
		must(t, docs.Delete(ctx, "browser/1", signedIn))
	}
}

// During a search for damage everything can be read, even when a removal waits;
// and Close does not wait for the end of the search.
func TestReadWhileDamageIsSought(t *testing.T) {
	db, log, _ := opened(t, 2)
	revision, err := db.Docs("default").Put(t.Context(), "team/a", []byte("a"), 0)
	must(t, err)
	sought := false
	db.opts.Logger = slog.New(slog.NewTextHandler(writerFunc(func([]byte) (int, error) {
		sought = true
		go func() { _ = db.Docs("default").Delete(t.Context(), "team/a", revision) }()
		for queued := false; !queued; time.Sleep(time.Millisecond) {
			db.writer.mu.Lock()
			queued = len(db.writer.queue) > 0
			db.writer.mu.Unlock()
			if db.readers.TryRLock() {
				db.readers.RUnlock()
			} else {
				t.Error("nobody can read")
				return 0, nil
			}
		}
		_, err := log.Get(t.Context(), observetest.Header(0).ID)
		return 0, err
	}), nil))
	db.findDamage(errors.New("damaged"))
	if !sought {
		t.Fatal("it is not said")
	}
	for end := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) { // the removal goes on
		if _, err := db.Docs("default").Get(t.Context(), "team/a"); observe.CodeOf(err) == observe.NotFound {
			break
		}
		if time.Now().After(end) {
			t.Fatal("what waited is never removed")
		}
	}
	must(t, db.lockWholeFile(t.Context()))
	ended := make(chan struct{})
	go func() { db.findDamage(errors.New("damaged")); close(ended) }()
	must(t, db.Close())
	<-ended
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// A backup whose context has ended stops copying early.
func TestBackupStopped(t *testing.T) {
	db, log, at := opened(t, 1)
	_, err := log.Append(t.Context(), observetest.Header(0).ID, at, entries(3, 9000), observetest.FactsTo(9000))
	must(t, err)
	ctx := &untilCopied{Context: t.Context(), dir: db.dir}
	if err := db.Backup(ctx, io.Discard); !errors.Is(err, context.Canceled) {
		t.Errorf("it gives %v", err)
	}
	var size int64
	must(t, db.view(t.Context(), func(tx *bbolt.Tx) error { size = tx.Size(); return nil }))
	if ctx.copied == 0 || ctx.copied >= size/2 {
		t.Errorf("%d bytes are copied before it is asked whether to go on", ctx.copied)
	}
}

// untilCopied is a context that ends when part of a backup is in the folder.
type untilCopied struct {
	context.Context
	dir    string
	copied int64
}

func (c *untilCopied) Err() error {
	names, _ := filepath.Glob(filepath.Join(c.dir, backupPrefix+"*"))
	for _, name := range names {
		if stat, err := os.Stat(name); err == nil && c.copied == 0 {
			c.copied = stat.Size()
		}
	}
	if c.copied > 0 {
		return context.Canceled
	}
	return nil
}

// When the file is moved in the middle of a write, the written data may never
// be found: nothing more can be written or read until the file is opened again.
func TestMovedWhileWriting(t *testing.T) {
	db, log, at := opened(t, 1)
	id := observetest.Header(0).ID
	inner, away := db.writer.update, db.path+".away"
	goOn := stop(t, db)
	db.writer.update = func(fn func(*bbolt.Tx) error) error {
		err := inner(fn)
		return errors.Join(err, os.Rename(db.path, away))
	}
	goOn()
	for range 2 {
		if _, err := log.Append(t.Context(), id, at, entries(3, 4), observetest.FactsTo(4)); err == nil || observe.CodeOf(err) != observe.Unavailable {
			t.Errorf("append gives %v", err)
		}
		_ = os.Rename(away, db.path) // back, too late
		if _, err := log.Get(t.Context(), id); err == nil || observe.CodeOf(err) != observe.Unavailable {
			t.Errorf("get gives %v", err)
		}
	}
}

// When the place of the file cannot be checked for a moment, nothing is
// written, but a write that is already done is acknowledged. Later writes work.
func TestPlaceNotSeen(t *testing.T) {
	db, log, at := opened(t, 1)
	id := observetest.Header(0).ID
	looks, unseen := 0, 0
	goOn := stop(t, db)
	db.stat = func(path string) (os.FileInfo, error) {
		if looks++; looks == unseen {
			return nil, &fs.PathError{Op: "stat", Path: path, Err: syscall.EIO}
		}
		return os.Stat(path)
	}
	goOn()
	must(t, db.Ready(t.Context()))
	looks, unseen = 0, 1 // before it is written
	if _, err := log.Append(t.Context(), id, at, entries(3, 4), observetest.FactsTo(4)); observe.CodeOf(err) != observe.Unavailable || !errors.Is(err, syscall.EIO) {
		t.Errorf("append gives %v", err)
	}
	looks, unseen = 0, 2 // after that
	head, err := log.Append(t.Context(), id, at, entries(3, 4), observetest.FactsTo(4))
	must(t, err)
	_, err = log.Append(t.Context(), id, observe.Position{Head: head, Revision: 1}, entries(5, 5), observetest.FactsTo(5))
	must(t, err)
	if looks != 4 {
		t.Errorf("it was looked for %d times", looks)
	}
}

// The file always includes the reserve for a full disk, however the file grows.
func TestReserveStays(t *testing.T) {
	db, log, at := opened(t, 1)
	db.bolt.AllocSize = 1 << 16 // the step in which bbolt grows a file
	for n := range 40 {
		head, err := log.Append(t.Context(), observetest.Header(0).ID, at, entries(at.Head+1, at.Head+observe.Seq(1+n*300)), observetest.FactsTo(at.Head+observe.Seq(1+n*300)))
		must(t, err)
		at.Head = head
		stat, err := db.file.Stat()
		must(t, err)
		must(t, db.view(t.Context(), func(tx *bbolt.Tx) error {
			if stat.Size() < db.writer.reserve || stat.Size() < tx.Size()+reserveBytes {
				t.Errorf("the file has %d bytes, %d in use, and a reserve up to %d", stat.Size(), tx.Size(), db.writer.reserve)
			}
			return nil
		}))
	}
}

// A file that lost a meta page may be in an older state, so Open gives it a new
// incarnation.
func TestLostMetaPage(t *testing.T) {
	for page := range 2 {
		dir := t.TempDir()
		db, err := Open(dir, Options{})
		must(t, err)
		_, err = db.Log("default").Create(t.Context(), observetest.Header(1), observetest.Entries(1, 2))
		must(t, err)
		before := db.Incarnation()
		must(t, db.Close())
		b, err := os.ReadFile(db.path)
		must(t, err)
		b[page*os.Getpagesize()+16+48] ^= 1 // the number of its transaction
		must(t, os.WriteFile(db.path, b, 0o600))
		var lives []string
		for range 2 {
			db, err = Open(dir, Options{})
			must(t, err)
			lives = append(lives, db.Incarnation())
			must(t, db.Close())
		}
		if lives[0] == before || lives[1] != lives[0] {
			t.Errorf("meta page %d: the incarnation was %s, then %q", page, before, lives)
		}
	}
}
