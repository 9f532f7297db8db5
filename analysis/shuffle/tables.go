package shuffle

import (
	"cmp"
	"context"
	"math"
	"math/bits"
	"slices"
	"sort"

	"kompas/analysis/compute"
)

// rounding is by how much figures of tables that are equal by their formula may differ.
const rounding = 1e-9

// Cell is a cell of a table.
type Cell struct{ Row, Column int }

// DrawnTables is what the draws of a shuffling count in a table whose margins differ
// from draw to draw. Each table is compared with what its own margins lead to:
//
//	e = R C / N           of a table with row sum R, column sum C and N counts
//	q = mean O / mean e   over the draws
//	E = q e               the expected count of a cell
//	v = mean (O - E)²     over the draws
//
// q is what the margins do not know: that some who speak hardly follow some others. N
// is the same for all draws.
type DrawnTables struct {
	s     *Shuffling
	cells []Cell
	size  int // rows and columns
	n     float64
	count func(codes, row []uint16)
	rows  []uint16 // draw x cell; nil when they are not kept

	q, lnQ []float64 // by cell
	scale  []float64 // by cell, q mean e / v; 0 for v = 0
	ln     []float64 // ln k, by k
	lnHalf []float64 // ln (k + 1/2), by k
	lnN    float64
}

// Tables makes all draws and counts each in a table of size rows and columns. The
// function count adds n to a row of zeros, one for each cell; it may be called from
// several goroutines. Cells that no draw fills need not be given.
func Tables(ctx context.Context, s *Shuffling, size int, cells []Cell, n int, count func(codes, row []uint16)) *DrawnTables {
	return drawTables(ctx, s, size, cells, n, mostStored, count)
}

// drawTables is Tables that keeps the counts when there are at most so many.
func drawTables(ctx context.Context, s *Shuffling, size int, cells []Cell, n, kept int, count func(codes, row []uint16)) *DrawnTables {
	k := len(cells)
	d := &DrawnTables{s: s, cells: cells, size: size, n: float64(n), count: count, lnN: math.Log(float64(n)),
		q: make([]float64, k), lnQ: make([]float64, k), scale: make([]float64, k)}
	if k == 0 {
		return d
	}
	if s.draws <= kept/k {
		d.rows = make([]uint16, s.draws*k)
	}
	for i := range n + 1 {
		d.ln, d.lnHalf = append(d.ln, math.Log(float64(i))), append(d.lnHalf, math.Log(float64(i)+0.5))
	}
	// Sums in whole numbers, so that the number of cores changes nothing. The last
	// one has 128 bits.
	type sum struct {
		o, oo, rc, orc int64
		hi, lo         uint64 // of (R C)²
	}
	sums := make([]sum, k)
	s.Each(ctx, func() Visitor {
		own, margins := make([]sum, k), newMargins(d)
		scratch := make([]uint16, k)
		return Visitor{
			Draw: func(b int, codes []uint16) {
				row := scratch
				if d.rows != nil {
					row = d.rows[b*k : (b+1)*k]
				} else {
					clear(row)
				}
				count(codes, row)
				margins.of(row)
				for i, c := range cells {
					o, rc := int64(row[i]), int64(margins.row[c.Row])*int64(margins.column[c.Column])
					at := &own[i]
					at.o += o
					at.oo += o * o
					at.rc += rc
					at.orc += o * rc
					var carry uint64
					at.lo, carry = bits.Add64(at.lo, uint64(rc*rc), 0)
					at.hi += carry
				}
			},
			Done: func() {
				for i, at := range own {
					to := &sums[i]
					to.o += at.o
					to.oo += at.oo
					to.rc += at.rc
					to.orc += at.orc
					var carry uint64
					to.lo, carry = bits.Add64(to.lo, at.lo, 0)
					to.hi += at.hi + carry
				}
			},
		}
	})
	draws := float64(s.draws)
	for i, at := range sums {
		e := float64(at.rc) / d.n // sum over the draws
		if at.o == 0 {
			d.lnQ[i] = math.Inf(-1)
			continue
		}
		q := float64(at.o) / e
		ee := (math.Ldexp(float64(at.hi), 64) + float64(at.lo)) / (d.n * d.n)
		v := float64(at.oo) - 2*q*float64(at.orc)/d.n + q*q*ee
		d.q[i], d.lnQ[i] = q, math.Log(q)
		if v > rounding*float64(at.oo) { // v is 0 where margins say everything
			d.scale[i] = q * (e / draws) / (v / draws)
		}
	}
	return d
}

