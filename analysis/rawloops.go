package analysis

import (
	"context"

	"kompas/analysis/compute"
)

// Raw loops are cycles of at most maxLoop links; a list of them ends at
// maxRawLoops.
const (
	maxLoop     = 4
	maxRawLoops = 100_000
)

// rawLinks gives the cells with z > 1.96 or z < -1.96, in order of codes and
// with no further condition. They are for comparing programs: in a meeting
// without any order one cell in twenty is among them.
func rawLinks(q *Sequence) []RawLink {
	out := []RawLink{}
	for _, t := range q.Transitions {
		switch {
		case t.Z == nil:
		case *t.Z > zCritical:
			out = append(out, RawLink{t.From, t.To, Positive})
		case *t.Z < -zCritical:
			out = append(out, RawLink{t.From, t.To, Negative})
		}
	}
	return out
}

// rawLoops gives the elementary cycles of links of length 1 to 4, each from its
// smallest code, ordered by length, then nodes. A loop is reinforcing when the
// product of its signs is positive, else balancing. The cycles are so short
// that a search of each length finds them in order faster than Johnson (1975),
// whose lengths have no bound. There are at most maxRawLoops in the list.
func rawLoops(codes []string, links []RawLink, ctx context.Context) []RawLoop {
	index := make(map[string]int, len(codes))
	for i, c := range codes {
		index[c] = i
	}
	type edge struct {
		to   int
		sign Sign
	}
	next := make([][]edge, len(codes))
	for _, l := range links { // in order of codes, so each list is too
		next[index[l.From]] = append(next[index[l.From]], edge{index[l.To], l.Sign})
	}
	out := []RawLoop{}
	nodes, signs := make([]int, 0, maxLoop), make([]Sign, 0, maxLoop)
	on := make([]bool, len(codes))
	look := compute.Often(ctx)
	var walk func(length int)
	walk = func(length int) {
		look()
		last := nodes[len(nodes)-1]
		for _, e := range next[last] {
			switch {
			case len(out) >= maxRawLoops:
				return
			case len(nodes) == length && e.to == nodes[0]:
				out = append(out, newRawLoop(codes, nodes, append(signs, e.sign)))
			case len(nodes) < length && e.to > nodes[0] && !on[e.to]:
				nodes, signs, on[e.to] = append(nodes, e.to), append(signs, e.sign), true
				walk(length)
				nodes, signs, on[e.to] = nodes[:len(nodes)-1], signs[:len(signs)-1], false
			}
		}
	}
	for length := 1; length <= maxLoop; length++ {
		for start := range codes {
			nodes, signs = append(nodes[:0], start), signs[:0]
			walk(length)
		}
	}
	return out
}

func newRawLoop(codes []string, nodes []int, signs []Sign) RawLoop {
	l := RawLoop{Kind: Reinforcing}
	for i, n := range nodes {
		l.Nodes = append(l.Nodes, codes[n])
		l.Signs = append(l.Signs, signs[i])
		if signs[i] == Negative {
			if l.Kind == Reinforcing {
				l.Kind = Balancing
			} else {
				l.Kind = Reinforcing
			}
		}
	}
	return l
}
