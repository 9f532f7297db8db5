package analysis

import (
	"math"

	"kompas/observe"
)

// Meeting is what is known of one session before anything is computed: its turns as
// columns, and the facts that figures need beside them. Make one with [FromState] or a
// [Builder]. Nothing changes a Meeting once it is made, so several goroutines may
// analyse the same one.
type Meeting struct {
	Session      observe.SessionID // empty for a file
	Title        string
	Participants []Participant
	Observers    []Observer
	Independent  bool // observers coded independently: the turns of one of them are analysed, not those of all together
	Clock        []ClockPoint
	Paper        bool    // it was noted on paper: the order of turns is known, their times are not, and nothing that rests on time is computed
	Over         bool    // it has ended; a file has
	LastAt       int64   // the largest time of an entry, in ms
	Phases       []Phase // ordered by (at, seq)
	Marks        []Mark  // ordered by (at, seq)
	Tags         []Tag
	Dimensions   []observe.Dimension
	Turns        Turns

	// Limited says that the reader is a leader or participant: results name no person
	// but Own, and nothing about any one other person follows from them (see
	// limited.go). The turns are those that [disclosure.To] tells.
	Limited bool
	Own     observe.PersonID
	people  int         // of a limited reader, how many persons spoke
	head    observe.Seq // of a limited reader, the last entry that is told; 0: none yet

	Codebook   *observe.Codebook   // with which the turns were coded; it must not be changed
	KnownLoops []observe.KnownLoop // that are looked for by name: those of the codebook, which may have come to have them later

	groupActs map[observe.EntryID]GroupAct // what a mark says of a turn of the group

	rowID func(row int) observe.EntryID // makes ids where turns have none; nil: the id is the row
}

// Everybody is the index of the group ("*") in Turns.From and Turns.To; none is the
// index of something that is absent.
const (
	Everybody = -1
	none      = -1
)

// Turns are the turns of a meeting as columns of equal length, ordered by (at, seq). A
// nil column stands for one of zero values, unless it says otherwise.
type Turns struct {
	At       []int64   // ms since the start of the session
	From, To []int32   // index in Meeting.Participants, or Everybody
	Tag      []int32   // index in Meeting.Tags of the primary tag, -1 without one
	Also     [][]int32 // the same of further tags; nil when no turn has several
	Phase    []int32   // index in Meeting.Phases, -1 before the first; nil without phases
	Part     []int32   // number of the part in which a limited reader is told the turn; nil for others
	Observer []int32   // index in Meeting.Observers
	Proposed []bool    // the pad proposed To and nobody touched it
	ID       []observe.EntryID
	Seq      []observe.Seq // number in the log; nil for a file
	Row      []int32       // index of the row that it was added as; nil: its own index
}

// Len returns the number of turns.
func (t *Turns) Len() int { return len(t.At) }

// Participant is somebody who takes or took part.
type Participant struct {
	ID      observe.PersonID
	Name    string
	Role    observe.PersonRole
	Seat    *observe.Seat
	Present []Span // in order, not overlapping
}

// Span is a stretch of time in ms, both ends included.
type Span struct{ From, To int64 }

// always is the span of somebody who is present from before the start to after the end.
var always = Span{math.MinInt64, math.MaxInt64}

// Observer is somebody who noted turns.
type Observer struct {
	ID   observe.ObserverID
	Name string
}

// ClockPoint is a change of the session's state: live, paused or ended.
type ClockPoint struct {
	At    int64
	State string
}

// Phase is one stretch of the meeting, from At to the At of the next phase.
type Phase struct {
	ID      observe.EntryID // empty for a file
	Name    string
	Purpose observe.Purpose
	Outcome string // how it ended; empty: not said
	At      int64
}

// Mark is a moment that an observer marked. Labels tell marks apart; they must not be
// shown.
type Mark struct {
	ID     observe.EntryID
	At     int64
	Phase  int // index in Meeting.Phases, -1 before the first
	Kind   string
	Label  string
	Target observe.EntryID // the entry that it is about; empty: none
}

// Tag is what figures need to know of a tag or family of the codebook.
type Tag struct {
	ID      observe.TagID
	Family  observe.TagID // of a family its own id; empty without one
	Coarse  bool          // it is a family
	Effect  observe.Effect
	Weights []float64 // by dimension, in the order of Meeting.Dimensions
}

// tagFacts returns what figures need to know of a code; c is nil for a tag that the
// codebook does not have.
func tagFacts(id observe.TagID, c *observe.Tag, coarse bool, dims []observe.Dimension) Tag {
	t := Tag{ID: id, Effect: observe.Neutral, Coarse: coarse, Weights: make([]float64, len(dims))}
	if c == nil {
		return t
	}
	t.Family = c.Family
	if coarse {
		t.Family = id
	}
	if c.Effect != "" {
		t.Effect = c.Effect
	}
	for i, d := range dims {
		t.Weights[i] = c.Weights[d.ID]
	}
	return t
}

// tagTable gives each code that is used an index.
type tagTable struct {
	dims  []observe.Dimension
	codes map[observe.TagID]*observe.Tag
	index map[observe.TagID]int32
	tags  []Tag
	fams  map[observe.TagID]bool
}

func newTagTable(c *observe.Codebook) *tagTable {
	t := &tagTable{dims: c.Dimensions, codes: map[observe.TagID]*observe.Tag{},
		index: map[observe.TagID]int32{}, fams: map[observe.TagID]bool{}}
	for i := range c.Families {
		t.codes[c.Families[i].ID], t.fams[c.Families[i].ID] = &c.Families[i], true
	}
	for i := range c.Tags {
		t.codes[c.Tags[i].ID] = &c.Tags[i]
	}
	return t
}

// of returns the index of a tag, which gets one when it is used for the first time.
func (t *tagTable) of(id observe.TagID) int32 {
	i, ok := t.index[id]
	if !ok {
		i = int32(len(t.tags))
		t.index[id] = i
		t.tags = append(t.tags, tagFacts(id, t.codes[id], t.fams[id], t.dims))
	}
	return i
}

// size counts the codes of the codebook and the used tags that it does not have.
func (t *tagTable) size(c *observe.Codebook) int {
	n := len(c.Tags) + len(c.Families)
	for id := range t.index {
		if t.codes[id] == nil {
			n++
		}
	}
	return n
}
