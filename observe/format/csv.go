package format

import (
	"bufio"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/google/uuid"

	"kompas/observe"
)

// ReadCSV reads a CSV file of turns as a session that has ended. Row n makes,
// in this order, a phase when it changes, the interaction, and a shared note to
// it. The ids are made from the bytes of the file, so that the same file makes
// the same session. All rows that are wrong are returned as an [*Error]. Data must
// not change while the recording is in use.
func ReadCSV(data []byte, opts Options) (*Recording, error) {
	c, err := OpenCSV(data)
	if err != nil {
		return nil, err
	}
	r := &Recording{}
	beyond := 0 // the line that would make one entry too many
	err = c.Rows(func(row *Row) bool {
		r.Head++
		if row.NewPhase {
			r.Head++
		}
		r.Head += observe.Seq(len(row.Notes))
		if opts.Entries > 0 && int(r.Head) > opts.Entries {
			beyond = row.Line
		}
		return beyond == 0
	})
	if err != nil {
		return nil, err
	}
	if beyond > 0 {
		return nil, at(beyond, "", tooMany(opts.Entries))
	}
	if r.Header, err = c.Header(opts); err != nil {
		return nil, err
	}
	ids := newFileIDs(data)
	r.Warnings = append(c.Warnings(), c.newTags(&opts.Codebook)...)
	r.entries = func(yield func(observe.Entry) bool) {
		again, err := OpenCSV(data)
		if err == nil {
			err = again.entries(ids, opts.Now, yield)
		}
		if err != nil {
			panic("format: the bytes of a CSV file changed while it was read: " + err.Error())
		}
	}
	return r, nil
}

// Header returns the session that the rows read so far make.
func (c *CSV) Header(opts Options) (observe.Header, error) {
	h := canonical(observe.Header{
		ID:        observe.SessionID(newFileIDs(c.file).session),
		Title:     opts.Title,
		CreatedAt: opts.Now,
		Codebook:  opts.Codebook,
		Coding:    observe.Shared,
		Imported:  true,
	})
	if opts.AsNew {
		h.ID = observe.SessionID(opts.NewID())
	}
	if h.Title == "" {
		h.Title = titleOf(opts.Name)
	}
	for i, name := range c.Persons {
		h.Participants = append(h.Participants, observe.Person{ID: personID(i), Name: name})
	}
	observe.FillPersons(h.Participants, nil)
	h.Codebook.Tags = slices.Clone(h.Codebook.Tags)
	for _, id := range c.Tags {
		if h.Codebook.Find(id) == nil {
			h.Codebook.Tags = append(h.Codebook.Tags, observe.Tag{ID: id})
		}
	}
	if n := len(h.Codebook.Tags) + len(h.Codebook.Families); n > observe.MaxTags {
		return h, problem(0, "", "the tags of the file and of codebook %q together must be at most %d; they are %d", h.Codebook.ID, observe.MaxTags, n)
	}
	h.Codebook.Complete()
	if c.owner || len(c.Observers) == 0 {
		h.Observers = append(h.Observers, observe.Observer{ID: observe.Owner, Role: observe.RoleOwner})
	}
	for i, name := range c.Observers {
		h.Observers = append(h.Observers, observe.Observer{ID: observerID(i), Name: name, Role: observe.RoleObserver})
	}
	if len(h.Observers) > 1 {
		h.Coding, h.Revealed = observe.Independent, true
	}
	return h, h.Validate()
}

// newTags names the tags of the file that the codebook does not have, each with the
// tag of the codebook that may be meant: a tag with a typing error becomes a tag of
// its own.
func (c *CSV) newTags(book *observe.Codebook) []string {
	const most = 10 // how many are named
	var names []string
	n := 0
	for _, id := range c.Tags {
		if book.Find(id) != nil {
			continue
		}
		if n++; n > most {
			continue
		}
		name := shortened(string(id))
		if near := nearTag(book, string(id)); near != "" {
			name += " (it has " + shortened(string(near)) + ")"
		}
		names = append(names, name)
	}
	if n == 0 {
		return nil
	}
	if n > most {
		names = append(names, fmt.Sprintf("and %d more", n-most))
	}
	return []string{fmt.Sprintf("words that the codebook %s has not, added as neutral ones: %s", shortened(string(book.ID)), strings.Join(names, ", "))}
}

