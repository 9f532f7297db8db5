package analysis_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/sequence"
	"kompas/observe/observetest"
)

// reference is a .ref.json: figures of one meeting as networkx, scipy and
// statsmodels, and R's relevent, LagSequential, sna and igraph have them.
type reference struct {
	Meta struct {
		Events        int            `json:"events"`
		People        int            `json:"people"`
		Tags          int            `json:"tags"`
		SpanMs        int64          `json:"span_ms"`
		ShareDirected *float64       `json:"share_directed"`
		TagCounts     map[string]int `json:"tag_counts"`
	} `json:"meta"`
	Participation struct {
		People         []string            `json:"people"`
		Sent           map[string]int      `json:"sent"`
		Received       map[string]int      `json:"received"`
		GroupAddressed int                 `json:"group_addressed"`
		Share          map[string]*float64 `json:"share"`
		Gini           *float64            `json:"gini"`
		GiniCorrected  *float64            `json:"gini_corrected"`
		Evenness       *float64            `json:"evenness"`
	} `json:"participation"`
	Network struct {
		Weights             map[string]map[string]int `json:"weights"`
		Arcs                int                       `json:"arcs"`
		Density             *float64                  `json:"density"`
		ReciprocityArcs     *float64                  `json:"reciprocity_arcs"`
		ReciprocityWeighted *float64                  `json:"reciprocity_weighted"`
		CentralizationOut   *float64                  `json:"centralization_out"`
		CentralizationIn    *float64                  `json:"centralization_in"`
		OutDegree           map[string]int            `json:"out_degree"`
		InDegree            map[string]int            `json:"in_degree"`
		PageRank            map[string]*float64       `json:"pagerank"`
		Betweenness         map[string]*float64       `json:"betweenness"`
	} `json:"network"`
	Lag1 struct {
		Tags        []string     `json:"tags"`
		Transitions int          `json:"transitions"`
		Observed    [][]int      `json:"observed"`
		Probability [][]*float64 `json:"probability"`
		Expected    [][]*float64 `json:"expected"`
		Z           [][]*float64 `json:"z"`
		P           [][]*float64 `json:"p"`
		YuleQ       [][]*float64 `json:"yule_q"`
		SignedArcs  struct {
			Positive int `json:"positive"`
			Negative int `json:"negative"`
		} `json:"signed_arcs"`
	} `json:"lag1"`
	Cycles struct {
		Count  map[string]map[string]int `json:"count"`
		Cycles []struct {
			Cycle []string `json:"cycle"`
			Sign  int      `json:"sign"`
		} `json:"cycles"`
	} `json:"cycles"`
	PShifts struct {
		Counts  map[string]int `json:"counts"`
		NoShift int            `json:"no_shift"`
		Pairs   int            `json:"pairs"`
	} `json:"pshifts"`
}

func loadReference(t testing.TB, name string) *reference {
	t.Helper()
	var ref reference
	analysistest.LoadJSON(t, analysistest.Shared(t, filepath.FromSlash(name)+".ref.json"), &ref)
	return &ref
}

// people returns the participants' ids in the result by their name, and checks
// that they are the same people.
func people(c *analysistest.Checker, r *analysis.Reading, ref *reference) []string {
	c.Count("people", len(r.Participants), len(ref.Participation.People))
	names := make([]string, len(r.Participants))
	for i, p := range r.Participants {
		names[i] = p.Name
	}
	return names
}

