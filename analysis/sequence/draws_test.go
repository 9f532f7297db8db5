package sequence_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/combin"
	"pgregory.net/rapid"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/sequence"
)

// TestDrawsOfOneStratumAreHypergeometric compares with the exact distribution.
// Each pair is cut off by a turn without a code, and its first turn is by A, its
// second by B: to shuffle the acts of each is to draw, without putting back, as
// many of the pairs that begin with r as end with c.
func TestDrawsOfOneStratumAreHypergeometric(t *testing.T) {
	const pairs, rows, columns = 19, 8, 7 // in 57 turns, which are one block
	for both := 0; both <= 7; both++ {
		var turns []string
		for i := range pairs {
			first, second := "x", "v"
			if i < rows {
				first = "r"
			}
			if i < both || i >= rows && i < rows+columns-both {
				second = "c"
			}
			turns = append(turns, "a "+first, "b "+second, "b")
		}
		const n = 20_000
		r := analysistest.Analyze(t, analysistest.Scripted(t, turns...), analysistest.Draws(n))
		tr := analysistest.Transition(t, r, "r", "c")
		if tr.Observed != both || r.Sequence.Pairs != pairs {
			t.Fatalf("%d of %d pairs are r -> c, want %d of %d", tr.Observed, r.Sequence.Pairs, both, pairs)
		}
		mass := func(k int) float64 {
			return float64(combin.Binomial(rows, k)) * float64(combin.Binomial(pairs-rows, columns-k)) / float64(combin.Binomial(pairs, columns))
		}
		mean, variance, atLeast, atMost := 0.0, 0.0, 0.0, 0.0
		for k := range columns + 1 {
			mean += float64(k) * mass(k)
			variance += float64(k*k) * mass(k)
			if k >= both {
				atLeast += mass(k)
			}
			if k <= both {
				atMost += mass(k)
			}
		}
		variance -= mean * mean
		if got, sd := *tr.ExpectedNull, math.Sqrt(variance/n); math.Abs(got-mean) > 4*sd {
			t.Errorf("with %d, expected_null is %v, want %v to 4 x %.2g", both, got, mean, sd)
		}
		p := min(1, 2*min(atLeast, atMost))
		if got, sd := *tr.PPermutation, 2*math.Sqrt(p/2*(1-p/2)/n)+2.0/n; math.Abs(got-p) > 4*sd {
			t.Errorf("with %d, p_permutation is %v, want %v to 4 x %.2g", both, got, p, sd)
		}
	}
}

// TestDrawsEqualEnumeration compares with all orders of a few acts of one
// person.
func TestDrawsEqualEnumeration(t *testing.T) {
	codes := []string{"x", "y", "x", "y", "y", "z", "x", "z"}
	turns := make([]string, len(codes))
	for i, c := range codes {
		turns[i] = "a " + c
	}
	const n = 20_000
	r := analysistest.Analyze(t, analysistest.Scripted(t, turns...), analysistest.Draws(n))
	type key [2]string
	sum, square, more, fewer := map[key]float64{}, map[key]float64{}, map[key]float64{}, map[key]float64{}
	orders := combin.Permutations(len(codes), len(codes))
	for _, order := range orders {
		counts := map[key]int{}
		for i := 1; i < len(order); i++ {
			counts[key{codes[order[i-1]], codes[order[i]]}]++
		}
		for _, tr := range r.Sequence.Transitions {
			k := key{tr.From, tr.To}
			o := counts[k]
			sum[k] += float64(o)
			square[k] += float64(o * o)
			if o >= tr.Observed {
				more[k]++
			}
			if o <= tr.Observed {
				fewer[k]++
			}
		}
	}
	all := float64(len(orders))
	mean, variance, _ := meanAndVariance(analysistest.Scripted(t, turns...), analysistest.With(analysistest.Draws(n)), sequence.SpeakerBlock)
	for i, tr := range r.Sequence.Transitions {
		k := key{tr.From, tr.To}
		m := sum[k] / all
		v := square[k]/all - m*m
		if math.Abs(*tr.ExpectedNull-m) > 4*math.Sqrt(v/n) || *tr.ExpectedNull != mean[i] {
			t.Errorf("%v: expected_null is %v, want %v", k, *tr.ExpectedNull, m)
		}
		if math.Abs(variance[i]-v) > 0.05*v {
			t.Errorf("%v: the variance is %v, want %v", k, variance[i], v)
		}
		p := min(1, 2*min(more[k], fewer[k])/all)
		if sd := 2*math.Sqrt(p/2*(1-p/2)/n) + 2.0/n; math.Abs(*tr.PPermutation-p) > 4*sd {
			t.Errorf("%v: p_permutation is %v, want %v", k, *tr.PPermutation, p)
		}
	}
}

