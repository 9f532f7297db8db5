// Package fragment chooses some turns in a row of a meeting that are worth looking at
// together: around a moment that was marked or found, where the talk departs most from
// its own habit, and where it turned. docs/analysis.md has the definitions.
package fragment

import (
	"cmp"
	"slices"

	"kompas/analysis/sequence"
)

// How long a fragment is.
const (
	Least = 8  // turns of persons
	Most  = 15 // turns, with what everybody did
)

// Span is some turns in a row, by their places, both ends included.
type Span struct{ First, Last int }

// Talk is the turns of a meeting, made for choosing fragments of them. A fragment
// begins and ends with the turn of a person, has at least [Least] turns of persons and
// at most [Most] turns in all, and there is no pause in it.
type Talk struct {
	*sequence.Turns
	persons  []int   // how many turns of persons there are before each turn, and in all
	when     []int64 // by turn, the time that counts for what is near; see clock
	segments []Span
	runs     []Span // without a pause, of one or several segments
}

// Of returns the talk of these turns.
func Of(turns *sequence.Turns) *Talk {
	t := &Talk{Turns: turns, persons: make([]int, len(turns.At)+1), when: turns.At}
	if turns.Untimed {
		t.when = make([]int64, len(turns.At))
		for i := range t.when {
			t.when[i] = int64(i) * perTurn
		}
	}
	for i, from := range turns.From {
		t.persons[i+1] = t.persons[i]
		if from >= 0 {
			t.persons[i+1]++
		}
		b := sequence.Boundary(0)
		if turns.Boundaries != nil {
			b = turns.Boundaries[i]
		}
		t.segments = extended(t.segments, i, b != 0)
		t.runs = extended(t.runs, i, b&sequence.ChainBreak != 0)
	}
	return t
}

// extended adds a turn to the last span, or begins another one.
func extended(spans []Span, turn int, begins bool) []Span {
	if len(spans) == 0 || begins {
		return append(spans, Span{turn, turn})
	}
	spans[len(spans)-1].Last = turn
	return spans
}

// Persons counts the turns of persons in a span.
func (t *Talk) Persons(s Span) int { return t.persons[s.Last+1] - t.persons[s.First] }

// is reports whether a span is a fragment.
func (t *Talk) is(s Span) bool {
	return s.Last-s.First < Most && t.From[s.First] >= 0 && t.From[s.Last] >= 0 && t.Persons(s) >= Least
}

// All returns all turns where they are one fragment.
func (t *Talk) All() (s Span, ok bool) {
	if len(t.runs) != 1 {
		return s, false
	}
	s = t.fit(t.runs[0], t.runs[0], 0)
	return s, t.is(s) && t.Persons(s) == t.persons[len(t.At)]
}

// each calls yield with every fragment of a stretch, the earliest first, of those that
// begin together the shortest.
func (t *Talk) each(in Span, yield func(s Span)) {
	for first := in.First; first+Least-1 <= in.Last; first++ {
		for last := first + Least - 1; last <= min(in.Last, first+Most-1); last++ {
			if s := (Span{first, last}); t.is(s) {
				yield(s)
			}
		}
	}
}

// apart reports whether a fragment shares at most half of its turns, or of theirs, with
// each of the others.
func apart(s Span, others []Span) bool {
	for _, o := range others {
		both := min(s.Last, o.Last) - max(s.First, o.First) + 1
		if 2*both > min(s.Last-s.First, o.Last-o.First)+1 {
			return false
		}
	}
	return true
}

// homes returns the segment that a turn is in, and the run of segments without a pause.
func (t *Talk) homes(turn int) [2]Span {
	var out [2]Span
	for k, spans := range [2][]Span{t.segments, t.runs} {
		for _, s := range spans {
			if s.First <= turn && turn <= s.Last {
				out[k] = s
			}
		}
	}
	return out
}

// A mark reaches back, since who marks a moment has seen it already.
const (
	ReachBack  = 45_000 // ms
	ReachAhead = 15_000
	perTurn    = 5_000 // of a meeting without times
)

