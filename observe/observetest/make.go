package observetest

import (
	"fmt"
	"iter"

	"kompas/observe"
)

// Header returns a header for tests. The id, the title and the time of creation follow
// from n; a larger n is later.
func Header(n int) observe.Header {
	seat := observe.Seat{X: 0.5}
	return observe.Header{
		ID:        observe.SessionID(fmt.Sprintf("0199f5c2-0000-7000-8000-%012x", n)),
		Title:     fmt.Sprintf("Meeting %d", n),
		CreatedAt: observe.Timestamp(fmt.Sprintf("2026-11-22T10:%02d:%02d.345Z", n/60%60, n%60)),
		Participants: []observe.Person{
			{ID: "p1", Name: "Ann <&> Bé", Role: observe.Leader, Seat: &seat},
			{ID: "p2", Name: "Cas", Role: observe.Member},
		},
		Phases: []observe.PlannedPhase{{Name: "Opening", Purpose: "inform"}},
		Codebook: observe.Codebook{
			ID: "small", Version: 1, Labels: observe.Labels{"en": "Small"},
			Tags: []observe.Tag{{ID: "curiosity", Labels: observe.Labels{"en": "Curiosity"}, Weights: map[string]float64{}}},
		},
		Intention: "Listen\nfirst",
		Coding:    observe.Shared,
		Timing:    observe.OnPaper,
		Observers: []observe.Observer{{ID: observe.Owner, Role: observe.RoleOwner}},
	}
}

// Entry returns an entry for tests. Its id, its time and its type follow from the seq.
func Entry(seq observe.Seq) observe.Entry {
	e := observe.Entry{
		Seq: seq, ID: observe.EntryID(fmt.Sprintf("0199f5c2-7d5e-7c3a-9d0e-%012x", uint64(seq))),
		Observer: observe.Owner, RecordedAt: "2026-11-22T10:01:02.345Z", At: observe.Millis(seq * 100),
	}
	switch seq % 5 {
	case 0:
		e.Type, e.Text, e.Visibility = observe.TypeNote, "line one\nline two \u2028 </script>", observe.VisibilityPrivate
	case 1:
		yes := true
		e.Type, e.State, e.Time, e.Told = observe.TypeState, observe.StateLive, "2026-11-22T10:00:00+01:00", &yes
	case 2:
		seat := observe.Seat{X: 1, Y: 0.25}
		e.Type, e.Present = observe.TypeParticipant, true
		e.Person = &observe.Person{ID: "p3", Name: "Dirk", Seat: &seat}
	default:
		e.Type, e.From, e.To, e.Tags = observe.TypeInteraction, "p1", "p2", []observe.TagID{"curiosity"}
	}
	return e
}

// Entries returns the entries for tests with the seqs from to to, both included.
func Entries(from, to observe.Seq) iter.Seq[observe.Entry] {
	return func(yield func(observe.Entry) bool) {
		for seq := from; seq <= to; seq++ {
			if !yield(Entry(seq)) {
				return
			}
		}
	}
}

// FactsTo returns the facts of Entries(1, head). Entries after the fifth do not change
// them.
func FactsTo(head observe.Seq) *observe.Facts { return FactsOf(Entries(1, min(head, 5))) }

// FactsOf returns the facts of a log.
func FactsOf(entries iter.Seq[observe.Entry]) *observe.Facts {
	var fold observe.FactsFold
	for e := range entries {
		fold.Add(&e)
	}
	return new(fold.Facts())
}
