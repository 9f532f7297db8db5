package bolt

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"kompas/observe"
)

// Problem is something that is wrong in the data file.
type Problem struct {
	Where string // such as `workspace "default", session "…", entry 17`
	What  string
}

// String gives the problem as one line.
func (p Problem) String() string { return p.Where + ": " + p.What }

// maxProblems is how many problems are told. A file with more is lost anyway.
const maxProblems = 1000

// SessionRef names a session of the file.
type SessionRef struct {
	Workspace string
	ID        observe.SessionID
}

// Sessions gives all sessions of all workspaces, in order of id, also those
// whose header or log is damaged.
func (db *DB) Sessions(ctx context.Context) ([]SessionRef, error) {
	var out []SessionRef
	err := db.view(ctx, func(tx *bbolt.Tx) error {
		for ws := range workspaces(tx) {
			err := ws.Bucket(bucketSessions).ForEach(func(id, _ []byte) error {
				out = append(out, SessionRef{ws.name, observe.SessionID(id)})
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// Check verifies the file: every checksum, every entry and header, that each
// log is without gap, the list of sessions, and the pages of the file. Writes
// wait meanwhile. What the entries mean is not looked at: fold each log of
// Sessions for that. The error says only that checking was not possible.
func (db *DB) Check(ctx context.Context) ([]Problem, error) {
	if err := db.lockWhole(ctx); err != nil {
		return nil, err
	}
	defer db.unlockWhole()
	c := &checker{ctx: ctx}
	check := func() error { return db.view(ctx, c.file) }
	var err error
	if db.writer == nil {
		err = check()
	} else {
		err = db.writer.do(ctx, &request{alone: check})
	}
	if errors.Is(err, errEnough) {
		err = nil
	}
	return c.problems, err
}

type checker struct {
	ctx      context.Context
	problems []Problem
}

// errEnough ends a check.
var errEnough = errors.New("too many problems")

func (c *checker) add(where, format string, args ...any) {
	c.problems = append(c.problems, Problem{where, fmt.Sprintf(format, args...)})
}

// part checks a part of the file; damaged pages in it do not end the check.
func (c *checker) part(where string, fn func() error) error {
	if err := c.ctx.Err(); err != nil {
		return err
	}
	err := guard(fn)
	if d, ok := errors.AsType[*damage](err); ok {
		c.add(where, "%v", d)
		err = nil
	}
	if err == nil && len(c.problems) >= maxProblems {
		c.add(where, "there may be more; no more was looked at")
		return errEnough
	}
	return err
}

func (c *checker) file(tx *bbolt.Tx) error {
	err := c.part("workspaces", func() error {
		for ws := range workspaces(tx) {
			if err := c.workspace(ws); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || len(c.problems) > 0 {
		// bbolt's own check does not stand everything; with what was found the
		// file is in need of its backup anyway.
		return err
	}
	return c.part("file", func() error {
		var err error
		for problem := range tx.Check() {
			if err == nil {
				c.add("file", "%v", problem)
				if len(c.problems) > maxProblems {
					err = errEnough // the rest must be taken all the same
				}
			}
		}
		return err
	})
}

func (c *checker) workspace(ws *workspace) error {
	where := fmt.Sprintf("workspace %q", ws.name)
	current, listed := map[string]bool{}, map[string]bool{}
	err := c.part(where+", sessions", func() error {
		return ws.Bucket(bucketSessions).ForEach(func(id, v []byte) error {
			return c.session(fmt.Sprintf("%s, session %q", where, id), ws, observe.SessionID(id), v, current, listed)
		})
	})
	if err != nil {
		return err
	}
	err = c.part(where+", list of sessions", func() error {
		return ws.Bucket(bucketCreated).ForEach(func(k, _ []byte) error {
			if !listed[string(k)] {
				c.add(where+", list of sessions", "names a session that is not there, or with another moment of creation")
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	err = c.part(where+", list of teams", func() error {
		return ws.Bucket(bucketTeams).ForEach(func(k, _ []byte) error {
			if !listed[string(k)] {
				c.add(where+", list of teams", "names a session that is not there, or not so")
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	err = c.part(where+", logs", func() error {
		staging := ws.tx.Bucket([]byte(bucketStaging))
		return ws.Bucket(bucketLogs).ForEachBucket(func(log []byte) error {
			if id, generation, _ := parseLogName(log); !current[string(log)] && staging.Get(stagingKey(ws.name, log)) == nil {
				c.add(fmt.Sprintf("%s, session %q", where, id), "has a log of generation %d that nothing refers to", generation)
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	return c.part(where+", documents", func() error {
		return ws.Bucket(bucketDocs).ForEach(func(k, v []byte) error {
			if _, err := parseDoc(string(k), v); err != nil {
				c.add(fmt.Sprintf("%s, document %q", where, k), "its checksum is wrong")
			}
			return nil
		})
	})
}

// session checks one session and notes its log and its place in the list.
func (c *checker) session(where string, ws *workspace, id observe.SessionID, v []byte, current, listed map[string]bool) error {
	return c.part(where, func() error {
		r, err := parseRecord(id, v)
		if err != nil {
			c.add(where, "the checksum of its header is wrong")
			return nil
		}
		name := logName(id, r.generation)
		current[string(name)] = true
		var h observe.Header
		if err := json.Unmarshal(r.header, &h); err != nil {
			c.add(where, "its header cannot be read: %v", err)
		} else if h.ID != id {
			c.add(where, "its header is of another session, %q", h.ID)
		} else if err := h.Validate(); err != nil {
			c.add(where, "its header is wrong: %v", err)
		}
		l := listingOf(&h)
		listed[string(l.place)] = true
		if l.team != "" {
			listed[string(l.teamKey())] = true
			if !hasKey(ws.Bucket(bucketTeams), l.teamKey()) {
				c.add(where, "it is not in the list of its team")
			}
		}
		log := ws.Bucket(bucketLogs).Bucket(name)
		if log == nil {
			c.add(where, "its log of generation %d is missing", r.generation)
			return nil
		}
		facts, err := c.log(where, log)
		if err != nil {
			return err
		}
		return c.item(where, ws, l, &r, &h, facts)
	})
}

// hasKey reports whether a bucket has the key, also with an empty value.
func hasKey(b *bbolt.Bucket, key []byte) bool {
	k, _ := b.Cursor().Seek(key)
	return bytes.Equal(k, key)
}

// item checks what lists show of a session; facts are those of its log, nil when
// that is damaged.
func (c *checker) item(where string, ws *workspace, l *listing, r *record, h *observe.Header, facts *observe.Facts) error {
	list := ws.Bucket(bucketCreated)
	if !hasKey(list, l.place) {
		c.add(where, "it is not in the list of sessions")
		return nil
	}
	it, err := parseItem(l.place, list.Get(l.place))
	if err != nil {
		c.add(where, "the checksum of what lists show of it is wrong")
		return nil
	}
	want, err := encodeHeader(h.ID, h)
	if err == nil && (it.revision != r.revision || it.generation != r.generation || !bytes.Equal(it.header, want.listed)) {
		c.add(where, "lists show another header than it has")
	}
	if facts == nil {
		return nil
	}
	if b, err := encodeFacts(facts); err == nil && !bytes.Equal(it.facts, b) {
		c.add(where, "lists show something else than its log tells")
	}
	return nil
}

// log checks a log, and gives its facts where it is whole.
func (c *checker) log(where string, log *bbolt.Bucket) (*observe.Facts, error) {
	want := observe.Seq(0)
	before := len(c.problems)
	var fold observe.FactsFold
	err := log.ForEach(func(k, v []byte) error {
		want++
		at := fmt.Sprintf("%s, entry %d", where, want)
		if seq := observe.Seq(parseNumber(k)); seq != want {
			c.add(at, "is missing; the next one is %d", seq)
			want = seq
			return nil
		}
		b, ok := unseal(v)
		if !ok {
			c.add(at, "its checksum is wrong")
			return nil
		}
		e, err := observe.ParseStoredEntry(b)
		switch {
		case err != nil:
			c.add(at, "cannot be read: %v", err)
		case e.Seq != want:
			c.add(at, "says that it is entry %d", e.Seq)
		case !bytes.Equal(e.AppendJSON(nil), b):
			c.add(at, "is not written in the one way that there is")
		default:
			fold.Add(&e)
		}
		if len(c.problems) >= maxProblems {
			return errEnough
		}
		return c.ctx.Err()
	})
	if err != nil || len(c.problems) > before {
		return nil, err
	}
	if head := observe.Seq(log.Sequence()); head != want {
		c.add(where, "lists show %d as its head; it is %d", head, want)
	}
	return new(fold.Facts()), nil
}
