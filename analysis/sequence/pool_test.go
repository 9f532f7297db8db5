package sequence_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/sequence"
	"kompas/observe"
)

// TestPoolOfOneIsTheMeeting returns the same as analysing it.
func TestPoolOfOneIsTheMeeting(t *testing.T) {
	m := analysistest.Small(analysistest.Lifts{{"c00", "c01"}: 3, {"c01", "c00"}: 3}).Meeting(t, 300, 1)
	p := pool(t, []*analysis.Meeting{m}, analysistest.With(analysistest.Draws(200)))
	r := analysistest.Analyze(t, m, analysistest.Draws(200))
	a, _ := json.Marshal(p)
	b, _ := json.Marshal(sequence.Following{Sequence: r.Sequence, Links: r.Links, Loops: r.Loops, KnownLoops: r.KnownLoops, RawLinks: r.RawLinks,
		RawLoops: r.RawLoops, ExplainedBy: r.ExplainedBy})
	if string(a) != string(b) {
		t.Errorf("pooled it is\n%s\nanalysed\n%s", a, b)
	}
}

// TestPoolOfSeveral finds over six short meetings what none of them shows, and
// counts nothing from one into the next. The codes of the meetings differ in
// part, so that each has numbers of its own.
func TestPoolOfSeveral(t *testing.T) {
	w := analysistest.Small(analysistest.Lifts{{"c00", "c01"}: 2.2, {"c01", "c00"}: 2.2})
	var meetings []*analysis.Meeting
	pairs, seen, ids := 0, 0, []observe.EntryID{}
	for seed := range uint64(6) {
		w.Codes = 7 + int(seed)%3
		m := w.Meeting(t, 70, seed+20)
		meetings = append(meetings, m)
		r := analysistest.Analyze(t, m, analysistest.Draws(500))
		pairs += r.Sequence.Pairs
		seen += analysistest.Transition(t, r, "c00", "c01").Observed
		if len(r.Loops) != 0 {
			t.Errorf("meeting %d alone has %s", seed, loopsOf(r))
		}
	}
	p := pool(t, meetings, analysistest.With(analysistest.Draws(500)))
	q := p.Sequence
	if q.Pairs != pairs || len(q.Codes) != 9 || !slices.IsSorted(q.Codes) {
		t.Errorf("%d pairs of %v, want %d of nine codes", q.Pairs, q.Codes, pairs)
	}
	for _, tr := range q.Transitions {
		if tr.From == "c00" && tr.To == "c01" && tr.Observed != seen {
			t.Errorf("c00 -> c01 is seen %d times, want %d", tr.Observed, seen)
		}
	}
	if len(p.Loops) != 1 || p.Loops[0].ID != "c00>c01>" || p.Loops[0].Status != sequence.Whole {
		t.Errorf("loops are %+v", p.Loops)
	}
	for _, moment := range p.Links[0].Evidence {
		ids = append(ids, moment[0])
	}
	if len(ids) != p.Links[0].EvidenceTotal {
		t.Errorf("%d moments of %d", len(ids), p.Links[0].EvidenceTotal)
	}

	// A meeting of one turn adds nothing; a border lies on either side of it.
	one := analysistest.Scripted(t, "a c01")
	more := pool(t, slices.Insert(slices.Clone(meetings), 1, one), analysistest.With(analysistest.Draws(500)))
	if more.Sequence.Pairs != pairs {
		t.Errorf("with a meeting of one turn there are %d pairs", more.Sequence.Pairs)
	}
	if nothing := pool(t, nil, analysistest.With(analysistest.Draws(10))); nothing.Sequence.Pairs != 0 {
		t.Errorf("a pool of nothing: %+v", nothing)
	}
}

// TestPoolKeepsMeetingsApart shuffles within each meeting: a code that only one
// of two meetings has goes nowhere in the other.
func TestPoolKeepsMeetingsApart(t *testing.T) {
	a := analysistest.Scripted(t, strings.Split(strings.Repeat("a x,b y,", 15)+"a x", ",")...)
	b := analysistest.Scripted(t, strings.Split(strings.Repeat("a z,b w,", 15)+"a z", ",")...)
	p := pool(t, []*analysis.Meeting{a, b}, analysistest.With(analysistest.Draws(100)))
	for _, tr := range p.Sequence.Transitions {
		mixed := strings.Contains("xy", tr.From) != strings.Contains("xy", tr.To)
		if mixed && (tr.Observed != 0 || tr.ExpectedNull != nil && *tr.ExpectedNull != 0) {
			t.Errorf("%s -> %s: %d seen, %v expected over a border", tr.From, tr.To, tr.Observed, *tr.ExpectedNull)
		}
	}
}

// TestPoolNeverTestsOther: acts that no other tag fits are a part of no link, over
// meetings as in one.
func TestPoolNeverTestsOther(t *testing.T) {
	turns := strings.Split(strings.Repeat("a other,b y,a z,c y,b z,", 30)+"a z", ",")
	a, b := analysistest.Scripted(t, turns...), analysistest.Scripted(t, turns...)
	for _, tr := range pool(t, []*analysis.Meeting{a, b}, analysistest.With(analysistest.Draws(20))).Sequence.Transitions {
		if other := tr.From == "other" || tr.To == "other"; other != (tr.PFamily == nil) {
			t.Errorf("%s -> %s: p among all is %v", tr.From, tr.To, tr.PFamily)
		}
	}
}
