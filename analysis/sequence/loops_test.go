package sequence_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/sequence"
	"kompas/analysis/stats"
	"kompas/observe"
)

// linksOf writes links as "a+b/1", with their step.
func linksOf(r *analysis.Reading) string {
	var out []string
	for _, l := range r.Links {
		out = append(out, fmt.Sprintf("%s%s%s/%d", l.From, l.Sign, l.To, l.Step))
	}
	return strings.Join(out, " ")
}

// loopsOf writes loops as "a>b> whole".
func loopsOf(r *analysis.Reading) string {
	var out []string
	for _, l := range r.Loops {
		out = append(out, l.ID+" "+string(l.Status))
	}
	return strings.Join(out, ", ")
}

// bursts is a meeting of so many times ten turns by three persons: each ten
// begin with one of the bursts, in turn; the others, and "?", are f, g, h or i.
func bursts(t testing.TB, times int, burst ...[]string) *analysis.Meeting {
	return burstsIn(t, observe.Codebook{ID: "made-up"}, times, burst...)
}

func burstsIn(t testing.TB, book observe.Codebook, times int, burst ...[]string) *analysis.Meeting {
	r := rand.New(rand.NewPCG(1, 1))
	var turns []string
	who := 0
	add := func(code string) {
		who = (who + 1 + r.IntN(2)) % 3
		turns = append(turns, string(rune('a'+who))+" "+code)
	}
	for i := range times {
		for k := range 10 {
			code := "?"
			if b := burst[i%len(burst)]; k < len(b) {
				code = b[k]
			}
			if code == "?" {
				code = string("fghi"[r.IntN(4)])
			}
			add(code)
		}
	}
	return analysistest.ScriptedIn(t, book, turns...)
}

// TestRulesOfLinksAndLoops shows each rule in a meeting in which it speaks, and
// in one in which it nearly does.
func TestRulesOfLinksAndLoops(t *testing.T) {
	for name, c := range map[string]struct {
		m            *analysis.Meeting
		links, loops string
	}{
		// x and y follow each other in both; only in the first does the
		// conversation go from one to the other and back.
		"gone round": {bursts(t, 24, []string{"x", "y", "x", "y"}),
			"x+y/1 y+x/1", "x>y> whole"},
		"not gone round": {bursts(t, 48, []string{"x", "y"}, []string{"y", "x"}),
			"x+y/1 y+x/1", "x>y> pieces"},
		"three, gone round": {bursts(t, 24, []string{"x", "y", "z", "x"}),
			"x+y/1 y+z/1 z+x/1", "x>y>z> whole"},
		"three, not gone round": {bursts(t, 48, []string{"x", "y"}, []string{"y", "z"}, []string{"z", "x"}),
			"x+y/1 y+z/1 z+x/1", "x>y>z> pieces"},
		"a code that begets itself": {bursts(t, 24, []string{"x", "x", "x"}),
			"x+x/1", "x> whole"},
		"a code that keeps itself away": {analysistest.Small(analysistest.Lifts{{"c00", "c00"}: 0.03}).Meeting(t, 900, 2), "c00-c00/1", ""},
		// What leads back is too weak to be found among all cells, and found
		// when only what would close a link is looked at.
		"closing":            {analysistest.Small(analysistest.Lifts{{"c00", "c01"}: 3, {"c01", "c00"}: 1.8}).Meeting(t, 300, 2), "c00+c01/1 c01+c00/2", "c00>c01> whole"},
		"nothing to close":   {analysistest.Small(analysistest.Lifts{{"c00", "c01"}: 3}).Meeting(t, 300, 2), "c00+c01/1", ""},
		"closing, not there": {analysistest.Small(analysistest.Lifts{{"c00", "c01"}: 3, {"c01", "c00"}: 1.2}).Meeting(t, 300, 2), "c00+c01/1", ""},
		// After c00 everything but c01 is rarer: the positive link says it all,
		// but not that c02 is rarer still.
		"complement":       {analysistest.Small(analysistest.Lifts{{"c00", "c01"}: 4.5}).Meeting(t, 500, 1), "c00+c01/1", ""},
		"not a complement": {analysistest.Small(analysistest.Lifts{{"c00", "c01"}: 3, {"c00", "c02"}: 0.05}).Meeting(t, 900, 8), "c00+c01/1 c00-c02/1", ""},
		// c01 holds c00 back, also when it comes right after it.
		"breaks": {analysistest.Small(analysistest.Lifts{{"c00", "c01"}: 3, {"c01", "c00"}: .1}).Meeting(t, 600, 1),
			"c00+c01/1 c01-c00/1", "c00>c01| whole"},
		// The two that go round leave no room for the others between them, so
		// c02 follows itself.
		"side":       {analysistest.World{Codes: 4, Persons: 3, Habits: 0.3, PingPong: 0.4, Shares: analysistest.Small(nil).Shares, Lifts: analysistest.Lifts{{"c00", "c01"}: 4, {"c01", "c00"}: 4}}.Meeting(t, 300, 6), "c00+c01/1 c01+c00/1 c02+c02/1", "c00>c01> whole, c02> side"},
		"not a side": {analysistest.World{Codes: 4, Persons: 3, Habits: 0.3, PingPong: 0.4, Shares: analysistest.Small(nil).Shares, Lifts: analysistest.Lifts{{"c00", "c01"}: 4, {"c01", "c00"}: 4, {"c02", "c02"}: 2}}.Meeting(t, 300, 6), "c00+c01/1 c01+c00/1 c02+c02/1", "c00>c01> whole, c02> whole"},
	} {
		t.Run(name, func(t *testing.T) {
			r := analysistest.Analyze(t, c.m, analysistest.Draws(1000))
			if got := linksOf(r); got != c.links {
				t.Errorf("links are %q, want %q", got, c.links)
			}
			if got := loopsOf(r); got != c.loops {
				t.Errorf("loops are %q, want %q", got, c.loops)
			}
		})
	}
}