// margins are the row and column sums of a table.
type margins struct {
	cells       []Cell
	row, column []int32
}

func newMargins(d *DrawnTables) *margins {
	return &margins{d.cells, make([]int32, d.size), make([]int32, d.size)}
}

// of sets the margins to those of a table, given by its counts by cell.
func (m *margins) of(row []uint16) {
	clear(m.row)
	clear(m.column)
	for i, c := range m.cells {
		m.row[c.Row] += int32(row[i])
		m.column[c.Column] += int32(row[i])
	}
}

// Table is one table: that of a draw, or that of the meeting.
type Table struct {
	d     *DrawnTables
	row   []uint16
	sides *margins
}

// Observed returns the count of a cell.
func (t *Table) Observed(cell int) int { return int(t.row[cell]) }

// Expected returns E of a cell.
func (t *Table) Expected(cell int) float64 {
	c := t.d.cells[cell]
	return t.d.q[cell] * (float64(t.sides.row[c.Row]) * float64(t.sides.column[c.Column])) / t.d.n
}

// lnExpected returns ln E of a cell.
func (t *Table) lnExpected(cell int) float64 {
	c := t.d.cells[cell]
	return t.d.lnQ[cell] + (t.d.ln[t.sides.row[c.Row]] + t.d.ln[t.sides.column[c.Column]]) - t.d.lnN
}

// beyond returns how far the count of a cell lies above E, negative below it: the
// deviance of a Poisson count with its sign, which orders counts as its signed root does.
func (t *Table) beyond(cell int, e, lnE float64) float64 {
	o := t.row[cell]
	x := float64(o)
	switch {
	case o == 0:
		return -2 * e
	case e == 0:
		return math.Inf(1)
	}
	deviance := max(0, 2*(x*(t.d.ln[o]-lnE)-x+e))
	if x < e {
		return -deviance
	}
	return deviance
}

// squaredScore returns the square of the score of a cell that has o counts and expects
// e, see [Score]; E stands for E0, and q mean e / v for E0 / V.
func (t *Table) squaredScore(cell, o int, e, lnE float64) float64 {
	scale := t.d.scale[cell]
	if scale == 0 {
		return 0
	}
	x, lnX := float64(o), 0.0
	switch {
	case x > e:
		if x -= 0.5; o < minSeen || x <= e+rounding {
			return 0
		}
		lnX = t.d.lnHalf[o-1]
	default:
		if x += 0.5; e < minSeen-rounding || x >= e-rounding {
			return 0
		}
		lnX = t.d.lnHalf[o]
	}
	return max(0, scale*2*(x*(lnX-lnE)-x+e))
}

// Table returns the table with these counts, by cell. The margins are those of the
// cells that were given.
func (d *DrawnTables) Table(observed []int) *Table {
	t := &Table{d, make([]uint16, len(observed)), newMargins(d)}
	for i, o := range observed {
		t.row[i] = uint16(o)
	}
	t.sides.of(t.row)
	return t
}

// Each shows the table of every draw to visitors, of which there is one for each core.
// The table is only valid during the call; done is as that of a [Visitor].
func (d *DrawnTables) Each(ctx context.Context, newVisitor func() (draw func(b int, t *Table), done func())) {
	if d.rows != nil {
		compute.OnCores(ctx, d.s.draws, func(first, end int) func() {
			draw, done := newVisitor()
			t := &Table{d: d, sides: newMargins(d)}
			for b := first; b < end; b++ {
				compute.Look(ctx)
				t.row = d.rows[b*len(d.cells) : (b+1)*len(d.cells)]
				t.sides.of(t.row)
				draw(b, t)
			}
			return done
		})
		return
	}
	d.s.Each(ctx, func() Visitor {
		draw, done := newVisitor()
		t := &Table{d, make([]uint16, len(d.cells)), newMargins(d)}
		return Visitor{Done: done, Draw: func(b int, codes []uint16) {
			clear(t.row)
			d.count(codes, t.row)
			t.sides.of(t.row)
			draw(b, t)
		}}
	})
}

