package api

import "kompas/observe"

// EntryHead is what all entries have.
type EntryHead struct {
	Seq observe.Seq     `json:"seq,omitempty" minimum:"1" doc:"Set by the server"`
	ID  observe.EntryID `json:"id" format:"uuid" doc:"Made by the client; the same one again is stored once"`
}

// Recorded is who added an entry, and when. The server sets both.
type Recorded struct {
	Observer   observe.ObserverID `json:"observer,omitempty" doc:"Set by the server"`
	RecordedAt observe.Timestamp  `json:"recorded_at,omitempty" doc:"Set by the server; absent in an anonymous log"`
}

// Interaction is a turn: who responds to whom, and how.
type Interaction struct {
	EntryHead
	Type string `json:"type" const:"interaction"`
	Recorded
	At        observe.Millis  `json:"at" minimum:"0" maximum:"86400000" doc:"Milliseconds since the start of the session"`
	From      string          `json:"from" doc:"A participant, or * for everybody"`
	To        string          `json:"to" doc:"A participant, or * for the group"`
	Tags      []observe.TagID `json:"tags,omitempty" maxItems:"8" doc:"The first is the primary one"`
	RepliesTo observe.EntryID `json:"replies_to,omitempty"`
	Proposed  bool            `json:"proposed,omitempty" doc:"The pad proposed to, and nobody touched it"`
}

// Amend corrects fields of another entry.
type Amend struct {
	EntryHead
	Type string `json:"type" const:"amend"`
	Recorded
	Target observe.EntryID `json:"target"`
	Set    Set             `json:"set"`
}

// Set is what an amend changes; null clears an optional field. Which fields it
// may have depends on the target.
type Set struct {
	At        *observe.Millis  `json:"at,omitempty" minimum:"0" maximum:"86400000"`
	From      *string          `json:"from,omitempty"`
	To        *string          `json:"to,omitempty"`
	Tags      *[]observe.TagID `json:"tags,omitempty" maxItems:"8" null:"clears"`
	RepliesTo *observe.EntryID `json:"replies_to,omitempty" null:"clears"`
	Proposed  *bool            `json:"proposed,omitempty" null:"clears"`
	Text      *string          `json:"text,omitempty"`
	Name      *string          `json:"name,omitempty"`
	Purpose   *observe.Purpose `json:"purpose,omitempty" enum:"inform,explore,weigh,decide" null:"clears"`
	Outcome   *string          `json:"outcome,omitempty" enum:"decision-with-owner,decision,follow-up,left-open" null:"clears"`
	Kind      *string          `json:"kind,omitempty" enum:"moment,theme,from-work"`
	Label     *string          `json:"label,omitempty" null:"clears"`
}

// Void is undo.
type Void struct {
	EntryHead
	Type string `json:"type" const:"void"`
	Recorded
	Target observe.EntryID `json:"target"`
}

// Restore is undo of the undo.
type Restore struct {
	EntryHead
	Type string `json:"type" const:"restore"`
	Recorded
	Target observe.EntryID `json:"target"`
}

// PhaseEntry says that from here the meeting is in this phase.
type PhaseEntry struct {
	EntryHead
	Type string `json:"type" const:"phase"`
	Recorded
	At      observe.Millis  `json:"at" minimum:"0" maximum:"86400000"`
	Name    string          `json:"name"`
	Purpose observe.Purpose `json:"purpose,omitempty" enum:"inform,explore,weigh,decide"`
	Outcome string          `json:"outcome,omitempty" enum:"decision-with-owner,decision,follow-up,left-open"`
}

// Mark says that something happened here.
type Mark struct {
	EntryHead
	Type string `json:"type" const:"mark"`
	Recorded
	At     observe.Millis  `json:"at" minimum:"0" maximum:"86400000"`
	Kind   string          `json:"kind" enum:"moment,theme,from-work"`
	Label  string          `json:"label,omitempty"`
	Target observe.EntryID `json:"target,omitempty"`
}

