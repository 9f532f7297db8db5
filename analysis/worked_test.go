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
	"kompas/observe"
)

// lagseq is a table that R's LagSequential prints, with the sequence that it
// is made from where there is one.
type lagseq struct {
	Source   string      `json:"source"`
	Codes    []int       `json:"codes"`
	Freqs    [][]int     `json:"freqs"`
	Expected [][]float64 `json:"expfreqs"`
	Probs    [][]float64 `json:"probs"`
	Chi      [][]float64 `json:"chi"` // chi-square, degrees of freedom, p
	Adjres   [][]float64 `json:"adjres"`
	P        [][]float64 `json:"p"`
	YulesQ   [][]float64 `json:"YulesQ"`
}

// undefined is how LagSequential prints what is undefined.
const undefined = -9999

func printed(v float64) *float64 {
	if v == undefined {
		return nil
	}
	return &v
}

// TestSequenceComesOutAsPrinted compares with worked examples to 12 printed
// digits: Bakeman & Quera (2011, p. 159), Griffin & Gottman (1990, p. 137),
// Wampold (1982, 1984) and LagSequential's own data, lags 1 and 2, as R's
// LagSequential 0.1.1 prints them.
func TestSequenceComesOutAsPrinted(t *testing.T) {
	for name, lag := range map[string]int{
		"lagseq_bakeman_quera_2011_p159": 1,
		"lagseq_griffin_gottman_1990":    1,
		"lagseq_data_Wampold_1982":       1,
		"lagseq_data_Wampold_1984":       1,
		"lagseq_data_sequential":         1,
		"lagseq_data_sequential_lag2":    2,
	} {
		t.Run(name, func(t *testing.T) {
			var want lagseq
			analysistest.LoadJSON(t, analysistest.Shared(t, "worked", name+".json"), &want)
			m := len(want.Freqs)
			var transitions []analysis.Transition
			var x, p *float64
			var df int
			if want.Codes == nil {
				names := make([]string, m)
				for i := range names {
					names[i] = strconv.Itoa(i + 1)
				}
				transitions, x, df, p, _ = analysis.Classical(names, want.Freqs)
			} else {
				q := analyze(t, sequenceOf(t, want.Codes), func(o *analysis.Options) { o.Lag = lag }).Sequence
				transitions, x, df, p = q.Transitions, q.ChiSquare, q.DF, q.P
			}
			c := &analysistest.Checker{T: t}
			const digits = 5e-12
			c.Count("cells", len(transitions), m*m)
			for i, tr := range transitions {
				row, column := i/m, i%m
				at := fmt.Sprintf("%s -> %s", tr.From, tr.To)
				c.Count("observed "+at, tr.Observed, want.Freqs[row][column])
				c.Within("expected "+at, &tr.Expected, printed(want.Expected[row][column]), digits)
				c.Within("probability "+at, tr.Probability, printed(want.Probs[row][column]), digits)
				c.Within("z "+at, tr.Z, printed(want.Adjres[row][column]), digits)
				c.Within("p "+at, tr.P, printed(want.P[row][column]), 1e-11)
				c.Within("yules_q "+at, tr.YulesQ, printed(want.YulesQ[row][column]), digits)
			}
			c.Within("chi_square", x, &want.Chi[0][0], digits)
			c.Count("df", df, int(want.Chi[0][1]))
			c.Within("p", p, &want.Chi[0][2], 1e-11)
			c.AtLeast(4 + 6*m*m)
		})
	}
}

// sequenceOf gives a meeting in which one person acts in each second, coded as
// said.
func sequenceOf(t testing.TB, codes []int) *analysis.Meeting {
	t.Helper()
	b := analysis.NewBuilder("", &observe.Codebook{ID: "none"})
	for i, code := range codes {
		b.Add(int64(i)*1000, "A", "*", strconv.Itoa(code), "", "")
	}
	m, err := b.Meeting()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

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

// arcsOf gives the arcs with nodes counted from 0 and their weights, 1 for all
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

// meeting gives a meeting in which each arc is as many turns as it weighs.
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
	for i, v := range analysis.PageRankOf(nodes, arcs, 0.9) {
		c.Count(fmt.Sprintf("8 digits of node %d at 0.9", i+1), int(math.Round(v*1e8)), int(math.Round(want.Published[i]*1e8)))
	}
	for i, p := range analyze(t, want.meeting(t)).Network.Persons {
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
		n := analyze(t, want.meeting(t)).Network
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
			rank := analysis.PageRankOf(nodes, arcs, 0.85)
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
