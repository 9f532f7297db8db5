package observe

import (
	"cmp"
	"slices"
	"time"
)

// State is what a log means: the fold of its entries, in order, over the header.
// Nothing else turns entries into state. Several goroutines may read a State at
// once, but not while one changes it.
type State struct {
	header Header
	codes  map[TagID]*Tag
	place  map[ObserverID]int // in the header's list
	head   Seq

	index        map[EntryID]*record
	interactions []*Interaction // in order of seq
	undoables    []*Undoable    // in order of seq
	persons      []personEntry  // participant entries in order of seq
	known        map[PersonID]int
	order        []PersonID // planned first, then as they appear
	planned      int        // how many of order are planned
	clock        []ClockPoint
	latest       ClockPoint // the last of clock by (at, seq); zero when there is none
	zero         time.Time
	largestAt    Millis
	factsAt      Seq // of the last entry that may have changed the facts
	tallies      map[ObserverID]*Tally
	moved        map[PersonID]int       // amends that changed whether a turn concerns somebody
	roleGiven    map[PersonID]roleGiven // by participant entries; persons of whom there is none are not in it
	byRole       map[PersonRole]int     // how many persons have each role now
	written      int                    // bytes, see [Entry.written]
	phases       int                    // entries of type phase, void ones included
	corrections  []correction           // of turns, in order of seq
	came         Seq                    // the last entry that was imported with the session; 0: none was
}

// correction is an amend, void or restore of a turn, with what the turn was
// before it.
type correction struct {
	seq  Seq
	turn *Interaction
	was  Interaction
}

// record is what the fold keeps of each entry, so that rules and redactors can
// look up an id.
type record struct {
	seq      Seq
	kind     EntryType
	observer ObserverID
	content  [16]byte
	private  bool
	target   *record // of an amend, void or restore
	turn     *Interaction
	undoable *Undoable
}

// Interaction is one observed turn as it stands now, amends applied.
type Interaction struct {
	ID        EntryID
	Seq       Seq
	Observer  ObserverID
	At        Millis
	From, To  string // a PersonID or Everybody
	Tags      []TagID
	RepliesTo EntryID
	Proposed  bool
	Void      bool
}

// Concerns reports whether the turn is from or to the person.
func (i *Interaction) Concerns(p PersonID) bool {
	return p != "" && (i.From == string(p) || i.To == string(p))
}

// Undoable is any other entry that can be undone (phase, mark, note, compass,
// belief, experiment, journal) as it stands now, amends applied.
type Undoable struct {
	Entry
	Void bool
}

// ClockPoint is one state entry.
type ClockPoint struct {
	ID    EntryID
	Seq   Seq
	At    Millis
	State string
	Time  Timestamp
}

// Tally counts the turns of one observer that are not void.
type Tally struct {
	Sent map[PersonID]int // by who acts; acts of everybody count for nobody
	Tags map[TagID]int    // by primary tag
}

// Participant is a person as they are now.
type Participant struct {
	Person
	Present bool `json:"present"`
}

type personEntry struct {
	seq     Seq
	at      Millis
	person  Person
	present bool
}

// NewState returns the state of an empty log.
func NewState(h Header) *State {
	s := &State{
		index:     map[EntryID]*record{},
		known:     map[PersonID]int{},
		tallies:   map[ObserverID]*Tally{},
		moved:     map[PersonID]int{},
		roleGiven: map[PersonID]roleGiven{},
	}
	for _, p := range h.Participants {
		s.meet(p.ID)
	}
	s.planned = len(s.order)
	s.SetHeader(h)
	return s
}

// SetHeader takes a changed header. Planned participants do not change after
// the session is made.
func (s *State) SetHeader(h Header) {
	s.header = h
	s.byRole = map[PersonRole]int{}
	for _, id := range s.order {
		s.byRole[s.roleOf(id)]++
	}
	s.codes = make(map[TagID]*Tag, len(h.Codebook.Tags)+len(h.Codebook.Families))
	for _, list := range [][]Tag{h.Codebook.Families, h.Codebook.Tags} {
		for i := range list {
			s.codes[list[i].ID] = &list[i]
		}
	}
	s.place = make(map[ObserverID]int, len(h.Observers))
	for i, o := range h.Observers {
		s.place[o.ID] = i
	}
}

// KnowsObserver reports whether the header lists the observer.
func (s *State) KnowsObserver(id ObserverID) bool {
	_, ok := s.place[id]
	return ok
}

// Header returns the header; the caller must not change what it holds.
func (s *State) Header() *Header { return &s.header }

// Head returns the number of the last entry, 0 when there is none.
func (s *State) Head() Seq { return s.head }

// Code returns the tag or family with this id, nil when the codebook has none.
func (s *State) Code(id TagID) *Tag { return s.codes[id] }

