package sequence_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/sequence"
	"kompas/observe"
)

// naive works links and loops out from the draws in the slowest way, by the
// definitions in docs/analysis.md, for comparison. It takes the shuffled codes
// from the program; what it makes of them is its own.
type naive struct {
	turns   []analysis.Turn
	breaks  []bool // nothing reaches from the turn before
	codes   []string
	effects map[string]string
	lag     int
	alpha   float64
	repeats bool
	seen    map[cellOf]int
}

type cellOf struct{ from, to string }

// verdict is what is said of one way of shuffling.
type verdict struct {
	draws       []map[cellOf]int
	shuffled    [][]string
	mean, v     map[cellOf]float64
	permutation map[cellOf]float64
	family      map[cellOf]float64
	needs       map[cellOf]int
	links       map[cellOf]naiveLink
	dropped     map[cellOf]bool
}

type naiveLink struct {
	sign sequence.Sign
	step int
	p    float64
}

func newNaive(r *analysis.Reading, alpha float64) *naive {
	n := &naive{turns: r.Selection.List(), codes: r.Sequence.Codes, lag: r.Sequence.Lag, alpha: alpha, effects: map[string]string{}}
	n.breaks = make([]bool, len(n.turns))
	for i := 1; i < len(n.turns); i++ {
		n.breaks[i] = chainEnds(r, n.turns[i-1], n.turns[i])
	}
	for _, c := range n.codes {
		n.effects[c] = "neutral"
		if tag := r.Selection.Codebook.Find(observe.TagID(c)); tag != nil && tag.Effect != "" {
			n.effects[c] = string(tag.Effect)
		}
	}
	own := make([]string, len(n.turns))
	for i, turn := range n.turns {
		own[i] = string(turn.Tag)
	}
	n.seen = n.count(own)
	n.repeats = r.Sequence.Repeats
	return n
}

// steps tells whether from turn i on so many pairs are counted.
func (n *naive) steps(codes []string, i, k int) bool {
	end := i + k*n.lag
	if end >= len(codes) {
		return false
	}
	for j := i; j <= end; j++ {
		if codes[j] == "" || j > i && n.breaks[j] {
			return false
		}
	}
	return true
}

func (n *naive) count(codes []string) map[cellOf]int {
	out := map[cellOf]int{}
	for i := range codes {
		if n.steps(codes, i, 1) {
			out[cellOf{codes[i], codes[i+n.lag]}]++
		}
	}
	return out
}

func (n *naive) cells() (out []cellOf) {
	for _, r := range n.codes {
		for _, c := range n.codes {
			if n.repeats || r != c {
				out = append(out, cellOf{r, c})
			}
		}
	}
	return out
}

func (n *naive) score(v *verdict, c cellOf, o int) float64 {
	e, x := v.mean[c], float64(o)
	if v.v[c] == 0 || x == e || x > e && o < 3 || x < e && e < 3 {
		return 0
	}
	if x > e {
		x = math.Max(x-0.5, e)
	} else {
		x = math.Min(x+0.5, e)
	}
	d := -x + e
	if x > 0 {
		d += x * math.Log(x/e)
	}
	return math.Sqrt(e/v.v[c]) * math.Sqrt(2*math.Max(d, 0))
}

func (n *naive) judge(drawn [][]int) *verdict {
	v := &verdict{mean: map[cellOf]float64{}, v: map[cellOf]float64{}, permutation: map[cellOf]float64{}, family: map[cellOf]float64{},
		needs: map[cellOf]int{}, links: map[cellOf]naiveLink{}, dropped: map[cellOf]bool{}}
	for _, d := range drawn {
		codes := make([]string, len(d))
		for i, c := range d {
			if c >= 0 {
				codes[i] = n.codes[c]
			}
		}
		v.shuffled = append(v.shuffled, codes)
		v.draws = append(v.draws, n.count(codes))
	}
	all := float64(1 + len(v.draws))
	for _, c := range n.cells() {
		sum := 0
		for _, d := range v.draws {
			sum += d[c]
		}
		v.mean[c] = float64(sum) / (all - 1)
		atLeast, atMost := 1.0, 1.0
		for _, d := range v.draws {
			v.v[c] += (float64(d[c]) - v.mean[c]) * (float64(d[c]) - v.mean[c]) / (all - 1)
			if d[c] >= n.seen[c] {
				atLeast++
			}
			if d[c] <= n.seen[c] {
				atMost++
			}
		}
		if v.v[c] < 1e-12 {
			v.v[c] = 0
		}
		v.permutation[c] = min(1, 2*min(atLeast, atMost)/all)
	}
	order := n.cells()
	slices.SortStableFunc(order, func(a, b cellOf) int {
		return cmp.Compare(n.score(v, b, n.seen[b]), n.score(v, a, n.seen[a]))
	})
	const same = 1e-9 // scores come from two programs
	least := 0.0
	for i, c := range order {
		reach := 1.0
		for _, d := range v.draws {
			most := 0.0
			for _, other := range order[i:] {
				most = max(most, n.score(v, other, d[other]))
			}
			if most >= n.score(v, c, n.seen[c])-same {
				reach++
			}
		}
		least = max(least, reach/all)
		v.family[c] = least
	}
	// A count is needed when a meeting with it, and nothing else, would be
	// found.
	var maxima []float64
	for _, d := range v.draws {
		most := 0.0
		for _, c := range n.cells() {
			most = max(most, n.score(v, c, d[c]))
		}
		maxima = append(maxima, most)
	}
	for _, c := range n.cells() {
		if v.v[c] == 0 || math.Floor(n.alpha*all+1e-9) < 1 {
			continue
		}
		for x := max(3, int(v.mean[c])+1); ; x++ {
			reach := 1.0
			for _, most := range maxima {
				if most >= n.score(v, c, x)-same {
					reach++
				}
			}
			if reach/all <= n.alpha+1e-12 {
				v.needs[c] = x
				break
			}
		}
	}
	n.find(v)
	return v
}

