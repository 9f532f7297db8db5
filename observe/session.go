package observe

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Identifiers. They are opaque texts of 1 to 64 characters; see [CheckID].
type (
	SessionID  string // a UUID
	EntryID    string // a UUID, made by the client
	PersonID   string
	ObserverID string
	TeamID     string
	TagID      string // of a tag or of a family of tags
)

// Seq numbers the entries of one log from 1, without a gap.
type Seq uint64

// Everybody is in the place of a person where the group as a whole is meant.
const Everybody = "*"

// Owner is the one observer for all browsers and tokens of the owner.
const Owner ObserverID = "owner"

// Timestamp is a moment as RFC 3339 text. The text is kept unchanged, so that a
// log that is read and written again keeps its bytes.
type Timestamp string

// NewTimestamp returns t in UTC with milliseconds.
func NewTimestamp(t time.Time) Timestamp {
	return Timestamp(t.UTC().Format("2006-01-02T15:04:05.000Z"))
}

// Time returns the moment; the zero time when there is none.
func (t Timestamp) Time() time.Time {
	v, _ := t.parse()
	return v
}

// parse reads what RFC 3339 allows, including lower-case letters and the leap
// second, which counts as the first moment of the next minute.
func (t Timestamp) parse() (time.Time, error) {
	s, leap := strings.ToUpper(string(t)), time.Duration(0)
	if len(s) > 19 && s[17:19] == "60" {
		s, leap = s[:17]+"59"+s[19:], time.Second
	}
	v, err := time.Parse(time.RFC3339Nano, s)
	_, offset := v.Zone()
	switch {
	case err != nil:
		return time.Time{}, err
	// time.Parse also takes a comma before the fraction, an hour of one digit,
	// and an offset of a day.
	case s[13] != ':', strings.Contains(s, ","), offset <= -24*60*60, offset >= 24*60*60:
		return time.Time{}, errors.New("not as in RFC 3339")
	}
	return v.Add(leap), nil
}

// CheckTimestamp reports why t is no RFC 3339 moment.
func CheckTimestamp(field string, t Timestamp) error {
	if _, err := t.parse(); err != nil || len(t) > 40 {
		return FieldError(Invalid, field, `must be a moment as in RFC 3339, such as "2026-11-22T10:01:02.345Z"`)
	}
	return nil
}

// CheckUUID reports why s is no UUID in its usual form of 36 characters.
func CheckUUID(field, s string) error {
	if len(s) != 36 || uuid.Validate(s) != nil {
		return FieldError(Invalid, field, `must be a UUID, such as "0199f5c2-7d5e-7c3a-9d0e-2f0a4b1c6d7e"`)
	}
	return nil
}

// PersonRole is what somebody is in a team. It gives no rights.
type PersonRole string

// Roles of a person.
const (
	Leader      PersonRole = "leader"
	Member      PersonRole = "member"
	Facilitator PersonRole = "facilitator"
	Guest       PersonRole = "guest"
)

// PersonRoles lists the roles of a person.
var PersonRoles = []PersonRole{Leader, Member, Facilitator, Guest}

// Seat is a place on the pad: x to the right, y down, both 0 to 1.
type Seat struct {
	X float64 `json:"x" minimum:"0" maximum:"1"`
	Y float64 `json:"y" minimum:"0" maximum:"1"`
}

// Person is somebody who takes part.
type Person struct {
	ID   PersonID   `json:"id" minLength:"1" maxLength:"64"`
	Name string     `json:"name" minLength:"1" maxLength:"120"`
	Role PersonRole `json:"role,omitempty" enum:"leader,member,facilitator,guest"`
	Seat *Seat      `json:"seat,omitempty"`
}

// Purpose is what a phase is for.
type Purpose string

// Purposes lists what a phase can be for.
var Purposes = []Purpose{"inform", "explore", "weigh", "decide"}

// PlannedPhase is a phase as planned.
type PlannedPhase struct {
	Name    string  `json:"name" minLength:"1" maxLength:"120"`
	Purpose Purpose `json:"purpose,omitempty" enum:"inform,explore,weigh,decide"`
}

// Coding says how several observers' entries relate.
type Coding string

