package sequence_test

import (
	"context"
	"testing"

	"kompas/analysis"
	"kompas/analysis/sequence"
)

// coded returns the coded turns of a meeting and the options for them.
func coded(m *analysis.Meeting, o analysis.Options) (sequence.Turns, sequence.Options) {
	s, err := analysis.Select(m, o)
	if err != nil {
		panic(err)
	}
	return s.Coded(o.Codes), s.Sequence(o.Codes)
}

// pool follows several meetings together.
func pool(t testing.TB, meetings []*analysis.Meeting, o analysis.Options) *sequence.Following {
	t.Helper()
	var turns []sequence.Turns
	for _, m := range meetings {
		c, _ := coded(m, o)
		turns = append(turns, c)
	}
	return sequence.Follow(context.Background(), turns, o.Sequence())
}

// drawsOf returns the codes of each draw of a meeting; see [sequence.Draws].
func drawsOf(m *analysis.Meeting, o analysis.Options, way string) [][]int {
	turns, options := coded(m, o)
	return sequence.Draws(turns, options, way)
}