// TestBreaksCountOnlyWhatComesRoundTheLoop has y hold x back, but not when y
// comes right after x: then x comes back as often as it would anyway. The link
// is found, and the loop is in pieces.
func TestBreaksCountOnlyWhatComesRoundTheLoop(t *testing.T) {
	list := [][]string{{"x", "y", "x"}, {}}
	for range 9 {
		list = append(list, []string{"x", "y", "?", "y"}, []string{"?", "x", "?", "y"})
	}
	r := analysistest.Analyze(t, bursts(t, 240, list...), analysistest.Draws(1000))
	l := loop(t, r, "x>y|")
	b := l.Breaks[0]
	if l.Status != sequence.Pieces || l.Kind != sequence.Balancing || b.Arrivals != 120 || b.Returned != 12 {
		t.Errorf("the loop is %s and %s with %+v, want pieces and balancing with 12 of 120", l.Status, l.Kind, b)
	}
	if l.Traversals != nil || l.Expected != nil || l.ExpectedLinks != nil || l.P != nil || l.PAdjusted != nil || l.Between != nil || l.MeanCycleMs != nil {
		t.Errorf("a loop with a negative link has figures of traversals: %+v", l)
	}
	if l.EvidenceTotal != 120 || len(l.Evidence) != 100 || len(l.Evidence[0]) != 3 {
		t.Errorf("%d arrivals, %d listed", l.EvidenceTotal, len(l.Evidence))
	}
}

func loop(t testing.TB, r *analysis.Reading, id string) sequence.Loop {
	t.Helper()
	for _, l := range r.Loops {
		if l.ID == id {
			return l
		}
	}
	t.Fatalf("there is no loop %s, only %s", id, loopsOf(r))
	panic("unreachable")
}

