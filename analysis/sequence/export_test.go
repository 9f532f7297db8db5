package sequence

import (
	"context"

	"kompas/analysis/shuffle"
)

// What tests compare with published values, and with a second, slow computation.

// Classical returns the transitions, chi-square, its degrees of freedom and its p
// of a table of counts, and whether its codes repeat.
func Classical(names []string, counts [][]int) (tr []Transition, x *float64, df int, p *float64, repeats bool) {
	t := newTable(len(counts))
	for r := range counts {
		copy(t.observed[r*t.m:], counts[r])
	}
	t.sumUp()
	t.repeats = t.canRepeat()
	x, df, p = t.chiSquare()
	return t.transitions(context.Background(), names), x, df, p, t.repeats
}

// Draws returns the codes of each draw of a way of moving them, negative for a turn
// without one.
func Draws(m Turns, o Options, w string) [][]int {
	t := join(context.Background(), []Turns{m}, &o)
	_, tested := t.tables()
	sh, _ := t.shuffling(tested, way(w), &o)
	out := make([][]int, o.Permutations)
	sh.Each(t.ctx, func() shuffle.Visitor {
		return shuffle.Visitor{
			Draw: func(b int, codes []uint16) {
				out[b] = make([]int, len(codes))
				for i, c := range codes {
					out[b][i] = int(c)
					if t.Code[i] < 0 {
						out[b][i] = -1
					}
				}
			},
			Done: func() {},
		}
	})
	return out
}

// Ways of shuffling.
const (
	SpeakerBlock   = string(speakerBlock)
	SpeakerShift   = string(speakerShift)
	OnlyBlock      = string(onlyBlock)
	SpeakerSegment = string(speakerSegment)
	OnlySegment    = string(onlySegment)
)

// LoopID and NameOf name a loop.
func LoopID(nodes []string, signs []Sign) string { return loopID(nodes, signs) }
func NameOf(nodes []string, signs []Sign) string { return nameOf(nodes, signs) }
