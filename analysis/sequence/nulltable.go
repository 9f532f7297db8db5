package sequence

import (
	"slices"

	"kompas/analysis/compute"
	"kompas/analysis/shuffle"
)

// way is a way of moving codes, by the strata that they stay in.
type way string

// Ways of moving codes. Blocks and normal are values of [Sequence.Null], the second
// one of [Sequence.SecondNull].
const (
	speakerBlock   way = "speaker-block"   // the acts of one person in one block are shuffled
	speakerShift   way = "speaker-shift"   // the acts of one person in one segment are moved on
	onlyBlock      way = "block"           // all acts in one block are shuffled
	speakerSegment way = "speaker-segment" // the acts of one person in one segment
	onlySegment    way = "segment"         // all acts in one segment
	noShuffling    way = "normal"          // codes stay
)

// strata returns the number of the stratum of each turn.
func (t *codedTurns) strata(w way) []int32 {
	var out []int32
	switch w {
	case speakerBlock:
		out = shuffle.Split(shuffle.Blocks(t.len(), t.beginsSegment), t.From)
	case onlyBlock:
		out = shuffle.Blocks(t.len(), t.beginsSegment)
	case speakerSegment, speakerShift:
		out = shuffle.Split(shuffle.Segments(t.len(), t.beginsSegment), t.From)
	default:
		out = shuffle.Segments(t.len(), t.beginsSegment)
	}
	if !t.reply {
		return out
	}
	// Answers are other acts than openings, whatever they answer.
	answers := make([]int32, t.len())
	for i, first := range t.before {
		if first >= 0 {
			answers[i] = 1
		}
	}
	return shuffle.Split(out, answers)
}

// shuffling returns the draws that a way of moving codes makes.
func (t *codedTurns) shuffling(tb *table, w way, o *Options) (sh *shuffle.Shuffling, strata []int32) {
	strata = t.strata(w)
	sh = shuffle.New(t.Code, strata, o.Seed, o.Permutations)
	switch {
	case w == speakerShift:
		sh.Rotate()
	case !tb.repeats:
		sh.KeepApart(o.Lag, func(yield func(int) bool) {
			for _, first := range t.before {
				if first >= 0 && !yield(int(first)) {
					return
				}
			}
		}, nil)
	}
	return sh, strata
}

// drawnNull is what the draws of one way of moving codes count.
type drawnNull struct {
	way    way
	strata []int32 // by turn
	draws  int
	table  *table // of the meeting
	sh     *shuffle.Shuffling
	tables *shuffle.DrawnTables
	cells  []int   // that some order within strata fills
	place  []int32 // by cell, its index in cells; -1 for one that no order fills
}

// nullTable is the table of what follows what as it would be without order.
type nullTable struct {
	*drawnNull                 // nil without draws
	mean       []float64       // expected, by cell; without draws R C / N
	counts     []bool          // by cell, whether the count is large enough to be found; nil without draws
	p          shuffle.PValues // by cell; nil without draws
}

// drawn reports whether codes were moved.
func (n *nullTable) drawn() bool { return n.drawnNull != nil }

// withoutDraws returns the table that independence of the two codes leads to.
func (tb *table) withoutDraws() *nullTable {
	n := &nullTable{mean: make([]float64, tb.m*tb.m)}
	for i := range n.mean {
		n.mean[i] = tb.expected(i/tb.m, i%tb.m)
	}
	return n
}

// draw moves the codes in one way, and counts the tested pairs of each draw.
func (t *codedTurns) draw(tb *table, w way, o *Options) *drawnNull {
	m := tb.m
	n := &drawnNull{way: w, draws: o.Permutations, table: tb, place: make([]int32, m*m)}
	n.sh, n.strata = t.shuffling(tb, w, o)
	n.cells = t.possible(tb, n.strata)
	for cell := range n.place {
		n.place[cell] = -1
	}
	at := make([]shuffle.Cell, len(n.cells))
	for k, cell := range n.cells {
		n.place[cell] = int32(k)
		at[k] = shuffle.Cell{Row: cell / m, Column: cell % m}
	}
	var pairs [][2]int32
	for then, first := range t.tested {
		if first >= 0 {
			pairs = append(pairs, [2]int32{first, int32(then)})
		}
	}
	n.tables = shuffle.Tables(t.ctx, n.sh, m, at, tb.n, func(codes, row []uint16) {
		for _, p := range pairs {
			row[n.place[int(codes[p[0]])*m+int(codes[p[1]])]]++
		}
	})
	return n
}

