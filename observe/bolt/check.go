package bolt

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"kompas/observe"
	"kompas/observe/bolt/pagefile"
)

// Problem is a fault in the data file.
type Problem struct {
	Where string // such as `workspace "default", session "…", entry 17`
	What  string
}

// String returns the problem as one line.
func (p Problem) String() string { return p.Where + ": " + p.What }

// maxProblems is how many problems are reported. A file with more is lost
// anyway.
const maxProblems = 1000

// SessionRef names a session of the file.
type SessionRef struct {
	Workspace string
	ID        observe.SessionID
}

// Sessions returns all sessions of all workspaces, ordered by workspace and id,
// including those whose header or log is damaged.
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

// Check verifies the data file of a folder, which no process may hold for
// writing: its pages, all checksums, every header and entry, that no log has a
// gap, and that all references are right. It reads the file without bbolt; it
// needs memory for one page and one bit per page. It does not look at the
// meaning of entries: for that, fold each log of Sessions. sound is false when
// pages are damaged, so that the file must not be opened for such a fold. err
// is not nil only when checking was not possible.
func Check(ctx context.Context, dir string) (problems []Problem, sound bool, err error) {
	path := filepath.Join(dir, FileName)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, false, errNoFile(dir)
	}
	folder, err := lockFolder(dir, false)
	if err != nil {
		return nil, false, openError(path, err)
	}
	defer func() { _ = folder.Close() }()
	f, err := os.Open(path)
	if err != nil {
		return nil, false, openError(path, err)
	}
	defer func() { _ = f.Close() }()
	if flock(f, false) {
		return nil, false, openError(path, berrors.ErrTimeout)
	}
	stat, err := f.Stat()
	if err != nil {
		return nil, false, openError(path, err)
	}
	if stat.Size() == 0 {
		return nil, false, openError(path, errNoData)
	}
	p, err := pagefile.Open(f, stat.Size())
	if err != nil {
		return nil, false, openError(path, err)
	}
	c := newChecker(ctx, p)
	err = c.file()
	return c.problems, c.sound, err
}

// verify returns an error that names the first fault of a data file of size
// bytes. It is quicker than Check: of entries it looks only at the checksum.
func verify(ctx context.Context, r io.ReaderAt, size int64) error {
	p, err := pagefile.Open(r, size)
	if err != nil {
		return err
	}
	c := newChecker(ctx, p)
	c.quick = true
	if err := c.file(); err != nil {
		return err
	}
	if len(c.problems) > 0 {
		return &pagefile.Damage{What: c.problems[0].String()}
	}
	return nil
}

// checker walks a data file and collects its problems.
type checker struct {
	*pagefile.Walk
	quick    bool // no JSON is read
	problems []Problem
	sound    bool // all pages are in order

	top map[string]*pagefile.Bucket
}

func newChecker(ctx context.Context, p *pagefile.File) *checker {
	c := &checker{Walk: pagefile.NewWalk(p), sound: true, top: map[string]*pagefile.Bucket{}}
	c.Each = ctx.Err
	c.Fault = func(where string, f *pagefile.Fault) error {
		c.sound = false
		return c.add(fmt.Sprintf("page %d, %s", f.Page, where), "%s", f.What)
	}
	return c
}

// errEnough ends a check that found maxProblems.
var errEnough = errors.New("too many problems")

func (c *checker) add(where, format string, args ...any) error {
	c.problems = append(c.problems, Problem{where, fmt.Sprintf(format, args...)})
	if len(c.problems) == maxProblems {
		c.problems = append(c.problems, Problem{where, "there may be more; no more was looked at"})
		return errEnough
	}
	return nil
}

