package sequence

import (
	"kompas/analysis/compute"
	"kompas/observe"
)

// links describes what was found in a table of tested pairs, in order of codes; all has
// all pairs. The moments of a positive link are its pairs; those of a negative one
// r -> c are the pairs of r with what came instead of c.
func (t *codedTurns) links(found []finding, all, tb *table, n *nullTable) []Link {
	out := []Link{}
	if len(found) == 0 {
		return out
	}
	moments := make([][][]observe.EntryID, len(found))
	totals := make([]int, len(found))
	positive := make([]int, tb.m*tb.m) // by cell, index in found plus 1; 0: none
	negative := make([][]int, tb.m)    // by row, indexes in found
	listed := listedOf(len(found))
	wanted := 0 // moments that are still to be listed
	hidden := t.hidden()
	for i, f := range found {
		totals[i] = tb.observed[f.cell]
		if f.sign == Positive {
			positive[f.cell] = i + 1
		} else {
			totals[i] = tb.rows[f.cell/tb.m] - tb.observed[f.cell]
			negative[f.cell/tb.m] = append(negative[f.cell/tb.m], i)
		}
		moments[i] = [][]observe.EntryID{}
		if !hidden { // see evidence.list
			wanted += min(totals[i], listed)
		}
	}
	add := func(k, first, then int) {
		if len(moments[k]) < listed {
			moments[k] = append(moments[k], t.ids(first, then))
			wanted--
		}
	}
	look := compute.Often(t.ctx)
	for then, first := range t.tested {
		if wanted == 0 {
			break
		}
		look()
		if first < 0 {
			continue
		}
		r, c := int(t.Code[first]), int(t.Code[then])
		if k := positive[r*tb.m+c]; k > 0 {
			add(k-1, int(first), then)
		}
		for _, k := range negative[r] {
			look()
			if found[k].cell%tb.m != c {
				add(k, int(first), then)
			}
		}
	}
	for i, f := range found {
		r, c := f.cell/tb.m, f.cell%tb.m
		l := Link{From: t.Names[r], To: t.Names[c], Sign: f.sign, Step: f.step, Z: all.residual(r, c), P: &found[i].p,
			Observed: tb.observed[f.cell], Expected: &n.mean[f.cell], Between: tb.between[f.cell],
			Evidence: moments[i], EvidenceTotal: totals[i]}
		if e := n.mean[f.cell]; e > 0 {
			l.Lift = new(float64(l.Observed) / e)
		}
		out = append(out, l)
	}
	return out
}
