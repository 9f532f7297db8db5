package analysis

import (
	"context"
	"slices"

	"kompas/analysis/compute"
	"kompas/analysis/stats"
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
	err = compute.Until(ctx, func() (err error) {
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
	s, err := newStream(m, &o)
	if err != nil {
		return nil, err
	}
	s.ctx = ctx
	together := s.together(&o)
	t := newTrack([]*stream{together}, o.Codes, o.Lag)
	if o.MaxCodes > 0 && len(t.names) > o.MaxCodes && o.Codes != ByTag {
		return nil, observe.FieldError(observe.TooLarge, "codes",
			"must make at most %d codes; %q makes %d of these turns: take codes that tell less apart, or a part of the meeting", o.MaxCodes, o.Codes, len(t.names))
	}
	tags := s.tagCounts()
	follows := t.follow(&o)
	effects, computed := together.effects(&o)
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
		Shifts:        together.shifts(&o),
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
		r.Observer = new(m.Observers[s.observer].ID)
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
	s.ctx = context.Background()
	r.Enough.Network, r.Enough.Sequence = r.Network.Enough, r.Sequence.Enough
	if computed {
		r.Enough.Effects = new(slices.ContainsFunc(r.Effects, func(e EffectRow) bool { return e.Enough }))
	}
	r.limit()
	return r, nil
}

// describe fills the figures on the stream as a whole.
func (s *stream) describe(r *Result) {
	if n := s.len(); n > 0 {
		r.SpanMs = new(s.t.At[n-1] - s.t.At[0])
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
	r.Coverage = stats.Ratio(tagged, s.len())
	r.ProposedShare = stats.Ratio(proposed, directed)
}
