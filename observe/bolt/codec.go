package bolt

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"iter"

	"go.etcd.io/bbolt"

	"kompas/observe"
)

// Sizes of parts of keys and values, in bytes.
const (
	crcSize    = 4
	numberSize = 8
	momentSize = 12
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// checksum returns the CRC-32C of a place followed by the value stored there.
// For an entry the place is empty: the entry holds its own seq.
func checksum(place, b []byte) uint32 {
	return crc32.Update(crc32.Checksum(place, castagnoli), castagnoli, b)
}

// placeOf returns the place of a value, which its checksum includes to bind it
// to its key.
func placeOf(kind, workspace, key string) []byte {
	return []byte(kind + "\x00" + workspace + "\x00" + key)
}

// seal writes the CRC of v[crcSize:] into the first crcSize bytes of v, and
// returns v.
func seal(place, v []byte) []byte {
	binary.BigEndian.PutUint32(v, checksum(place, v[crcSize:]))
	return v
}

// unseal returns the bytes after the CRC; ok is false when the CRC is wrong.
func unseal(place, v []byte) (b []byte, ok bool) {
	if len(v) < crcSize || binary.BigEndian.Uint32(v) != checksum(place, v[crcSize:]) {
		return nil, false
	}
	return v[crcSize:], true
}

func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// parseNumber returns 0, which is never a valid number here, when b has the
// wrong length.
func parseNumber(b []byte) uint64 {
	if len(b) != numberSize {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

// logName returns the key of the bucket of a log. Ids contain no zero byte.
func logName(id observe.SessionID, generation uint64) []byte {
	b := append(make([]byte, 0, len(id)+1+numberSize), id...)
	return binary.BigEndian.AppendUint64(append(b, 0), generation)
}

func parseLogName(b []byte) (id observe.SessionID, generation uint64, ok bool) {
	i := bytes.IndexByte(b, 0)
	if i < 0 || len(b) != i+1+numberSize {
		return "", 0, false
	}
	return observe.SessionID(b[:i]), parseNumber(b[i+1:]), true
}

// stagingKey returns the key in "staging" of an unfinished log.
func stagingKey(workspace string, log []byte) []byte {
	return append(append([]byte(workspace), 0), log...)
}

// parseStagingKey returns the workspace and the name of the log.
func parseStagingKey(key []byte) (workspace string, log []byte, ok bool) {
	w, log, ok := bytes.Cut(key, []byte{0})
	return string(w), log, ok
}

// record is a session as stored in the bucket of sessions.
type record struct {
	revision, generation uint64
	header               []byte // JSON
}

func (r *record) encode(workspace string, id observe.SessionID) []byte {
	v := make([]byte, crcSize, crcSize+2*numberSize+len(r.header))
	v = binary.BigEndian.AppendUint64(v, r.revision)
	v = binary.BigEndian.AppendUint64(v, r.generation)
	return seal(placeOf(bucketSessions, workspace, string(id)), append(v, r.header...))
}

// parseRecord checks the CRC of v and returns a record that shares the bytes of
// v.
func parseRecord(workspace string, id observe.SessionID, v []byte) (r record, err error) {
	b, ok := unseal(placeOf(bucketSessions, workspace, string(id)), v)
	r, long := cutRecord(b)
	if !ok || !long {
		return r, damaged("the header of session %q", id)
	}
	return r, nil
}

// cutRecord splits the bytes after the checksum of a record into its parts.
func cutRecord(b []byte) (r record, ok bool) {
	if len(b) < 2*numberSize {
		return r, false
	}
	return record{parseNumber(b[:numberSize]), parseNumber(b[numberSize : 2*numberSize]), b[2*numberSize:]}, true
}

// decode returns the header.
func (r *record) decode(id observe.SessionID) (h observe.Header, err error) {
	if err := json.Unmarshal(r.header, &h); err != nil {
		return h, damaged("the header of session %q", id)
	}
	return h, nil
}

// headerBytes is a header as it is stored, and where lists show it.
type headerBytes struct {
	full   []byte // JSON
	listed []byte // JSON of what lists show of the header
	at     *listing
}

// encodeHeader encodes h, after checking that it belongs to the session id.
func encodeHeader(id observe.SessionID, h *observe.Header) (*headerBytes, error) {
	if err := observe.CheckID("/id", string(h.ID)); err != nil {
		return nil, err
	}
	if h.ID != id {
		return nil, observe.FieldError(observe.Invalid, "/id", "must be %q, the id of the session; it is %q", id, h.ID)
	}
	if h.Team != "" {
		if err := observe.CheckID("/team", string(h.Team)); err != nil {
			return nil, err
		}
	}
	b := &headerBytes{at: listingOf(h)}
	var err error
	if b.full, err = json.Marshal(h); err == nil {
		b.listed, err = json.Marshal(h.Listed())
	}
	if err != nil {
		return nil, &observe.Error{Code: observe.Invalid, Message: "the header has no JSON", Err: err}
	}
	return b, nil
}

// encodeFacts returns the JSON of facts.
func encodeFacts(f *observe.Facts) ([]byte, error) {
	b, err := json.Marshal(f)
	if err != nil {
		return nil, &observe.Error{Code: observe.Invalid, Message: "the facts have no JSON", Err: err}
	}
	return b, nil
}

// encodedEntries is a run of entries with consecutive seqs, encoded before the
// writer gets them.
type encodedEntries struct {
	first observe.Seq
	bytes []byte
	ends  []int // the end of each value in bytes
}

// add encodes one entry; its seq must be next.
func (b *encodedEntries) add(e *observe.Entry) error {
	if want := b.next(); e.Seq != want {
		return observe.FieldError(observe.Invalid, "/seq", "must run on without a gap: %d is next; it is %d", want, e.Seq)
	}
	start := len(b.bytes)
	b.bytes = e.AppendJSON(append(b.bytes, make([]byte, crcSize)...))
	seal(nil, b.bytes[start:])
	b.ends = append(b.ends, len(b.bytes))
	return nil
}

// next returns the seq after the last entry.
func (b *encodedEntries) next() observe.Seq { return b.first + observe.Seq(len(b.ends)) }

// after returns an empty run that begins at next.
func (b *encodedEntries) after() *encodedEntries { return &encodedEntries{first: b.next()} }

// put stores the entries and the new head of the log. The bucket refers to
// b.bytes until the commit, so they must not change before.
func (b *encodedEntries) put(log *bbolt.Bucket) error {
	log.FillPercent = 0.9 // a log grows only at its end
	if err := log.SetSequence(uint64(b.next() - 1)); err != nil {
		return err
	}
	var key [numberSize]byte
	start := 0
	for i, end := range b.ends {
		binary.BigEndian.PutUint64(key[:], uint64(b.first)+uint64(i))
		if err := log.Put(key[:], b.bytes[start:end:end]); err != nil {
			return err
		}
		start = end
	}
	return nil
}

// decodeEntry returns the entry stored at seq.
func decodeEntry(id observe.SessionID, seq observe.Seq, v []byte) (observe.Entry, error) {
	b, ok := unseal(nil, v)
	if !ok {
		return observe.Entry{}, damaged("entry %d of session %q", seq, id)
	}
	e, err := observe.ParseStoredEntry(b)
	if err != nil {
		return e, &observe.Error{Code: observe.Unavailable, Err: err,
			Message: damaged("entry %d of session %q", seq, id).Message}
	}
	if e.Seq != seq {
		return e, damaged("entry %d of session %q", seq, id)
	}
	return e, nil
}

func damaged(format string, args ...any) *observe.Error {
	e := observe.Errorf(observe.Unavailable, format, args...)
	e.Message += " is damaged in the data file; run kompas check, and restore a backup"
	return e
}

// orEmpty returns entries, or an empty sequence when it is nil.
func orEmpty(entries iter.Seq[observe.Entry]) iter.Seq[observe.Entry] {
	if entries == nil {
		return func(func(observe.Entry) bool) {}
	}
	return entries
}