func (n *naive) sign(v *verdict, c cellOf) sequence.Sign {
	if float64(n.seen[c]) > v.mean[c] {
		return sequence.Positive
	}
	return sequence.Negative
}

func (n *naive) find(v *verdict) {
	positive := func() (out []cellOf) {
		for c, l := range v.links {
			if l.sign == sequence.Positive {
				out = append(out, c)
			}
		}
		return out
	}
	fits := func(c cellOf, p []cellOf) float64 { // the p of what is left for a negative cell
		e, any := v.mean[c], false
		for _, line := range []func(cellOf) string{func(x cellOf) string { return x.from }, func(x cellOf) string { return x.to }} {
			o0, e0, oP, eP, has := 0.0, 0.0, 0.0, 0.0, false
			for _, x := range n.cells() {
				if line(x) == line(c) {
					o0 += float64(n.seen[x])
					e0 += v.mean[x]
				}
			}
			for _, x := range p {
				if line(x) == line(c) {
					has = true
					oP += float64(n.seen[x])
					eP += v.mean[x]
				}
			}
			if has {
				any = true
				e *= (o0 - oP) / (e0 - eP)
			}
		}
		switch {
		case !any:
			return 0
		case e <= 0:
			return 2
		}
		return 2 * distuv.Poisson{Lambda: e}.CDF(float64(n.seen[c]))
	}
	for _, c := range n.cells() {
		if v.family[c] <= n.alpha {
			v.links[c] = naiveLink{n.sign(v, c), 1, v.family[c]}
		}
	}
	negatives := 0
	for _, l := range v.links {
		if l.sign == sequence.Negative {
			negatives++
		}
	}
	first := positive()
	for c, l := range v.links {
		if l.sign == sequence.Negative && fits(c, first) > n.alpha/float64(negatives) {
			v.dropped[c] = true
		}
	}
	for c := range v.dropped {
		delete(v.links, c)
	}

	candidates := map[cellOf]bool{}
	for a := range v.links {
		if a.from != a.to {
			candidates[cellOf{a.to, a.from}] = true
		}
		for b := range v.links {
			if a.to == b.from && a.from != a.to && b.from != b.to && a.from != b.to {
				candidates[cellOf{b.to, a.from}] = true
			}
		}
	}
	for c := range v.links {
		delete(candidates, c)
	}
	var p []float64
	for c := range candidates {
		p = append(p, v.permutation[c])
	}
	slices.Sort(p)
	adjusted := func(x float64) float64 { // Holm
		most := 0.0
		for i, y := range p {
			if y <= x {
				most = max(most, y*float64(len(p)-i))
			}
		}
		return min(1, most)
	}
	added := map[cellOf]bool{}
	for c := range candidates {
		a := adjusted(v.permutation[c])
		if a <= n.alpha && n.score(v, c, n.seen[c]) > 0 {
			v.links[c] = naiveLink{n.sign(v, c), 2, a}
			added[c] = true
			if v.links[c].sign == sequence.Negative {
				negatives++
			}
		}
	}
	second := positive()
	for c := range added {
		if v.links[c].sign == sequence.Negative && fits(c, second) > n.alpha/float64(negatives) {
			v.dropped[c] = true
			delete(v.links, c)
		}
	}
}

