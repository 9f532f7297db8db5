package format

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"iter"
	"slices"
	"strconv"

	"kompas/observe"
	"kompas/observe/debrief"
	"kompas/observe/strictjson"
)

const (
	logFormat  = "kompas-log"
	logVersion = 1

	// maxHeadBytes is how long line 1 may be: longer than that of the largest session
	// that can be made, and short enough to be decoded in memory.
	maxHeadBytes = 8 << 20

	// maxDepth is how many lists and objects of line 1 may be within one another,
	// and a list or object has at most as many members as there may be observers.
	// Longer ones would take many times more memory, decoded, than they take here.
	maxDepth = 20
)

// head is line 1 of a Kompas log file.
type head struct {
	Format  string   `json:"format"`
	Version int      `json:"version"`
	Session *session `json:"session"`
}

// session is what line 1 says of the session.
type session struct {
	observe.Header
	Debrief *debrief.Debrief `json:"debrief,omitempty"`
}

// ReadLog reads a Kompas log file: line 1 is the session, each other line an
// entry. Everything is checked before it returns: the header, each entry, and
// whether it fits the entries before it. The first thing that is wrong is returned
// as an [*Error]. Data must not change while the recording is in use.
//
// What a header may leave out is filled in: roles and seats of participants,
// labels of tags, coding, created_at, and observers that occur in entries. An
// anonymous log without a title gets the title "Anonymous".
func ReadLog(data []byte, opts Options) (*Recording, error) {
	data = bytes.TrimPrefix(data, []byte(byteOrderMark))
	first, rest, _ := bytes.Cut(data, []byte{'\n'})
	about, err := readHead(first, opts)
	if err != nil {
		return nil, err
	}
	h := about.Header
	r := &Recording{Header: h, Debrief: about.Debrief, state: observe.NewState(h), dated: true}
	known := map[observe.ObserverID]bool{}
	for _, o := range h.Observers {
		known[o.ID] = true
	}
	for line, text := range lines(rest) {
		e, err := readEntry(text)
		if err == nil {
			err = r.state.CheckStored(&e)
		}
		if err == nil && opts.Entries > 0 && line-1 > opts.Entries {
			err = tooMany(opts.Entries)
		}
		if err != nil {
			return nil, at(line, "", err)
		}
		r.state.Apply(e)
		if id := e.Observer; id != "" && !known[id] {
			known[id] = true
			role := observe.RoleObserver
			if id == observe.Owner {
				role = observe.RoleOwner
			}
			if r.Header.Observers = append(r.Header.Observers, observe.Observer{ID: id, Role: role}); len(r.Header.Observers) > observe.MaxObservers {
				return nil, problem(line, "/observer", "must be one of at most %d observers", observe.MaxObservers)
			}
		}
	}
	r.Head = r.state.Head()
	r.state.SetHeader(r.Header)
	r.entries = func(yield func(observe.Entry) bool) {
		for _, text := range lines(rest) {
			e, err := readEntry(text)
			if err != nil {
				panic("format: the bytes of a log changed while it was read: " + err.Error())
			}
			if !yield(e) {
				return
			}
		}
	}
	return r, nil
}

func tooMany(most int) error {
	return observe.Errorf(observe.Invalid, "the session may hold %d entries; here is one more", most)
}

// lines returns the lines after the first with their numbers.
func lines(rest []byte) iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
		for n := 2; len(rest) > 0; n++ {
			var text []byte
			text, rest, _ = bytes.Cut(rest, []byte{'\n'})
			if !yield(n, text) {
				return
			}
		}
	}
}

func readEntry(text []byte) (observe.Entry, error) {
	if len(bytes.TrimSpace(text)) == 0 {
		return observe.Entry{}, observe.Errorf(observe.Invalid, "is empty; each line must be an entry")
	}
	if len(text) > observe.MaxEntryBytes {
		return observe.Entry{}, observe.Errorf(observe.Invalid, "an entry has at most %d bytes; it has %d", observe.MaxEntryBytes, len(text))
	}
	return observe.ParseStoredEntry(text)
}

