package sequence_test

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/combin"
	"pgregory.net/rapid"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/sequence"
	"kompas/observe"
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
		m := analysistest.Scripted(t, turns...)
		r := analysistest.Analyze(t, m, analysistest.Draws(n))
		tr := analysistest.Transition(t, r, "r", "c")
		if tr.Observed != both || r.Sequence.Pairs != pairs || r.Sequence.PairsBetween != pairs {
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
		// Moved on, the 8 of A and the 7 of B meet in one of 19 ways.
		above, below := 0.0, 0.0
		for by := range pairs {
			meet := 0
			for i := range pairs {
				j := (i + by) % pairs
				if i < rows && (j < both || j >= rows && j < rows+columns-both) {
					meet++
				}
			}
			if meet >= both {
				above += 1.0 / pairs
			}
			if meet <= both {
				below += 1.0 / pairs
			}
		}
		p := min(1, max(2*min(atLeast, atMost), 2*min(above, below)))
		if got, sd := *tr.PPermutation, 2*math.Sqrt(p/2*(1-p/2)/n)+2.0/n; math.Abs(got-p) > 4*sd {
			t.Errorf("with %d, p_permutation is %v, want %v to 4 x %.2g", both, got, p, sd)
		}
	}
}

// orders lists every order of the coded acts of each actor within each block; turns
// that move together have the same number in strata.
func orders(n *naive, strata []int) [][]int {
	return enumerate(n, strata, func(k int) [][]int { return combin.Permutations(k, k) })
}

// rotations lists every way of moving the coded acts of each actor on within each
// segment, the last ones to the front.
func rotations(n *naive, strata []int) [][]int {
	return enumerate(n, strata, func(k int) (out [][]int) {
		for by := range k {
			one := make([]int, k)
			for i := range one {
				one[(i+by)%k] = i
			}
			out = append(out, one)
		}
		return out
	})
}

// enumerate lists the codes of all draws in which the coded turns of each stratum
// change places in one of the ways, which depend on their number.
func enumerate(n *naive, strata []int, ways func(k int) [][]int) [][]int {
	out := [][]int{slices.Clone(n.own)}
	members := map[int][]int{}
	for i, c := range n.own {
		if c >= 0 {
			members[strata[i]] = append(members[strata[i]], i)
		}
	}
	for _, turns := range members {
		var next [][]int
		for _, codes := range out {
			for _, way := range ways(len(turns)) {
				moved := slices.Clone(codes)
				for i, from := range way {
					moved[turns[i]] = codes[turns[from]]
				}
				next = append(next, moved)
			}
		}
		out = next
	}
	return out
}

// strataOf numbers the turns that one null keeps together: those of one actor, of one
// block or segment, and, where answers are paired, of one kind.
func strataOf(r *analysis.Reading, n *naive, whole bool) []int {
	type stratum struct {
		segment, block int
		who            observe.PersonID
		answer         bool
	}
	answers := make([]bool, len(n.turns))
	if n.o.Pairs == sequence.InReply {
		for _, p := range n.all {
			answers[p[1]] = true
		}
	}
	numbers := map[stratum]int{}
	out := make([]int, len(n.turns))
	for start, segment := 0, 0; start < len(n.turns); segment++ {
		end := start + 1
		for end < len(n.turns) && !segmentEnds(r, n.turns[end-1], n.turns[end]) {
			end++
		}
		k := max(1, int(math.Round(float64(end-start)/40)))
		for i := start; i < end; i++ {
			s := stratum{segment, (i - start) * k / (end - start), n.turns[i].From, answers[i]}
			if whole {
				s.block = 0
			}
			if _, known := numbers[s]; !known {
				numbers[s] = len(numbers)
			}
			out[i] = numbers[s]
		}
		start = end
	}
	return out
}

