package sequence

import (
	"kompas/analysis/compute"
	"kompas/analysis/shuffle"
	"kompas/analysis/stats"
)

// passes counts how often the talk goes round loops of positive links. A pass of a
// loop of k links is a turn t for which the codes at t, t + lag, ..., t + k lag, in
// counted pairs, go once round and end where they began, from any node. Passes that
// overlap are counted each.
type passes struct {
	t      *codedTurns
	m      int
	loops  []*loop
	starts [maxCycle + 1][]int32 // turns from which k counted pairs go, for the lengths that occur
	from   [maxCycle + 1][]int   // how many of these, by their code
	byCell []int32               // of loops of one or two: index in loops plus 1, by first cell
	enters [maxCycle + 1][]bool  // of longer ones: whether a cell is in one
	byPath [maxCycle + 1]map[[maxCycle]uint16]int32
}

// newPasses looks at the loops among list whose links are all positive.
func newPasses(t *codedTurns, list []*loop) *passes {
	m := len(t.Names)
	p := &passes{t: t, m: m, byCell: make([]int32, m*m)}
	for _, l := range list {
		if !l.allPositive() {
			continue
		}
		p.loops = append(p.loops, l)
		number := int32(len(p.loops))
		k := len(l.nodes)
		if p.starts[k] == nil {
			p.starts[k], p.from[k] = []int32{}, make([]int, m)
			compute.Look(t.ctx)
			for i := range t.chains(k) {
				p.starts[k] = append(p.starts[k], int32(i))
				p.from[k][t.Code[i]]++
			}
			p.byPath[k] = map[[maxCycle]uint16]int32{}
			if k > 2 {
				p.enters[k] = make([]bool, m*m)
			}
		}
		for first, cell := range l.cells {
			if k <= 2 {
				p.byCell[cell] = number
				continue
			}
			p.enters[k][cell] = true
			var path [maxCycle]uint16
			for i := range k {
				path[i] = uint16(l.nodes[(first+i)%k])
			}
			p.byPath[k][path] = number
		}
	}
	return p
}

// each calls yield with every pass: the index of its loop, and its first turn.
func (p *passes) each(codes []uint16, yield func(place int, start int32)) {
	lag := int32(p.t.lag)
	for k := 1; k <= maxCycle; k++ {
		for _, i := range p.starts[k] {
			a := codes[i]
			if codes[i+int32(k)*lag] != a {
				continue
			}
			cell := int(a)*p.m + int(codes[i+lag])
			if k <= 2 {
				if n := p.byCell[cell]; n > 0 && len(p.loops[n-1].nodes) == k {
					yield(int(n-1), i)
				}
				continue
			}
			if !p.enters[k][cell] {
				continue
			}
			path := [maxCycle]uint16{a, codes[i+lag], codes[i+2*lag]}
			if k == maxCycle {
				path[3] = codes[i+3*lag]
			}
			if n := p.byPath[k][path]; n > 0 {
				yield(int(n-1), i)
			}
		}
	}
}

// observe sets the figures of each loop that come from its passes in the meeting, and
// its moments.
func (p *passes) observe(tb *table) {
	t := p.t
	codes := make([]uint16, t.len())
	for i, c := range t.Code {
		if c >= 0 {
			codes[i] = uint16(c)
		}
	}
	seen, between, took := make([]int, len(p.loops)), make([]int, len(p.loops)), make([]int64, len(p.loops))
	p.each(codes, func(place int, start int32) {
		l := p.loops[place]
		turns := make([]int, len(l.nodes)+1)
		for k := range turns {
			turns[k] = int(start) + k*t.lag
		}
		seen[place]++
		took[place] += t.At[turns[len(turns)-1]] - t.At[start]
		if t.betweenPersons(turns) {
			between[place]++
		}
		l.seen.add(t, turns...)
	})
	for i, l := range p.loops {
		l.Traversals = &seen[i]
		l.Between = stats.Ratio(between[i], seen[i])
		if seen[i] > 0 {
			l.MeanCycleMs = new(float64(took[i]) / float64(seen[i]))
		}
		l.ExpectedLinks = new(p.expectedLinks(l, tb))
	}
}

// betweenPersons reports whether two or more persons act in these turns.
func (t *codedTurns) betweenPersons(turns []int) bool {
	first := int32(-1)
	for _, i := range turns {
		who := t.From[i]
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

// expectedLinks returns how many passes the links alone would lead to, if each step
// depended only on the code before it:
//
//	sum over the nodes a of n_a times the product of O / R round the loop
//
// n_a = turns of code a from which as many counted pairs go as the loop has
// links.
func (p *passes) expectedLinks(l *loop, tb *table) float64 {
	product := 1.0
	for _, cell := range l.cells {
		product *= float64(tb.observed[cell]) / float64(tb.rows[cell/tb.m])
	}
	starts := 0
	for _, node := range l.nodes {
		starts += p.from[len(l.nodes)][node]
	}
	return product * float64(starts)
}

// compare sets the figures of each loop that come from the draws: the mean number of
// passes, and p, the share of the draws with as many or more, with this meeting as one
// more draw; Holm's p is over the loops of two or more links.
func (p *passes) compare(n *nullTable) {
	if n.draws == 0 || len(p.loops) == 0 {
		return
	}
	sums, reached := make([]int, len(p.loops)), make([]int, len(p.loops))
	n.sh.Each(p.t.ctx, func() shuffle.Visitor {
		sum, hits, count := make([]int, len(p.loops)), make([]int, len(p.loops)), make([]int, len(p.loops))
		return shuffle.Visitor{
			Draw: func(_ int, codes []uint16) {
				clear(count)
				p.each(codes, func(place int, _ int32) { count[place]++ })
				for i, c := range count {
					sum[i] += c
					if c >= *p.loops[i].Traversals {
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
	var alone []float64
	for i, l := range p.loops {
		l.Expected = new(float64(sums[i]) / float64(n.draws))
		l.P = new(float64(1+reached[i]) / float64(1+n.draws))
		if len(l.nodes) > 1 {
			several, alone = append(several, i), append(alone, *l.P)
		}
	}
	for i, adjusted := range stats.Holm(alone) {
		p.loops[several[i]].PAdjusted = new(adjusted)
	}
}
