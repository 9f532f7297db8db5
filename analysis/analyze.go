package analysis

import (
	"kompas/observe"
)

// Analyze computes everything that is known how to compute of a meeting. The
// meeting is only read. It fails, with an [observe.Error] that names the
// option, only when an option is wrong.
func Analyze(m *Meeting, o Options) (*Result, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	s, err := newStream(m, &o)
	if err != nil {
		return nil, err
	}
	r := &Result{
		Format:        Format,
		Version:       Version,
		Session:       SessionRef{Title: m.Title},
		Interactions:  s.len(),
		Participants:  make([]PersonRef, len(m.Participants)),
		Observers:     []ObserverRef{},
		Participation: s.participation(),
		Network:       s.network(),
		Links:         []Link{},
		Loops:         []Loop{},
		RawLinks:      []RawLink{},
		RawLoops:      []RawLoop{},
		ExplainedBy:   []Explanation{},
		Effects:       []EffectRow{},
		Patterns:      []Pattern{},
		stream:        s,
	}
	if m.Session != "" {
		r.Session.ID = &m.Session
	}
	if s.observer != none {
		r.Observer = ptr(m.Observers[s.observer].ID)
	}
	for i, n := range m.turnsPerObserver() {
		if n > 0 {
			r.Observers = append(r.Observers, ObserverRef{m.Observers[i].ID, m.Observers[i].Name, n})
		}
	}
	for i, p := range m.Participants {
		r.Participants[i] = PersonRef{p.ID, p.Name, p.Role}
	}
	s.describe(r)
	r.Enough.Network = r.Network.Enough
	r.limit()
	return r, nil
}

// describe fills the figures on the stream as a whole.
func (s *stream) describe(r *Result) {
	if n := s.len(); n > 0 {
		r.SpanMs = ptr(s.t.At[n-1] - s.t.At[0])
	}
	tagged, directed, proposed := 0, 0, 0
	for i, tag := range s.t.Tag {
		if tag >= 0 {
			tagged++
		}
		if s.t.To[i] >= 0 {
			directed++
			if s.t.Proposed != nil && s.t.Proposed[i] {
				proposed++
			}
		}
	}
	r.Coverage = ratio(tagged, s.len())
	r.ProposedShare = ratio(proposed, directed)
}

// limit takes out what a leader or participant may not read: every list of
// persons holds only the own one, and arcs, which are about two, are left out.
func (r *Result) limit() {
	m := r.stream.Meeting
	if !m.Limited {
		return
	}
	own := m.Own
	r.Participants = only(r.Participants, func(p PersonRef) bool { return p.ID == own })
	r.Participation.Persons = only(r.Participation.Persons, func(p PersonShare) bool { return p.ID == own })
	r.Participation.Silent = only(r.Participation.Silent, func(p observe.PersonID) bool { return p == own })
	r.Network.Arcs = []Arc{}
	r.Network.Persons = only(r.Network.Persons, func(p Centrality) bool { return p.ID == own })
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
