package bolt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math/bits"
	"sort"

	berrors "go.etcd.io/bbolt/errors"
)

// A bbolt file, read page by page and trusting nothing in it. bbolt itself
// takes each page for what it says: on one that is damaged it panics, runs
// without end, or gives what belongs to somebody else. So what it is to read is
// looked at here first, with reads that give errors where a mapped page would
// end the process.
//
// The file has format number 2. A page begins with its number (8 bytes), flags
// (2), a count (2) and overflow, how many pages it goes on for (4). All numbers
// are in the byte order of the machine.
//
//   - Pages 0 and 1 are meta pages, one of the last write and one of the write
//     before: magic (4), version (4), page size (4), flags (4), root bucket (16),
//     page of the free list (8), page count (8), transaction (8), FNV-64a (8).
//   - A branch holds, for each child, position (4), key size (4) and page (8),
//     then the keys: of each child its first.
//   - A leaf holds, for each element, flags (4), position, key size and value
//     size (4 each), then key and value of each. Positions count from the
//     element. Nothing lies between.
//   - A bucket is the value of an element with flag 1: the page of its root (8)
//     and its sequence number (8). Root 0: a leaf follows that is part of it.
//   - The list of free pages holds their numbers; where they are 0xFFFF or more,
//     their count is the first.
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
)

var order = binary.NativeEndian

// fault is what is wrong with a page.
type fault struct {
	page   uint64
	what   string
	circle bool // it is reached twice: who follows it may never come to an end
}

func (f *fault) Error() string { return fmt.Sprintf("page %d %s", f.page, f.what) }

func faulty(page uint64, format string, args ...any) *fault {
	return &fault{page: page, what: fmt.Sprintf(format, args...)}
}

// meta is a meta page.
type meta struct {
	pageSize, root, sequence, freeList, high, tx uint64
}

// readMeta gives the meta page that begins at an offset; ok is false where there
// is no sound one.
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

// pages are the pages of a file in the state of its last write.
type pages struct {
	r    io.ReaderAt
	size uint64 // of a page, in bytes
	meta
	// lost is nil, or says which meta page is damaged: where it was that of the
	// last write, this is the state before.
	lost *fault
}

