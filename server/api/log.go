package api

import (
	"encoding/json"

	"kompas/observe"
)

// NewEntries is a request to append entries, like the message append of a live
// connection.
type NewEntries struct {
	Entries []NewEntry `json:"entries" minItems:"1" maxItems:"256"`
}

// NewEntry is an entry as a client sends it: an Entry, whose fields seq, observer and
// recorded_at are ignored. If it is wrong, its own answer says so, and the other
// entries of the request are not affected.
type NewEntry json.RawMessage

// SetRaw keeps the entry as it is written.
func (e *NewEntry) SetRaw(object []byte) { *e = object }

// Answers has one answer for each entry, in order.
type Answers struct {
	Results []Answer `json:"results"`
}

// Answer says at which seq an entry is stored, or why it is not.
type Answer struct {
	ID      observe.EntryID `json:"id" doc:"As the client sent it; empty when it sent none"`
	Seq     observe.Seq     `json:"seq,omitempty" minimum:"1"`
	Code    observe.Code    `json:"code,omitempty" enum:"invalid,unknown-participant,unknown-target,unknown-tag,conflict,forbidden,locked,full,unavailable"`
	Message string          `json:"message,omitempty"`
	Field   string          `json:"field,omitempty" doc:"JSON Pointer within the entry"`
}

// RenderAnswers returns the answers to an append.
func RenderAnswers(results []observe.Result) Answers {
	out := Answers{Results: make([]Answer, len(results))}
	for i, r := range results {
		a := Answer{ID: r.ID, Seq: r.Seq}
		if r.Err != nil {
			a.Code, a.Message, a.Field = r.Err.Code, r.Err.Message, r.Err.Field
		}
		out.Results[i] = a
	}
	return out
}

// Import is the result of importing a file.
type Import struct {
	Sessions []ImportedSession `json:"sessions"`
	Warnings []string          `json:"warnings" doc:"What was not used or not read as it stands"`
}

// ImportedSession is a session that a file holds.
type ImportedSession struct {
	ID    observe.SessionID `json:"id" format:"uuid"`
	Title string            `json:"title"`
}

// Document is an OpenAPI document.
type Document struct {
	OpenAPI string `json:"openapi"`
}

// Open marks a type that has members besides those that are described.
func (Document) Open() {}