// p returns the two-sided p of a cell, exactly.
func (x *verdict) exactP(c cell) float64 {
	is, above, below := root(x.seen.o.at(c), x.expected(x.seen, c)), 0.0, 0.0
	for _, t := range x.tallies {
		r := root(t.o.at(c), x.expected(t, c))
		if r >= is-same {
			above++
		}
		if r <= is+same {
			below++
		}
	}
	return min(1, 2*min(above, below)/float64(len(x.tallies)))
}

// tiny are meetings of which all draws can be listed.
func tiny(t testing.TB) map[string]*analysis.Meeting {
	return map[string]*analysis.Meeting{
		"two by turns":                               analysistest.Scripted(t, "a x", "b y", "a x", "b y", "a z", "b x", "a y", "b z", "a x"),
		"three, one of them all":                     analysistest.Scripted(t, "a x", "b y", "* x", "a y", "a x", "b x", "b z", "* y", "a z", "b x"),
		"a turn without a code, a pause and an item": analysistest.Scripted(t, "a x", "b y", "a y", "b x", "a", "b x", "a x", "-", "b y", "a y", "b y", "|2", "a x", "b x", "a y", "b y"),
		"answers": analysistest.Scripted(t, "a>b x", "b>a y", "c>a x", "a>c y", "b>c x", "c y", "a>b z", "b>a x"),
	}
}

// TestDrawsEqualEnumeration compares with every draw of both nulls.
func TestDrawsEqualEnumeration(t *testing.T) {
	const draws = 20_000
	for name, m := range tiny(t) {
		for _, pairs := range []sequence.Pairing{sequence.InOrder, sequence.InReply} {
			o := analysistest.With(analysistest.Draws(draws), func(o *analysis.Options) { o.Pairs = pairs })
			r := analysistest.Analyze(t, m, analysistest.Draws(draws), func(o *analysis.Options) { o.Pairs = pairs })
			n := newNaive(r, o)
			if pairs == sequence.InReply && name != "answers" {
				continue
			}
			exact := []*verdict{n.against(orders(n, strataOf(r, n, false))), n.against(rotations(n, strataOf(r, n, true)))}
			for k, way := range []string{sequence.SpeakerBlock, sequence.SpeakerShift} {
				drawn, all := n.against(drawsOf(m, o, way)), exact[k]
				for _, c := range n.cells() {
					at := fmt.Sprint(name, ", ", pairs, ", ", way, ": ", n.names[c[0]], " -> ", n.names[c[1]])
					within := func(what string, of func(v *verdict, t *tally) float64) {
						t.Helper()
						mean, square := moments(all, of)
						got, _ := moments(drawn, of)
						if sd := math.Sqrt(max(square-mean*mean, 0) / draws); math.Abs(got-mean) > 4*sd+1e-9 {
							t.Errorf("%s: %s is %v, want %v to 4 x %.2g", at, what, got, mean, sd)
						}
					}
					within("the mean", func(_ *verdict, t *tally) float64 { return t.o.at(c) })
					within("the mean of what margins lead to", func(_ *verdict, t *tally) float64 { return t.e.at(c) })
					q := all.q.at(c)
					within("v", func(_ *verdict, t *tally) float64 { return math.Pow(t.o.at(c)-q*t.e.at(c), 2) })
				}
			}
			for _, tr := range r.Sequence.Transitions {
				c := cell{slices.Index(n.names, tr.From), slices.Index(n.names, tr.To)}
				if tr.ExpectedNull == nil {
					t.Fatalf("%s: %s -> %s is not tested", name, tr.From, tr.To)
				}
				want, mean := exact[0].expected(exact[0].seen, c), 0.0
				for _, t := range exact[0].tallies {
					mean += t.e.at(c) / float64(len(exact[0].tallies))
				}
				if sd := math.Sqrt(exact[0].v.at(c)/draws) * exact[0].seen.e.at(c) / max(mean, 1e-9); math.Abs(*tr.ExpectedNull-want) > 4*sd+1e-9 {
					t.Errorf("%s, %s: expected_null of %s -> %s is %v, want %v to 4 x %.2g", name, pairs, tr.From, tr.To, *tr.ExpectedNull, want, sd)
				}
				p := max(exact[0].exactP(c), exact[1].exactP(c))
				if sd := 2*math.Sqrt(p/2*(1-p/2)/draws) + 2.0/draws; math.Abs(*tr.PPermutation-p) > 4*sd {
					t.Errorf("%s, %s: p_permutation of %s -> %s is %v, want %v to 4 x %.2g", name, pairs, tr.From, tr.To, *tr.PPermutation, p, sd)
				}
			}
		}
	}
}