// TestDrawsOfALongSequenceAreNormal compares p with the normal one of the
// adjusted residual, corrected for continuity, when all acts of one long
// segment are shuffled: within the error of the draws.
func TestDrawsOfALongSequenceAreNormal(t *testing.T) {
	const turns, n = 8000, 4000
	r := rand.New(rand.NewPCG(5, 6))
	m := analysistest.Generated(t, turns, func(i int) (int64, string, string, string) {
		return int64(i), "A", "*", fmt.Sprint("c", r.IntN(4))
	})
	mean, variance, p := meanAndVariance(m, analysistest.With(analysistest.Draws(n)), sequence.OnlySegment)
	compared := 0
	for i, tr := range analysistest.Analyze(t, m, analysistest.Draws(0)).Sequence.Transitions {
		o, e := float64(tr.Observed), tr.Expected
		sd := (o - e) / *tr.Z
		if math.Abs(mean[i]-e) > 4*sd/math.Sqrt(n)+0.5 || math.Abs(variance[i]/(sd*sd)-1) > 0.12 {
			t.Errorf("%s -> %s: draws have mean %v and variance %v, want %v and %v", tr.From, tr.To, mean[i], variance[i], e, sd*sd)
		}
		want := math.Erfc(max(math.Abs(o-e)-0.5, 0) / sd / math.Sqrt2)
		if within := 4*2*math.Sqrt(want/2*(1-want/2)/n) + 0.01; math.Abs(p[i]-want) > within {
			t.Errorf("%s -> %s: p_permutation is %v, want %v within %.3f", tr.From, tr.To, p[i], want, within)
		}
		compared++
	}
	if compared != 16 {
		t.Errorf("%d cells were compared", compared)
	}
}

// TestDrawsKeepWhoActsWhenAndWhatEverybodyDoes looks at the shuffled codes
// themselves.
func TestDrawsKeepWhoActsWhenAndWhatEverybodyDoes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := analysistest.Scripted(t, analysistest.SomeTurns(func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "n") }, 150)...)
		o := analysistest.With(analysistest.Draws(20))
		r := analysistest.Analyze(t, m, analysistest.Draws(0))
		turns := r.Selection.List()
		// Strata worked out by hand: segments end at phases and pauses.
		type stratum struct {
			segment, block int
			who            string
		}
		strata := make([]stratum, len(turns))
		for start, segment := 0, 0; start < len(turns); segment++ {
			end := start + 1
			for end < len(turns) && !segmentEnds(r, turns[end-1], turns[end]) {
				end++
			}
			n := end - start
			k := max(1, int(math.Round(float64(n)/40)))
			for i := start; i < end; i++ {
				strata[i] = stratum{segment, (i - start) * k / n, string(turns[i].From)}
			}
			start = end
		}
		code := map[string]int{}
		for i, c := range r.Sequence.Codes {
			code[c] = i
		}
		of := func(codes []int) map[stratum][]int {
			out := map[stratum][]int{}
			for i, c := range codes {
				out[strata[i]] = append(out[strata[i]], c)
			}
			for _, list := range out {
				slices.Sort(list)
			}
			return out
		}
		own := make([]int, len(turns))
		for i, turn := range turns {
			own[i] = -1
			if turn.Tag != "" {
				own[i] = code[string(turn.Tag)]
			}
		}
		want := of(own)
		repeats := r.Sequence.Repeats
		for b, codes := range drawsOf(m, o, sequence.SpeakerBlock) {
			for s, list := range of(codes) {
				if !slices.Equal(list, want[s]) {
					rt.Fatalf("draw %d has %v in stratum %v, want %v", b, list, s, want[s])
				}
			}
			for i, c := range codes {
				if (c < 0) != (own[i] < 0) {
					rt.Fatalf("draw %d moves a turn without a code", b)
				}
				if !repeats && i > 0 && c >= 0 && c == codes[i-1] && !chainEnds(r, turns[i-1], turns[i]) {
					rt.Fatalf("draw %d has a repeat where there are none", b)
				}
			}
		}
	})
}

