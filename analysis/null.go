package analysis

import (
	"cmp"
	"math"
	"slices"

	"kompas/analysis/compute"
)

// mostStored is how many counts of draws are kept, at 2 bytes each. Beyond it
// the draws are made a second time instead.
const mostStored = 1 << 25

// sample is what the draws of a shuffling count in a number of cells.
type sample struct {
	*shuffling
	cells int
	count func(codes []uint16, row []uint16) // adds to a row of zeros
	rows  []uint16                           // draw x cell, nil when they are not kept
	most  []uint16                           // by cell, the most that a draw counts
	mean  []float64
	v     []float64 // variance over the draws
}

// newSample makes the draws. Counts are kept when there are at most so many of
// them. They fit 16 bits: there are no draws of more than maxDrawn turns.
func newSample(s *shuffling, cells, kept int, count func(codes, row []uint16)) *sample {
	out := &sample{shuffling: s, cells: cells, count: count, most: make([]uint16, cells),
		mean: make([]float64, cells), v: make([]float64, cells)}
	if cells == 0 {
		return out
	}
	if s.draws <= kept/cells {
		out.rows = make([]uint16, s.draws*cells)
	}
	sums, squares := make([]int64, cells), make([]int64, cells)
	s.each(func() visitor {
		sum, square, most := make([]int64, cells), make([]int64, cells), make([]uint16, cells)
		scratch := make([]uint16, cells)
		return visitor{
			draw: func(b int, codes []uint16) {
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
			done: func() {
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
		out.mean[k] = float64(sums[k]) / draws
		// In whole numbers, so that what never varies has a variance of 0.
		out.v[k] = float64(int64(s.draws)*squares[k]-sums[k]*sums[k]) / (draws * draws)
	}
	return out
}

// eachRow shows the counts of every draw, to one visitor for each core.
func (s *sample) eachRow(newVisitor func() (draw func(b int, row []uint16), done func())) {
	if s.rows != nil {
		compute.OnCores(s.ctx, s.draws, func(first, end int) func() {
			draw, done := newVisitor()
			for b := first; b < end; b++ {
				compute.Look(s.ctx)
				draw(b, s.rows[b*s.cells:(b+1)*s.cells])
			}
			return done
		})
		return
	}
	s.each(func() visitor {
		draw, done := newVisitor()
		row := make([]uint16, s.cells)
		return visitor{done: done, draw: func(b int, codes []uint16) {
			clear(row)
			s.count(codes, row)
			draw(b, row)
		}}
	})
}

// minSeen is how many times something has to be seen to be found more often
// than by chance; so many must be expected for finding it less often.
const minSeen = 3

// score gives how far a count lies from what draws give, on a scale on which
// cells with few and with many counts can be compared:
//
//	s(O) = sqrt(E0 / V) sqrt(2 (x ln(x / E0) - x + E0))
//
// E0 and V are mean and variance over the draws. x is O moved by 1/2 towards
// E0, not beyond it. The second root is the signed root of the deviance of a
// Poisson count, without its sign; the first corrects for draws that vary more
// or less than Poisson counts. It is 0 when V is 0, when O > E0 and O < 3, and
// when O < E0 and E0 < 3.
func score(o int, e0, v float64) float64 {
	x := float64(o)
	switch {
	case v <= 0:
		return 0
	case x > e0:
		if o < minSeen {
			return 0
		}
		x = max(x-0.5, e0)
	case x < e0:
		if e0 < minSeen {
			return 0
		}
		x = min(x+0.5, e0)
	}
	deviance := e0 - x
	if x > 0 {
		deviance += x * math.Log(x/e0)
	}
	if deviance <= 0 {
		return 0
	}
	return math.Sqrt(e0/v) * math.Sqrt(2*deviance)
}

// tested is how counts compare with the draws.
type tested struct {
	permutation []float64 // p of each cell by itself, two-sided
	family      []float64 // p of each cell among all
	needs       []int     // the smallest count that is found, 0 when there is none
}

// test compares counts with the draws.
//
// The p of a cell by itself is min(1, 2 min(1 + draws with as many or more,
// 1 + draws with as many or fewer) / (1 + draws)).
//
// The p among all is step-down maxT: cells by their score, largest first; the
// p of the i-th is (1 + draws whose largest score over the cells from the i-th
// on reaches the i-th) / (1 + draws), and no smaller than that of the one
// before. With it, at most alpha of all meetings without order show anything.
// Westfall & Young (1993), Resampling-Based Multiple Testing, algorithm 2.8.
func (s *sample) test(observed []int, alpha float64) tested {
	out := tested{make([]float64, s.cells), make([]float64, s.cells), make([]int, s.cells)}
	scores := make([]float64, s.cells)
	order := make([]int, s.cells)
	tables := make([][]float64, s.cells) // score of each count that a draw has; nil: always 0
	look := compute.Often(s.ctx)
	for k, o := range observed {
		look()
		order[k] = k
		scores[k] = score(o, s.mean[k], s.v[k])
		if s.v[k] == 0 || s.most[k] < minSeen && s.mean[k] < minSeen {
			continue
		}
		tables[k] = make([]float64, s.most[k]+1)
		for n := range tables[k] {
			tables[k][n] = score(n, s.mean[k], s.v[k])
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

	reached, above, below := make([]int, positive), make([]int, s.cells), make([]int, s.cells)
	maxima := make([]float64, s.draws)
	s.eachRow(func() (func(int, []uint16), func()) {
		hits, more, fewer := make([]int, positive), make([]int, s.cells), make([]int, s.cells)
		draw := func(b int, row []uint16) {
			for k, n := range row { // without branches, which would be guessed wrong half the time
				d := int(n) - observed[k]
				more[k] += 1 + d>>63
				fewer[k] += 1 + -d>>63
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
			addTo(reached, hits)
			addTo(above, more)
			addTo(below, fewer)
		}
		return draw, done
	})

	all := float64(1 + s.draws)
	least := 0.0
	for i, k := range order {
		out.family[k] = 1
		if i < positive {
			least = max(least, float64(1+reached[i])/all)
			out.family[k] = least
		}
		out.permutation[k] = min(1, 2*float64(1+min(above[k], below[k]))/all)
	}
	s.findNeeds(out.needs, maxima, alpha)
	return out
}

// findNeeds gives, by cell, the smallest count above E0 whose score no more
// than alpha of all draws and the meeting reach with their largest: a meeting
// with so many has a p among all of at most alpha.
func (s *sample) findNeeds(needs []int, maxima []float64, alpha float64) {
	allowed := int(math.Floor(alpha*float64(1+s.draws)+1e-9)) - 1 // draws that may reach it
	if allowed < 0 {
		return
	}
	limit := math.Inf(-1)
	if allowed < s.draws {
		slices.Sort(maxima)
		limit = maxima[s.draws-1-allowed]
	}
	look := compute.Often(s.ctx)
	for k := range needs {
		look()
		if s.v[k] == 0 {
			continue
		}
		x := max(minSeen, int(s.mean[k])+1)
		for score(x, s.mean[k], s.v[k]) <= limit {
			x++
		}
		needs[k] = x
	}
}

func addTo(sums, more []int) {
	for i, n := range more {
		sums[i] += n
	}
}