// moments returns the mean over the draws of a figure of a table, and of its square.
func moments(v *verdict, of func(v *verdict, t *tally) float64) (mean, square float64) {
	for _, t := range v.tallies {
		x := of(v, t)
		mean += x / float64(len(v.tallies))
		square += x * x / float64(len(v.tallies))
	}
	return mean, square
}

// TestShiftsAreEquallyLikely counts how often each way of moving codes on comes, of
// a meeting and of the same with the codes of one person moved on, which keeps what
// this null keeps: the ways must be the same.
func TestShiftsAreEquallyLikely(t *testing.T) {
	const draws = 24_000
	seen := func(turns ...string) map[string]int {
		m := analysistest.Scripted(t, turns...)
		o := analysistest.With(analysistest.Draws(draws))
		out := map[string]int{}
		for _, codes := range drawsOf(m, o, sequence.SpeakerShift) {
			out[fmt.Sprint(codes)]++
		}
		r := analysistest.Analyze(t, m, analysistest.Draws(1))
		n := newNaive(r, o)
		all := rotations(n, strataOf(r, n, true))
		chi, each := 0.0, float64(draws)/float64(len(all))
		for _, codes := range all {
			chi += math.Pow(float64(out[fmt.Sprint(codes)])-each, 2) / each
		}
		if df := float64(len(all) - 1); len(out) != len(all) || chi > df+4*math.Sqrt(2*df) {
			t.Errorf("%d ways come, of %d, with a chi-square of %.1f", len(out), len(all), chi)
		}
		return out
	}
	// Three acts of a and four of b in the first item, two of a and one of b in the next.
	before := seen("a x", "b x", "b y", "a y", "b z", "a z", "a", "b w", "|2", "a x", "b x", "a y")
	after := seen("a x", "b w", "b x", "a y", "b y", "a z", "a", "b z", "|2", "a x", "b x", "a y")
	for codes := range before {
		if after[codes] == 0 {
			t.Errorf("%s never comes when the codes of b are moved on", codes)
		}
	}
}

// TestShiftsOfAMeetingThatIsMovedOn: as in [TestShiftsAreEquallyLikely], for meetings
// of all kinds: the draws of a meeting, and of one of its draws, are the same ones.
func TestShiftsOfAMeetingThatIsMovedOn(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		choose := func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "n") }
		var turns []string
		for i := range 2 + choose(7) {
			if i == 4 && choose(2) == 0 {
				turns = append(turns, "|x")
			}
			turns = append(turns, []string{"a", "b"}[choose(2)]+" "+[]string{"x", "y", "z", ""}[choose(4)])
		}
		o := analysistest.With(analysistest.Draws(600))
		m := analysistest.Scripted(t, turns...)
		r := analysistest.Analyze(t, m, analysistest.Draws(1))
		n := newNaive(r, o)
		ways := func(m *analysis.Meeting) []string {
			set := map[string]bool{}
			for _, codes := range drawsOf(m, o, sequence.SpeakerShift) {
				set[fmt.Sprint(codes)] = true
			}
			return slices.Sorted(maps.Keys(set))
		}
		want := map[string]bool{}
		all := rotations(n, strataOf(r, n, true))
		for _, codes := range all {
			want[fmt.Sprint(codes)] = true
		}
		if got := ways(m); !slices.Equal(got, slices.Sorted(maps.Keys(want))) {
			rt.Fatalf("%v: %d ways come, want %d", turns, len(got), len(want))
		}
		// The same turns, coded as one of the draws.
		moved := all[choose(len(all))]
		again := slices.Clone(turns)
		i := 0
		for k, turn := range turns {
			if turn[0] == '|' {
				continue
			}
			if moved[i] >= 0 {
				again[k] = turn[:2] + n.names[moved[i]]
			}
			i++
		}
		if got := ways(analysistest.Scripted(t, again...)); !slices.Equal(got, slices.Sorted(maps.Keys(want))) {
			rt.Fatalf("%v has other draws than %v", again, turns)
		}
	})
}

