package analysis

import (
	"cmp"
	"math"
	"slices"

	"kompas/analysis/compute"
	"kompas/analysis/shuffle"
	"kompas/observe"
)

// addChance adds p and p_adjusted: the larger ones of two nulls, each of 1 000 draws.
//
//   - Shifts: the tags of each person's acts are moved on along their own acts by a
//     random number of places, the last ones to the front. Who acts when stays the
//     same, and the order in which each person does things up to where it begins.
//   - Shuffles: the tags of each person's acts are shuffled within blocks of about 40
//     turns. In which part of the meeting each person does what stays the same.
//
// The statistic of a row is |d - mean| / sd: d is its difference in the meeting or in a
// draw, mean and sd are those of all draws of that null. Where no draw differs from
// another the draws say nothing about the row, and its statistic is 0, also in the
// meeting. A draw without a difference counts against its row: it has the statistic
// that the meeting has.
func (e *effects) addChance(out []EffectRow, rows []effectRow, seed uint64) {
	shifts := shuffle.New(e.kind, e.s.Turns.From, seed, effectDraws)
	shifts.Rotate()
	blocks := shuffle.Blocks(len(e.kind), e.s.beginsSegment)
	shuffles := shuffle.New(e.kind, shuffle.Split(blocks, e.s.Turns.From), seed, effectDraws)
	c := &chance{effects: e, out: out, rows: rows, together: together(out), drawn: make([]counts, e.kinds*effectDraws)}
	for _, draws := range []*shuffle.Shuffling{shifts, shuffles} {
		draws.Each(e.ctx, func() shuffle.Visitor {
			tally := make([]counts, e.kinds)
			return shuffle.Visitor{Done: func() {}, Draw: func(b int, kinds []uint16) {
				clear(tally)
				for i, kind := range kinds {
					tally[kind].add(&e.after[i])
				}
				for kind := range tally {
					c.drawn[kind*effectDraws+b] = tally[kind]
				}
			}}
		})
		c.compare()
	}
}

// chance compares rows with the draws of one null after the other.
type chance struct {
	*effects
	out      []EffectRow
	rows     []effectRow
	together [][]int  // rows that are tested together
	drawn    []counts // kind x draw
}

// together returns the rows that are tested, those that are shown together in one list:
// of all roles, and of each person, which only that person reads. What hardly ever
// happened is not tested, nor an outcome that always came or never did.
func together(out []EffectRow) [][]int {
	var lists [][]int
	place := map[observe.PersonID]int{}
	for k, r := range out {
		if !r.Enough || !r.Varies() {
			continue
		}
		i, ok := place[r.Trigger.Person]
		if !ok {
			i = len(lists)
			place[r.Trigger.Person] = i
			lists = append(lists, nil)
		}
		lists[i] = append(lists[i], k)
	}
	return lists
}

// null is what the draws make of a row.
type null struct {
	mean  float64
	scale float64 // 1 / sd; 0 where that is 0
	score float64 // the statistic of the meeting
}

// difference returns that of a row in a draw.
func (c *chance) difference(row *effectRow, b int) float64 {
	with := uint32(0)
	for _, kind := range row.kinds {
		with += c.drawn[int(kind)*effectDraws+b][row.outcome]
	}
	return difference(with, row.all)
}

// statistic returns that of a draw with difference d; that of the meeting where it is
// undefined.
func (n *null) statistic(d float64) float64 {
	if math.IsNaN(d) {
		return n.score
	}
	return math.Abs(d-n.mean) * n.scale
}

// near is how far a statistic may lie below another and still count as equal: they are
// rounded.
const near = 1e-9

// compare raises the p of each row to that under the draws that are kept: of the row by
// itself
//
//	(1 + draws whose statistic reaches that of the meeting) / (1 + 1 000)
//
// and, over the rows that are tested together, by step-down maxT: rows by their
// statistic, largest first; the p of the i-th is (1 + draws whose largest statistic over
// the rows from the i-th on reaches that of the i-th) / (1 + 1 000), and no smaller than
// that of the one before. Westfall & Young (1993), Resampling-Based Multiple Testing,
// algorithm 2.8.
func (c *chance) compare() {
	nulls := make([]null, len(c.rows))
	compute.OnCores(c.ctx, len(c.rows), func(first, end int) func() {
		d := make([]float64, effectDraws)
		for k := first; k < end; k++ {
			compute.Look(c.ctx)
			row, r := &c.rows[k], &c.out[k]
			if r.Difference == nil {
				continue
			}
			if !r.Varies() { // the difference is 0 in the meeting and in all draws
				raise(&r.P, 1+effectDraws)
				continue
			}
			for b := range d {
				d[b] = c.difference(row, b)
			}
			n := newNull(d, difference(row.with, row.all))
			hits := 1
			for _, d := range d {
				if n.statistic(d) >= n.score-near {
					hits++
				}
			}
			nulls[k] = n
			raise(&r.P, hits)
		}
		return func() {}
	})
	for _, list := range c.together {
		slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(nulls[b].score, nulls[a].score) })
		reached := make([]int, len(list))
		compute.OnCores(c.ctx, effectDraws, func(first, end int) func() {
			hits := make([]int, len(list))
			for b := first; b < end; b++ {
				compute.Look(c.ctx)
				most := 0.0
				for i := len(list) - 1; i >= 0; i-- {
					k := list[i]
					most = max(most, nulls[k].statistic(c.difference(&c.rows[k], b)))
					if most >= nulls[k].score-near {
						hits[i]++
					}
				}
			}
			return func() { compute.Add(reached, hits) }
		})
		most := 0
		for i, k := range list {
			most = max(most, 1+reached[i])
			raise(&c.out[k].PAdjusted, most)
		}
	}
}

// newNull returns what draws with these differences make of a row with difference
// observed.
func newNull(drawn []float64, observed float64) null {
	sum, n, low, high := 0.0, 0.0, math.Inf(1), math.Inf(-1)
	for _, d := range drawn {
		if !math.IsNaN(d) {
			sum += d
			n++
			low, high = min(low, d), max(high, d)
		}
	}
	if low >= high {
		return null{}
	}
	out, squares := null{mean: sum / n}, 0.0
	for _, d := range drawn {
		if !math.IsNaN(d) {
			squares += (d - out.mean) * (d - out.mean)
		}
	}
	out.scale = 1 / math.Sqrt(squares/n)
	out.score = out.statistic(observed)
	return out
}

// raise sets p, of so many of all draws and the meeting, where it is larger than it was.
func raise(p **float64, hits int) {
	v := float64(hits) / (1 + effectDraws)
	if *p == nil || **p < v {
		*p = &v
	}
}
