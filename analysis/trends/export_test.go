package trends

import "context"

// Follow is [FollowMeasure] and [FindOver] together.
func Follow(ctx context.Context, meetings []Dated, o Options) (*Trends, error) {
	out, err := FollowMeasure(ctx, meetings, o)
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
