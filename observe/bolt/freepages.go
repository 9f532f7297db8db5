package bolt

import (
	"fmt"

	"go.etcd.io/bbolt"

	"kompas/observe/bolt/pagefile"
)

// freePages gives the numbers of the pages that are not in use in the state of
// the last write, in order. bbolt keeps the list, but tells only of single pages,
// and reads each from the disk for that. So the list is read from the file, in
// the writer's goroutine; who overwrites a page asks isFree too.
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

// isFree asks bbolt whether a page is free.
func isFree(tx *bbolt.Tx, id int64) error {
	info, err := tx.Page(int(id))
	if err == nil && (info == nil || info.Type != "free") {
		err = &pagefile.Damage{What: fmt.Sprintf("page %d is listed as free, and is not", id)}
	}
	return err
}

// intersect gives what is in two ordered lists; the first one is not kept.
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

// subtract gives what is in an ordered list and not in another one.
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
