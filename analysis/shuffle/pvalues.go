package shuffle

import (
	"cmp"
	"context"
	"slices"

	"kompas/analysis/compute"
)

// Test compares counts with the draws. It returns the p of each cell among all.
//
// That is step-down maxT: cells by their score, largest first; the p of the i-th is
// (1 + draws whose largest score over the cells from the i-th on reaches the i-th) /
// (1 + draws), and no smaller than that of the one before. With it, at most alpha of
// all meetings without order show anything. Westfall & Young (1993), Resampling-Based
// Multiple Testing, algorithm 2.8.
func (d *DrawnCounts) Test(ctx context.Context, observed []int) []float64 {
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

	reached := make([]int, positive)
	d.eachRow(ctx, func() (func(int, []uint16), func()) {
		hits := make([]int, positive)
		draw := func(_ int, row []uint16) {
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
		}
		return draw, func() { compute.Add(reached, hits) }
	})

	family := make([]float64, d.cells)
	least := 0.0
	for i, k := range order {
		family[k] = 1
		if i < positive {
			least = max(least, float64(1+reached[i])/float64(1+d.s.draws))
			family[k] = least
		}
	}
	return family
}
