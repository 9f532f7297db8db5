package bolt

import (
	"bytes"
	"context"
	"iter"

	"go.etcd.io/bbolt"

	"kompas/observe"
)

// sessions is the [observe.Log] of a workspace.
type sessions struct {
	db        *DB
	workspace string
}

// workspace gives access to the buckets of a workspace in a transaction.
type workspace struct {
	tx   *bbolt.Tx
	name string
}

// Bucket returns the bucket of a kind. Names of workspaces contain no zero
// byte.
func (w *workspace) Bucket(kind string) *bbolt.Bucket { return w.tx.Bucket(w.key(kind)) }

func (w *workspace) key(kind string) []byte { return []byte(kind + "\x00" + w.name) }

// openWorkspace returns a workspace, or nil when it has no buckets yet.
func openWorkspace(tx *bbolt.Tx, name string) *workspace {
	w := &workspace{tx, name}
	if w.Bucket(bucketSessions) == nil {
		return nil
	}
	return w
}

// ensureWorkspace returns a workspace, and creates its buckets when they are
// missing.
func ensureWorkspace(tx *bbolt.Tx, name string) (*workspace, error) {
	if w := openWorkspace(tx, name); w != nil {
		return w, nil
	}
	w := &workspace{tx, name}
	for _, kind := range bucketKinds {
		if _, err := tx.CreateBucket(w.key(kind)); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// workspaces returns all workspaces of the file, ordered by name.
func workspaces(tx *bbolt.Tx) iter.Seq[*workspace] {
	return func(yield func(*workspace) bool) {
		prefix := (&workspace{}).key(bucketSessions)
		c := tx.Cursor()
		for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
			if !yield(&workspace{tx, string(k[len(prefix):])}) {
				return
			}
		}
	}
}

// found is a session in a transaction.
type found struct {
	record
	workspace *workspace
	log       *bbolt.Bucket
	head      observe.Seq
}

func (f *found) position() observe.Position {
	return observe.Position{Head: f.head, Revision: f.revision}
}

// find returns a session. Its header is valid only within the transaction.
func (s *sessions) find(tx *bbolt.Tx, id observe.SessionID) (*found, error) {
	f := &found{workspace: openWorkspace(tx, s.workspace)}
	if f.workspace == nil {
		return nil, errNotFound(id)
	}
	v := f.workspace.Bucket(bucketSessions).Get([]byte(id))
	if v == nil {
		return nil, errNotFound(id)
	}
	var err error
	if f.record, err = parseRecord(s.workspace, id, v); err != nil {
		return nil, err
	}
	if f.log = f.workspace.Bucket(bucketLogs).Bucket(logName(id, f.generation)); f.log == nil {
		return nil, damaged("session %q: its log is missing, so it", id)
	}
	last, _ := f.log.Cursor().Last()
	f.head = observe.Seq(parseNumber(last))
	return f, nil
}

// findAt returns a session, or a ConflictError when it is not at the expected
// position.
func (s *sessions) findAt(tx *bbolt.Tx, id observe.SessionID, expect observe.Position) (*found, error) {
	f, err := s.find(tx, id)
	if err == nil && f.position() != expect {
		return nil, &observe.ConflictError{Position: f.position()}
	}
	return f, err
}

func (s *sessions) key(id observe.SessionID) sessionKey { return sessionKey{s.workspace, id} }

// Get implements [observe.Log].
func (s *sessions) Get(ctx context.Context, id observe.SessionID) (info observe.SessionInfo, err error) {
	var h observe.Header
	var it listedSession
	var head observe.Seq
	err = s.db.view(ctx, func(tx *bbolt.Tx) error {
		f, err := s.find(tx, id)
		if err != nil {
			return err
		}
		if h, err = f.decode(id); err != nil {
			return err
		}
		it, err = f.listed(listingOf(&h))
		it.header, it.facts = bytes.Clone(it.header), bytes.Clone(it.facts)
		head = f.head
		return err
	})
	if err != nil {
		return info, err
	}
	info, err = it.info(id, head)
	info.Header = h
	return info, err
}

// listed returns the session as stored for lists.
func (f *found) listed(l *listing) (listedSession, error) {
	return parseListed(l.place, f.workspace.Bucket(bucketCreated).Get(l.place))
}

// List implements [observe.Log].
func (s *sessions) List(ctx context.Context, f observe.Filter, limit int) (out []observe.SessionInfo, more bool, err error) {
	if err := checkLimit(limit); err != nil {
		return nil, false, err
	}
	type row struct {
		listedSession
		id   observe.SessionID
		head observe.Seq
	}
	var rows []row
	size := 0
	err = s.db.view(ctx, func(tx *bbolt.Tx) error {
		ws := openWorkspace(tx, s.workspace)
		if ws == nil {
			return nil
		}
		list, logs := ws.Bucket(bucketCreated), ws.Bucket(bucketLogs)
		c, prefix := list.Cursor(), []byte{}
		if f.Team != "" {
			c, prefix = ws.Bucket(bucketTeams).Cursor(), teamPrefix(f.Team)
		}
		after := prefix
		if f.After != (observe.Place{}) {
			after = append(bytes.Clone(prefix), placeKey(f.After)...)
		}
		for k := seekAfter(c, after); bytes.HasPrefix(k, prefix) && k != nil; k, _ = c.Next() {
			if len(rows) == limit || size >= observe.ListBytes {
				more = true
				return nil
			}
			place := k[len(prefix):]
			it, err := parseListed(place, list.Get(place))
			if err != nil {
				return err
			}
			id := placeID(place)
			log := logs.Bucket(logName(id, it.generation))
			if log == nil {
				return damaged("session %q: its log is missing, so it", id)
			}
			it.header, it.facts = bytes.Clone(it.header), bytes.Clone(it.facts)
			size += len(it.header) + len(it.facts)
			rows = append(rows, row{it, id, observe.Seq(log.Sequence())})
		}
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	out = make([]observe.SessionInfo, len(rows))
	for i, it := range rows {
		if out[i], err = it.info(it.id, it.head); err != nil {
			return nil, false, err
		}
	}
	return out, more, nil
}

// seekAfter returns the first key greater than after.
func seekAfter(c *bbolt.Cursor, after []byte) []byte {
	k, _ := c.Seek(after)
	if bytes.Equal(k, after) {
		k, _ = c.Next()
	}
	return k
}

func checkLimit(limit int) error {
	if limit < 1 {
		return observe.Errorf(observe.Invalid, "limit must be 1 or more; it is %d", limit)
	}
	return nil
}

// Read implements [observe.Log].
func (s *sessions) Read(ctx context.Context, id observe.SessionID, after observe.Seq, limit int) ([]observe.Entry, error) {
	if err := checkLimit(limit); err != nil {
		return nil, err
	}
	var arena []byte
	var ends []int
	err := s.db.view(ctx, func(tx *bbolt.Tx) error {
		f, err := s.find(tx, id)
		if err != nil || after >= f.head {
			return err
		}
		c := f.log.Cursor()
		k, v := c.Seek(number(uint64(after) + 1))
		for ; k != nil && len(ends) < limit && len(arena) < observe.ReadBytes; k, v = c.Next() {
			if want := after + observe.Seq(len(ends)) + 1; observe.Seq(parseNumber(k)) != want {
				return damaged("entry %d of session %q", want, id)
			}
			arena = append(arena, v...)
			ends = append(ends, len(arena))
		}
		return nil
	})
	if err != nil || len(ends) == 0 {
		return nil, err
	}
	out := make([]observe.Entry, len(ends))
	start := 0
	for i, end := range ends {
		if out[i], err = decodeEntry(id, after+observe.Seq(i)+1, arena[start:end]); err != nil {
			return nil, err
		}
		start = end
	}
	return out, nil
}

// Append implements [observe.Log].
func (s *sessions) Append(ctx context.Context, id observe.SessionID, expect observe.Position, entries []observe.Entry, facts *observe.Facts) (observe.Seq, error) {
	b := &encodedEntries{first: expect.Head + 1, ends: make([]int, 0, len(entries)), bytes: make([]byte, 0, 256*len(entries))}
	for i := range entries {
		if err := b.add(&entries[i]); err != nil {
			return 0, err
		}
	}
	var changed []byte
	if facts != nil {
		var err error
		if changed, err = encodeFacts(facts); err != nil {
			return 0, err
		}
	}
	head := b.next() - 1
	var now position
	err := s.db.writer.do(ctx, &pendingWrite{
		size: len(b.bytes) + len(changed),
		apply: func(tx *bbolt.Tx) error {
			f, err := s.findAt(tx, id, expect)
			if err != nil {
				return err
			}
			now = position{generation: f.generation, Position: observe.Position{Head: head, Revision: f.revision}}
			if changed != nil {
				if err := f.putFacts(id, changed); err != nil {
					return err
				}
			}
			return b.put(f.log)
		},
		committed: func() { s.db.watchers.tell(s.key(id), now, nil) },
	})
	if err != nil {
		return 0, err
	}
	return head, nil
}

// PutHeader implements [observe.Log].
func (s *sessions) PutHeader(ctx context.Context, id observe.SessionID, expect observe.Position, h observe.Header) (uint64, error) {
	header, err := encodeHeader(id, &h)
	if err != nil {
		return 0, err
	}
	var now position
	err = s.db.writer.do(ctx, &pendingWrite{
		size: len(header.full),
		apply: func(tx *bbolt.Tx) error {
			f, err := s.findAt(tx, id, expect)
			if err != nil {
				return err
			}
			from, err := f.listing(id)
			if err != nil {
				return err
			}
			it, err := f.listed(from)
			if err != nil {
				return err
			}
			r := record{f.revision + 1, f.generation, header.full}
			now = position{generation: r.generation, Position: observe.Position{Head: f.head, Revision: r.revision}}
			return putRecord(f.workspace, id, &r, from, header, it.facts)
		},
		committed: func() { s.db.watchers.tell(s.key(id), now, header.full) },
	})
	if err != nil {
		return 0, err
	}
	return now.Revision, nil
}

// listing returns where lists show the session. It must be called before
// anything is changed, because it can fail with an error of the domain.
func (f *found) listing(id observe.SessionID) (*listing, error) {
	h, err := f.decode(id)
	return listingOf(&h), err
}

// putFacts replaces the facts of a session.
func (f *found) putFacts(id observe.SessionID, facts []byte) error {
	l, err := f.listing(id)
	if err != nil {
		return err
	}
	it, err := f.listed(l)
	if err != nil {
		return err
	}
	it.facts = facts
	return f.workspace.Bucket(bucketCreated).Put(l.place, it.encode(l.place))
}

// putRecord stores the record of a session, and moves the session in the lists
// from its old place (nil when it is new) to that of its header.
func putRecord(ws *workspace, id observe.SessionID, r *record, from *listing, h *headerBytes, facts []byte) error {
	if err := ws.Bucket(bucketSessions).Put([]byte(id), r.encode(ws.name, id)); err != nil {
		return err
	}
	if from != nil && !from.same(h.at) {
		if err := ws.unlist(from); err != nil {
			return err
		}
	}
	return ws.list(h.at, &listedSession{r.revision, r.generation, h.listed, facts})
}

// Delete implements [observe.Log].
func (s *sessions) Delete(ctx context.Context, id observe.SessionID) error {
	var was position
	return s.db.writer.do(ctx, &pendingWrite{
		wipe: true, frees: true,
		apply: func(tx *bbolt.Tx) error {
			f, err := s.find(tx, id)
			if err != nil {
				return err
			}
			was = position{generation: f.generation, Position: f.position()}
			l, err := f.listing(id)
			if err != nil {
				return err
			}
			if err := f.workspace.unlist(l); err != nil {
				return err
			}
			if err := f.workspace.Bucket(bucketSessions).Delete([]byte(id)); err != nil {
				return err
			}
			return f.workspace.Bucket(bucketLogs).DeleteBucket(logName(id, f.generation))
		},
		committed: func() { s.db.watchers.tellDeleted(s.key(id), was) },
	})
}

// Create implements [observe.Log].
func (s *sessions) Create(ctx context.Context, h observe.Header, entries iter.Seq[observe.Entry]) (info observe.SessionInfo, err error) {
	header, err := encodeHeader(h.ID, &h)
	if err != nil {
		return info, err
	}
	l := &longLog{sessions: s, id: h.ID, check: func(tx *bbolt.Tx) error {
		if ws := openWorkspace(tx, s.workspace); ws != nil && ws.Bucket(bucketSessions).Get([]byte(h.ID)) != nil {
			return observe.Errorf(observe.Conflict, "there is already a session %q", h.ID)
		}
		return nil
	}}
	r := record{revision: 1, header: header.full}
	err = l.write(ctx, entries, &pendingWrite{
		size: len(header.full),
		apply: func(tx *bbolt.Tx) error {
			r.generation = l.generation
			return putRecord(openWorkspace(tx, s.workspace), h.ID, &r, nil, header, l.facts)
		},
	})
	if err != nil {
		return info, err
	}
	it := listedSession{r.revision, r.generation, header.full, l.facts}
	return it.info(h.ID, l.head)
}

// Rewrite implements [observe.Log].
func (s *sessions) Rewrite(ctx context.Context, id observe.SessionID, expect observe.Position, h observe.Header, entries iter.Seq[observe.Entry]) (uint64, error) {
	header, err := encodeHeader(id, &h)
	if err != nil {
		return 0, err
	}
	var old *found
	var from *listing
	l := &longLog{sessions: s, id: id, check: func(tx *bbolt.Tx) (err error) {
		if old, err = s.findAt(tx, id, expect); err != nil {
			return err
		}
		from, err = old.listing(id)
		return err
	}}
	var now position
	err = l.write(ctx, entries, &pendingWrite{
		size: len(header.full),
		wipe: true,
		apply: func(tx *bbolt.Tx) error {
			r := record{old.revision + 1, l.generation, header.full}
			now = position{generation: l.generation, Position: observe.Position{Head: l.head, Revision: r.revision}}
			if err := putRecord(old.workspace, id, &r, from, header, l.facts); err != nil {
				return err
			}
			return old.workspace.Bucket(bucketLogs).DeleteBucket(logName(id, old.generation))
		},
		committed: func() { s.db.watchers.tell(s.key(id), now, header.full) },
	})
	return l.generation, err
}
