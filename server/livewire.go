package server

import (
	"encoding/binary"
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"kompas/analysis"
	"kompas/observe"
	"kompas/server/api"
)

// liveProtocol is the subprotocol of live connections.
const liveProtocol = "kompas.v1"

// Limits on messages.
const (
	maxMessage = 64 << 10 // bytes of a message from a client
	fullFrame  = 48 << 10 // bytes after which entries go on in another message
)

// Frames of RFC 6455 as a server sends them: final and not masked. They are
// made here and not by the library, so that one that goes to a thousand clients
// is made once, several leave in one system call, and nothing but the writer of
// a connection ever writes to it.
const (
	frameText  = 0x81
	frameClose = 0x88
	framePing  = 0x89
	framePong  = 0x8a
)

const frameHeader = 4 // bytes kept for the header of a frame of usual size

// openFrame begins a text frame at the end of b; what is appended until
// closeFrame is its payload.
func openFrame(b []byte) (frame []byte, start int) {
	return append(b, frameText, 126, 0, 0), len(b)
}

// closeFrame writes the length of the frame that began at start.
func closeFrame(b []byte, start int) []byte {
	n := len(b) - start - frameHeader
	switch {
	case n <= 125:
		copy(b[start+2:], b[start+frameHeader:])
		b = b[:len(b)-2]
		b[start+1] = byte(n)
	case n <= 0xffff:
		binary.BigEndian.PutUint16(b[start+2:], uint16(n))
	default:
		b = append(b, 0, 0, 0, 0, 0, 0)
		copy(b[start+10:], b[start+frameHeader:start+frameHeader+n])
		b[start+1] = 127
		binary.BigEndian.PutUint64(b[start+2:], uint64(n))
	}
	return b
}

// frameHead makes the header of a text frame whose payload has n bytes.
func frameHead(n int) []byte {
	switch {
	case n <= 125:
		return []byte{frameText, byte(n)}
	case n <= 0xffff:
		return binary.BigEndian.AppendUint16([]byte{frameText, 126}, uint16(n))
	}
	return binary.BigEndian.AppendUint64([]byte{frameText, 127}, uint64(n))
}

// controlFrame makes a ping, pong or close frame; the payload has at most 125
// bytes.
func controlFrame(kind byte, payload []byte) []byte {
	return append([]byte{kind, byte(len(payload))}, payload...)
}

// closing makes a close frame. The reason is cut to what fits.
func closing(code int, reason string) []byte {
	for len(reason) > 123 {
		_, n := utf8.DecodeLastRuneInString(reason)
		reason = reason[:len(reason)-n]
	}
	return controlFrame(frameClose, append(binary.BigEndian.AppendUint16(nil, uint16(code)), reason...))
}

// textFrame makes a frame of a message.
func textFrame(message any) []byte {
	payload, err := json.Marshal(message)
	if err != nil {
		panic(err) // messages hold nothing that JSON cannot
	}
	b, start := openFrame(make([]byte, 0, len(payload)+frameHeader))
	return closeFrame(append(b, payload...), start)
}

// liveRenderer makes the frames that a session publishes.
type liveRenderer struct{}

// Entries makes one frame, or more where the entries are long.
func (liveRenderer) Entries(entries []observe.Entry) []byte {
	b, start := openFrame(make([]byte, 0, 64+288*len(entries)))
	b = append(b, entriesHead...)
	for i := range entries {
		if i > 0 && len(b)-start > fullFrame {
			b, start = openFrame(closeFrame(append(b, "]}"...), start))
			b = append(b, entriesHead...)
		} else if i > 0 {
			b = append(b, ',')
		}
		b = entries[i].AppendJSON(b)
	}
	return closeFrame(append(b, "]}"...), start)
}

const entriesHead = `{"type":"entries","entries":[`

// Session makes the frame that tells of a changed header.
func (liveRenderer) Session(s *observe.Snapshot) []byte {
	return textFrame(api.SessionChanged{Type: "session", Session: api.RenderSession(s)})
}

// Changes makes the frame that tells what has changed of the session.
func (liveRenderer) Changes(s *observe.Snapshot, before any) ([]byte, any) {
	was, _ := before.(*api.SessionFacts)
	now := api.RenderFacts(s)
	part, changed := api.ChangesOf(was, now)
	if !changed {
		return nil, now
	}
	return textFrame(api.SessionChanges{Type: "session", Session: part}), now
}

// Summary makes the frame of the figures so far; nil where nothing is told.
func (liveRenderer) Summary(s *observe.Snapshot) []byte {
	f, seq := analysis.Summarize(s.State, s.Viewer, s.Redactor)
	if seq == 0 {
		return nil
	}
	return textFrame(api.Summary{
		Type: "summary", Seq: seq,
		Participation: f.Participation, Tags: f.Tags, Dimensions: f.Dimensions,
	})
}

// appendAnswer appends the frame that answers one entry.
func appendAnswer(b []byte, r *observe.Result) []byte {
	if r.Err != nil {
		return append(b, textFrame(api.Reject{
			Type: "reject", ID: r.ID, Code: r.Err.Code, Message: r.Err.Message, Field: r.Err.Field,
		})...)
	}
	b, start := openFrame(b)
	b = append(b, `{"type":"ack","id":`...)
	b = observe.AppendQuoted(b, string(r.ID))
	b = append(b, `,"seq":`...)
	b = strconv.AppendUint(b, uint64(r.Seq), 10)
	return closeFrame(append(b, '}'), start)
}

// parseAppend reads the one message that a client may send, and gives its
// entries, which are not looked into. The error is a *refusal.
func parseAppend(b []byte) ([]json.RawMessage, error) {
	bad := func(message string) ([]json.RawMessage, error) { return nil, &refusal{api.CloseBad, message} }
	if !utf8.Valid(b) {
		return bad("a message must be valid UTF-8")
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(b, &fields) != nil || fields == nil {
		return bad("a message must be a JSON object")
	}
	var kind string
	if json.Unmarshal(fields["type"], &kind) != nil || kind != "append" {
		return bad(`the type of a message must be "append"`)
	}
	var entries []json.RawMessage
	if json.Unmarshal(fields["entries"], &entries) != nil || len(entries) == 0 || len(entries) > observe.MaxBatch {
		return bad("an append must have a list of 1 to " + strconv.Itoa(observe.MaxBatch) + " entries")
	}
	for _, e := range entries {
		if e[0] != '{' {
			return bad("each entry must be a JSON object")
		}
	}
	return entries, nil
}
