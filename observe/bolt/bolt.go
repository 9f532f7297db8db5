// Package bolt keeps sessions and documents in one bbolt file: it is the
// [observe.Log] and the [observe.Docs] of a Kompas that runs on one machine.
//
// The file kompas.db, schema 3:
//
//	meta
//	    schema        8 bytes: the number of this schema
//	    incarnation   text; drawn again when a copy is opened for writing
//	    secret        32 random bytes
//	    sum           CRC of "meta", schema, incarnation and secret
//	    copied        present in a copy until it is opened for writing
//	    wipe          present while free pages may hold removed data
//	    kept          present during a migration: the name of the copy of the old file
//	staging
//	    workspace 0 log   names a log that is being written in pieces
//	sessions 0 workspace
//	    id -> CRC, revision, generation, header as JSON
//	created 0 workspace   all sessions as lists show them
//	    moment of creation, inverted, and id -> CRC of key and rest, revision,
//	        generation, length of the header, header without codebook, and facts, as JSON
//	teams 0 workspace     the sessions of each team
//	    team 0 key in created -> nothing
//	logs 0 workspace      its sequence numbers the generations
//	    id 0 generation   its sequence number is the head
//	        seq -> CRC, entry as JSON
//	docs 0 workspace      its sequence numbers the revisions
//	    key -> CRC, revision, value
//
// The buckets of a workspace lie at the top of the file and not in a bucket per
// workspace: each bucket on the path to an entry is one more page to write with
// that entry.
//
// The data that lists show is written in the same transaction that changes it:
// with a header, and with the few entries that change the facts of a log (see
// lists.go). Open migrates older files; see migrate.go.
//
// Numbers are 8 bytes, big-endian, so that the order of keys is the order of
// entries. A CRC is the CRC-32C of the rest of the value, 4 bytes, big-endian.
// For a header or a document the checksummed bytes begin with its place: kind 0
// workspace 0 key. A value under a wrong key is therefore detected; an entry
// holds its own seq for that. Keys that only refer to something else (created,
// names of logs) are compared with it.
//
// Schema 2 had no sum, and the CRCs of headers and documents did not include
// their place. In schema 1, moreover, the buckets for lists held keys only.
//
// One goroutine does all writing. It takes all writes that wait, does them in
// one transaction and syncs once for all (group commit); see writer.go. Data
// that a delete or a rewrite removes is overwritten in the file before the call
// returns; see wipe.go.
package bolt

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"syscall"

	"go.etcd.io/bbolt"

	"kompas/observe"
	"kompas/observe/bolt/pagefile"
)

// FileName is the name of the data file in the data folder.
const FileName = "kompas.db"

// Options are the choices of [Open]; the zero value is right for a server.
type Options struct {
	Logger   *slog.Logger // nil: nothing is logged
	Rand     io.Reader    // source of the incarnation and the secret; nil: crypto/rand
	ReadOnly bool         // several processes may read at once; every write is refused

	// Needed are the prefixes of the keys of small documents that somebody must
	// be able to store in order to delete something on a full disk (such as a
	// sign-in). They may use half of the reserve; see reserve.go.
	Needed []string

	// Nameless are the prefixes of the keys of documents that hold only random
	// ids, hashes, counts and the like. While the file is being copied they can
	// still be written and removed; their old values are then overwritten after
	// the copying and not before the call returns. No later copy holds the old
	// values.
	Nameless []string

	// NoSync skips all syncs to disk, so that nothing is durable. It is for
	// tests and benchmarks.
	NoSync bool
}

// DB is an open data file. All methods may be called at the same time.
type DB struct {
	dir         string
	folder      *os.File    // holds the lock on the folder
	lost        bool        // a meta page was damaged when the file was opened
	migrated    string      // path of the copy of the file of an older schema
	path        string      // of the data file
	opened      os.FileInfo // identifies the file that was opened
	stat        func(string) (os.FileInfo, error)
	moved       atomic.Bool // the data file is not at its path
	file        *os.File    // the handle that bbolt works with; see wipe.go
	bolt        *bbolt.DB
	opts        Options
	incarnation string
	secret      []byte

	writer   *writer // nil when opened for reading only
	watchers *watchers

	// readers is held for reading by every read transaction.
	readers sync.RWMutex
	closed  bool // guarded by readers
	// examined makes sure that the place of a damage is looked for and logged
	// only once.
	examined sync.Once
	// broken is set when a sync failed: reads may then return data that is not
	// on the disk.
	broken atomic.Bool
	// wholeFileLock is held by long reads of the whole file (a backup, a search
	// for damage), and by the writer while it waits for all readers. The writer
	// therefore never waits for a long read.
	wholeFileLock chan struct{}
	// closing is cancelled by close; it ends a search for damage that runs in
	// the background.
	closing context.Context
	close   context.CancelFunc
}

// Log returns the sessions of a workspace. The workspace need not exist: the
// first write creates it.
func (db *DB) Log(workspace string) observe.Log { return &sessions{db: db, workspace: workspace} }

// Docs returns the documents of a workspace. The workspace need not exist: the
// first write creates it.
func (db *DB) Docs(workspace string) observe.Docs { return &docs{db: db, workspace: workspace} }

// Incarnation returns a random text that identifies this life of the data. It
// stays the same until a copy made by Backup is opened for writing, or a meta
// page is lost.
func (db *DB) Incarnation() string { return db.incarnation }

