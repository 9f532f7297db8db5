package analysistest

import (
	"fmt"
	"strings"

	"kompas/analysis"
	"kompas/observe"
)

// Book returns a small codebook with the words that ratios and dimensions need.
func Book() observe.Codebook {
	tag := func(id, family observe.TagID, e observe.Effect, compassion, strength float64) observe.Tag {
		return observe.Tag{ID: id, Family: family, Effect: e, Weights: map[string]float64{"compassion": compassion, "strength": strength}}
	}
	return observe.Codebook{
		ID:         "small",
		Dimensions: []observe.Dimension{{ID: "compassion"}, {ID: "strength"}},
		Families: []observe.Tag{
			tag("asking", "", observe.Opens, 1, 0),
			tag("directing", "", observe.Neutral, 0, 1),
			tag("holding-off", "", observe.Closes, 0, 0),
		},
		Tags: []observe.Tag{
			tag("curiosity", "asking", observe.Opens, 1, 0),
			tag("steering", "directing", observe.Closes, 0, 0),
			tag("deciding", "directing", observe.Neutral, 0, 1),
			tag("judgement", "holding-off", observe.Closes, 0, 0),
			tag("differing", "", observe.Neutral, 0.5, 0.5),
		},
	}
}

// Log is a session that is being written, entry by entry.
type Log struct {
	*observe.State
}

// NewLog begins a session of Ann (leader), Bo and Cy.
func NewLog(change ...func(*observe.Header)) *Log {
	h := observe.Header{ID: "0199f5c2-7d5e-7c3a-9d0e-2f0a4b1c6d7e", Title: "Weekly", Coding: observe.Shared, Codebook: Book(),
		Participants: []observe.Person{{ID: "a", Name: "Ann", Role: observe.Leader}, {ID: "b", Name: "Bo"}, {ID: "c", Name: "Cy"}},
		Observers:    []observe.Observer{{ID: observe.Owner, Role: observe.RoleOwner}, {ID: "o1", Name: "Eva", Role: observe.RoleObserver}}}
	observe.FillPersons(h.Participants, nil)
	for _, c := range change {
		c(&h)
	}
	return &Log{observe.NewState(h)}
}

// Add adds an entry with the next number, by the owner unless it says otherwise.
func (l *Log) Add(e observe.Entry) *Log {
	e.Seq = l.Head() + 1
	e.ID = observe.EntryID(fmt.Sprintf("e%d", e.Seq))
	if e.Observer == "" {
		e.Observer = observe.Owner
	}
	l.Apply(e)
	return l
}

// Turn adds a turn "from to tag".
func (l *Log) Turn(at observe.Millis, words string) *Log {
	w := strings.Fields(words)
	e := observe.Entry{Type: observe.TypeInteraction, At: at, From: w[0], To: w[1]}
	if len(w) > 2 {
		e.Tags = []observe.TagID{observe.TagID(w[2])}
	}
	return l.Add(e)
}

// Clock adds a change of state.
func (l *Log) Clock(at observe.Millis, state string) *Log {
	return l.Add(observe.Entry{Type: observe.TypeState, At: at, State: state, Time: "2026-01-05T10:00:00Z"})
}

// Phase adds a phase.
func (l *Log) Phase(at observe.Millis, name string) *Log {
	return l.Add(observe.Entry{Type: observe.TypePhase, At: at, Name: name})
}

// Present adds that somebody comes or goes.
func (l *Log) Present(at observe.Millis, id observe.PersonID, present bool) *Log {
	return l.Add(observe.Entry{Type: observe.TypeParticipant, At: at, Person: &observe.Person{ID: id, Name: string(id)}, Present: present})
}

// Meeting returns the meeting as the owner may count it.
func (l *Log) Meeting() *analysis.Meeting { return l.As(observe.OwnerViewer) }

// As returns the meeting as a viewer may count it.
func (l *Log) As(v observe.Viewer) *analysis.Meeting {
	return analysis.FromState(l.State, v, []byte("secret"), l.Header().Codebook.KnownLoops)
}

// Five begins a log of a leader, a, and the members b to e.
func Five() *Log {
	return NewLog(func(h *observe.Header) {
		h.Participants = append(h.Participants, observe.Person{ID: "d", Name: "Di"}, observe.Person{ID: "e", Name: "Ed"})
		observe.FillPersons(h.Participants, nil)
	})
}
