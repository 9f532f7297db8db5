package sequence

import (
	"context"

	"kompas/analysis/compute"
)

// Limits of cycles: how many links one has at most, and how many are listed.
const (
	maxCycle  = 4
	maxCycles = 100_000
)

// zCritical is the |z| above which a cell is a raw link.
const zCritical = 1.96

// edge is a cell of the table, r*m+c for the link r -> c, with the sign of the
// link.
type edge struct {
	cell int
	sign Sign
}

// cycle is an elementary cycle of links.
type cycle struct {
	nodes []int  // codes, from the smallest
	signs []Sign // of the link that leaves each node
}

// kind is reinforcing when the product of the signs is positive, otherwise
// balancing.
func (c *cycle) kind() Kind {
	kind := Reinforcing
	for _, sign := range c.signs {
		switch {
		case sign == Positive:
		case kind == Reinforcing:
			kind = Balancing
		default:
			kind = Reinforcing
		}
	}
	return kind
}

// rawEdges returns the cells with z > 1.96 or z < -1.96, in order of codes.
func rawEdges(transitions []Transition) []edge {
	var out []edge
	for cell, t := range transitions {
		switch {
		case t.Z == nil:
		case *t.Z > zCritical:
			out = append(out, edge{cell, Positive})
		case *t.Z < -zCritical:
			out = append(out, edge{cell, Negative})
		}
	}
	return out
}

// cycles returns the elementary cycles of one to four links, each from its
// smallest code, ordered by length, then nodes; no more than maxCycles. Edges are
// in order of cells, of a table of m codes. The cycles are so short that a search
// of each length finds them in order faster than the algorithm of Johnson (1975),
// which has no bound on lengths.
func cycles(ctx context.Context, edges []edge, m int) []cycle {
	type arc struct {
		to   int
		sign Sign
	}
	next := make([][]arc, m)
	for _, e := range edges {
		next[e.cell/m] = append(next[e.cell/m], arc{e.cell % m, e.sign})
	}
	var out []cycle
	nodes, signs := make([]int, 0, maxCycle), make([]Sign, 0, maxCycle)
	on := make([]bool, m)
	look := compute.Often(ctx)
	var walk func(length int)
	walk = func(length int) {
		look()
		last := nodes[len(nodes)-1]
		for _, a := range next[last] {
			switch {
			case len(out) >= maxCycles:
				return
			case len(nodes) == length && a.to == nodes[0]:
				out = append(out, cycle{append([]int(nil), nodes...), append(append([]Sign(nil), signs...), a.sign)})
			case len(nodes) < length && a.to > nodes[0] && !on[a.to]:
				nodes, signs, on[a.to] = append(nodes, a.to), append(signs, a.sign), true
				walk(length)
				nodes, signs, on[a.to] = nodes[:len(nodes)-1], signs[:len(signs)-1], false
			}
		}
	}
	for length := 1; length <= maxCycle; length++ {
		for start := range m {
			nodes, signs = append(nodes[:0], start), signs[:0]
			walk(length)
		}
	}
	return out
}

// rawLinks returns what follows what by z alone, and the cycles of that.
func (t *codedTurns) rawLinks(transitions []Transition) ([]RawLink, []RawLoop) {
	links, loops := []RawLink{}, []RawLoop{}
	edges := rawEdges(transitions)
	if len(edges) == 0 {
		return links, loops
	}
	m := len(t.Names)
	for _, e := range edges {
		links = append(links, RawLink{t.Names[e.cell/m], t.Names[e.cell%m], e.sign})
	}
	for _, c := range cycles(t.ctx, edges, m) {
		loops = append(loops, RawLoop{t.namesOf(c.nodes), c.signs, c.kind()})
	}
	return links, loops
}

func (t *codedTurns) namesOf(codes []int) []string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = t.Names[c]
	}
	return out
}