func TestParticipationEqualsReference(t *testing.T) {
	observetest.Meetings(t)
	total := 0
	for _, name := range meetingNames {
		t.Run(name, func(t *testing.T) {
			c := &analysistest.Checker{T: t}
			ref, r := loadReference(t, name), analyzed(t, name)
			names := people(c, r, ref)
			c.Count("interactions", r.Interactions, ref.Meta.Events)
			c.Count("span_ms", int(*r.SpanMs), int(ref.Meta.SpanMs))
			p, want := r.Participation, ref.Participation
			for i, person := range p.Persons {
				who := names[i]
				c.Count("sent by "+who, person.Sent, want.Sent[who])
				c.Count("received by "+who, person.Received, want.Received[who])
				c.Figure("share of "+who, person.Share, want.Share[who])
			}
			c.Figure("gini", p.Gini, want.Gini)
			c.Figure("gini_corrected", p.GiniCorrected, want.GiniCorrected)
			c.Figure("evenness", p.Evenness, want.Evenness)
			addressed := float64(want.GroupAddressed) / float64(ref.Meta.Events)
			c.Figure("group_addressed", p.GroupAddressed, &addressed)
			c.AtLeast(7 + 3*len(want.People))
			total += c.Compared()
		})
	}
	if total < 13*7+3*50 {
		t.Errorf("only %d figures were compared over all meetings", total)
	}
}

func TestNetworkEqualsReference(t *testing.T) {
	observetest.Meetings(t)
	total := 0
	for _, name := range meetingNames {
		t.Run(name, func(t *testing.T) {
			c := &analysistest.Checker{T: t}
			ref, r := loadReference(t, name), analyzed(t, name)
			names := people(c, r, ref)
			name := map[string]string{}
			for i, p := range r.Participants {
				name[string(p.ID)] = names[i]
			}
			n, want := r.Network, ref.Network
			c.Count("arcs", len(n.Arcs), want.Arcs)
			for _, a := range n.Arcs {
				from, to := name[string(a.From)], name[string(a.To)]
				c.Count(fmt.Sprintf("weight %s -> %s", from, to), a.Count, want.Weights[from][to])
			}
			c.Value("density", n.Density, want.Density)
			c.Figure("reciprocity", n.Reciprocity, want.ReciprocityArcs)
			c.Figure("weighted_reciprocity", n.WeightedReciprocity, want.ReciprocityWeighted)
			c.Figure("out_centralization", n.OutCentralization, want.CentralizationOut)
			c.Figure("in_centralization", n.InCentralization, want.CentralizationIn)
			c.Figure("directed", n.Directed, ref.Meta.ShareDirected)
			for i, p := range n.Persons {
				c.Value("pagerank of "+names[i], p.PageRank, want.PageRank[names[i]])
				c.Value("betweenness of "+names[i], p.Betweenness, want.Betweenness[names[i]])
			}
			c.AtLeast(8 + want.Arcs + 2*len(names))
			total += c.Compared()
		})
	}
	if total < 13*8+2*50+100 {
		t.Errorf("only %d figures were compared over all meetings", total)
	}
}

func TestSequenceEqualsReference(t *testing.T) {
	observetest.Meetings(t)
	for _, name := range meetingNames {
		t.Run(name, func(t *testing.T) {
			c := &analysistest.Checker{T: t}
			ref, r := loadReference(t, name), analyzed(t, name)
			q, want := r.Sequence, ref.Lag1
			c.Count("pairs", q.Pairs, want.Transitions)
			if !slices.Equal(q.Codes, want.Tags) {
				t.Fatalf("codes are %q, want %q", q.Codes, want.Tags)
			}
			m := len(want.Tags)
			c.Count("transitions", len(q.Transitions), m*m)
			for i, tr := range q.Transitions {
				row, column := i/m, i%m
				at := tr.From + " -> " + tr.To
				if tr.From != want.Tags[row] || tr.To != want.Tags[column] {
					t.Fatalf("transition %d is %s", i, at)
				}
				c.Count("observed "+at, tr.Observed, want.Observed[row][column])
				c.Value("expected "+at, tr.Expected, want.Expected[row][column])
				c.Figure("probability "+at, tr.Probability, want.Probability[row][column])
				c.Figure("z "+at, tr.Z, want.Z[row][column])
				c.Figure("p "+at, tr.P, want.P[row][column])
				c.Figure("yules_q "+at, tr.YulesQ, want.YuleQ[row][column])
			}
			positive, negative := 0, 0
			for _, l := range r.RawLinks {
				if l.Sign == sequence.Positive {
					positive++
				} else {
					negative++
				}
			}
			c.Count("positive raw links", positive, want.SignedArcs.Positive)
			c.Count("negative raw links", negative, want.SignedArcs.Negative)
			c.AtLeast(4 + 6*m*m)
		})
	}
}

