package analysis

import (
	"context"

	"kompas/analysis/shuffle"
)

// What tests compare with published values that no meeting leads to.

// PageRankOf gives the PageRank of a weighted digraph of arcs {from, to,
// weight}.
func PageRankOf(n int, arcs [][3]int, damping float64) []float64 {
	return weightsOf(n, arcs).pageRank(damping, context.Background())
}

func weightsOf(n int, arcs [][3]int) *weights {
	w := newWeights(n)
	for _, a := range arcs {
		for range a[2] {
			w.add(a[0], a[1])
		}
	}
	return w
}

// Classical gives the transitions, chi-square, its degrees of freedom and its
// p of a table of counts.
func Classical(names []string, counts [][]int) (tr []Transition, x *float64, df int, p *float64, repeats bool) {
	t := newTable(len(counts))
	for r := range counts {
		copy(t.observed[r*t.m:], counts[r])
	}
	t.sumUp()
	x, df, p = t.chiSquare()
	return t.transitions(names, t.repeats(), context.Background()), x, df, p, t.repeats()
}

// Draws gives the codes of each draw, none for a turn without one.
func Draws(m *Meeting, o Options, way string) [][]int {
	t := trackOf(m, &o)
	tb := t.pairs()
	n := t.shuffled(tb, way, tb.repeats(), &o)
	out := make([][]int, o.Permutations)
	n.sh.Each(t.ctx, func() shuffle.Visitor {
		return shuffle.Visitor{
			Draw: func(b int, codes []uint16) {
				out[b] = make([]int, len(codes))
				for i, c := range codes {
					out[b][i] = int(c)
					if t.code[i] < 0 {
						out[b][i] = none
					}
				}
			},
			Done: func() {},
		}
	})
	return out
}

func trackOf(m *Meeting, o *Options) *track {
	s, err := Select(m, *o)
	if err != nil {
		panic(err)
	}
	return newTrack(context.Background(), []*Selection{s}, o.Codes, o.Lag)
}

// Moments gives mean and variance over the draws, and the p of each cell by
// itself, when codes are shuffled in a way.
func Moments(m *Meeting, o Options, way string) (mean, variance, p []float64) {
	t := trackOf(m, &o)
	tb := t.pairs()
	n := t.shuffled(tb, way, tb.repeats(), &o)
	return n.mean, n.v, n.p.Permutation
}

// Ways of shuffling.
const (
	SpeakerBlock   = speakerBlock
	OnlyBlock      = onlyBlock
	SpeakerSegment = speakerSegment
	OnlySegment    = onlySegment
)

// Found gives links and loops without what explains others, at a third of the
// cost.
func Found(m *Meeting, o Options) ([]Link, []Loop) {
	t := trackOf(m, &o)
	_, tb, n := t.sequence(&o)
	found, _ := n.find(tb, o.Alpha, t.ctx)
	return t.links(found, tb, n), t.loops(found, tb, n, o.Alpha)
}

// LoopID and KnownLoop name a loop.
func LoopID(nodes []string, signs []Sign) string    { return loopID(nodes, signs) }
func KnownLoop(nodes []string, signs []Sign) string { return knownLoop(nodes, signs) }
