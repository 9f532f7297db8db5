package bolt

import (
	"bytes"
	"fmt"
	"io"

	"go.etcd.io/bbolt"

	"kompas/observe"
)

// This file makes sure that removed data leaves no trace in the data file.
// bbolt never writes in place: after a commit the replaced pages keep their
// bytes and go on its list of free pages. A removal therefore takes three
// steps, all in the writer's goroutine, so that nothing is written in between:
//
//  1. the removal and the mark "wipe" are committed;
//  2. when the readers of earlier states have ended, every free page, and what
//     lies beyond the last page, is overwritten with zeros and synced: no
//     reader sees these pages, and the next commit may reuse them;
//  3. the mark is removed with the next write or on closing.
//
// The writer remembers which free pages are still zero, so that a small removal
// in a file with many free pages costs little more than a write.
//
// After a crash the file holds the complete old or the complete new state. If
// Open finds the mark, steps 2 and 3 are done again. Pages in use hold no
// remains of older data: bbolt writes whole pages, from zeroed memory.

// zeroChunk is how many bytes are read, or overwritten, at once.
const zeroChunk = 1 << 20

// wipe does step 2, and notes that the mark can be removed (step 3).
func (w *writer) wipe() error {
	// New readers see the state after the removal, so it is enough to wait for
	// those that are reading now.
	w.db.readers.Lock()
	//lint:ignore SA2001 a barrier
	w.db.readers.Unlock()

	err := guard(w.zeroFree)
	if err != nil {
		w.db.opts.Logger.Error("overwriting removed data failed", "file", w.db.file.Name(), "error", err)
		return &observe.Error{Code: observe.Unavailable, Err: err,
			Message: "it is removed, but traces may be left in the data file until the next removal or start"}
	}
	w.marked = true
	return nil
}

func unmarkWipe(tx *bbolt.Tx) error {
	return tx.Bucket([]byte(bucketMeta)).Delete([]byte(keyWipe))
}

// markWipe is part of every write that removes something.
func markWipe(tx *bbolt.Tx) error {
	return tx.Bucket([]byte(bucketMeta)).Put([]byte(keyWipe), []byte{1})
}

// zeroFree overwrites everything in the file that is not in use, and syncs.
func (w *writer) zeroFree() error {
	db := w.db
	// The write transaction changes nothing: bbolt answers safely whether a
	// page is free only inside one.
	tx, err := db.bolt.Begin(true)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	free, err := db.freePages()
	if err != nil {
		return err
	}
	size := int64(db.bolt.Info().PageSize)
	dirty := subtract(free, w.clean)
	for i := 0; i < len(dirty); {
		run := i
		for ; run < len(dirty) && dirty[run] == dirty[i]+int64(run-i); run++ {
			if err := isFree(tx, dirty[run]); err != nil {
				return err
			}
		}
		if err := db.zero(dirty[i]*size, (dirty[run-1]+1)*size); err != nil {
			return err
		}
		i = run
	}
	if !w.zeroed { // a failed write may have left data there
		stat, err := db.file.Stat()
		if err != nil {
			return err
		}
		if err := db.zero(tx.Size(), stat.Size()); err != nil {
			return err
		}
	}
	if !db.opts.NoSync {
		if err := db.file.Sync(); err != nil {
			return err
		}
	}
	w.clean, w.zeroed = free, true
	return nil
}

// zero overwrites the bytes of [from, to) that are not zero.
func (db *DB) zero(from, to int64) error {
	if from >= to {
		return nil
	}
	n := min(zeroChunk, to-from)
	buf, zeros := make([]byte, n), make([]byte, n)
	for ; from < to; from += n {
		n = min(n, to-from)
		if _, err := db.file.ReadAt(buf[:n], from); err != nil && err != io.EOF {
			return fmt.Errorf("reading free pages: %w", err)
		}
		if bytes.Equal(buf[:n], zeros[:n]) {
			continue
		}
		if _, err := db.file.WriteAt(zeros[:n], from); err != nil {
			return fmt.Errorf("overwriting free pages: %w", err)
		}
	}
	return nil
}

// stillClean removes the pages that the last write used from the list of clean
// pages.
func (w *writer) stillClean() {
	if len(w.clean) == 0 {
		return
	}
	free, err := w.db.freePages()
	if err != nil {
		free = nil
	}
	w.clean = intersect(w.clean, free)
}
