// Package debrief holds what is chosen and written for talking about a meeting
// afterwards: one document of a session.
package debrief

import (
	"cmp"
	"strconv"

	"kompas/observe"
)

// Debrief is what is chosen of a meeting to be told, and what the team says and agrees
// when it is told. Every member may be absent: it is not chosen or written yet.
type Debrief struct {
	Form       Form        `json:"form,omitempty" enum:"ten,long" doc:"Ten minutes, or the long form"`
	Fragment   *Fragment   `json:"fragment,omitempty"`
	Finding    string      `json:"finding,omitempty" maxLength:"1000" doc:"Id of a finding of the session; none: that no pattern is told was chosen. Absent: nothing was chosen"`
	Loop       string      `json:"loop,omitempty" maxLength:"1000" doc:"Id of a loop"`
	Questions  []string    `json:"questions,omitempty" maxItems:"5" doc:"In the words of who asks them, each 1 to 4 000 characters"`
	Guesses    *Guesses    `json:"guesses,omitempty"`
	PutRight   string      `json:"put_right,omitempty" maxLength:"4000" doc:"What the team puts right"`
	Experiment *Experiment `json:"experiment,omitempty"`
	Aside      []Aside     `json:"aside,omitempty" maxItems:"100" doc:"Findings that are left out, and why"`
	Step       int         `json:"step,omitempty" minimum:"0" maximum:"100" doc:"How far the debrief is: 0 not begun, 100 ended; otherwise the last digit is the screen, and the one before it the part of the screen"`

	ShownAt observe.Timestamp `json:"shown_at,omitempty" doc:"When the team was first shown it; absent before. The server sets it, and it never changes"`
}

// Form is how long a debrief is.
type Form string

// The forms of a debrief.
const (
	TenMinutes Form = "ten"
	Long       Form = "long"
)

// Fragment is a part of the meeting: turns in a row.
type Fragment struct {
	From  observe.EntryID `json:"from" format:"uuid" doc:"Id of its first turn"`
	To    observe.EntryID `json:"to" format:"uuid" doc:"Id of its last turn"`
	Names bool            `json:"names,omitempty" doc:"Whether it is told with the names of persons"`
}

// Guesses is what was guessed before any figure was shown.
type Guesses struct {
	Team string `json:"team,omitempty" maxLength:"4000"`
	Lead string `json:"lead,omitempty" maxLength:"4000"`
}

// Experiment is what the team tries until the next meeting.
type Experiment struct {
	ID     string `json:"id,omitempty" maxLength:"64" doc:"Absent in a request: that of the experiment that is there, or a new one"`
	Text   string `json:"text" minLength:"1" maxLength:"4000"`
	Owner  string `json:"owner,omitempty" maxLength:"120" doc:"Who looks after it"`
	Notice string `json:"notice,omitempty" maxLength:"4000" doc:"How the team will notice"`
}

// Aside is a finding that is left out.
type Aside struct {
	Finding string `json:"finding" minLength:"1" maxLength:"1000"`
	Reason  string `json:"reason,omitempty" maxLength:"4000"`
}

// Limits on what a debrief holds.
const (
	MaxQuestions = 5
	MaxAside     = 100
	MaxStep      = 100
	maxRef       = 1000 // characters of the id of a finding or loop
)

// Validate checks every field by itself; the error names the first that is wrong, by
// JSON Pointer. Whether turns are there is checked by [Change.Check].
func (d *Debrief) Validate() error {
	if d.Form != "" && d.Form != TenMinutes && d.Form != Long {
		return observe.FieldError(observe.Invalid, "/form", "must be one of ten, long; it is %q", d.Form)
	}
	if f := d.Fragment; f != nil {
		if err := cmp.Or(observe.CheckUUID("/fragment/from", string(f.From)), observe.CheckUUID("/fragment/to", string(f.To))); err != nil {
			return err
		}
	}
	if err := cmp.Or(checkRef("/finding", d.Finding), checkRef("/loop", d.Loop), observe.CheckText("/put_right", d.PutRight)); err != nil {
		return err
	}
	if n := len(d.Questions); n > MaxQuestions {
		return observe.FieldError(observe.Invalid, "/questions", "must be at most %d; there are %d", MaxQuestions, n)
	}
	for i, q := range d.Questions {
		if err := checkWritten("/questions/"+strconv.Itoa(i), q); err != nil {
			return err
		}
	}
	if g := d.Guesses; g != nil {
		if err := cmp.Or(observe.CheckText("/guesses/team", g.Team), observe.CheckText("/guesses/lead", g.Lead)); err != nil {
			return err
		}
	}
	if err := d.Experiment.validate("/experiment"); err != nil {
		return err
	}
	if n := len(d.Aside); n > MaxAside {
		return observe.FieldError(observe.Invalid, "/aside", "must be at most %d; there are %d", MaxAside, n)
	}
	for i, a := range d.Aside {
		at := "/aside/" + strconv.Itoa(i)
		err := cmp.Or(checkWritten(at+"/finding", a.Finding), checkRef(at+"/finding", a.Finding), observe.CheckText(at+"/reason", a.Reason))
		if err != nil {
			return err
		}
	}
	if d.Step < 0 || d.Step > MaxStep {
		return observe.FieldError(observe.Invalid, "/step", "must be 0 to %d; it is %d", MaxStep, d.Step)
	}
	if d.ShownAt != "" {
		return observe.CheckTimestamp("/shown_at", d.ShownAt)
	}
	return nil
}

func (e *Experiment) validate(at string) error {
	if e == nil {
		return nil
	}
	if e.ID != "" {
		if err := observe.CheckID(at+"/id", e.ID); err != nil {
			return err
		}
	}
	if e.Owner != "" {
		if err := observe.CheckName(at+"/owner", e.Owner); err != nil {
			return err
		}
	}
	return cmp.Or(checkWritten(at+"/text", e.Text), observe.CheckText(at+"/notice", e.Notice))
}

// checkWritten checks a text that must not be empty.
func checkWritten(field, s string) error {
	if s == "" {
		return observe.FieldError(observe.Invalid, field, "must be 1 to %d characters long; it has 0", observe.MaxText)
	}
	return observe.CheckText(field, s)
}

// checkRef checks the id of a finding or loop, which may be absent.
func checkRef(field, s string) error {
	if err := observe.CheckText(field, s); err != nil {
		return err
	}
	if n := len([]rune(s)); n > maxRef {
		return observe.FieldError(observe.Invalid, field, "must be at most %d characters long; it has %d", maxRef, n)
	}
	return nil
}

// Tidy takes out what says nothing, so that equal debriefs have equal JSON.
func (d *Debrief) Tidy() {
	if d.Guesses != nil && *d.Guesses == (Guesses{}) {
		d.Guesses = nil
	}
}
