package sequence

import (
	"maps"
	"slices"
)

// explained lists, in order of codes, the cells that are links only when codes are
// shuffled over all persons of a block, or only when they are shuffled over a whole
// segment. Complements are the negative cells that positive links explain: they were
// found and are not listed.
func (t *codedTurns) explained(found []finding, complements []int, tb *table, main *nullTable, o *Options) []Explanation {
	type reason struct {
		by   By
		sign Sign
	}
	reasons := map[int]reason{}
	for _, cell := range complements {
		reasons[cell] = reason{}
	}
	for _, f := range found { // links need no reason
		reasons[f.cell] = reason{}
	}
	without := func(by By, w way) {
		if slices.Equal(t.strata(w), main.strata) {
			return // the same draws
		}
		links, _ := t.shuffled(tb, w, o).find(t.ctx, tb, o.Alpha)
		for _, f := range links {
			if _, known := reasons[f.cell]; !known {
				reasons[f.cell] = reason{by, f.sign}
			}
		}
	}
	switch main.way {
	case speakerBlock:
		without(ByPersons, onlyBlock)
		without(ByTime, speakerSegment)
	case onlyBlock: // the codes are the persons
		without(ByTime, onlySegment)
	}
	out := []Explanation{}
	for _, cell := range slices.Sorted(maps.Keys(reasons)) {
		if r := reasons[cell]; r.by != "" {
			out = append(out, Explanation{t.Names[cell/tb.m], t.Names[cell%tb.m], r.sign, r.by})
		}
	}
	return out
}
