package analysis

import (
	"kompas/observe"
	"kompas/observe/disclosure"
)

// FromState returns the meeting of a session as a viewer may count it: turns of
// observers that are hidden from the viewer are left out, an anonymous viewer gets P1
// to Pn in place of names, and the meeting of a leader or participant is limited. The
// secret is that of [observe.State.Redactor]; loops are those that are looked for by
// name. The state is only read.
func FromState(s *observe.State, v observe.Viewer, secret []byte, loops []observe.KnownLoop) *Meeting {
	redactor := s.Redactor(v, secret)
	header := redactor.Header()
	m := &Meeting{
		Session:     header.ID,
		Title:       header.Title,
		Independent: header.Coding == observe.Independent,
		Paper:       header.Timing == observe.OnPaper,
		Dimensions:  header.Codebook.Dimensions,
		Codebook:    &header.Codebook,
		KnownLoops:  loops,
	}
	m.Over = s.Now() == observe.StateEnded
	persons := m.addParticipants(s, redactor)
	phaseSeqs := m.addPhases(s)
	if v.Role == observe.RoleLeader || v.Role == observe.RoleParticipant {
		m.limitTo(s, v, redactor, persons, phaseSeqs)
		return m
	}
	for _, p := range s.Clock() {
		m.addClock(&p)
	}
	m.addMarks(s, v, phaseSeqs)
	m.addTurns(s, v, redactor, persons, phaseSeqs)
	return m
}

func (m *Meeting) addClock(p *observe.ClockPoint) {
	m.Clock = append(m.Clock, ClockPoint{int64(p.At), p.State})
	m.LastAt = max(m.LastAt, int64(p.At))
}

// limitTo adds what a limited reader is told: the turns of the parts that have ended,
// each in the phase that it is told with, and the clock up to the last of them.
func (m *Meeting) limitTo(s *observe.State, v observe.Viewer, redactor *observe.Redactor, persons map[observe.PersonID]int32, phaseSeqs []observe.Seq) {
	told := disclosure.To(v, s)
	m.Limited, m.Own, m.people, m.head = true, redactor.Person(v.Person), told.People, told.Head
	m.LastAt = 0
	for _, p := range s.Clock() {
		if p.Seq <= told.Head {
			m.addClock(&p)
		}
	}
	a := m.newTurnAdder(s, redactor, persons)
	for i := range told.Turns {
		t := &told.Turns[i]
		phase, latest := none, observe.Seq(0) // the phase with the largest number, of those that were not undone
		for k, seq := range phaseSeqs {
			if seq <= t.Phase && seq > latest {
				phase, latest = k, seq
			}
		}
		t.ID = redactor.Reference(t.ID)
		a.add(&t.Interaction, phase)
		m.Turns.Part = append(m.Turns.Part, int32(t.Part))
	}
	a.end()
}

// addParticipants adds the participants and returns the index of each person, by the
// id in the log.
func (m *Meeting) addParticipants(s *observe.State, redactor *observe.Redactor) map[observe.PersonID]int32 {
	shown := map[observe.PersonID]int32{}
	for i, p := range redactor.Participants() {
		m.Participants = append(m.Participants, Participant{ID: p.ID, Name: p.Name, Role: p.Role, Seat: p.Seat})
		shown[p.ID] = int32(i)
	}
	index := map[observe.PersonID]int32{}
	changes := s.Presences()
	for _, p := range s.Participants() {
		i := shown[redactor.Person(p.ID)]
		index[p.ID] = i
		m.Participants[i].Present = presence(s.Planned(p.ID), changes[p.ID])
		for _, c := range changes[p.ID] {
			m.LastAt = max(m.LastAt, int64(c.At))
		}
	}
	return index
}

// presence makes spans of the changes of somebody's presence, which are ordered by
// time. A person who was planned is present from before the start.
func presence(planned bool, changes []observe.Presence) []Span {
	var spans []Span
	open, since := planned, always.From
	for _, c := range changes {
		at := int64(c.At)
		if open && !c.Present {
			spans = append(spans, Span{since, at})
		}
		if !open && c.Present {
			since = at
		}
		open = c.Present
	}
	if open {
		spans = append(spans, Span{since, always.To})
	}
	return spans
}

// addPhases adds the phases and returns the number of each in the log.
func (m *Meeting) addPhases(s *observe.State) []observe.Seq {
	var seqs []observe.Seq
	for _, p := range s.Undoables(observe.TypePhase) {
		m.Phases = append(m.Phases, Phase{ID: p.ID, Name: p.Name, Purpose: p.Purpose, Outcome: p.Outcome, At: int64(p.At)})
		m.LastAt = max(m.LastAt, int64(p.At))
		seqs = append(seqs, p.Seq)
	}
	return seqs
}