func (c *checker) file() error {
	err := c.all()
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

func (c *checker) all() error {
	if c.Lost != nil {
		if err := c.add(fmt.Sprintf("page %d", c.Lost.Page), "%s", c.Lost.What); err != nil {
			return err
		}
	}
	err := c.Bucket("top", c.Root(), func(page uint64, key, v []byte, isBucket bool) error {
		b, err := pagefile.ReadBucket(page, v)
		if !isBucket || err != nil {
			return c.Fault("top", pagefile.Faulty(page, "has %q, which is no bucket", key))
		}
		c.top[string(key)] = b
		return nil
	})
	if err != nil {
		return err
	}
	if what := topFault(c.names()); what != "" {
		c.sound = false
		if err := c.add("top", "%s", what); err != nil {
			return err
		}
	}
	if err := c.metaKeys(); err != nil {
		return err
	}
	if err := c.staging(); err != nil {
		return err
	}
	for _, name := range c.names() {
		if _, ws, ok := strings.Cut(name, "\x00"); ok && strings.HasPrefix(name, bucketSessions) {
			if err := c.workspace(ws); err != nil {
				return err
			}
		}
	}
	if err := c.FreeList(); err != nil {
		return err
	}
	if !c.sound {
		return nil // unreachable pages follow from the faults already reported
	}
	return c.LeftOver()
}

func (c *checker) names() []string {
	var out []string
	for name := range c.top {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// values calls fn for each value of a bucket. A bucket inside it is a fault,
// and so is a sequence number unless numbers is set.
func (c *checker) values(where string, b *pagefile.Bucket, numbers bool, fn func(page uint64, key, v []byte) error) error {
	if b == nil {
		return nil // reported by topFault
	}
	if b.Sequence != 0 && !numbers {
		if err := c.add(where, "numbers something, and should not (page %d)", b.Page); err != nil {
			return err
		}
	}
	return c.Bucket(where, b, func(page uint64, key, v []byte, isBucket bool) error {
		if isBucket {
			return c.Fault(where, pagefile.Faulty(page, "has a bucket %q, where there is none", key))
		}
		return fn(page, key, v)
	})
}

func (c *checker) metaKeys() error {
	keys := map[string][]byte{}
	err := c.values("meta", c.top[bucketMeta], false, func(_ uint64, k, v []byte) error {
		keys[string(k)] = v
		return nil
	})
	if n := parseNumber(keys[keySchema]); err == nil && n > 0 && n < schema {
		return errOlder(n) // its checksums are computed in another way
	}
	if what := metaFault(keys); err == nil && what != "" {
		err = c.add("meta", "%s", what)
	}
	return err
}

func (c *checker) staging() error {
	return c.values("staging", c.top[bucketStaging], false, func(page uint64, k, v []byte) error {
		ws, log, _ := parseStagingKey(k)
		if b, err := c.SubBucket(c.top[bucketLogs+"\x00"+ws], log); err == nil && (b == nil || len(v) > 0) {
			return c.add("staging", "names a log that is not there (page %d)", page)
		}
		return nil
	})
}

// record returns the record of a session, or nil when there is none. damaged is
// true when it cannot be read, which is reported elsewhere.
func (c *checker) record(workspace string, id []byte) (r *record, damaged bool) {
	v, _, err := c.Find(c.top[bucketSessions+"\x00"+workspace], id)
	if v == nil || err != nil {
		return nil, err != nil
	}
	got, err := parseRecord(workspace, observe.SessionID(id), v)
	return &got, err != nil
}

// listing returns where lists must show a session, or nil when the session does
// not exist or cannot be read.
func (c *checker) listing(workspace string, id observe.SessionID) (l *listing, damaged bool) {
	r, damaged := c.record(workspace, []byte(id))
	if r == nil || damaged {
		return nil, damaged
	}
	h, err := r.decode(id)
	return listingOf(&h), err != nil
}

func (c *checker) workspace(name string) error {
	where := fmt.Sprintf("workspace %q", name)
	of := func(kind string) *pagefile.Bucket { return c.top[kind+"\x00"+name] }
	err := c.values(where+", sessions", of(bucketSessions), false, func(page uint64, id, v []byte) error {
		return c.session(fmt.Sprintf("%s, session %q", where, id), page, name, observe.SessionID(id), v)
	})
	if err != nil {
		return err
	}
	list := where + ", list of sessions"
	err = c.values(list, of(bucketCreated), false, func(page uint64, k, v []byte) error {
		if l, damaged := c.listing(name, placeID(k)); !damaged && (l == nil || !bytes.Equal(l.place, k)) {
			return c.add(list, "names a session that is not there, or with another moment of creation: %q (page %d)", k, page)
		}
		if _, err := parseListed(k, v); err != nil {
			return c.add(fmt.Sprintf("%s, session %q", where, placeID(k)), "the checksum of what lists show of it is wrong (page %d)", page)
		}
		return nil
	})
	if err != nil {
		return err
	}
	list = where + ", list of teams"
	err = c.values(list, of(bucketTeams), false, func(page uint64, k, v []byte) error {
		_, place, _ := bytes.Cut(k, []byte{0})
		l, damaged := c.listing(name, placeID(place))
		if !damaged && (l == nil || l.team == "" || !bytes.Equal(l.teamKey(), k)) || len(v) > 0 {
			return c.add(list, "names a session that is not there, or not so: %q (page %d)", k, page)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := c.logs(where, name, of(bucketLogs)); err != nil {
		return err
	}
	docs := of(bucketDocs)
	return c.values(where+", documents", docs, true, func(page uint64, k, v []byte) error {
		at := fmt.Sprintf("%s, document %q", where, k)
		doc, err := parseDoc(name, string(k), v)
		switch {
		case err != nil:
			return c.add(at, "its checksum is wrong (page %d)", page)
		case doc.Revision > docs.Sequence:
			return c.add(at, "its revision %d is beyond the last, %d (page %d)", doc.Revision, docs.Sequence, docs.Page)
		}
		return nil
	})
}

// session checks the header of a session, its place in the lists, and the
// header that lists show.
func (c *checker) session(where string, page uint64, workspace string, id observe.SessionID, v []byte) error {
	r, err := parseRecord(workspace, id, v)
	if err != nil {
		return c.add(where, "the checksum of its header is wrong (page %d)", page)
	}
	var h observe.Header
	what := ""
	if err := json.Unmarshal(r.header, &h); err != nil {
		what = fmt.Sprintf("its header cannot be read: %v", err)
	} else if h.ID != id {
		what = fmt.Sprintf("its header is of another session, %q", h.ID)
	} else if err := h.Validate(); err != nil {
		what = fmt.Sprintf("its header is wrong: %v", err)
	}
	if what != "" {
		return c.add(where, "%s (page %d)", what, page)
	}
	l := listingOf(&h)
	found, page, err := c.Find(c.top[bucketCreated+"\x00"+workspace], l.place)
	if err == nil && found == nil {
		what = "it is not in the list of sessions"
	} else if it, err := parseListed(l.place, found); err == nil {
		want, err := encodeHeader(id, &h)
		if err != nil || it.revision != r.revision || it.generation != r.generation || !bytes.Equal(it.header, want.listed) {
			what = "lists show another header than it has"
		}
	}
	if what == "" && l.team != "" {
		if found, page, err = c.Find(c.top[bucketTeams+"\x00"+workspace], l.teamKey()); err == nil && found == nil {
			what = "it is not in the list of its team"
		}
	}
	if what != "" {
		if err := c.add(where, "%s (page %d)", what, page); err != nil {
			return err
		}
	}
	log, err := c.SubBucket(c.top[bucketLogs+"\x00"+workspace], logName(id, r.generation))
	if err == nil && log == nil {
		return c.add(where, "its log of generation %d is missing", r.generation)
	}
	return nil
}

// logs checks all logs of a workspace, with their names.
func (c *checker) logs(where, workspace string, logs *pagefile.Bucket) error {
	if logs == nil {
		return nil
	}
	return c.Bucket(where+", logs", logs, func(page uint64, name, v []byte, isBucket bool) error {
		id, generation, ok := parseLogName(name)
		if !ok {
			return c.add(where+", logs", "there is a log with the name %q (page %d)", name, page)
		}
		at := fmt.Sprintf("%s, session %q", where, id)
		log, err := pagefile.ReadBucket(page, v)
		if !isBucket || err != nil {
			return c.Fault(at, pagefile.Faulty(page, "has something else in place of the log"))
		}
		r, damaged := c.record(workspace, []byte(id))
		current := r != nil && r.generation == generation
		if !damaged && !current {
			staged, _, err := c.Find(c.top[bucketStaging], stagingKey(workspace, name))
			if err == nil && staged == nil {
				if err := c.add(at, "has a log of generation %d that nothing refers to (page %d)", generation, page); err != nil {
					return err
				}
			}
		}
		if generation > logs.Sequence {
			if err := c.add(at, "the generation %d of its log is beyond the last, %d (page %d)", generation, logs.Sequence, logs.Page); err != nil {
				return err
			}
		}
		facts, err := c.log(at, log)
		if err != nil || facts == nil || damaged || !current {
			return err
		}
		return c.facts(at, workspace, id, r, facts)
	})
}

// facts compares the facts that lists show with those of the log.
func (c *checker) facts(where, workspace string, id observe.SessionID, r *record, facts *observe.Facts) error {
	h, err := r.decode(id)
	if err != nil {
		return nil
	}
	place := listingOf(&h).place
	v, page, _ := c.Find(c.top[bucketCreated+"\x00"+workspace], place)
	it, err := parseListed(place, v)
	if err != nil {
		return nil
	}
	if b, err := encodeFacts(facts); err == nil && !bytes.Equal(it.facts, b) {
		return c.add(where, "lists show something else than its log tells (page %d)", page)
	}
	return nil
}

// log checks one log. It returns the facts of the log, or nil when the log has
// problems or the check is quick.
func (c *checker) log(where string, log *pagefile.Bucket) (*observe.Facts, error) {
	want, before := observe.Seq(0), len(c.problems)
	var fold observe.FactsFold
	err := c.values(where, log, true, func(page uint64, k, v []byte) error {
		want++
		at := fmt.Sprintf("%s, entry %d", where, want)
		if seq := observe.Seq(parseNumber(k)); seq != want {
			err := c.add(at, "is missing; the next one is %d (page %d)", seq, page)
			want = max(seq, want)
			return err
		}
		b, ok := unseal(nil, v)
		if !ok {
			return c.add(at, "its checksum is wrong (page %d)", page)
		}
		if c.quick {
			return nil
		}
		e, err := observe.ParseStoredEntry(b)
		switch {
		case err != nil:
			return c.add(at, "cannot be read: %v (page %d)", err, page)
		case e.Seq != want:
			return c.add(at, "says that it is entry %d (page %d)", e.Seq, page)
		case !bytes.Equal(e.AppendJSON(nil), b):
			return c.add(at, "is not written in the one way that there is (page %d)", page)
		}
		fold.Add(&e)
		return nil
	})
	if err == nil && observe.Seq(log.Sequence) != want && len(c.problems) == before {
		err = c.add(where, "lists show %d as its head; it is %d (page %d)", log.Sequence, want, log.Page)
	}
	if err != nil || c.quick || !c.sound || len(c.problems) > before {
		return nil, err
	}
	return new(fold.Facts()), nil
}
