package live

import (
	"testing"

	"kompas/observe"
	"kompas/server/api"
)

// Clients who come while the session does not change share one copy of it in their
// welcomes, for as long as one of them still reads it.
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
	memory := s.live.opts.Memory
	if holders, others := memory.InUse(); holders["b"] != 2*holders["a"] || others >= 2*len(session) {
		t.Errorf("counted: %v, all %d", holders, others)
	}
	for _, w := range made {
		w.drop()
	}
	if _, others := memory.InUse(); len(s.live.outline.made) != 0 || others != 0 {
		t.Errorf("when all have it, %d sessions and %d bytes stay", len(s.live.outline.made), others)
	}
}
