package observe_test

import (
	"fmt"
	"testing"

	"kompas/observe"
)

// header returns a session with the persons p1 to p3 and a small codebook.
func header(coding observe.Coding) observe.Header {
	h := observe.Header{
		ID: "0199f5c2-7d5e-7c3a-9d0e-2f0a4b1c6d7e", Title: "Weekly", CreatedAt: "2026-11-22T09:00:00.000Z",
		Participants: []observe.Person{{ID: "p1", Name: "Ann", Role: observe.Leader}, {ID: "p2", Name: "Bob"}, {ID: "p3", Name: "Cho"}},
		Codebook: observe.Codebook{
			ID:         "small",
			Dimensions: []observe.Dimension{{ID: "north"}, {ID: "south"}},
			Families:   []observe.Tag{{ID: "asking", Weights: map[string]float64{"north": 1}}},
			Tags: []observe.Tag{{ID: "curiosity", Family: "asking", Weights: map[string]float64{"north": 0.75, "south": 0.25}},
				{ID: "judgement", Weights: map[string]float64{"south": 0.5}}, {ID: "x"}},
		},
		Coding: coding,
		Observers: []observe.Observer{{ID: "owner", Role: "owner"}, {ID: "o1", Name: "Eva", Role: "observer"},
			{ID: "o2", Name: "Max", Role: "observer"}, {ID: "l1", Name: "Lee", Role: "leader"}, {ID: "q1", Name: "Pat", Role: "participant"}},
	}
	observe.FillPersons(h.Participants, nil)
	return h
}

func session(t testing.TB, coding observe.Coding) *observe.State {
	t.Helper()
	h := header(coding)
	if err := h.Validate(); err != nil {
		t.Fatal(err)
	}
	return observe.NewState(h)
}

// uid returns the nth id of a test.
func uid(n int) observe.EntryID {
	return observe.EntryID(fmt.Sprintf("00000000-0000-4000-8000-%012d", n))
}

// recording is a session that a test adds entries to.
type recording struct {
	t testing.TB
	*observe.State
	entries []observe.Entry
}

func newRecording(t testing.TB, coding observe.Coding) *recording {
	return &recording{t: t, State: session(t, coding)}
}

// add appends an entry as its observer, and returns its id. It is added even if the
// observer may not append it.
func (r *recording) add(o observe.ObserverID, e observe.Entry) observe.EntryID {
	r.t.Helper()
	e.Seq, e.ID, e.Observer, e.RecordedAt = r.Head()+1, uid(int(r.Head()+1)), o, "2026-11-22T10:00:00.000Z"
	if err := e.Validate(); err != nil {
		r.t.Fatalf("%s: %v", e.AppendJSON(nil), err)
	}
	if err := r.CheckStored(&e); err != nil {
		r.t.Fatalf("%s: %v", e.AppendJSON(nil), err)
	}
	r.Apply(e)
	r.entries = append(r.entries, e)
	return e.ID
}

func says(at observe.Millis, from, to string, tags ...observe.TagID) observe.Entry {
	return observe.Entry{Type: observe.TypeInteraction, At: at, From: from, To: to, Tags: tags}
}

func note(text, visibility string) observe.Entry {
	return observe.Entry{Type: observe.TypeNote, Text: text, Visibility: visibility}
}

func amend(id observe.EntryID, set observe.Set) observe.Entry {
	return observe.Entry{Type: observe.TypeAmend, Target: id, Set: &set}
}

func void(id observe.EntryID) observe.Entry {
	return observe.Entry{Type: observe.TypeVoid, Target: id}
}

func restore(id observe.EntryID) observe.Entry {
	return observe.Entry{Type: observe.TypeRestore, Target: id}
}

var (
	owner       = observe.OwnerViewer
	observer1   = observe.Viewer{Role: observe.RoleObserver, Observer: "o1"}
	observer2   = observe.Viewer{Role: observe.RoleObserver, Observer: "o2"}
	leader      = observe.Viewer{Role: observe.RoleLeader, Observer: "l1", Person: "p1"}
	participant = observe.Viewer{Role: observe.RoleParticipant, Observer: "q1", Person: "p2"}
	viewer      = observe.Viewer{Role: observe.RoleViewer, Observer: "v1"}
	stranger    = observe.Viewer{Role: observe.RoleViewer, Observer: "v1", Anonymous: true}
)
