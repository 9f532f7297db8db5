package observe

import (
	"slices"
	"strconv"
)

// EntryType says what an entry records.
type EntryType string

// Types of entries. The list only grows, since logs that were written before must
// stay readable.
const (
	TypeInteraction EntryType = "interaction" // a turn: who responds to whom, and how
	TypeAmend       EntryType = "amend"       // corrects fields of another entry
	TypeVoid        EntryType = "void"        // undo
	TypeRestore     EntryType = "restore"     // undo of the undo
	TypePhase       EntryType = "phase"       // from here the meeting is in this phase
	TypeMark        EntryType = "mark"        // something happened here
	TypeNote        EntryType = "note"        // a text, private or shared
	TypeCompass     EntryType = "compass"     // the observer's own compass; always private
	TypeParticipant EntryType = "participant" // somebody joins, leaves, is renamed, changes seat
	TypeState       EntryType = "state"       // the clock of the session
	TypeBelief      EntryType = "belief"      // an unwritten rule, as the team puts it
	TypeExperiment  EntryType = "experiment"  // what became of a try-out
	TypeJournal     EntryType = "journal"     // the author's own; always private
	TypeRedacted    EntryType = "redacted"    // stands for an entry that the reader may not see
)

// Millis is a time in whole milliseconds since the start of the session.
type Millis int64

// NoTime stands for a time that is not given.
const NoTime Millis = -1

// MaxMillis is the last time in a session: 24 hours.
const MaxMillis Millis = 86_400_000

// MaxEntryTags is how many tags one interaction may have.
const MaxEntryTags = 8

// Values of entry fields.
const (
	MarkMoment   = "moment"
	MarkTheme    = "theme"
	MarkFromWork = "from-work"

	VisibilityPrivate = "private"
	VisibilityShared  = "shared"

	StatePlanned = "planned" // never in an entry: before the first state
	StateLive    = "live"
	StatePaused  = "paused"
	StateEnded   = "ended"
)

// Lists of the values that fields of entries may have.
var (
	Outcomes         = []string{"decision-with-owner", "decision", "follow-up", "left-open"} // of a phase
	MarkKinds        = []string{MarkMoment, MarkTheme, MarkFromWork}
	CompassKinds     = []string{"moved", "postponed", "did-anyway"}
	Impulses         = []string{"judging", "steering", "forcing"}
	Directions       = []string{"helping", "hindering"} // of a belief
	ExperimentEvents = []string{"proposed", "tried", "judged"}
	Verdicts         = []string{"keep", "adapt", "drop"}
)

// Entry is one record of a session's log. Which fields it has depends on its
// type; the others are zero. Seq, Observer and RecordedAt are set by the
// server. A redacted entry has only Seq, ID and Type.
type Entry struct {
	Seq        Seq
	ID         EntryID
	Type       EntryType
	Observer   ObserverID
	RecordedAt Timestamp // empty in an anonymous log

	At Millis // NoTime only in a participant entry without one

	From, To  string  // interaction: a PersonID or Everybody
	Tags      []TagID // interaction: the first is the primary one
	RepliesTo EntryID // interaction
	Proposed  bool    // interaction: the pad proposed To and nobody touched it

	Target EntryID // amend, void, restore; mark and note, optional
	Set    *Set    // amend

	Name    string  // phase
	Purpose Purpose // phase, optional
	Outcome string  // phase, optional

	Kind  string // mark, compass
	Label string // mark, optional

	Text       string // note, belief, journal; compass and experiment, optional
	Visibility string // note; private when absent

	Impulse  string // compass, optional
	Followed *bool  // compass, optional

	Person  *Person // participant
	Present bool    // participant

	State string    // state
	Time  Timestamp // state: the sender's best wall time
	Told  *bool     // state, optional: the participants were told

	Direction string    // belief: helping, hindering
	Loops     []string  // belief, optional: ids of loops
	Targets   []EntryID // belief, journal, optional

	Experiment string // experiment: id of the team's document
	Event      string // experiment: proposed, tried, judged
	Verdict    string // experiment, optional: keep, adapt, drop
}

// Set is what an amend changes: a nil pointer leaves the field as it is, a
// pointer to the empty value clears it.
type Set struct {
	At        *Millis
	From, To  *string
	Tags      *[]TagID
	RepliesTo *EntryID
	Proposed  *bool
	Text      *string
	Name      *string
	Purpose   *Purpose
	Outcome   *string
	Kind      *string
	Label     *string
}

// Private reports whether the entry is shown to its author only. Of an amend, void
// or restore it reports false: that is as private as its target, which only the
// log knows.
func (e *Entry) Private() bool {
	return e.Type == TypeCompass || e.Type == TypeJournal ||
		e.Type == TypeNote && e.Visibility == VisibilityPrivate
}