// nearTag returns the id of a tag or family whose id or label differs from the word
// only in case or in a few letters; empty if there is none.
func nearTag(book *observe.Codebook, word string) observe.TagID {
	word = strings.ToLower(word)
	for few := range 3 {
		for _, list := range [][]observe.Tag{book.Tags, book.Families} {
			for _, t := range list {
				for _, text := range append(slices.Collect(maps.Values(t.Labels)), string(t.ID)) {
					if text = strings.ToLower(text); len(text) > 3*few && lettersApart(word, text) <= few {
						return t.ID
					}
				}
			}
		}
	}
	return ""
}

// lettersApart returns how many letters must be added, removed or changed to turn
// one word into the other (the Levenshtein distance), or at least far if there are so many.
func lettersApart(a, b string) int {
	x, y := []rune(a), []rune(b)
	const far = 3 // larger distances make no difference
	if len(x)-len(y) >= far || len(y)-len(x) >= far {
		return far
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range x {
		corner := row[0]
		row[0] = i + 1
		for j, s := range y {
			change := corner
			if r != s {
				change++
			}
			corner = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}

// entries yields the entries that the rows make.
func (c *CSV) entries(ids *fileIDs, now observe.Timestamp, yield func(observe.Entry) bool) error {
	seq := observe.Seq(0)
	return c.Rows(func(row *Row) bool {
		make := func(t observe.EntryType) observe.Entry {
			seq++
			return observe.Entry{Seq: seq, ID: ids.entry(row.N, t), Type: t, Observer: observerID(row.Observer), RecordedAt: now, At: row.At}
		}
		if row.NewPhase {
			e := make(observe.TypePhase)
			e.Name = c.Phases[row.Phase]
			if !yield(e) {
				return false
			}
		}
		turn := make(observe.TypeInteraction)
		turn.From, turn.To = string(personID(row.From)), string(personID(row.To))
		for _, tag := range row.Tags {
			turn.Tags = append(turn.Tags, c.Tags[tag])
		}
		if !yield(turn) {
			return false
		}
		for i, text := range row.Notes {
			e := make(observe.TypeNote)
			if i > 0 {
				e.ID = ids.entry(row.N, observe.TypeNote+observe.EntryType(strconv.Itoa(i+1)))
			}
			e.Text, e.Target, e.Visibility = string(text), turn.ID, observe.VisibilityShared
			if !yield(e) {
				return false
			}
		}
		return true
	})
}

func personID(i int) observe.PersonID {
	if i == Group {
		return observe.Everybody
	}
	return observe.PersonID("p" + strconv.Itoa(i+1))
}

func observerID(i int) observe.ObserverID {
	if i == OwnerRow {
		return observe.Owner
	}
	return observe.ObserverID("o" + strconv.Itoa(i+1))
}

// fileIDs makes ids from the bytes of a file: UUIDs of version 5 in the
// namespace of URLs.
type fileIDs struct {
	session string
	name    []byte // namespace, sum and ":"
}

func newFileIDs(data []byte) *fileIDs {
	sum := sha256.Sum256(data)
	name := hex.AppendEncode(slices.Clone(uuid.NameSpaceURL[:]), sum[:])
	return &fileIDs{session: version5(name), name: append(name, ':')}
}

func (f *fileIDs) entry(n int, t observe.EntryType) observe.EntryID {
	name := append(make([]byte, 0, 128), f.name...)
	name = append(strconv.AppendInt(name, int64(n), 10), ':')
	return observe.EntryID(version5(append(name, t...)))
}

// version5 is uuid.NewSHA1 without its allocations; name begins with the
// namespace.
func version5(name []byte) string {
	sum := sha1.Sum(name)
	u := uuid.UUID(sum[:16])
	u[6], u[8] = u[6]&0x0f|0x50, u[8]&0x3f|0x80
	return u.String()
}

// TurnIDs returns a function that returns the id which an import gives to the turn of
// a row. It takes the number of the row, 1 for the first after the header. The first
// call reads the whole file.
func (c *CSV) TurnIDs() func(row int) observe.EntryID {
	ids := sync.OnceValue(func() *fileIDs { return newFileIDs(c.file) })
	return func(row int) observe.EntryID { return ids().entry(row, observe.TypeInteraction) }
}

// WriteCSV writes the turns that are not void, ordered by (at, seq), with the
// shared notes to them. It begins with ownHeading, by which [OpenCSV] recognises
// a file that was written here, and reads it back exactly. Names that several
// persons have, or that mean the group, get a number, so that reading keeps them
// apart.
func WriteCSV(w io.Writer, s *observe.State) error {
	h := s.Header()
	persons := newLabels(observe.Everybody)
	for _, p := range s.Participants() {
		persons.add(string(p.ID), p.Name)
	}
	observers := newLabels()
	for _, o := range h.Observers {
		if o.ID != observe.Owner {
			observers.add(string(o.ID), o.Name)
		}
	}
	observers.of[string(observe.Owner)] = ""
	notes := map[observe.EntryID]string{}
	for _, n := range s.Undoables(observe.TypeNote) {
		switch text, more := notes[n.Target]; {
		case n.Visibility != observe.VisibilityShared:
		case more:
			notes[n.Target] = text + "\n" + n.Text
		default:
			notes[n.Target] = n.Text
		}
	}
	phases, phase := s.Undoables(observe.TypePhase), ""
	out := bufio.NewWriterSize(w, 64<<10)
	line := []byte(ownHeading)
	for _, t := range s.Interactions() {
		if _, err := out.Write(line); err != nil {
			return err
		}
		for len(phases) > 0 && (phases[0].At < t.At || phases[0].At == t.At && phases[0].Seq < t.Seq) {
			phase, phases = phases[0].Name, phases[1:]
		}
		line = strconv.AppendInt(line[:0], int64(t.At), 10)
		line = appendCell(append(line, ','), persons.label(t.From))
		line = appendCell(append(line, ','), persons.label(t.To))
		line = appendCell(append(line, ','), joinTags(t.Tags))
		line = appendCell(append(line, ','), notes[t.ID])
		line = appendCell(append(line, ','), phase)
		line = appendCell(append(line, ','), observers.label(string(t.Observer)))
		line = append(line, '\n')
	}
	if _, err := out.Write(line); err != nil {
		return err
	}
	return out.Flush()
}

func joinTags(tags []observe.TagID) string {
	s := make([]string, len(tags))
	for i, t := range tags {
		s[i] = tagEscapes.Replace(string(t))
	}
	return strings.Join(s, tagSeparator)
}

var tagEscapes = strings.NewReplacer(`\`, `\\`, tagSeparator, `\`+tagSeparator)

// appendCell appends a cell. It is quoted if it contains a character that separates
// cells in any region, and has a ' before anything that a spreadsheet might take
// for a formula.
func appendCell(b []byte, s string) []byte {
	quoted := strings.ContainsAny(s, ",;\t\"\r\n")
	if !quoted {
		if prefixed(s) {
			b = append(b, '\'')
		}
		return append(b, s...)
	}
	b = append(b, '"')
	for i := range len(s) {
		if guarded(s, i) {
			b = append(b, '\'')
		}
		if s[i] == '"' {
			b = append(b, '"')
		}
		b = append(b, s[i])
	}
	return append(b, '"')
}

// labels gives each id a text that no other id has.
type labels struct {
	of    map[string]string
	taken map[string]bool
}

func newLabels(reserved ...string) *labels {
	l := &labels{of: map[string]string{}, taken: map[string]bool{}}
	for _, s := range reserved {
		l.of[s], l.taken[s] = s, true
	}
	return l
}

func (l *labels) add(id, name string) {
	if name == "" {
		name = id
	}
	label := name
	for n := 2; l.taken[label]; n++ {
		suffix := " (" + strconv.Itoa(n) + ")"
		r := []rune(name)
		label = string(r[:min(len(r), observe.MaxName-len(suffix))]) + suffix
	}
	l.of[id], l.taken[label] = label, true
}

// label returns the text of an id, or the id itself if no text was added.
func (l *labels) label(id string) string {
	if s, ok := l.of[id]; ok {
		return s
	}
	return id
}
