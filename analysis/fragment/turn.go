package fragment

import (
	"kompas/observe"
)

// Of a turning point.
const (
	Window   = 12  // turns of persons before it, and after it
	leastGap = 0.4 // difference of the shares
)

// Turning is where the talk turned.
type Turning struct {
	Span
	Before, After int // how many of the [Window] turns before and after it open the talk
}

// TurningPoint returns the fragment of six turns of persons before and six after the
// turn where the share of turns that open the talk, as the codebook assumes, differs most
// between the 12 turns of persons before it and the 12 from it on, by at least 0.4; of
// several the earliest. All 24 have a word and are without a pause, and within an item of
// the agenda where there is such a turn at all. ok is false where there is none, or where
// it is in a fragment that was chosen already.
func (t *Talk) TurningPoint(others []Span) (best Turning, ok bool) {
	for _, stretches := range [2][]Span{t.segments, t.runs} {
		gap := 0
		for _, in := range stretches {
			t.eachTurning(in, func(v Turning) {
				if d := max(v.Before-v.After, v.After-v.Before); d > gap && float64(d) >= leastGap*Window && t.is(v.Span) {
					gap, best = d, v
				}
			})
		}
		if gap > 0 {
			return best, apart(best.Span, others)
		}
	}
	return best, false
}

// eachTurning calls yield with each place between two windows.
func (t *Talk) eachTurning(in Span, yield func(v Turning)) {
	var turns []int
	for i := in.First; i <= in.Last; i++ {
		switch {
		case t.From[i] < 0:
		case t.Code[i] < 0:
			turns = turns[:0] // what it does is not known
		default:
			turns = append(turns, i)
			if n := len(turns); n >= 2*Window {
				const side = 6
				at := n - Window
				yield(Turning{Span{turns[at-side], turns[at+side-1]}, t.opening(turns[at-Window : at]), t.opening(turns[at:])})
			}
		}
	}
}

// opening counts the turns that open the talk.
func (t *Talk) opening(turns []int) (n int) {
	for _, i := range turns {
		if t.Effects[t.Code[i]] == observe.Opens {
			n++
		}
	}
	return n
}
