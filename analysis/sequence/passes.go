package sequence

import (
	"iter"
	"slices"

	"kompas/analysis/compute"
	"kompas/analysis/shuffle"
	"kompas/analysis/stats"
)

// passes counts how often the talk goes round loops of positive links. A pass of a
// loop of k links is a path of k tested pairs whose codes go once round and end where
// they began, from any node. Passes that overlap are counted each.
type passes struct {
	t      *codedTurns
	m      int
	loops  []*loop
	paths  [maxCycle + 1]iter.Seq[[]int32] // of so many pairs; nil for lengths that do not occur
	from   [maxCycle + 1][]int             // how many paths there are, by their first code
	byCell []int32                         // of loops of one or two: index in loops plus 1, by first cell
	enters [maxCycle + 1][]bool            // of longer ones: whether a cell is in one
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
		if p.byPath[k] == nil {
			p.paths[k], p.from[k] = t.paths(k), make([]int, m)
			for path := range p.paths[k] {
				p.from[k][t.Code[path[0]]]++
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

// each calls yield with every pass: the index of its loop, and its turns.
func (p *passes) each(codes []uint16, yield func(place int, path []int32)) {
	for k, paths := range p.paths {
		if paths == nil {
			continue
		}
		for path := range paths {
			a := codes[path[0]]
			if codes[path[k]] != a {
				continue
			}
			cell := int(a)*p.m + int(codes[path[1]])
			if k <= 2 {
				if n := p.byCell[cell]; n > 0 && len(p.loops[n-1].nodes) == k {
					yield(int(n-1), path)
				}
				continue
			}
			if !p.enters[k][cell] {
				continue
			}
			var round [maxCycle]uint16
			for i := range k {
				round[i] = codes[path[i]]
			}
			if n := p.byPath[k][round]; n > 0 {
				yield(int(n-1), path)
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
	p.each(codes, func(place int, path []int32) {
		seen[place]++
		took[place] += t.At[path[len(path)-1]] - t.At[path[0]]
		if t.betweenPersons(path) {
			between[place]++
		}
		p.loops[place].seen.add(t, path...)
	})
	for i, l := range p.loops {
		l.Traversals = &seen[i]
		l.Between = stats.Ratio(between[i], seen[i])
		if seen[i] > 0 && !t.Untimed {
			l.MeanCycleMs = new(float64(took[i]) / float64(seen[i]))
		}
		l.ExpectedLinks = new(p.expectedLinks(l, tb))
	}
}

// betweenPersons reports whether two or more persons act in these turns.
func (t *codedTurns) betweenPersons(turns []int32) bool {
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
// n_a = paths from code a of as many tested pairs as the loop has links.
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
// passes under the first null, and p, the share of the draws with as many or more, with
// this meeting as one more draw, the larger one of all nulls. Holm's p is over the loops
// of two or more links.
func (p *passes) compare(nulls []*nullTable) {
	if !nulls[0].drawn() || len(p.loops) == 0 {
		return
	}
	for k, paths := range p.paths { // the same in each draw
		if paths != nil {
			var kept []int32
			for path := range paths {
				kept = append(kept, path...)
			}
			p.paths[k] = slices.Chunk(kept, k+1)
		}
	}
	for _, n := range nulls {
		sums, reached := p.countIn(n)
		for i, l := range p.loops {
			if l.Expected == nil {
				l.Expected, l.P = new(float64(sums[i])/float64(n.draws)), new(0.0)
			}
			*l.P = max(*l.P, float64(1+reached[i])/float64(1+n.draws))
		}
	}
	var several []int
	var alone []float64
	for i, l := range p.loops {
		if len(l.nodes) > 1 {
			several, alone = append(several, i), append(alone, *l.P)
		}
	}
	for i, adjusted := range stats.Holm(alone) {
		p.loops[several[i]].PAdjusted = new(adjusted)
	}
}

// countIn returns for each loop its passes in all draws of a null together, and in how
// many draws there are as many as in the meeting, or more.
func (p *passes) countIn(n *nullTable) (sums, reached []int) {
	sums, reached = make([]int, len(p.loops)), make([]int, len(p.loops))
	n.sh.Each(p.t.ctx, func() shuffle.Visitor {
		sum, hits, count := make([]int, len(p.loops)), make([]int, len(p.loops)), make([]int, len(p.loops))
		return shuffle.Visitor{
			Draw: func(_ int, codes []uint16) {
				clear(count)
				p.each(codes, func(place int, _ []int32) { count[place]++ })
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
	return sums, reached
}
