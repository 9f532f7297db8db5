package analysis

import (
	"maps"

	"kompas/analysis/sequence"
	"kompas/observe"
)

// What a limited reader, a leader or a participant, may not read is taken out
// here. Which turns they are told of, and why, is in [observe.Disclosure].

// Told says of what a limited reader's result is made.
type Told struct {
	Seq observe.Seq `json:"seq"`           // the last entry of the log that it may count; 0: nothing yet
	Why NotTold     `json:"why,omitempty"` // why nothing is told
}

// NotTold says why a limited reader is told nothing.
type NotTold string

// Reasons to tell nothing.
const (
	TooFewPeople NotTold = "too-few-people" // fewer than observe.DisclosurePeople spoke
	NotYet       NotTold = "not-yet"        // nothing has ended that can be told
)

func (m *Meeting) told() *Told {
	t := &Told{Seq: m.head}
	switch {
	case m.head > 0:
	case m.people < observe.DisclosurePeople:
		t.Why = TooFewPeople
	default:
		t.Why = NotYet
	}
	return t
}

// limit takes out what a limited reader may not read: every list of persons
// holds only the own one; arcs, which are about two, counts of what followed
// what, and tenths of the time are left out; so are the roles, unless they hide
// everybody.
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
		r.Participation.Silent = []observe.PersonID{} // that is not known of anybody
	}
	r.Dimensions.Path = []Shares{}
	q := &r.Sequence
	q.Transitions = []sequence.Transition{}
	if !q.Enough {
		q.ChiSquare, q.DF, q.P, q.StructureP = nil, 0, nil, nil
	}
	r.RawLinks, r.RawLoops, r.ExplainedBy = []sequence.RawLink{}, []sequence.RawLoop{}, []sequence.Explanation{}
	r.Effects = only(r.Effects, func(e EffectRow) bool { return e.Enough })
}

// Together returns the turns of which is told what they make together: what
// follows what, effects, patterns. For a limited reader those are all or none,
// once the meeting has ended: who knows the own turns could else read off, part
// by part or a lag after the other, what followed each of them.
func (s *Selection) Together() *Selection {
	o := &s.options
	if !s.Limited || s.Over && o.Lag == 1 && o.Phase == "" && o.Purpose == "" && o.FromMs == nil && o.ToMs == nil {
		return s
	}
	none := *s
	none.Turns, none.boundaries = Turns{}, nil
	return &none
}

// rolesHide reports whether a limited reader may be told what the roles did: when
// in each part each role was played by several others, or by none. One that was
// not would be what the others leave of the whole. Of no turns nothing is told.
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
			continue // the reader sees it in the log
		}
		spoke[g][from] = true
		if s.Turns.Tag[i] >= 0 {
			tagged[g][from] = true
		}
	}
	for g := range spoke {
		if len(spoke[g]) < observe.DisclosureOthers || len(tagged[g]) > 0 && len(tagged[g]) < observe.DisclosureOthers {
			return false
		}
	}
	return len(spoke) > 0
}

// mayReadBy reports why a limited reader may not have turns coded in a way
// that tells on other persons.
func (s *Selection) mayReadBy(codes Codes) error {
	if s.Limited && (codes == ByPerson || codes == ByPersonTag || codes == ByRoleTag && !s.rolesHide()) {
		return observe.FieldError(observe.Forbidden, "codes",
			"must not tell persons apart: a leader reads about the team and about themself; it is %q", codes)
	}
	return nil
}

func only[T any](list []T, keep func(T) bool) []T {
	out := []T{}
	for _, v := range list {
		if keep(v) {
			out = append(out, v)
		}
	}
	return out
}
