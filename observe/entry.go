package observe

import (
	"fmt"
	"slices"
	"strings"
)

// EntryType says what an entry records.
type EntryType string

// Types of entries. The list is append-only: a log that is read holds no
// other.
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

// Outcomes lists how an item of the agenda can end.
var Outcomes = []string{"decision-with-owner", "decision", "follow-up", "left-open"}

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

// Private reports whether the entry by itself is shown to its author only. An
// amend, void or restore is as private as its target, which the log knows.
func (e *Entry) Private() bool {
	return e.Type == TypeCompass || e.Type == TypeJournal ||
		e.Type == TypeNote && e.Visibility == VisibilityPrivate
}

// refers reports whether the entry stands to another one as its correction.
func (t EntryType) refers() bool {
	return t == TypeAmend || t == TypeVoid || t == TypeRestore
}

// validate checks what can be checked without the log.
func (e *Entry) validate() error {
	if err := CheckUUID("/id", string(e.ID)); err != nil {
		return err
	}
	switch {
	case e.Type == TypeRedacted, e.Type.refers():
	case e.Type == TypeParticipant && e.At == NoTime:
	default:
		if err := checkMillis("/at", e.At); err != nil {
			return err
		}
	}
	if e.Target != "" || e.Type.refers() {
		if err := CheckID("/target", string(e.Target)); err != nil {
			return err
		}
	}
	for i, t := range e.Targets {
		if err := CheckID(fmt.Sprintf("/targets/%d", i), string(t)); err != nil {
			return err
		}
	}
	switch e.Type {
	case TypeInteraction:
		return validateInteraction("", e.From, e.To, e.Tags, e.RepliesTo)
	case TypeAmend:
		return e.Set.validate()
	case TypePhase:
		return validatePhase("", e.Name, e.Purpose, e.Outcome)
	case TypeMark:
		return validateMark("", e.Kind, e.Label)
	case TypeNote:
		if err := CheckText("/text", e.Text); err != nil {
			return err
		}
		return oneOf("/visibility", e.Visibility, VisibilityPrivate, VisibilityShared)
	case TypeCompass:
		if e.Impulse != "" {
			if err := oneOf("/impulse", e.Impulse, "judging", "steering", "forcing"); err != nil {
				return err
			}
		}
		if err := oneOf("/kind", e.Kind, "moved", "postponed", "did-anyway"); err != nil {
			return err
		}
		return CheckText("/text", e.Text)
	case TypeParticipant:
		return e.Person.validate("/person")
	case TypeState:
		if err := oneOf("/state", e.State, StateLive, StatePaused, StateEnded); err != nil {
			return err
		}
		return CheckTimestamp("/time", e.Time)
	case TypeBelief:
		for i, l := range e.Loops {
			if err := CheckID(fmt.Sprintf("/loops/%d", i), l); err != nil {
				return err
			}
		}
		if err := oneOf("/direction", e.Direction, "helping", "hindering"); err != nil {
			return err
		}
		return CheckText("/text", e.Text)
	case TypeExperiment:
		if err := CheckID("/experiment", e.Experiment); err != nil {
			return err
		}
		if err := oneOf("/event", e.Event, "proposed", "tried", "judged"); err != nil {
			return err
		}
		if e.Verdict != "" {
			if err := oneOf("/verdict", e.Verdict, "keep", "adapt", "drop"); err != nil {
				return err
			}
		}
		return CheckText("/text", e.Text)
	case TypeJournal:
		return CheckText("/text", e.Text)
	case TypeVoid, TypeRestore, TypeRedacted:
		return nil
	}
	return FieldError(Invalid, "/type", "must be a known type of entry; it is %q", e.Type)
}

func (s *Set) validate() error {
	if *s == (Set{}) {
		return FieldError(Invalid, "/set", "must change at least one field")
	}
	if s.At != nil {
		if err := checkMillis("/set/at", *s.At); err != nil {
			return err
		}
	}
	if s.From != nil {
		if err := checkWho("/set/from", *s.From); err != nil {
			return err
		}
	}
	if s.To != nil {
		if err := checkWho("/set/to", *s.To); err != nil {
			return err
		}
	}
	if s.From != nil && s.To != nil {
		if err := checkPair("/set/to", *s.From, *s.To); err != nil {
			return err
		}
	}
	if s.Tags != nil {
		if err := checkTags("/set/tags", *s.Tags); err != nil {
			return err
		}
	}
	if s.RepliesTo != nil && *s.RepliesTo != "" {
		if err := CheckID("/set/replies_to", string(*s.RepliesTo)); err != nil {
			return err
		}
	}
	if s.Text != nil {
		if err := CheckText("/set/text", *s.Text); err != nil {
			return err
		}
	}
	if s.Name != nil {
		if err := CheckName("/set/name", *s.Name); err != nil {
			return err
		}
	}
	if s.Purpose != nil && *s.Purpose != "" {
		if err := oneOf("/set/purpose", *s.Purpose, Purposes...); err != nil {
			return err
		}
	}
	if s.Outcome != nil && *s.Outcome != "" {
		if err := oneOf("/set/outcome", *s.Outcome, Outcomes...); err != nil {
			return err
		}
	}
	if s.Kind != nil {
		if err := oneOf("/set/kind", *s.Kind, MarkMoment, MarkTheme, MarkFromWork); err != nil {
			return err
		}
	}
	if s.Label != nil && *s.Label != "" {
		if err := CheckName("/set/label", *s.Label); err != nil {
			return err
		}
	}
	return nil
}

func validateInteraction(at, from, to string, tags []TagID, repliesTo EntryID) error {
	if err := checkWho(at+"/from", from); err != nil {
		return err
	}
	if err := checkWho(at+"/to", to); err != nil {
		return err
	}
	if err := checkPair(at+"/to", from, to); err != nil {
		return err
	}
	if repliesTo != "" {
		if err := CheckID(at+"/replies_to", string(repliesTo)); err != nil {
			return err
		}
	}
	return checkTags(at+"/tags", tags)
}

func checkPair(field, from, to string) error {
	if from == to && from != Everybody {
		return FieldError(Invalid, field, `must differ from "from": nobody responds to themself`)
	}
	return nil
}

func validatePhase(at, name string, purpose Purpose, outcome string) error {
	if err := CheckName(at+"/name", name); err != nil {
		return err
	}
	if purpose != "" {
		if err := oneOf(at+"/purpose", purpose, Purposes...); err != nil {
			return err
		}
	}
	if outcome != "" {
		return oneOf(at+"/outcome", outcome, Outcomes...)
	}
	return nil
}

func validateMark(at, kind, label string) error {
	if err := oneOf(at+"/kind", kind, MarkMoment, MarkTheme, MarkFromWork); err != nil {
		return err
	}
	if label != "" {
		return CheckName(at+"/label", label)
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

func checkTags(field string, tags []TagID) error {
	if len(tags) > MaxEntryTags {
		return FieldError(Invalid, field, "must be at most %d tags; there are %d", MaxEntryTags, len(tags))
	}
	for i, t := range tags {
		if err := CheckID(fmt.Sprintf("%s/%d", field, i), string(t)); err != nil {
			return err
		}
	}
	return nil
}

// Validate checks a whole entry as it stands in a log or a file: besides what
// the fields by themselves must be, seq, observer and recorded_at.
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

// Clone gives a copy that shares nothing with e.
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

func joinTypes(types []EntryType) string {
	s := make([]string, len(types))
	for i, t := range types {
		s[i] = string(t)
	}
	return strings.Join(s, ", ")
}
