package analysis

import (
	"maps"

	"kompas/analysis/sequence"
	"kompas/observe"
	"kompas/observe/disclosure"
)

// A limited reader is a leader or a participant. They read about the team and about
// themself, and learn nothing about any one other person.
//
// The attack that this stops is subtraction. Limited readers were in the meeting,
// see the turns from and to themself in the log, and can ask as often as they
// like. Whatever they know they can take off a figure, and one answer off another;
// what is left must never be the turns of one other person, or what followed a
// single turn. So:
//
//   - turns are told only in parts in which at least three others spoke, each part
//     as a whole or not at all ([disclosure.To], and inParts for times);
//   - links, loops, shifts, patterns and effects are told once, of the whole
//     meeting, when it has ended (Together);
//   - figures by role are told only where roles hide everybody (rolesHide);
//   - lists of persons hold only the reader, and findings do not lead to turns
//     (limit, Coded, Seqs, Scene.IDs).

// Told says what the result of a limited reader is made of.
type Told struct {
	Seq observe.Seq `json:"seq"`           // number of the last entry of the log that may count; 0: nothing is told yet
	Why NotTold     `json:"why,omitempty"` // why nothing is told; absent when something is
}

// NotTold says why a limited reader is told nothing.
type NotTold string

// Reasons to tell nothing.
const (
	TooFewPeople NotTold = "too-few-people" // fewer than disclosure.People spoke
	NotYet       NotTold = "not-yet"        // nothing has ended that can be told
)

// told returns what the turns of a limited reader are made of.
func (m *Meeting) told() *Told {
	t := &Told{Seq: m.head}
	switch {
	case m.head > 0:
	case m.people < disclosure.People:
		t.Why = TooFewPeople
	default:
		t.Why = NotYet
	}
	return t
}

// limit takes out of a result what a limited reader may not read. Besides lists of
// persons these are arcs, which are about two persons, counts of what followed
// what, and figures of a tenth of the time.
func (s *Selection) limit(r *Result) {
	m := s.Meeting
	if !m.Limited {
		return
	}
	own := m.Own
	r.Told = m.told()
	r.Participants = only(r.Participants, func(p PersonRef) bool { return p.ID == own })
	r.Participation.Persons = only(r.Participation.Persons, func(p PersonShare) bool { return p.ID == own })
	r.Participation.Silent = only(r.Participation.Silent, func(p observe.PersonID) bool { return p == own })
	r.Network.Arcs = []Arc{}
	r.Network.Persons = only(r.Network.Persons, func(p Centrality) bool { return p.ID == own })
	for i := range r.Tags {
		maps.DeleteFunc(r.Tags[i].ByPerson, func(id observe.PersonID, _ int) bool { return id != own })
	}
	maps.DeleteFunc(r.Dimensions.Persons, func(id observe.PersonID, _ Shares) bool { return id != own })
	if !s.rolesHide() {
		clear(r.Dimensions.Roles)
	}
	if m.head == 0 {
		r.Participation.Silent = []observe.PersonID{} // before anything is told, nobody is known to be silent
	}
	r.Dimensions.Path = []Shares{}
	q := &r.Sequence
	q.Transitions = []sequence.Transition{}
	if !q.Enough {
		q.ChiSquare, q.DF, q.P, q.StructureP = nil, 0, nil, nil
		q.Stationarity, q.Order = nil, nil
	}
	r.KnownLoops = only(r.KnownLoops, func(k sequence.KnownLoop) bool { return k.HidesTurns() })
	r.RawLinks, r.RawLoops, r.ExplainedBy = []sequence.RawLink{}, []sequence.RawLoop{}, []sequence.Explanation{}
	r.Effects = only(r.Effects, func(e EffectRow) bool { return e.Enough })
}

// Together returns the turns that findings about their order are made of: what
// follows what, shifts, effects, patterns. For a limited reader these are all turns
// of a meeting that has ended, without any filter and at lag 1 in order, or none:
// otherwise somebody who knows their own turns could read off, part by part or lag by
// lag, what followed each of them, or who replied to them.
func (s *Selection) Together() *Selection {
	o := &s.options
	if !s.Limited || s.Over && o.Lag == 1 && o.Pairs == sequence.InOrder && o.Phase == "" && o.Purpose == "" && o.FromMs == nil && o.ToMs == nil {
		return s
	}
	none := *s
	none.Turns, none.boundaries = Turns{}, nil
	return &none
}

// rolesHide reports whether a limited reader may be told what the roles did. In
// each part each role must have been played by several others, or by nobody: the
// figures of a role that only one person played would be that person's, also when
// it is the one that the other roles leave of the whole. Without turns it is false.
func (s *Selection) rolesHide() bool {
	if !s.Limited {
		return true
	}
	type group struct {
		part int32
		role observe.PersonRole
	}
	spoke, tagged := map[group]map[int32]bool{}, map[group]map[int32]bool{}
	for i, from := range s.Turns.From {
		if from < 0 || s.Participants[from].ID == s.Own {
			continue
		}
		g := group{s.Turns.Part[i], s.Participants[from].Role}
		for _, who := range []map[group]map[int32]bool{spoke, tagged} {
			if who[g] == nil {
				who[g] = map[int32]bool{}
			}
		}
		if to := s.Turns.To[i]; to >= 0 && s.Participants[to].ID == s.Own {
			continue // the reader sees this turn in the log
		}
		spoke[g][from] = true
		if s.Turns.Tag[i] >= 0 {
			tagged[g][from] = true
		}
	}
	for g := range spoke {
		if len(spoke[g]) < disclosure.Others || len(tagged[g]) > 0 && len(tagged[g]) < disclosure.Others {
			return false
		}
	}
	return len(spoke) > 0
}

// mayReadBy returns an error when a limited reader asks for codes that tell other
// persons apart.
func (s *Selection) mayReadBy(codes Codes) error {
	if s.Limited && (codes == ByPerson || codes == ByPersonTag || codes == ByRoleTag && !s.rolesHide()) {
		return observe.FieldError(observe.Forbidden, "codes",
			"must not tell persons apart: a leader reads about the team and about themself; it is %q", codes)
	}
	return nil
}

// only returns the elements to keep, an empty list without any.
func only[T any](list []T, keep func(T) bool) []T {
	out := []T{}
	for _, v := range list {
		if keep(v) {
			out = append(out, v)
		}
	}
	return out
}
