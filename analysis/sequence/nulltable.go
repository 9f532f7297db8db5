package sequence

import (
	"slices"

	"kompas/analysis/compute"
	"kompas/analysis/shuffle"
)

// way is a way of shuffling, by the strata that codes stay in.
type way string

// Ways of shuffling. The first two, and noShuffling, are values of
// [Sequence.Null].
const (
	speakerBlock   way = "speaker-block"   // the acts of one person in one block
	onlyBlock      way = "block"           // all acts in one block
	speakerSegment way = "speaker-segment" // the acts of one person in one segment
	onlySegment    way = "segment"         // all acts in one segment
	noShuffling    way = "normal"          // codes are not shuffled
)

// strata returns the number of the stratum of each turn.
func (t *codedTurns) strata(w way) []int32 {
	switch w {
	case speakerBlock:
		return shuffle.PerActor(shuffle.Blocks(t.len(), t.beginsSegment), t.From)
	case onlyBlock:
		return shuffle.Blocks(t.len(), t.beginsSegment)
	case speakerSegment:
		return shuffle.PerActor(shuffle.Segments(t.len(), t.beginsSegment), t.From)
	}
	return shuffle.Segments(t.len(), t.beginsSegment)
}

// nullTable is the table of what follows what as it would be without order.
type nullTable struct {
	way    way
	strata []int32 // by turn; nil without draws
	draws  int
	mean   []float64       // expected, by cell; without draws R C / N
	v      []float64       // variance over the draws; nil without draws
	p      shuffle.PValues // by cell; nil without draws
	sh     *shuffle.Shuffling
}

// withoutDraws returns the table that independence of the two codes leads to.
func (tb *table) withoutDraws() *nullTable {
	n := &nullTable{way: noShuffling, mean: make([]float64, tb.m*tb.m)}
	for i := range n.mean {
		n.mean[i] = tb.expected(i/tb.m, i%tb.m)
	}
	return n
}

// shuffled returns the table that a way of shuffling leads to.
func (t *codedTurns) shuffled(tb *table, w way, o *Options) *nullTable {
	m := tb.m
	strata := t.strata(w)
	n := &nullTable{way: w, strata: strata, draws: o.Permutations, sh: shuffle.New(t.Code, strata, o.Seed, o.Permutations),
		mean: make([]float64, m*m), v: make([]float64, m*m),
		p: shuffle.PValues{Permutation: make([]float64, m*m), Family: make([]float64, m*m), Needs: make([]int, m*m)}}
	if !tb.repeats {
		n.sh.KeepApart(t.lag, t.chains(1), nil)
	}
	cells := t.possible(tb, strata)
	place := make([]int32, m*m)
	observed := make([]int, len(cells))
	for k, cell := range cells {
		place[cell] = int32(k)
		observed[k] = tb.observed[cell]
	}
	starts := make([]int32, 0, tb.n)
	for i := range t.chains(1) {
		starts = append(starts, int32(i))
	}
	lag := int32(t.lag)
	s := shuffle.Count(t.ctx, n.sh, len(cells), func(codes, row []uint16) {
		for _, i := range starts {
			row[place[int(codes[i])*m+int(codes[i+lag])]]++
		}
	})
	for i := range n.p.Permutation { // of cells that no order fills
		n.p.Permutation[i], n.p.Family[i] = 1, 1
	}
	got := s.Test(t.ctx, observed, o.Alpha)
	for k, cell := range cells {
		n.mean[cell], n.v[cell] = s.Mean[k], s.Variance[k]
		n.p.Permutation[cell], n.p.Family[cell], n.p.Needs[cell] = got.Permutation[k], got.Family[k], got.Needs[k]
	}
	return n
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
	for i := range t.chains(1) {
		pair := [2]int32{strata[i], strata[i+t.lag]}
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

// mainWay returns the way in which links are looked for: each person's acts are
// shuffled within each block, or all acts of a block where codes are persons.
func (o *Options) mainWay() way {
	if o.ByPerson {
		return onlyBlock
	}
	return speakerBlock
}

// describe sets the figures of each transition that come from draws, and returns the
// smallest p among all, or nil when no cell is tested.
func (n *nullTable) describe(tb *table, transitions []Transition) (structure *float64) {
	for cell := range transitions {
		if !tb.tests(cell) {
			continue
		}
		tr := &transitions[cell]
		tr.ExpectedNull, tr.PPermutation, tr.PFamily = &n.mean[cell], &n.p.Permutation[cell], &n.p.Family[cell]
		if n.p.Needs[cell] > 0 {
			tr.Needs = &n.p.Needs[cell]
		}
		if structure == nil || n.p.Family[cell] < *structure {
			structure = new(n.p.Family[cell])
		}
	}
	return structure
}
