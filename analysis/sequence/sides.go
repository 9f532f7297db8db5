package sequence

import (
	"context"
	"slices"

	"kompas/analysis/compute"
	"kompas/analysis/stats"
)

// markSides marks the whole loops that stronger ones explain. The list is strongest
// first. The cells of loops that are not sides are kept; each loop is tested against
//
//	E*_rc = E0_rc a_r b_c
//
// where a and b make the rows and columns of E0 add up to those of O over all
// cells but the kept ones and its own. It is a side of the others when one of
// its links that are not kept has 2 P(X as far as O) > 0.01, X Poisson with
// mean E*. The strongest is never a side.
func markSides(ctx context.Context, list []*loop, tb *table, n *nullTable) {
	const limit = 0.01
	kept := make([]bool, tb.m*tb.m)
	first := true
	for _, l := range list {
		if l.Status != Whole {
			continue
		}
		if !first {
			out := slices.Clone(kept)
			for _, cell := range l.cells {
				out[cell] = true
			}
			left := fitted(ctx, tb, n, out)
			for i, cell := range l.cells {
				if kept[cell] {
					continue
				}
				tail := stats.PoissonAtLeast(tb.observed[cell], left[cell])
				if l.Signs[i] == Negative {
					tail = stats.PoissonAtMost(tb.observed[cell], left[cell])
				}
				if 2*tail > limit {
					l.Status = Side
				}
			}
		}
		if l.Status == Whole {
			first = false
			for _, cell := range l.cells {
				kept[cell] = true
			}
		}
	}
}

// fitted returns E0 with its rows and columns brought to those of the observed
// counts, by iterative proportional fitting over the cells that are not out;
// those that are out have the factors of their row and column.
func fitted(ctx context.Context, tb *table, n *nullTable, out []bool) []float64 {
	const rounds = 40
	e := slices.Clone(n.mean)
	m := tb.m
	fit := func(cellOf func(line, k int) int) {
		compute.Look(ctx)
		for line := range m {
			want, have := 0.0, 0.0
			for k := range m {
				if cell := cellOf(line, k); !out[cell] {
					want += float64(tb.observed[cell])
					have += e[cell]
				}
			}
			if have == 0 {
				continue
			}
			for k := range m {
				e[cellOf(line, k)] *= want / have
			}
		}
	}
	for range rounds {
		fit(func(r, c int) int { return r*m + c })
		fit(func(c, r int) int { return r*m + c })
	}
	return e
}
