package analysis

import (
	"kompas/analysis/compute"
	"kompas/analysis/shuffle"
	"kompas/analysis/stats"
)

// traversals counts how often loops of positive links are gone round: the
// number of turns t for which the codes at t, t + lag, ..., t + k lag, all
// counted pairs, go once round and end where they began, from any node.
// Rounds that overlap are counted each.
type traversals struct {
	t      *track
	m      int
	loops  []*loop
	starts [maxLoop + 1][]int32 // turns from which k counted pairs go, for the lengths that occur
	from   [maxLoop + 1][]int   // of these, by their code
	byCell []int32              // of loops of one or two: place in loops by the first cell, from 1
	enters [maxLoop + 1][]bool  // of longer ones: whether a cell is in one
	byPath [maxLoop + 1]map[[maxLoop]uint16]int32
}

// newTraversals looks at the loops among list whose links are all positive.
func newTraversals(t *track, list []*loop) *traversals {
	m := len(t.names)
	v := &traversals{t: t, m: m, byCell: make([]int32, m*m)}
	for _, l := range list {
		if !l.allPositive() {
			continue
		}
		v.loops = append(v.loops, l)
		number := int32(len(v.loops))
		k := len(l.nodes)
		if v.starts[k] == nil {
			v.starts[k], v.from[k] = []int32{}, make([]int, m)
			compute.Look(t.ctx)
			for i := range t.chains(k) {
				v.starts[k] = append(v.starts[k], int32(i))
				v.from[k][t.code[i]]++
			}
			v.byPath[k] = map[[maxLoop]uint16]int32{}
			if k > 2 {
				v.enters[k] = make([]bool, m*m)
			}
		}
		for first, cell := range l.cells {
			if k <= 2 {
				v.byCell[cell] = number
				continue
			}
			v.enters[k][cell] = true
			var path [maxLoop]uint16
			for i := range k {
				path[i] = uint16(l.nodes[(first+i)%k])
			}
			v.byPath[k][path] = number
		}
	}
	return v
}

// each yields the place in loops of every round.
func (v *traversals) each(codes []uint16, yield func(place int, start int32)) {
	lag := int32(v.t.lag)
	for k := 1; k <= maxLoop; k++ {
		for _, i := range v.starts[k] {
			a := codes[i]
			if codes[i+int32(k)*lag] != a {
				continue
			}
			cell := int(a)*v.m + int(codes[i+lag])
			if k <= 2 {
				if n := v.byCell[cell]; n > 0 && len(v.loops[n-1].nodes) == k {
					yield(int(n-1), i)
				}
				continue
			}
			if !v.enters[k][cell] {
				continue
			}
			path := [maxLoop]uint16{a, codes[i+lag], codes[i+2*lag]}
			if k == maxLoop {
				path[3] = codes[i+3*lag]
			}
			if n := v.byPath[k][path]; n > 0 {
				yield(int(n-1), i)
			}
		}
	}
}

// observe fills what was seen of each loop: how often, expected from its links,
// the share between persons, the mean time, and the moments.
func (v *traversals) observe(tb *table) {
	t := v.t
	codes := make([]uint16, t.len())
	for i, c := range t.code {
		if c >= 0 {
			codes[i] = uint16(c)
		}
	}
	seen, between, took := make([]int, len(v.loops)), make([]int, len(v.loops)), make([]int64, len(v.loops))
	v.each(codes, func(place int, start int32) {
		l := v.loops[place]
		turns := make([]int, len(l.nodes)+1)
		for k := range turns {
			turns[k] = int(start) + k*t.lag
		}
		seen[place]++
		took[place] += t.at[turns[len(turns)-1]] - t.at[start]
		if t.betweenPersons(turns) {
			between[place]++
		}
		l.seen.add(t, turns...)
	})
	for i, l := range v.loops {
		l.Traversals = &seen[i]
		l.Between = stats.Ratio(between[i], seen[i])
		if seen[i] > 0 {
			l.MeanCycleMs = new(float64(took[i]) / float64(seen[i]))
		}
		l.ExpectedLinks = new(v.expectedLinks(l, tb))
	}
}

// betweenPersons reports whether two or more persons act in turns.
func (t *track) betweenPersons(turns []int) bool {
	first := int32(Everybody)
	for _, i := range turns {
		who := t.from[i]
		if who < 0 {
			continue
		}
		if first >= 0 && who != first {
			return true
		}
		first = who
	}
	return false
}

// expectedLinks gives how many rounds the links alone would lead to, were each
// step to forget the one before:
//
//	sum over the nodes a of n_a times the product of O / R round the loop
//
// n_a = turns of code a from which as many counted pairs go as the loop has
// links.
func (v *traversals) expectedLinks(l *loop, tb *table) float64 {
	product := 1.0
	for _, cell := range l.cells {
		product *= float64(tb.observed[cell]) / float64(tb.rows[cell/tb.m])
	}
	starts := 0
	for _, node := range l.nodes {
		starts += v.from[len(l.nodes)][node]
	}
	return product * float64(starts)
}

// compare fills what the draws have of each loop: the mean, and the share of
// draws, this meeting counted as one, with as many rounds or more; Holm's p is
// over the loops of two or more.
func (v *traversals) compare(n *null) {
	if n.draws == 0 || len(v.loops) == 0 {
		return
	}
	sums, reached := make([]int, len(v.loops)), make([]int, len(v.loops))
	n.sh.Each(v.t.ctx, func() shuffle.Visitor {
		sum, hits, count := make([]int, len(v.loops)), make([]int, len(v.loops)), make([]int, len(v.loops))
		return shuffle.Visitor{
			Draw: func(_ int, codes []uint16) {
				clear(count)
				v.each(codes, func(place int, _ int32) { count[place]++ })
				for i, c := range count {
					sum[i] += c
					if c >= *v.loops[i].Traversals {
						hits[i]++
					}
				}
			},
			Done: func() {
				compute.Add(sums, sum)
				compute.Add(reached, hits)
			},
		}
	})
	var several []int
	var p []float64
	for i, l := range v.loops {
		l.Expected = new(float64(sums[i]) / float64(n.draws))
		l.P = new(float64(1+reached[i]) / float64(1+n.draws))
		if len(l.nodes) > 1 {
			several, p = append(several, i), append(p, *l.P)
		}
	}
	for i, adjusted := range stats.Holm(p) {
		v.loops[several[i]].PAdjusted = new(adjusted)
	}
}
