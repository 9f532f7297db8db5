package moments

import (
	"testing"

	"kompas/analysis"
	"kompas/observe"
)

// Moments less than a minute apart lie in one place; where only the first are
// listed their places are not known.
func TestPlaces(t *testing.T) {
	c := &Collector{result: &analysis.Result{}, turns: []analysis.Turn{{Seq: 1, At: 0}, {Seq: 2, At: 30_000}, {Seq: 3, At: 500_000}}}
	for _, try := range []struct {
		seen *Group
		want int
	}{
		{&Group{3, [][]observe.Seq{{1}, {2}, {3}}}, 2},
		{&Group{2, [][]observe.Seq{{1}, {2}}}, 1},
		{&Group{1, [][]observe.Seq{{2}}}, 1},
		{&Group{300, [][]observe.Seq{{1}, {2}}}, 0},
	} {
		if got := c.Places(try.seen); got != try.want {
			t.Errorf("%d moments at %v are in %d places, want %d", try.seen.Total, try.seen.Turns, got, try.want)
		}
	}
	c.result.Timing = observe.OnPaper
	if got := c.Places(&Group{2, [][]observe.Seq{{1}, {3}}}); got != 0 {
		t.Errorf("without a clock moments are in %d places, want 0: nobody knows", got)
	}
}