// Secret returns a copy of the 32 random bytes that were drawn when the file
// was created.
func (db *DB) Secret() []byte { return append([]byte(nil), db.secret...) }

// Migrated returns the path of the copy of the old file when Open migrated a
// file of an older schema, and "" otherwise.
func (db *DB) Migrated() string { return db.migrated }

// Close finishes the writes in the queue, ends all watches and closes the file.
// Later calls return Unavailable.
func (db *DB) Close() error {
	db.close()
	if db.writer != nil {
		db.writer.close()
	}
	db.watchers.close()
	db.readers.Lock()
	defer db.readers.Unlock()
	if db.closed {
		return nil
	}
	db.closed = true
	defer func() { _ = db.folder.Close() }()
	if err := db.bolt.Close(); err != nil {
		return fmt.Errorf("closing %s: %w", db.file.Name(), err)
	}
	return nil
}

// view runs fn in a read transaction. Bytes that fn keeps must be copied. fn
// should be short and only copy: the writer may wait for it.
func (db *DB) view(ctx context.Context, fn func(*bbolt.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return &observe.Error{Code: observe.Unavailable, Message: "given up before it was read", Err: err}
	}
	db.readers.RLock()
	defer db.readers.RUnlock()
	if db.closed {
		return errClosed()
	}
	if db.broken.Load() {
		return errBroken()
	}
	err := guard(func() error { return db.bolt.View(fn) })
	if err != nil && !isDomainError(err) {
		db.examine(err)
		return &observe.Error{Code: observe.Unavailable, Message: "the data file cannot be read", Err: err}
	}
	return err
}

// lockWholeFile takes wholeFileLock, and returns Unavailable when the context
// ends first.
func (db *DB) lockWholeFile(ctx context.Context) error {
	select {
	case db.wholeFileLock <- struct{}{}:
		return nil
	case <-ctx.Done():
		return &observe.Error{Code: observe.Unavailable, Message: "given up while waiting for a backup to end", Err: ctx.Err()}
	}
}

func (db *DB) unlockWholeFile() {
	<-db.wholeFileLock
	if db.writer != nil {
		db.writer.wakeUp() // removals wait for this lock
	}
}

// Ready returns nil when the store can be written: it reports the outcome of a
// recent write, or tries one. It is cheap enough for frequent calls.
func (db *DB) Ready(ctx context.Context) error {
	if db.writer == nil {
		return nil
	}
	return db.writer.ready(ctx)
}

// inPlace returns an error when the data file is not at the path where it was
// opened: nobody would find data written to it.
func (db *DB) inPlace() error {
	now, err := db.stat(db.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR) {
		return &observe.Error{Code: observe.Unavailable, Message: "it cannot be seen whether the data file is in its place", Err: err}
	}
	if err == nil && os.SameFile(now, db.opened) {
		if db.moved.Swap(false) {
			db.opts.Logger.Warn("the data file is back", "file", db.path)
		}
		return nil
	}
	if !db.moved.Swap(true) {
		db.opts.Logger.Error("the data file was moved away, replaced or removed while in use; nothing is written until it is back", "file", db.path)
	}
	return observe.Errorf(observe.Unavailable, "the data file is not in its place: it was moved away, replaced or removed; put it back")
}

// guard turns a panic into an error: on damaged pages bbolt panics or reads
// beyond the end of the file.
func guard(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = &pagefile.Damage{What: fmt.Sprint(p)}
		}
	}()
	return fn()
}

// examine starts, at most once, a search for the damage when err comes from a
// damaged page, and logs what it finds: the error of bbolt names a page at
// most.
func (db *DB) examine(err error) {
	if _, isDamage := errors.AsType[*pagefile.Damage](err); !isDamage {
		return
	}
	db.examined.Do(func() { go db.findDamage(err) })
}

func (db *DB) findDamage(cause error) {
	if db.lockWholeFile(db.closing) != nil {
		return
	}
	defer db.unlockWholeFile()
	db.readers.RLock()
	defer db.readers.RUnlock()
	if db.closed {
		return
	}
	// The read transaction keeps the pages of the present state from being
	// reused.
	err := guard(func() error {
		return db.bolt.View(func(*bbolt.Tx) error {
			stat, err := db.file.Stat()
			if err != nil {
				return err
			}
			return verify(db.closing, db.file, stat.Size())
		})
	})
	db.opts.Logger.Error("the data file is damaged; run kompas check, and restore a backup", "file", db.file.Name(), "error", cause, "where", err)
}

// isDomainError reports whether err answers one caller (such as a conflict);
// all other errors are troubles of the file.
func isDomainError(err error) bool {
	if _, ok := errors.AsType[*observe.ConflictError](err); ok {
		return true
	}
	_, ok := errors.AsType[*observe.Error](err)
	return ok
}

func errClosed() error { return observe.Errorf(observe.Unavailable, "the store is closed") }

func errBroken() error {
	return observe.Errorf(observe.Unavailable,
		"the disk failed to keep what was written; look after the disk, then start Kompas again")
}

func errNotFound(id observe.SessionID) error {
	return observe.Errorf(observe.NotFound, "there is no session %q", id)
}

func (o Options) random(n int) ([]byte, error) {
	r := o.Rand
	if r == nil {
		r = rand.Reader
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, fmt.Errorf("no random bytes: %w", err)
	}
	return b, nil
}
