package analysis

import (
	"cmp"
	"context"
	"math"
	"slices"

	"kompas/analysis/compute"
	"kompas/analysis/stats"
)

// minDirected is the number of turns to a person that a network needs to be read.
const minDirected = 30

// network computes who responds to whom: the arcs i -> j between persons,
// i != j, weighed by w_ij, the number of turns from i to j.
//
//	density               arcs / (n(n-1)) of n persons, 0 when n < 2
//	reciprocity           share of arcs whose reverse exists; nil without arcs
//	weighted_reciprocity  sum_{i != j} min(w_ij, w_ji) / sum w; Squartini et
//	                      al. (2013) doi:10.1038/srep02729; nil without arcs
//	directed              share of turns with a person as addressee
//
// Reciprocity is that of networkx and of sna's "edgewise".
func (s *Selection) network(ctx context.Context) Network {
	w := newWeights(len(s.Participants))
	directed := 0
	for i, to := range s.Turns.To {
		if to < 0 {
			continue
		}
		directed++
		if from := s.Turns.From[i]; from >= 0 && from != to {
			w.add(int(from), int(to))
		}
	}
	n := Network{
		Enough:   directed >= minDirected,
		Arcs:     []Arc{},
		Directed: stats.Ratio(directed, s.Len()),
		Persons:  make([]Centrality, w.n),
	}
	outDegree, inDegree := make([]int, w.n), make([]int, w.n)
	outStrength, inStrength := make([]int, w.n), make([]int, w.n)
	total, returned, mutual := 0, 0, 0
	for i := range w.n {
		for j := range w.n {
			c := w.get(i, j)
			if c == 0 {
				continue
			}
			n.Arcs = append(n.Arcs, Arc{s.Participants[i].ID, s.Participants[j].ID, c})
			outDegree[i]++
			inDegree[j]++
			outStrength[i] += c
			inStrength[j] += c
			total += c
			mutual += min(c, w.get(j, i))
			if w.get(j, i) > 0 {
				returned++
			}
		}
	}
	slices.SortFunc(n.Arcs, func(a, b Arc) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	if w.n > 1 {
		n.Density = float64(len(n.Arcs)) / float64(w.n*(w.n-1))
	}
	n.Reciprocity = stats.Ratio(returned, len(n.Arcs))
	n.WeightedReciprocity = stats.Ratio(mutual, total)
	n.OutCentralization, n.InCentralization = stats.DegreeCentralization(outDegree), stats.DegreeCentralization(inDegree)
	n.OutStrengthCentralization = stats.StrengthCentralization(outStrength)
	n.InStrengthCentralization = stats.StrengthCentralization(inStrength)
	rank, between := w.pageRank(ctx, 0.85), w.betweenness(ctx)
	for i, p := range s.Participants {
		n.Persons[i] = Centrality{ID: p.ID, PageRank: rank[i], Betweenness: between[i]}
	}
	return n
}

// weights is the weighted digraph of n persons.
type weights struct {
	n     int
	count []int
}

func newWeights(n int) *weights { return &weights{n, make([]int, n*n)} }

func (w *weights) add(i, j int)     { w.count[i*w.n+j]++ }
func (w *weights) get(i, j int) int { return w.count[i*w.n+j] }

// successors returns the persons to whom each person responds, in order.
func (w *weights) successors() [][]int {
	out := make([][]int, w.n)
	for i := range w.n {
		for j := range w.n {
			if w.get(i, j) > 0 {
				out[i] = append(out[i], j)
			}
		}
	}
	return out
}

// pageRank returns the weighted PageRank by power iteration, until the changes of
// all persons together sum to less than 1e-13; the rank of persons who respond to
// nobody is spread evenly. Page et al. (1999); Langville & Meyer (2004)
// doi:10.1080/15427951.2004.10129091. Gonum's version knows no
// weights.
func (w *weights) pageRank(ctx context.Context, damping float64) []float64 {
	const enough, most = 1e-13, 1000
	n := float64(w.n)
	next := w.successors()
	rank, strength := make([]float64, w.n), make([]float64, w.n)
	for i := range rank {
		rank[i] = 1 / n
		for _, j := range next[i] {
			strength[i] += float64(w.get(i, j))
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
		new := make([]float64, w.n)
		for i := range new {
			new[i] = (1-damping)/n + damping*dangling/n
		}
		for i := range next {
			for _, j := range next[i] {
				new[j] += damping * rank[i] * float64(w.get(i, j)) / strength[i]
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

// betweenness returns how often a person lies on the shortest paths between two
// others, directed and unweighted, as a share of the (n-1)(n-2) pairs; 0 when
// n < 3. Freeman (1977) doi:10.2307/3033543, by the algorithm of Brandes (2001)
// doi:10.1080/0022250X.2001.9990249. Gonum's sums
// follow the order of a map, so their last digits differ from run to run.
func (w *weights) betweenness(ctx context.Context) []float64 {
	out := make([]float64, w.n)
	if w.n < 3 {
		return out
	}
	next := w.successors()
	paths, distance, share := make([]float64, w.n), make([]int, w.n), make([]float64, w.n)
	order := make([]int, 0, w.n)
	for source := range w.n {
		compute.Look(ctx)
		for i := range w.n {
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
		out[i] /= float64((w.n - 1) * (w.n - 2))
	}
	return out
}
