package patterns

import (
	"context"

	"kompas/analysis"
	"kompas/analysis/compute"
	"kompas/analysis/trends"
)

// Follow is [trends.FollowMeasure] and [FindOver] together.
func Follow(ctx context.Context, meetings []trends.Dated, o trends.Options) (*trends.Trends, error) {
	out, err := trends.FollowMeasure(ctx, meetings, o)
	if err != nil {
		return nil, err
	}
	found, err := FindOver(ctx, meetings, o)
	if err != nil {
		return nil, err
	}
	out.TeamFindings = *found
	return out, nil
}

// PatternsOver is [FindOver] without the loops of the meetings, which take most of its
// time.
func PatternsOver(ctx context.Context, meetings []trends.Dated, o trends.Options) ([]trends.TeamPattern, error) {
	out := &trends.TeamFindings{}
	err := compute.Until(ctx, func() error { return addOver(ctx, out, meetings, o) })
	return out.Patterns, err
}

// Able returns the patterns that a meeting can show: what they look at is there, often
// enough.
func Able(ctx context.Context, m *analysis.Meeting) (ids []string, err error) {
	o := analysis.DefaultOptions()
	o.Permutations = 20 // what can be shown does not depend on draws, if there are any
	r, err := analysis.Analyze(ctx, m, o)
	if err != nil {
		return nil, err
	}
	return ids, compute.Until(ctx, func() error {
		s := newScene(r.Scene(ctx))
		counts := s.countAll(catalogue())
		for k, p := range catalogue() {
			if f := p.judge([]*scene{s}, []*counted{counts[k]}); f != nil && f.Enough {
				ids = append(ids, p.id)
			}
		}
		return nil
	})
}
