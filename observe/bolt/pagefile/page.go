package pagefile

import "bytes"

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

// position returns where the key of an element begins in the page, and the sizes
// of its key and its value, all in bytes.
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

// isBucket reports whether the value of an element of a leaf is a bucket.
func (p *page) isBucket(i int) bool { return order.Uint32(p.element(i)) == bucketFlag }

// layout checks the table of elements, all of which must be in b, and returns how
// many bytes the page uses.
func (p *page) layout() (used uint64, err error) {
	used = uint64(pageHeader + p.count*elementSize)
	for i := range p.count {
		if !p.branch {
			if flags := order.Uint32(p.element(i)); flags > bucketFlag {
				return 0, Faulty(p.id, "has an unknown kind of element, %d", flags)
			}
		}
		at, key, value := p.position(i)
		if at != used {
			return 0, Faulty(p.id, "has an element %d that does not begin where the one before ends", i)
		}
		if key == 0 {
			return 0, Faulty(p.id, "has an element %d without a key", i)
		}
		used += key + value
	}
	return used, nil
}

// ascending checks that the keys are in ascending order.
func (p *page) ascending() error {
	for i := 1; i < p.count; i++ {
		if bytes.Compare(p.key(i-1), p.key(i)) >= 0 {
			return Faulty(p.id, "has keys that are out of order, at element %d", i)
		}
	}
	return nil
}

// head checks the header of the page with a number, at the beginning of b.
func (p *File) head(id uint64, b []byte) (*page, error) {
	if got := order.Uint64(b); got != id {
		return nil, Faulty(id, "says that it is page %d", got)
	}
	flags := order.Uint16(b[pageFlags:])
	if flags != branchFlag && flags != leafFlag {
		return nil, Faulty(id, "is neither branch nor leaf, but %#x", flags)
	}
	g := &page{id: id, branch: flags == branchFlag, b: b,
		count: int(order.Uint16(b[pageCount:])), span: uint64(order.Uint32(b[pageOverflow:])) + 1}
	if !p.within(id, g.span) {
		return nil, Faulty(id, "says that it takes %d pages, and the file ends at %d", g.span, p.high)
	}
	if g.branch && g.count == 0 {
		return nil, Faulty(id, "is a branch without children")
	}
	return g, nil
}

// load reads a branch or a leaf and checks all that can be checked without other
// pages. Errors are of type [Fault]. It reads no more than the elements take.
func (p *File) load(id uint64) (*page, error) {
	if !p.within(id, 1) {
		return nil, Faulty(id, "is named, and the file ends at %d", p.high)
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
		return nil, Faulty(id, "has %d elements, too many for its size", g.count)
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
		return nil, Faulty(id, "says that it takes %d pages, and its content takes %d", g.span, need)
	}
	if used > uint64(len(g.b)) {
		g.b = make([]byte, used)
		if err := p.read(g.b, id); err != nil {
			return nil, err
		}
	}
	return g, g.ascending()
}

func (p *File) read(b []byte, id uint64) error {
	if _, err := p.r.ReadAt(b, int64(id*p.size)); err != nil {
		return Faulty(id, "cannot be read: %v", err)
	}
	return nil
}
