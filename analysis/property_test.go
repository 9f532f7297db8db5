package analysis_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/sequence"
	"kompas/observe"
)

// oddMeetings are those at the edges.
func oddMeetings(t testing.TB) map[string]*analysis.Meeting {
	one := func(at func(int) int64, from, to, tag string) func(int) (int64, string, string, string) {
		return func(i int) (int64, string, string, string) { return at(i), from, to, tag }
	}
	rising := func(i int) int64 { return int64(i) * 1000 }
	same := func(int) int64 { return 5000 }
	return map[string]*analysis.Meeting{
		"empty":              analysistest.Generated(t, 0, nil),
		"one interaction":    analysistest.Generated(t, 1, one(rising, "A", "B", "curiosity")),
		"one by everybody":   analysistest.Generated(t, 1, one(rising, "*", "*", "curiosity")),
		"one person":         analysistest.Generated(t, 40, one(rising, "A", "*", "curiosity")),
		"all untagged":       analysistest.Generated(t, 40, one(rising, "A", "B", "")),
		"only everybody":     analysistest.Generated(t, 40, one(rising, "*", "*", "judgement")),
		"all at the same":    analysistest.Generated(t, 100, one(same, "A", "B", "steering")),
		"24 people":          analysistest.Random(t, 2000, 24),
		"10000 interactions": analysistest.Random(t, 10_000, 6),
	}
}

// checkJSON looks at the bytes of a result: valid, with every key of the
// contract, and no number that is not one.
func checkJSON(t testing.TB, r *analysis.Reading) {
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatalf("the result is no JSON: %v", err)
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(b, &keys); err != nil {
		t.Fatal(err)
	}
	for _, key := range strings.Fields(`format version session interactions span_ms participants observer observers coverage
		proposed_share enough participation network sequence links loops raw_links raw_loops explained_by shifts tags
		opening_ratio asking_ratio dimensions effects patterns`) {
		if _, ok := keys[key]; !ok {
			t.Errorf("the result has no %q", key)
		}
	}
	for _, list := range strings.Fields("participants observers links loops raw_links raw_loops explained_by tags effects patterns") {
		if len(keys[list]) == 0 || keys[list][0] != '[' {
			t.Errorf("%q is %s, want a list", list, keys[list])
		}
	}
	checkFigures(t, reflect.ValueOf(r.Result).Elem(), "")
}

// checkFigures walks a value and finds numbers that are not finite.
func checkFigures(t testing.TB, v reflect.Value, at string) {
	switch v.Kind() {
	case reflect.Float64:
		if f := v.Float(); math.IsNaN(f) || math.IsInf(f, 0) {
			t.Errorf("%s is %v", at, f)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			checkFigures(t, v.Elem(), at)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				checkFigures(t, v.Field(i), at+"."+f.Name)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			checkFigures(t, v.Index(i), fmt.Sprintf("%s[%d]", at, i))
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			checkFigures(t, v.MapIndex(k), fmt.Sprintf("%s[%v]", at, k))
		}
	}
}

func TestOddMeetingsHaveNoOddFigures(t *testing.T) {
	for name, m := range oddMeetings(t) {
		t.Run(name, func(t *testing.T) {
			for _, codes := range analysis.AllCodes {
				for _, lag := range []int{1, 3} {
					r := analysistest.Analyze(t, m, analysistest.Draws(50), func(o *analysis.Options) { o.Codes, o.Lag = codes, lag })
					checkJSON(t, r)
				}
			}
		})
	}
}

func TestNothingIsUndefinedNotZero(t *testing.T) {
	r := analysistest.Analyze(t, analysistest.Generated(t, 0, nil))
	p, n, q := r.Participation, r.Network, r.Sequence
	for name, v := range map[string]*float64{
		"coverage": r.Coverage, "proposed_share": r.ProposedShare, "gini": p.Gini, "gini_corrected": p.GiniCorrected,
		"evenness": p.Evenness, "group_addressed": p.GroupAddressed, "reciprocity": n.Reciprocity,
		"weighted_reciprocity": n.WeightedReciprocity, "out_centralization": n.OutCentralization,
		"in_strength_centralization": n.InStrengthCentralization, "directed": n.Directed, "chi_square": q.ChiSquare,
		"p": q.P, "structure_p": q.StructureP, "opening_ratio": r.OpeningRatio, "asking_ratio": r.AskingRatio,
		"compassion": r.Dimensions.All["compassion"],
	} {
		if v != nil {
			t.Errorf("%s of nothing is %v, want undefined", name, *v)
		}
	}
	if r.SpanMs != nil || n.Density != 0 || q.Enough || q.Why == nil || *q.Why != sequence.TooFewPairs || len(r.Dimensions.Path) != 10 {
		t.Errorf("span %v, density %v, enough %v, why %v, path of %d", r.SpanMs, n.Density, q.Enough, q.Why, len(r.Dimensions.Path))
	}
}

