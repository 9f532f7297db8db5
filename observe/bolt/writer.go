package bolt

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"go.etcd.io/bbolt"

	"kompas/observe"
)

// mostBytes bounds the data written in one transaction. The rest waits for the
// next one.
const mostBytes = 8 << 20

// pendingWrite is one write that waits for the writer's goroutine, and its
// answer.
type pendingWrite struct {
	ctx  context.Context
	size int // about how many bytes are stored
	// apply does the write. When it returns an error of the domain it must have
	// changed nothing, and only this write is refused; any other error undoes
	// the whole transaction.
	apply func(*bbolt.Tx) error
	// committed is called after the sync, to tell the watchers.
	committed func()
	// wipe is set when the write removes data, which must be overwritten before
	// the answer.
	wipe bool
	// later is set when that may also happen after the answer, while somebody
	// holds wholeFileLock.
	later bool
	// frees is set when the write only removes data, so that it may use the
	// reserve of a full disk. When that depends on the stored data, shrinks
	// decides it.
	frees   bool
	shrinks func(*bbolt.Tx) bool
	// needed is set when the write is small and may use half of the reserve,
	// see [Options.Needed].
	needed bool

	err  error
	done chan struct{}
}

// writer is the one goroutine that writes.
type writer struct {
	db             *DB
	update         func(func(*bbolt.Tx) error) error // bbolt.DB.Update; tests replace it
	wipeDue        bool                              // a wipe failed; the next removal does it again
	owed           atomic.Bool                       // a wipe must be done once wholeFileLock is free
	marked         bool                              // the file is wiped, but still has the mark "wipe"
	holdsWholeFile bool                              // the writer holds db.wholeFileLock
	clean          []int64                           // free pages that hold only zeros, ascending
	zeroed         bool                              // there are only zeros beyond the last page
	reserve        int64                             // offset up to which disk space is reserved, see reserve.go

	mu      sync.Mutex
	queue   []*pendingWrite
	closed  bool
	last    outcome // outcome of the last transaction
	probing sync.Mutex
	wake    chan struct{} // buffered, capacity 1: the queue has changed, or closed is set
	ended   chan struct{}
}

func newWriter(db *DB) *writer {
	return &writer{db: db, update: db.bolt.Update, wake: make(chan struct{}, 1), ended: make(chan struct{})}
}

// do hands a write to the writer's goroutine and waits for the answer. Once the
// writer has taken it, the end of the context is ignored: an error must mean
// that nothing was stored.
func (w *writer) do(ctx context.Context, r *pendingWrite) error {
	if w == nil {
		return observe.Errorf(observe.Unavailable, "the store is opened for reading only")
	}
	r.ctx, r.done = ctx, make(chan struct{})
	w.mu.Lock()
	if w.closed {
		w.mu.Unlock()
		return errClosed()
	}
	w.queue = append(w.queue, r)
	w.mu.Unlock()
	w.wakeUp()
	select {
	case <-r.done:
	case <-ctx.Done():
		if w.takeBack(r) {
			return errGivenUp(ctx.Err())
		}
		<-r.done
	}
	return r.err
}

// takeBack removes a write from the queue, and reports whether it was still
// there.
func (w *writer) takeBack(r *pendingWrite) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	i := slices.Index(w.queue, r)
	if i < 0 {
		return false
	}
	w.queue = slices.Delete(w.queue, i, i+1)
	w.wakeUp() // if closed, run ends when the queue is empty
	return true
}

func errGivenUp(err error) error {
	return &observe.Error{Code: observe.Unavailable, Message: "given up before it was written", Err: err}
}

func (w *writer) wakeUp() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// close refuses new writes and returns when the queue is done.
func (w *writer) close() {
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	w.wakeUp()
	<-w.ended
}

func (w *writer) run() {
	defer close(w.ended)
	for range w.wake {
		for batch := w.take(); len(batch) > 0; batch = w.take() {
			w.write(batch)
		}
		if w.owed.Load() && w.tryLockWholeFile() {
			w.betweenCommits(nil)
		}
		w.mu.Lock()
		end := w.closed && len(w.queue) == 0
		w.mu.Unlock()
		if end {
			if w.marked {
				_ = w.commit(unmarkWipe) // otherwise the next Open wipes again
			}
			return
		}
	}
}

// take returns the waiting writes that fit one transaction. Removals stay in
// the queue while somebody holds wholeFileLock: otherwise all writes would have
// to wait for them.
func (w *writer) take() []*pendingWrite {
	w.mu.Lock()
	defer w.mu.Unlock()
	var batch, rest []*pendingWrite
	size := 0
	for i, r := range w.queue {
		if len(batch) > 0 && size+r.size > mostBytes {
			rest = append(rest, w.queue[i:]...)
			break
		}
		if r.wipe && !w.tryLockWholeFile() && !r.later {
			rest = append(rest, r)
			continue
		}
		size += r.size
		batch = append(batch, r)
	}
	w.queue = rest
	return batch
}

// tryLockWholeFile takes wholeFileLock if it is free, and reports whether the
// writer holds it.
func (w *writer) tryLockWholeFile() bool {
	if !w.holdsWholeFile {
		select {
		case w.db.wholeFileLock <- struct{}{}:
			w.holdsWholeFile = true
		default:
		}
	}
	return w.holdsWholeFile
}

