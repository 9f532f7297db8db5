package charts

import (
	"slices"
	"strings"

	"kompas/observe"
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

// ring gives each code its angle on the circle of the loop picture, clockwise
// from the top in turns of 1: family by family in the order of the codebook, a
// family among its tags, whether they occur or not; codes that are no tags share
// the circle.
func (d *drawing) ring() map[string]float64 {
	parts := [][]string{}
	codes := d.slots()
	known := func(code string) bool { _, ok := d.tagOf(code); return ok }
	if book := d.Selection.Codebook; slices.ContainsFunc(codes, func(c string) bool { return !known(c) }) {
		parts = append(parts, codes)
	} else {
		var loose []string
		families, members := book.Families, make([][]string, len(book.Families))
		for id := range d.tags {
			switch i := d.placeOfFamily(id); {
			case i < 0:
				loose = append(loose, string(id))
			case id != families[i].ID:
				members[i] = append(members[i], string(id))
			}
		}
		if !slices.ContainsFunc(codes, func(c string) bool { return d.placeOfFamily(observe.TagID(c)) >= 0 }) {
			families = nil // a meeting that was coded with another lens needs the whole circle
		}
		place := d.places()
		inOrder := func(ids []string) []string {
			slices.SortFunc(ids, func(a, b string) int { return place(a) - place(b) })
			return ids
		}
		for i, f := range families {
			tags := inOrder(members[i])
			parts = append(parts, slices.Insert(tags, len(tags)/2, string(f.ID)))
		}
		if len(loose) > 0 {
			parts = append(parts, inOrder(loose))
		}
	}
	// Between two families there is room for part of a word.
	const gap = 0.6
	total := 0.0
	for _, part := range parts {
		total += float64(len(part)) + gap
	}
	out := map[string]float64{}
	at := -float64(len(parts[0])) / 2 // the first is in the middle of the top
	for _, part := range parts {
		for _, code := range part {
			out[code] = (at + 0.5) / total
			at++
		}
		at += gap
	}
	return out
}