// clock returns a time of the meeting by the clock of when: without times, that of the
// latest turn up to it.
func (t *Talk) clock(at int64) int64 {
	if !t.Untimed {
		return at
	}
	next, _ := slices.BinarySearch(t.At, at+1)
	return int64(next-1) * perTurn
}

// Reach returns the turns from 45 s before a time to 15 s after it; ok is false when
// there are none. Where only the order of turns is known, each counts as 5 s.
func (t *Talk) Reach(at int64) (s Span, ok bool) {
	s, at = Span{-1, -1}, t.clock(at)
	for i, v := range t.when {
		if v >= at-ReachBack && v <= at+ReachAhead {
			if s.First < 0 {
				s.First = i
			}
			s.Last = i
		}
	}
	return s, s.First >= 0
}

// Around returns the fragment around a time: the turns of its reach in the item of the
// agenda that the last of them up to that time is in. What is too much is left out at the
// end that is farther off, a second before counting as a third of one after; what is
// missing is added at the end that is nearer. Where the item is too short it may go
// beyond it. ok is false where nothing is in reach, or a pause leaves too little.
func (t *Talk) Around(at int64, others []Span) (s Span, ok bool) {
	reach, ok := t.Reach(at)
	if !ok {
		return s, false
	}
	anchor := reach.First
	for anchor < reach.Last && t.At[anchor+1] <= at {
		anchor++
	}
	for _, home := range t.homes(anchor) {
		if t.Persons(home) < Least {
			continue
		}
		s = t.fit(Span{max(reach.First, home.First), min(reach.Last, home.Last)}, home, at)
		if t.is(s) && apart(s, others) {
			return s, true
		}
	}
	return s, false
}

// fit brings a span to the length of a fragment, within a stretch.
func (t *Talk) fit(s, home Span, at int64) Span {
	at = t.clock(at)
	off := func(turn int) int64 { // how far a turn is from the time
		if d := at - t.when[turn]; d >= 0 {
			return d
		}
		return (ReachBack / ReachAhead) * (t.when[turn] - at)
	}
	for s.Last-s.First >= Most {
		if off(s.First) >= off(s.Last) {
			s.First++
		} else {
			s.Last--
		}
	}
	for t.Persons(s) < Least && (s.First > home.First || s.Last < home.Last) {
		if s.Last == home.Last || s.First > home.First && off(s.First-1) <= off(s.Last+1) {
			s.First--
		} else {
			s.Last++
		}
	}
	for s.First < s.Last && t.From[s.First] < 0 {
		s.First++
	}
	for s.Last > s.First && t.From[s.Last] < 0 {
		s.Last--
	}
	return s
}

// Fullest returns the fragment that holds most of these moments whole, each the places
// of its turns, in order: of several the one with most turns both before and after them,
// then the earliest; within an item of the agenda where one can. ok is false where none
// holds one.
func (t *Talk) Fullest(moments [][]int, others []Span) (best Span, ok bool) {
	moments = slices.DeleteFunc(slices.Clone(moments), func(m []int) bool { return len(m) == 0 })
	slices.SortStableFunc(moments, func(a, b []int) int { return cmp.Compare(a[0], b[0]) })
	most, margin := 0, 0
	for _, stretches := range [2][]Span{t.segments, t.runs} {
		for _, in := range stretches {
			t.each(in, func(s Span) {
				next, _ := slices.BinarySearchFunc(moments, s.First, func(m []int, first int) int { return cmp.Compare(m[0], first) })
				n, held := 0, Span{s.Last, s.First}
				for ; next < len(moments) && moments[next][0] <= s.Last; next++ {
					if m := moments[next]; m[len(m)-1] <= s.Last {
						n++
						held = Span{min(held.First, m[0]), max(held.Last, m[len(m)-1])}
					}
				}
				around := min(held.First-s.First, s.Last-held.Last)
				if n > 0 && (n > most || n == most && around > margin) && apart(s, others) {
					most, margin, best = n, around, s
				}
			})
		}
		if most > 0 {
			return best, true
		}
	}
	return best, false
}
