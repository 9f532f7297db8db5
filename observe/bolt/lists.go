package bolt

import (
	"bytes"
	"encoding/binary"
	"encoding/json"

	"kompas/observe"
)

// listedSession is a session as stored for lists. All that lists show lies
// together, in their order, so that listing reads neither logs nor codebooks.
// Only the head is missing, because it changes with every append: it is the
// sequence number of the log's bucket, and many of these numbers share a page.
type listedSession struct {
	revision, generation uint64
	header, facts        []byte // JSON; the header is without the codebook
}

// encode returns the value to store at a place in the list of sessions; its CRC
// covers the place too.
func (it *listedSession) encode(place []byte) []byte {
	v := make([]byte, crcSize, crcSize+3*numberSize+len(it.header)+len(it.facts))
	for _, n := range []uint64{it.revision, it.generation, uint64(len(it.header))} {
		v = binary.BigEndian.AppendUint64(v, n)
	}
	v = append(append(v, it.header...), it.facts...)
	return seal(place, v)
}

// parseListed returns a listedSession that shares the bytes of v.
func parseListed(place, v []byte) (it listedSession, err error) {
	const fixed = crcSize + 3*numberSize
	_, ok := unseal(place, v)
	if !ok || len(v) < fixed {
		return it, damaged("what lists show of session %q", placeID(place))
	}
	n := parseNumber(v[fixed-numberSize : fixed])
	if n > uint64(len(v)-fixed) {
		return it, damaged("what lists show of session %q", placeID(place))
	}
	return listedSession{
		parseNumber(v[crcSize : crcSize+numberSize]), parseNumber(v[crcSize+numberSize : crcSize+2*numberSize]),
		v[fixed : fixed+n], v[fixed+n:],
	}, nil
}

// info decodes the stored JSON and adds the head of the log.
func (it *listedSession) info(id observe.SessionID, head observe.Seq) (observe.SessionInfo, error) {
	info := observe.SessionInfo{
		Position:   observe.Position{Head: head, Revision: it.revision},
		Generation: it.generation,
	}
	if json.Unmarshal(it.header, &info.Header) != nil || json.Unmarshal(it.facts, &info.Facts) != nil {
		return info, damaged("what lists show of session %q", id)
	}
	return info, nil
}

// placeKey returns the key of a place in the list of all sessions. Its order is
// newest first, then by id: it holds the seconds (biased so that they are never
// negative) and the nanoseconds, both with inverted bits, then the id. A
// session without a moment of creation comes last.
func placeKey(p observe.Place) []byte {
	at := p.Created.Time()
	b := make([]byte, momentSize, momentSize+len(p.ID))
	binary.BigEndian.PutUint64(b, ^(uint64(at.Unix()) ^ 1<<63))
	binary.BigEndian.PutUint32(b[numberSize:], ^uint32(at.Nanosecond()))
	return append(b, p.ID...)
}

// placeID returns the id of the session at a place.
func placeID(place []byte) observe.SessionID {
	return observe.SessionID(place[min(momentSize, len(place)):])
}

// teamPrefix returns the prefix of the keys of a team's sessions in the list of
// teams; the place follows. Ids contain no zero byte.
func teamPrefix(team observe.TeamID) []byte { return append([]byte(team), 0) }

// listing holds what determines the keys of a session in the lists.
type listing struct {
	place []byte
	team  observe.TeamID
}

func listingOf(h *observe.Header) *listing { return &listing{placeKey(h.Place()), h.Team} }

func (l *listing) teamKey() []byte { return append(teamPrefix(l.team), l.place...) }

func (l *listing) same(o *listing) bool { return l.team == o.team && bytes.Equal(l.place, o.place) }

// list adds a session to the lists, or replaces it there.
func (w *workspace) list(l *listing, it *listedSession) error {
	if l.team != "" {
		if err := w.Bucket(bucketTeams).Put(l.teamKey(), nil); err != nil {
			return err
		}
	}
	return w.Bucket(bucketCreated).Put(l.place, it.encode(l.place))
}

// unlist removes a session from the lists.
func (w *workspace) unlist(l *listing) error {
	if l.team != "" {
		if err := w.Bucket(bucketTeams).Delete(l.teamKey()); err != nil {
			return err
		}
	}
	return w.Bucket(bucketCreated).Delete(l.place)
}
