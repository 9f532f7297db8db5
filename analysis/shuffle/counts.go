package shuffle

import (
	"context"

	"kompas/analysis/compute"
)

// mostStored is how many counts of draws are kept, at 2 bytes each. Beyond it
// the draws are made a second time instead.
const mostStored = 1 << 25

// DrawnCounts is what the draws of a shuffling count in a number of cells, such as
// those of a table of what follows what.
type DrawnCounts struct {
	Mean     []float64 // by cell, over the draws
	Variance []float64 // by cell, over the draws: divided by their number

	s     *Shuffling
	cells int
	count func(codes, row []uint16)
	rows  []uint16 // draw x cell; nil when they are not kept
	most  []uint16 // by cell, the largest count of a draw
}

// Count makes all draws and counts each. The function count adds what it counts
// in the codes of a draw to a row of zeros, one for each cell; it may be called
// from several goroutines.
func Count(ctx context.Context, s *Shuffling, cells int, count func(codes, row []uint16)) *DrawnCounts {
	return countDraws(ctx, s, cells, mostStored, count)
}

// countDraws is Count that keeps the counts when there are at most so many.
func countDraws(ctx context.Context, s *Shuffling, cells, kept int, count func(codes, row []uint16)) *DrawnCounts {
	out := &DrawnCounts{s: s, cells: cells, count: count, most: make([]uint16, cells),
		Mean: make([]float64, cells), Variance: make([]float64, cells)}
	if cells == 0 {
		return out
	}
	if s.draws <= kept/cells {
		out.rows = make([]uint16, s.draws*cells)
	}
	sums, squares := make([]int64, cells), make([]int64, cells)
	s.Each(ctx, func() Visitor {
		sum, square, most := make([]int64, cells), make([]int64, cells), make([]uint16, cells)
		scratch := make([]uint16, cells)
		return Visitor{
			Draw: func(b int, codes []uint16) {
				row := scratch
				if out.rows != nil {
					row = out.rows[b*cells : (b+1)*cells]
				} else {
					clear(row)
				}
				count(codes, row)
				for k, n := range row {
					x := int64(n)
					sum[k] += x
					square[k] += x * x
					most[k] = max(most[k], n)
				}
			},
			Done: func() {
				for k := range sums {
					sums[k] += sum[k]
					squares[k] += square[k]
					out.most[k] = max(out.most[k], most[k])
				}
			},
		}
	})
	draws := float64(s.draws)
	for k := range sums {
		out.Mean[k] = float64(sums[k]) / draws
		// In whole numbers, so that a cell that never varies has a variance of exactly 0.
		out.Variance[k] = float64(int64(s.draws)*squares[k]-sums[k]*sums[k]) / (draws * draws)
	}
	return out
}

// eachRow shows the counts of every draw to visitors, of which there is one for
// each core.
func (d *DrawnCounts) eachRow(ctx context.Context, newVisitor func() (draw func(b int, row []uint16), done func())) {
	if d.rows != nil {
		compute.OnCores(ctx, d.s.draws, func(first, end int) func() {
			draw, done := newVisitor()
			for b := first; b < end; b++ {
				compute.Look(ctx)
				draw(b, d.rows[b*d.cells:(b+1)*d.cells])
			}
			return done
		})
		return
	}
	d.s.Each(ctx, func() Visitor {
		draw, done := newVisitor()
		row := make([]uint16, d.cells)
		return Visitor{Done: done, Draw: func(b int, codes []uint16) {
			clear(row)
			d.count(codes, row)
			draw(b, row)
		}}
	})
}