func TestBmr006HasAllItsCells(t *testing.T) {
	if n := len(analyzed(t, "Bmr006").Sequence.Transitions); n != 484 {
		t.Errorf("Bmr006 has %d cells, want 484", n)
	}
}

func TestRawLoopsEqualReference(t *testing.T) {
	observetest.Meetings(t)
	compared := 0
	for _, name := range meetingNames {
		t.Run(name, func(t *testing.T) {
			ref, r := loadReference(t, name), analyzed(t, name)
			want, got := map[string]int{}, map[string]int{}
			for _, c := range ref.Cycles.Cycles {
				want[strings.Join(c.Cycle, " ")] = c.Sign
			}
			count := map[string]map[string]int{}
			for k := 1; k <= 4; k++ {
				count[strconv.Itoa(k)] = map[string]int{"reinforcing": 0, "balancing": 0}
			}
			for _, l := range r.RawLoops {
				product := 1
				for _, s := range l.Signs {
					if s == sequence.Negative {
						product = -product
					}
				}
				if (product > 0) != (l.Kind == sequence.Reinforcing) {
					t.Errorf("loop %q is %s with signs %q", l.Nodes, l.Kind, l.Signs)
				}
				got[strings.Join(l.Nodes, " ")] = product
				count[strconv.Itoa(len(l.Nodes))][string(l.Kind)]++
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("loops differ (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(ref.Cycles.Count, count); diff != "" {
				t.Errorf("counts of loops differ (-want +got):\n%s", diff)
			}
			ordered := slices.IsSortedFunc(r.RawLoops, func(a, b sequence.RawLoop) int {
				if len(a.Nodes) != len(b.Nodes) {
					return len(a.Nodes) - len(b.Nodes)
				}
				return slices.Compare(a.Nodes, b.Nodes)
			})
			if !ordered {
				t.Error("loops are not sorted by length, then nodes")
			}
			compared += len(want) + 8
		})
	}
	if compared < 13*8+50 {
		t.Errorf("only %d figures were compared", compared)
	}
}

func TestShiftsEqualReference(t *testing.T) {
	observetest.Meetings(t)
	for _, name := range meetingNames {
		t.Run(name, func(t *testing.T) {
			c := &analysistest.Checker{T: t}
			ref, r := loadReference(t, name), analyzed(t, name)
			c.Count("pairs", r.Shifts.Pairs, ref.PShifts.Pairs)
			c.Count("no_shift", r.Shifts.NoShift, ref.PShifts.NoShift)
			c.Count("shifts", len(r.Shifts.Counts), 13)
			for shift, n := range ref.PShifts.Counts {
				c.Count(shift, r.Shifts.Counts[shift], n)
			}
			c.AtLeast(16)
		})
	}
}

func TestTagsEqualReference(t *testing.T) {
	observetest.Meetings(t)
	compared := 0
	for _, name := range meetingNames {
		c := &analysistest.Checker{T: t}
		ref, r := loadReference(t, name), analyzed(t, name)
		c.Count("tags of "+name, len(r.Tags), len(ref.Meta.TagCounts))
		for _, row := range r.Tags {
			c.Count(name+" "+string(row.Tag), row.Count, ref.Meta.TagCounts[string(row.Tag)])
		}
		compared += c.Compared()
	}
	if compared < 13+6*22 {
		t.Errorf("only %d counts of tags were compared", compared)
	}
}
