package api

import (
	"cmp"
	"slices"

	"kompas/observe"
)

// Session is a session as one viewer may see it.
type Session struct {
	SessionFacts
	Codebook observe.Codebook `json:"codebook" doc:"The words that the meeting is coded with, as they were when it was made"`
}

// SessionItem is a session in a list.
type SessionItem struct {
	SessionFacts
	Codebook CodebookRef `json:"codebook"`
}

// CodebookRef names a codebook.
type CodebookRef struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
}

// SessionFacts is a session without its codebook.
type SessionFacts struct {
	ID           observe.SessionID  `json:"id" format:"uuid"`
	Title        string             `json:"title,omitempty" doc:"Absent for an anonymous viewer"`
	CreatedAt    observe.Timestamp  `json:"created_at"`
	StartedAt    *observe.Timestamp `json:"started_at" doc:"The zero of the session's clock; null before the first live entry"`
	State        string             `json:"state" enum:"planned,live,paused,ended"`
	Locked       bool               `json:"locked"`
	Coding       observe.Coding     `json:"coding" enum:"shared,independent"`
	Revealed     bool               `json:"revealed"`
	Timing       observe.Timing     `json:"timing,omitempty" enum:"clock,paper" doc:"Paper: noted on paper and entered later, so that the order of turns is known and their times are not. Absent: clock"`
	Imported     bool               `json:"imported,omitempty" doc:"Made from CSV"`
	Anonymous    bool               `json:"anonymous,omitempty" doc:"Persons are P1 to Pn"`
	Team         observe.TeamID     `json:"team,omitempty"`
	Participants []Participant      `json:"participants" doc:"The planned ones in their order, then the others as they came"`
	Observers    []Observer         `json:"observers"`
	Phases       []SessionPhase     `json:"phases" doc:"The planned ones in their order, then the others as they came"`
	Intention    string             `json:"intention,omitempty"`
	Head         observe.Seq        `json:"head" doc:"Number of the last entry; 0 when there is none"`
}

// Participant is somebody who takes or took part.
type Participant struct {
	ID      observe.PersonID   `json:"id"`
	Name    string             `json:"name"`
	Role    observe.PersonRole `json:"role,omitempty" enum:"leader,member,facilitator,guest" doc:"Where persons are P1 to Pn absent, unless three or more share it"`
	Seat    *observe.Seat      `json:"seat,omitempty"`
	Present bool               `json:"present"`
}

// Observer is somebody who logs, or may add entries of their own.
type Observer struct {
	ID   observe.ObserverID `json:"id"`
	Name string             `json:"name" doc:"Empty for the owner, and where nobody gave one"`
	Role observe.Role       `json:"role" enum:"owner,observer,leader,viewer,participant"`
}

// SessionPhase is a phase, planned or begun.
type SessionPhase struct {
	Name    string          `json:"name"`
	Purpose observe.Purpose `json:"purpose,omitempty" enum:"inform,explore,weigh,decide"`
	At      *observe.Millis `json:"at,omitempty" minimum:"0" doc:"When it first began; absent before"`
}

// SessionPage is one page of the list of sessions, newest first.
type SessionPage struct {
	Items []SessionItem `json:"items"`
	Next  string        `json:"next,omitempty" doc:"The value of after for the next part; absent at the end"`
}

// NewSession is a request to make a session.
type NewSession struct {
	ID           observe.SessionID `json:"id,omitempty" format:"uuid" doc:"Made by the client, so that it can ask again without making two"`
	Title        string            `json:"title" minLength:"1" maxLength:"120"`
	Team         observe.TeamID    `json:"team,omitempty" maxLength:"64"`
	Participants []NewPerson       `json:"participants,omitempty" maxItems:"1000" doc:"Absent with a team: the team's people"`
	Phases       []NewPhase        `json:"phases,omitempty" maxItems:"500"`
	Codebook     *CodebookChoice   `json:"codebook,omitempty" doc:"An id, or a whole codebook; absent: three-k"`
	Coding       observe.Coding    `json:"coding,omitempty" enum:"shared,independent" doc:"Absent: shared"`
	Timing       observe.Timing    `json:"timing,omitempty" enum:"clock,paper" doc:"Absent: clock"`
	Intention    string            `json:"intention,omitempty" maxLength:"4000"`
	Template     string            `json:"template,omitempty" maxLength:"64" doc:"Id of a template; there are none yet"`
}

// NewPerson is a person in a request; absent members are filled in.
type NewPerson struct {
	ID   observe.PersonID   `json:"id,omitempty" maxLength:"64" doc:"Absent: p1, p2, and so on"`
	Name string             `json:"name" minLength:"1" maxLength:"120"`
	Role observe.PersonRole `json:"role,omitempty" enum:"leader,member,facilitator,guest" doc:"Absent: member"`
	Seat *observe.Seat      `json:"seat,omitempty" doc:"Absent: on a circle, in order"`
}

