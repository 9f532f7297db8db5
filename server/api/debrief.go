package api

import (
	"kompas/observe"
	"kompas/observe/debrief"
)

// NewDebrief is a request to replace the debrief of a session.
type NewDebrief struct {
	debrief.Debrief
	Shown bool `json:"shown,omitempty" doc:"The team is shown it now. The first time sets shown_at; nothing unsets it"`
}

// DebriefAnswer is the debrief of a session, with what the team tried before.
type DebriefAnswer struct {
	debrief.Debrief
	Last  *LastExperiment `json:"last,omitempty" doc:"What the team agreed to try before this meeting; absent when there is nothing. It cannot be written"`
	Asked bool            `json:"asked,omitempty" doc:"Somebody asked to leave something out, and three people or more have looked before. It cannot be written"`
}

// LastExperiment is the latest experiment of a team before a meeting.
type LastExperiment struct {
	ID      string             `json:"id"`
	Text    string             `json:"text"`
	Owner   string             `json:"owner,omitempty"`
	Notice  string             `json:"notice,omitempty"`
	Session observe.SessionID  `json:"session,omitempty" format:"uuid" doc:"The meeting in whose debrief it was written; absent when it was written with the team"`
	Title   string             `json:"title,omitempty" doc:"Of that meeting"`
	HeldAt  *observe.Timestamp `json:"held_at,omitempty" doc:"When that meeting began"`
}

// DebriefChanged says that a debrief is not the one that the caller thought it was.
type DebriefChanged struct {
	Problem
	Debrief DebriefAnswer `json:"debrief" doc:"The present one; its ETag is that of the answer"`
}
