package agreement_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"kompas/analysis"
	"kompas/analysis/agreement"
	"kompas/analysis/analysistest"
	"kompas/observe"
)

// rowsOf reads a CSV file of the real meetings, without its header.
func rowsOf(t testing.TB, parts ...string) [][]string {
	t.Helper()
	f, err := os.Open(analysistest.Shared(t, parts...))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// observed is a meeting as one of two observers noted it, by a clock that shows so
// much later, and runs faster by a share.
func observed(t testing.TB, name string, later int64, faster float64) *analysis.Meeting {
	t.Helper()
	b := analysis.NewBuilder(name, &observe.Codebook{ID: "none"})
	for _, r := range rowsOf(t, "observers", name+".csv") {
		at, err := strconv.ParseInt(r[0], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		b.Add(later+int64(float64(at)*(1+faster)), r[1], r[2], r[3], "", "")
	}
	m, err := b.Meeting()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestTwoObserversAreAligned compares with what is known of two meetings that
// were coded twice: at least 96 % of the true pairs, and kappa within 0.02, also
// when one clock is wrong.
func TestTwoObserversAreAligned(t *testing.T) {
	for _, name := range []string{"Bmr001", "Bro023"} {
		var truth struct {
			Matched   int      `json:"matched"`
			Kappa     float64  `json:"kappa_matched_only"`
			KappaNil  float64  `json:"kappa_with_nil"`
			Agreement float64  `json:"agreement"`
			Pairs     [][2]int `json:"alignment_obs1_row_obs2_row"`
		}
		analysistest.LoadJSON(t, analysistest.Shared(t, "observers", name+".truth.json"), &truth)
		for _, clock := range []struct {
			later  int64
			faster float64
		}{{0, 0}, {2000, 0}, {-10_000, 0}, {45_000, 0}, {120_000, 0}, {1_200_000, 0}, {0, 0.005}, {0, 0.02}, {45_000, -0.005}, {120_000, -0.02}} {
			t.Run(fmt.Sprintf("%s, %d ms later, %g faster", name, clock.later, clock.faster), func(t *testing.T) {
				a, b := observed(t, name+".obs1", 20_000, 0), observed(t, name+".obs2", 20_000+clock.later, clock.faster)
				pairs := agreement.PairsOf(a, b, 5000)
				true_ := map[[2]int]bool{}
				for _, p := range truth.Pairs {
					true_[p] = true
				}
				right := 0
				for _, p := range pairs {
					if true_[p] {
						right++
					}
				}
				if share := float64(right) / float64(len(truth.Pairs)); share < 0.96 {
					t.Errorf("%.1f%% of the true pairs are found", 100*share)
				}
				o := agreement.DefaultOptions()
				o.Permutations = 0
				g, err := agreement.Compare(t.Context(), a, b, [2]observe.ObserverID{}, o)
				if err != nil {
					t.Fatal(err)
				}
				if math.Abs(*g.Tag.Kappa-truth.Kappa) > 0.02 || math.Abs(*g.Tag.KappaNil-truth.KappaNil) > 0.02 || math.Abs(*g.Tag.Percentage-truth.Agreement) > 0.02 {
					t.Errorf("kappa is %.4f, with nil %.4f, percentage %.4f; want %.4f, %.4f, %.4f", *g.Tag.Kappa, *g.Tag.KappaNil,
						*g.Tag.Percentage, truth.Kappa, truth.KappaNil, truth.Agreement)
				}
				checkClock(t, g, clock.later-int64(20_000*clock.faster), clock.faster)
				if g.Warning != "" || *g.KappaChance > 0.1 || *g.Accuracy < 0.9 || *g.Accuracy > 1 || *g.TimeKappa < 0.8 {
					t.Errorf("chance %v, accuracy %v, time kappa %v, warning %q", *g.KappaChance, *g.Accuracy, *g.TimeKappa, g.Warning)
				}
				checkAgreement(t, g)
			})
		}
	}
}

// checkClock compares the clock that was found with the true one: how much later it is
// when the other one shows 0, within a quarter of a second, and how much faster it
// runs, within a hundredth of a percent.
func checkClock(t *testing.T, g *agreement.Reading, later int64, faster float64) {
	t.Helper()
	if d := g.TimeOffsetMs - later; d < -250 || d > 250 {
		t.Errorf("the clock is %d ms later, want %d", g.TimeOffsetMs, later)
	}
	switch {
	case (g.ClockDrift == nil) != (faster == 0):
		t.Errorf("the clock drifts: %v, want %g", g.ClockDrift, faster)
	case faster != 0 && math.Abs(*g.ClockDrift/3_600_000-faster) > 0.0001:
		t.Errorf("the clock gains %.0f ms an hour, want %.0f", *g.ClockDrift, faster*3_600_000)
	}
}

// noted is a turn of a meeting that a second observer is made up for.
type noted struct {
	at            int64
	from, to, tag string
}

// evening is a made-up meeting of seven people in sixteen words, 350 turns in 47
// minutes.
func evening() []noted {
	r := rand.New(rand.NewPCG(3, 9))
	var out []noted
	at, from := 3000.0, 0
	for range 350 {
		if r.Float64() > 0.2 {
			from = r.IntN(7)
		}
		at += 1000 + 7000*r.ExpFloat64()
		out = append(out, noted{int64(at), fmt.Sprint("p", from), "*", fmt.Sprint("w", int(16*math.Pow(r.Float64(), 1.5)))})
	}
	return out
}

// TestKappaHoldsWithOneWrongClock compares the kappa of the pairs that are found with
// that of the true pairs, of a real and a made-up meeting for which a second observer
// is drawn. That one notes each turn within about half a second, one in seven with a
// word of any turn.
func TestKappaHoldsWithOneWrongClock(t *testing.T) {
	var talk []noted
	for _, r := range rowsOf(t, "Bmr001.csv") {
		at, err := strconv.ParseInt(r[0], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		talk = append(talk, noted{at, r[1], r[2], r[3]})
	}
	for meeting, list := range map[string][]noted{"real": talk, "made up": evening()} {
		for name, c := range map[string]struct {
			later       float64 // ms
			faster      float64
			missed      float64
			away        bool // what is missed are stretches of twenty turns
			independent bool // every tag is that of any turn
			bias        float64
		}{
			"right":                               {0, 0, .03, false, false, 0.01},
			"45 s later":                          {45_000, 0, .03, false, false, 0.01},
			"120 s earlier":                       {-120_000, 0, .03, false, false, 0.01},
			"20 min later, a quarter missed":      {1_200_000, 0, .25, false, false, 0.01},
			"45 s later, away for a quarter":      {45_000, 0, .25, true, false, 0.01},
			"0.5 % faster":                        {0, .005, .03, false, false, 0.01},
			"2 % faster":                          {0, .02, .03, false, false, 0.01},
			"2 % slower, 120 s earlier":           {-120_000, -.02, .03, false, false, 0.01},
			"45 s later, other words":             {45_000, 0, .03, false, true, 0.06},
			"0.5 % faster, other, quarter missed": {0, .005, .25, false, true, 0.12},
		} {
			t.Run(meeting+", "+name, func(t *testing.T) {
				r := rand.New(rand.NewPCG(17, 4))
				const zero = 200_000 // so that no time is negative
				var second []noted
				var pairs [][2]string
				gone := 0
				for _, n := range list {
					gone--
					if c.away && gone < 0 && r.Float64() < c.missed/20/(1-c.missed) {
						gone = 20
					}
					if gone >= 0 || !c.away && r.Float64() < c.missed {
						continue
					}
					first := n.tag
					if c.independent || r.IntN(7) == 0 {
						n.tag = list[r.IntN(len(list))].tag
					}
					pairs = append(pairs, [2]string{first, n.tag})
					n.at = zero + int64(float64(n.at)*(1+c.faster)+c.later+400*r.NormFloat64())
					second = append(second, n)
				}
				meeting := func(list []noted, zero int64) *analysis.Meeting {
					return analysistest.Generated(t, len(list), func(i int) (int64, string, string, string) {
						return zero + list[i].at, list[i].from, list[i].to, list[i].tag
					})
				}
				o := agreement.DefaultOptions()
				o.Permutations = 0
				g, err := agreement.Compare(t.Context(), meeting(list, zero), meeting(second, 0), [2]observe.ObserverID{}, o)
				if err != nil {
					t.Fatal(err)
				}
				if want := cohen(pairs); math.Abs(*g.Tag.Kappa-want) > c.bias || math.Abs(float64(g.Tag.Matched)/float64(len(pairs))-1) > 0.05 {
					t.Errorf("kappa is %.3f of %d pairs, of the %d true ones it is %.3f", *g.Tag.Kappa, g.Tag.Matched, len(pairs), want)
				}
				checkClock(t, g, int64(c.later-zero*c.faster), c.faster)
				if g.Warning != "" {
					t.Errorf("warned of %q", g.Warnings)
				}
			})
		}
	}
}

// cohen returns kappa by its definition.
func cohen(pairs [][2]string) float64 {
	same, chance := 0.0, 0.0
	margins := [2]map[string]float64{{}, {}}
	for _, p := range pairs {
		if p[0] == p[1] {
			same += 1 / float64(len(pairs))
		}
		for k := range 2 {
			margins[k][p[k]] += 1 / float64(len(pairs))
		}
	}
	for tag, share := range margins[0] {
		chance += share * margins[1][tag]
	}
	return (same - chance) / (1 - chance)
}

// Of two lists that are hardly of the same turns this is said, first, also where there
// is another warning.
func TestWhatKeepsFiguresFromBeingTrusted(t *testing.T) {
	// Of a hundred turns of the first, a and b have some each. Those of a are found.
	first := func(byA int) *analysis.Meeting {
		return analysistest.Generated(t, 100, func(i int) (int64, string, string, string) {
			who := "a"
			if i >= byA {
				who = "b"
			}
			return int64(i) * 20_000, who, "*", []string{"x", "y"}[i/3%2]
		})
	}
	second := func(each int) *analysis.Meeting { // each turn so many times, half a second apart
		return analysistest.Generated(t, 100*each, func(i int) (int64, string, string, string) {
			n := i / each
			return int64(n*20_000 + i%each*500), "a", "*", []string{"x", "y"}[(n/3+i%each)%2]
		})
	}
	for name, c := range map[string]struct {
		byA, each int
		want      []agreement.Warning
	}{
		"half is found":                          {50, 1, []agreement.Warning{}},
		"less than half is found":                {49, 1, []agreement.Warning{agreement.WarnAlignment}},
		"nothing is found":                       {0, 1, []agreement.Warning{agreement.WarnAlignment}},
		"any word is found":                      {100, 8, []agreement.Warning{agreement.WarnChance}},
		"any word is found of less than half":    {49, 8, []agreement.Warning{agreement.WarnAlignment, agreement.WarnChance}},
		"any word is found, of half the shorter": {50, 8, []agreement.Warning{agreement.WarnChance}},
	} {
		o := agreement.DefaultOptions()
		o.Permutations = 0
		g, err := agreement.Compare(t.Context(), first(c.byA), second(c.each), [2]observe.ObserverID{}, o)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(g.Warnings, c.want) || g.Warnings == nil || g.Warning != append(c.want, "")[0] {
			t.Errorf("%s: warned of %q, first of %q; want %q; chance %v", name, g.Warnings, g.Warning, c.want, g.KappaChance)
		}
	}
}

// checkAgreement holds what must be true of every agreement.
func checkAgreement(t analysistest.Failer, g *agreement.Reading) {
	t.Helper()
	if _, err := json.Marshal(g); err != nil {
		t.Errorf("it is no JSON: %v", err)
	}
	for name, on := range map[string]agreement.AgreementOn{"tag": g.Tag, "family": g.Family, "from": g.From, "to": g.To, "pair": g.Pair} {
		sum := 0
		for _, row := range on.Confusion.Rows {
			for _, n := range row {
				sum += n
			}
		}
		if sum != on.Matched || len(on.Confusion.Rows) != len(on.Confusion.Codes) || !slices.IsSorted(on.Confusion.Codes) {
			t.Errorf("%s: %d matched, %d in the table of %d codes", name, on.Matched, sum, len(on.Confusion.Codes))
		}
		if on.Matched < 20 && (on.Kappa != nil || on.SE != nil || on.KappaNil != nil) {
			t.Errorf("%s: of %d pairs there is a kappa", name, on.Matched)
		}
		if on.Kappa != nil && (*on.Kappa > 1 || *on.Kappa < -1 || *on.SE < 0) {
			t.Errorf("%s: kappa is %v, se %v", name, *on.Kappa, *on.SE)
		}
	}
	if g.From.Matched+g.From.Missed != g.A.Interactions || g.From.Matched+g.From.Extra != g.B.Interactions {
		t.Errorf("%d matched, %d missed, %d extra of %d and %d", g.From.Matched, g.From.Missed, g.From.Extra, g.A.Interactions, g.B.Interactions)
	}
	last := int64(math.MinInt64)
	for _, d := range g.Disagreement {
		if d.At < last || (d.A == nil) != (d.On == "extra") || (d.B == nil) != (d.On == "missed") {
			t.Errorf("disagreement %+v", d)
		}
		last = d.At
	}
}

// TestAlignmentSavesMost compares what is paid with the least over every way to
// pair a few turns in order.
func TestAlignmentSavesMost(t *testing.T) {
	const window = 5
	cost := func(a, b agreement.Turn2) float64 {
		c := math.Abs(float64(a.At-b.At)) / window
		if a.Tag != b.Tag {
			c++
		}
		return c
	}
	var least func(a, b []agreement.Turn2) float64
	least = func(a, b []agreement.Turn2) float64 {
		if len(a) == 0 || len(b) == 0 {
			return float64(len(a) + len(b))
		}
		best := 1 + min(least(a[1:], b), least(a, b[1:]))
		if d := a[0].At - b[0].At; d <= window && d >= -window {
			best = min(best, cost(a[0], b[0])+least(a[1:], b[1:]))
		}
		return best
	}
	rapid.Check(t, func(rt *rapid.T) {
		list := func(name string) []agreement.Turn2 {
			out := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) agreement.Turn2 {
				return agreement.Turn2{At: rapid.Int64Range(0, 25).Draw(rt, "at"), Tag: rapid.Int32Range(0, 2).Draw(rt, "tag")}
			}), 0, 7).Draw(rt, name)
			slices.SortStableFunc(out, func(a, b agreement.Turn2) int { return int(a.At - b.At) })
			return out
		}
		a, b := list("a"), list("b")
		matched, across := agreement.Aligned(a, b, window)
		paid := float64(len(a) + len(b) - 2*len(matched))
		last := [2]int{-1, -1}
		for _, m := range matched {
			if m[0] <= last[0] || m[1] <= last[1] {
				rt.Errorf("pairs are not in order: %v", matched)
			}
			last = m
			if d := a[m[0]].At - b[m[1]].At; d > window || d < -window {
				rt.Errorf("a pair is %d apart", d)
			}
			paid += cost(a[m[0]], b[m[1]])
		}
		if want := least(a, b); math.Abs(paid-want) > 1e-9 {
			rt.Errorf("%v and %v cost %v as %v, want %v", a, b, paid, matched, want)
		}
		if len(matched) > 0 && len(across) > 0 {
			used := map[int]bool{}
			for _, m := range append(matched, across...) {
				if used[m[0]] {
					rt.Errorf("a turn is in two pairs: %v, %v", matched, across)
				}
				used[m[0]] = true
			}
		}
	})
}

// TestTurnsOfAnotherPersonCountForWhoActed has one observer take one person for
// another, and agree otherwise.
func TestTurnsOfAnotherPersonCountForWhoActed(t *testing.T) {
	noted := func(mistakes bool) *analysis.Meeting {
		return analysistest.Generated(t, 60, func(i int) (int64, string, string, string) {
			who := string(rune('A' + i%3))
			if mistakes && i%10 == 3 {
				who = "D"
			}
			return int64(i) * 6000, who, "*", []string{"x", "y"}[i/3%2]
		})
	}
	g, err := agreement.Compare(t.Context(), noted(false), noted(true), [2]observe.ObserverID{}, agreement.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	if g.From.Matched != 60 || math.Abs(*g.From.Percentage-54.0/60) > 1e-9 || g.From.Missed != 0 {
		t.Errorf("who acted: %d matched, %v agree", g.From.Matched, *g.From.Percentage)
	}
	if g.Tag.Matched != 54 || *g.Tag.Percentage != 1 || g.Tag.Missed != 6 || g.Tag.Extra != 6 {
		t.Errorf("tags: %d matched, %v agree, %d missed, %d extra", g.Tag.Matched, *g.Tag.Percentage, g.Tag.Missed, g.Tag.Extra)
	}
	if *g.Tag.Kappa != 1 || *g.Tag.KappaNil >= 1 || *g.Accuracy < 0.999 {
		t.Errorf("kappa %v, with nil %v, accuracy %v", *g.Tag.Kappa, *g.Tag.KappaNil, *g.Accuracy)
	}
	if len(g.Disagreement) != 6 || g.Disagreement[0].On != "from" || g.Disagreement[0].B.From != "D" || g.Disagreement[0].At != 18_000 {
		t.Errorf("disagreements: %+v", g.Disagreement)
	}
	checkAgreement(t, g)
}

// Of x six were noted by both and two by one of them, so that 2 x 6 / (2 x 6 + 2)
// agree; y is by both in ten; of w there are too few.
func TestAgreementOfEachCode(t *testing.T) {
	noted := func(words string) *analysis.Meeting {
		return analysistest.Generated(t, 27, func(i int) (int64, string, string, string) {
			return int64(i) * 6000, string(rune('a' + i%3)), "*", words[i : i+1]
		})
	}
	g, err := agreement.Compare(t.Context(), noted("xxxxxxxxyyyyyyyyyyzzzzzwwww"), noted("xxxxxxyyyyyyyyyyyyzzzzzwwww"), [2]observe.ObserverID{}, agreement.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	want := []agreement.CodeSeen{{Code: "w", N: 4}, {Code: "x", N: 8, Agreement: new(12.0 / 14)}, {Code: "y", N: 12, Agreement: new(20.0 / 22)}, {Code: "z", N: 5, Agreement: new(1.0)}}
	if diff := cmp.Diff(want, g.Tag.PerCode, cmpopts.EquateApprox(0, 1e-12)); diff != "" {
		t.Error(diff)
	}
}

// TestTurnsOfOnePersonAreNotAnothers has turns of one person that lie crosswise:
// what is left over of them was missed, not said by somebody else.
func TestTurnsOfOnePersonAreNotAnothers(t *testing.T) {
	noted := func(first, second string, at, then int64) *analysis.Meeting {
		return analysistest.Generated(t, 60, func(i int) (int64, string, string, string) {
			if i%2 == 0 {
				return int64(i)*10_000 + at, "a", "*", first
			}
			return int64(i-1)*10_000 + then, "a", "*", second
		})
	}
	g, err := agreement.Compare(t.Context(), noted("x", "y", 0, 4900), noted("y", "x", 100, 200), [2]observe.ObserverID{}, agreement.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range g.Disagreement {
		if d.On == "from" {
			t.Fatalf("%+v and %+v are told to be of different people", d.A, d.B)
		}
	}
	checkAgreement(t, g)
}

// TestManyCodesAreCompared has more codes than a table of them is given for: what
// is computed does not need the table.
func TestManyCodesAreCompared(t *testing.T) {
	m := analysistest.Generated(t, 3000, func(i int) (int64, string, string, string) {
		return int64(i) * 6000, fmt.Sprintf("p%d", i%50), fmt.Sprintf("q%d", i%49), fmt.Sprintf("tag%d", i%1500)
	})
	other := *m
	g, err := agreement.Compare(t.Context(), m, &other, [2]observe.ObserverID{}, agreement.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	for name, on := range map[string]agreement.AgreementOn{"tag": g.Tag, "pair": g.Pair} {
		if len(on.Confusion.Codes) != 0 || on.Confusion.Codes == nil || len(on.PerCode) < 1500 || on.Kappa == nil || math.Abs(*on.Kappa-1) > 1e-9 {
			t.Errorf("%s: %d codes in the table, %d in the list, kappa %v", name, len(on.Confusion.Codes), len(on.PerCode), on.Kappa)
		}
	}
}

// TestTooManyTurnsAtOnceAreRefused, since the time and memory to align them
// grow with how many of the same person lie in reach of each other.
func TestTooManyTurnsAtOnceAreRefused(t *testing.T) {
	for _, c := range []struct {
		name               string
		turns, gap, people int
		window             int64
		refused            bool
	}{
		{"8 000 in eight seconds", 8000, 1, 1, 5000, true},
		{"10 000 in five minutes", 10_000, 30, 1, 5000, true},
		{"10 000 in five minutes in turn", 10_000, 30, 10, 5000, false},
		{"4 000 in a quarter of an hour, a minute apart", 4000, 225, 1, agreement.MaxWindow, false},
		{"6 000 in a quarter of an hour, a minute apart", 6000, 150, 1, agreement.MaxWindow, true},
		{"20 000 in a day", 20_000, 4300, 1, 5000, false},
	} {
		m := analysistest.Generated(t, c.turns, func(i int) (int64, string, string, string) {
			return int64(i * c.gap), fmt.Sprintf("p%d", i%c.people), "*", "x"
		})
		other, o := *m, agreement.DefaultOptions()
		o.WindowMs, o.Permutations = c.window, 0
		_, err := agreement.Compare(t.Context(), m, &other, [2]observe.ObserverID{}, o)
		if refused := err != nil && observe.CodeOf(err) == observe.TooLarge; refused != c.refused {
			t.Errorf("%s: refused is %t (%v), want %t", c.name, refused, err, c.refused)
		}
	}
}

// TestPairsAreNotMistaken: with ids that hold the sign between two persons, a to
// b>c is not a>b to c.
func TestPairsAreNotMistaken(t *testing.T) {
	noted := func(from, to string) *analysis.Meeting {
		return analysistest.Generated(t, 30, func(i int) (int64, string, string, string) { return int64(i) * 6000, from, to, "x" })
	}
	g, err := agreement.Compare(t.Context(), noted("a", "b>c"), noted("a>b", "c"), [2]observe.ObserverID{}, agreement.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	if *g.Pair.Percentage != 0 || len(g.Pair.PerCode) != 2 || g.Pair.PerCode[0].Code != "a>b>c" {
		t.Errorf("%v agree on who spoke to whom: %+v", *g.Pair.Percentage, g.Pair.PerCode)
	}
}

// TestChanceIsUndefinedWhereNothingTellsIt has so few turns with a tag that the
// shuffled ones are never matched in twenty pairs.
func TestChanceIsUndefinedWhereNothingTellsIt(t *testing.T) {
	m := analysistest.Generated(t, 80, func(i int) (int64, string, string, string) {
		if i%4 > 0 {
			return int64(i) * 20_000, "a", "*", ""
		}
		return int64(i) * 20_000, "a", "*", []string{"x", "y"}[i/4%2]
	})
	other := *m
	g, err := agreement.Compare(t.Context(), m, &other, [2]observe.ObserverID{}, agreement.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	if g.Tag.Kappa == nil || *g.Tag.Kappa != 1 || g.KappaChance != nil || g.Warning != "" {
		t.Errorf("kappa %v, by chance %v, %q", g.Tag.Kappa, g.KappaChance, g.Warning)
	}
}

// TestTimeKappa works the time on who has the floor out by hand: of 100 s both
// have A for 40, B for 40, and differ for 20.
func TestTimeKappa(t *testing.T) {
	at := func(times ...int64) *analysis.Meeting {
		return analysistest.Generated(t, len(times), func(i int) (int64, string, string, string) {
			return times[i] * 1000, string(rune('A' + i%2)), "*", "x"
		})
	}
	g, err := agreement.Compare(t.Context(), at(0, 40, 100), at(0, 60, 100), [2]observe.ObserverID{}, agreement.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	// po = 0.8, pe = 0.4 x 0.6 + 0.6 x 0.4 = 0.48
	if want := (0.8 - 0.48) / 0.52; math.Abs(*g.TimeKappa-want) > 1e-12 {
		t.Errorf("time kappa is %v, want %v", *g.TimeKappa, want)
	}
	if g.Tag.Kappa != nil || g.KappaChance != nil || g.Accuracy != nil {
		t.Errorf("of three turns there is a kappa")
	}
}

// clockByDefinition finds the second clock in the slowest way: lag by lag, slope by
// slope, bin by bin.
func clockByDefinition(a, b []agreement.Turn2) (later, drift float64) {
	length := a[len(a)-1].At - a[0].At
	lagsAlong := func(drift float64) (lags []int64) {
		for _, x := range a {
			for _, y := range b {
				if x.From == y.From && x.Tag == y.Tag {
					lags = append(lags, y.At-x.At-int64(math.Round(drift*float64(x.At))))
				}
			}
		}
		slices.Sort(lags)
		return lags
	}
	fullest := func(lags []int64) (in []int64) {
		nearest := int64(math.MaxInt64)
		for from := int64(-400_000); from < 400_000; from += 500 {
			var here []int64
			for _, lag := range lags {
				if lag >= from && lag < from+1000 {
					here = append(here, lag)
				}
			}
			if off := max(from+500, -from-500); len(here) > len(in) || len(here) == len(in) && off < nearest {
				in, nearest = here, off
			}
		}
		return in
	}
	clock := func(drift float64) (float64, float64) {
		in := fullest(lagsAlong(drift))
		if len(in) < 10 {
			return 0, 0
		}
		return float64(in[(len(in)-1)/2]), drift
	}
	steepest := 0.0
	most := len(fullest(lagsAlong(0)))
	for s := 1000.0; s <= 0.05*float64(length); s += 1000 {
		for _, s := range []float64{s, -s} {
			if n := len(fullest(lagsAlong(s / float64(length)))); n > most {
				most, steepest = n, s/float64(length)
			}
		}
	}
	later, drift = clock(steepest)
	back := slices.Clone(b)
	for i := range back {
		back[i].At = int64(math.Round((float64(b[i].At) - later) / (1 + drift)))
	}
	pairs, _ := agreement.Aligned(a, back, 5000)
	var slopes, rest []float64
	lag := func(p [2]int) float64 { return float64(b[p[1]].At - a[p[0]].At) }
	for _, p := range pairs {
		for _, q := range pairs {
			if apart := a[q[0]].At - a[p[0]].At; apart > 0 {
				slopes = append(slopes, (lag(q)-lag(p))/float64(apart))
			}
		}
	}
	if len(pairs) < 20 || len(slopes) == 0 {
		return clock(0)
	}
	middle := func(v []float64) float64 {
		slices.Sort(v)
		return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
	}
	drift = middle(slopes)
	if math.Abs(drift)*float64(length) <= 1000 {
		return clock(0)
	}
	for _, p := range pairs {
		rest = append(rest, lag(p)-drift*float64(a[p[0]].At))
	}
	return middle(rest), drift
}

// TestClockIsThatOfTheDefinition draws few turns of few people, with one clock or with
// two.
func TestClockIsThatOfTheDefinition(t *testing.T) {
	found := map[bool]int{}
	rapid.Check(t, func(rt *rapid.T) {
		var a, b []agreement.Turn2
		later := rapid.Int64Range(0, 90_000).Draw(rt, "later")
		drift := rapid.SampledFrom([]float64{0, 0, 0.02, -0.03}).Draw(rt, "drift")
		for range rapid.IntRange(1, 45).Draw(rt, "turns") {
			n := agreement.Turn2{At: rapid.Int64Range(0, 200_000).Draw(rt, "at"), From: rapid.Int32Range(0, 2).Draw(rt, "from"), Tag: rapid.Int32Range(0, 2).Draw(rt, "tag")}
			a = append(a, n)
			n.At = later + int64(float64(n.At)*(1+drift)) + rapid.Int64Range(0, 600).Draw(rt, "slow")
			if rapid.IntRange(0, 9).Draw(rt, "other") == 0 {
				n.Tag = 0
			}
			b = append(b, n)
		}
		byTime := func(x, y agreement.Turn2) int { return int(x.At - y.At) }
		slices.SortStableFunc(a, byTime)
		slices.SortStableFunc(b, byTime)
		later1, drift1 := agreement.Clock(a, b, 5000)
		later2, drift2 := clockByDefinition(a, b)
		if math.Abs(later1-later2) > 1e-6 || math.Abs(drift1-drift2) > 1e-12 {
			rt.Errorf("the clock is %v later and %v faster, by the definition %v and %v", later1, drift1, later2, drift2)
		}
		found[drift2 != 0]++
	})
	if found[true] == 0 || found[false] == 0 {
		t.Errorf("drawn were clocks that drift or do not: %v", found)
	}
}

// TestOffsetNeedsTenLags takes none when there are fewer.
func TestOffsetNeedsTenLags(t *testing.T) {
	for turns, want := range map[int]float64{9: 0, 10: 3000} {
		var a, b []agreement.Turn2
		for i := range turns {
			a = append(a, agreement.Turn2{At: int64(i) * 100_000})
			b = append(b, agreement.Turn2{At: int64(i)*100_000 + 3000})
		}
		if got, _ := agreement.Clock(a, b, 5000); got != want {
			t.Errorf("%d turns that are 3 s late have an offset of %v ms, want %v", turns, got, want)
		}
	}
}

// Two lags are as full: the nearer one to 0 is taken, on either side.
func TestOffsetIsTheNearest(t *testing.T) {
	for _, lags := range [][2]int64{{-20_200, 4200}, {-4200, 20_200}} {
		var a, b []agreement.Turn2
		for i := range int64(12) {
			a = append(a, agreement.Turn2{At: i * 100_000})
			b = append(b, agreement.Turn2{At: i*100_000 + lags[0]}, agreement.Turn2{At: i*100_000 + lags[1]})
		}
		want := lags[0]
		if -lags[0] > lags[1] {
			want = lags[1]
		}
		if got, _ := agreement.Clock(a, b, 5000); got != float64(want) {
			t.Errorf("of lags %v the offset is %v", lags, got)
		}
	}
}

// Somebody takes a turn every six seconds. Any whole number of them fits nearly as
// well as the true lag, and so do many slopes.
func TestOffsetOfAnEvenRhythm(t *testing.T) {
	var a, b []agreement.Turn2
	for i := range int64(200) {
		a = append(a, agreement.Turn2{At: i * 6000})
		b = append(b, agreement.Turn2{At: i*6000 + 20_000})
	}
	if later, drift := agreement.Clock(a, b, 5000); later != 20_000 || drift != 0 {
		t.Errorf("the clock is %v ms later, and %v faster", later, drift)
	}
}

// Only what is the same act tells how the clocks differ: others of the same
// person, or with the same tag, lie at other lags.
func TestOffsetIsOfTheSameActs(t *testing.T) {
	var a, b []agreement.Turn2
	for i := range int64(12) {
		a = append(a, agreement.Turn2{At: i * 100_000, From: 1, Tag: 1})
		b = append(b, agreement.Turn2{At: i*100_000 + 3000, From: 1, Tag: 1})
		for range 2 {
			b = append(b, agreement.Turn2{At: i*100_000 + 9000, From: 1, Tag: 2}, agreement.Turn2{At: i*100_000 + 15_000, From: 2, Tag: 1})
		}
	}
	if got, _ := agreement.Clock(a, b, 5000); got != 3000 {
		t.Errorf("the offset is %v ms, want 3000", got)
	}
}

// TestTwoObserversOfOneSession compares streams of one log by ids.
func TestTwoObserversOfOneSession(t *testing.T) {
	l := analysistest.NewLog(func(h *observe.Header) { h.Coding, h.Revealed = observe.Independent, true })
	for i := range 60 {
		at := observe.Millis(i * 7000)
		for k, who := range []observe.ObserverID{"owner", "o1"} {
			tag := []observe.TagID{"curiosity", "steering", "deciding"}[i%3]
			if k == 1 && i%6 == 1 {
				tag = "deciding" // of the family of steering
			}
			l.Add(observe.Entry{Type: observe.TypeInteraction, Observer: who, At: at + observe.Millis(k*1000), From: string("abc"[i%3]), To: "*", Tags: []observe.TagID{tag}})
		}
	}
	m := l.Meeting()
	g, err := agreement.Compare(t.Context(), m, m, [2]observe.ObserverID{"owner", "o1"}, agreement.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	if g.A.Observer != "owner" || g.B.Observer != "o1" || g.B.Name != "Eva" || g.Tag.Matched != 60 || g.TimeOffsetMs != 1000 {
		t.Errorf("%+v and %+v: %d matched, offset %d", g.A, g.B, g.Tag.Matched, g.TimeOffsetMs)
	}
	if math.Abs(*g.Tag.Percentage-50.0/60) > 1e-9 || *g.Family.Percentage != 1 {
		t.Errorf("tags agree in %v, families in %v", *g.Tag.Percentage, *g.Family.Percentage)
	}
	if len(g.Disagreement) != 10 || g.Disagreement[0].A.ID == "" || g.Disagreement[0].On != "tag" {
		t.Errorf("disagreements: %+v", g.Disagreement)
	}
	for _, bad := range [][2]observe.ObserverID{{"owner", "owner"}, {"owner", "nobody"}} {
		if _, err := agreement.Compare(t.Context(), m, m, bad, agreement.DefaultOptions()); err == nil {
			t.Errorf("%v are compared", bad)
		}
	}
	leader := l.As(observe.Viewer{Role: observe.RoleLeader, Person: "a"})
	if _, err := agreement.Compare(t.Context(), leader, leader, [2]observe.ObserverID{"owner", "o1"}, agreement.DefaultOptions()); err == nil {
		t.Error("a leader compares observers")
	}
	if _, err := agreement.Compare(t.Context(), m, m, [2]observe.ObserverID{"owner", "o1"}, agreement.Options{WindowMs: 0}); err == nil {
		t.Error("a window of nothing is taken")
	}
}

// TestLinksOfTwoObservers are told apart by who found them.
func TestLinksOfTwoObservers(t *testing.T) {
	w := analysistest.Small(analysistest.Lifts{{"c00", "c01"}: 3, {"c01", "c00"}: 3})
	a, b := w.Meeting(t, 400, 1), w.Meeting(t, 400, 2)
	g, err := agreement.Compare(t.Context(), a, b, [2]observe.ObserverID{}, agreement.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	both := fmt.Sprint(g.LinksBoth)
	if both != "[{c00 c01 + } {c01 c00 + }]" {
		t.Errorf("both found %s", both)
	}
	found := [2]map[string]bool{{}, {}}
	for k, m := range []*analysis.Meeting{a, b} {
		for _, l := range analysistest.Analyze(t, m).Links {
			found[k][l.From+string(l.Sign)+l.To] = true
		}
	}
	for _, l := range g.LinksOne {
		k := map[string]int{"a": 0, "b": 1}[l.Only]
		key := l.From + string(l.Sign) + l.To
		if !found[k][key] || found[1-k][key] {
			t.Errorf("%+v is found by %v and %v", l, found[0][key], found[1][key])
		}
	}
	if len(g.LinksOne)+2*len(g.LinksBoth) != len(found[0])+len(found[1]) {
		t.Errorf("%d and %d links of %d and %d", len(g.LinksOne), len(g.LinksBoth), len(found[0]), len(found[1]))
	}
}

// TestAgreementOfAnyTwo has nothing odd in it.
func TestAgreementOfAnyTwo(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		file := func(name string) *analysis.Meeting {
			turns := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) [4]string {
				return [4]string{strconv.Itoa(rapid.IntRange(0, 300).Draw(rt, "s")), rapid.SampledFrom([]string{"A", "B", "*"}).Draw(rt, "from"),
					rapid.SampledFrom([]string{"A", "C", "*"}).Draw(rt, "to"), rapid.SampledFrom([]string{"", "curiosity", "steering", "z"}).Draw(rt, "tag")}
			}), 0, 80).Draw(rt, name)
			return analysistest.Generated(t, len(turns), func(i int) (int64, string, string, string) {
				s, _ := strconv.Atoi(turns[i][0])
				return int64(s) * 1000, turns[i][1], turns[i][2], turns[i][3]
			})
		}
		o := agreement.DefaultOptions()
		o.Permutations = 20
		g, err := agreement.Compare(t.Context(), file("a"), file("b"), [2]observe.ObserverID{}, o)
		if err != nil {
			rt.Fatal(err)
		}
		checkAgreement(rt, g)
	})
}
