package agreement_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
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

// observed is a meeting as one of two observers noted it, with times moved.
func observed(t testing.TB, name string, later int64) *analysis.Meeting {
	t.Helper()
	f, err := os.Open(analysistest.Shared(t, "observers", name+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	b := analysis.NewBuilder(name, &observe.Codebook{ID: "none"})
	for _, r := range rows[1:] {
		at, err := strconv.ParseInt(r[0], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		b.Add(at+later, r[1], r[2], r[3], "", "")
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
		for _, later := range []int64{0, 2000, 10_000, -10_000} {
			t.Run(fmt.Sprintf("%s, %d ms later", name, later), func(t *testing.T) {
				a, b := observed(t, name+".obs1", 20_000), observed(t, name+".obs2", 20_000+later)
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
				o.Permutations = 200
				g, err := agreement.Compare(t.Context(), a, b, [2]observe.ObserverID{}, o)
				if err != nil {
					t.Fatal(err)
				}
				if math.Abs(*g.Tag.Kappa-truth.Kappa) > 0.02 || math.Abs(*g.Tag.KappaNil-truth.KappaNil) > 0.02 || math.Abs(*g.Tag.Percentage-truth.Agreement) > 0.02 {
					t.Errorf("kappa is %.4f, with nil %.4f, percentage %.4f; want %.4f, %.4f, %.4f", *g.Tag.Kappa, *g.Tag.KappaNil,
						*g.Tag.Percentage, truth.Kappa, truth.KappaNil, truth.Agreement)
				}
				if d := g.TimeOffsetMs - later; d < -250 || d > 250 {
					t.Errorf("the offset is %d ms, want %d", g.TimeOffsetMs, later)
				}
				if g.Warning != "" || *g.KappaChance > 0.1 || *g.Accuracy < 0.9 || *g.Accuracy > 1 || *g.TimeKappa < 0.8 {
					t.Errorf("chance %v, accuracy %v, time kappa %v, warning %q", *g.KappaChance, *g.Accuracy, *g.TimeKappa, g.Warning)
				}
				checkAgreement(t, g)
			})
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

// TestOffsetNeedsTenLags takes none when there are fewer.
func TestOffsetNeedsTenLags(t *testing.T) {
	for turns, want := range map[int]int64{9: 0, 10: 3000} {
		var a, b []agreement.Turn2
		for i := range turns {
			a = append(a, agreement.Turn2{At: int64(i) * 100_000})
			b = append(b, agreement.Turn2{At: int64(i)*100_000 + 3000})
		}
		if got := agreement.Offset(a, b); got != want {
			t.Errorf("%d turns that are 3 s late have an offset of %d ms, want %d", turns, got, want)
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
		if got := agreement.Offset(a, b); got != want {
			t.Errorf("of lags %v the offset is %d", lags, got)
		}
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
	if got := agreement.Offset(a, b); got != 3000 {
		t.Errorf("the offset is %d ms, want 3000", got)
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