// TestDrawsOfALongSequenceAreNormal compares p with the normal one of the
// adjusted residual, corrected for continuity, when all who act in one long
// segment are shuffled: within the error of the draws.
func TestDrawsOfALongSequenceAreNormal(t *testing.T) {
	const turns, n = 8000, 4000
	r := rand.New(rand.NewPCG(5, 6))
	m := analysistest.Generated(t, turns, func(i int) (int64, string, string, string) {
		return int64(i), fmt.Sprint("person ", r.IntN(4)), "*", ""
	})
	byPerson := func(o *analysis.Options) { o.Codes = analysis.ByPerson }
	o := analysistest.With(analysistest.Draws(n), byPerson)
	result := analysistest.Analyze(t, m, analysistest.Draws(0), byPerson)
	twin := newNaive(result, o)
	drawn := twin.against(drawsOf(m, o, sequence.OnlySegment))
	compared := 0
	for _, tr := range result.Sequence.Transitions {
		c := cell{slices.Index(twin.names, tr.From), slices.Index(twin.names, tr.To)}
		o, e := float64(tr.Observed), tr.Expected
		sd := (o - e) / *tr.Z
		if mean, _ := moments(drawn, func(_ *verdict, t *tally) float64 { return t.o.at(c) }); math.Abs(mean-e) > 4*sd/math.Sqrt(n)+0.5 || math.Abs(drawn.v.at(c)/(sd*sd)-1) > 0.12 {
			t.Errorf("%s -> %s: draws have mean %v and variance %v, want %v and %v", tr.From, tr.To, mean, drawn.v.at(c), e, sd*sd)
		}
		want := math.Erfc(max(math.Abs(o-e)-0.5, 0) / sd / math.Sqrt2)
		if p, within := drawn.exactP(c), 4*2*math.Sqrt(want/2*(1-want/2)/n)+0.01; math.Abs(p-want) > within {
			t.Errorf("%s -> %s: p_permutation is %v, want %v within %.3f", tr.From, tr.To, p, want, within)
		}
		compared++
	}
	if compared != 16 {
		t.Errorf("%d cells were compared", compared)
	}
}

// TestDrawsKeepWhatTheyKeep looks at the shuffled codes themselves: they stay with
// their actor and their block, or move on along the actor's own acts in a segment;
// turns without a code stay without one.
func TestDrawsKeepWhatTheyKeep(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		choose := func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "n") }
		m := analysistest.Scripted(t, addressed(choose, analysistest.SomeTurns(choose, 150))...)
		o := analysistest.With(analysistest.Draws(20))
		o.Pairs = []sequence.Pairing{sequence.InOrder, sequence.InReply}[choose(2)]
		r := analysistest.Analyze(t, m, func(other *analysis.Options) { *other = o; other.Permutations = 0 })
		n := newNaive(r, o)
		members := func(codes, strata []int) map[int][]int {
			out := map[int][]int{}
			for i, c := range codes {
				if (c < 0) != (n.own[i] < 0) {
					rt.Fatalf("turn %d has code %d, in a draw %d", i, n.own[i], c)
				}
				if c >= 0 {
					out[strata[i]] = append(out[strata[i]], c)
				}
			}
			return out
		}
		strata := strataOf(r, n, false)
		own := members(n.own, strata)
		for b, codes := range drawsOf(m, o, sequence.SpeakerBlock) {
			for s, list := range members(codes, strata) {
				if !slices.Equal(slices.Sorted(slices.Values(list)), slices.Sorted(slices.Values(own[s]))) {
					rt.Fatalf("draw %d has %v in stratum %d, want %v", b, list, s, own[s])
				}
			}
			for _, p := range n.all {
				if !n.repeats && codes[p[0]] == codes[p[1]] {
					rt.Fatalf("draw %d has a repeat where there are none", b)
				}
			}
		}
		if !n.repeats {
			return
		}
		strata = strataOf(r, n, true)
		own = members(n.own, strata)
		for b, codes := range drawsOf(m, o, sequence.SpeakerShift) {
			for s, list := range members(codes, strata) {
				turned := false
				for by := range list {
					turned = turned || slices.Equal(list, slices.Concat(own[s][by:], own[s][:by]))
				}
				if !turned {
					rt.Fatalf("draw %d has %v in stratum %d, which is not %v moved on", b, list, s, own[s])
				}
			}
		}
	})
}

