package bolt

import (
	"runtime"

	"go.etcd.io/bbolt"
)

// Deleting must still work on a full disk, but bbolt takes new pages for a
// deletion before it frees others. Disk space for some pages beyond the last
// one is therefore reserved in advance by writing zeros there. A write that
// adds data is refused as Full before it uses the reserve. A write that removes
// data may use all of it, and a small needed document (see [Options.Needed])
// half of it. File systems that copy on write or compress may have less space
// than the zeros suggest.

// reserveBytes is the most that a removal uses, without the list of free pages:
// that has 8 bytes for each page of the file and is briefly stored twice.
const reserveBytes = 1 << 20

// reserveSpace extends the reserve so that `leave` bytes of it remain after the
// writes for which add returns true. It returns the Full error for these writes
// when the disk does not have the space.
func (w *writer) reserveSpace(tx *bbolt.Tx, leave int64, batch []*pendingWrite, add func(*pendingWrite) bool) error {
	page := int64(w.db.bolt.Info().PageSize)
	need := leave + 2*numberSize*tx.Size()/page
	adds := false
	for _, r := range batch {
		if add(r) {
			adds = true
			need += 2*int64(r.size) + 4*page // the data, and the pages on the path to it
		}
	}
	from, to := max(w.reserve, tx.Size()), tx.Size()+need
	if !adds || from >= to || runtime.GOOS == "windows" {
		return nil
	}
	zeros := make([]byte, zeroChunk)
	for to += reserveBytes; from < to; from = w.reserve { // more than needed, so that this is rare
		n, err := w.db.file.WriteAt(zeros[:min(int64(len(zeros)), to-from)], from)
		w.reserve = from + int64(n)
		if err == nil {
			continue
		}
		if !isDiskFull(err) || w.reserve >= to-reserveBytes {
			return nil // any other fault shows when the pages are written
		}
		if free, err := w.db.freePages(); err == nil && int64(len(free))*page >= need {
			return nil
		}
		return errFull(err)
	}
	return nil
}
