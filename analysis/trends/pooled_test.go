package trends_test

import (
	"encoding/json"
	"slices"
	"testing"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/sequence"
	"kompas/analysis/trends"
	"kompas/observe"
)

// rare is meetings of 350 turns in 16 words, in which two words, of 5 % each, call for
// each other in some: each comes four times as often after the other as it would. Their
// loop, and another one, are looked for by name.
func rare(t testing.TB, seed uint64, planted ...bool) []*analysis.Meeting {
	t.Helper()
	w := analysistest.World{Codes: 16, Persons: 7, Habits: 0.3, PingPong: 0.4, Shares: map[string]float64{"c00": .05, "c01": .05}}
	var out []*analysis.Meeting
	for i, order := range planted {
		w.Lifts = nil
		if order {
			w.Lifts = analysistest.Lifts{{"c00", "c01"}: 4, {"c01", "c00"}: 4}
		}
		m := w.Meeting(t, 350, seed+uint64(i))
		m.KnownLoops = []observe.KnownLoop{
			{ID: "planted", Nodes: []observe.TagID{"c00", "c01"}, Signs: []observe.LoopSign{"+", "+"}},
			{ID: "never", Nodes: []observe.TagID{"c02"}, Signs: []observe.LoopSign{"+"}},
		}
		for k := range m.Turns.Len() {
			m.Turns.Seq = append(m.Turns.Seq, observe.Seq(k+1))
		}
		out = append(out, m)
	}
	return out
}

// found reports whether the first of the known loops is clear or possible.
func found(k trends.PooledKnownLoop) bool {
	return k.Confidence != nil && *k.Confidence != sequence.OneWay
}

// A rare loop is found in meetings together. It is seen when it was found without the
// latest meeting, too: not when it is found for the first time.
func TestSeenIsFoundInTwoLooksInARow(t *testing.T) {
	meetings := dated(rare(t, 40, false, false, true, true, true)...)
	draws := func(o *trends.Options) { o.Permutations = 1000 }
	first, seen := 0, 0
	for n := range len(meetings) + 1 {
		got := follow(t, meetings[:n], draws).Pooled
		if n < 2 {
			if len(got.KnownLoops) > 0 || got.Meetings != n {
				t.Errorf("of %d meetings: %+v", n, got)
			}
			continue
		}
		if len(got.KnownLoops) != 2 || got.KnownLoops[0].Known != "planted" || got.KnownLoops[0].Source != sequence.FromCodebook || got.KnownLoops[1].ID != "c02>" {
			t.Fatalf("of %d meetings: %+v", n, got.KnownLoops)
		}
		planted, never := got.KnownLoops[0], got.KnownLoops[1]
		before := n > 2 && found(follow(t, meetings[:n-1], draws).Pooled.KnownLoops[0])
		if planted.Seen != (found(planted) && before) || never.Confidence != nil || never.Seen || len(never.Moments) > 0 {
			t.Errorf("after %d meetings: found %v, before %v: %+v, %+v", n, found(planted), before, planted, never)
		}
		switch {
		case found(planted) && n > 2 && !before:
			first++
		case planted.Seen:
			seen++
		}
		if !found(planted) {
			continue
		}
		total := 0
		for _, m := range planted.Moments {
			total += m.Total
			turns := meetings[int(m.Session[1]-'0')].Turns
			for _, pair := range m.Turns {
				a, b := int(pair[0])-1, int(pair[1])-1
				code := func(i int) observe.TagID { return meetings[int(m.Session[1]-'0')].Tags[turns.Tag[i]].ID }
				if b != a+1 || !slices.Contains([]observe.TagID{"c00c01", "c01c00"}, code(a)+code(b)) {
					t.Errorf("a moment in %s is the turns %v", m.Session, pair)
				}
			}
		}
		if total != planted.Observed || total != planted.EvidenceTotal || total == 0 {
			t.Errorf("%d moments of %d pairs", total, planted.Observed)
		}
	}
	if first != 1 || seen == 0 {
		t.Fatalf("the meetings are no example: found for the first time %d times, seen %d times", first, seen)
	}
}

// Links and whole loops are seen as known ones are.
func TestLinksAndLoopsAreSeenTwice(t *testing.T) {
	planted, none := analysistest.Small(analysistest.Lifts{{"c00", "c01"}: 3, {"c01", "c00"}: 3}), analysistest.Small(nil)
	meetings := dated(none.Meeting(t, 300, 1), none.Meeting(t, 300, 2), planted.Meeting(t, 600, 3), planted.Meeting(t, 300, 4))
	draws := func(o *trends.Options) { o.Permutations = 500 }
	for n, want := range map[int]bool{3: false, 4: true} {
		got := follow(t, meetings[:n], draws).Pooled
		there := 0
		for _, l := range got.Links {
			if l.From+l.To == "c00c01" || l.From+l.To == "c01c00" {
				there++
				if l.Seen != want {
					t.Errorf("of %d meetings the link %s -> %s is seen: %v", n, l.From, l.To, l.Seen)
				}
			}
		}
		if there != 2 || len(got.Loops) != 1 || got.Loops[0].ID != "c00>c01>" || got.Loops[0].Seen != want {
			t.Errorf("of %d meetings: %d links, loops %+v", n, there, got.Loops)
		}
	}
}

// A meeting that has not ended changes nothing of what is found, and has a point.
func TestOnlyMeetingsThatHaveEndedAreTakenTogether(t *testing.T) {
	planted := analysistest.Small(analysistest.Lifts{{"c00", "c01"}: 3, {"c01", "c00"}: 3})
	var list []*analysis.Meeting
	for seed := range uint64(4) {
		list = append(list, planted.Meeting(t, 300, seed))
	}
	meetings := dated(list...)
	draws := func(o *trends.Options) { o.Permutations = 300 }
	want := follow(t, slices.Delete(slices.Clone(meetings), 1, 2), draws)
	meetings[1].Over = false
	got := follow(t, meetings, draws)
	a, _ := json.Marshal(got.TeamFindings)
	b, _ := json.Marshal(want.TeamFindings)
	if string(a) != string(b) || len(got.Loops) == 0 || got.Pooled.Meetings != 3 {
		t.Errorf("with one that goes on:\n%s\nwant\n%s", a, b)
	}
	if len(got.Points) != 4 {
		t.Errorf("%d points", len(got.Points))
	}
}
