package server

import (
	"testing"

	"kompas/server/problem"
)

// Answers on their way are bounded by their bytes: those to one person each time,
// those to all but the owner once however many they go to.
func TestAnswersOnTheirWay(t *testing.T) {
	o := newHeld()
	take := func(share string, b rendered, refused bool) (giveBack func()) {
		t.Helper()
		giveBack, err := o.takeShared(share, b, perAnswer)
		if (err != nil) != refused || refused && problem.Of(err).Kind != problem.Unavailable {
			t.Fatalf("%q, %d bytes: %v", share, len(b), err)
		}
		return giveBack
	}
	answer := func() rendered { return make(rendered, mostOfShares/3-2*perAnswer) }
	same := answer()
	var back []func()
	for _, share := range []string{"a", "b", "c", "d"} { // one body, and little for each
		back = append(back, take(share, same, false))
	}
	take("a", same, true) // too much for one
	one, two := take("e", answer(), false), take("f", answer(), false)
	take("g", answer(), true) // too much for all
	own := take(owned, answer(), false)
	take(owned, answer(), true)
	for _, giveBack := range back[1:] {
		giveBack()
	}
	take("g", answer(), true) // one of those whom the first goes to still reads it
	back[0]()
	take("g", answer(), false)()
	one()
	two()
	own()
	if len(o.shares) != 0 || len(o.bodies) != 0 || o.others != 0 {
		t.Errorf("it still counts %+v", o)
	}
}
