package bolt

import (
	"fmt"
	"slices"

	"go.etcd.io/bbolt"
)

// freePages gives the numbers of the pages that are not in use in the state
// that a write transaction starts from, in order. bbolt keeps the list, but
// tells only of single pages, and reads each from the disk for that. So the
// list is read from the file, and bbolt is asked about what it names: a page is
// only given when both say that it is free.
func (db *DB) freePages(tx *bbolt.Tx) ([]int64, error) {
	size := int64(db.bolt.Info().PageSize)
	at, err := db.freeList(size, uint64(tx.ID()-1))
	if err != nil {
		return nil, err
	}
	head := make([]byte, pageHeader+numberSize)
	if _, err := db.file.ReadAt(head, at*size); err != nil {
		return nil, err
	}
	if order.Uint64(head) != uint64(at) || order.Uint16(head[pageFlags:]) != freeListFlag {
		return nil, &damage{fmt.Sprintf("page %d is no list of free pages", at)}
	}
	count, first := int64(order.Uint16(head[pageCount:])), at*size+pageHeader
	if count == countIsInFirst {
		count, first = int64(order.Uint64(head[pageHeader:])), first+numberSize
	}
	last := tx.Size() / size
	if count > last {
		return nil, &damage{"its list of free pages is too long"}
	}
	list := make([]byte, count*numberSize)
	if _, err := db.file.ReadAt(list, first); err != nil {
		return nil, err
	}
	ids := make([]int64, count)
	for i := range ids {
		id := int64(order.Uint64(list[i*numberSize:]))
		info, err := tx.Page(int(id))
		if err != nil {
			return nil, err
		}
		if info == nil || info.Type != "free" {
			return nil, &damage{fmt.Sprintf("page %d is listed as free, and is not", id)}
		}
		ids[i] = id
	}
	slices.Sort(ids)
	return ids, nil
}

// freeList gives the page of the free list of a committed transaction.
func (db *DB) freeList(size int64, transaction uint64) (int64, error) {
	meta := make([]byte, metaEnd)
	for n := range int64(2) {
		if _, err := db.file.ReadAt(meta, n*size); err != nil {
			return 0, err
		}
		if order.Uint32(meta[metaVersion:]) == formatNumber && order.Uint64(meta[metaTx:]) == transaction {
			return int64(order.Uint64(meta[metaFreeList:])), nil
		}
	}
	return 0, &damage{fmt.Sprintf("it has no transaction %d", transaction)}
}
