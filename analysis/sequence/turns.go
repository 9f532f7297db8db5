package sequence

import (
	"context"
	"slices"
	"sort"

	"kompas/observe"
)

// Turns are the coded turns of one meeting, in order of time. The slices by turn
// have equal length.
type Turns struct {
	Names      []string                       // of the codes, sorted
	Effects    []observe.Effect               // by code, as the codebook assumes
	Code       []int32                        // by turn, index in Names; negative without a code
	At         []int64                        // by turn, ms
	Untimed    bool                           // At says in what order turns were, and not when
	Untested   []bool                         // by code, which are never a part of a link; nil: none
	From, To   []int32                        // by turn, the number of the person who acts, and of the one who is addressed; negative for the group. To is only needed for replies
	Families   *Families                      // of all meetings that are followed together, or of none; nil: codes are not tags
	Persons    int                            // how many persons there are: the numbers are below it
	Boundaries []Boundary                     // by turn, what lies before it; nil: nothing anywhere
	ID         func(turn int) observe.EntryID // nil: findings must not lead to these turns
}

// Families are the families of turns whose codes are tags.
type Families struct {
	Names []string // sorted
	Code  []int32  // by turn, index in Names; negative for a turn without a code
	Alone int      // how many turns have a family only, in place of a tag
}

// Boundary says what lies between a turn and the one before it.
type Boundary uint8

// Boundaries. Each ends a segment.
const (
	ChainBreak  Boundary = 1 << iota // a pause, or turns that a filter left out: no pair reaches across
	PhaseChange                      // another phase begins: pairs reach across
)

// Options say how turns are analysed.
type Options struct {
	Pairing      Pairing // which turns make a pair; empty: in order
	Lag          int     // how many turns later a pair in order ends, 1 or more
	Alpha        float64 // the probability with which anything is found in a meeting without order, at most
	Permutations int     // draws; 0: residuals decide
	Seed         uint64  // of the draws
	MaxCodes     int     // with more codes there is no table; 0: 600
	ByPerson     bool    // codes are the persons who act
	ByFamily     bool    // codes are families
	Sought       []Sought
}

// Sought is a loop that is looked for by name. All signs are positive, or there are two
// nodes with a positive sign and a negative one.
type Sought struct {
	Name     string // empty for a loop of the team
	Source   Source
	Families bool // nodes are families
	Nodes    []string
	Signs    []Sign // of the link that leaves each node
}

// EachPair calls yield with each counted pair of turns, in the order of the later
// ones, and whether it is tested: two different actors make it, or codes are persons.
//
// A pair [InOrder] is a turn and the one lag turns later. It counts when every turn
// from the one to the other has a code, and no [ChainBreak] lies between. A pair
// [InReply] is a turn to a person and the latest turn of that person before it. It
// counts when both have a code, and no chain break lies between.
func (t *Turns) EachPair(o Options, yield func(first, then int, tested bool)) {
	c := &codedTurns{Turns: *t}
	c.pairUp(&o)
	for then, first := range c.before {
		if first >= 0 {
			yield(int(first), then, c.tested[then] >= 0)
		}
	}
}

// beginsSegment reports whether turn i is not in the segment of the turn before
// it.
func (t *Turns) beginsSegment(i int) bool {
	return i == 0 || t.Boundaries != nil && t.Boundaries[i] != 0
}

// codedTurns are the turns of one meeting, or of several one after another, while
// they are analysed. Nothing reaches from one meeting into the next, and persons
// have other numbers in each.
type codedTurns struct {
	Turns
	ctx    context.Context
	parts  []meetingPart
	listed int     // how many moments of each loop are listed
	before []int32 // by turn, the turn that it makes a pair with; -1 without one
	tested []int32 // the same of the pairs that are tested: by two different actors
	reply  bool    // pairs are replies
}

// meetingPart is one meeting among the turns.
type meetingPart struct {
	start int                            // index of its first turn among all turns
	id    func(turn int) observe.EntryID // by turn of the meeting; see Turns.ID
}

// join puts meetings one after another and finds their pairs.
func join(ctx context.Context, meetings []Turns, o *Options) *codedTurns {
	t := joined(ctx, meetings)
	t.pairUp(o)
	return t
}

// joined puts meetings one after another. A single one is not copied.
func joined(ctx context.Context, meetings []Turns) *codedTurns {
	if len(meetings) == 1 {
		return &codedTurns{Turns: meetings[0], ctx: ctx, parts: []meetingPart{{0, meetings[0].ID}}}
	}
	t := &codedTurns{ctx: ctx}
	effects, untested := map[string]observe.Effect{}, map[string]bool{}
	for _, m := range meetings {
		for k, name := range m.Names {
			if _, known := effects[name]; !known {
				t.Names = append(t.Names, name)
				effects[name] = m.Effects[k]
			}
			untested[name] = untested[name] || m.Untested != nil && m.Untested[k]
		}
	}
	slices.Sort(t.Names)
	for _, name := range t.Names {
		t.Effects, t.Untested = append(t.Effects, effects[name]), append(t.Untested, untested[name])
	}
	for _, m := range meetings {
		t.parts = append(t.parts, meetingPart{len(t.At), m.ID})
		t.At, t.Untimed = append(t.At, m.At...), t.Untimed || m.Untimed
		for i, code := range m.Code {
			if code >= 0 {
				n, _ := slices.BinarySearch(t.Names, m.Names[code])
				code = int32(n)
			}
			t.Code = append(t.Code, code)
			t.From = append(t.From, t.renumbered(m.From[i]))
			if m.To != nil {
				t.To = append(t.To, t.renumbered(m.To[i]))
			}
			b := Boundary(0)
			if m.Boundaries != nil {
				b = m.Boundaries[i]
			}
			if i == 0 {
				b = ChainBreak | PhaseChange
			}
			t.Boundaries = append(t.Boundaries, b)
		}
		t.Persons += m.Persons
	}
	return t
}

// renumbered returns the number that a person of the next meeting gets.
func (t *codedTurns) renumbered(person int32) int32 {
	if person < 0 {
		return person
	}
	return person + int32(t.Persons)
}

func (t *codedTurns) len() int { return len(t.Code) }

// hidden reports whether findings must not lead to the turns of some meeting.
func (t *codedTurns) hidden() bool {
	return slices.ContainsFunc(t.parts, func(p meetingPart) bool { return p.id == nil })
}

// ids returns the ids of turns.
func (t *codedTurns) ids(turns ...int) []observe.EntryID {
	out := make([]observe.EntryID, len(turns))
	for k, i := range turns {
		p := t.parts[t.partOf(i)]
		out[k] = p.id(i - p.start)
	}
	return out
}

// partOf returns the index of the part that a turn is in.
func (t *codedTurns) partOf(turn int) int {
	return sort.Search(len(t.parts), func(p int) bool { return t.parts[p].start > turn }) - 1
}