// Note is a text.
type Note struct {
	EntryHead
	Type string `json:"type" const:"note"`
	Recorded
	At         observe.Millis  `json:"at" minimum:"0" maximum:"86400000"`
	Text       string          `json:"text"`
	Target     observe.EntryID `json:"target,omitempty"`
	Visibility string          `json:"visibility,omitempty" enum:"private,shared" doc:"Absent: private"`
}

// Compass is the author's own compass, shown to nobody else.
type Compass struct {
	EntryHead
	Type string `json:"type" const:"compass"`
	Recorded
	At       observe.Millis `json:"at" minimum:"0" maximum:"86400000"`
	Kind     string         `json:"kind" enum:"moved,postponed,did-anyway"`
	Impulse  string         `json:"impulse,omitempty" enum:"judging,steering,forcing"`
	Followed *bool          `json:"followed,omitempty"`
	Text     string         `json:"text,omitempty"`
}

// ParticipantEntry says that somebody joins, leaves, is renamed or changes
// seat.
type ParticipantEntry struct {
	EntryHead
	Type string `json:"type" const:"participant"`
	Recorded
	At      *observe.Millis `json:"at,omitempty" minimum:"0" maximum:"86400000" doc:"Absent: the largest at of the entries before it"`
	Person  observe.Person  `json:"person"`
	Present bool            `json:"present"`
}

// StateEntry sets the clock of the session.
type StateEntry struct {
	EntryHead
	Type string `json:"type" const:"state"`
	Recorded
	At    observe.Millis    `json:"at" minimum:"0" maximum:"86400000"`
	State string            `json:"state" enum:"live,paused,ended"`
	Time  observe.Timestamp `json:"time" doc:"The sender's best wall time"`
	Told  *bool             `json:"told,omitempty" doc:"The participants were told"`
}

// Belief is an unwritten rule, as the team puts it.
type Belief struct {
	EntryHead
	Type string `json:"type" const:"belief"`
	Recorded
	At        observe.Millis    `json:"at" minimum:"0" maximum:"86400000"`
	Text      string            `json:"text"`
	Direction string            `json:"direction" enum:"helping,hindering"`
	Loops     []string          `json:"loops,omitempty"`
	Targets   []observe.EntryID `json:"targets,omitempty"`
}

// ExperimentEntry says what became of a try-out.
type ExperimentEntry struct {
	EntryHead
	Type string `json:"type" const:"experiment"`
	Recorded
	At         observe.Millis `json:"at" minimum:"0" maximum:"86400000"`
	Experiment string         `json:"experiment" doc:"Id of the team's experiment"`
	Event      string         `json:"event" enum:"proposed,tried,judged"`
	Verdict    string         `json:"verdict,omitempty" enum:"keep,adapt,drop"`
	Text       string         `json:"text,omitempty"`
}

// Journal is the author's own, shown to nobody else.
type Journal struct {
	EntryHead
	Type string `json:"type" const:"journal"`
	Recorded
	At      observe.Millis    `json:"at" minimum:"0" maximum:"86400000"`
	Text    string            `json:"text"`
	Targets []observe.EntryID `json:"targets,omitempty"`
}

// Redacted stands for an entry that the reader may not see, under another id.
type Redacted struct {
	EntryHead
	Type string `json:"type" const:"redacted"`
}

// Entry is one record of a session's log, as it is sent or stored. It is only
// described here; package observe reads and writes entries.
type Entry struct{}

// Union gives the kinds of entries, told apart by their type.
func (Entry) Union() []any {
	return []any{
		Interaction{}, Amend{}, Void{}, Restore{}, PhaseEntry{}, Mark{}, Note{}, Compass{},
		ParticipantEntry{}, StateEntry{}, Belief{}, ExperimentEntry{}, Journal{}, Redacted{},
	}
}

// StoredEntry is an entry of a log: it has a seq.
type StoredEntry struct{}