// Apply folds one entry in. Entries come in order of seq and have been found
// right by [State.Check] or [State.CheckStored].
func (s *State) Apply(e Entry) {
	s.head = e.Seq
	if s.changesFacts(&e) {
		s.factsAt = e.Seq
	}
	r := &record{seq: e.Seq, kind: e.Type, observer: e.Observer, content: e.contentHash(), private: e.Private()}
	s.index[e.ID] = r
	if s.header.Imported && (e.RecordedAt == "" || e.RecordedAt == s.header.CreatedAt) {
		s.came = e.Seq
	}
	if e.Type == TypeRedacted {
		return
	}
	_, size := e.written()
	s.written += size
	if e.Type.refers() {
		r.target = s.index[e.Target]
		s.correct(r.target, &e)
		return
	}
	at := e.At
	if e.Type == TypeParticipant && at == NoTime {
		at = s.largestAt
	}
	s.largestAt = max(s.largestAt, at)
	switch e.Type {
	case TypeInteraction:
		r.turn = &Interaction{ID: e.ID, Seq: e.Seq, Observer: e.Observer, At: e.At, From: e.From, To: e.To,
			Tags: e.Tags, RepliesTo: e.RepliesTo, Proposed: e.Proposed}
		s.interactions = append(s.interactions, r.turn)
		s.count(r.turn, 1)
	case TypeParticipant:
		s.addPerson(personEntry{e.Seq, at, *e.Person, e.Present})
	case TypeState:
		if s.zero.IsZero() && e.State == StateLive {
			s.zero = zeroOf(&e)
		}
		point := ClockPoint{e.ID, e.Seq, e.At, e.State, e.Time}
		s.clock = append(s.clock, point)
		if point.At >= s.latest.At {
			s.latest = point
		}
	default:
		if e.Type == TypePhase {
			s.phases++
		}
		r.undoable = &Undoable{Entry: e}
		s.undoables = append(s.undoables, r.undoable)
	}
}

// zeroOf returns the start of the session by its first live entry: by the wall
// time in the entry if that is within a day of when the entry was recorded,
// otherwise by when it was recorded.
func zeroOf(e *Entry) time.Time {
	at := time.Duration(e.At) * time.Millisecond
	said, recorded := e.Time.Time().Add(-at), e.RecordedAt.Time()
	if d := said.Sub(recorded); e.RecordedAt != "" && (d > 24*time.Hour || d < -24*time.Hour) {
		return recorded.Add(-at)
	}
	return said
}

func (s *State) meet(id PersonID) {
	if _, ok := s.known[id]; !ok {
		s.known[id] = len(s.order)
		s.order = append(s.order, id)
	}
}

// roleGiven is the last role that a participant entry gave somebody, by (at, seq);
// the role is empty if no entry gave one.
type roleGiven struct {
	at   Millis
	role PersonRole
}

// addPerson takes a participant entry; those of one state come in order of seq.
func (s *State) addPerson(e personEntry) {
	id := e.person.ID
	if s.Knows(id) {
		s.byRole[s.roleOf(id)]--
	}
	s.meet(id)
	s.persons = append(s.persons, e)
	given, there := s.roleGiven[id]
	if !there || e.person.Role != "" && (given.role == "" || e.at >= given.at) {
		s.roleGiven[id] = roleGiven{e.at, e.person.Role}
	}
	s.byRole[s.roleOf(id)]++
}

// roleOf returns the role that Participants returns for a person.
func (s *State) roleOf(id PersonID) PersonRole {
	var planned PersonRole
	if i := s.known[id]; i < s.planned && i < len(s.header.Participants) {
		planned = s.header.Participants[i].Role
	}
	if given, there := s.roleGiven[id]; there {
		return cmp.Or(given.role, planned, Member)
	}
	return planned
}

// correct applies an amend, void or restore. A target that is redacted has
// nothing to correct.
func (s *State) correct(target *record, e *Entry) {
	if target == nil {
		return
	}
	void := e.Type == TypeVoid
	switch {
	case target.turn != nil:
		t := target.turn
		s.corrections = append(s.corrections, correction{e.Seq, t, *t})
		s.count(t, -1)
		if e.Type == TypeAmend {
			s.amendTurn(t, e.Set)
		} else {
			t.Void = void
		}
		s.count(t, 1)
	case target.undoable != nil && e.Type == TypeAmend:
		e.Set.apply(&target.undoable.Entry)
	case target.undoable != nil:
		target.undoable.Void = void
	}
}

func (s *State) amendTurn(t *Interaction, set *Set) {
	before := [2]string{t.From, t.To}
	assign(&t.At, set.At)
	assign(&t.From, set.From)
	assign(&t.To, set.To)
	assign(&t.Tags, set.Tags)
	assign(&t.RepliesTo, set.RepliesTo)
	assign(&t.Proposed, set.Proposed)
	after := [2]string{t.From, t.To}
	for _, who := range before {
		if !slices.Contains(after[:], who) {
			s.moved[PersonID(who)]++
		}
	}
	for _, who := range after {
		if !slices.Contains(before[:], who) {
			s.moved[PersonID(who)]++
		}
	}
}

