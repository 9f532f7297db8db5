package api

import "kompas/observe"

// Welcome is the first message on a live connection.
type Welcome struct {
	Type    string  `json:"type" const:"welcome"`
	Session Session `json:"session"`
	Arrival
}

// Arrival is the part of a Welcome that differs between connections.
type Arrival struct {
	Head       observe.Seq        `json:"head"`
	View       string             `json:"view" doc:"Changes whenever what may be seen of the past changes"`
	Role       observe.Role       `json:"role" enum:"owner,observer,leader,viewer,participant"`
	Observer   observe.ObserverID `json:"observer"`
	ServerTime observe.Timestamp  `json:"server_time"`
	Limits     Limits             `json:"limits"`
}

// Limits are the limits of one message of a client.
type Limits struct {
	MessageBytes int `json:"message_bytes"`
	Batch        int `json:"batch" doc:"Entries in one append"`
}

// Entries has entries in order of seq, without gap or repetition.
type Entries struct {
	Type    string        `json:"type" const:"entries"`
	Entries []StoredEntry `json:"entries" minItems:"1" maxItems:"256"`
}

// Ack says that an entry is on disk.
type Ack struct {
	Type string          `json:"type" const:"ack"`
	ID   observe.EntryID `json:"id"`
	Seq  observe.Seq     `json:"seq" minimum:"1"`
}

// Reject says that an entry is not stored, and why.
type Reject struct {
	Type    string          `json:"type" const:"reject"`
	ID      observe.EntryID `json:"id" doc:"As the client sent it; empty when it sent none"`
	Code    observe.Code    `json:"code" enum:"invalid,unknown-participant,unknown-target,unknown-tag,conflict,forbidden,locked,full,unavailable"`
	Message string          `json:"message"`
	Field   string          `json:"field,omitempty" doc:"JSON Pointer within the entry"`
}

// SessionChanged has the session after its header has changed. It comes at once, or
// within a second if another one came just before.
type SessionChanged struct {
	Type    string  `json:"type" const:"session"`
	Session Session `json:"session"`
}

// SessionChanges comes in place of SessionChanged on a connection that was
// opened with changes=true.
type SessionChanges struct {
	Type    string      `json:"type" const:"session"`
	Session SessionPart `json:"session"`
}

// Presence says who has a connection and may append. It comes at once after each
// change, or within a second if another one came just before. Whether the mirror is
// on, its shared notes say; one whose browser is gone shows nothing all the same.
type Presence struct {
	Type      string               `json:"type" const:"presence"`
	Observers []Present            `json:"observers" doc:"All of them; with changes=true the first time all, then those that came"`
	Gone      []observe.ObserverID `json:"gone,omitempty" doc:"With changes=true: those that are there no more"`
	Mirror    bool                 `json:"mirror,omitempty" doc:"A page with the mirror is connected"`
}

// Present is somebody who has a connection and may append.
type Present struct {
	Observer observe.ObserverID `json:"observer"`
	Name     string             `json:"name"`
	Role     observe.Role       `json:"role" enum:"owner,observer,leader,viewer,participant"`
}

// DebriefStands says how far the debrief of the session is: once after the welcome where
// there is one, and after each change, where several that come together count as one. It
// comes to the owner and observers, and to viewers once the debrief is shown.
type DebriefStands struct {
	Type     string `json:"type" const:"debrief"`
	Revision uint64 `json:"revision" minimum:"1" doc:"Of the debrief: another one after each change"`
	Step     int    `json:"step" minimum:"0" maximum:"100" doc:"As in the debrief"`
}

// Summary has the figures of a running meeting so far.
type Summary struct {
	Type          string                   `json:"type" const:"summary"`
	Seq           observe.Seq              `json:"seq" doc:"The last entry that is counted"`
	Participation map[observe.PersonID]int `json:"participation,omitempty" doc:"Turns sent; absent for who may not see persons"`
	Tags          map[observe.TagID]int    `json:"tags" doc:"Turns by primary tag"`
	Dimensions    map[string]*float64      `json:"dimensions" doc:"Shares; null while there is nothing to share"`
}

// Tick shows that the connection works.
type Tick struct {
	Type       string            `json:"type" const:"tick"`
	ServerTime observe.Timestamp `json:"server_time"`
	Head       observe.Seq       `json:"head"`
}

// Bye says why the server closes the connection.
type Bye struct {
	Type         string `json:"type" const:"bye"`
	Code         int    `json:"code" doc:"The code of the close frame that follows"`
	Message      string `json:"message"`
	RetryAfterMs int    `json:"retry_after_ms,omitempty"`
}

// Append is what a client sends on a live connection.
type Append struct {
	Type    string     `json:"type" const:"append"`
	Entries []NewEntry `json:"entries" minItems:"1" maxItems:"256"`
}

// ServerMessage is any message of the server on a live connection. The type is there
// for the description only.
type ServerMessage struct{}

// Union returns the messages, told apart by their type.
func (ServerMessage) Union() []any {
	return []any{Welcome{}, Entries{}, Ack{}, Reject{}, SessionChanged{}, SessionChanges{}, Presence{}, DebriefStands{}, Summary{}, Tick{}, Bye{}}
}
