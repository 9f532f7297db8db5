package charts

import (
	"testing"

	"kompas/analysis"
	"kompas/analysis/patterns"
	"kompas/observe"
)

// A pattern is told with how often it was seen and in how many places, one by
// one where there is one; not in how many where only the first are known.
func TestPatternsAreFramed(t *testing.T) {
	turns := []analysis.Turn{{Seq: 1, At: 0}, {Seq: 2, At: 30_000}, {Seq: 3, At: 500_000}}
	for _, c := range []struct {
		lang string
		seen *gathered
		want string
	}{
		{"en", &gathered{3, [][]observe.Seq{{1}, {2}, {3}}}, "In this meeting we saw 3 times: “Yes, but”; spread over 2 moments. A habit, not a trait."},
		{"en", &gathered{1, [][]observe.Seq{{2}}}, "In this meeting we saw once: “Yes, but”; spread over 1 moment. A habit, not a trait."},
		{"en", &gathered{300, [][]observe.Seq{{1}, {2}}}, "In this meeting we saw 300 times: “Yes, but”. A habit, not a trait."},
		{"nl", &gathered{2, [][]observe.Seq{{1}, {2}}}, "In dit overleg zagen we 2 keer: ‘Yes, but’; verspreid over 1 moment. Een gewoonte, geen eigenschap."},
		{"nl", &gathered{1, [][]observe.Seq{{2}}}, "In dit overleg zagen we één keer: ‘Yes, but’; verspreid over 1 moment. Een gewoonte, geen eigenschap."},
	} {
		tell := &teller{drawing: &drawing{allTurns: turns}, say: sayings()[c.lang], texts: patterns.In(c.lang)}
		if got := tell.framed("Yes, but", c.seen); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.lang, got, c.want)
		}
	}
}
