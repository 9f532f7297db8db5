package sequence

import (
	"math"
	"slices"
)

// Weight grows with how far the count of the link is from what was expected: from
// 1.6 for no difference to 5 for eight times as many or as few, with two
// decimals. It is the width of the line in pictures, in px, and orders sentences.
func (l *Link) Weight() float64 {
	strength := math.Log(8)
	switch {
	case l.Expected != nil: // with a half each, so that a count of zero has a finite logarithm
		strength = math.Abs(math.Log((float64(l.Observed) + 0.5) / (*l.Expected + 0.5)))
	case l.Lift != nil && *l.Lift > 0:
		strength = math.Abs(math.Log(*l.Lift))
	}
	strength = min(strength/math.Log(8), 1)
	return math.Round((1.6+3.4*strength)*100) / 100
}

// KeepsApart reports whether the loop feeds itself by an even number of negative
// links: each code keeps the other away.
func (l *Loop) KeepsApart() bool {
	return l.Kind != Balancing && slices.Contains(l.Signs, Negative)
}

// HidesTurns reports whether a known loop tells nobody what followed a single turn: it
// was found, and not one link of it only, and each of its links has as many pairs as a
// [Link] needs: 3 of a positive one, 3 expected of a negative one.
func (k *KnownLoop) HidesTurns() bool {
	const least = 3
	return k.Confidence != nil && *k.Confidence != OneWay && !slices.ContainsFunc(k.Links, func(l KnownLink) bool {
		return l.Sign == Positive && l.Observed < least || l.Sign == Negative && l.Expected < least
	})
}
