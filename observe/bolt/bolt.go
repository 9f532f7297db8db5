// Package bolt keeps sessions and documents in one bbolt file: it is the
// [observe.Log] and the [observe.Docs] of a Kompas that runs on one machine.
//
// The file kompas.db, schema 3:
//
//	meta
//	    schema        8 bytes: the number of this schema
//	    incarnation   text; drawn anew when a copy is opened for writing
//	    secret        32 random bytes
//	    sum           CRC of "meta", schema, incarnation and secret
//	    copied        there in a copy that Backup wrote and nobody opened yet
//	    wipe          there while removed data may still lie on free pages
//	    kept          while it is brought up to date: the name of the copy of before
//	staging
//	    workspace 0 log   names a log that is being written in pieces
//	sessions 0 workspace
//	    id -> CRC, revision, generation, header as JSON
//	created 0 workspace   all sessions as lists show them
//	    moment of creation, inverted, and id -> CRC of key and rest, revision,
//	        generation, length of the header, header without codebook and facts as JSON
//	teams 0 workspace     the sessions of each team
//	    team 0 key in created -> nothing
//	logs 0 workspace      its sequence numbers the generations
//	    id 0 generation   its sequence number is the head
//	        seq -> CRC, entry as JSON
//	docs 0 workspace      its sequence numbers the revisions
//	    key -> CRC, revision, value
//
// The buckets of a workspace are not in one of its own, since each bucket on
// the way to an entry is one page more to write with it.
//
// What lists show is written in the transaction that changes it: with a header,
// and with the few entries that change the facts of a log (see lists.go). Older
// files are brought up to date by Open; see migrate.go.
//
// Numbers are 8 bytes, big-endian, so that the order of keys is the order of
// entries. A CRC is the CRC-32C of the rest of the value, 4 bytes, big-endian; of
// a header or a document, with its place before it: kind 0 workspace 0 key. So
// each value is known to be where it belongs; an entry says it itself. What only
// refers to something else (created, names of logs) is held against that.
//
// Schema 2 had no sum, and the CRCs of headers and documents did not know their
// place; schema 1 had nothing to list beside the keys, either.
//
// All writing is done by one goroutine, which takes everything that waits,
// writes it in one transaction and syncs once for all (group commit); see
// writer.go. What a delete or a rewrite removes is overwritten in the file
// before the call returns; see wipe.go.
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

	// Needed begin the keys of small documents without which nobody gets so far
	// as to make room on a full disk: they are stored there for some time still.
	Needed []string

	// Nameless begin the keys of documents that hold only random ids, hashes,
	// counts and the like. While the file is copied they are written and removed
	// all the same, and what they were is overwritten after it, in place of before
	// the call returns; in no later copy it is left.
	Nameless []string

	// NoSync leaves out the syncs to disk, so that nothing is safe. It exists
	// for the test that shows that a missing sync is found.
	NoSync bool
}

// DB is an open data file. All methods may be called at the same time.
type DB struct {
	dir         string
	folder      *os.File    // holds the lock on the folder
	lost        bool        // a meta page was damaged when it was opened
	migrated    string      // where the file of an older schema is kept
	path        string      // of the data file
	opened      os.FileInfo // which file that was
	stat        func(string) (os.FileInfo, error)
	moved       atomic.Bool // it is no longer there
	file        *os.File    // the handle that bbolt works with; see wipe.go
	bolt        *bbolt.DB
	opts        Options
	incarnation string
	secret      []byte

	writer   *writer // nil when opened for reading only
	watchers *watchers

	// readers is held, shared, by every read transaction.
	readers sync.RWMutex
	closed  bool // guarded by readers
	// examined: the log says where the file is damaged.
	examined sync.Once
	// broken is set when a sync failed: what can be read may then be ahead of
	// the disk.
	broken atomic.Bool
	// wholeFileLock is held by what reads the file as a whole for long, and by the writer
	// while it waits for all readers: so that it never waits for the former.
	wholeFileLock chan struct{}
	// closing ends, by close, what looks through the file by itself.
	closing context.Context
	close   context.CancelFunc
}

// Log gives the sessions of a workspace. It need not exist before.
func (db *DB) Log(workspace string) observe.Log { return &sessions{db: db, workspace: workspace} }

// Docs gives the documents of a workspace. It need not exist before.
func (db *DB) Docs(workspace string) observe.Docs { return &docs{db: db, workspace: workspace} }

// Incarnation names this life of the data: a random text that stays until a
// copy made by Backup is opened for writing.
func (db *DB) Incarnation() string { return db.incarnation }

// Secret gives the 32 random bytes that were made with the file.
func (db *DB) Secret() []byte { return append([]byte(nil), db.secret...) }

// Migrated gives the path under which the old file is kept when Open changed one
// of an older Kompas, else "".
func (db *DB) Migrated() string { return db.migrated }

// Close finishes what is being written, ends all watches and closes the file.
// Calls that come later, or too late, get Unavailable.
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

// view runs fn in a read transaction. What fn keeps it must copy; it should be
// short and do nothing but copying.
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

// lockWholeFile takes the lock on reading the file as a whole.
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
		db.writer.wakeUp() // removals wait for it
	}
}

// Ready reports whether the store can be written, by the last write or by trying.
// It may be asked as often as one likes.
func (db *DB) Ready(ctx context.Context) error {
	if db.writer == nil {
		return nil
	}
	return db.writer.ready(ctx)
}

// inPlace gives an error when the data file is not where it was opened: what is
// written then would be found by nobody.
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

// guard makes an error of a panic: bbolt panics, or reads beyond the file, on
// pages that are damaged.
func guard(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = &pagefile.Damage{What: fmt.Sprint(p)}
		}
	}()
	return fn()
}

// examine looks, once, where a file is damaged in which somebody came upon a
// damaged page, and says it in the log: bbolt knows the page at most.
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
	// While somebody reads no page of now is written anew.
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

// isDomainError reports whether err is an answer to one caller; all other errors are
// troubles of the file.
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
