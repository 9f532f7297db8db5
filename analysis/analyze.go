package analysis

import (
	"context"
	"maps"
	"slices"

	"kompas/observe"
)

// Analyze computes everything that is known how to compute of a meeting. The
// meeting is only read. It fails, with an [observe.Error] that names the
// option, only when an option is wrong.
func Analyze(m *Meeting, o Options) (*Result, error) {
	return AnalyzeContext(context.Background(), m, o)
}

// AnalyzeContext is Analyze for who may not want to wait for the end: when ctx
// is done it stops and gives the error of ctx.
func AnalyzeContext(ctx context.Context, m *Meeting, o Options) (r *Result, err error) {
	err = Until(ctx, func() (err error) {
		r, err = analyze(ctx, m, o)
		return err
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

func analyze(ctx context.Context, m *Meeting, o Options) (*Result, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if err := m.mayReadBy(o.Codes); err != nil {
		return nil, err
	}
	s, err := newStream(m, &o)
	if err != nil {
		return nil, err
	}
	s.stop = stop{ctx}
	t := newTrack([]*stream{s}, o.Codes, o.Lag)
	if o.MaxCodes > 0 && len(t.names) > o.MaxCodes && o.Codes != ByTag {
		return nil, observe.FieldError(observe.TooLarge, "codes",
			"must make at most %d codes; %q makes %d of these turns: take codes that tell less apart, or a part of the meeting", o.MaxCodes, o.Codes, len(t.names))
	}
	tags := s.tagCounts()
	follows := t.follow(&o)
	effects, computed := s.effects(&o)
	r := &Result{
		Effects:       effects,
		Format:        Format,
		Version:       Version,
		Session:       SessionRef{Title: m.Title},
		Interactions:  s.len(),
		Participants:  make([]PersonRef, len(m.Participants)),
		Observers:     []ObserverRef{},
		Participation: s.participation(),
		Network:       s.network(),
		Sequence:      follows.Sequence,
		Links:         follows.Links,
		Loops:         follows.Loops,
		RawLinks:      follows.RawLinks,
		RawLoops:      follows.RawLoops,
		ExplainedBy:   follows.ExplainedBy,
		Shifts:        s.shifts(&o),
		Tags:          s.tags(tags),
		OpeningRatio:  s.openingRatio(tags),
		AskingRatio:   s.askingRatio(tags, s.asksByFamily(tags)),
		Dimensions:    s.dimensions(tags),
		Patterns:      []Pattern{},
		stream:        s,
		options:       o,
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
	s.stop = stop{}
	r.Enough.Network, r.Enough.Sequence = r.Network.Enough, r.Sequence.Enough
	if computed {
		r.Enough.Effects = ptr(slices.ContainsFunc(r.Effects, func(e EffectRow) bool { return e.Enough }))
	}
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
	for i := range r.Tags {
		maps.DeleteFunc(r.Tags[i].ByPerson, func(id observe.PersonID, _ int) bool { return id != own })
	}
	maps.DeleteFunc(r.Dimensions.Persons, func(id observe.PersonID, _ Shares) bool { return id != own })
	maps.DeleteFunc(r.Dimensions.Roles, func(role observe.PersonRole, _ Shares) bool { return m.tellsOnOne(role) })
}

// tellsOnOne reports whether the figures of a role are, for a limited reader,
// those of one other person, as they are or once the own ones are taken off.
func (m *Meeting) tellsOnOne(role observe.PersonRole) bool {
	others := 0
	for _, p := range m.Participants {
		if p.Role == role && p.ID != m.Own {
			others++
		}
	}
	return others == 1
}

// mayReadBy reports why a limited reader may not have turns coded in a way
// that tells on other persons.
func (m *Meeting) mayReadBy(codes Codes) error {
	tells := codes == ByPerson || codes == ByPersonTag ||
		codes == ByRoleTag && slices.ContainsFunc(m.Participants, func(p Participant) bool { return m.tellsOnOne(p.Role) })
	if m.Limited && tells {
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