func TestSameBytesOnOneCoreAndTwo(t *testing.T) {
	bytesOn := func(cores int) []byte {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		b, err := json.Marshal(analysistest.Analyze(t, analysistest.Random(t, 5000, 9)))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if one, two := bytesOn(1), bytesOn(2); !bytes.Equal(one, two) {
		t.Error("the result differs between one core and two")
	}
}

// TestInputsAreUnchanged analyses the same meeting with filters between two
// equal questions.
func TestInputsAreUnchanged(t *testing.T) {
	l := analysistest.NewLog().Clock(0, "live").Phase(0, "x")
	for i := range 200 {
		l.Turn(observe.Millis(i*1000), []string{"a b curiosity", "b c deciding", "c * judgement", "* *"}[i%4])
	}
	l.Phase(100_000, "y")
	m := l.Meeting()
	first := fmt.Sprintf("%+v", *m)
	before := analysistest.Analyze(t, m)
	for _, codes := range analysis.AllCodes {
		r := analysistest.Analyze(t, m, func(o *analysis.Options) { o.Codes, o.Phase, o.FromMs = codes, "x", ms(20_000) })
		r.Selection.List()
	}
	if got := fmt.Sprintf("%+v", *m); got != first {
		t.Error("an analysis changed its meeting")
	}
	again := analysistest.Analyze(t, m)
	a, _ := json.Marshal(before)
	b, _ := json.Marshal(again)
	if !bytes.Equal(a, b) {
		t.Error("the same question has two answers")
	}
}

// TestPropertiesOfAnyMeeting holds what must be true of every result.
func TestPropertiesOfAnyMeeting(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		type turn struct {
			At            int64
			From, To, Tag string
		}
		who := rapid.SampledFrom([]string{"A", "B", "C", "D", "*"})
		turns := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) turn {
			return turn{rapid.Int64Range(0, 5000).Draw(rt, "at"), who.Draw(rt, "from"), who.Draw(rt, "to"),
				rapid.SampledFrom(analysistest.Tags).Draw(rt, "tag")}
		}), 0, 120).Draw(rt, "turns")
		lag := rapid.IntRange(1, 4).Draw(rt, "lag")
		codes := rapid.SampledFrom(analysis.AllCodes).Draw(rt, "codes")
		m := analysistest.Generated(t, len(turns), func(i int) (int64, string, string, string) {
			return turns[i].At, turns[i].From, turns[i].To, turns[i].Tag
		})
		r := analysistest.Analyze(t, m, func(o *analysis.Options) { o.Lag, o.Codes = lag, codes })
		checkJSON(t, r)

		shares := 0.0
		for _, p := range r.Participation.Persons {
			if p.Share != nil {
				shares += *p.Share
			}
		}
		if r.Participation.Gini != nil && math.Abs(shares-1) > 1e-9 {
			rt.Errorf("shares add up to %v", shares)
		}
		rank := 0.0
		for _, p := range r.Network.Persons {
			rank += p.PageRank
		}
		if len(r.Participants) > 0 && math.Abs(rank-1) > 1e-9 {
			rt.Errorf("PageRanks add up to %v", rank)
		}
		observed, expected := 0, 0.0
		for _, tr := range r.Sequence.Transitions {
			observed += tr.Observed
			expected += tr.Expected
			if tr.Between > tr.Observed {
				rt.Errorf("%s -> %s: %d of %d are between two", tr.From, tr.To, tr.Between, tr.Observed)
			}
			if tr.PAdjusted != nil && *tr.PAdjusted < *tr.P {
				rt.Errorf("%s -> %s: adjusted %v is under p %v", tr.From, tr.To, *tr.PAdjusted, *tr.P)
			}
		}
		if observed != r.Sequence.Pairs || math.Abs(expected-float64(observed)) > 1e-6 {
			rt.Errorf("%d pairs, %d observed, %v expected", r.Sequence.Pairs, observed, expected)
		}
		counted := r.Shifts.NoShift
		for _, n := range r.Shifts.Counts {
			counted += n
		}
		if counted != r.Shifts.Pairs {
			rt.Errorf("%d shifts of %d pairs", counted, r.Shifts.Pairs)
		}
	})
}