// openPages reads the meta pages of a file.
func openPages(r io.ReaderAt, fileSize int64) (*pages, error) {
	first, ok := readMeta(r, 0)
	for i := 10; !ok && i < 25; i++ { // bbolt looks for the second one likewise
		first, ok = readMeta(r, 1<<i)
	}
	size := first.pageSize
	if !ok || size < 1<<9 || bits.OnesCount64(size) != 1 {
		return nil, berrors.ErrInvalid
	}
	p := &pages{r: r, size: size}
	sound := 0
	for n := range uint64(2) {
		m, ok := readMeta(r, int64(n*size))
		head := make([]byte, pageHeader)
		if _, err := r.ReadAt(head, int64(n*size)); err != nil && err != io.EOF {
			return nil, err
		}
		switch {
		case !ok || m.pageSize != size:
			p.lost = faulty(n, "is damaged, and may have been that of the last write; the state is the one before it")
		case order.Uint64(head) != n || order.Uint16(head[pageFlags:]) != metaFlag:
			p.lost = faulty(n, "does not say that it is this meta page")
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
		return nil, &damage{fmt.Sprintf("it is cut short, %d bytes where there should be %d", fileSize, p.high*size)}
	}
	for _, n := range []uint64{p.root, p.freeList} {
		if !p.within(n, 1) {
			return nil, &damage{fmt.Sprintf("it names page %d, and ends at %d", n, p.high)}
		}
	}
	return p, nil
}

// within reports whether n pages from id can hold data.
func (p *pages) within(id, n uint64) bool { return id >= 2 && id < p.high && n <= p.high-id }

// page is a branch or a leaf.
type page struct {
	id     uint64
	branch bool
	span   uint64 // how many pages it takes
	count  int
	b      []byte
}

func (p *page) element(i int) []byte {
	at := pageHeader + i*elementSize
	return p.b[at : at+elementSize]
}

// position gives where the key of an element begins, and the sizes of key and
// value.
func (p *page) position(i int) (at, key, value uint64) {
	e, base := p.element(i), uint64(pageHeader+i*elementSize)
	if p.branch {
		return base + uint64(order.Uint32(e)), uint64(order.Uint32(e[4:])), 0
	}
	return base + uint64(order.Uint32(e[4:])), uint64(order.Uint32(e[8:])), uint64(order.Uint32(e[12:]))
}

func (p *page) key(i int) []byte {
	at, n, _ := p.position(i)
	return p.b[at : at+n : at+n]
}

func (p *page) value(i int) []byte {
	at, n, v := p.position(i)
	return p.b[at+n : at+n+v : at+n+v]
}

func (p *page) child(i int) uint64 { return order.Uint64(p.element(i)[8:]) }

// isBucket tells of an element of a leaf.
func (p *page) isBucket(i int) bool { return order.Uint32(p.element(i)) == bucketFlag }

// layout checks the table of elements, which must be there in b, and gives how
// many bytes all take.
func (p *page) layout() (used uint64, err error) {
	used = uint64(pageHeader + p.count*elementSize)
	for i := range p.count {
		if !p.branch {
			if flags := order.Uint32(p.element(i)); flags > bucketFlag {
				return 0, faulty(p.id, "has an unknown kind of element, %d", flags)
			}
		}
		at, key, value := p.position(i)
		if at != used {
			return 0, faulty(p.id, "has an element %d that does not begin where the one before ends", i)
		}
		if key == 0 {
			return 0, faulty(p.id, "has an element %d without a key", i)
		}
		used += key + value
	}
	return used, nil
}

// ascending checks the order of the keys.
func (p *page) ascending() error {
	for i := 1; i < p.count; i++ {
		if bytes.Compare(p.key(i-1), p.key(i)) >= 0 {
			return faulty(p.id, "has keys that are out of order, at element %d", i)
		}
	}
	return nil
}

// head reads the head of a page that follows bytes b, and checks what it says.
func (p *pages) head(id uint64, b []byte) (*page, error) {
	if got := order.Uint64(b); got != id {
		return nil, faulty(id, "says that it is page %d", got)
	}
	flags := order.Uint16(b[pageFlags:])
	if flags != branchFlag && flags != leafFlag {
		return nil, faulty(id, "is neither branch nor leaf, but %#x", flags)
	}
	g := &page{id: id, branch: flags == branchFlag, b: b,
		count: int(order.Uint16(b[pageCount:])), span: uint64(order.Uint32(b[pageOverflow:])) + 1}
	if !p.within(id, g.span) {
		return nil, faulty(id, "says that it takes %d pages, and the file ends at %d", g.span, p.high)
	}
	if g.branch && g.count == 0 {
		return nil, faulty(id, "is a branch without children")
	}
	return g, nil
}

// load reads a branch or a leaf and checks all that it says by itself. Errors
// are faults. No more is read than its elements take.
func (p *pages) load(id uint64) (*page, error) {
	if !p.within(id, 1) {
		return nil, faulty(id, "is named, and the file ends at %d", p.high)
	}
	b := make([]byte, p.size)
	if err := p.read(b, id); err != nil {
		return nil, err
	}
	g, err := p.head(id, b)
	if err != nil {
		return nil, err
	}
	table := uint64(pageHeader + g.count*elementSize)
	if table > g.span*p.size {
		return nil, faulty(id, "has %d elements, too many for its size", g.count)
	}
	if table > p.size {
		g.b = make([]byte, table)
		if err := p.read(g.b, id); err != nil {
			return nil, err
		}
	}
	used, err := g.layout()
	if err != nil {
		return nil, err
	}
	if need := (used + p.size - 1) / p.size; need != g.span {
		return nil, faulty(id, "says that it takes %d pages, and its content takes %d", g.span, need)
	}
	if used > uint64(len(g.b)) {
		g.b = make([]byte, used)
		if err := p.read(g.b, id); err != nil {
			return nil, err
		}
	}
	return g, g.ascending()
}

func (p *pages) read(b []byte, id uint64) error {
	if _, err := p.r.ReadAt(b, int64(id*p.size)); err != nil {
		return faulty(id, "cannot be read: %v", err)
	}
	return nil
}

// bucket is a bucket as its parent holds it.
type bucket struct {
	page     uint64 // where that is
	root     uint64 // 0: inline
	sequence uint64
	inline   []byte
}

// bucketOf reads the value of an element that is a bucket.
func bucketOf(page uint64, value []byte) (*bucket, error) {
	if len(value) < bucketHeader {
		return nil, faulty(page, "has a bucket without a head")
	}
	b := &bucket{page: page, root: order.Uint64(value), sequence: order.Uint64(value[8:]), inline: value[bucketHeader:]}
	if b.root != 0 && len(b.inline) > 0 {
		return nil, faulty(page, "has a bucket that is both here and elsewhere")
	}
	return b, nil
}

// leaf gives the leaf of an inline bucket.
func (b *bucket) leaf() (*page, error) {
	if len(b.inline) < pageHeader {
		return nil, faulty(b.page, "has a bucket without a root")
	}
	g := &page{id: b.page, b: b.inline, count: int(order.Uint16(b.inline[pageCount:]))}
	if order.Uint64(b.inline) != 0 || order.Uint16(b.inline[pageFlags:]) != leafFlag || order.Uint32(b.inline[pageOverflow:]) != 0 ||
		pageHeader+g.count*elementSize > len(b.inline) {
		return nil, faulty(b.page, "has a bucket whose leaf has a wrong head")
	}
	used, err := g.layout()
	if err != nil {
		return nil, err
	}
	if used != uint64(len(b.inline)) {
		return nil, faulty(b.page, "has a bucket of %d bytes whose content takes %d", len(b.inline), used)
	}
	return g, g.ascending()
}

// rootBucket is the one that holds all others.
func (p *pages) rootBucket() *bucket { return &bucket{root: p.root, sequence: p.sequence} }

// maxDepth bounds trees; bbolt's have some five levels.
const maxDepth = 64

// find gives the value of a key; nil where it is not there. Errors are faults.
func (p *pages) find(b *bucket, key []byte) (value []byte, page uint64, err error) {
	if b == nil {
		return nil, 0, nil
	}
	g, err := b.leafOrNil()
	if g == nil && err == nil {
		g, err = p.load(b.root)
	}
	for range maxDepth {
		if err != nil {
			return nil, 0, err
		}
		i := sort.Search(g.count, func(i int) bool { return bytes.Compare(g.key(i), key) > 0 })
		switch {
		case !g.branch && i > 0 && bytes.Equal(g.key(i-1), key):
			return g.value(i - 1), g.id, nil
		case !g.branch:
			return nil, g.id, nil
		}
		g, err = p.load(g.child(max(i-1, 0)))
	}
	return nil, 0, faulty(g.id, "is in a tree that is too deep")
}

func (b *bucket) leafOrNil() (*page, error) {
	if b.root != 0 {
		return nil, nil
	}
	return b.leaf()
}

// subBucket gives a bucket in another one; nil where it is not there.
func (p *pages) subBucket(in *bucket, key []byte) (*bucket, error) {
	v, page, err := p.find(in, key)
	if v == nil || err != nil {
		return nil, err
	}
	return bucketOf(page, v)
}

// visit is told of the elements of a leaf, in order. What it keeps it must copy.
type visit func(page uint64, key, value []byte, isBucket bool) error

// walk goes through trees of pages and notes each page that it reaches.
type walk struct {
	*pages
	// fault is told what is wrong, and where. The walk goes on elsewhere, unless
	// it gives an error.
	fault func(where string, f *fault) error
	// each is asked before each page.
	each func() error
	// fast: leaves are not read where nobody wants to see their elements.
	fast bool
	// free, when set, is told each page of the list of free ones.
	free    func(id uint64)
	reached []uint64 // a bit for each page
}

func newWalk(p *pages) *walk {
	return &walk{pages: p, reached: make([]uint64, p.high/64+1), each: func() error { return nil }}
}

// reach notes n pages from id.
func (w *walk) reach(id, n uint64) *fault {
	for i := id; i < id+n; i++ {
		if w.reached[i/64]&(1<<(i%64)) != 0 {
			return &fault{page: i, what: "is in use twice", circle: true}
		}
		w.reached[i/64] |= 1 << (i % 64)
	}
	return nil
}

// bucket visits all elements of a bucket. Where says what it is.
func (w *walk) bucket(where string, b *bucket, fn visit) error {
	if b.root != 0 {
		_, err := w.tree(where, b.root, nil, nil, 0, fn)
		return err
	}
	g, err := b.leaf()
	if err != nil {
		return w.found(where, err)
	}
	return w.elements(g, fn)
}

func (w *walk) elements(g *page, fn visit) error {
	if fn == nil {
		return nil
	}
	for i := range g.count {
		if err := fn(g.id, g.key(i), g.value(i), g.isBucket(i)); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) found(where string, err error) error {
	if f, ok := errors.AsType[*fault](err); ok {
		return w.fault(where, f)
	}
	return err
}

// tree visits the elements below a page. Its first key must be first, and all
// must come before another; nil is any.
func (w *walk) tree(where string, id uint64, first, before []byte, depth int, fn visit) (leaf bool, err error) {
	if err := w.each(); err != nil {
		return false, err
	}
	if !w.within(id, 1) {
		return false, w.fault(where, faulty(id, "is named, and the file ends at %d", w.high))
	}
	if depth > maxDepth {
		return false, w.fault(where, faulty(id, "is in a tree that is too deep"))
	}
	if f := w.reach(id, 1); f != nil { // before it is read, so that no circle is walked
		return false, w.fault(where, f)
	}
	g, err := w.load(id)
	if err != nil {
		return false, w.found(where, err)
	}
	if f := w.reach(id+1, g.span-1); f != nil {
		return false, w.fault(where, f)
	}
	switch {
	case g.count == 0 && depth > 0:
		return true, w.fault(where, faulty(id, "is empty"))
	case first != nil && !bytes.Equal(g.key(0), first):
		return !g.branch, w.fault(where, faulty(id, "does not begin with the key under which it is listed"))
	case before != nil && bytes.Compare(g.key(g.count-1), before) >= 0:
		return !g.branch, w.fault(where, faulty(id, "has keys that belong on the next page"))
	}
	if !g.branch {
		return true, w.elements(g, fn)
	}
	skip := false
	for i := range g.count {
		if skip {
			if id := g.child(i); !w.within(id, 1) {
				err = w.fault(where, faulty(id, "is named, and the file ends at %d", w.high))
			} else if f := w.reach(id, 1); f != nil {
				err = w.fault(where, f)
			}
			if err != nil {
				return false, err
			}
			continue
		}
		next := before
		if i+1 < g.count {
			next = g.key(i + 1)
		}
		leaf, err := w.tree(where, g.child(i), g.key(i), next, depth+1, fn)
		if err != nil {
			return false, err
		}
		skip = leaf && w.fast && fn == nil // its siblings are leaves too
	}
	return false, nil
}

// freeList visits the numbers of free pages.
func (w *walk) freeList() error {
	const where = "list of free pages"
	id := w.pages.freeList
	head := make([]byte, pageHeader+numberSize)
	if err := w.read(head, id); err != nil {
		return w.found(where, err)
	}
	if order.Uint64(head) != id || order.Uint16(head[pageFlags:]) != freeListFlag {
		return w.fault(where, faulty(id, "is no list of free pages"))
	}
	span := uint64(order.Uint32(head[pageOverflow:])) + 1
	if !w.within(id, span) {
		return w.fault(where, faulty(id, "says that it takes %d pages, and the file ends at %d", span, w.high))
	}
	if f := w.reach(id, span); f != nil {
		return w.fault(where, f)
	}
	count, at := uint64(order.Uint16(head[pageCount:])), id*w.size+pageHeader
	if count == countIsInFirst {
		count, at = order.Uint64(head[pageHeader:]), at+numberSize
	}
	if end := (id + span) * w.size; count > w.high || at+count*numberSize > end {
		return w.fault(where, faulty(id, "says that %d pages are free, more than it has room for", count))
	}
	last := uint64(0)
	buf := make([]byte, min(count*numberSize, 64<<10))
	for count > 0 {
		if err := w.each(); err != nil {
			return err
		}
		part := buf[:min(uint64(len(buf)), count*numberSize)]
		if _, err := w.r.ReadAt(part, int64(at)); err != nil {
			return w.fault(where, faulty(id, "cannot be read: %v", err))
		}
		at, count = at+uint64(len(part)), count-uint64(len(part))/numberSize
		for ; len(part) > 0; part = part[numberSize:] {
			n := order.Uint64(part)
			var f *fault
			switch {
			case n <= last:
				f = faulty(id, "is not in order")
			case !w.within(n, 1):
				f = faulty(id, "names page %d, and the file ends at %d", n, w.high)
			default:
				f = w.reach(n, 1)
			}
			if f != nil {
				return w.fault(where, f)
			}
			if last = n; w.free != nil {
				w.free(n)
			}
		}
	}
	return nil
}

// leftOver tells of pages that nothing has reached.
func (w *walk) leftOver() error {
	for id := uint64(2); id < w.high; id++ {
		if w.reached[id/64]&(1<<(id%64)) != 0 {
			continue
		}
		if err := w.fault("file", faulty(id, "is neither in use nor free")); err != nil {
			return err
		}
	}
	return nil
}