// refers reports whether entries of the type correct another entry.
func (t EntryType) refers() bool {
	return t == TypeAmend || t == TypeVoid || t == TypeRestore
}

// validate checks what can be checked without the log.
func (e *Entry) validate() error {
	if err := CheckUUID("/id", string(e.ID)); err != nil {
		return err
	}
	shape := shapeByType[e.Type]
	if shape == nil {
		return FieldError(Invalid, "/type", "must be a known type of entry; it is %q", e.Type)
	}
	for i := range shape.Fields {
		f := &shape.Fields[i]
		if err := f.check(e.value(f.slot)); err != nil {
			return err
		}
	}
	if e.Type == TypeInteraction {
		return checkPair("/to", e.From, e.To)
	}
	return nil
}

func (s *Set) validate(at string) error {
	var values Entry
	given := s.apply(&values)
	if given == 0 {
		return FieldError(Invalid, at, "must change at least one field")
	}
	for i := range SetShape.Fields {
		if f := &SetShape.Fields[i]; given.has(f.slot) {
			if err := f.check(values.value(f.slot)); err != nil {
				return err
			}
		}
	}
	if s.From != nil && s.To != nil {
		return checkPair(at+"/to", *s.From, *s.To)
	}
	return nil
}

// check checks a value of the field, as [Entry.value] returns it.
func (f *Field) check(value any) error {
	at := f.pointer
	switch v := value.(type) {
	case *string:
		if *v == "" && !f.Required && f.Default == "" {
			return nil
		}
		return f.checkText(at, *v)
	case *Millis:
		if f.Required || *v != NoTime {
			return checkMillis(at, *v)
		}
	case *[]TagID:
		if len(*v) > MaxEntryTags {
			return FieldError(Invalid, at, "must be at most %d tags; there are %d", MaxEntryTags, len(*v))
		}
		return checkIDs(at, *v)
	case *[]EntryID:
		return checkIDs(at, *v)
	case *[]string:
		return checkIDs(at, *v)
	case **Person:
		return (*v).validate(at)
	case **Set:
		return (*v).validate(at)
	}
	return nil
}

func (f *Field) checkText(at, v string) error {
	switch f.Kind {
	case KindWho:
		return checkWho(at, v)
	case KindID, KindReference:
		return CheckID(at, v)
	case KindName:
		return CheckName(at, v)
	case KindText:
		return CheckText(at, v)
	case KindTime:
		return CheckTimestamp(at, Timestamp(v))
	case KindChoice:
		return oneOf(at, v, f.Values...)
	}
	panic("observe: a field of this kind holds no text")
}

func checkIDs[T ~string](at string, ids []T) error {
	for i, id := range ids {
		if err := CheckID(at+"/"+strconv.Itoa(i), string(id)); err != nil {
			return err
		}
	}
	return nil
}

func checkPair(field, from, to string) error {
	if from == to && from != Everybody {
		return FieldError(Invalid, field, `must differ from "from": nobody responds to themself`)
	}
	return nil
}

func checkMillis(field string, t Millis) error {
	if t < 0 || t > MaxMillis {
		return FieldError(Invalid, field, "must be whole milliseconds from 0 to %d; it is %d", MaxMillis, t)
	}
	return nil
}

func checkWho(field, who string) error {
	if who == Everybody {
		return nil
	}
	return checkLine(field, who, MaxID)
}

// Validate checks a whole entry as it stands in a log or a file: each field, and
// seq, observer and recorded_at. Whether it fits the entries before it is checked
// by [State.CheckStored].
func (e *Entry) Validate() error {
	if e.Seq == 0 {
		return FieldError(Invalid, "/seq", "must be 1 or more")
	}
	if e.Type != TypeRedacted {
		if err := CheckID("/observer", string(e.Observer)); err != nil {
			return err
		}
		if e.RecordedAt != "" {
			if err := CheckTimestamp("/recorded_at", e.RecordedAt); err != nil {
				return err
			}
		}
	}
	return e.validate()
}

// Clone returns a copy that shares no memory with e.
func (e Entry) Clone() Entry {
	e.Tags, e.Loops, e.Targets = slices.Clone(e.Tags), slices.Clone(e.Loops), slices.Clone(e.Targets)
	e.Followed, e.Told, e.Person = clonePtr(e.Followed), clonePtr(e.Told), clonePtr(e.Person)
	if e.Person != nil {
		e.Person.Seat = clonePtr(e.Person.Seat)
	}
	if e.Set != nil {
		s := *e.Set
		if s.Tags != nil {
			t := slices.Clone(*s.Tags)
			s.Tags = &t
		}
		e.Set = &s
	}
	return e
}

func clonePtr[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}
