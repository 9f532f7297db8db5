package agreement

import (
	"context"

	"kompas/analysis"
)

// Turn2 is a turn for alignment: person and tag by number.
type Turn2 struct {
	At        int64
	From, Tag int32
}

func codedTurnsOf(list []Turn2) []codedTurn {
	out := make([]codedTurn, len(list))
	for i, t := range list {
		out[i] = codedTurn{turn: i, at: t.At, from: t.From, to: analysis.Everybody, tag: t.Tag}
	}
	return out
}

// Aligned returns the pairs of the same turns, and those across persons.
func Aligned(a, b []Turn2, window int64) (matched, across [][2]int) {
	p := align(context.Background(), codedTurnsOf(a), codedTurnsOf(b), window)
	return p.matched, p.across
}

// Clock returns how many ms b's clock is later when that of a is at 0, and by what
// share it runs faster.
func Clock(a, b []Turn2, window int64) (later, drift float64) {
	c, err := clockOf(context.Background(), codedTurnsOf(a), codedTurnsOf(b), window)
	if err != nil {
		panic(err)
	}
	return c.later, c.drift
}

// PairsOf returns the pairs of turns of two files.
func PairsOf(a, b *analysis.Meeting, window int64) [][2]int {
	c := &comparing{byName: true}
	for k, m := range []*analysis.Meeting{a, b} {
		opts := analysis.DefaultOptions()
		s, err := analysis.Select(m, opts)
		if err != nil {
			panic(err)
		}
		c.lists[k] = c.codedTurns(s)
	}
	clock, err := clockOf(context.Background(), c.lists[0], c.lists[1], window)
	if err != nil {
		panic(err)
	}
	return align(context.Background(), c.lists[0], moved(c.lists[1], clock), window).matched
}
