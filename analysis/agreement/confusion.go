package agreement

import (
	"cmp"
	"maps"
	"slices"

	"kompas/analysis/stats"
)

// on compares the codes that both gave to the same turns; an empty code is none, and a
// turn without a code from one of them is not compared. Turns that were paired across
// persons are compared only with across, when the code is about who acted.
func (c *comparing) on(code func(codedTurn) string, across bool) AgreementOn {
	type pair struct{ a, b string }
	var pairs []pair
	var missed, extra []string
	add := func(list [][2]int) {
		for _, m := range list {
			p := pair{code(c.lists[0][m[0]]), code(c.lists[1][m[1]])}
			if p.a != "" && p.b != "" {
				pairs = append(pairs, p)
			}
		}
	}
	alone := func(out *[]string, k int, places []int) {
		for _, i := range places {
			if name := code(c.lists[k][i]); name != "" {
				*out = append(*out, name)
			}
		}
	}
	add(c.matched)
	alone(&missed, 0, c.missed)
	alone(&extra, 1, c.extra)
	if across {
		add(c.across)
	} else {
		for _, m := range c.across {
			alone(&missed, 0, m[:1])
			alone(&extra, 1, m[1:])
		}
	}

	var names []string
	for _, p := range pairs {
		names = append(names, p.a, p.b)
	}
	names = append(append(names, missed...), extra...)
	slices.Sort(names)
	names = slices.Compact(names)
	place := map[string]int{}
	for i, n := range names {
		place[n] = i
	}
	n := len(names)
	matched := confusion{}
	same := 0
	for _, p := range pairs {
		matched[[2]int{place[p.a], place[p.b]}]++
		if p.a == p.b {
			same++
		}
	}
	out := AgreementOn{Matched: len(pairs), Missed: len(missed), Extra: len(extra), Percentage: stats.Ratio(same, len(pairs)),
		Confusion: Confusion{Codes: []string{}, Rows: [][]int{}}, PerCode: []CodeSeen{}}
	if n <= mostConfused {
		out.Confusion = Confusion{append(out.Confusion.Codes, names...), matched.rows(n)}
	}
	if len(pairs) >= minMatched {
		withNil := maps.Clone(matched)
		for _, name := range missed {
			withNil[[2]int{place[name], n}]++
		}
		for _, name := range extra {
			withNil[[2]int{n, place[name]}]++
		}
		out.Kappa, out.SE = matched.kappa(n)
		out.KappaNil, _ = withNil.kappa(n + 1)
	}
	both, one := make([]int, n), make([]int, n)
	for at, k := range matched {
		if at[0] == at[1] {
			both[at[0]] += k
		} else {
			one[at[0]] += k
			one[at[1]] += k
		}
	}
	for i, name := range names {
		seen := CodeSeen{Code: name, N: both[i] + one[i]}
		if seen.N >= minPerCode {
			seen.Agreement = stats.Ratio(2*both[i], 2*both[i]+one[i])
		}
		out.PerCode = append(out.PerCode, seen)
	}
	return out
}

// minMatched is the number of turns that both noted below which there is no
// kappa.
const minMatched = 20

// confusion is a square table of counts, most of which are 0, by row and
// column.
type confusion map[[2]int]int

// rows returns the whole table, of n by n.
func (c confusion) rows(n int) [][]int {
	out := make([][]int, n)
	for i := range out {
		out[i] = make([]int, n)
	}
	for at, k := range c {
		out[at[0]][at[1]] = k
	}
	return out
}

// kappa returns [stats.Kappa] of the table of n by n.
func (c confusion) kappa(n int) (k, se *float64) {
	cells := make([]stats.Cell, 0, len(c))
	for at, v := range c {
		cells = append(cells, stats.Cell{Row: at[0], Column: at[1], Count: float64(v)})
	}
	slices.SortFunc(cells, func(a, b stats.Cell) int { return cmp.Or(a.Row-b.Row, a.Column-b.Column) })
	return stats.SparseKappa(n, cells)
}

// mostConfused is the largest number of codes for which a [Confusion] is returned,
// which has the square of it as cells.
const mostConfused = 1000

// pairSeparator stands between the two persons of a pair while they are compared.
const pairSeparator = "\x1f"

// rename replaces the names of codes.
func (o *AgreementOn) rename(name func(string) string) {
	for i := range o.Confusion.Codes {
		o.Confusion.Codes[i] = name(o.Confusion.Codes[i])
	}
	for i := range o.PerCode {
		o.PerCode[i].Code = name(o.PerCode[i].Code)
	}
}

// minPerCode is the number of turns below which there is no agreement on one code.
const minPerCode = 5

// shares returns the share of each code that occurs, over both margins.
func (c Confusion) shares() []float64 {
	var out []float64
	total := 0.0
	for i := range c.Codes {
		n := 0
		for j := range c.Codes {
			n += c.Rows[i][j] + c.Rows[j][i]
		}
		if n > 0 {
			out = append(out, float64(n))
			total += float64(n)
		}
	}
	for i := range out {
		out[i] /= total
	}
	return out
}
