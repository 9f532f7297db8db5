package live

import (
	"encoding/binary"
	"encoding/json"
	"unicode/utf8"
)

// First bytes of the frames of RFC 6455 as a server sends them: final and not
// masked. Frames are made here and not by the library, so that one that goes to a
// thousand clients is made once, several are sent with one system call, and only
// the writer of a connection writes to it.
const (
	frameText  = 0x81
	frameClose = 0x88
	framePing  = 0x89
	framePong  = 0x8a
)

const frameHeader = 4 // bytes of the header of a frame whose payload has 126 to 65 535 bytes

// beginFrame begins a text frame at the end of b, and returns where it starts.
// What is appended until endFrame is its payload.
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

// frameHead returns the header of a text frame whose payload has n bytes.
func frameHead(n int) []byte {
	switch {
	case n <= 125:
		return []byte{frameText, byte(n)}
	case n <= 0xffff:
		return binary.BigEndian.AppendUint16([]byte{frameText, 126}, uint16(n))
	}
	return binary.BigEndian.AppendUint64([]byte{frameText, 127}, uint64(n))
}

// controlFrame makes a ping, pong or close frame. The payload must have at most
// 125 bytes.
func controlFrame(kind byte, payload []byte) []byte {
	return append([]byte{kind, byte(len(payload))}, payload...)
}

// closeFrame makes a close frame. A reason of more than 123 bytes is cut.
func closeFrame(code int, reason string) []byte {
	for len(reason) > 123 {
		_, n := utf8.DecodeLastRuneInString(reason)
		reason = reason[:len(reason)-n]
	}
	return controlFrame(frameClose, append(binary.BigEndian.AppendUint16(nil, uint16(code)), reason...))
}

// textFrame makes a frame of a message in JSON.
func textFrame(message any) []byte {
	payload, err := json.Marshal(message)
	if err != nil {
		panic(err) // messages hold nothing that JSON has no form for
	}
	return append(frameHead(len(payload)), payload...)
}
