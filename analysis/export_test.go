package analysis

import (
	"context"
)

// What tests compare with published values that no meeting leads to.

// PageRankOf returns the PageRank of a weighted digraph of arcs {from, to,
// weight}.
func PageRankOf(n int, arcs [][3]int, damping float64) []float64 {
	return weightsOf(n, arcs).pageRank(context.Background(), damping)
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
