package sequence_test

import (
	"math"
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
		meeting := analysistest.Scripted(t, turns...)
		r := analysistest.Analyze(t, meeting, analysistest.Draws(0))
		tr := analysistest.Transition(t, r, "r", "c")
		expected, alone := tested(meeting, analysistest.With(analysistest.Draws(n)), sequence.SpeakerBlock)
		cell := slices.Index(r.Sequence.Codes, "r")*len(r.Sequence.Codes) + slices.Index(r.Sequence.Codes, "c")
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
		if got, sd := expected[cell], math.Sqrt(variance/n); math.Abs(got-mean) > 4*sd {
			t.Errorf("with %d, expected_null is %v, want %v to 4 x %.2g", both, got, mean, sd)
		}
		p := min(1, 2*min(atLeast, atMost))
		if got, sd := alone[cell], 2*math.Sqrt(p/2*(1-p/2)/n)+2.0/n; math.Abs(got-p) > 4*sd {
			t.Errorf("with %d, p_permutation is %v, want %v to 4 x %.2g", both, got, p, sd)
		}
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
