package charts

import (
	"slices"
	"strings"
)

// slots gives the codes of the sequence in the order in which pictures place
// them: that of the codebook, family by family, so that a team finds the same
// words in the same places after every meeting; persons in the order of seats.
func (d *drawing) slots() []string {
	place := d.places()
	out := slices.Clone(d.Sequence.Codes)
	slices.SortStableFunc(out, func(a, b string) int {
		if x, y := place(a), place(b); x != y {
			return x - y
		}
		return strings.Compare(a, b)
	})
	return out
}

// places gives where a code comes; codes that are not known come last.
func (d *drawing) places() func(code string) int {
	effects := []string{"opens", "neutral", "closes"}
	return func(code string) int {
		if l, ok := d.tagOf(code); ok {
			return l.index
		}
		if p, ok := d.personOf(code); ok {
			return p.index
		}
		if i := slices.Index(effects, code); i >= 0 {
			return i
		}
		return 1 << 20
	}
}