// addMarks adds the marks of the observers whose turns the viewer may count.
func (m *Meeting) addMarks(s *observe.State, v observe.Viewer, phaseSeqs []observe.Seq) {
	phase := none
	m.groupActs = map[observe.EntryID]GroupAct{}
	for _, i := range s.Undoables(observe.TypeMark) {
		if !s.Counts(v, i.Observer) {
			continue
		}
		at := int64(i.At)
		m.LastAt = max(m.LastAt, at)
		phase = m.phaseAt(phase, at, i.Seq, phaseSeqs)
		m.Marks = append(m.Marks, Mark{ID: i.ID, At: at, Phase: phase, Kind: i.Kind, Label: i.Label, Target: i.Target})
		if act, ok := groupActByWord[i.Label]; ok && i.Target != "" {
			m.groupActs[i.Target] = act
		}
	}
}

// phaseAt returns the phase of an entry with this time and number, given the phase of
// the entry before it.
func (m *Meeting) phaseAt(phase int, at int64, seq observe.Seq, phaseSeqs []observe.Seq) int {
	for phase+1 < len(m.Phases) {
		next := m.Phases[phase+1]
		if next.At > at || next.At == at && phaseSeqs[phase+1] > seq {
			break
		}
		phase++
	}
	return phase
}

func (m *Meeting) addTurns(s *observe.State, v observe.Viewer, redactor *observe.Redactor,
	persons map[observe.PersonID]int32, phaseSeqs []observe.Seq) {
	a := m.newTurnAdder(s, redactor, persons)
	phase := none
	for _, i := range s.Interactions() {
		if s.Counts(v, i.Observer) {
			phase = m.phaseAt(phase, int64(i.At), i.Seq, phaseSeqs)
			a.add(&i, phase)
		}
	}
	a.end()
}

// turnAdder adds turns to the columns of a meeting.
type turnAdder struct {
	m         *Meeting
	redactor  *observe.Redactor
	persons   map[observe.PersonID]int32
	observers map[observe.ObserverID]int32
	tags      *tagTable
}

func (m *Meeting) newTurnAdder(s *observe.State, redactor *observe.Redactor, persons map[observe.PersonID]int32) *turnAdder {
	a := &turnAdder{m, redactor, persons, map[observe.ObserverID]int32{}, newTagTable(m.Codebook)}
	for i, o := range redactor.Header().Observers {
		a.observers[s.Header().Observers[i].ID] = int32(i)
		m.Observers = append(m.Observers, Observer{ID: o.ID, Name: o.Name})
	}
	return a
}

func (a *turnAdder) who(id string) int32 {
	if i, ok := a.persons[observe.PersonID(id)]; ok {
		return i
	}
	return Everybody
}

func (a *turnAdder) add(i *observe.Interaction, phase int) {
	m, t := a.m, &a.m.Turns
	observer, ok := a.observers[i.Observer]
	if !ok {
		observer = int32(len(m.Observers))
		a.observers[i.Observer] = observer
		m.Observers = append(m.Observers, Observer{ID: a.redactor.Observer(i.Observer)})
	}
	tag := int32(none)
	if len(i.Tags) > 0 {
		tag = a.tags.of(i.Tags[0])
	}
	if len(i.Tags) > 1 {
		t.Also = append(t.Also, make([][]int32, len(t.At)-len(t.Also)+1)...)
		for _, id := range i.Tags[1:] {
			t.Also[len(t.At)] = append(t.Also[len(t.At)], a.tags.of(id))
		}
	}
	t.At = append(t.At, int64(i.At))
	t.From, t.To = append(t.From, a.who(i.From)), append(t.To, a.who(i.To))
	t.Tag = append(t.Tag, tag)
	t.Observer = append(t.Observer, observer)
	t.Proposed = append(t.Proposed, i.Proposed)
	t.ID = append(t.ID, i.ID)
	t.Seq = append(t.Seq, i.Seq)
	if len(m.Phases) > 0 {
		t.Phase = append(t.Phase, int32(phase))
	}
	m.LastAt = max(m.LastAt, int64(i.At))
}

func (a *turnAdder) end() {
	t := &a.m.Turns
	if t.Also != nil {
		t.Also = append(t.Also, make([][]int32, len(t.At)-len(t.Also))...)
	}
	a.m.Tags = a.tags.tags
}
