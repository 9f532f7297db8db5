// Package digraph computes who is central among persons who respond to each other. It
// knows numbers of persons, and nothing of meetings.
package digraph

import (
	"context"
	"math"

	"kompas/analysis/compute"
)

// Digraph is the weighted digraph of N persons.
type Digraph struct {
	N     int
	count []int
}

// New returns a digraph of n persons without arcs.
func New(n int) *Digraph { return &Digraph{n, make([]int, n*n)} }

// Add adds one response of i to j.
func (w *Digraph) Add(i, j int) { w.count[i*w.N+j]++ }

// Get returns how often i responded to j.
func (w *Digraph) Get(i, j int) int { return w.count[i*w.N+j] }

// successors returns the persons to whom each person responds, in order.
func (w *Digraph) successors() [][]int {
	out := make([][]int, w.N)
	for i := range w.N {
		for j := range w.N {
			if w.Get(i, j) > 0 {
				out[i] = append(out[i], j)
			}
		}
	}
	return out
}

// PageRank returns the weighted PageRank by power iteration, until the changes of
// all persons together sum to less than 1e-13; the rank of persons who respond to
// nobody is spread evenly. Page et al. (1999); Langville & Meyer (2004)
// doi:10.1080/15427951.2004.10129091. Gonum's version knows no
// weights.
func (w *Digraph) PageRank(ctx context.Context, damping float64) []float64 {
	const enough, most = 1e-13, 1000
	n := float64(w.N)
	next := w.successors()
	rank, strength := make([]float64, w.N), make([]float64, w.N)
	for i := range rank {
		rank[i] = 1 / n
		for _, j := range next[i] {
			strength[i] += float64(w.Get(i, j))
		}
	}
	for range most {
		compute.Look(ctx)
		dangling := 0.0
		for i, r := range rank {
			if strength[i] == 0 {
				dangling += r
			}
		}
		new := make([]float64, w.N)
		for i := range new {
			new[i] = (1-damping)/n + damping*dangling/n
		}
		for i := range next {
			for _, j := range next[i] {
				new[j] += damping * rank[i] * float64(w.Get(i, j)) / strength[i]
			}
		}
		change := 0.0
		for i := range new {
			change += math.Abs(new[i] - rank[i])
		}
		rank = new
		if change < enough {
			break
		}
	}
	return rank
}

// Betweenness returns how often a person lies on the shortest paths between two
// others, directed and unweighted, as a share of the (n-1)(n-2) pairs; 0 when
// n < 3. Freeman (1977) doi:10.2307/3033543, by the algorithm of Brandes (2001)
// doi:10.1080/0022250X.2001.9990249. Gonum's sums
// follow the order of a map, so their last digits differ from run to run.
func (w *Digraph) Betweenness(ctx context.Context) []float64 {
	out := make([]float64, w.N)
	if w.N < 3 {
		return out
	}
	next := w.successors()
	paths, distance, share := make([]float64, w.N), make([]int, w.N), make([]float64, w.N)
	order := make([]int, 0, w.N)
	for source := range w.N {
		compute.Look(ctx)
		for i := range w.N {
			paths[i], distance[i], share[i] = 0, -1, 0
		}
		paths[source], distance[source] = 1, 0
		order = append(order[:0], source)
		for k := 0; k < len(order); k++ {
			i := order[k]
			for _, j := range next[i] {
				if distance[j] < 0 {
					distance[j] = distance[i] + 1
					order = append(order, j)
				}
				if distance[j] == distance[i]+1 {
					paths[j] += paths[i]
				}
			}
		}
		for k := len(order) - 1; k >= 0; k-- {
			i := order[k]
			for _, j := range next[i] {
				if distance[j] == distance[i]+1 {
					share[i] += paths[i] / paths[j] * (1 + share[j])
				}
			}
			if i != source {
				out[i] += share[i]
			}
		}
	}
	for i := range out {
		out[i] /= float64((w.N - 1) * (w.N - 2))
	}
	return out
}
