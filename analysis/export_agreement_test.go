package analysis

import "context"

// Turn2 is a turn for alignment: person and tag by number.
type Turn2 struct {
	At        int64
	From, Tag int32
}

func notedOf(list []Turn2) []noted {
	out := make([]noted, len(list))
	for i, t := range list {
		out[i] = noted{turn: i, at: t.At, from: t.From, to: Everybody, tag: t.Tag}
	}
	return out
}

// Aligned gives which turns are the same, and which are over persons.
func Aligned(a, b []Turn2, window int64) (matched, across [][2]int) {
	p := align(notedOf(a), notedOf(b), window, context.Background())
	return p.matched, p.across
}

// Offset gives how much later b is.
func Offset(a, b []Turn2) int64 { return offset(notedOf(a), notedOf(b), context.Background()) }

// PairsOf gives the pairs of turns of two files.
func PairsOf(a, b *Meeting, window int64) [][2]int {
	c := &comparing{byName: true}
	for k, m := range []*Meeting{a, b} {
		opts := DefaultOptions()
		s, err := Select(m, opts)
		if err != nil {
			panic(err)
		}
		c.lists[k] = c.noted(s)
	}
	late := offset(c.lists[0], c.lists[1], context.Background())
	for i := range c.lists[1] {
		c.lists[1][i].at -= late
	}
	return align(c.lists[0], c.lists[1], window, context.Background()).matched
}