// Ways of coding.
const (
	Shared      Coding = "shared"      // one stream
	Independent Coding = "independent" // hidden from one another until revealed
)

// Codings lists the ways of coding.
var Codings = []Coding{Shared, Independent}

// Timing says where the times of turns come from. The empty one is by the clock.
type Timing string

// Ways of timing.
const (
	ByClock Timing = "clock"
	OnPaper Timing = "paper" // noted on paper and entered later: the order of turns is known, their times are not
)

// Observer is somebody who logs in a session.
type Observer struct {
	ID   ObserverID `json:"id" minLength:"1" maxLength:"64"`
	Name string     `json:"name,omitempty" maxLength:"120"`
	Role Role       `json:"role" enum:"owner,observer,leader,viewer,participant"`
}

// Header is what is known of a session besides its log. It is also the
// session of a Kompas log file.
type Header struct {
	ID           SessionID      `json:"id"`
	Title        string         `json:"title,omitempty"`
	Team         TeamID         `json:"team,omitempty"`
	CreatedAt    Timestamp      `json:"created_at,omitempty"`
	Participants []Person       `json:"participants"`
	Phases       []PlannedPhase `json:"phases"`
	Codebook     Codebook       `json:"codebook"`
	Intention    string         `json:"intention,omitempty"`
	Locked       bool           `json:"locked"`
	Coding       Coding         `json:"coding"`
	Revealed     bool           `json:"revealed"`
	Timing       Timing         `json:"timing,omitempty"`
	Imported     bool           `json:"imported,omitempty"`  // from CSV: the state is ended before the first state entry
	Anonymous    bool           `json:"anonymous,omitempty"` // an anonymous export
	Observers    []Observer     `json:"observers"`
	Template     string         `json:"template,omitempty"`
	Shown        bool           `json:"shown,omitempty" file:"-"`  // its debrief was shown, see package debrief; in a file, the debrief says so
	Posted       string         `json:"posted,omitempty" file:"-"` // a hash of the request that made the session; never shown, and in no file
}

// Limits on what a header holds.
const (
	MaxParticipants = 1000
	MaxPhases       = 500
	MaxObservers    = 10_000 // quotas are lower
)

// Validate checks every field; the error names the first that is wrong, by
// JSON Pointer.
func (h *Header) Validate() error { return h.ValidateChange(&Header{}) }

// ValidateChange checks a header that replaces another one. Lists that do not change may
// be longer than is allowed for new ones.
func (h *Header) ValidateChange(old *Header) error {
	if err := CheckUUID("/id", string(h.ID)); err != nil {
		return err
	}
	if h.Title != "" || !h.Anonymous {
		if err := CheckName("/title", h.Title); err != nil {
			return err
		}
	}
	if h.Team != "" {
		if err := CheckID("/team", string(h.Team)); err != nil {
			return err
		}
	}
	if h.CreatedAt != "" {
		if err := CheckTimestamp("/created_at", h.CreatedAt); err != nil {
			return err
		}
	}
	if !reflect.DeepEqual(h.Participants, old.Participants) {
		if err := CheckPersons("/participants", h.Participants); err != nil {
			return err
		}
	}
	if !slices.Equal(h.Phases, old.Phases) {
		if err := CheckPhases("/phases", h.Phases); err != nil {
			return err
		}
	}
	if old.ID == "" || !reflect.DeepEqual(h.Codebook, old.Codebook) {
		if err := h.Codebook.Validate("/codebook"); err != nil {
			return err
		}
	}
	if err := CheckText("/intention", h.Intention); err != nil {
		return err
	}
	if h.Template != "" {
		if err := CheckID("/template", h.Template); err != nil {
			return err
		}
	}
	if err := oneOf("/coding", h.Coding, Codings...); err != nil {
		return err
	}
	if h.Timing != "" {
		if err := oneOf("/timing", h.Timing, ByClock, OnPaper); err != nil {
			return err
		}
	}
	if slices.Equal(h.Observers, old.Observers) {
		return nil
	}
	if n := len(h.Observers); n > MaxObservers {
		return FieldError(Invalid, "/observers", "must be at most %d; there are %d", MaxObservers, n)
	}
	seen := map[ObserverID]bool{}
	for i, o := range h.Observers {
		field := "/observers/" + strconv.Itoa(i)
		if err := CheckID(field+"/id", string(o.ID)); err != nil {
			return err
		}
		if seen[o.ID] {
			return FieldError(Invalid, field+"/id", "is there twice: %q", o.ID)
		}
		seen[o.ID] = true
		if o.Name != "" {
			if err := CheckName(field+"/name", o.Name); err != nil {
				return err
			}
		}
		if err := oneOf(field+"/role", o.Role, Roles...); err != nil {
			return err
		}
	}
	return nil
}

