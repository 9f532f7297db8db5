package trends

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"kompas/analysis"
	"kompas/analysis/compute"
	"kompas/analysis/sequence"
	"kompas/analysis/shuffle"
	"kompas/observe"
)

// FindOver returns what is found over meetings, which is the same for every measure. When ctx is
// done it stops and returns the error of ctx.
func FindOver(ctx context.Context, meetings []Dated, o Options) (*TeamFindings, error) {
	out := &TeamFindings{Patterns: []TeamPattern{}, Loops: []RecurringLoop{}, Labels: map[string]observe.Labels{}}
	err := compute.Until(ctx, func() error {
		series, err := seriesOf(ctx, meetings, &o)
		if err != nil {
			return err
		}
		opts := o.ForMeeting()
		for i := range series {
			series[i].Selection = series[i].Together()
		}
		series = slices.DeleteFunc(series, func(m datedSelection) bool { return m.Len() == 0 })
		out.recur(ctx, series, &opts)
		out.pool(ctx, series, &opts)
		out.label(series)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// minShown is how often each link of a loop must be expected in a meeting for the
// meeting to be one that could have shown the loop.
const minShown = 3

// recur finds the loops that are whole in two meetings or more.
func (t *TeamFindings) recur(ctx context.Context, series []datedSelection, o *analysis.Options) {
	type cell struct{ from, to string }
	found := map[string]*RecurringLoop{}
	shown := make([]map[cell]bool, len(series)) // the links that each meeting could have shown
	wholeIn := make([]map[string]bool, len(series))
	for i, s := range series {
		compute.Look(ctx)
		got := sequence.Find(ctx, []sequence.Turns{s.Coded(o.Codes)}, s.Sequence(o.Codes))
		shown[i], wholeIn[i] = map[cell]bool{}, map[string]bool{}
		for _, tr := range got.Sequence.Transitions {
			if tr.ExpectedNull != nil && *tr.ExpectedNull >= minShown {
				shown[i][cell{tr.From, tr.To}] = true
			}
		}
		for _, l := range got.Loops {
			if l.Status != sequence.Whole {
				continue
			}
			wholeIn[i][l.ID] = true
			if found[l.ID] == nil {
				found[l.ID] = &RecurringLoop{ID: l.ID, Known: l.Known, Nodes: l.Nodes, Signs: l.Signs, Kind: l.Kind}
			}
			found[l.ID].WholeIn++
			found[l.ID].Moments = append(found[l.ID].Moments, s.moments(l.Moments[0]))
		}
	}
	for id, l := range found {
		if l.WholeIn < 2 {
			continue
		}
		for i := range series {
			could := true
			for k, n := range l.Nodes {
				could = could && shown[i][cell{n, l.Nodes[(k+1)%len(l.Nodes)]}]
			}
			if could || wholeIn[i][id] {
				l.CouldIn++
			}
		}
		l.Moments = Listed(l.Moments)
		t.Loops = append(t.Loops, *l)
	}
	slices.SortFunc(t.Loops, func(a, b RecurringLoop) int {
		return cmp.Or(cmp.Compare(b.WholeIn, a.WholeIn), cmp.Compare(a.CouldIn, b.CouldIn), strings.Compare(a.ID, b.ID))
	})
}

// moments returns the moments of a finding in a meeting.
func (s datedSelection) moments(m sequence.Moments) TeamMoments {
	return TeamMoments{s.Session, s.at, m.Total, s.Seqs(m.Turns)}
}

// label sets the words of the codes of loops, as the latest meeting that has words for
// them calls them.
func (t *TeamFindings) label(series []datedSelection) {
	for _, l := range t.Loops {
		for _, code := range l.Nodes {
			t.Labels[code] = observe.Labels{}
		}
	}
	for _, l := range t.Pooled.Loops {
		for _, code := range l.Nodes {
			t.Labels[code] = observe.Labels{}
		}
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

// pool analyses meetings together: the latest ones that have no more turns together
// than can be shuffled.
func (t *TeamFindings) pool(ctx context.Context, series []datedSelection, o *analysis.Options) {
	from := len(series)
	for from > 0 && t.Pooled.Interactions+series[from-1].Len() <= shuffle.MaxTurns {
		from--
		t.Pooled.Interactions += series[from].Len()
	}
	series = series[from:]
	t.Pooled.Meetings = len(series)
	t.Pooled.Links, t.Pooled.Loops = []sequence.Link{}, []PooledLoop{}
	if t.Pooled.Meetings < 2 {
		return
	}
	turns := make([]sequence.Turns, len(series))
	for i, s := range series {
		turns[i] = s.Coded(o.Codes)
	}
	got := sequence.Find(ctx, turns, series[len(series)-1].Sequence(o.Codes))
	t.Pooled.Enough, t.Pooled.Links = got.Sequence.Enough, got.Links
	for _, l := range got.Loops {
		if l.Status != sequence.Whole {
			continue
		}
		whole := PooledLoop{Loop: l.Loop, Moments: []TeamMoments{}}
		for k, m := range l.Moments {
			if m.Total > 0 {
				whole.Moments = append(whole.Moments, series[k].moments(m))
			}
		}
		whole.Moments = Listed(whole.Moments)
		t.Pooled.Loops = append(t.Pooled.Loops, whole)
	}
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