func readHead(line []byte, opts Options) (*session, error) {
	if len(line) > maxHeadBytes {
		return nil, problem(1, "", "the session must have at most %d bytes; it has %d", maxHeadBytes, len(line))
	}
	var kind struct {
		Format  string          `json:"format"`
		Version json.RawMessage `json:"version"` // any value: it is checked later
	}
	if json.Unmarshal(line, &kind) != nil || kind.Format != logFormat {
		return nil, problem(1, "", `must be the session of a Kompas log: {"format":"kompas-log","version":1,"session":{…}}`)
	}
	if v, err := strconv.ParseFloat(string(kind.Version), 64); err == nil && v > logVersion {
		return nil, problem(1, "/version", "is %v; this program reads version %d: a newer Kompas is needed", v, logVersion)
	}
	if err := strictjson.Check(line, strictjson.Limits{Depth: maxDepth, Members: observe.MaxObservers}); err != nil {
		return nil, at(1, "", err)
	}
	var f head
	if wrong := strictjson.Decode(line, &f, strictjson.Options{Loose: true, Without: "file"}); len(wrong) > 0 {
		return nil, at(1, "", wrong[0])
	}
	if f.Version != logVersion {
		return nil, problem(1, "/version", "must be %d", logVersion)
	}
	if f.Session == nil {
		return nil, problem(1, "/session", "must be there")
	}
	if err := completeHeader(&f.Session.Header, opts); err != nil {
		return nil, err
	}
	if err := f.Session.Header.Validate(); err != nil {
		return nil, at(1, "/session", err)
	}
	if d := f.Session.Debrief; d != nil {
		d.Tidy()
		if err := d.Validate(); err != nil {
			return nil, at(1, "/session/debrief", err)
		}
		if opts.AsNew && d.Experiment != nil {
			d.Experiment.ID = opts.NewID() // the team may have that of the session in the file
		}
		f.Session.Shown = d.ShownAt != ""
	}
	return f.Session, nil
}

func completeHeader(h *observe.Header, opts Options) error {
	switch {
	case opts.Title != "":
		if err := observe.CheckName("/title", opts.Title); err != nil {
			return err
		}
		h.Title = opts.Title
	case h.Title == "" && h.Anonymous:
		h.Title = "Anonymous"
	}
	if opts.AsNew {
		h.ID = observe.SessionID(opts.NewID())
	}
	if h.Coding == "" {
		h.Coding = observe.Shared
	}
	if h.CreatedAt == "" {
		h.CreatedAt = opts.Now
	}
	if !slices.ContainsFunc(h.Participants, func(p observe.Person) bool { return p.ID == "" }) {
		observe.FillPersons(h.Participants, nil)
	}
	h.Codebook.Complete()
	*h = canonical(*h)
	return nil
}

// canonical returns the header with empty lists in place of nil, so that equal
// headers have equal bytes.
func canonical(h observe.Header) observe.Header {
	h.Participants = orEmpty(h.Participants)
	h.Phases = orEmpty(h.Phases)
	h.Observers = orEmpty(h.Observers)
	h.Codebook.Tags = orEmpty(h.Codebook.Tags)
	h.Posted, h.Shown = "", false // the one only the store needs that the session was made in; the other follows from the debrief
	return h
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// WriteLog writes a Kompas log file, with a debrief unless that is nil. The bytes depend
// on header, debrief and entries only: a file that is read and written again has the
// same bytes. WriteLog stops at the first error of entries or of w.
func WriteLog(w io.Writer, h observe.Header, d *debrief.Debrief, entries iter.Seq2[observe.Entry, error]) error {
	line, err := json.Marshal(head{logFormat, logVersion, &session{canonical(h), d}})
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 64<<10)
	out.Write(append(line, '\n')) // a bufio.Writer keeps its first error for Flush
	for e, err := range entries {
		if err != nil {
			return err
		}
		line = append(e.AppendJSON(line[:0]), '\n')
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	return out.Flush()
}
