package record_test

import (
	"fmt"
	"slices"
	"testing"

	"kompas/observe"
	"kompas/observe/observetest"
	"kompas/observe/record"
)

// A session that was made under larger limits can still be used. Whatever is changed
// must keep the present limits.
func TestLimitsBindWhatChanges(t *testing.T) {
	b := newRecorder(&brokenLog{Log: observetest.NewMemory().Log("default")}, record.Options{})
	h := testHeader(testSession)
	for i := range observe.MaxObservers {
		h.Observers = append(h.Observers, observe.Observer{ID: observe.ObserverID(fmt.Sprint("more", i)), Role: observe.RoleObserver})
	}
	for i := range 100 {
		h.Codebook.Languages = append(h.Codebook.Languages, fmt.Sprint("l", i))
	}
	for range observe.MaxPhases + 1 {
		h.Phases = append(h.Phases, observe.PlannedPhase{Name: "A"})
	}
	if err := b.Create(t.Context(), h, nil); err != nil {
		t.Fatal(err)
	}
	b.change(t, func(h *observe.Header) { h.Locked, h.Title = true, "Tuesday" })
	for name, change := range map[string]func(h *observe.Header){
		"observers": func(h *observe.Header) {
			h.Observers = append(h.Observers, observe.Observer{ID: "one", Role: observe.RoleObserver})
		},
		"codebook": func(h *observe.Header) { h.Codebook.Version++ },
		"phases":   func(h *observe.Header) { h.Phases = append(h.Phases, h.Phases[0]) },
		"title":    func(h *observe.Header) { h.Title = "" },
	} {
		err := b.Update(t.Context(), testSession, func(_ *observe.State, h *observe.Header) error { change(h); return nil })
		if observe.CodeOf(err) != observe.Invalid {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
}

// A session that is made keeps the quotas. One that is read from a file has the limits of
// its reader.
func TestQuotasBindWhatIsMade(t *testing.T) {
	h := testHeader(testSession)
	b := newRecorder(&brokenLog{Log: observetest.NewMemory().Log("default")}, record.Options{Quotas: observe.Quotas{Participants: len(h.Participants) - 1}})
	if err := b.Create(t.Context(), h, nil); observe.CodeOf(err) != observe.Full {
		t.Errorf("made: %v, want full", err)
	}
	if err := b.Create(t.Context(), h, slices.Values([]observe.Entry{})); err != nil {
		t.Errorf("from a file: %v", err)
	}
}
