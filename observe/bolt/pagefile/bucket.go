package pagefile

import (
	"bytes"
	"sort"
)

// Bucket is a bucket as its parent holds it.
type Bucket struct {
	Page     uint64 // the page that holds the element of the bucket; 0 for the root bucket
	root     uint64 // 0: inline
	Sequence uint64
	inline   []byte
}

// ReadBucket reads the value of an element that is a bucket. The page is the one
// that holds the element, for the errors, which are of type [Fault].
func ReadBucket(page uint64, value []byte) (*Bucket, error) {
	if len(value) < bucketHeader {
		return nil, Faulty(page, "has a bucket without a head")
	}
	b := &Bucket{Page: page, root: order.Uint64(value), Sequence: order.Uint64(value[8:]), inline: value[bucketHeader:]}
	if b.root != 0 && len(b.inline) > 0 {
		return nil, Faulty(page, "has a bucket that is both here and elsewhere")
	}
	return b, nil
}

// leaf returns the leaf of an inline bucket.
func (b *Bucket) leaf() (*page, error) {
	if len(b.inline) < pageHeader {
		return nil, Faulty(b.Page, "has a bucket without a root")
	}
	g := &page{id: b.Page, b: b.inline, count: int(order.Uint16(b.inline[pageCount:]))}
	if order.Uint64(b.inline) != 0 || order.Uint16(b.inline[pageFlags:]) != leafFlag || order.Uint32(b.inline[pageOverflow:]) != 0 ||
		pageHeader+g.count*elementSize > len(b.inline) {
		return nil, Faulty(b.Page, "has a bucket whose leaf has a wrong head")
	}
	used, err := g.layout()
	if err != nil {
		return nil, err
	}
	if used != uint64(len(b.inline)) {
		return nil, Faulty(b.Page, "has a bucket of %d bytes whose content takes %d", len(b.inline), used)
	}
	return g, g.ascending()
}

// Root returns the bucket that holds all others.
func (p *File) Root() *Bucket { return &Bucket{root: p.root, Sequence: p.sequence} }

// maxDepth limits the levels of a tree; those of bbolt have about five.
const maxDepth = 64

// Find returns the value of a key and the page that holds it; the value is nil
// when the bucket has no such key, or is nil. Errors are of type [Fault].
func (p *File) Find(b *Bucket, key []byte) (value []byte, page uint64, err error) {
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
	return nil, 0, Faulty(g.id, "is in a tree that is too deep")
}

func (b *Bucket) leafOrNil() (*page, error) {
	if b.root != 0 {
		return nil, nil
	}
	return b.leaf()
}

// SubBucket returns a bucket that lies in another one; nil when there is none.
// Errors are of type [Fault].
func (p *File) SubBucket(in *Bucket, key []byte) (*Bucket, error) {
	v, page, err := p.Find(in, key)
	if v == nil || err != nil {
		return nil, err
	}
	return ReadBucket(page, v)
}