// TestPairsEqualASlowCount compares with counting each pair by looking at
// every turn between.
func TestPairsEqualASlowCount(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		tags := rapid.SliceOfN(rapid.SampledFrom([]string{"", "x", "y", "z"}), 0, 60).Draw(rt, "tags")
		lag := rapid.IntRange(1, 5).Draw(rt, "lag")
		m := analysistest.Generated(t, len(tags), func(i int) (int64, string, string, string) { return int64(i), "A", "B", tags[i] })
		want := map[[2]string]int{}
		for i := 0; i+lag < len(tags); i++ {
			whole := true
			for _, tag := range tags[i : i+lag+1] {
				whole = whole && tag != ""
			}
			if whole {
				want[[2]string{tags[i], tags[i+lag]}]++
			}
		}
		for _, tr := range analysistest.Analyze(t, m, func(o *analysis.Options) { o.Lag = lag }).Sequence.Transitions {
			if tr.Observed != want[[2]string{tr.From, tr.To}] {
				rt.Errorf("%s -> %s is %d, want %d", tr.From, tr.To, tr.Observed, want[[2]string{tr.From, tr.To}])
			}
		}
	})
}

// TestCodesThatCannotRepeat returns quasi-expected counts with the margins that
// were seen and nothing on the diagonal.
func TestCodesThatCannotRepeat(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	last := ""
	m := analysistest.Generated(t, 400, func(i int) (int64, string, string, string) {
		tag := last
		for tag == last {
			tag = []string{"x", "y", "z", "w"}[r.IntN(4)]
		}
		last = tag
		return int64(i), "A", "B", tag
	})
	q := analysistest.Analyze(t, m).Sequence
	if q.Repeats {
		t.Fatal("codes that never repeat are said to repeat")
	}
	rows, columns := map[string][2]float64{}, map[string][2]float64{}
	for _, tr := range q.Transitions {
		if (tr.From == tr.To) != (tr.ExpectedQuasi == nil) {
			t.Errorf("%s -> %s: expected_quasi is %v", tr.From, tr.To, tr.ExpectedQuasi)
		}
		if tr.ExpectedQuasi != nil {
			row, column := rows[tr.From], columns[tr.To]
			rows[tr.From] = [2]float64{row[0] + *tr.ExpectedQuasi, row[1] + float64(tr.Observed)}
			columns[tr.To] = [2]float64{column[0] + *tr.ExpectedQuasi, column[1] + float64(tr.Observed)}
		}
	}
	for name, lines := range map[string]map[string][2]float64{"row": rows, "column": columns} {
		for code, sums := range lines {
			if math.Abs(sums[0]-sums[1]) > 1e-6 {
				t.Errorf("%s %s adds up to %v, want %v", name, code, sums[0], sums[1])
			}
		}
	}
	if q := analysistest.Analyze(t, analysistest.Random(t, 400, 3)).Sequence; !q.Repeats {
		t.Error("codes that repeat are said not to")
	}
}

func FuzzAnalyze(f *testing.F) {
	f.Add([]byte{}, 1, "tag")
	f.Add([]byte{0, 1, 2, 3, 0, 9, 9, 9, 1, 2, 0, 1}, 1, "person:tag")
	f.Add([]byte{200, 1, 2, 3, 100, 2, 1, 4, 100, 1, 1, 0, 7, 5, 5, 1}, 2, "effect")
	f.Fuzz(func(t *testing.T, data []byte, lag int, codes string) {
		m := analysistest.Generated(t, len(data)/4, func(i int) (int64, string, string, string) {
			d := data[4*i:]
			who := func(b byte) string { return []string{"A", "B", "C", "D", "*"}[b%5] }
			return int64(d[0]) * 1000, who(d[1]), who(d[2]), analysistest.Tags[int(d[3])%len(analysistest.Tags)]
		})
		o := analysis.DefaultOptions()
		o.Lag, o.Codes = lag, analysis.Codes(codes)
		r, err := analysis.Analyze(t.Context(), m, o)
		if err != nil {
			return
		}
		checkJSON(t, r)
	})
}

// BenchmarkAnalyzeMillion analyses a million turns of 12 persons with 15 tags,
// without reading them.
func BenchmarkAnalyzeMillion(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	names, tags := make([]string, 12), make([]string, 15)
	for i := range names {
		names[i] = fmt.Sprintf("person %d", i)
	}
	for i := range tags {
		tags[i] = fmt.Sprintf("tag %d", i)
	}
	m := analysistest.Generated(b, 1_000_000, func(i int) (int64, string, string, string) {
		return int64(i) * 3, names[r.IntN(12)], names[r.IntN(12)], tags[r.IntN(15)]
	})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := analysis.Analyze(b.Context(), m, analysis.DefaultOptions()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAddMillion(b *testing.B) {
	tags := []string{"curiosity", "steering", "deciding", "judgement"}
	names := []string{"Ann", "Bo", "Cy", "Di", "Ed"}
	b.ReportAllocs()
	for b.Loop() {
		analysistest.Generated(b, 1_000_000, func(i int) (int64, string, string, string) {
			return int64(i), names[i%5], names[(i*7+1)%5], tags[i%4]
		})
	}
}
