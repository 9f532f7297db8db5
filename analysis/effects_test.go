package analysis_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/stats"
	"kompas/observe"
)

// rowsOf writes the effects of who and tag as "outcome came/n base came/n".
func rowsOf(r *analysis.Reading, who string, tag observe.TagID) string {
	var out []string
	count := func(share *float64, n int) string {
		if share == nil {
			return "null"
		}
		return fmt.Sprintf("%.0f/%d", *share*float64(n), n)
	}
	for _, e := range r.Effects {
		if (string(e.Trigger.Role) == who || string(e.Trigger.Person) == who) && e.Trigger.Tag == tag {
			out = append(out, fmt.Sprintf("%s %s %s", e.Outcome, count(e.Rate, e.N), count(e.Base, e.NBase)))
		}
	}
	return strings.Join(out, ", ")
}

// TestWhatCameNext works small meetings out by hand.
func TestWhatCameNext(t *testing.T) {
	for name, c := range map[string]struct {
		turns []string // "from to tag"; "|" begins a phase, "+5" moves time on by seconds
		who   string
		tag   observe.TagID
		want  string
	}{
		"one of the next three of others opens": {
			[]string{"b * judgement", "c * steering", "d * steering", "e * curiosity", "b * steering", "c *", "d *", "e *"},
			"b", "judgement", "opens 1/1 0/1, closes 1/1 0/1, to_leader 0/1 0/1, silence 0/1 0/1"},
		"the fourth does not count": {
			[]string{"b * judgement", "c *", "d *", "e *", "c * curiosity"},
			"b", "judgement", "opens 0/1 null, closes 0/1 null, to_leader 0/1 null, silence 0/1 null"},
		"own acts between do not count": {
			[]string{"b * judgement", "b * steering", "c *", "b *", "d *", "e * curiosity"},
			"b", "judgement", "opens 1/1 1/1, closes 0/1 0/1, to_leader 0/1 0/1, silence 0/1 0/2"},
		"what everybody does is nobody's answer": {
			[]string{"b * judgement", "* * curiosity", "c *", "d *", "e *"},
			"b", "judgement", "opens 0/1 null, closes 0/1 null, to_leader 0/1 null, silence 0/1 null"},
		"fewer than three are left out": {
			[]string{"b * judgement", "c *", "d *"},
			"b", "judgement", "silence 0/1 null"},
		"not beyond a phase": {
			[]string{"b * judgement", "c *", "d *", "|", "e * curiosity"},
			"b", "judgement", "silence 0/1 null"},
		"to the leader": {
			[]string{"b * judgement", "c d", "d a", "e d"},
			"b", "judgement", "opens 0/1 null, closes 0/1 null, to_leader 1/1 null, silence 0/1 null"},
		"not of the leader": {
			[]string{"a * judgement", "c d", "d a", "e d"},
			"leader", "judgement", "opens 0/1 null, closes 0/1 null, silence 0/1 null"},
		"a new voice": {
			[]string{"b *", "c *", "b *", "c *", "b *", "c * judgement", "b *", "e *", "b *", "d *"},
			"c", "judgement", "opens 0/1 0/2, closes 0/1 0/2, new_voice 1/1 null, to_leader 0/1 0/2, silence 0/1 0/2"},
		"no new voice": {
			[]string{"e *", "c *", "b *", "c *", "b *", "c * judgement", "b *", "e *", "b *", "d *"},
			"c", "judgement", "opens 0/1 0/2, closes 0/1 0/2, new_voice 0/1 null, to_leader 0/1 0/2, silence 0/1 0/2"},
		"a silence": {
			[]string{"b * judgement", "+60", "c *", "b *", "c *", "b *", "c *", "b *", "c *", "b *", "c *", "b *"},
			"b", "judgement", "opens 0/1 0/2, closes 0/1 0/2, to_leader 0/1 0/2, silence 1/1 0/4"},
		"no silence in a pause of phases": {
			[]string{"b * judgement", "+60", "|", "c *", "b *"},
			"b", "judgement", ""},
	} {
		t.Run(name, func(t *testing.T) {
			l, at := analysistest.Five(), observe.Millis(0)
			for _, turn := range c.turns {
				switch {
				case turn == "|":
					l.Phase(at+1, "next")
				case turn[0] == '+':
					var s int
					fmt.Sscan(turn[1:], &s)
					at += observe.Millis(s * 1000)
				default:
					at += 1000
					l.Turn(at, turn)
				}
			}
			if got := rowsOf(analysistest.Analyze(t, l.Meeting(), analysistest.Draws(0)), c.who, c.tag); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestWhoIsNotThereIsNoNewVoice needs four persons present.
func TestWhoIsNotThereIsNoNewVoice(t *testing.T) {
	for left, want := range map[int]bool{1: true, 2: false} {
		l := analysistest.Five()
		for i := range left {
			l.Present(0, observe.PersonID(string(rune('a'+i))), false)
		}
		for i, who := range strings.Fields("c d c d c d c e c d c e") {
			tag := "steering"
			if i == 5 {
				tag = "judgement"
			}
			l.Turn(observe.Millis(1000+i*1000), who+" * "+tag)
		}
		got := strings.Contains(rowsOf(analysistest.Analyze(t, l.Meeting(), analysistest.Draws(0)), "d", "judgement"), "new_voice")
		if got != want {
			t.Errorf("with %d away there are new voices: %v", left, got)
		}
	}
}

// talk is a meeting of five in which, after a judgement of a member, the next
// acts close with this probability, and otherwise rarely do.
func talk(n int, closes float64, seed uint64) *analysis.Meeting {
	l, r := analysistest.Five(), rand.New(rand.NewPCG(seed, 9))
	who, narrow := 0, 0
	for i := range n {
		who = (who + 1 + r.IntN(4)) % 5
		tag := []string{"curiosity", "deciding", "differing", "differing"}[r.IntN(4)]
		if narrow > 0 && r.Float64() < closes || r.Float64() < 0.03 {
			tag = "steering"
		} else if who > 0 && r.IntN(6) == 0 {
			tag = "judgement"
			narrow = 4
		}
		narrow--
		l.Turn(observe.Millis(i*3000), string(rune('a'+who))+" * "+tag)
	}
	return l.Meeting()
}

func effect(t testing.TB, r *analysis.Reading, who, tag, outcome string) analysis.EffectRow {
	t.Helper()
	for _, e := range r.Effects {
		if (string(e.Trigger.Role) == who || string(e.Trigger.Person) == who) && string(e.Trigger.Tag) == tag && e.Outcome == outcome {
			return e
		}
	}
	t.Fatalf("there is no effect of %s and %s on %s", who, tag, outcome)
	panic("unreachable")
}

func TestEffectThatIsThereAndOneThatIsNot(t *testing.T) {
	there := effect(t, analysistest.Analyze(t, talk(300, 0.7, 1), analysistest.Draws(1)), "member", "judgement", "closes")
	if !there.Enough || *there.P > 0.01 || *there.PAdjusted > 0.05 || *there.Low < 0.1 || *there.Low > *there.Difference || *there.High < *there.Difference {
		t.Errorf("closing after a judgement is %s", asJSON(there))
	}
	not := effect(t, analysistest.Analyze(t, talk(300, 0, 1), analysistest.Draws(1)), "member", "judgement", "closes")
	if !not.Enough || *not.PAdjusted < 0.05 || *not.Low > 0 || *not.High < 0 {
		t.Errorf("without an effect it is %s", asJSON(not))
	}
}

// TestActsThatLieTogetherCountForLess has intervals wider than those of acts
// that each stand alone: outcomes come in long stretches.
func TestActsThatLieTogetherCountForLess(t *testing.T) {
	width := func(stretch int) (got, plain float64) {
		l, r := analysistest.Five(), rand.New(rand.NewPCG(5, 5))
		for i := range 600 {
			tag := "deciding"
			if i/stretch%2 == 0 && r.IntN(3) == 0 {
				tag = "steering"
			}
			if i/stretch%4 < 2 && r.IntN(2) == 0 {
				tag = "differing"
			}
			l.Turn(observe.Millis(i*1000), string(rune('a'+i%5))+" * "+tag)
		}
		e := effect(t, analysistest.Analyze(t, l.Meeting(), analysistest.Draws(1)), "member", "differing", "closes")
		low, high := stats.Newcombe(*e.Rate, float64(e.N), *e.Base, float64(e.NBase))
		return *e.High - *e.Low, high - low
	}
	got, plain := width(60)
	if got < 1.3*plain {
		t.Errorf("in long stretches the interval is %.3f wide, %.3f without", got, plain)
	}
	if got, plain = width(1); got < plain-1e-12 || got > 1.6*plain {
		t.Errorf("turn by turn the interval is %.3f wide, %.3f without", got, plain)
	}
}

// TestEffectsAreOrderedAndCounted checks what must be true of all rows.
func TestEffectsAreOrderedAndCounted(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := analysistest.Analyze(t, analysistest.Scripted(t, analysistest.SomeTurns(func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "n") }, 80)...), analysistest.Draws(1))
		enough := false
		last := ""
		for _, e := range r.Effects {
			var key string
			if e.Trigger.Person != "" {
				key = fmt.Sprintf("true %s %s", e.Trigger.Person, e.Trigger.Tag)
			} else {
				key = fmt.Sprintf("false %d %s", slices.Index([]string{"leader", "member"}, string(e.Trigger.Role)), e.Trigger.Tag)
			}
			if key < last {
				rt.Errorf("%s comes after %s", key, last)
			}
			last = key
			enough = enough || e.Enough
			if e.N < 1 || e.Enough != (e.N >= 10 && e.NBase >= 10) || (e.Difference == nil) != (e.NBase == 0) ||
				(e.P == nil) != (e.Difference == nil) || (e.Low == nil) != (e.Difference == nil) || (e.PAdjusted != nil) != (e.Enough && e.Varies()) {
				rt.Errorf("the row is %s", asJSON(e))
			}
			if e.PAdjusted != nil && *e.PAdjusted < *e.P {
				rt.Errorf("the row is %s", asJSON(e))
			}
			if e.Difference != nil && (*e.Low > *e.Difference || *e.High < *e.Difference || *e.Low < -1 || *e.High > 1) {
				rt.Errorf("the row is %s", asJSON(e))
			}
		}
		if r.Enough.Effects == nil || *r.Enough.Effects != enough {
			rt.Errorf("enough.effects is %v, want %v", r.Enough.Effects, enough)
		}
	})
}

