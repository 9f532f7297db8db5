package patterns

import (
	"context"

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