// addressed lets some of the turns of a meeting be to a person.
func addressed(choose func(n int) int, turns []string) []string {
	for i, turn := range turns {
		if to := choose(5); to < 3 && strings.Contains("abc", turn[:1]) {
			turns[i] = turn[:1] + ">" + string("abc"[to]) + turn[1:]
		}
	}
	return turns
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

// TestDrawsOfCodesThatCannotRepeat compares with all orders of a few acts of two
// persons that have no repeat, and that swaps of two acts of one person lead to.
func TestDrawsOfCodesThatCannotRepeat(t *testing.T) {
	codes := []string{"x", "y", "x", "z", "x", "w", "y", "z", "x", "y", "w"}
	var turns []string
	for range 2 { // the cut keeps the halves apart
		for i, c := range codes {
			turns = append(turns, []string{"a ", "b "}[i%2]+c)
		}
		turns = append(turns, "-")
	}
	const draws = 20_000
	m := analysistest.Scripted(t, turns...)
	r := analysistest.Analyze(t, m, analysistest.Draws(draws))
	n := newNaive(r, analysistest.With(analysistest.Draws(draws)))
	if r.Sequence.Repeats || n.repeats || r.Sequence.SecondNull != nil {
		t.Fatal("the codes are said to repeat")
	}
	// Orders of one half; those of the other are the same, and independent.
	halves := [][]int{n.own[:len(codes)]}
	known := map[string]bool{fmt.Sprint(halves[0]): true}
	for k := 0; k < len(halves); k++ {
		for i := range codes {
			for j := i + 2; j < len(codes); j += 2 {
				next := slices.Clone(halves[k])
				next[i], next[j] = next[j], next[i]
				repeats := false
				for l := 1; l < len(next); l++ {
					repeats = repeats || next[l] == next[l-1]
				}
				if !repeats && !known[fmt.Sprint(next)] {
					known[fmt.Sprint(next)] = true
					halves = append(halves, next)
				}
			}
		}
	}
	if len(halves) < 50 {
		t.Fatalf("only %d orders are compared", len(halves))
	}
	var all [][]int
	for _, a := range halves {
		for _, b := range halves {
			all = append(all, slices.Concat(a, b))
		}
	}
	exact := n.against(all)
	for _, tr := range r.Sequence.Transitions {
		if tr.From == tr.To {
			if tr.ExpectedNull != nil || tr.PPermutation != nil || tr.PFamily != nil || tr.Needs != nil {
				t.Errorf("%s -> %s is tested, though no code repeats", tr.From, tr.To)
			}
			continue
		}
		c := cell{slices.Index(n.names, tr.From), slices.Index(n.names, tr.To)}
		if want := exact.expected(exact.seen, c); math.Abs(*tr.ExpectedNull-want) > 0.05 {
			t.Errorf("%s -> %s: expected_null is %v, want %v, in %d orders", tr.From, tr.To, *tr.ExpectedNull, want, len(all))
		}
		if p := exact.exactP(c); math.Abs(*tr.PPermutation-p) > 0.03 {
			t.Errorf("%s -> %s: p_permutation is %v, want %v", tr.From, tr.To, *tr.PPermutation, p)
		}
	}
}
