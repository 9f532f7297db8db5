package observe

import (
	"bytes"
	"cmp"
	"strconv"
)

// Facts is what lists show of a log. A store keeps them beside the log, so that
// making a list reads no log. They are made by the fold, and do not depend on the
// header.
type Facts struct {
	State     string    `json:"state,omitempty"`      // that of the last state entry by (at, seq); empty before the first
	StartedAt Timestamp `json:"started_at,omitempty"` // the zero of the clock, in UTC with milliseconds; empty before the first live entry
	// Participants has everybody that participant entries name, in order of the
	// first such entry of each. A role or seat that no entry gives is empty: the
	// planned one holds.
	Participants []Participant `json:"participants,omitempty"`
	Phases       []BegunPhase  `json:"phases,omitempty"` // the first one of each name, by (at, seq)
}

// BegunPhase is a phase that began.
type BegunPhase struct {
	Name    string  `json:"name"`
	Purpose Purpose `json:"purpose,omitempty"`
	At      Millis  `json:"at"`
}

// Facts returns what lists show of the log.
func (s *State) Facts() Facts {
	f := Facts{State: s.latest.State}
	if !s.zero.IsZero() {
		f.StartedAt = NewTimestamp(s.zero)
	}
	place := map[PersonID]int{}
	for _, e := range s.persons { // in order of seq
		if _, ok := place[e.person.ID]; !ok {
			place[e.person.ID] = len(f.Participants)
			f.Participants = append(f.Participants, Participant{})
		}
	}
	for _, e := range s.personEntries() {
		p := &f.Participants[place[e.person.ID]]
		role, seat := p.Role, p.Seat
		p.Person, p.Present = e.person, e.present
		p.Role, p.Seat = cmp.Or(p.Role, role), clonePtr(cmp.Or(p.Seat, seat))
	}
	began := map[string]bool{}
	for _, e := range s.Undoables(TypePhase) {
		if !began[e.Name] {
			began[e.Name] = true
			f.Phases = append(f.Phases, BegunPhase{e.Name, e.Purpose, e.At})
		}
	}
	return f
}

// FactsChangedSince reports whether an entry after the seq may have changed what
// Facts returns.
func (s *State) FactsChangedSince(after Seq) bool { return s.factsAt > after }

// changesFacts reports whether an entry may change what Facts returns. The target
// of the entry must be in the state already.
func (s *State) changesFacts(e *Entry) bool {
	if e.Type.refers() {
		target := s.index[e.Target]
		return target != nil && target.kind == TypePhase
	}
	return e.Type == TypeParticipant || e.Type == TypeState || e.Type == TypePhase
}

// State returns a state that knows only what lists show: header, head, what Now,
// StartedAt and Participants return, and the first phase of each name. If the
// session comes from a list, the codebook has only what it has there.
func (i *SessionInfo) State() *State {
	s := NewState(i.Header)
	s.head = i.Head
	for n, p := range i.Facts.Participants {
		s.addPerson(personEntry{seq: Seq(n + 1), person: p.Person, present: p.Present})
	}
	s.latest.State = i.Facts.State
	s.zero = i.Facts.StartedAt.Time()
	for n, p := range i.Facts.Phases {
		s.undoables = append(s.undoables, &Undoable{Entry: Entry{Seq: Seq(n + 1), Type: TypePhase, Name: p.Name, Purpose: p.Purpose, At: p.At}})
	}
	return s
}

// FactsFold makes the facts of a log that is read once, in memory that does not
// grow with the number of turns. The zero value has seen no entry.
type FactsFold struct{ state *State }

func (f *FactsFold) begin() *State {
	if f.state == nil {
		f.state = NewState(Header{})
	}
	return f.state
}

// Add takes the next entry of the log.
func (f *FactsFold) Add(e *Entry) {
	s := f.begin()
	switch {
	case s.changesFacts(e):
		s.Apply(*e)
	case e.Type != TypeRedacted && !e.Type.refers():
		s.largestAt = max(s.largestAt, e.At)
	}
}

// AddStored is Add for the JSON of a stored entry. It reads only as much of it as
// the facts need. The error says that b is not such JSON.
func (f *FactsFold) AddStored(b []byte) error {
	_, rest, _ := bytes.Cut(b, []byte(`"type":"`)) // in a text the quotes would be escaped
	kind, rest, _ := bytes.Cut(rest, []byte(`"`))
	switch EntryType(kind) {
	case TypeInteraction, TypeMark, TypeNote, TypeCompass, TypeBelief, TypeExperiment, TypeJournal:
		_, at, _ := bytes.Cut(rest, []byte(`"at":`))
		end := bytes.IndexFunc(at, func(r rune) bool { return r < '0' || r > '9' })
		if n, err := strconv.ParseInt(string(at[:max(end, 0)]), 10, 64); err == nil {
			s := f.begin()
			s.largestAt = max(s.largestAt, Millis(n))
			return nil
		}
	}
	e, err := ParseStoredEntry(b)
	if err == nil {
		f.Add(&e)
	}
	return err
}

// Facts returns the facts of the entries so far.
func (f *FactsFold) Facts() Facts { return f.begin().Facts() }