// TestEffectsOfALeader hold roles and the own rows only, and no role that is one
// other person.
func TestEffectsOfALeader(t *testing.T) {
	l := analysistest.Five()
	for i := range 300 {
		l.Turn(observe.Millis(i*1000), string(rune('a'+i%5))+" * "+[]string{"curiosity", "judgement", "steering"}[i%3])
	}
	l.Clock(300_000, observe.StateEnded)
	r := analysistest.Analyze(t, l.As(observe.Viewer{Role: observe.RoleLeader, Observer: "o2", Person: "a"}), analysistest.Draws(1))
	who := map[analysis.EffectTrigger]bool{}
	for _, e := range r.Effects {
		who[analysis.EffectTrigger{Role: e.Trigger.Role, Person: e.Trigger.Person}] = true
	}
	if len(who) != 3 || !who[analysis.EffectTrigger{Role: "leader"}] || !who[analysis.EffectTrigger{Role: "member"}] || !who[analysis.EffectTrigger{Person: "a"}] {
		t.Errorf("a leader reads effects of %v", who)
	}
	r = analysistest.Analyze(t, l.As(observe.Viewer{Role: observe.RoleParticipant, Observer: "o2", Person: "b"}), analysistest.Draws(1))
	for _, e := range r.Effects {
		if e.Trigger.Person != "b" { // of the roles one is the leader's alone
			t.Errorf("a member reads effects of %v", e.Trigger)
		}
	}
	if len(r.Effects) == 0 {
		t.Error("a member reads no effects")
	}
}

// TestEffectsBeyondAMeeting are not computed, and without draws have neither
// interval nor p.
func TestEffectsBeyondAMeeting(t *testing.T) {
	if r := analysistest.Analyze(t, analysistest.Small(nil).Meeting(t, 20_001, 1)); len(r.Effects) != 0 || r.Enough.Effects != nil {
		t.Errorf("of 20 001 turns there are %d effects, enough %v", len(r.Effects), r.Enough.Effects)
	}
	for _, e := range analysistest.Analyze(t, talk(300, 0.5, 1), analysistest.Draws(0)).Effects {
		if e.Low != nil || e.High != nil || e.P != nil || e.PAdjusted != nil || e.Rate == nil {
			t.Errorf("without draws: %s", asJSON(e))
		}
	}
}

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}
