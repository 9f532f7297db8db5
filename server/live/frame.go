package live

import (
	"encoding/binary"
	"encoding/json"
	"unicode/utf8"
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

// beginFrame begins a text frame at the end of b; what is appended until
// endFrame is its payload.
func beginFrame(b []byte) (frame []byte, start int) {
	return append(b, frameText, 126, 0, 0), len(b)
}

// endFrame writes the length of the frame that began at start.
func endFrame(b []byte, start int) []byte {
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

// closeFrame makes a close frame. The reason is cut to what fits.
func closeFrame(code int, reason string) []byte {
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
	b, start := beginFrame(make([]byte, 0, len(payload)+frameHeader))
	return endFrame(append(b, payload...), start)
}
