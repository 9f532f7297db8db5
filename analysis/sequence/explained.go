package sequence

import (
	"maps"
	"slices"
)

// verdict is what is found under one null.
type verdict struct {
	null    *nullTable
	links   []finding
	dropped []int // negative cells that were found, and that positive links explain
}

// both returns what is found under every null with the same sign: its step and its p
// are the larger ones.
func both(verdicts []verdict) []finding {
	out := verdicts[0].links
	for _, v := range verdicts[1:] {
		out = keep(out, func(f finding) bool { return v.of(f) != nil })
		for i := range out {
			other := v.of(out[i])
			out[i].step, out[i].p = max(out[i].step, other.step), max(out[i].p, other.p)
		}
	}
	return out
}

// of returns the finding of a cell with the same sign, nil without one.
func (v *verdict) of(f finding) *finding {
	for i := range v.links {
		if l := &v.links[i]; l.cell == f.cell && l.sign == f.sign {
			return l
		}
	}
	return nil
}

// explained lists, in order of codes, the cells that are no links because something
// else explains them: they are found under one null and not under the other, or only
// when codes are shuffled over all persons of a block. Where there is one null, those
// that are only found when codes are shuffled over a whole segment stand for the
// second. Negative cells that positive links explain were found and are not listed.
func (t *codedTurns) explained(found []finding, verdicts []verdict, tb *table, alpha float64, o *Options) []Explanation {
	type reason struct {
		by   By
		sign Sign
	}
	reasons := map[int]reason{}
	for _, v := range verdicts {
		for _, cell := range v.dropped {
			reasons[cell] = reason{}
		}
	}
	add := func(by By, links []finding) {
		for _, f := range links {
			if _, known := reasons[f.cell]; !known {
				reasons[f.cell] = reason{by, f.sign}
			}
		}
	}
	add("", found) // links need no reason
	without := func(by By, w way) {
		if slices.Equal(t.strata(w), verdicts[0].null.strata) {
			return // the same draws
		}
		links, _ := t.compare(t.draw(tb, w, o), alpha).find(t.ctx, tb, alpha)
		add(by, links)
	}
	switch {
	case !verdicts[0].null.drawn():
	case len(verdicts) == 2:
		add(ByOwn, verdicts[0].links)
		add(ByTime, verdicts[1].links)
		without(ByPersons, onlyBlock)
	case o.ByPerson:
		without(ByTime, onlySegment)
	default:
		without(ByPersons, onlyBlock)
		without(ByTime, speakerSegment)
	}
	out := []Explanation{}
	for _, cell := range slices.Sorted(maps.Keys(reasons)) {
		if r := reasons[cell]; r.by != "" {
			out = append(out, Explanation{t.Names[cell/tb.m], t.Names[cell%tb.m], r.sign, r.by})
		}
	}
	return out
}