// write does a batch in one transaction and answers each write. Refused writes
// wait for the sync too: the position in a refusal must not be ahead of the
// disk.
func (w *writer) write(batch []*pendingWrite) {
	changed, wipe := false, false
	var full error
	err := w.commit(func(tx *bbolt.Tx) error {
		for _, r := range batch {
			r.frees = r.frees || r.shrinks != nil && r.shrinks(tx)
		}
		full = w.reserveSpace(tx, reserveBytes, batch, func(r *pendingWrite) bool { return !r.frees })
		var none error // the reason to refuse needed writes too
		if full != nil {
			none = w.reserveSpace(tx, reserveBytes/2, batch, func(r *pendingWrite) bool { return !r.frees && r.needed })
		}
		for _, r := range batch {
			if full != nil && !r.frees && (!r.needed || none != nil) {
				r.err = full
				continue
			}
			if err := r.ctx.Err(); err != nil {
				r.err = errGivenUp(err)
				continue
			}
			if r.err = r.apply(tx); r.err == nil {
				changed, wipe = true, wipe || r.wipe
			} else if !isDomainError(r.err) {
				return r.err
			}
		}
		switch {
		case !changed:
			return errNothing
		case wipe:
			return markWipe(tx)
		case w.marked:
			return unmarkWipe(tx)
		}
		return nil
	})
	switch {
	case errors.Is(err, errNothing):
		err = nil
	case err == nil:
		w.marked = false
	}
	if full != nil {
		w.note(full)
	}
	for _, r := range batch {
		switch {
		case err != nil:
			r.err = err
		case r.err == nil && r.committed != nil:
			r.committed()
		}
	}
	for _, r := range batch {
		if !r.wipe {
			close(r.done)
		}
	}
	w.betweenCommits(batch)
}

// errNothing rolls back a transaction in which nothing was changed.
var errNothing = errors.New("nothing to write")

// betweenCommits overwrites removed data where a write of the batch, or an
// earlier one, needs it, answers the writes that waited for that, and releases
// wholeFileLock.
func (w *writer) betweenCommits(batch []*pendingWrite) {
	wipe := w.owed.Load()
	for _, r := range batch {
		wipe = wipe || r.wipe && (r.err == nil || w.wipeDue)
	}
	var err error
	if wipe && w.holdsWholeFile {
		err = w.wipe()
		w.wipeDue = err != nil
	}
	w.owed.Store(wipe && !w.holdsWholeFile)
	for _, r := range batch {
		if r.wipe {
			if r.err == nil {
				r.err = err
			}
			close(r.done)
		}
	}
	if w.holdsWholeFile {
		w.holdsWholeFile = false
		<-w.db.wholeFileLock
	}
}

// commit runs fn in a write transaction and notes the outcome for ready. It
// returns errors of the domain, or errNothing.
func (w *writer) commit(fn func(*bbolt.Tx) error) error {
	err := w.tryCommit(fn)
	if !errors.Is(err, errNothing) {
		w.note(err)
	}
	return err
}

// outcome is the result of a write, and its time.
type outcome struct {
	at  time.Time
	err error
}

func (w *writer) note(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last = outcome{time.Now(), err}
}

// How long ready relies on the outcome of a write that worked, and of one that
// failed.
const (
	wroteGood = 10 * time.Second
	failGood  = time.Second
)

// ready returns nil when writing works: by the last write or, when that was too
// long ago, by a write that changes nothing.
func (w *writer) ready(ctx context.Context) error {
	w.probing.Lock() // one call probes, the others use its outcome
	defer w.probing.Unlock()
	w.mu.Lock()
	last := w.last
	w.mu.Unlock()
	good := wroteGood
	if last.err != nil {
		good = failGood
	}
	if !last.at.IsZero() && time.Since(last.at) < good && !w.db.broken.Load() {
		if last.err == nil {
			return w.db.inPlace()
		}
		return last.err
	}
	return w.do(ctx, &pendingWrite{apply: func(*bbolt.Tx) error { return nil }})
}

func (w *writer) tryCommit(fn func(*bbolt.Tx) error) error {
	if w.db.broken.Load() {
		return errBroken()
	}
	if err := w.db.inPlace(); err != nil {
		return err
	}
	id := 0
	err := guard(func() error {
		return w.update(func(tx *bbolt.Tx) error {
			id = tx.ID()
			return fn(tx)
		})
	})
	if errors.Is(err, errNothing) {
		return err
	}
	if err == nil {
		w.stillClean()
		if err := w.db.inPlace(); err != nil && w.db.moved.Load() {
			// The write went into a file that nobody may find again.
			w.db.broken.Store(true)
			return err
		}
		return nil
	}
	w.zeroed = false
	w.db.examine(err)
	// When only the last sync failed, bbolt still shows the transaction to
	// readers, and nobody knows what is on the disk.
	seen := id
	doubt := guard(func() error { return w.db.bolt.View(func(tx *bbolt.Tx) error { seen = tx.ID(); return nil }) })
	if id != 0 && (doubt != nil || seen >= id) {
		w.db.broken.Store(true)
	}
	w.db.opts.Logger.Error("a write failed", "file", w.db.file.Name(), "error", err, "broken", w.db.broken.Load())
	if isDiskFull(err) {
		return errFull(err)
	}
	return &observe.Error{Code: observe.Unavailable, Message: "the data file cannot be written", Err: err}
}

func errFull(err error) error {
	return &observe.Error{Code: observe.Full, Message: "there is no room on the disk of the data folder", Err: err}
}

// isDiskFull reports whether err says that the disk, the quota or the allowed
// file size is exhausted. bbolt passes some errors on as text only.
func isDiskFull(err error) bool {
	for _, full := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, full) || strings.HasSuffix(err.Error(), full.Error()) {
			return true
		}
	}
	return false
}
