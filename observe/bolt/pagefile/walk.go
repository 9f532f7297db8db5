package pagefile

import (
	"bytes"
	"errors"
)

// Visit is called for the elements of a leaf, in order. It must copy the key and
// the value if it keeps them.
type Visit func(page uint64, key, value []byte, isBucket bool) error

// Walk goes through trees of pages and remembers each page that it reaches, so
// that no page is in use twice. Set its fields before it begins.
type Walk struct {
	*File
	// Fault is called for each fault, with the place in words. The walk goes on
	// with the next page, unless Fault returns an error.
	Fault func(where string, f *Fault) error
	// Each is called before each page; the walk ends with the error it returns.
	Each func() error
	// Fast leaves out reading leaves whose elements nobody visits.
	Fast bool
	// Free, when set, is called for each page of the list of free pages.
	Free    func(id uint64)
	reached []uint64 // a bit for each page
}

// NewWalk returns a walk that has reached nothing yet.
func NewWalk(p *File) *Walk {
	return &Walk{File: p, reached: make([]uint64, p.high/64+1), Each: func() error { return nil }}
}

// reach marks n pages from id on as reached; the fault says that one was already.
func (w *Walk) reach(id, n uint64) *Fault {
	for i := id; i < id+n; i++ {
		if w.reached[i/64]&(1<<(i%64)) != 0 {
			return &Fault{Page: i, What: "is in use twice", Circle: true}
		}
		w.reached[i/64] |= 1 << (i % 64)
	}
	return nil
}

// Bucket visits all elements of a bucket; where names the bucket in faults.
func (w *Walk) Bucket(where string, b *Bucket, fn Visit) error {
	if b.root != 0 {
		_, err := w.tree(where, b.root, nil, nil, 0, fn)
		return err
	}
	g, err := b.leaf()
	if err != nil {
		return w.Found(where, err)
	}
	return w.elements(g, fn)
}

func (w *Walk) elements(g *page, fn Visit) error {
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

// Found passes an error on to Fault when it is a fault; other errors are returned.
func (w *Walk) Found(where string, err error) error {
	if f, ok := errors.AsType[*Fault](err); ok {
		return w.Fault(where, f)
	}
	return err
}

// tree visits the elements below a page. The first key of the page must be equal
// to first, and all keys must come before the key before; nil stands for any.
// Leaf is true when the page is a leaf.
func (w *Walk) tree(where string, id uint64, first, before []byte, depth int, fn Visit) (leaf bool, err error) {
	if err := w.Each(); err != nil {
		return false, err
	}
	if !w.within(id, 1) {
		return false, w.Fault(where, Faulty(id, "is named, and the file ends at %d", w.high))
	}
	if depth > maxDepth {
		return false, w.Fault(where, Faulty(id, "is in a tree that is too deep"))
	}
	if f := w.reach(id, 1); f != nil { // before it is read, so that no circle is walked
		return false, w.Fault(where, f)
	}
	g, err := w.load(id)
	if err != nil {
		return false, w.Found(where, err)
	}
	if f := w.reach(id+1, g.span-1); f != nil {
		return false, w.Fault(where, f)
	}
	switch {
	case g.count == 0 && depth > 0:
		return true, w.Fault(where, Faulty(id, "is empty"))
	case first != nil && !bytes.Equal(g.key(0), first):
		return !g.branch, w.Fault(where, Faulty(id, "does not begin with the key under which it is listed"))
	case before != nil && bytes.Compare(g.key(g.count-1), before) >= 0:
		return !g.branch, w.Fault(where, Faulty(id, "has keys that belong on the next page"))
	}
	if !g.branch {
		return true, w.elements(g, fn)
	}
	skip := false
	for i := range g.count {
		if skip {
			if id := g.child(i); !w.within(id, 1) {
				err = w.Fault(where, Faulty(id, "is named, and the file ends at %d", w.high))
			} else if f := w.reach(id, 1); f != nil {
				err = w.Fault(where, f)
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
		skip = leaf && w.Fast && fn == nil // its siblings are leaves too
	}
	return false, nil
}

// FreeList checks the list of free pages.
func (w *Walk) FreeList() error {
	const where = "list of free pages"
	id := w.File.freeList
	head := make([]byte, pageHeader+numberSize)
	if err := w.read(head, id); err != nil {
		return w.Found(where, err)
	}
	if order.Uint64(head) != id || order.Uint16(head[pageFlags:]) != freeListFlag {
		return w.Fault(where, Faulty(id, "is no list of free pages"))
	}
	span := uint64(order.Uint32(head[pageOverflow:])) + 1
	if !w.within(id, span) {
		return w.Fault(where, Faulty(id, "says that it takes %d pages, and the file ends at %d", span, w.high))
	}
	if f := w.reach(id, span); f != nil {
		return w.Fault(where, f)
	}
	count, at := uint64(order.Uint16(head[pageCount:])), id*w.size+pageHeader
	if count == countIsInFirst {
		count, at = order.Uint64(head[pageHeader:]), at+numberSize
	}
	if end := (id + span) * w.size; count > w.high || at+count*numberSize > end {
		return w.Fault(where, Faulty(id, "says that %d pages are free, more than it has room for", count))
	}
	last := uint64(0)
	buf := make([]byte, min(count*numberSize, 64<<10))
	for count > 0 {
		if err := w.Each(); err != nil {
			return err
		}
		part := buf[:min(uint64(len(buf)), count*numberSize)]
		if _, err := w.r.ReadAt(part, int64(at)); err != nil {
			return w.Fault(where, Faulty(id, "cannot be read: %v", err))
		}
		at, count = at+uint64(len(part)), count-uint64(len(part))/numberSize
		for ; len(part) > 0; part = part[numberSize:] {
			n := order.Uint64(part)
			var f *Fault
			switch {
			case n <= last:
				f = Faulty(id, "is not in order")
			case !w.within(n, 1):
				f = Faulty(id, "names page %d, and the file ends at %d", n, w.high)
			default:
				f = w.reach(n, 1)
			}
			if f != nil {
				return w.Fault(where, f)
			}
			if last = n; w.Free != nil {
				w.Free(n)
			}
		}
	}
	return nil
}

// LeftOver reports as a fault each page that the walk has not reached. It makes
// sense after all buckets and the free list.
func (w *Walk) LeftOver() error {
	for id := uint64(2); id < w.high; id++ {
		if w.reached[id/64]&(1<<(id%64)) != 0 {
			continue
		}
		if err := w.Fault("file", Faulty(id, "is neither in use nor free")); err != nil {
			return err
		}
	}
	return nil
}
