package analysis_test

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"testing"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/digraph"
	"kompas/observe"
)

// network is a worked example of a network.
type network struct {
	Source               string              `json:"source"`
	Arcs                 [][]int             `json:"arcs"` // from, to, weight (1)
	Published            []float64           `json:"published_alpha_0_9"`
	PageRank85           []float64           `json:"alpha_0_85"`
	Betweenness          map[string]*float64 `json:"betweenness_normalised"`
	DegreeCentralization *float64            `json:"degree_centralization"`
	CentralizationOut    *float64            `json:"centralization_out"`
	CentralizationIn     *float64            `json:"centralization_in"`
	Density              *float64            `json:"density"`
	Reciprocity          *float64            `json:"reciprocity"`
	PageRankWeighted     map[string]*float64 `json:"pagerank_weighted_085"`
	PageRankUnweighted   map[string]*float64 `json:"pagerank_unweighted_085"`
}

func loadNetworks(t *testing.T) map[string]network {
	var all map[string]network
	analysistest.LoadJSON(t, analysistest.Shared(t, "worked", "networks.json"), &all)
	return all
}

// arcsOf returns the arcs with nodes counted from 0 and their weights, 1 for all
// when unweighted.
func (n network) arcsOf(unweighted bool) (nodes int, arcs [][3]int) {
	least, most := math.MaxInt, 0
	for _, a := range n.Arcs {
		least, most = min(least, a[0], a[1]), max(most, a[0], a[1])
	}
	for _, a := range n.Arcs {
		w := 1
		if len(a) > 2 && !unweighted {
			w = a[2]
		}
		arcs = append(arcs, [3]int{a[0] - least, a[1] - least, w})
	}
	return most - least + 1, arcs
}

// meeting returns a meeting in which each arc is as many turns as it weighs.
// Persons are named by their number, in order.
func (n network) meeting(t *testing.T) *analysis.Meeting {
	b := analysis.NewBuilder("", &observe.Codebook{ID: "none"})
	nodes, arcs := n.arcsOf(false)
	for i := range nodes {
		b.Add(0, strconv.Itoa(i), "*", "", "", "")
	}
	for _, a := range arcs {
		for range a[2] {
			b.Add(0, strconv.Itoa(a[0]), strconv.Itoa(a[1]), "", "", "")
		}
	}
	m, err := b.Meeting()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestPageRankOfLangvilleAndMeyer compares with the values printed in
// Langville & Meyer (2006), by way of networkx's tests: 8 digits, damping 0.9.
func TestPageRankOfLangvilleAndMeyer(t *testing.T) {
	want := loadNetworks(t)["langville_meyer_pagerank"]
	nodes, arcs := want.arcsOf(false)
	c := &analysistest.Checker{T: t}
	for i, v := range pageRankOf(t, nodes, arcs, 0.9) {
		c.Count(fmt.Sprintf("8 digits of node %d at 0.9", i+1), int(math.Round(v*1e8)), int(math.Round(want.Published[i]*1e8)))
	}
	for i, p := range analysistest.Analyze(t, want.meeting(t)).Network.Persons {
		c.Value("pagerank of "+string(p.ID), p.PageRank, &want.PageRank85[i])
	}
	c.AtLeast(12)
}

// TestNetworksComeOutAsPublished compares Krackhardt's kite, Zachary's karate
// club (published: density 0.139, betweenness 0.4376 and 0.3041) and a star
// with networkx.
func TestNetworksComeOutAsPublished(t *testing.T) {
	compared := 0
	for name, want := range loadNetworks(t) {
		c := &analysistest.Checker{T: t}
		n := analysistest.Analyze(t, want.meeting(t)).Network
		is := func(what string, got, want *float64) {
			if want != nil {
				c.Figure(name+" "+what, got, want)
			}
		}
		is("density", &n.Density, want.Density)
		is("reciprocity", n.Reciprocity, want.Reciprocity)
		is("out_centralization", n.OutCentralization, want.CentralizationOut)
		is("in_centralization", n.InCentralization, want.CentralizationIn)
		for node, v := range want.Betweenness {
			i, _ := strconv.Atoi(node)
			is("betweenness of "+node, &n.Persons[i].Betweenness, v)
		}
		for node, v := range want.PageRankWeighted {
			i, _ := strconv.Atoi(node)
			is("pagerank of "+node, &n.Persons[i].PageRank, v)
		}
		if len(want.PageRankUnweighted) > 0 {
			nodes, arcs := want.arcsOf(true)
			rank := pageRankOf(t, nodes, arcs, 0.85)
			for _, node := range slices.Sorted(maps.Keys(want.PageRankUnweighted)) {
				i, _ := strconv.Atoi(node)
				is("unweighted pagerank of "+node, &rank[i], want.PageRankUnweighted[node])
			}
		}
		is("out_centralization", n.OutCentralization, want.DegreeCentralization)
		compared += c.Compared()
	}
	if compared < 118 {
		t.Errorf("only %d figures were compared", compared)
	}
}

// pageRankOf returns the PageRank of a weighted digraph of arcs {from, to, weight}.
func pageRankOf(t *testing.T, n int, arcs [][3]int, damping float64) []float64 {
	g := digraph.New(n)
	for _, a := range arcs {
		for range a[2] {
			g.Add(a[0], a[1])
		}
	}
	return g.PageRank(t.Context(), damping)
}
