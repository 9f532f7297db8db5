package format

import (
	"bytes"
	"iter"
	"path"
	"strings"

	"kompas/observe"
)

// Options says how a file becomes a session.
type Options struct {
	Codebook observe.Codebook  // CSV: the codebook that unknown tags are added to; a log has its own
	Title    string            // empty: the log's own, or made from Name
	Name     string            // CSV: the file's name, from which a title is made; may be empty
	AsNew    bool              // give the session a new id
	Now      observe.Timestamp // when the file is read
	NewID    func() string     // gives UUIDs; needed with AsNew only
	Entries  int               // how many entries the session may have; 0: as many as there are
}

// Recording is a session as read from a file and found right: what
// [observe.Log.Create] needs.
type Recording struct {
	Header   observe.Header
	Warnings []string // what was not used or not read as it stands, one line each
	Head     observe.Seq

	entries iter.Seq[observe.Entry]
	state   *observe.State
	dated   bool // entries have a recorded_at of their own
}

// Entries returns the entries in order of seq, as often as it is ranged over.
func (r *Recording) Entries() iter.Seq[observe.Entry] { return r.entries }

// State returns what the entries mean. The first call may fold them.
func (r *Recording) State() *observe.State {
	if r.state == nil {
		r.state = observe.NewState(r.Header)
		for e := range r.entries {
			r.state.Apply(e)
		}
	}
	return r.state
}

// BeginsLog reports whether a stored log, given from its first entry on,
// begins with the recording's: then there is nothing to import. A recorded_at
// is compared only where the file has one; a redacted line equals whatever is
// stored at its seq, also where other entries refer to it. Headers are not
// compared. An error is one of reading the stored log.
func (r *Recording) BeginsLog(stored iter.Seq2[observe.Entry, error]) (bool, error) {
	next, stop := iter.Pull2(stored)
	defer stop()
	hidden := map[observe.EntryID]observe.EntryID{} // redacted id -> what is stored there
	var ours, theirs []byte
	for e := range r.entries {
		s, err, ok := next()
		if err != nil {
			return false, err
		}
		if !ok {
			return false, nil
		}
		if e.Type == observe.TypeRedacted {
			hidden[e.ID] = s.ID
			continue
		}
		e = e.MapReferences(func(id observe.EntryID) observe.EntryID {
			if stored, ok := hidden[id]; ok {
				return stored
			}
			return id
		})
		if !r.dated || e.RecordedAt == "" {
			e.RecordedAt, s.RecordedAt = "", ""
		}
		ours, theirs = e.AppendJSON(ours[:0]), s.AppendJSON(theirs[:0])
		if !bytes.Equal(ours, theirs) {
			return false, nil
		}
	}
	return true, nil
}

// Pages returns the entries of a log that is read page by page: read gives up to
// limit entries after a seq. It ends with the first error.
func Pages(read func(after observe.Seq, limit int) ([]observe.Entry, error)) iter.Seq2[observe.Entry, error] {
	const limit = 1000
	return func(yield func(observe.Entry, error) bool) {
		for after := observe.Seq(0); ; {
			page, err := read(after, limit)
			if err != nil {
				yield(observe.Entry{}, err)
			}
			if err != nil || len(page) == 0 {
				return
			}
			for _, e := range page {
				if !yield(e, nil) {
					return
				}
				after = e.Seq
			}
		}
	}
}

// Seen returns entries as they are seen through a redactor.
func Seen(redactor *observe.Redactor, entries iter.Seq2[observe.Entry, error]) iter.Seq2[observe.Entry, error] {
	return func(yield func(observe.Entry, error) bool) {
		for e, err := range entries {
			if err == nil {
				e = redactor.Show(e)
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// Fold returns what entries mean: the state that [WriteCSV] writes. To write what
// one viewer sees, give the header and the entries of their redactor.
func Fold(h observe.Header, entries iter.Seq2[observe.Entry, error]) (*observe.State, error) {
	s := observe.NewState(h)
	for e, err := range entries {
		if err != nil {
			return nil, err
		}
		s.Apply(e)
	}
	return s, nil
}

// titleOf makes a title from a file's name: without folder and ending. A name
// that is no title gives a general one.
func titleOf(name string) string {
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	title := strings.TrimSpace(strings.TrimSuffix(base, path.Ext(base)))
	if title != "/" && observe.CheckName("", title) == nil {
		return title
	}
	return "Imported meeting"
}
