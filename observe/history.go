package observe

import (
	"cmp"
	"slices"
)

// Happening is something in the log that decides what others are told of it.
type Happening struct {
	Seq  Seq
	At   Millis
	Type EntryType    // phase or state; empty of a turn
	Turn *Interaction // as it was then, not to be changed; nil if this is about something else
	Ends bool         // of a state: whether the meeting ended
}

// History returns, in order of the log, turns as they were noted and as they were
// corrected, phases, including those that were undone later, and when the meeting
// ended and went on. What was imported with the session ends as a meeting does.
func (s *State) History() []Happening {
	out := make([]Happening, 0, len(s.interactions)+len(s.corrections))
	later := map[*Interaction]*Interaction{} // how a turn was before the correction after this one
	asWas := func(t *Interaction) *Interaction { return cmp.Or(later[t], t) }
	for _, c := range slices.Backward(s.corrections) {
		out = append(out, Happening{Seq: c.seq, At: c.turn.At, Turn: asWas(c.turn)})
		later[c.turn] = &c.was
	}
	for _, t := range s.interactions {
		out = append(out, Happening{Seq: t.Seq, Turn: asWas(t)})
	}
	for _, i := range s.undoables {
		if i.Type == TypePhase {
			out = append(out, Happening{Seq: i.Seq, At: i.At, Type: TypePhase})
		}
	}
	for _, c := range s.clock {
		out = append(out, Happening{Seq: c.Seq, At: c.At, Type: TypeState, Ends: c.State == StateEnded})
	}
	if s.came > 0 {
		out = append(out, Happening{Seq: s.came, Type: TypeState, Ends: true})
	}
	slices.SortStableFunc(out, func(a, b Happening) int { return cmp.Compare(a.Seq, b.Seq) })
	return out
}

// Imported returns the last entry that was imported with the session; 0: none was.
func (s *State) Imported() Seq { return s.came }