// TestEvidenceIsTheMoments looks up each moment in the log.
func TestEvidenceIsTheMoments(t *testing.T) {
	m := analysistest.Small(analysistest.Lifts{{"c00", "c01"}: 3, {"c01", "c00"}: 3, {"c02", "c00"}: 0.05}).Meeting(t, 700, 3)
	r := analysistest.Analyze(t, m, analysistest.Draws(1000))
	turns := map[observe.EntryID]analysis.Turn{}
	place := map[observe.EntryID]int{}
	for i, turn := range r.Selection.List() {
		id := observe.EntryID(fmt.Sprint(i + 1)) // a row has its number as id
		turns[id], place[id] = turn, i
	}
	inOrder := func(what string, moments [][]observe.EntryID, total, want int) {
		t.Helper()
		if total != want || len(moments) != min(total, 100) {
			t.Errorf("%s: %d moments of %d, want %d", what, len(moments), total, want)
		}
		last := -1
		for _, ids := range moments {
			if place[ids[0]] < last {
				t.Errorf("%s: moments are not in order", what)
			}
			last = place[ids[0]]
			for k, id := range ids {
				if place[id] != place[ids[0]]+k {
					t.Errorf("%s: %v are not turns one after the other", what, ids)
				}
			}
		}
	}
	signs := map[sequence.Sign]int{}
	for _, l := range r.Links {
		signs[l.Sign]++
		tr := analysistest.Transition(t, r, l.From, l.To)
		want := l.Observed
		if l.Sign == sequence.Negative { // all that came instead
			want = 0
			for _, other := range r.Sequence.Transitions {
				if other.From == l.From && other.To != l.To {
					want += other.Observed
				}
			}
		}
		inOrder(l.From+string(l.Sign)+l.To, l.Evidence, l.EvidenceTotal, want)
		for _, ids := range l.Evidence {
			follows := string(turns[ids[1]].Tag) == l.To
			if len(ids) != 2 || string(turns[ids[0]].Tag) != l.From || follows != (l.Sign == sequence.Positive) {
				t.Errorf("%s%s%s: %v is %q and %q", l.From, l.Sign, l.To, ids, turns[ids[0]].Tag, turns[ids[1]].Tag)
			}
		}
		if *l.Expected != *tr.ExpectedNull || l.Between != tr.Between || *l.Z != *tr.Z || *l.Lift != float64(l.Observed) / *l.Expected {
			t.Errorf("%s -> %s says %+v, its transition %+v", l.From, l.To, l, tr)
		}
	}
	if signs[sequence.Positive] < 2 || signs[sequence.Negative] < 1 {
		t.Fatalf("links are %s", linksOf(r))
	}
	l := loop(t, r, "c00>c01>")
	inOrder(l.ID, l.Evidence, l.EvidenceTotal, *l.Traversals)
	for _, ids := range l.Evidence {
		if a, b, c := turns[ids[0]].Tag, turns[ids[1]].Tag, turns[ids[2]].Tag; len(ids) != 3 || a == b || a != c {
			t.Errorf("a round is %q, %q, %q", a, b, c)
		}
	}
}

// TestWhoGoesRound counts a round when each act in it is by another actor than the one
// before, and tells rounds between persons from those with all together.
func TestWhoGoesRound(t *testing.T) {
	var turns []string
	r := rand.New(rand.NewPCG(7, 7))
	for i := range 60 {
		for range 4 + r.IntN(8) {
			turns = append(turns, string("ab*"[r.IntN(3)])+" "+string("fghi"[r.IntN(4)]))
		}
		// By two persons, and by one and all, there are two rounds each. By persons
		// who each go on, and by one person, there is none.
		who := []string{"abab", "a*a*", "aabb", "aaaa"}[i%4]
		for k := range 4 {
			turns = append(turns, who[k:k+1]+" "+string("xy"[k%2]))
		}
	}
	result := analysistest.Analyze(t, analysistest.Scripted(t, turns...), analysistest.Draws(500))
	l := loop(t, result, "x>y>")
	if *l.Traversals != 60 || *l.Between != 0.5 || *l.MeanCycleMs != 8000 {
		t.Errorf("%d rounds, %v between two, %v ms, want 60, half, 8 s", *l.Traversals, *l.Between, *l.MeanCycleMs)
	}
}

