package analysis_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/sequence"
	"kompas/observe"
)

// checkLog makes a log of bytes, six to an entry of any kind, analyses it as
// somebody with some options, and holds what must be true of every result.
func checkLog(t testing.TB, data []byte) {
	next := func() byte {
		if len(data) == 0 {
			return 0
		}
		b := data[0]
		data = data[1:]
		return b
	}
	l := analysistest.NewLog(func(h *observe.Header) {
		if next()%3 == 0 {
			h.Coding = observe.Independent
		}
	})
	viewers := []observe.Viewer{observe.OwnerViewer, {Role: observe.RoleObserver, Observer: "o1"}, {Role: observe.RoleViewer},
		{Role: observe.RoleViewer, Anonymous: true}, {Role: observe.RoleLeader, Observer: "o2", Person: "a"}}
	viewer := viewers[int(next())%len(viewers)]
	o := analysis.DefaultOptions()
	o.Codes, o.Lag = analysis.AllCodes[int(next())%len(analysis.AllCodes)], int(next())%5
	if o.Lag == 0 {
		o.Lag, o.Pairs = 1, sequence.InReply
	}
	if b := next(); b%2 == 0 {
		from := int64(b) * 100
		o.FromMs = &from
	}
	if b := next(); b%2 == 0 {
		to := int64(b) * 500
		o.ToMs = &to
	}
	if next()%3 == 0 {
		o.Phase = "p"
	}
	who := func(b byte) string { return []string{"a", "b", "c", "late", "*"}[b%5] }
	for len(data) >= 6 {
		kind, b := next(), [5]byte{next(), next(), next(), next(), next()}
		at := observe.Millis(b[0])*250 + observe.Millis(b[1]%2)
		e := observe.Entry{At: at, Observer: []observe.ObserverID{observe.Owner, "o1", "o3"}[b[2]%3]}
		switch kind % 9 {
		case 0:
			e.Type, e.State, e.Time = observe.TypeState, []string{"live", "paused", "ended"}[b[3]%3], "2026-01-05T10:00:00Z"
		case 1:
			e.Type, e.Name = observe.TypePhase, []string{"p", "q"}[b[3]%2]
		case 2:
			e.Type, e.Target = observe.TypeVoid, observe.EntryID("e"+string('1'+b[3]%9))
		case 3:
			e.Type, e.Person, e.Present = observe.TypeParticipant, &observe.Person{ID: "late", Name: "Late"}, b[3]%2 == 0
		default:
			e.Type, e.From, e.To = observe.TypeInteraction, who(b[3]), who(b[4])
			if e.From == e.To || e.From == observe.Everybody {
				e.To = observe.Everybody
			}
			if tag := analysistest.Tags[int(b[1])%(len(analysistest.Tags)-1)]; tag != "" {
				e.Tags = []observe.TagID{observe.TagID(tag)}
			}
		}
		if e.Type == observe.TypeInteraction && (e.From == "late" || e.To == "late") && !l.Knows("late") {
			l.Present(at, "late", true)
		}
		l.Add(e)
	}

	m := l.As(viewer)
	r, err := analysis.Analyze(t.Context(), m, o)
	if err != nil {
		if c := observe.CodeOf(err); c != observe.Invalid && c != observe.Forbidden {
			t.Errorf("analysing fails: %v", err)
		}
		return
	}
	checkJSON(t, r)
	turns, pairs, shifts := r.Selection.List(), 0, 0
	if len(turns) != r.Interactions || len(r.Selection.TurnCodes()) != len(turns) {
		t.Errorf("%d turns and %d codes of %d", len(turns), len(r.Selection.TurnCodes()), r.Interactions)
	}
	codes := r.Selection.TurnCodes()
	r.Selection.EachPair(func(first, then int, _ bool) {
		pairs++
		if o.Pairs == sequence.InReply {
			if turns[then].To != turns[first].From || turns[then].To == turns[then].From || first >= then {
				t.Errorf("turn %d, %+v, is a reply to %d, %+v", then, turns[then], first, turns[first])
			}
		} else if then != first+o.Lag {
			t.Errorf("turns %d and %d are a pair at lag %d", first, then, o.Lag)
		}
		if codes[first] == "" || codes[then] == "" {
			t.Errorf("turns %d and %d are a pair without codes", first, then)
		}
	})
	r.Selection.EachShift(func(before, after int, shift string) {
		shifts++
		if before >= after || turns[before].From == observe.Everybody || turns[after].From == observe.Everybody {
			t.Errorf("turns %d and %d are the shift %q", before, after, shift)
		}
	})
	if pairs != r.Sequence.Pairs || shifts != r.Shifts.Pairs {
		t.Errorf("%d pairs of %d, %d shifts of %d", pairs, r.Sequence.Pairs, shifts, r.Shifts.Pairs)
	}
	counted, rhythm := 0, r.Selection.Rhythm()
	for _, n := range rhythm.Turns {
		counted += n
	}
	ofPersons := 0
	for _, turn := range turns {
		if (turn.From == observe.Everybody) != (turn.Group != "") {
			t.Errorf("the turn %+v is of a person and of the group", turn)
		}
		if turn.Group == "" {
			ofPersons++
		}
	}
	if counted != ofPersons {
		t.Errorf("the rhythm has %d of %d turns", counted, ofPersons)
	}
	for _, g := range rhythm.Gaps {
		if turns[g.Before].At != g.FromMs || turns[g.After].At != g.ToMs || g.ToMs <= g.FromMs || turns[g.Before].Group != "" || turns[g.After].Group != "" {
			t.Errorf("a gap is %+v", g)
		}
	}
	for i, turn := range turns {
		if turn.Seq == 0 {
			t.Errorf("turn %d is %+v", i, turn)
		}
	}
	if viewer.Role == observe.RoleLeader || viewer.Anonymous {
		b, _ := json.Marshal(r)
		for _, other := range []string{`"b"`, `"c"`, `"late"`, "Bo", "Cy", "Late"} {
			if strings.Contains(string(b), other) {
				t.Errorf("a %s reads of %s: %s", viewer.Role, other, b)
			}
		}
	}
}

func TestAnyLogIsAnalysed(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		checkLog(t, rapid.SliceOfN(rapid.Byte(), 0, 600).Draw(rt, "log"))
	})
}

func FuzzAnalyzeLog(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("0123456 interaction and phase and void, and all of it again: interaction and phase"))
	replies := []byte{1, 0, 0, 0, 1, 1, 1}
	for i := range byte(30) {
		replies = append(replies, 4, i, i%4, 0, i%3, i*i%4)
	}
	f.Add(replies)
	f.Fuzz(func(t *testing.T, data []byte) { checkLog(t, data) })
}
