package sequence

import (
	"context"
	"iter"
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
	From       []int32                        // by turn, the number of the person who acts; negative for the group
	Persons    int                            // how many persons there are: the numbers are below it
	Boundaries []Boundary                     // by turn, what lies before it; nil: nothing anywhere
	ID         func(turn int) observe.EntryID // nil: findings must not lead to these turns
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
	Lag          int     // how many turns later a pair ends, 1 or more
	Alpha        float64 // the probability with which anything is found in a meeting without order, at most
	Permutations int     // draws; 0: residuals decide
	Seed         uint64  // of the draws
	MaxCodes     int     // with more codes there is no table; 0: 600
	ByPerson     bool    // codes are the persons who act
}

// Pairs returns the turns at which counted pairs start, in order of time. A pair
// is a turn and the one lag turns later. It counts when every turn from the one to
// the other has a code, and no [ChainBreak] lies between.
func (t *Turns) Pairs(lag int) iter.Seq[int] {
	return (&codedTurns{Turns: *t, lag: lag}).chains(1)
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
	lag    int
	parts  []meetingPart
	listed int // how many moments of each loop are listed
}

// meetingPart is one meeting among the turns.
type meetingPart struct {
	start int                            // index of its first turn among all turns
	id    func(turn int) observe.EntryID // by turn of the meeting; see Turns.ID
}

// join puts meetings one after another. A single one is not copied.
func join(ctx context.Context, meetings []Turns, lag int) *codedTurns {
	if len(meetings) == 1 {
		return &codedTurns{Turns: meetings[0], ctx: ctx, lag: lag, parts: []meetingPart{{0, meetings[0].ID}}}
	}
	t := &codedTurns{ctx: ctx, lag: lag}
	effects := map[string]observe.Effect{}
	for _, m := range meetings {
		for k, name := range m.Names {
			if _, known := effects[name]; !known {
				t.Names = append(t.Names, name)
				effects[name] = m.Effects[k]
			}
		}
	}
	slices.Sort(t.Names)
	for _, name := range t.Names {
		t.Effects = append(t.Effects, effects[name])
	}
	for _, m := range meetings {
		t.parts = append(t.parts, meetingPart{len(t.At), m.ID})
		t.At = append(t.At, m.At...)
		for i, code := range m.Code {
			if code >= 0 {
				n, _ := slices.BinarySearch(t.Names, m.Names[code])
				code = int32(n)
			}
			t.Code = append(t.Code, code)
			from := m.From[i]
			if from >= 0 {
				from += int32(t.Persons)
			}
			t.From = append(t.From, from)
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

func (t *codedTurns) len() int { return len(t.Code) }

// hidden reports whether findings must not lead to the turns of some meeting.
func (t *codedTurns) hidden() bool {
	return slices.ContainsFunc(t.parts, func(p meetingPart) bool { return p.id == nil })
}

// breaksChain reports whether no pair reaches from the turn before to turn i.
func (t *codedTurns) breaksChain(i int) bool {
	return t.Boundaries != nil && t.Boundaries[i]&ChainBreak != 0
}

// chains yields each turn from which k counted pairs follow one another: every
// turn from there to k lags later has a code, and no chain break lies between.
func (t *codedTurns) chains(k int) iter.Seq[int] {
	return func(yield func(int) bool) {
		run := 0 // coded turns without a break, up to this one
		for i, code := range t.Code {
			if t.breaksChain(i) {
				run = 0
			}
			if code < 0 {
				run = 0
				continue
			}
			run++
			if run > k*t.lag && !yield(i-k*t.lag) {
				return
			}
		}
	}
}

// pairs counts the pairs.
func (t *codedTurns) pairs() *table {
	out := newTable(len(t.Names))
	for i := range t.chains(1) {
		cell := int(t.Code[i])*out.m + int(t.Code[i+t.lag])
		out.observed[cell]++
		if a, b := t.From[i], t.From[i+t.lag]; a >= 0 && b >= 0 && a != b {
			out.between[cell]++
		}
	}
	out.sumUp()
	return out
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
