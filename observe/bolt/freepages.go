package bolt

import (
	"fmt"

	"go.etcd.io/bbolt"

	"kompas/observe/bolt/pagefile"
)

// freePages returns the numbers of the pages that are free after the last
// commit, in ascending order. bbolt keeps this list, but answers only for
// single pages and reads each from the disk. The list is therefore read from
// the file; only the writer's goroutine may call this. Before a page is
// overwritten, isFree asks bbolt as well.
func (db *DB) freePages() ([]int64, error) {
	stat, err := db.file.Stat()
	if err != nil {
		return nil, err
	}
	p, err := pagefile.Open(db.file, stat.Size())
	if err != nil {
		return nil, err
	}
	var free []int64
	w := pagefile.NewWalk(p)
	w.Fault = func(_ string, f *pagefile.Fault) error { return &pagefile.Damage{What: f.Error()} }
	w.Free = func(id uint64) { free = append(free, int64(id)) }
	return free, w.FreeList()
}

// isFree returns an error unless bbolt, too, says that the page is free.
func isFree(tx *bbolt.Tx, id int64) error {
	info, err := tx.Page(int(id))
	if err == nil && (info == nil || info.Type != "free") {
		err = &pagefile.Damage{What: fmt.Sprintf("page %d is listed as free, and is not", id)}
	}
	return err
}

// intersect returns the elements that are in both ordered lists. It reuses the
// memory of a.
func intersect(a, b []int64) []int64 {
	out := a[:0]
	for _, id := range a {
		for len(b) > 0 && b[0] < id {
			b = b[1:]
		}
		if len(b) > 0 && b[0] == id {
			out = append(out, id)
		}
	}
	return out
}

// subtract returns the elements of a that are not in b; both are ordered.
func subtract(a, b []int64) []int64 {
	var out []int64
	for _, id := range a {
		for len(b) > 0 && b[0] < id {
			b = b[1:]
		}
		if len(b) == 0 || b[0] != id {
			out = append(out, id)
		}
	}
	return out
}