func assign[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// count adds a turn to the tally of its observer, or takes it out.
func (s *State) count(t *Interaction, by int) {
	if t.Void {
		return
	}
	tally := s.tallies[t.Observer]
	if tally == nil {
		tally = &Tally{Sent: map[PersonID]int{}, Tags: map[TagID]int{}}
		s.tallies[t.Observer] = tally
	}
	if t.From != Everybody {
		tally.Sent[PersonID(t.From)] += by
	}
	if len(t.Tags) > 0 {
		tally.Tags[t.Tags[0]] += by
	}
}

// Interactions returns the turns that are not void, ordered by (at, seq). The
// caller may keep them: they are copies.
func (s *State) Interactions() []Interaction {
	out := make([]Interaction, 0, len(s.interactions))
	for _, t := range s.interactions {
		if !t.Void {
			c := *t
			c.Tags = slices.Clone(t.Tags)
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b Interaction) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Seq, b.Seq))
	})
	return out
}

// Observed reports whether there is any turn, void ones included.
func (s *State) Observed() bool { return len(s.interactions) > 0 }

// Interaction returns the turn with this id as it stands now, void or not.
func (s *State) Interaction(id EntryID) (Interaction, bool) {
	if r := s.index[id]; r != nil && r.turn != nil {
		c := *r.turn
		c.Tags = slices.Clone(c.Tags)
		return c, true
	}
	return Interaction{}, false
}

// Undoables returns the entries of one type that are not void, ordered by (at, seq).
func (s *State) Undoables(t EntryType) []Undoable {
	var out []Undoable
	for _, i := range s.undoables {
		if i.Type == t && !i.Void {
			out = append(out, Undoable{Entry: i.Clone()})
		}
	}
	slices.SortFunc(out, func(a, b Undoable) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Seq, b.Seq))
	})
	return out
}

// Clock returns the state entries ordered by (at, seq).
func (s *State) Clock() []ClockPoint {
	out := slices.Clone(s.clock)
	slices.SortFunc(out, func(a, b ClockPoint) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Seq, b.Seq))
	})
	return out
}

// Now returns the state of the session: that of the last state entry by
// (at, seq). Before the first one it is planned, or ended if the session was
// imported from CSV.
func (s *State) Now() string {
	if s.latest.State != "" {
		return s.latest.State
	}
	if s.header.Imported {
		return StateEnded
	}
	return StatePlanned
}

// StartedAt returns the zero of the session's clock; ok is false before the
// first live entry.
func (s *State) StartedAt() (t time.Time, ok bool) { return s.zero, !s.zero.IsZero() }

// Participants returns everybody who takes or took part: the planned ones in
// their order, then the others as they appeared.
func (s *State) Participants() []Participant {
	out := make([]Participant, len(s.order))
	for i, p := range s.header.Participants {
		if i < s.planned {
			out[i] = Participant{Person: *clonePtr(&p), Present: true}
			out[i].Seat = clonePtr(p.Seat)
		}
	}
	for _, e := range s.personEntries() {
		p := &out[s.known[e.person.ID]]
		seat, role := p.Seat, cmp.Or(p.Role, Member)
		p.Person = e.person
		p.Seat, p.Role = clonePtr(e.person.Seat), cmp.Or(e.person.Role, role)
		if p.Seat == nil {
			p.Seat = seat
		}
		p.Present = e.present
	}
	return out
}

func (s *State) personEntries() []personEntry {
	entries := slices.Clone(s.persons)
	slices.SortFunc(entries, func(a, b personEntry) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.seq, b.seq))
	})
	return entries
}

// Presence is one change of somebody's presence.
type Presence struct {
	At      Millis
	Present bool
}

// Presences returns, by person, each entry that says whether they are present,
// ordered by (at, seq). A planned person without entries was present all the time.
func (s *State) Presences() map[PersonID][]Presence {
	out := map[PersonID][]Presence{}
	for _, e := range s.personEntries() {
		out[e.person.ID] = append(out[e.person.ID], Presence{e.at, e.present})
	}
	return out
}

// Planned reports whether the person was planned to take part.
func (s *State) Planned(id PersonID) bool {
	i, ok := s.known[id]
	return ok && i < s.planned
}

// Knows reports whether the person takes or took part.
func (s *State) Knows(id PersonID) bool {
	_, ok := s.known[id]
	return ok
}

// Tally returns the counts of the turns that the viewer may count: of all, or,
// while the session hides observers from one another, of the viewer's own.
func (s *State) Tally(v Viewer) Tally {
	out := Tally{Sent: map[PersonID]int{}, Tags: map[TagID]int{}}
	for o, t := range s.tallies {
		if !s.Counts(v, o) {
			continue
		}
		for p, n := range t.Sent {
			if n > 0 {
				out.Sent[p] += n
			}
		}
		for tag, n := range t.Tags {
			if n > 0 {
				out.Tags[tag] += n
			}
		}
	}
	return out
}

// LargestAt returns the largest time of the entries so far, 0 when there is
// none.
func (s *State) LargestAt() Millis { return s.largestAt }
