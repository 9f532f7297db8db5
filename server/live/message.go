package live

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf8"

	"kompas/analysis"
	"kompas/observe"
	"kompas/observe/strictjson"
	"kompas/server/api"
)

// Limits on messages.
const (
	maxMessage = api.MaxMessage // bytes of a message from a client
	fullFrame  = 48 << 10       // bytes after which the next entry begins another message
)

// Renderer makes the frames that a session publishes. It implements the interface
// of the same name in kompas/observe/record.
type Renderer struct{}

// Entries makes one frame of entries, or several when the entries are long.
func (Renderer) Entries(entries []observe.Entry) []byte {
	b, start := beginFrame(make([]byte, 0, 64+288*len(entries)))
	b = append(b, entriesHead...)
	for i := range entries {
		if i > 0 && len(b)-start > fullFrame {
			b, start = beginFrame(endFrame(append(b, "]}"...), start))
			b = append(b, entriesHead...)
		} else if i > 0 {
			b = append(b, ',')
		}
		b = entries[i].AppendJSON(b)
	}
	return endFrame(append(b, "]}"...), start)
}

const entriesHead = `{"type":"entries","entries":[`

// Session makes the frame with the session, for when its header has changed.
func (Renderer) Session(s *observe.Snapshot) []byte {
	return textFrame(api.SessionChanged{Type: "session", Session: api.RenderSession(s)})
}

// Changes makes the frame with what has changed of the session since before, which
// is what an earlier call returned, or nil; no frame when nothing has.
func (Renderer) Changes(s *observe.Snapshot, before any) ([]byte, any) {
	was, _ := before.(*api.SessionFacts)
	now := api.RenderFacts(s)
	part, changed := api.ChangesOf(was, now)
	if !changed {
		return nil, now
	}
	return textFrame(api.SessionChanges{Type: "session", Session: part}), now
}

// Summary makes the frame with the figures so far; nil when the viewer is told
// nothing.
func (Renderer) Summary(s *observe.Snapshot) []byte {
	f, seq := analysis.Summarize(s.State, s.Viewer, s.Redactor)
	if seq == 0 {
		return nil
	}
	return textFrame(api.Summary{
		Type: "summary", Seq: seq,
		Participation: f.Participation, Tags: f.Tags, Dimensions: f.Dimensions,
	})
}

// appendAnswer appends the frame that answers one entry: an ack or a reject.
func appendAnswer(b []byte, r *observe.Result) []byte {
	if r.Err != nil {
		return append(b, textFrame(api.Reject{
			Type: "reject", ID: r.ID, Code: r.Err.Code, Message: r.Err.Message, Field: r.Err.Field,
		})...)
	}
	b, start := beginFrame(b)
	b = append(b, `{"type":"ack","id":`...)
	b = observe.AppendQuoted(b, string(r.ID))
	b = append(b, `,"seq":`...)
	b = strconv.AppendUint(b, uint64(r.Seq), 10)
	return endFrame(append(b, '}'), start)
}

// parseAppend reads the only message that a client may send, and returns its
// entries, of which it checks only that they are JSON objects. The error is a
// *refusal.
func parseAppend(b []byte) ([]json.RawMessage, error) {
	refuse := func(message string) ([]json.RawMessage, error) { return nil, &refusal{api.CloseBad, message} }
	if !utf8.Valid(b) {
		return refuse("a message must be valid UTF-8")
	}
	members, err := strictjson.Envelope(b)
	if bad, wrong := errors.AsType[*strictjson.Error](err); wrong && !bad.Syntax {
		return refuse("a message must have each member once: " + bad.Error())
	}
	if err != nil {
		return refuse("a message must be a JSON object")
	}
	var kind string
	var entries []json.RawMessage
	for _, m := range members {
		switch string(m.Name) {
		case "type":
			kind, _ = strictjson.Text(m.Value)
		case "entries":
			list, _ := strictjson.List(bytes.Clone(m.Value)) // b is read into again
			for _, e := range list {
				entries = append(entries, e)
			}
		}
	}
	if kind != "append" {
		return refuse(`the type of a message must be "append"`)
	}
	if len(entries) == 0 || len(entries) > observe.MaxBatch {
		return refuse("an append must have a list of 1 to " + strconv.Itoa(observe.MaxBatch) + " entries")
	}
	for _, e := range entries {
		if e[0] != '{' {
			return refuse("each entry must be a JSON object")
		}
	}
	return entries, nil
}
