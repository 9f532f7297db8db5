package bolt

import (
	"runtime"

	"go.etcd.io/bbolt"
)

// On a full disk one must still be able to delete, and bbolt takes new pages for
// that too, before it frees others. So the disk is made to give room for some
// pages beyond the last one before they are needed, by writing zeros there. Who
// adds something is refused as Full before that room is touched; who removes
// something may use it, and half of it what one needs to come so far, see
// [Options.Needed]. File systems that give room only when they write (those
// that copy on write, or compress) may keep less than they said.

// reserveBytes is what a removal takes at most, but for the list of free pages,
// which has 8 bytes for each page of the file and is there twice for a moment.
const reserveBytes = 1 << 20

// reserveSpace sees that those of a batch that add something leave so many bytes of
// the reserve, and gives the error for them when they would not.
func (w *writer) reserveSpace(tx *bbolt.Tx, leave int64, batch []*pendingWrite, add func(*pendingWrite) bool) error {
	page := int64(w.db.bolt.Info().PageSize)
	need := leave + 2*numberSize*tx.Size()/page
	adds := false
	for _, r := range batch {
		if add(r) {
			adds = true
			need += 2*int64(r.size) + 4*page // what is written, and the pages on the way to it
		}
	}
	from, to := max(w.reserve, tx.Size()), tx.Size()+need
	if !adds || from >= to || runtime.GOOS == "windows" {
		return nil
	}
	zeros := make([]byte, zeroChunk)
	for to += reserveBytes; from < to; from = w.reserve { // some more, so that it is done seldom
		n, err := w.db.file.WriteAt(zeros[:min(int64(len(zeros)), to-from)], from)
		w.reserve = from + int64(n)
		if err == nil {
			continue
		}
		if !isDiskFull(err) || w.reserve >= to-reserveBytes {
			return nil // what else is wrong, writing will tell
		}
		if free, err := w.db.freePages(); err == nil && int64(len(free))*page >= need {
			return nil
		}
		return errFull(err)
	}
	return nil
}
