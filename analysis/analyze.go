package analysis

import (
	"context"
	"slices"

	"kompas/analysis/compute"
	"kompas/analysis/sequence"
	"kompas/analysis/stats"
	"kompas/observe"
)

// Analyze computes all figures of a meeting except patterns, which package patterns
// adds. The meeting is only read. It fails with an [observe.Error] that names the option
// when an option is wrong, and with the error of ctx when that is done before the
// end.
func Analyze(ctx context.Context, m *Meeting, o Options) (r *Reading, err error) {
	err = compute.Until(ctx, func() error {
		s, err := Select(m, o)
		if err != nil {
			return err
		}
		r, err = s.analyze(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

func (s *Selection) analyze(ctx context.Context) (*Reading, error) {
	m, o := s.Meeting, &s.options
	together := s.Together()
	coded := together.Coded(o.Codes)
	if o.MaxCodes > 0 && len(coded.Names) > o.MaxCodes && o.Codes != ByTag {
		return nil, observe.FieldError(observe.TooLarge, "codes",
			"must make at most %d codes; %q makes %d of these turns: take codes that tell less apart, or a part of the meeting", o.MaxCodes, o.Codes, len(coded.Names))
	}
	tags := s.tagCounts()
	follows := sequence.Follow(ctx, []sequence.Turns{coded}, s.Sequence(o.Codes))
	effects, computed := together.effects(ctx)
	r := &Result{
		Effects:       effects,
		Format:        Format,
		Version:       Version,
		Session:       SessionRef{Title: m.Title},
		Interactions:  s.Len(),
		Participants:  make([]PersonRef, len(m.Participants)),
		Observers:     []ObserverRef{},
		Participation: s.participation(),
		Network:       s.network(ctx),
		Following:     *follows,
		Shifts:        together.shifts(ctx),
		Tags:          s.tags(tags),
		OpeningRatio:  s.OpeningRatio(tags.all),
		Level:         s.Level(),
		Dimensions:    s.dimensions(tags),
		Patterns:      []Pattern{},
	}
	if asking, ok := s.Asking(tags.all); ok {
		r.AskingRatio = s.AskingRatio(tags.all, asking)
	}
	if m.Session != "" {
		r.Session.ID = &m.Session
	}
	if observer, ok := s.Observer(); ok {
		r.Observer = &observer.ID
	}
	for i, n := range m.TurnsPerObserver() {
		if n > 0 {
			r.Observers = append(r.Observers, ObserverRef{m.Observers[i].ID, m.Observers[i].Name, n})
		}
	}
	for i, p := range m.Participants {
		r.Participants[i] = PersonRef{p.ID, p.Name, p.Role}
	}
	s.describe(r)
	r.Enough.Network, r.Enough.Sequence = r.Network.Enough, r.Sequence.Enough
	if computed {
		r.Enough.Effects = new(slices.ContainsFunc(r.Effects, func(e EffectRow) bool { return e.Enough }))
	}
	s.limit(r)
	return &Reading{r, s}, nil
}

// describe sets the figures about all turns together.
func (s *Selection) describe(r *Result) {
	if s.Paper {
		r.Timing = observe.OnPaper
	} else if n := s.Len(); n > 0 {
		r.SpanMs = new(s.Turns.At[n-1] - s.Turns.At[0])
	}
	tagged, directed, proposed := 0, 0, 0
	for i, tag := range s.Turns.Tag {
		if tag >= 0 {
			tagged++
		}
		if s.Turns.To[i] >= 0 {
			directed++
			if s.Turns.Proposed != nil && s.Turns.Proposed[i] {
				proposed++
			}
		}
	}
	r.Coverage = stats.Ratio(tagged, s.Len())
	r.ProposedShare = stats.Ratio(proposed, directed)
}
