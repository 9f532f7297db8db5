package server

import (
	"testing"

	"kompas/observe"
	"kompas/server/api"
	"kompas/server/problem"
)

func TestHeld(t *testing.T) {
	h := newHeld()
	if err := h.take("a", mostOfShare); err != nil {
		t.Fatal(err)
	}
	if err := h.take("a", 1); err == nil || problem.Of(err).Kind != problem.Unavailable || problem.Of(err).Retry == 0 {
		t.Errorf("beyond a share: %v", err)
	}
	if err := h.take("b", mostOfShare); err != nil {
		t.Error(err)
	}
	if err := h.take("c", mostOfShares-2*mostOfShare+1); err == nil {
		t.Error("all others together have more than they may")
	}
	if err := h.take(owned, mostOfShare); err != nil {
		t.Errorf("the owner waits for others: %v", err)
	}
	h.give("a", mostOfShare)
	h.give("b", mostOfShare)
	h.give(owned, mostOfShare)

	// What goes to many counts once among all, and for each in full.
	b := make([]byte, 2<<20)
	var back []func()
	for range mostOfShare / len(b) {
		for _, share := range []string{"a", "b", "c", "d"} {
			giveBack, err := h.takeShared(share, b, 0)
			if err != nil {
				t.Fatal(err)
			}
			back = append(back, giveBack)
		}
	}
	if _, err := h.takeShared("a", b, 0); err == nil || h.others != len(b) {
		t.Errorf("%d bytes are counted of %d; beyond a share: %v", h.others, len(b), err)
	}
	for _, giveBack := range back {
		giveBack()
	}
	if h.others != 0 || len(h.shares) != 0 || len(h.bodies) != 0 {
		t.Errorf("given back, there still are %d bytes, %d shares, %d bodies", h.others, len(h.shares), len(h.bodies))
	}
}

// Those who come while the session stands as it does get one and the same
// session in their welcome, for as long as anybody still takes it.
func TestWelcomeIsMadeOnce(t *testing.T) {
	s := newStage(t, nil)
	var made []*welcome
	err := s.recorder.Read(t.Context(), meetingID, observe.OwnerViewer, func(snap *observe.Snapshot) error {
		for _, share := range []string{"a", "b", "b"} {
			w, err := s.live.welcome(share, snap, api.Arrival{View: share})
			if err != nil {
				return err
			}
			made = append(made, w)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	session := made[0].frame[1]
	for _, w := range made {
		if &w.frame[1][0] != &session[0] {
			t.Error("the session is made more than once")
		}
	}
	h := s.live.opts.held
	if n := h.shares["b"] - 2*h.shares["a"]; n != 0 || h.others >= 2*len(session) {
		t.Errorf("counted: %v, all %d", h.shares, h.others)
	}
	for _, w := range made {
		w.drop()
	}
	if n := len(s.live.outline.made); n != 0 || h.others != 0 {
		t.Errorf("when all have it, %d sessions and %d bytes stay", n, h.others)
	}
}
