package format

import (
	"bytes"
	"iter"
	"path"
	"strings"

	"kompas/observe"
	"kompas/observe/debrief"
)

// Options says how a file becomes a session.
type Options struct {
	Codebook observe.Codebook  // CSV: the codebook of the session, to which unknown tags are added; a log has its own
	Title    string            // empty: the log's own, or made from Name
	Name     string            // CSV: the file's name, from which a title is made; may be empty
	AsNew    bool              // give the session a new id
	Now      observe.Timestamp // when the file is read
	NewID    func() string     // returns UUIDs; needed with AsNew only
	Entries  int               // how many entries the session may have; 0: no limit
}

// Recording is a session that was read from a file and is valid: what
// [observe.Log.Create] needs.
type Recording struct {
	Header   observe.Header
	Warnings []string // what was not used, or not taken literally; one line each
	Head     observe.Seq
	Debrief  *debrief.Debrief // of a log; nil: it has none

	entries iter.Seq[observe.Entry]
	state   *observe.State
	dated   bool // whether entries have a recorded_at
}

// Entries returns the entries in order of seq. It can be ranged over several times.
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

// BeginsLog reports whether a stored log begins with the entries of the recording:
// then there is nothing to import. Stored yields the log from its first entry on. A
// recorded_at is compared only if the file has one. A redacted line equals whatever
// is stored at its seq, and so does a reference to it. Headers are not compared. An
// error comes from reading the stored log.
func (r *Recording) BeginsLog(stored iter.Seq2[observe.Entry, error]) (bool, error) {
	next, stop := iter.Pull2(stored)
	defer stop()
	hidden := map[observe.EntryID]observe.EntryID{} // from the redacted id to the id of the stored entry
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

// Pages returns the entries of a log that is read page by page: read returns up to
// limit entries after a seq. It stops after the first error.
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

// Seen returns entries as a redactor shows them.
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

// Fold returns the state that entries make, for [WriteCSV]. To write what one viewer
// sees, pass the header and the entries as their redactor shows them.
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

// titleOf makes a title from a file's name, without folder and extension. If that is
// no valid title it returns a general one.
func titleOf(name string) string {
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	title := strings.TrimSpace(strings.TrimSuffix(base, path.Ext(base)))
	if title != "/" && observe.CheckName("", title) == nil {
		return title
	}
	return "Imported meeting"
}
