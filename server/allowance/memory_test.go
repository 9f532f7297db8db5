package allowance

import (
	"testing"

	"kompas/server/problem"
)

const perAnswer = 1 << 10

// The bytes of answers on their way are limited: for one person each answer counts,
// and for all but the owner together an answer counts once, however many people it
// goes to.
func TestAnswersOnTheirWay(t *testing.T) {
	o := NewMemory()
	take := func(holder string, b []byte, refused bool) (giveBack func()) {
		t.Helper()
		giveBack, err := o.TakeShared(holder, b, perAnswer)
		if (err != nil) != refused || refused && problem.Of(err).Kind != problem.Unavailable {
			t.Fatalf("%q, %d bytes: %v", holder, len(b), err)
		}
		return giveBack
	}
	answer := func() []byte { return make([]byte, memoryOfOthers/3-2*perAnswer) }
	same := answer()
	var back []func()
	for _, holder := range []string{"a", "b", "c", "d"} { // one body, and a little besides for each
		back = append(back, take(holder, same, false))
	}
	take("a", same, true) // too much for one holder
	one, two := take("e", answer(), false), take("f", answer(), false)
	take("g", answer(), true) // too much for all together
	own := take(Owner, answer(), false)
	take(Owner, answer(), true)
	for _, giveBack := range back[1:] {
		giveBack()
	}
	take("g", answer(), true) // one of the four still reads the first body
	back[0]()
	take("g", answer(), false)()
	one()
	two()
	own()
	if len(o.holders) != 0 || len(o.bodies) != 0 || o.others != 0 {
		t.Errorf("it still counts %+v", o)
	}
}

func TestMemory(t *testing.T) {
	h := NewMemory()
	if err := h.Take("a", MemoryOfOne); err != nil {
		t.Fatal(err)
	}
	if err := h.Take("a", 1); err == nil || problem.Of(err).Kind != problem.Unavailable || problem.Of(err).Retry == 0 {
		t.Errorf("beyond a share: %v", err)
	}
	if err := h.Take("b", MemoryOfOne); err != nil {
		t.Error(err)
	}
	if err := h.Take("c", memoryOfOthers-2*MemoryOfOne+1); err == nil {
		t.Error("all others together have more than they may")
	}
	if err := h.Take(Owner, MemoryOfOne); err != nil {
		t.Errorf("the owner waits for others: %v", err)
	}
	h.Give("a", MemoryOfOne)
	h.Give("b", MemoryOfOne)
	h.Give(Owner, MemoryOfOne)

	// What goes to many counts once for all together, and in full for each of them.
	b := make([]byte, 2<<20)
	var back []func()
	for range MemoryOfOne / len(b) {
		for _, holder := range []string{"a", "b", "c", "d"} {
			giveBack, err := h.TakeShared(holder, b, 0)
			if err != nil {
				t.Fatal(err)
			}
			back = append(back, giveBack)
		}
	}
	if _, err := h.TakeShared("a", b, 0); err == nil || h.others != len(b) {
		t.Errorf("%d bytes are counted of %d; beyond a share: %v", h.others, len(b), err)
	}
	for _, giveBack := range back {
		giveBack()
	}
	if h.others != 0 || len(h.holders) != 0 || len(h.bodies) != 0 {
		t.Errorf("given back, there still are %d bytes, %d shares, %d bodies", h.others, len(h.holders), len(h.bodies))
	}
}
