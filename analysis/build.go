package analysis

import (
	"cmp"
	"slices"
	"strconv"

	"kompas/observe"
)

// Builder makes a [Meeting] from rows, such as those of a CSV file, without a log.
// Persons and observers get their ids in order of appearance, as in an import; tags
// that the codebook does not have are neutral.
type Builder struct {
	m         Meeting
	tags      *tagTable
	persons   map[string]int32
	observers map[string]int32
	tagOf     map[string]int32
	phases    []phaseRow
	inPhase   string
	observer  string // of the row before
	observing int32  // their index
	sorted    bool
}

type phaseRow struct {
	Phase
	row int
}

// NewBuilder returns a builder of a meeting that is coded with the codebook c, which
// it only reads.
func NewBuilder(title string, c *observe.Codebook) *Builder {
	return &Builder{
		m:         Meeting{Title: title, Over: true, Dimensions: c.Dimensions, Codebook: c, KnownLoops: c.KnownLoops},
		tags:      newTagTable(c),
		persons:   map[string]int32{},
		observers: map[string]int32{},
		tagOf:     map[string]int32{},
		sorted:    true,
	}
}

// Grow makes room for n more rows, so that adding them copies nothing.
func (b *Builder) Grow(n int) {
	t := &b.m.Turns
	t.At = slices.Grow(t.At, n)
	t.From, t.To = slices.Grow(t.From, n), slices.Grow(t.To, n)
	t.Tag = slices.Grow(t.Tag, n)
}

// Add adds a row: a turn at a time in ms, from and to by name ("*" and the empty
// text are the group), with its primary tag (empty: none), the phase it is in
// (empty: the same as in the row before) and its observer (empty: the owner). Of
// equal texts only the first one is kept, so texts may be parts of the file in
// memory. Rows may come in any order of time.
func (b *Builder) Add(at int64, from, to, tag, phase, observer string) {
	b.AddRef(at, b.Person(from), b.Person(to), b.Tag(tag), phase, observer)
}

// Ref stands for a person or tag in [Builder.AddRef].
type Ref int32

// AddRef is Add for callers that have looked up persons and tags, so that they need
// not be looked up in each row.
func (b *Builder) AddRef(at int64, from, to, tag Ref, phase, observer string) {
	t := &b.m.Turns
	row := len(t.At)
	if row > 0 && at < t.At[row-1] {
		b.sorted = false
	}
	if phase != "" && phase != b.inPhase {
		b.inPhase = phase
		b.phases = append(b.phases, phaseRow{Phase{Name: phase, At: at}, row})
	}
	t.At = append(t.At, at)
	t.From = append(t.From, int32(from))
	t.To = append(t.To, int32(to))
	t.Tag = append(t.Tag, int32(tag))
	b.observe(row, observer)
	b.m.LastAt = max(b.m.LastAt, at)
}

// AddTag returns the row that was added last a further tag.
func (b *Builder) AddTag(tag string) {
	t := &b.m.Turns
	last := len(t.At) - 1
	t.Also = append(t.Also, make([][]int32, last+1-len(t.Also))...)
	t.Also[last] = append(t.Also[last], b.tags.of(observe.TagID(tag)))
}

// RowIDs sets how the id of a turn is made from the number of its row, from 1. The
// function is called only for the turns that a finding names. Without it the id is
// the number.
func (b *Builder) RowIDs(id func(row int) observe.EntryID) { b.m.rowID = id }

// Tag returns the reference of a tag; the empty text means no tag.
func (b *Builder) Tag(id string) Ref {
	if id == "" {
		return none
	}
	i, ok := b.tagOf[id]
	if !ok {
		i = b.tags.of(observe.TagID(id))
		b.tagOf[id] = i
	}
	return Ref(i)
}

// Person returns the reference of a person, who becomes a participant when the name
// is new; "*" and the empty text are the group.
func (b *Builder) Person(name string) Ref {
	if name == "" || name == observe.Everybody {
		return Everybody
	}
	i, ok := b.persons[name]
	if !ok {
		i = int32(len(b.m.Participants))
		b.persons[name] = i
		id := observe.PersonID("p" + strconv.Itoa(int(i)+1))
		b.m.Participants = append(b.m.Participants, Participant{ID: id, Name: name, Present: []Span{always}})
	}
	return Ref(i)
}

