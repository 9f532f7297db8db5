package trends

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"kompas/analysis/compute"
	"kompas/analysis/sequence"
	"kompas/observe"
)

// FindOver returns what is found over the meetings that have ended, which is the same
// for every measure; those in which somebody noted their own turns only are left out. When ctx is done it stops and returns the error of ctx.
func FindOver(ctx context.Context, meetings []Dated, o Options) (*TeamFindings, error) {
	out := &TeamFindings{Patterns: []TeamPattern{}, Loops: []RecurringLoop{}, Labels: map[string]observe.Labels{}}
	err := compute.Until(ctx, func() error {
		ended := slices.DeleteFunc(slices.Clone(meetings), func(m Dated) bool { return !m.Over || m.SelfTapped() })
		series, err := seriesOf(ctx, ended, &o)
		if err != nil {
			return err
		}
		for i := range series {
			series[i].Selection = series[i].Together()
		}
		series = slices.DeleteFunc(series, func(m datedSelection) bool { return m.Len() == 0 })
		if err := out.recur(ctx, series, &o); err != nil {
			return err
		}
		out.Pooled = pool(ctx, series)
		out.label(series)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// recur finds the loops that are whole in two meetings or more.
func (t *TeamFindings) recur(ctx context.Context, series []datedSelection, o *Options) error {
	loops := make([]*MeetingLoops, len(series))
	found := map[string]*RecurringLoop{}
	for i, s := range series {
		var err error
		if loops[i], err = o.loopsOf(ctx, Dated{s.Meeting, s.at}); err != nil {
			return err
		}
		for _, l := range loops[i].Whole {
			if found[l.ID] == nil {
				found[l.ID] = &RecurringLoop{ID: l.ID, Known: l.Known, Nodes: l.Nodes, Signs: l.Signs, Kind: l.Kind}
			}
			found[l.ID].WholeIn++
			found[l.ID].Moments = append(found[l.ID].Moments, l.Moments)
		}
	}
	for _, l := range found {
		if l.WholeIn < 2 {
			continue
		}
		for _, in := range loops {
			if in.couldShow(l) {
				l.CouldIn++
			}
		}
		l.Moments = Listed(l.Moments)
		t.Loops = append(t.Loops, *l)
	}
	slices.SortFunc(t.Loops, func(a, b RecurringLoop) int {
		return cmp.Or(cmp.Compare(b.WholeIn, a.WholeIn), cmp.Compare(a.CouldIn, b.CouldIn), strings.Compare(a.ID, b.ID))
	})
	return nil
}

// moments returns the moments of a finding in a meeting.
func (s datedSelection) moments(m sequence.Moments) TeamMoments {
	return TeamMoments{s.Session, s.at, m.Total, s.Seqs(m.Turns)}
}

// label sets the words of the codes of loops, as the latest meeting that has words for
// them calls them.
func (t *TeamFindings) label(series []datedSelection) {
	want := func(codes []string) {
		for _, code := range codes {
			t.Labels[code] = observe.Labels{}
		}
	}
	for _, l := range t.Loops {
		want(l.Nodes)
	}
	for _, l := range t.Pooled.Loops {
		want(l.Nodes)
	}
	for _, l := range t.Pooled.KnownLoops {
		want(l.Nodes)
	}
	for _, s := range series {
		for _, tag := range words(s.Codebook) {
			if _, wanted := t.Labels[string(tag.ID)]; wanted && tag.Labels != nil {
				t.Labels[string(tag.ID)] = tag.Labels
			}
		}
	}
}

// words returns the families and tags of a codebook, nil without one.
func words(c *observe.Codebook) []observe.Tag {
	if c == nil {
		return nil
	}
	return slices.Concat(c.Families, c.Tags)
}

// Listed shortens the lists of the moments of a finding to [sequence.MaxEvidence]
// together, the longest lists first, and returns them.
func Listed(list []TeamMoments) []TeamMoments {
	listed := 0
	for _, m := range list {
		listed += len(m.Turns)
	}
	for most := sequence.MaxEvidence; listed > sequence.MaxEvidence; most-- {
		for i := range list {
			if m := &list[i]; len(m.Turns) > most && listed > sequence.MaxEvidence {
				m.Turns = m.Turns[:most]
				listed--
			}
		}
	}
	return list
}
