package madeup_test

import (
	"cmp"
	"slices"
	"testing"

	"kompas/observe"
	"kompas/observe/madeup"
)

// fold returns what a log means, each of whose entries must fit those before it.
func fold(t *testing.T, m *madeup.Made) *observe.State {
	t.Helper()
	if err := m.Header.Validate(); err != nil {
		t.Fatal(err)
	}
	s := observe.NewState(m.Header)
	for i, e := range m.Entries {
		if err := cmp.Or(e.Validate(), s.CheckStored(&e)); err != nil {
			t.Fatalf("entry %d: %v", i+1, err)
		}
		s.Apply(e)
	}
	return s
}

// What is told of the meeting is in it.
func TestMeeting(t *testing.T) {
	for _, o := range []madeup.Options{{Seed: 1}, {Seed: 2}, {Seed: 3}, {Seed: 1, Independent: true}} {
		m := madeup.Meeting(o)
		s := fold(t, m)
		f := m.Facts
		var turns []observe.Interaction
		group := 0
		for _, i := range s.Interactions() {
			switch {
			case i.From == observe.Everybody:
				group++
			case i.Observer != "o2":
				turns = append(turns, i)
			}
		}
		if len(turns) != 400 || f.Turns != 400 || group != f.Silences+f.Laughter || group != 5 {
			t.Errorf("%+v: %d turns and %d acts of the group; told are %d, %d and %d", o, len(turns), group, f.Turns, f.Silences, f.Laughter)
		}
		word := func(i int) observe.TagID {
			if i < 0 || i >= len(turns) || len(turns[i].Tags) == 0 {
				return ""
			}
			return turns[i].Tags[0]
		}
		opens := func(i int) bool { return slices.Contains([]observe.TagID{"asking", "tuning-in", "showing"}, word(i)) }

		// Fending off meets fending off where it is told, and nowhere else.
		var found []madeup.Exchange
		for i := 0; i < len(turns); i++ {
			k := i
			for word(k) == "holding-off" {
				k++
			}
			if k-i == 2 {
				t.Errorf("%+v: two turns of fending off at %d are no exchange", o, i)
			}
			if k-i > 1 {
				found = append(found, madeup.Exchange{First: turns[i].ID, Turns: k - i, EndedBy: word(k)})
			}
			i = max(i, k-1)
		}
		if !slices.Equal(found, f.Exchanges) || len(found) != 6 {
			t.Errorf("%+v: exchanges %v; told are %v", o, found, f.Exchanges)
		}
		shown, notMet, best, most, second := 0, 0, 0, 0, 0
		for i := range turns {
			if word(i) == "showing" && opens(i+1) {
				shown++
			} else if word(i) == "showing" {
				notMet++
			}
			if i < 12 || i+12 > len(turns) {
				continue
			}
			change := 0
			for k := range 12 {
				if opens(i + k) {
					change++
				}
				if opens(i - 1 - k) {
					change--
				}
			}
			if change < 0 {
				change = -change
			}
			if change > most {
				best, most = i, change
			}
			if change > second && (i < 250 || i > 274) {
				second = change
			}
		}
		if shown != f.Shown || notMet != f.NotMet || shown < 15 || notMet != 2 {
			t.Errorf("%+v: met %d times and %d not; told are %d and %d", o, shown, notMet, f.Shown, f.NotMet)
		}
		if turns[best].ID != f.Turning || most != 12 || second >= most {
			t.Errorf("%+v: it turns at turn %d by %d, elsewhere by %d; told is another turn", o, best, most, second)
		}
		if !slices.ContainsFunc(s.Undoables(observe.TypeMark), func(u observe.Undoable) bool { return u.ID == f.Mark && u.Label == "" }) {
			t.Errorf("%+v: there is no such mark", o)
		}
		late := s.Presences()
		if p := s.Participants(); p[len(p)-1].Name != f.Guest || s.Planned(p[len(p)-1].ID) || len(late[p[len(p)-1].ID]) == 0 {
			t.Errorf("%+v: nobody came late: %v", o, p)
		}
		if s.Now() != observe.StateEnded || len(s.Clock()) != 6 {
			t.Errorf("%+v: it is %s after %v", o, s.Now(), s.Clock())
		}
		agenda(t, s, turns, f)
	}
}

// agenda checks what is told of the items of the agenda.
func agenda(t *testing.T, s *observe.State, turns []observe.Interaction, f madeup.Facts) {
	t.Helper()
	phases, clock := s.Undoables(observe.TypePhase), s.Clock()
	end := clock[len(clock)-1].At
	for i, p := range phases {
		to := end
		if i+1 < len(phases) {
			to = phases[i+1].At
		}
		got := madeup.Item{Name: p.Name, Purpose: p.Purpose, Outcome: p.Outcome, Ms: to - p.At}
		for k := 1; k < len(clock); k++ {
			if clock[k-1].State != observe.StateLive {
				got.Ms -= max(0, min(to, clock[k].At)-max(p.At, clock[k-1].At))
			}
		}
		for _, turn := range turns {
			if turn.At >= p.At && turn.At < to {
				got.Turns++
			}
		}
		for _, m := range s.Undoables(observe.TypeMark) {
			if m.At >= p.At && m.At < to && m.Target == "" {
				got.Marks++
			}
		}
		if got != f.Items[i] {
			t.Errorf("item %d is %+v; told is %+v", i, got, f.Items[i])
		}
	}
	if len(phases) != 4 || len(f.Items) != 4 {
		t.Errorf("%d items, told are %d", len(phases), len(f.Items))
	}
}

func TestSameSeedSameMeeting(t *testing.T) {
	bytes := func(seed uint64) (out []byte) {
		for _, e := range madeup.Meeting(madeup.Options{Seed: seed}).Entries {
			out = e.AppendJSON(out)
		}
		return out
	}
	if !slices.Equal(bytes(1), bytes(1)) || slices.Equal(bytes(1), bytes(2)) {
		t.Error("the same seed makes another meeting, or another one the same")
	}
}
