package analysis

import (
	"math"

	"kompas/observe"
)

// Meeting is what is known of one session before anything is computed: its
// turns as columns, and the facts that figures need beside them. Make one with
// [FromState] or a [Builder]. Nothing in this package changes a Meeting once
// it is made, so several goroutines may analyse the same one.
type Meeting struct {
	Session      observe.SessionID // empty for a file
	Title        string
	Participants []Participant
	Observers    []Observer
	Independent  bool // a single observer's turns are analysed, not all as one stream
	Clock        []ClockPoint
	LastAt       int64   // the largest time of what happened, in ms
	Phases       []Phase // ordered by (at, seq)
	Marks        []Mark  // ordered by (at, seq)
	Tags         []Tag
	Dimensions   []observe.Dimension
	Turns        Turns

	// Limited says that results name no person but Own, and hold no figure from
	// which that of one other person could be had: see [observe.Disclosure], which says
	// what the turns of such a meeting are.
	Limited bool
	Own     observe.PersonID
	Over    bool        // the meeting has ended
	people  int         // who spoke, for a limited reader
	head    observe.Seq // the last entry that a limited reader is told of; 0: none yet

	Codebook *observe.Codebook             // with which the turns were coded; it must not be changed
	rowID    func(row int) observe.EntryID // gives ids where turns have none; nil: there are none
}

// Everybody is the index that stands for the group ("*") in Turns.From and
// Turns.To, and none is the index of what is not there.
const (
	Everybody = -1
	none      = -1
)

// Turns are interactions as columns of equal length, ordered by (at, seq). A
// column that is nil has only zero values.
type Turns struct {
	At       []int64   // ms since the start of the session
	From, To []int32   // index in Meeting.Participants, or Everybody
	Tag      []int32   // index in Meeting.Tags of the primary tag, -1 without one
	Also     [][]int32 // the same of further tags; nil when no turn has several
	Phase    []int32   // index in Meeting.Phases, -1 before the first; nil without phases
	Part     []int32   // which turns a limited reader is told together; nil for others
	Observer []int32   // index in Meeting.Observers
	Proposed []bool    // the pad proposed To and nobody touched it
	ID       []observe.EntryID
	Seq      []observe.Seq // number in the log; nil for a file
	Row      []int32       // where the turn stood when it was added, from 0; nil: where it is
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

// always is the span of who is there from before the start to after the end.
var always = Span{math.MinInt64, math.MaxInt64}

// Observer is somebody who logged.
type Observer struct {
	ID   observe.ObserverID
	Name string
}

// ClockPoint is a change of the session's state: live, paused or ended.
type ClockPoint struct {
	At    int64
	State string
}

// Phase is one stretch of the meeting, from At to the At of the next.
type Phase struct {
	ID      observe.EntryID // empty for a file
	Name    string
	Purpose observe.Purpose
	Outcome string // how it ended; empty: not said
	At      int64
}

// Mark is something that the observer marked. Labels are there to tell marks
// apart, not to be shown.
type Mark struct {
	At    int64
	Phase int // index in Meeting.Phases, -1 before the first
	Kind  string
	Label string
}

// Tag is what figures need to know of a code of the codebook, tag or family.
type Tag struct {
	ID      observe.TagID
	Family  observe.TagID // of a family its own id; empty without one
	Coarse  bool          // it is a family
	Effect  observe.Effect
	Weights []float64 // by dimension, in the order of Meeting.Dimensions
}

// tagFacts returns what figures need of a code; c is nil for a tag that the
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

// tagTable returns each code of a codebook an index.
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

// of returns the index of a tag, a new one when it is the first of its kind.
func (t *tagTable) of(id observe.TagID) int32 {
	i, ok := t.index[id]
	if !ok {
		i = int32(len(t.tags))
		t.index[id] = i
		t.tags = append(t.tags, tagFacts(id, t.codes[id], t.fams[id], t.dims))
	}
	return i
}

// size counts the codes of the codebook and the tags that it does not have.
func (t *tagTable) size(c *observe.Codebook) int {
	n := len(c.Tags) + len(c.Families)
	for id := range t.index {
		if t.codes[id] == nil {
			n++
		}
	}
	return n
}