// Persons returns the persons as they were sent, with nothing filled in.
func Persons(list []NewPerson) []observe.Person {
	out := make([]observe.Person, len(list))
	for i, p := range list {
		out[i] = observe.Person(p)
	}
	return out
}

// NewPhase is a planned phase: an object, or only its name.
type NewPhase struct{ observe.PlannedPhase }

// FromText reads the short form.
func (p *NewPhase) FromText(s string) { p.PlannedPhase = observe.PlannedPhase{Name: s} }

// Object is what the long form is read into.
func (p *NewPhase) Object() any { return &p.PlannedPhase }

// PlannedPhases returns the phases as types of the domain.
func PlannedPhases(list []NewPhase) []observe.PlannedPhase {
	out := make([]observe.PlannedPhase, len(list))
	for i, p := range list {
		out[i] = p.PlannedPhase
	}
	return out
}

// CodebookChoice is the id of a codebook, or a whole codebook.
type CodebookChoice struct {
	ID    string            `json:"id"`
	Whole *observe.Codebook `json:"whole,omitempty"`
}

// FromText reads the short form.
func (c *CodebookChoice) FromText(s string) { *c = CodebookChoice{ID: s} }

// Object is what the long form is read into.
func (c *CodebookChoice) Object() any {
	*c = CodebookChoice{Whole: &observe.Codebook{}}
	return c.Whole
}

// SessionPatch changes the members that it has.
type SessionPatch struct {
	Title     *string         `json:"title,omitempty" minLength:"1" maxLength:"120" null:"refused"`
	Team      *observe.TeamID `json:"team,omitempty" maxLength:"64" null:"clears"`
	Intention *string         `json:"intention,omitempty" maxLength:"4000" null:"clears"`
	Phases    *[]NewPhase     `json:"phases,omitempty" maxItems:"500" null:"refused"`
	Locked    *bool           `json:"locked,omitempty" null:"refused"`
	Coding    *observe.Coding `json:"coding,omitempty" enum:"shared,independent" doc:"Before the first interaction only" null:"refused"`
	Revealed  *bool           `json:"revealed,omitempty" null:"refused"`
	Timing    *observe.Timing `json:"timing,omitempty" enum:"clock,paper" null:"clears"`
}

// RenderSession returns the session as the viewer of the snapshot sees it.
func RenderSession(s *observe.Snapshot) Session {
	h := s.Redactor.Header()
	return Session{SessionFacts: facts(s, &h), Codebook: h.Codebook}
}

// RenderFacts returns the session without its codebook.
func RenderFacts(s *observe.Snapshot) *SessionFacts {
	h := s.Redactor.Header()
	f := facts(s, &h)
	return &f
}

// RenderItem returns the session for a list.
func RenderItem(s *observe.Snapshot) SessionItem {
	h := s.Redactor.Header()
	return SessionItem{SessionFacts: facts(s, &h), Codebook: CodebookRef{h.Codebook.ID, h.Codebook.Version}}
}

func facts(s *observe.Snapshot, h *observe.Header) SessionFacts {
	f := SessionFacts{
		ID: h.ID, Title: h.Title, CreatedAt: h.CreatedAt, State: s.State.Now(),
		Locked: h.Locked, Coding: h.Coding, Revealed: h.Revealed, Timing: h.Timing,
		Imported: h.Imported, Anonymous: h.Anonymous, Team: h.Team, Intention: h.Intention,
		Participants: []Participant{}, Observers: []Observer{}, Phases: phases(s, h), Head: s.State.Head(),
	}
	if t, ok := s.State.StartedAt(); ok {
		at := observe.NewTimestamp(t)
		f.StartedAt = &at
	}
	for _, p := range s.Redactor.Participants() {
		if p.Role == "" && !h.Anonymous {
			p.Role = observe.Member
		}
		f.Participants = append(f.Participants, Participant{p.ID, p.Name, p.Role, p.Seat, p.Present})
	}
	for _, o := range h.Observers {
		f.Observers = append(f.Observers, Observer(o))
	}
	return f
}

// phases returns each planned phase with the time when one of that name first began,
// and then the phases that were not planned.
func phases(s *observe.Snapshot, h *observe.Header) []SessionPhase {
	out := make([]SessionPhase, len(h.Phases))
	planned := map[string][]int{}
	for i, p := range h.Phases {
		out[i] = SessionPhase{Name: p.Name, Purpose: p.Purpose}
		planned[p.Name] = append(planned[p.Name], i)
	}
	began := map[string]bool{}
	for _, e := range s.State.Undoables(observe.TypePhase) {
		if began[e.Name] {
			continue
		}
		began[e.Name] = true
		at := e.At
		for _, i := range planned[e.Name] {
			out[i].At = &at
			out[i].Purpose = cmp.Or(out[i].Purpose, e.Purpose)
		}
		if len(planned[e.Name]) == 0 {
			out = append(out, SessionPhase{e.Name, e.Purpose, &at})
		}
	}
	return slices.Clip(out)
}
