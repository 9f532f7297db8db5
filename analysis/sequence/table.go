package sequence

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mathext"

	"kompas/analysis/compute"
	"kompas/analysis/stats"
)

// Limits below which a table of what follows what is not read, and above which
// it is not made.
const (
	minPairs   = 50
	minCells   = 3 // with at least minCell expected
	minCell    = 3
	maxCodes   = 600
	minRepeats = 5 // expected repeats of codes from which on, when none is seen, codes are taken not to repeat
)

// table counts pairs of m codes: observed[r*m+c] is how often code c came a lag after
// code r.
type table struct {
	m         int
	observed  []int
	between   []int // of these, by two different persons
	rows, col []int // margins
	n         int
	repeats   bool   // codes can follow themselves
	untested  []bool // by code; nil: all are tested
}

func newTable(m int) *table {
	return &table{m: m, observed: make([]int, m*m), between: make([]int, m*m), rows: make([]int, m), col: make([]int, m)}
}

// sumUp sets the margins.
func (t *table) sumUp() {
	for r := range t.m {
		for c := range t.m {
			o := t.observed[r*t.m+c]
			t.rows[r] += o
			t.col[c] += o
			t.n += o
		}
	}
}

// expected returns R_r C_c / N, 0 when there are no pairs.
func (t *table) expected(r, c int) float64 {
	if t.n == 0 {
		return 0
	}
	return float64(t.rows[r]) * float64(t.col[c]) / float64(t.n)
}

// residual returns the adjusted residual of a cell:
//
//	z = (O - E) / sqrt(E (1 - R_r/N) (1 - C_c/N)), E = R_r C_c / N
//
// nil when the root is 0. Haberman (1973) doi:10.2307/2529686; what R calls
// stdres and LagSequential adjres.
func (t *table) residual(r, c int) *float64 {
	if t.n == 0 {
		return nil
	}
	n, e := float64(t.n), t.expected(r, c)
	v := e * (1 - float64(t.rows[r])/n) * (1 - float64(t.col[c])/n)
	if v <= 0 {
		return nil
	}
	return new((float64(t.observed[r*t.m+c]) - e) / math.Sqrt(v))
}

// yulesQ returns Yule's Q of a cell against all others:
//
//	Q = (ad - bc) / (ad + bc), a = O, b = R_r - O, c = C_c - O, d = N - a - b - c
//
// from -1 to 1, nil when undefined. Yule (1900) doi:10.1098/rsta.1900.0019.
func (t *table) yulesQ(r, c int) *float64 {
	o := t.observed[r*t.m+c]
	ad := float64(o) * float64(t.n-t.rows[r]-t.col[c]+o)
	bc := float64(t.rows[r]-o) * float64(t.col[c]-o)
	if ad+bc == 0 {
		return nil
	}
	return new((ad - bc) / (ad + bc))
}

// chiSquare returns the likelihood-ratio chi-square, its degrees of freedom (rows
// with pairs, less 1) x (columns with pairs, less 1), and its p:
//
//	G2 = 2 sum_rc O ln(O / E), over the cells with O > 0
//
// as LagSequential prints it; Bakeman & Quera (2011) ch. 9. Nil without pairs, p
// also without degrees of freedom. It is shown, never used: its assumptions do
// not hold for turns that depend on one another.
func (t *table) chiSquare() (x *float64, df int, p *float64) {
	if t.n == 0 {
		return nil, 0, nil
	}
	total, rows, columns := 0.0, 0, 0
	for r := range t.m {
		if t.rows[r] > 0 {
			rows++
		}
		if t.col[r] > 0 {
			columns++
		}
		for c := range t.m {
			if o := float64(t.observed[r*t.m+c]); o > 0 {
				total += 2 * o * math.Log(o/t.expected(r, c))
			}
		}
	}
	total = max(total, 0)
	df = (rows - 1) * (columns - 1)
	if df > 0 {
		p = new(mathext.GammaIncRegComp(float64(df)/2, total/2))
	}
	return &total, df, p
}

// canRepeat reports whether codes can follow themselves: some code does, or fewer than
// minRepeats repeats are expected.
func (t *table) canRepeat() bool {
	expected := 0.0
	for r := range t.m {
		if t.observed[r*t.m+r] > 0 {
			return true
		}
		expected += t.expected(r, r)
	}
	return expected < minRepeats
}

// tests reports whether a cell is tested at all.
func (t *table) tests(cell int) bool {
	row, column := cell/t.m, cell%t.m
	if t.untested != nil && (t.untested[row] || t.untested[column]) {
		return false
	}
	return t.repeats || row != column
}

// quasi returns the expected counts when no code can follow itself: the table
// with zeros on the diagonal and the margins that were seen, by iterative
// proportional fitting. Bakeman, Robinson & Quera (1996)
// doi:10.1037/1082-989X.1.4.446; O'Connor (1999) doi:10.3758/BF03200753.
func (t *table) quasi(ctx context.Context) []float64 {
	const rounds, enough = 2000, 1e-12
	e := make([]float64, t.m*t.m)
	for r := range t.m {
		for c := range t.m {
			if r != c && t.rows[r] > 0 && t.col[c] > 0 {
				e[r*t.m+c] = 1
			}
		}
	}
	fit := func(want []int, cell func(line, k int) int) (change float64) {
		for line := range t.m {
			have := 0.0
			for k := range t.m {
				have += e[cell(line, k)]
			}
			if have == 0 {
				continue
			}
			f := float64(want[line]) / have
			change = max(change, math.Abs(f-1))
			for k := range t.m {
				e[cell(line, k)] *= f
			}
		}
		return change
	}
	for range rounds {
		compute.Look(ctx)
		rows := fit(t.rows, func(r, c int) int { return r*t.m + c })
		columns := fit(t.col, func(c, r int) int { return r*t.m + c })
		if max(rows, columns) < enough {
			break
		}
	}
	return e
}

// transitions returns every ordered pair of codes in the order of names.
func (t *table) transitions(ctx context.Context, names []string) []Transition {
	out := make([]Transition, t.m*t.m)
	p := make([]*float64, t.m*t.m)
	var quasi []float64
	if !t.repeats {
		quasi = t.quasi(ctx)
	}
	for r := range t.m {
		compute.Look(ctx)
		for c := range t.m {
			i := r*t.m + c
			tr := Transition{From: names[r], To: names[c], Observed: t.observed[i], Expected: t.expected(r, c),
				Probability: stats.Ratio(t.observed[i], t.rows[r]), Z: t.residual(r, c), YulesQ: t.yulesQ(r, c), Between: t.between[i]}
			if tr.Expected > 0 {
				tr.Lift = new(float64(tr.Observed) / tr.Expected)
			}
			if tr.Z != nil {
				p[i] = new(stats.TwoSided(*tr.Z))
			}
			if quasi != nil && r != c {
				tr.ExpectedQuasi = new(quasi[i])
			}
			tr.P = p[i]
			out[i] = tr
		}
	}
	for i, v := range stats.BenjaminiHochberg(p) {
		out[i].PAdjusted = v
	}
	return out
}