// PValues is how counts compare with those of the draws, by cell.
type PValues struct {
	Permutation []float64 // p of the cell alone, two-sided
	Family      []float64 // p of the cell among all
	Needs       []int     // the smallest count above what is expected that would be found; 0 when there is none
}

// TableTest is how a table compares with those of the draws, by cell.
type TableTest struct {
	PValues
	Expected []float64 // E
	Counts   []bool    // whether the count passes the minimum that a finding needs
}

// Test compares a table with those of the draws.
//
// The p of a cell by itself is min(1, 2 min(1 + draws that lie as far above E or
// farther, 1 + draws that lie as far below or farther) / (1 + draws)); how far is the
// signed root of the deviance of a Poisson count, 2 (O ln(O / E) - O + E). The p among all that are tested is step-down maxT, as that of
// [DrawnCounts.Test].
func (d *DrawnTables) Test(ctx context.Context, meeting *Table, tested []bool, alpha float64) TableTest {
	k := len(d.cells)
	out := TableTest{PValues{make([]float64, k), make([]float64, k), make([]int, k)}, make([]float64, k), make([]bool, k)}
	scores, beyond := make([]float64, k), make([]float64, k)
	var order, rest []int // cells with a score, highest first; cells that only make maxima larger
	look := compute.Often(ctx)
	for i := range d.cells {
		look()
		out.Expected[i] = meeting.Expected(i)
		beyond[i] = meeting.beyond(i, out.Expected[i], meeting.lnExpected(i))
		scores[i] = meeting.squaredScore(i, meeting.Observed(i), out.Expected[i], meeting.lnExpected(i))
		out.Counts[i] = scores[i] > 0
		switch {
		case !tested[i]:
		case out.Counts[i]:
			order = append(order, i)
		case d.scale[i] > 0:
			rest = append(rest, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })

	reached, above, below := make([]int, len(order)), make([]int, k), make([]int, k)
	maxima := make([]float64, d.s.draws)
	d.Each(ctx, func() (func(int, *Table), func()) {
		hits, more, fewer := make([]int, len(order)), make([]int, k), make([]int, k)
		drawnScores := make([]float64, k)
		draw := func(b int, t *Table) {
			for i, x := range beyond {
				e, lnE := t.Expected(i), t.lnExpected(i)
				drawnScores[i] = t.squaredScore(i, t.Observed(i), e, lnE)
				switch drawn := t.beyond(i, e, lnE); {
				case drawn > x+rounding:
					more[i]++
				case drawn < x-rounding:
					fewer[i]++
				default:
					more[i]++
					fewer[i]++
				}
			}
			most := 0.0
			for _, i := range rest {
				most = max(most, drawnScores[i])
			}
			for at := len(order) - 1; at >= 0; at-- {
				i := order[at]
				most = max(most, drawnScores[i])
				if most >= scores[i]-rounding {
					hits[at]++
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
	for i := range d.cells {
		out.Permutation[i] = min(1, 2*float64(1+min(above[i], below[i]))/all)
		out.Family[i] = 1
	}
	least := 0.0
	for at, i := range order {
		least = max(least, float64(1+reached[at])/all)
		out.Family[i] = least
	}
	limit, any := limitOf(maxima, alpha)
	for i := range d.cells {
		look()
		if !any || !tested[i] || d.scale[i] == 0 {
			continue
		}
		e, lnE := out.Expected[i], meeting.lnExpected(i)
		least := max(minSeen, int(e)+1)
		x := least + sort.Search(max(0, len(d.lnHalf)-least), func(k int) bool { return meeting.squaredScore(i, least+k, e, lnE) > limit })
		if x < len(d.lnHalf) {
			out.Needs[i] = x
		}
	}
	return out
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
