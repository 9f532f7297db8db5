package api_test

import (
	"fmt"
	"testing"

	"kompas/observe"
	"kompas/server/api"
)

// TestManyPhases checks that the last of several phases with the same name counts,
// and that planned phases come first.
func TestManyPhases(t *testing.T) {
	const many = 5_000
	s := observe.NewState(observe.Header{Title: "Weekly", Phases: []observe.PlannedPhase{{Name: "Opening"}, {Name: "phase 00007"}, {Name: "Opening"}}})
	for i := range many {
		s.Apply(observe.Entry{Seq: observe.Seq(i + 1), ID: observe.EntryID(fmt.Sprint(i)), Type: observe.TypePhase,
			At: observe.Millis(i), Name: fmt.Sprintf("phase %05d", i), Purpose: "explore"})
	}
	s.Apply(observe.Entry{Seq: many + 1, ID: "opening", Type: observe.TypePhase, At: many, Name: "Opening"})
	shown := api.RenderSession(&observe.Snapshot{State: s, Redactor: s.Redactor(observe.OwnerViewer, nil), Viewer: observe.OwnerViewer})
	if n := len(shown.Phases); n != many+2 {
		t.Errorf("it shows %d phases, want %d", n, many+2)
	}
	for i, want := range []string{"Opening  5000", "phase 00007 explore 7", "Opening  5000", "phase 00000 explore 0", "phase 00001 explore 1"} {
		p := shown.Phases[i]
		if got := fmt.Sprintf("%s %s %d", p.Name, p.Purpose, *p.At); got != want {
			t.Errorf("phase %d is %q, want %q", i, got, want)
		}
	}
}
