package analysis

import (
	"maps"
	"slices"

	"kompas/analysis/compute"
	"kompas/observe"
)

// MaxEvidence is how many moments of a finding are listed. All links of a result
// list no more than mostListed together, and so do all loops: where there are
// more than 200 of them, each lists fewer, and at least one.
const (
	MaxEvidence = 100
	mostListed  = 20_000
)

// listedOf gives how many moments each of so many findings lists.
func listedOf(findings int) int {
	return max(1, min(MaxEvidence, mostListed/max(1, findings)))
}

// evidence is the moments of a finding, earliest first, in each part of a track.
type evidence []partEvidence

// partEvidence is the first moments in one meeting, of its turns, and how many
// there are.
type partEvidence struct {
	moments [][]int
	total   int
}

// add counts a moment, and keeps it while there is room.
func (e *evidence) add(t *track, turns ...int) {
	if *e == nil {
		*e = make(evidence, len(t.parts))
	}
	k := t.partOf(turns[0])
	p := &(*e)[k]
	p.total++
	if len(p.moments) < t.listed {
		own := make([]int, len(turns))
		for j, i := range turns {
			own[j] = i - t.parts[k].start
		}
		p.moments = append(p.moments, own)
	}
}

// list gives the ids of the first moments, and how many there are. Who reads only
// about themself is not led to the turns of others, nor told what they were.
func (e evidence) list(t *track) (moments [][]observe.EntryID, total int) {
	moments = [][]observe.EntryID{}
	for k, p := range e {
		total += p.total
		if t.parts[k].Limited {
			continue
		}
		for _, turns := range p.moments[:min(len(p.moments), t.listed-len(moments))] {
			ids := make([]observe.EntryID, len(turns))
			for j, i := range turns {
				ids[j] = t.parts[k].id(i)
			}
			moments = append(moments, ids)
		}
	}
	return moments, total
}

// links describes what was found, in order of codes. The moments of a positive
// link are its pairs; those of a negative one r -> c are the pairs of r with
// what came instead of c.
func (t *track) links(found []finding, tb *table, n *null) []Link {
	out := []Link{}
	if len(found) == 0 {
		return out
	}
	moments := make([][][]observe.EntryID, len(found))
	totals := make([]int, len(found))
	positive := make([]int, tb.m*tb.m) // by cell, places in found from 1
	negative := make([][]int, tb.m)    // by row, places in found
	listed := listedOf(len(found))
	wanted := 0 // moments that are still to be listed
	for i, f := range found {
		totals[i] = tb.observed[f.cell]
		if f.sign == Positive {
			positive[f.cell] = i + 1
		} else {
			totals[i] = tb.rows[f.cell/tb.m] - tb.observed[f.cell]
			negative[f.cell/tb.m] = append(negative[f.cell/tb.m], i)
		}
		moments[i] = [][]observe.EntryID{}
		if !t.limited() { // see evidence.list
			wanted += min(totals[i], listed)
		}
	}
	add := func(k, i int) {
		if len(moments[k]) < listed {
			moments[k] = append(moments[k], t.ids(i, i+t.lag))
			wanted--
		}
	}
	look := compute.Often(t.ctx)
	for i := range t.chains(1) {
		if wanted == 0 {
			break
		}
		look()
		r, c := int(t.code[i]), int(t.code[i+t.lag])
		if k := positive[r*tb.m+c]; k > 0 {
			add(k-1, i)
		}
		for _, k := range negative[r] {
			look()
			if found[k].cell%tb.m != c {
				add(k, i)
			}
		}
	}
	for i, f := range found {
		r, c := f.cell/tb.m, f.cell%tb.m
		l := Link{From: t.names[r], To: t.names[c], Sign: f.sign, Step: f.step, Z: tb.residual(r, c), P: &found[i].p,
			Observed: tb.observed[f.cell], Expected: &n.mean[f.cell], Between: tb.between[f.cell],
			Evidence: moments[i], EvidenceTotal: totals[i]}
		if e := n.mean[f.cell]; e > 0 {
			l.Lift = new(float64(l.Observed) / e)
		}
		out = append(out, l)
	}
	return out
}

// By says what explains a link that is not one.
type By string

// What a link can be explained by.
const (
	ByPersons By = "persons" // it fits who was speaking
	ByTime    By = "time"    // it fits that part of the meeting
)

// explained lists, in order of codes, what looks like a link and is none: what
// is found only when codes are shuffled over all persons of a block, and what is
// found only when they are shuffled over a whole segment. Negative links that
// positive ones explain were found, and are in neither list.
func (t *track) explained(found []finding, complements []int, tb *table, main *null, o *Options) []Explanation {
	type reason struct {
		by   By
		sign Sign
	}
	reasons := map[int]reason{}
	for _, cell := range complements {
		reasons[cell] = reason{}
	}
	for _, f := range found { // what is a link needs no reason
		reasons[f.cell] = reason{}
	}
	without := func(by By, way string) {
		if slices.Equal(t.strata(way), t.strata(main.way)) {
			return // the same draws
		}
		links, _ := t.shuffled(tb, way, main.repeats, o).find(tb, o.Alpha, t.ctx)
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
			out = append(out, Explanation{t.names[cell/tb.m], t.names[cell%tb.m], r.sign, r.by})
		}
	}
	return out
}
