package shuffle

import (
	"cmp"
	"context"
	"math"
	"slices"

	"kompas/analysis/compute"
)

// PValues is how observed counts compare with those of the draws, by cell.
type PValues struct {
	Permutation []float64 // p of the cell alone, two-sided
	Family      []float64 // p of the cell among all
	Needs       []int     // the smallest count above the mean that would be found; 0 when there is none
}

// Test compares counts with the draws.
//
// The p of a cell by itself is min(1, 2 min(1 + draws with as many or more,
// 1 + draws with as many or fewer) / (1 + draws)).
//
// The p among all is step-down maxT: cells by their score, largest first; the
// p of the i-th is (1 + draws whose largest score over the cells from the i-th
// on reaches the i-th) / (1 + draws), and no smaller than that of the one
// before. With it, at most alpha of all meetings without order show anything.
// Westfall & Young (1993), Resampling-Based Multiple Testing, algorithm 2.8.
func (d *DrawnCounts) Test(ctx context.Context, observed []int, alpha float64) PValues {
	out := PValues{make([]float64, d.cells), make([]float64, d.cells), make([]int, d.cells)}
	scores := make([]float64, d.cells)
	order := make([]int, d.cells)
	tables := make([][]float64, d.cells) // score of each count that a draw has; nil: always 0
	look := compute.Often(ctx)
	for k, o := range observed {
		look()
		order[k] = k
		scores[k] = Score(o, d.Mean[k], d.Variance[k])
		if d.Variance[k] == 0 || d.most[k] < minSeen && d.Mean[k] < minSeen {
			continue
		}
		tables[k] = make([]float64, d.most[k]+1)
		for n := range tables[k] {
			tables[k][n] = Score(n, d.Mean[k], d.Variance[k])
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	positive := 0
	for positive < len(order) && scores[order[positive]] > 0 {
		positive++
	}
	var rest []int // cells that only make maxima larger
	for _, k := range order[positive:] {
		if tables[k] != nil {
			rest = append(rest, k)
		}
	}

	reached, above, below := make([]int, positive), make([]int, d.cells), make([]int, d.cells)
	maxima := make([]float64, d.s.draws)
	d.eachRow(ctx, func() (func(int, []uint16), func()) {
		hits, more, fewer := make([]int, positive), make([]int, d.cells), make([]int, d.cells)
		draw := func(b int, row []uint16) {
			for k, n := range row { // without branches, which would be guessed wrong half the time
				difference := int(n) - observed[k]
				more[k] += 1 + difference>>63
				fewer[k] += 1 + -difference>>63
			}
			most := 0.0
			for _, k := range rest {
				most = max(most, tables[k][row[k]])
			}
			for i := positive - 1; i >= 0; i-- {
				k := order[i]
				if tables[k] != nil {
					most = max(most, tables[k][row[k]])
				}
				if most >= scores[k] {
					hits[i]++
				}
			}
			maxima[b] = most
		}
		done := func() {
			compute.Add(reached, hits)
			compute.Add(above, more)
			compute.Add(below, fewer)
		}
		return draw, done
	})

	all := float64(1 + d.s.draws)
	least := 0.0
	for i, k := range order {
		out.Family[k] = 1
		if i < positive {
			least = max(least, float64(1+reached[i])/all)
			out.Family[k] = least
		}
		out.Permutation[k] = min(1, 2*float64(1+min(above[k], below[k]))/all)
	}
	d.findNeeds(ctx, out.Needs, maxima, alpha)
	return out
}

// findNeeds gives, by cell, the smallest count above E0 whose score no more
// than alpha of all draws and the meeting reach with their largest: a meeting
// with so many has a p among all of at most alpha.
func (d *DrawnCounts) findNeeds(ctx context.Context, needs []int, maxima []float64, alpha float64) {
	limit, any := limitOf(maxima, alpha)
	if !any {
		return
	}
	look := compute.Often(ctx)
	for k := range needs {
		look()
		if d.Variance[k] == 0 {
			continue
		}
		x := max(minSeen, int(d.Mean[k])+1)
		for Score(x, d.Mean[k], d.Variance[k]) <= limit {
			x++
		}
		needs[k] = x
	}
}

// limitOf returns the score beyond which a p among all is at most alpha, given the
// largest score of each draw, which it sorts. There is none when a score that no draw
// reaches would not be enough.
func limitOf(maxima []float64, alpha float64) (limit float64, any bool) {
	draws := len(maxima)
	allowed := int(math.Floor(alpha*float64(1+draws)+1e-9)) - 1 // draws that may reach it
	if allowed < 0 {
		return 0, false
	}
	if allowed >= draws {
		return math.Inf(-1), true
	}
	slices.Sort(maxima)
	return maxima[draws-1-allowed], true
}
