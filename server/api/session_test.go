package api_test

import (
	"fmt"
	"testing"
	"time"

	"kompas/observe"
	"kompas/server/api"
)

// TestManyPhases: what a session costs to show grows with its phases, and not
// with the square of them. Reading the phases is what it is measured by.
func TestManyPhases(t *testing.T) {
	const many = 50_000
	s := observe.NewState(observe.Header{Title: "Weekly", Phases: []observe.PlannedPhase{{Name: "Opening"}, {Name: "phase 00007"}, {Name: "Opening"}}})
	for i := range many {
		s.Apply(observe.Entry{Seq: observe.Seq(i + 1), ID: observe.EntryID(fmt.Sprint(i)), Type: observe.TypePhase,
			At: observe.Millis(i), Name: fmt.Sprintf("phase %05d", i), Purpose: "explore"})
	}
	s.Apply(observe.Entry{Seq: many + 1, ID: "opening", Type: observe.TypePhase, At: many, Name: "Opening"})
	timed := func(f func()) time.Duration {
		began := time.Now()
		f()
		return time.Since(began)
	}
	read := timed(func() { s.Items(observe.TypePhase) })
	var shown api.Session
	took := timed(func() {
		shown = api.RenderSession(&observe.Snapshot{State: s, Lens: s.Lens(observe.OwnerViewer, nil), Viewer: observe.OwnerViewer})
	})
	if took > 6*read {
		t.Errorf("to show %d phases takes %v, to read them %v", many, took, read)
	}
	if n := len(shown.Phases); n != many+2 {
		t.Errorf("it shows %d phases, want %d", n, many+2)
	}
	for i, want := range []string{"Opening  50000", "phase 00007 explore 7", "Opening  50000", "phase 00000 explore 0", "phase 00001 explore 1"} {
		p := shown.Phases[i]
		if got := fmt.Sprintf("%s %s %d", p.Name, p.Purpose, *p.At); got != want {
			t.Errorf("phase %d is %q, want %q", i, got, want)
		}
	}
}