// TestWithoutDrawsNothingIsWhole takes residuals: Holm's p, cells with 5 or more
// expected, pieces only.
func TestWithoutDrawsNothingIsWhole(t *testing.T) {
	w := analysistest.Small(analysistest.Lifts{{"c00", "c01"}: 3, {"c01", "c00"}: 3, {"c02", "c00"}: 0.05})
	few, many := w.Meeting(t, 600, 3), w.Meeting(t, 20_001, 3)
	for name, r := range map[string]*analysis.Reading{
		"permutations=0": analysistest.Analyze(t, few, analysistest.Draws(0)),
		"20001 turns":    analysistest.Analyze(t, many, analysistest.Draws(100)),
	} {
		q := r.Sequence
		if q.Draws != 0 || q.Null != "normal" || q.StructureP != nil {
			t.Errorf("%s: %d draws, null %s, structure_p %v", name, q.Draws, q.Null, q.StructureP)
		}
		var cells []int
		var p []float64
		for i, tr := range q.Transitions {
			if tr.ExpectedNull != nil || tr.PPermutation != nil || tr.PFamily != nil || tr.Needs != nil {
				t.Errorf("%s: %s -> %s has figures of draws", name, tr.From, tr.To)
			}
			if tr.Expected >= 5 && tr.P != nil {
				cells, p = append(cells, i), append(p, *tr.P)
			}
		}
		adjusted := stats.Holm(p)
		for _, l := range r.Links {
			k := slices.IndexFunc(cells, func(i int) bool { return q.Transitions[i].From == l.From && q.Transitions[i].To == l.To })
			if k < 0 || *l.P != adjusted[k] || *l.P > 0.05 || *l.Expected != q.Transitions[cells[k]].Expected {
				t.Errorf("%s: link %+v", name, l)
			}
		}
		if len(r.Links) < 3 {
			t.Errorf("%s: links are %s", name, linksOf(r))
		}
		l := loop(t, r, "c00>c01>")
		if l.Status != sequence.Pieces || l.Expected != nil || l.P != nil || l.PAdjusted != nil || *l.Traversals < 10 || l.Strength == nil {
			t.Errorf("%s: loop %+v", name, l)
		}
		for _, l := range r.Loops {
			if l.Status != sequence.Pieces {
				t.Errorf("%s: %s is %s", name, l.ID, l.Status)
			}
		}
		if len(r.ExplainedBy) != 0 || r.Shifts.Expected != nil || r.Shifts.Z != nil || r.Shifts.Found != nil {
			t.Errorf("%s: explained_by or shifts have figures of draws", name)
		}
	}
	if q := analysistest.Analyze(t, w.Meeting(t, 20_000, 3), analysistest.Draws(20)).Sequence; q.Draws != 20 || q.Null != "speaker-block" {
		t.Errorf("20 000 turns have %d draws, null %s", q.Draws, q.Null)
	}
}

// TestWhatPersonsAndTimeExplain has codes follow one another because those who
// use them do, or because the meeting had come to them; and no such thing.
func TestWhatPersonsAndTimeExplain(t *testing.T) {
	reasons := func(w analysistest.World) map[string]int {
		out := map[string]int{}
		for seed := range uint64(6) {
			r := analysistest.Analyze(t, w.Meeting(t, 600, seed), analysistest.Draws(500))
			for _, e := range r.ExplainedBy {
				out[string(e.By)]++
				for _, l := range r.Links {
					if l.From == e.From && l.To == e.To {
						t.Errorf("%s -> %s is a link, and explained by %s", e.From, e.To, e.By)
					}
				}
			}
		}
		return out
	}
	habits, subjects, neither := analysistest.Small(nil), analysistest.Small(nil), analysistest.Small(nil)
	habits.Habits, habits.PingPong = 1.5, 0.9
	subjects.Subject, subjects.Drift = 60, 1
	neither.Habits = 0
	if got := reasons(habits); got["persons"] < 5 || got["time"] > 1 {
		t.Errorf("of habits: %v", got)
	}
	if got := reasons(subjects); got["time"] < 3 || got["persons"] > 1 {
		t.Errorf("of subjects: %v", got)
	}
	if got := reasons(neither); got["persons"]+got["time"] > 1 {
		t.Errorf("of nothing: %v", got)
	}
}

// TestPersonsAsCodes shuffles who acts within blocks. Where two talk to and fro,
// a person acts again after the next one.
func TestPersonsAsCodes(t *testing.T) {
	byPerson := func(o *analysis.Options) { o.Codes, o.Lag = analysis.ByPerson, 2 }
	w := analysistest.Small(nil)
	w.PingPong, w.Persons = 0.6, 4
	r := analysistest.Analyze(t, w.Meeting(t, 400, 2), analysistest.Draws(500), byPerson)
	if got := linksOf(r); r.Sequence.Null != "block" || got != "p1+p1/1 p2+p2/1 p3+p3/1 p4+p4/1" {
		t.Errorf("null %s, links %s", r.Sequence.Null, got)
	}
	for _, l := range r.Loops {
		if l.Effect != "neutral" {
			t.Errorf("persons are %s", l.Effect)
		}
	}
	// One turn later there is no order but that nobody goes on.
	byPerson = func(o *analysis.Options) { o.Codes = analysis.ByPerson }
	if r := analysistest.Analyze(t, w.Meeting(t, 400, 2), analysistest.Draws(500), byPerson); len(r.Links) != 0 || r.Sequence.Repeats {
		t.Errorf("repeats %v, links %s", r.Sequence.Repeats, linksOf(r))
	}
}