// meeting returns the table of the meeting itself.
func (n *drawnNull) meeting() *shuffle.Table {
	observed := make([]int, len(n.cells))
	for k, cell := range n.cells {
		observed[k] = n.table.observed[cell]
	}
	return n.tables.Table(observed)
}

// of returns the count of a cell in a table, and what is expected of it; 0 and 0 for a
// cell that no order fills, and for -1.
func (n *drawnNull) of(t *shuffle.Table, cell int) (observed int, expected float64) {
	if cell < 0 || n.place[cell] < 0 {
		return 0, 0
	}
	k := int(n.place[cell])
	return t.Observed(k), t.Expected(k)
}

// compare compares the table of the meeting with those of the draws; needs in p is what
// is found with a probability of at most alpha.
func (t *codedTurns) compare(n *drawnNull, alpha float64) *nullTable {
	cells := len(n.place)
	out := &nullTable{drawnNull: n, mean: make([]float64, cells), counts: make([]bool, cells),
		p: shuffle.PValues{Permutation: make([]float64, cells), Family: make([]float64, cells), Needs: make([]int, cells)}}
	for i := range out.p.Permutation { // of cells that no order fills
		out.p.Permutation[i], out.p.Family[i] = 1, 1
	}
	tested := make([]bool, len(n.cells))
	for k, cell := range n.cells {
		tested[k] = n.table.tests(cell)
	}
	got := n.tables.Test(t.ctx, n.meeting(), tested, alpha)
	for k, cell := range n.cells {
		out.mean[cell], out.counts[cell] = got.Expected[k], got.Counts[k]
		out.p.Permutation[cell], out.p.Family[cell], out.p.Needs[cell] = got.Permutation[k], got.Family[k], got.Needs[k]
	}
	return out
}

// possible lists the cells that some order within strata fills. With many
// codes, such as persons by tags, they are few.
func (t *codedTurns) possible(tb *table, strata []int32) []int {
	codes := map[int32][]int32{} // by stratum
	look := compute.Often(t.ctx)
	for i, code := range t.Code {
		look()
		if g := strata[i]; code >= 0 && !slices.Contains(codes[g], code) {
			codes[g] = append(codes[g], code)
		}
	}
	can := make([]bool, tb.m*tb.m)
	seen := map[[2]int32]bool{}
	for then, first := range t.tested {
		if first < 0 {
			continue
		}
		pair := [2]int32{strata[first], strata[then]}
		if seen[pair] {
			continue
		}
		compute.Look(t.ctx)
		seen[pair] = true
		for _, r := range codes[pair[0]] {
			for _, c := range codes[pair[1]] {
				can[int(r)*tb.m+int(c)] = tb.repeats || r != c
			}
		}
	}
	var out []int
	for cell, ok := range can {
		if ok {
			out = append(out, cell)
		}
	}
	return out
}

// mainWays returns the ways in which links are looked for. Each person's acts are
// shuffled within each block, and once more moved on within each segment, which keeps
// how each strings their own. Codes that cannot repeat, or that are the persons, are
// only moved in the first way.
func (o *Options) mainWays(tb *table) []way {
	switch {
	case o.ByPerson:
		return []way{onlyBlock}
	case !tb.repeats:
		return []way{speakerBlock}
	}
	return []way{speakerBlock, speakerShift}
}

// describe sets the figures of each transition that come from draws, and returns the
// smallest p among all, or nil when no cell is tested.
func describe(nulls []*nullTable, tb *table, transitions []Transition) (structure *float64) {
	for cell := range transitions {
		if !tb.tests(cell) {
			continue
		}
		alone, family, needs, any := 0.0, 0.0, 0, true
		for _, n := range nulls {
			alone, family, needs = max(alone, n.p.Permutation[cell]), max(family, n.p.Family[cell]), max(needs, n.p.Needs[cell])
			any = any && n.p.Needs[cell] > 0
		}
		tr := &transitions[cell]
		tr.ExpectedNull, tr.PPermutation, tr.PFamily = &nulls[0].mean[cell], &alone, &family
		if any {
			tr.Needs = &needs
		}
		if structure == nil || family < *structure {
			structure = &family
		}
	}
	return structure
}
