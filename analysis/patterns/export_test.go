package patterns

import (
	"context"

	"kompas/analysis"
)

// Follow is [analysis.FollowMeasure] and [FindOver] together.
func Follow(ctx context.Context, meetings []analysis.Dated, o analysis.TrendOptions) (*analysis.Trends, error) {
	out, err := analysis.FollowMeasure(ctx, meetings, o)
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