// observe adds who noted the row. The column exists only from the second observer
// on.
func (b *Builder) observe(row int, name string) {
	i, ok := b.observing, row > 0 && name == b.observer
	if !ok {
		i, ok = b.observers[name]
	}
	if !ok {
		i = int32(len(b.m.Observers))
		b.observers[name] = i
		b.m.Observers = append(b.m.Observers, Observer{ID: observe.ObserverID("o" + strconv.Itoa(int(i)+1)), Name: name})
		if i == 1 {
			b.m.Turns.Observer = make([]int32, row, cap(b.m.Turns.At))
		}
	}
	b.observer, b.observing = name, i
	if len(b.m.Observers) > 1 {
		b.m.Turns.Observer = append(b.m.Turns.Observer, i)
	}
}

// Meeting returns the meeting, its turns ordered by time, those of equal time as
// they were added. It fails when there are too many persons or tags. The builder
// must not be used afterwards.
func (b *Builder) Meeting() (*Meeting, error) {
	m := &b.m
	if n := len(m.Participants); n > observe.MaxParticipants {
		return nil, observe.Errorf(observe.TooLarge, "there are %d persons; at most %d are possible", n, observe.MaxParticipants)
	}
	if n := b.tags.size(m.Codebook); n > observe.MaxTags {
		return nil, observe.Errorf(observe.TooLarge, "there are %d tags, those of the codebook included; at most %d are possible", n, observe.MaxTags)
	}
	if len(m.Observers) == 1 && m.Observers[0].Name == "" {
		m.Observers[0].ID = observe.Owner
	}
	m.Independent = len(m.Observers) > 1
	persons := make([]observe.Person, len(m.Participants))
	for i, p := range m.Participants {
		persons[i] = observe.Person{ID: p.ID, Name: p.Name}
	}
	observe.FillPersons(persons, nil)
	for i, p := range persons {
		m.Participants[i].Role, m.Participants[i].Seat = p.Role, p.Seat
	}
	m.Tags = b.tags.tags

	t := &m.Turns
	if t.Also != nil {
		t.Also = append(t.Also, make([][]int32, len(t.At)-len(t.Also))...)
	}
	rows := make([]int32, 0)
	if !b.sorted {
		rows = make([]int32, len(t.At))
		for i := range rows {
			rows[i] = int32(i)
		}
		slices.SortStableFunc(rows, func(x, y int32) int { return cmp.Compare(t.At[x], t.At[y]) })
	}
	b.setPhases(rows)
	if !b.sorted {
		t.At = permuted(t.At, rows)
		t.From, t.To = permuted(t.From, rows), permuted(t.To, rows)
		t.Tag, t.Observer = permuted(t.Tag, rows), permuted(t.Observer, rows)
		t.Also, t.Row = permuted(t.Also, rows), rows
	}
	return m, nil
}

// setPhases orders the phases and sets for each turn the one it is in. Rows is the
// order of the turns, empty when it is that in which they were added. A phase begins
// just before the turn of its row.
func (b *Builder) setPhases(rows []int32) {
	if len(b.phases) == 0 {
		return
	}
	m := &b.m
	slices.SortStableFunc(b.phases, func(x, y phaseRow) int { return cmp.Compare(x.At, y.At) })
	for _, p := range b.phases {
		m.Phases = append(m.Phases, p.Phase)
	}
	m.Turns.Phase = make([]int32, len(m.Turns.At))
	phase := int32(none)
	for i := range m.Turns.Phase {
		row := i
		if len(rows) > 0 {
			row = int(rows[i])
		}
		for int(phase)+1 < len(b.phases) {
			next := b.phases[phase+1]
			if next.At > m.Turns.At[row] || next.At == m.Turns.At[row] && next.row > row {
				break
			}
			phase++
		}
		m.Turns.Phase[i] = phase
	}
}

// permuted returns the values of a column at these rows, nil for a nil column.
func permuted[T any](column []T, rows []int32) []T {
	if column == nil {
		return nil
	}
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = column[r]
	}
	return out
}
