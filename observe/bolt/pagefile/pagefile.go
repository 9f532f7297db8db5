// Package pagefile reads a bbolt file page by page, without bbolt, and trusts
// nothing in it. bbolt believes what a page says: on a damaged page it panics,
// never ends, or returns data of somebody else. So a file is looked through
// here before bbolt opens it, when it is checked, and when it was copied. Reads
// return errors where a mapped page would end the process.
//
// It knows pages, trees and buckets; what Kompas keeps in them is the affair of
// package bolt.
package pagefile

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"math/bits"

	berrors "go.etcd.io/bbolt/errors"
)

// The layout of a bbolt file of format number 2; numbers in brackets are sizes
// in bytes. A page begins with its number (8), flags (2), a count (2) and the
// overflow (4): how many more pages belong to it. All numbers are in the byte
// order of the machine.
//
//   - Pages 0 and 1 are meta pages, one of the last write and one of the write
//     before it: magic (4), version (4), page size (4), flags (4), root bucket (16),
//     page of the free list (8), page count (8), transaction (8), FNV-64a (8).
//   - A branch holds, for each child, position (4), key size (4) and page (8),
//     then the keys: the first key of each child.
//   - A leaf holds, for each element, flags (4), position, key size and value
//     size (4 each), then key and value of each. Positions count from the
//     element. There are no gaps.
//   - A bucket is the value of an element with flag 1: the page of its root (8)
//     and its sequence number (8). When the root is 0, the bucket is inline: its
//     only leaf follows in the value.
//   - The list of free pages holds their numbers. When there are 0xFFFF or more,
//     the first number is their count.
const (
	pageHeader   = 16
	pageFlags    = 8
	pageCount    = 10
	pageOverflow = 12

	metaMagic    = pageHeader
	metaVersion  = pageHeader + 4
	metaPageSize = pageHeader + 8
	metaRoot     = pageHeader + 16
	metaSequence = pageHeader + 24
	metaFreeList = pageHeader + 32
	metaHigh     = pageHeader + 40
	metaTx       = pageHeader + 48
	metaSum      = pageHeader + 56
	metaEnd      = pageHeader + 64

	magicNumber    = 0xED0CDAED
	formatNumber   = 2
	branchFlag     = 0x01
	leafFlag       = 0x02
	metaFlag       = 0x04
	freeListFlag   = 0x10
	countIsInFirst = 0xFFFF

	elementSize  = 16
	bucketFlag   = 1
	bucketHeader = 16

	numberSize = 8 // bytes of a page number
)

var order = binary.NativeEndian

// Damage is the error that says that the file as a whole is damaged.
type Damage struct {
	What string // what is wrong, and where
}

// Error returns one line.
func (d *Damage) Error() string { return "the data file is damaged: " + d.What }

// Fault is the error that says what is wrong with one page.
type Fault struct {
	Page   uint64
	What   string
	Circle bool // the page is reached twice: whoever follows it may never come to an end
}

// Error returns one line.
func (f *Fault) Error() string { return fmt.Sprintf("page %d %s", f.Page, f.What) }

// Faulty returns the fault of a page, with a formatted text.
func Faulty(page uint64, format string, args ...any) *Fault {
	return &Fault{Page: page, What: fmt.Sprintf(format, args...)}
}

// meta is a meta page.
type meta struct {
	pageSize, root, sequence, freeList, high, tx uint64
}

// readMeta returns the meta page that begins at an offset in bytes; ok is false
// when there is no sound one.
func readMeta(r io.ReaderAt, at int64) (m meta, ok bool) {
	var b [metaEnd]byte
	if _, err := r.ReadAt(b[:], at); err != nil {
		return m, false
	}
	sum := fnv.New64a()
	_, _ = sum.Write(b[metaMagic:metaSum])
	ok = order.Uint32(b[metaMagic:]) == magicNumber && order.Uint32(b[metaVersion:]) == formatNumber &&
		order.Uint64(b[metaSum:]) == sum.Sum64()
	return meta{
		pageSize: uint64(order.Uint32(b[metaPageSize:])),
		root:     order.Uint64(b[metaRoot:]),
		sequence: order.Uint64(b[metaSequence:]),
		freeList: order.Uint64(b[metaFreeList:]),
		high:     order.Uint64(b[metaHigh:]),
		tx:       order.Uint64(b[metaTx:]),
	}, ok
}

// File is a bbolt file in the state of its last write.
type File struct {
	r    io.ReaderAt
	size uint64 // of a page, in bytes
	meta
	// Lost is nil, or says which of the two meta pages is damaged. When that was
	// the one of the last write, the state is the one before that write.
	Lost *Fault
}

// Open reads the meta pages of a file of fileSize bytes. The error is a
// [Damage], an error of reading, or bbolt's ErrInvalid or ErrChecksum when there
// is no sound meta page.
func Open(r io.ReaderAt, fileSize int64) (*File, error) {
	first, ok := readMeta(r, 0)
	for i := 10; !ok && i < 25; i++ { // bbolt searches for the second one in the same way
		first, ok = readMeta(r, 1<<i)
	}
	size := first.pageSize
	if !ok || size < 1<<9 || bits.OnesCount64(size) != 1 {
		return nil, berrors.ErrInvalid
	}
	p := &File{r: r, size: size}
	sound := 0
	for n := range uint64(2) {
		m, ok := readMeta(r, int64(n*size))
		head := make([]byte, pageHeader)
		if _, err := r.ReadAt(head, int64(n*size)); err != nil && err != io.EOF {
			return nil, err
		}
		switch {
		case !ok || m.pageSize != size:
			p.Lost = Faulty(n, "is damaged, and may have been that of the last write; the state is the one before it")
		case order.Uint64(head) != n || order.Uint16(head[pageFlags:]) != metaFlag:
			p.Lost = Faulty(n, "does not say that it is this meta page")
		}
		if ok && m.pageSize == size && (sound == 0 || m.tx > p.tx) {
			p.meta = m
			sound++
		}
	}
	if sound == 0 {
		return nil, berrors.ErrChecksum
	}
	if p.high > uint64(fileSize)/size {
		return nil, &Damage{What: fmt.Sprintf("it is cut short, %d bytes where there should be %d", fileSize, p.high*size)}
	}
	for _, n := range []uint64{p.root, p.freeList} {
		if !p.within(n, 1) {
			return nil, &Damage{What: fmt.Sprintf("it names page %d, and ends at %d", n, p.high)}
		}
	}
	return p, nil
}

// within reports whether the n pages from id on can hold data.
func (p *File) within(id, n uint64) bool { return id >= 2 && id < p.high && n <= p.high-id }