// TestLoopsHaveStableIDs names loops by what goes round, however long.
func TestLoopsHaveStableIDs(t *testing.T) {
	plus, minus := sequence.Positive, sequence.Negative
	for want, got := range map[string]string{
		"curiosity>sharing>":   sequence.LoopID([]string{"curiosity", "sharing"}, []sequence.Sign{plus, plus}),
		"curiosity|judgement>": sequence.LoopID([]string{"curiosity", "judgement"}, []sequence.Sign{minus, plus}),
	} {
		if got != want {
			t.Errorf("a loop is called %q, want %q", got, want)
		}
	}
	if got := sequence.LoopID([]string{strings.Repeat("é", 40), strings.Repeat("ü", 40)}, []sequence.Sign{plus, plus}); len(got) != 32 {
		t.Errorf("a long loop is called %q", got)
	}
	a := sequence.LoopID([]string{"a>b", "c"}, []sequence.Sign{plus, plus})
	b := sequence.LoopID([]string{"a", "b", "c"}, []sequence.Sign{plus, plus, plus})
	if a == b {
		t.Errorf("two loops are called %q", a)
	}
	for i, m := range []*analysis.Meeting{bursts(t, 24, []string{"x", "y", "z", "x"}), bursts(t, 30, []string{"z", "x", "y", "z"})} {
		if r := analysistest.Analyze(t, m, analysistest.Draws(300)); loop(t, r, "x>y>z>").Kind != sequence.Reinforcing {
			t.Errorf("meeting %d: the loop is not reinforcing", i)
		}
	}
}

// TestLoopsKnownFromTheLiterature are named when they are found, and a loop with
// a sign more or less is another one.
func TestLoopsKnownFromTheLiterature(t *testing.T) {
	l := analysistest.NewLog()
	r := rand.New(rand.NewPCG(4, 2))
	codes, who := []string{"curiosity", "deciding", "differing"}, 0
	for i := range 300 {
		code := codes[r.IntN(3)]
		if i%10 < 4 {
			code = []string{"steering", "withdrawing"}[i%2]
		}
		who = (who + 1 + r.IntN(3)) % 4
		l.Turn(observe.Millis(i*4000), "abcd"[who:who+1]+" * "+code)
	}
	result := analysistest.Analyze(t, l.Meeting(), analysistest.Draws(300))
	if got := loop(t, result, "steering>withdrawing>"); got.Known != "steering-silence" || got.Effect != "closing" {
		t.Errorf("it is known as %q, and %s", got.Known, got.Effect)
	}
	b, err := json.Marshal(loop(t, analysistest.Analyze(t, bursts(t, 24, []string{"x", "y", "x", "y"}), analysistest.Draws(300)), "x>y>"))
	if err != nil || strings.Contains(string(b), "known") {
		t.Errorf("a loop that nobody knows is %s, %v", b, err)
	}
	plus, minus := sequence.Positive, sequence.Negative
	for want, c := range map[string]struct {
		nodes []string
		signs []sequence.Sign
	}{
		"curiosity-sharing":        {[]string{"curiosity", "sharing"}, []sequence.Sign{plus, plus}},
		"judgement-defending":      {[]string{"defending", "judgement"}, []sequence.Sign{plus, plus}},
		"inquiry-calms-judgement":  {[]string{"curiosity", "judgement"}, []sequence.Sign{minus, plus}},
		"opposing-corrects-moving": {[]string{"move", "oppose"}, []sequence.Sign{plus, minus}},
		"deciding-ends-circling":   {[]string{"deciding", "differing"}, []sequence.Sign{minus, plus}},
		"complaint-circle":         {[]string{"complaining"}, []sequence.Sign{plus}},
		"":                         {[]string{"curiosity", "judgement"}, []sequence.Sign{plus, plus}},
	} {
		if got := sequence.NameOf(c.nodes, c.signs); got != want {
			t.Errorf("%q %q is known as %q, want %q", c.nodes, c.signs, got, want)
		}
	}
}