// compareNaive holds a result against the slow way.
func compareNaive(t analysistest.Failer, m *analysis.Meeting, o analysis.Options) (links, loops int) {
	t.Helper()
	r, err := analysis.Analyze(context.Background(), m, o)
	if err != nil {
		t.Fatal(err)
	}
	n := newNaive(r, o.Alpha)
	main := n.judge(drawsOf(m, o, sequence.SpeakerBlock))
	for _, tr := range r.Sequence.Transitions {
		c := cellOf{tr.From, tr.To}
		if !n.repeats && c.from == c.to {
			continue
		}
		needs := 0
		if tr.Needs != nil {
			needs = *tr.Needs
		}
		got := fmt.Sprintf("%d %.9f %.9f %.9f %d", tr.Observed, *tr.ExpectedNull, *tr.PPermutation, *tr.PFamily, needs)
		want := fmt.Sprintf("%d %.9f %.9f %.9f %d", n.seen[c], main.mean[c], main.permutation[c], main.family[c], main.needs[c])
		if got != want {
			t.Errorf("%v is %s, want %s", c, got, want)
		}
		if tr.Needs != nil && tr.Observed >= needs && *tr.PFamily > o.Alpha {
			t.Errorf("%v has the %d that it needs, and a p of %v", c, needs, *tr.PFamily)
		}
	}
	got, want := []string{}, []string{}
	for _, l := range r.Links {
		got = append(got, fmt.Sprintf("%s %s %s %d %.9f", l.From, l.To, l.Sign, l.Step, *l.P))
	}
	for c, l := range main.links {
		want = append(want, fmt.Sprintf("%s %s %s %d %.9f", c.from, c.to, l.sign, l.step, l.p))
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("links are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}

	reasons := map[cellOf]string{}
	for way, by := range map[string]string{sequence.OnlyBlock: "persons", sequence.SpeakerSegment: "time"} {
		for c, l := range n.judge(drawsOf(m, o, way)).links {
			_, link := main.links[c]
			link = link || main.dropped[c]
			before, known := reasons[c]
			if !link && (!known || by == "persons" && strings.HasSuffix(before, "time")) {
				reasons[c] = string(l.sign) + " " + by
			}
		}
	}
	gotReasons := map[cellOf]string{}
	for _, e := range r.ExplainedBy {
		gotReasons[cellOf{e.From, e.To}] = fmt.Sprint(e.Sign, " ", e.By)
	}
	if !maps.Equal(gotReasons, reasons) {
		t.Errorf("explained_by is %v, want %v", gotReasons, reasons)
	}
	if got, want := describeLoops(r.Loops), n.loops(main); !slices.Equal(got, want) {
		t.Errorf("loops are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	return len(r.Links), len(r.Loops)
}

// TestEqualsTheSlowWay compares small meetings of every kind.
func TestEqualsTheSlowWay(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := analysistest.With(analysistest.Draws(rapid.SampledFrom([]int{1, 30, 60}).Draw(rt, "draws")))
		o.Lag = rapid.IntRange(1, 2).Draw(rt, "lag")
		o.Alpha = rapid.SampledFrom([]float64{0.05, 0.5}).Draw(rt, "alpha") // the second finds much, by chance
		compareNaive(rt, analysistest.Scripted(t, analysistest.SomeTurns(func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "n") }, 100)...), o)
	})
}

// TestOrderEqualsTheSlowWay compares meetings with an order in them, so that
// there is something to find.
func TestOrderEqualsTheSlowWay(t *testing.T) {
	links, loops := 0, 0
	for seed := range uint64(16) {
		w := analysistest.World{Codes: 5, Persons: 3, Habits: 0.5, PingPong: 0.4, Shares: map[string]float64{"c00": .2, "c01": .2},
			Lifts: map[[2]string]float64{{"c00", "c01"}: 3, {"c01", "c00"}: 3, {"c02", "c02"}: 3, {"c02", "c03"}: 2.5}}
		if seed%2 == 1 {
			w.Lifts = map[[2]string]float64{{"c00", "c01"}: 3, {"c01", "c00"}: 0.1, {"c01", "c02"}: 3, {"c02", "c00"}: 3}
			w.Drift, w.Subject = 1, 60
		}
		w.Apart = seed%4 > 1
		a, b := compareNaive(t, w.Meeting(t, 300, seed), analysistest.With(analysistest.Draws(100), func(o *analysis.Options) { o.Alpha = 0.2 }))
		links, loops = links+a, loops+b
	}
	if links < 60 || loops < 24 {
		t.Errorf("only %d links and %d loops were compared", links, loops)
	}
}
