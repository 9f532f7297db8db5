package sequence

import (
	"math"

	"kompas/analysis/shuffle"
)

// stationarity checks that the mix of codes stays the same inside blocks, within which
// the draws take turns to be exchangeable: G² of codes by halves of each block, summed
// over the blocks, against the draws within persons and blocks.
func (t *codedTurns) stationarity(n *drawnNull) *Check {
	blocks := shuffle.Blocks(t.len(), t.beginsSegment)
	size := map[int32]int32{}
	for _, b := range blocks {
		size[b]++
	}
	c := &crossed{group: blocks, row: t.Code, column: make([]int32, t.len())}
	place, at := int32(0), int32(-1)
	for i, b := range blocks {
		if b != at {
			place, at = 0, b
		}
		c.column[i] = 2*b + 2*place/size[b]
		place++
	}
	return c.check(t, n.sh, n.draws)
}

// orderDraws is how often the last codes of triples are shuffled.
const orderDraws = 1000

// order checks whether the turn before the last adds to what the last one says about the
// next: G² of first by third codes of two tested pairs that follow one another, summed
// over the codes between (Anderson & Goodman 1957, doi:10.1214/aoms/1177707039), against
// draws in which the third codes are shuffled among the triples with the same code
// between and the same actor last. It takes what persons do to be the same throughout.
func (t *codedTurns) order(o *Options) *Check {
	c := &crossed{}
	var actor []int32
	for path := range t.paths(2) {
		first, between, last := t.Code[path[0]], t.Code[path[1]], t.Code[path[2]]
		c.group, c.row = append(c.group, between), append(c.row, last)
		c.column = append(c.column, first*int32(len(t.Names))+between)
		actor = append(actor, t.From[path[2]])
	}
	draws := min(orderDraws, o.Permutations)
	return c.check(t, shuffle.New(c.row, shuffle.Split(c.group, actor), o.Seed, draws), draws)
}

// mostCrossed is the largest number of cells that are counted for a check, at 4 bytes
// on each core. Meetings with some ten codes have a hundredth of it.
const mostCrossed = 1 << 22

// crossed is items in a table of rows and columns for each group; a column is in one
// group. Items with a negative row do not count.
type crossed struct{ group, row, column []int32 }

// check compares G² with that of draws of the rows, which keep how many of each row a
// group has, and how many items each column. Nil when no group has two rows and two
// columns, and with too many codes.
//
//	G² = 2 sum of O ln (O N / (R C)), within each group
func (c *crossed) check(t *codedTurns, sh *shuffle.Shuffling, draws int) *Check {
	m := len(t.Names)
	number, base := map[int32]int{}, make([]int, len(c.column)) // of columns, by item the place of its column
	groups, rows, columns, columnsOf := map[int32]int{}, map[[2]int32]int{}, map[int32]int{}, map[int32]int{}
	total := 0
	for i, column := range c.column {
		if c.row[i] < 0 {
			base[i] = -1
			continue
		}
		if _, known := number[column]; !known {
			number[column] = len(number)
			columnsOf[c.group[i]]++
		}
		base[i] = number[column] * m
		groups[c.group[i]]++
		rows[[2]int32{c.group[i], c.row[i]}]++
		columns[column]++
		total++
	}
	xlnx := make([]float64, total+2)
	for x := range xlnx[1:] {
		xlnx[x+1] = float64(x+1) * math.Log(float64(x+1))
	}
	any := false
	for at, n := range rows {
		any = any || n < groups[at[0]] && columnsOf[at[0]] > 1
	}
	if !any || len(number)*m > mostCrossed {
		return nil
	}
	// Of the sums of x ln x, the draws change only that over cells. Counts are in an
	// order of their own, so that the sum is the same each time.
	fixed := 0.0
	for x, n := range numbersOf(groups) {
		fixed += float64(n) * xlnx[x]
	}
	for x, n := range numbersOf(rows) {
		fixed -= float64(n) * xlnx[x]
	}
	for x, n := range numbersOf(columns) {
		fixed -= float64(n) * xlnx[x]
	}
	sum := func(counts []int32, code func(i int) int) (out float64) {
		for i, at := range base {
			if at >= 0 {
				n := &counts[at+code(i)]
				out += xlnx[*n+1] - xlnx[*n]
				*n++
			}
		}
		for i, at := range base {
			if at >= 0 {
				counts[at+code(i)] = 0
			}
		}
		return out
	}
	own := sum(make([]int32, len(number)*m), func(i int) int { return int(c.row[i]) })
	const same = 1e-9
	reached := 0
	sh.Each(t.ctx, func() shuffle.Visitor {
		counts, hits := make([]int32, len(number)*m), 0
		return shuffle.Visitor{
			Draw: func(_ int, codes []uint16) {
				if sum(counts, func(i int) int { return int(codes[i]) }) >= own-same {
					hits++
				}
			},
			Done: func() { reached += hits },
		}
	})
	return &Check{G2: max(0, 2*(own+fixed)), P: float64(1+reached) / float64(1+draws)}
}

// numbersOf returns how often each count is there, by count.
func numbersOf[K comparable](counts map[K]int) []int {
	var out []int
	for _, n := range counts {
		for len(out) <= n {
			out = append(out, 0)
		}
		out[n]++
	}
	return out
}
