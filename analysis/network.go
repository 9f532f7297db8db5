package analysis

import (
	"cmp"
	"context"
	"slices"

	"kompas/analysis/digraph"
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
	w := digraph.New(len(s.Participants))
	directed := 0
	for i, to := range s.Turns.To {
		if to < 0 {
			continue
		}
		directed++
		if from := s.Turns.From[i]; from >= 0 && from != to {
			w.Add(int(from), int(to))
		}
	}
	n := Network{
		Enough:   directed >= minDirected,
		Arcs:     []Arc{},
		Directed: stats.Ratio(directed, s.Len()),
		Persons:  make([]Centrality, w.N),
	}
	outDegree, inDegree := make([]int, w.N), make([]int, w.N)
	outStrength, inStrength := make([]int, w.N), make([]int, w.N)
	total, returned, mutual := 0, 0, 0
	for i := range w.N {
		for j := range w.N {
			c := w.Get(i, j)
			if c == 0 {
				continue
			}
			n.Arcs = append(n.Arcs, Arc{s.Participants[i].ID, s.Participants[j].ID, c})
			outDegree[i]++
			inDegree[j]++
			outStrength[i] += c
			inStrength[j] += c
			total += c
			mutual += min(c, w.Get(j, i))
			if w.Get(j, i) > 0 {
				returned++
			}
		}
	}
	slices.SortFunc(n.Arcs, func(a, b Arc) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	if w.N > 1 {
		n.Density = float64(len(n.Arcs)) / float64(w.N*(w.N-1))
	}
	n.Reciprocity = stats.Ratio(returned, len(n.Arcs))
	n.WeightedReciprocity = stats.Ratio(mutual, total)
	n.OutCentralization, n.InCentralization = stats.DegreeCentralization(outDegree), stats.DegreeCentralization(inDegree)
	n.OutStrengthCentralization = stats.StrengthCentralization(outStrength)
	n.InStrengthCentralization = stats.StrengthCentralization(inStrength)
	rank, between := w.PageRank(ctx, 0.85), w.Betweenness(ctx)
	for i, p := range s.Participants {
		n.Persons[i] = Centrality{ID: p.ID, PageRank: rank[i], Betweenness: between[i]}
	}
	return n
}
