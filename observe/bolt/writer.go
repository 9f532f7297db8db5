package bolt

import (
	"context"
	"errors"
	"strings"
	"sync"
	"syscall"

	"go.etcd.io/bbolt"

	"kompas/observe"
)

// mostBytes bounds the entries in one transaction. What is left waits for the
// next one.
const mostBytes = 8 << 20

// request is one write, or one thing to do while nothing is written.
type request struct {
	ctx  context.Context
	size int // of what is stored, in bytes, about
	// apply does the write. An error of the domain answers this request alone,
	// and then nothing may have been changed; any other error undoes the whole
	// transaction.
	apply func(*bbolt.Tx) error
	// committed tells watchers, after the sync.
	committed func()
	// wipe: before the answer, what the write removed is overwritten.
	wipe bool
	// alone is run between transactions, instead of apply.
	alone func() error

	err  error
	done chan struct{}
}

// writer is the one goroutine that writes.
type writer struct {
	db      *DB
	update  func(func(*bbolt.Tx) error) error // of bbolt
	wipeDue bool                              // a wipe failed and is to be done with the next one

	mu     sync.Mutex
	queue  []*request
	closed bool
	wake   chan struct{} // has room for one: there is something in the queue, or closed
	ended  chan struct{}
}

func newWriter(db *DB) *writer {
	return &writer{db: db, update: db.bolt.Update, wake: make(chan struct{}, 1), ended: make(chan struct{})}
}

// do hands a request to the writer and waits for the answer. Once it is
// handed over the context no longer ends the waiting, since an error must mean
// that nothing was stored.
func (w *writer) do(ctx context.Context, r *request) error {
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
	<-r.done
	return r.err
}

func (w *writer) wakeUp() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// close lets the writer finish what is in the queue.
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
		w.mu.Lock()
		end := w.closed && len(w.queue) == 0
		w.mu.Unlock()
		if end {
			return
		}
	}
}

// take gives what waits, as far as it fits one transaction.
func (w *writer) take() []*request {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, size := 0, 0
	for n < len(w.queue) && (n == 0 || size+w.queue[n].size <= mostBytes) {
		size += w.queue[n].size
		n++
	}
	batch := w.queue[:n:n]
	if n == len(w.queue) {
		w.queue = nil
	} else {
		w.queue = w.queue[n:]
	}
	return batch
}

// write does a batch in one transaction and answers every request. Those that
// were refused wait for the sync too: the position that they are told must not
// be ahead of the disk.
func (w *writer) write(batch []*request) {
	changed := false
	err := w.commit(func(tx *bbolt.Tx) error {
		for _, r := range batch {
			if r.apply == nil {
				continue
			}
			if err := r.ctx.Err(); err != nil {
				r.err = &observe.Error{Code: observe.Unavailable, Message: "given up before it was written", Err: err}
				continue
			}
			if r.err = r.apply(tx); r.err == nil {
				changed = true
			} else if !ofDomain(r.err) {
				return r.err
			}
		}
		if !changed {
			return errNothing
		}
		return nil
	})
	if errors.Is(err, errNothing) {
		err = nil
	}
	for _, r := range batch {
		switch {
		case r.alone != nil:
		case err != nil:
			r.err = err
		case r.err == nil && r.committed != nil:
			r.committed()
		}
	}
	for _, r := range batch {
		if !r.wipe && r.alone == nil {
			close(r.done)
		}
	}
	w.finish(batch)
}

// errNothing undoes a transaction in which nothing was changed.
var errNothing = errors.New("nothing to write")

// finish does and answers what must be done between transactions.
func (w *writer) finish(batch []*request) {
	wipe := false
	for _, r := range batch {
		if r.alone != nil {
			r.err = r.alone()
			close(r.done)
		}
		wipe = wipe || r.wipe && (r.err == nil || w.wipeDue)
	}
	var err error
	if wipe {
		err = w.wipe()
		w.wipeDue = err != nil
	}
	for _, r := range batch {
		if r.wipe {
			if r.err == nil {
				r.err = err
			}
			close(r.done)
		}
	}
}

// commit runs fn in a write transaction and gives errors of the domain, or
// errNothing.
func (w *writer) commit(fn func(*bbolt.Tx) error) error {
	if w.db.broken.Load() {
		return errBroken()
	}
	id := 0
	err := guard(func() error {
		return w.update(func(tx *bbolt.Tx) error {
			id = tx.ID()
			return fn(tx)
		})
	})
	if err == nil || errors.Is(err, errNothing) {
		return err
	}
	w.db.examine(err)
	// When only the last sync failed bbolt shows the transaction all the same,
	// and nobody knows what is on disk.
	seen := id
	doubt := guard(func() error { return w.db.bolt.View(func(tx *bbolt.Tx) error { seen = tx.ID(); return nil }) })
	if id != 0 && (doubt != nil || seen >= id) {
		w.db.broken.Store(true)
	}
	w.db.opts.Logger.Error("a write failed", "file", w.db.file.Name(), "error", err, "broken", w.db.broken.Load())
	if noRoom(err) {
		return &observe.Error{Code: observe.Full, Message: "there is no room on the disk of the data folder", Err: err}
	}
	return &observe.Error{Code: observe.Unavailable, Message: "the data file cannot be written", Err: err}
}

// noRoom reports whether err says that the disk, or what one may use of it, is
// full. bbolt passes some errors on as text only.
func noRoom(err error) bool {
	for _, full := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, full) || strings.HasSuffix(err.Error(), full.Error()) {
			return true
		}
	}
	return false
}
