package analysis

import (
	"kompas/analysis/shuffle"
	"kompas/analysis/turnshift"
	"kompas/observe"
)

// Turn is one turn of a selection, for pictures and moments. From and To are
// [observe.Everybody] for the group, and empty for a person whom the viewer may not
// read about.
type Turn struct {
	ID       observe.EntryID
	Seq      observe.Seq // 0 for a turn of a file
	At       int64       // ms
	From, To observe.PersonID
	Tag      observe.TagID // the primary one; empty without one
	Group    GroupAct      // what the whole group did; empty for a turn of a person
	Phase    int           // index in Meeting.Phases; -1 before the first
}

// List returns the turns, in order.
func (s *Selection) List() []Turn {
	out := make([]Turn, s.Len())
	for i := range out {
		out[i] = s.Turn(i)
	}
	return out
}

// Turn returns the turn at a place in the list, without the names of those whom
// the viewer may not read about.
func (s *Selection) Turn(i int) Turn {
	t := Turn{At: s.Turns.At[i], From: s.who(s.Turns.From[i]), To: s.who(s.Turns.To[i]), Phase: none}
	if s.Turns.ID != nil {
		t.ID = s.Turns.ID[i]
	}
	if s.Turns.Seq != nil {
		t.Seq = s.Turns.Seq[i]
	}
	if tag := s.Turns.Tag[i]; tag >= 0 {
		t.Tag = s.Tags[tag].ID
	}
	if s.Turns.Phase != nil {
		t.Phase = int(s.Turns.Phase[i])
	}
	if t.From == observe.Everybody {
		t.Group = s.groupActOf(t.Tag, t.ID)
	}
	return t
}

// who returns the id of a person, empty for one whom the viewer may not read about.
func (m *Meeting) who(index int32) observe.PersonID {
	if index < 0 {
		return observe.Everybody
	}
	if id := m.Participants[index].ID; !m.Limited || id == m.Own {
		return id
	}
	return ""
}

// Seqs returns the numbers in the log of the turns of moments, which are given by
// their places in the list. The list is empty for a file and for a limited reader.
func (s *Selection) Seqs(moments [][]int) [][]observe.Seq {
	out := [][]observe.Seq{}
	if s.Turns.Seq == nil || s.Limited {
		return out
	}
	for _, turns := range moments {
		seqs := make([]observe.Seq, len(turns))
		for k, i := range turns {
			seqs[k] = s.Turns.Seq[i]
		}
		out = append(out, seqs)
	}
	return out
}

// TurnCodes returns the code of each turn of the list, as sequence analysis sees
// it; empty without one.
func (s *Selection) TurnCodes() []string {
	c := s.Coded(s.options.Codes)
	out := make([]string, len(c.Code))
	for i, code := range c.Code {
		if code >= 0 {
			out[i] = c.Names[code]
		}
	}
	return out
}

// EachPair calls yield with each pair of turns that the sequence counts, by their
// places in the list, in the order of the later ones; tested says whether
// links may rest on it, see [sequence.Turns.EachPair].
func (s *Selection) EachPair(yield func(first, then int, tested bool)) {
	coded := s.Coded(s.options.Codes)
	coded.EachPair(s.options.Sequence(), yield)
}

// EachShift calls yield with each pair of turns that shifts count, by their places
// in the list, in order of time. The shift is empty where the same person goes on
// to the same target.
func (s *Selection) EachShift(yield func(before, after int, shift string)) {
	s.eachShift(func(before, after, shift int) {
		name := ""
		if shift >= 0 {
			name = turnshift.Names()[shift]
		}
		yield(before, after, name)
	})
}

// Pauses returns when the meeting was paused, or had ended before it went on, in order
// of time. The last pause may have no end.
func (s *Selection) Pauses() []Span { return s.pauses() }

// Seat returns where a participant sits, or nil when that is not known.
func (s *Selection) Seat(id observe.PersonID) *observe.Seat {
	for _, p := range s.Participants {
		if p.ID == id {
			return p.Seat
		}
	}
	return nil
}

// EachOutcome calls yield with each turn of a person, by its place in the list, and
// each outcome of effects that is known for it: whether it came. Nothing is known
// of more than [shuffle.MaxTurns] turns.
func (s *Selection) EachOutcome(yield func(turn int, outcome string, came bool)) {
	if s.Len() > shuffle.MaxTurns {
		return
	}
	for i, a := range s.acts() {
		for k, name := range outcomeNames {
			if a.can>>k&1 > 0 {
				yield(i, name, a.came>>k&1 > 0)
			}
		}
	}
}

// Codes returns the way in which turns are coded for the sequence.
func (s *Selection) Codes() Codes { return s.options.Codes }
