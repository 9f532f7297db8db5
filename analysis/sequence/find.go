package sequence

import (
	"context"
	"slices"

	"kompas/analysis/compute"
	"kompas/analysis/stats"
)

// minNormal is the expected number of pairs that a cell needs where residuals
// decide.
const minNormal = 5

// finding is a cell that was found.
type finding struct {
	cell int
	sign Sign
	step int
	p    float64
}

// find decides which cells would be links if this were the only null.
//
// Step 1: cells whose p among all is at most alpha. Negative ones that the positive
// ones explain (see complement) are then taken out, all at once; explained has them.
// Step 2: the cells that would close a link or a pair of links to a loop (see closing)
// are tested apart, by Holm's p over these cells; complement applies to negative ones.
//
// Without draws step 1 takes Holm's p of the residuals, over the cells with 5 or more
// expected, and there is no step 2.
func (n *nullTable) find(ctx context.Context, t *table, alpha float64) (links []finding, explained []int) {
	if n.drawn() {
		for cell, p := range n.p.Family {
			if t.tests(cell) && p <= alpha {
				links = append(links, finding{cell, n.signOf(t, cell), 1, p})
			}
		}
	} else {
		links = n.findByResiduals(t, alpha)
	}
	positive := positives(links)
	negatives := len(links) - len(positive)
	stays := func(l finding) bool {
		compute.Look(ctx)
		if l.sign == Positive || n.complement(t, l.cell, positive) <= alpha/float64(negatives) {
			return true
		}
		explained = append(explained, l.cell)
		return false
	}
	links = keep(links, stays)
	if !n.drawn() {
		return links, explained
	}

	candidates := slices.DeleteFunc(closing(ctx, links, t.m), func(cell int) bool { return !t.tests(cell) })
	p := make([]float64, len(candidates))
	for i, cell := range candidates {
		p[i] = n.p.Permutation[cell]
	}
	var closed []finding
	for i, adjusted := range stats.Holm(p) {
		cell := candidates[i]
		if adjusted <= alpha && n.counts[cell] {
			closed = append(closed, finding{cell, n.signOf(t, cell), 2, adjusted})
		}
	}
	before := len(positive)
	positive = positives(append(slices.Clone(links), closed...))
	negatives += len(closed) - (len(positive) - before)
	links = append(links, keep(closed, stays)...)
	slices.SortFunc(links, func(a, b finding) int { return a.cell - b.cell })
	slices.Sort(explained)
	return links, slices.Compact(explained)
}

// keep returns the findings that are wanted.
func keep(list []finding, wanted func(finding) bool) []finding {
	var out []finding
	for _, f := range list {
		if wanted(f) {
			out = append(out, f)
		}
	}
	return out
}

// signOf returns whether a cell is counted more or less often than without order.
func (n *nullTable) signOf(t *table, cell int) Sign {
	if float64(t.observed[cell]) > n.mean[cell] {
		return Positive
	}
	return Negative
}

// findByResiduals returns the cells with 5 or more expected whose Holm-adjusted
// normal p is at most alpha.
func (n *nullTable) findByResiduals(t *table, alpha float64) []finding {
	var cells []int
	var p []float64
	for cell, e := range n.mean {
		if z := t.residual(cell/t.m, cell%t.m); z != nil && e >= minNormal && t.tests(cell) {
			cells, p = append(cells, cell), append(p, stats.TwoSided(*z))
		}
	}
	var out []finding
	for i, adjusted := range stats.Holm(p) {
		if adjusted <= alpha {
			out = append(out, finding{cells[i], n.signOf(t, cells[i]), 1, adjusted})
		}
	}
	return out
}

// positives returns the cells of the positive links.
func positives(links []finding) map[int]bool {
	out := map[int]bool{}
	for _, l := range links {
		if l.sign == Positive {
			out[l.cell] = true
		}
	}
	return out
}

// complement returns the p of a negative cell r -> c given the positive links, P in
// its row and Q in its column: where much goes to one place, less is left for others.
//
//	E* = E0 (R_r - sum_P O) / (R0_r - sum_P E0)    and the same for column c over Q
//	p  = 2 P(X <= O), X Poisson with mean E*
//
// R0 and C0 are sums of E0. A factor is left out where P or Q is empty; where
// both are, nothing explains the cell and p is 0.
func (n *nullTable) complement(t *table, cell int, positive map[int]bool) float64 {
	row, column := cell/t.m, cell%t.m
	expected, explains := n.mean[cell], false
	share := func(cellOf func(k int) int) {
		observed, null, any := 0, 0.0, false
		for k := range t.m {
			if at := cellOf(k); positive[at] {
				any = true
			} else {
				observed += t.observed[at]
				null += n.mean[at]
			}
		}
		if any {
			explains = true
			expected *= float64(observed) / null
		}
	}
	share(func(k int) int { return row*t.m + k })
	share(func(k int) int { return k*t.m + column })
	if !explains {
		return 0
	}
	return 2 * stats.PoissonAtMost(t.observed[cell], expected)
}

// closing lists, in order, the cells that would close a loop of two or three:
// c -> r for each link r -> c, and c -> a for each two links a -> b -> c.
func closing(ctx context.Context, links []finding, m int) []int {
	found, closes := make([]bool, m*m), make([]bool, m*m)
	next := make([][]int, m)
	for _, l := range links {
		found[l.cell] = true
		next[l.cell/m] = append(next[l.cell/m], l.cell%m)
	}
	for a, afterA := range next {
		for _, b := range afterA {
			compute.Look(ctx)
			if a == b {
				continue
			}
			closes[b*m+a] = true
			for _, c := range next[b] {
				if c != a && c != b {
					closes[c*m+a] = true
				}
			}
		}
	}
	var out []int
	for cell := range closes {
		if closes[cell] && !found[cell] {
			out = append(out, cell)
		}
	}
	return out
}