func segmentEnds(r *analysis.Reading, a, b analysis.Turn) bool {
	return a.Phase != b.Phase || chainEnds(r, a, b)
}

func chainEnds(r *analysis.Reading, a, b analysis.Turn) bool {
	for _, p := range r.Selection.Pauses() {
		if p.From < b.At && p.To > a.At {
			return true
		}
	}
	return false
}

// TestDrawsAreNumbered returns the same draw for the same seed and number, however
// many draws there are, and another one for another seed.
func TestDrawsAreNumbered(t *testing.T) {
	m := analysistest.Random(t, 200, 3)
	few, many := drawsOf(m, analysistest.With(analysistest.Draws(5)), sequence.SpeakerBlock), drawsOf(m, analysistest.With(analysistest.Draws(50)), sequence.SpeakerBlock)
	other := drawsOf(m, analysistest.With(analysistest.Draws(5), func(o *analysis.Options) { o.Seed = 2 }), sequence.SpeakerBlock)
	for b := range few {
		if !slices.Equal(few[b], many[b]) {
			t.Errorf("draw %d of 5 differs from that of 50", b)
		}
		if slices.Equal(few[b], other[b]) || b > 0 && slices.Equal(few[b], few[b-1]) {
			t.Errorf("draw %d is there twice", b)
		}
	}
}

// TestDrawsOfCodesThatCannotRepeat compares with all orders of a few acts that
// have no repeat.
func TestDrawsOfCodesThatCannotRepeat(t *testing.T) {
	// Five of the pairs would repeat in a meeting that could: 19 turns by one.
	codes := []string{"x", "y", "x", "y", "x", "y", "x", "y", "z", "x", "y"}
	var turns []string
	for range 2 { // the cut keeps the halves apart, phases are strata
		for _, c := range codes {
			turns = append(turns, "a "+c)
		}
		turns = append(turns, "-")
	}
	const n = 20_000
	r := analysistest.Analyze(t, analysistest.Scripted(t, turns...), analysistest.Draws(n))
	if r.Sequence.Repeats {
		t.Fatal("the codes are said to repeat")
	}
	sums, all := map[[2]string]float64{}, 0.0
	var place func(order []string, left map[string]int)
	place = func(order []string, left map[string]int) {
		if len(order) == len(codes) {
			all++
			for i := 1; i < len(order); i++ {
				sums[[2]string{order[i-1], order[i]}] += 2 // in both halves
			}
			return
		}
		for _, c := range []string{"x", "y", "z"} {
			if left[c] > 0 && (len(order) == 0 || order[len(order)-1] != c) {
				left[c]--
				place(append(order, c), left)
				left[c]++
			}
		}
	}
	place(nil, map[string]int{"x": 5, "y": 5, "z": 1})
	for _, tr := range r.Sequence.Transitions {
		if tr.From == tr.To {
			if tr.ExpectedNull != nil || tr.PPermutation != nil || tr.PFamily != nil || tr.Needs != nil {
				t.Errorf("%s -> %s is tested, though no code repeats", tr.From, tr.To)
			}
			continue
		}
		want := sums[[2]string{tr.From, tr.To}] / all
		if math.Abs(*tr.ExpectedNull-want) > 0.05 {
			t.Errorf("%s -> %s: expected_null is %v, want %v", tr.From, tr.To, *tr.ExpectedNull, want)
		}
	}
}
