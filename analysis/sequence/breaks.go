package sequence

import (
	"kompas/analysis/compute"
	"kompas/analysis/stats"
)

// observeBreaks counts what each negative link r -> c of a loop does: of the pairs that
// arrive at r by the link of the loop before it and are followed by a counted pair, how
// many go on to c. All pairs are tested ones. Expected is their number times E0_rc / R_r.
func (t *codedTurns) observeBreaks(list []*loop, tb *table, n *nullTable) {
	type place struct {
		l      *loop
		brk    int // in l.Breaks
		target int32
	}
	entering := map[int][]place{} // by the cell of the link before
	for _, l := range list {
		for i, sign := range l.Signs {
			if sign == Positive {
				continue
			}
			before := l.cells[(i+len(l.cells)-1)%len(l.cells)]
			c := l.cells[i] % tb.m
			entering[before] = append(entering[before], place{l, len(l.Breaks), int32(c)})
			l.Breaks = append(l.Breaks, Break{From: l.Nodes[i], To: t.Names[c]})
		}
	}
	if len(entering) == 0 {
		return
	}
	look := compute.Often(t.ctx)
	for path := range t.paths(2) {
		a, b, c := path[0], path[1], path[2]
		for _, p := range entering[int(t.Code[a])*tb.m+int(t.Code[b])] {
			look()
			brk := &p.l.Breaks[p.brk]
			brk.Arrivals++
			if t.Code[c] == p.target {
				brk.Returned++
			}
			p.l.seen.add(t, path...)
		}
	}
	for _, l := range list {
		k := 0
		for i, sign := range l.Signs {
			if sign == Positive {
				continue
			}
			b, cell := &l.Breaks[k], l.cells[i]
			share := 0.0
			if r := tb.rows[cell/tb.m]; r > 0 {
				share = n.mean[cell] / float64(r)
			}
			b.Expected = float64(b.Arrivals) * share
			b.P = stats.BinomialAtMost(b.Returned, b.Arrivals, share)
			k++
		}
	}
}