// CheckPersons checks a list of persons: ids are there and differ, names are
// names, roles and seats are known. An empty role is allowed.
func CheckPersons(field string, persons []Person) error {
	if len(persons) > MaxParticipants {
		return FieldError(Invalid, field, "must be at most %d; there are %d", MaxParticipants, len(persons))
	}
	seen := map[PersonID]bool{}
	for i, p := range persons {
		at := fmt.Sprintf("%s/%d", field, i)
		if err := p.validate(at); err != nil {
			return err
		}
		if seen[p.ID] {
			return FieldError(Invalid, at+"/id", "is there twice: %q", p.ID)
		}
		seen[p.ID] = true
	}
	return nil
}

// CheckPhases checks a list of planned phases.
func CheckPhases(field string, phases []PlannedPhase) error {
	if len(phases) > MaxPhases {
		return FieldError(Invalid, field, "must be at most %d; there are %d", MaxPhases, len(phases))
	}
	for i, p := range phases {
		at := fmt.Sprintf("%s/%d", field, i)
		if err := CheckName(at+"/name", p.Name); err != nil {
			return err
		}
		if p.Purpose != "" {
			if err := oneOf(at+"/purpose", p.Purpose, Purposes...); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *Person) validate(field string) error {
	if err := CheckID(field+"/id", string(p.ID)); err != nil {
		return err
	}
	if err := CheckName(field+"/name", p.Name); err != nil {
		return err
	}
	if p.Role != "" {
		if err := oneOf(field+"/role", p.Role, PersonRoles...); err != nil {
			return err
		}
	}
	if s := p.Seat; s != nil {
		if !(s.X >= 0 && s.X <= 1) {
			return FieldError(Invalid, field+"/seat/x", "must be a number from 0 to 1")
		}
		if !(s.Y >= 0 && s.Y <= 1) {
			return FieldError(Invalid, field+"/seat/y", "must be a number from 0 to 1")
		}
	}
	return nil
}

// FillPersons completes a planned list in place: ids p1, p2, … that no
// person has (and taken does not hold), role member, seats on a circle in
// order, clockwise from the top.
func FillPersons(persons []Person, taken func(PersonID) bool) {
	used := map[PersonID]bool{}
	for _, p := range persons {
		used[p.ID] = true
	}
	next := 1
	for i := range persons {
		p := &persons[i]
		for p.ID == "" {
			id := PersonID("p" + strconv.Itoa(next))
			next++
			if !used[id] && (taken == nil || !taken(id)) {
				p.ID, used[id] = id, true
			}
		}
		if p.Role == "" {
			p.Role = Member
		}
		if p.Seat == nil {
			p.Seat = circleSeat(i, len(persons))
		}
	}
}

func circleSeat(i, n int) *Seat {
	a := 2 * math.Pi * float64(i) / float64(n)
	round := func(v float64) float64 { return math.Round(v*1000) / 1000 }
	return &Seat{X: round(0.5 + 0.5*math.Sin(a)), Y: round(0.5 - 0.5*math.Cos(a))}
}

func oneOf[T ~string](field string, v T, allowed ...T) error {
	for _, a := range allowed {
		if v == a {
			return nil
		}
	}
	list := ""
	for i, a := range allowed {
		if i > 0 {
			list += ", "
		}
		list += strconv.Quote(string(a))
	}
	return FieldError(Invalid, field, "must be one of %s; it is %q", list, short(string(v)))
}

// short returns the beginning of a text of any length, for a message.
func short(s string) string {
	if len(s) > MaxName {
		s = strings.ToValidUTF8(s[:MaxName], "") + "…"
	}
	return s
}
