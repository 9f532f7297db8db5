package analysis

import (
	"context"
	"slices"
	"sort"

	"kompas/observe"
)

// track is what is read for sequences: the turns of one meeting, or of several
// one after another, with their codes. Nothing reaches from one meeting into
// the next.
type track struct {
	coding
	lag        int
	at         []int64
	from       []int32    // who acts, Everybody for the group; other numbers in each meeting
	boundaries []boundary // what lies between a turn and the one before it; nil: nothing anywhere
	parts      []part
	ctx        context.Context

	listed int // moments that each loop lists
}

// part is one meeting in a track.
type part struct {
	*Selection
	start int // its first turn in the track
}

// newTrack codes the turns of streams. A single stream is not copied.
func newTrack(ctx context.Context, streams []*Selection, by Codes, lag int) *track {
	if len(streams) == 1 {
		s := streams[0]
		return &track{coding: s.coded(by), lag: lag, at: s.Turns.At, from: s.Turns.From, boundaries: s.boundaries, parts: []part{{s, 0}}, ctx: ctx}
	}
	t := &track{lag: lag, ctx: ctx}
	codings := make([]coding, len(streams))
	effects := map[string]observe.Effect{}
	for i, s := range streams {
		codings[i] = s.coded(by)
		for k, name := range codings[i].names {
			if _, known := effects[name]; !known {
				t.names = append(t.names, name)
				effects[name] = codings[i].effects[k]
			}
		}
	}
	slices.Sort(t.names)
	for _, name := range t.names {
		t.effects = append(t.effects, effects[name])
	}
	persons := int32(0)
	for i, s := range streams {
		start := len(t.at)
		t.parts = append(t.parts, part{s, start})
		t.at = append(t.at, s.Turns.At...)
		for k, code := range codings[i].code {
			if code >= 0 {
				n, _ := slices.BinarySearch(t.names, codings[i].names[code])
				code = int32(n)
			}
			t.code = append(t.code, code)
			from := s.Turns.From[k]
			if from >= 0 {
				from += persons
			}
			t.from = append(t.from, from)
			c := boundary(0)
			if s.boundaries != nil {
				c = s.boundaries[k]
			}
			if k == 0 {
				c = chainBreak | phaseChange
			}
			t.boundaries = append(t.boundaries, c)
		}
		persons += int32(len(s.Participants))
	}
	return t
}

func (t *track) len() int { return len(t.code) }

// limited reports whether the reader may read only about themself.
func (t *track) limited() bool {
	return slices.ContainsFunc(t.parts, func(p part) bool { return p.Limited })
}

// breaksChain reports whether no pair reaches from the turn before to turn i.
func (t *track) breaksChain(i int) bool {
	return t.boundaries != nil && t.boundaries[i]&chainBreak != 0
}

// beginsSegment reports whether turn i is not in the segment of the turn
// before it.
func (t *track) beginsSegment(i int) bool {
	return i == 0 || t.boundaries != nil && t.boundaries[i] != 0
}

// chains yields, for each turn at which k counted pairs end, the turn at which
// they start, in order, until it is told to stop: from the one to the other
// lies no uncoded turn, pause, filter gap or border.
func (t *track) chains(k int) func(yield func(start int) bool) {
	return func(yield func(int) bool) {
		run := 0 // coded turns without a break, up to this one
		for i, code := range t.code {
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

// pairs counts the pairs of turns that lie lag apart in the order of all turns,
// with no uncoded turn, pause or filter gap from the one to the other.
func (t *track) pairs() *table {
	out := newTable(len(t.names))
	run := 0 // as in chains, which would cost a call for each turn
	for i, code := range t.code {
		if t.breaksChain(i) {
			run = 0
		}
		if code < 0 {
			run = 0
			continue
		}
		run++
		if run <= t.lag {
			continue
		}
		cell := int(t.code[i-t.lag])*out.m + int(code)
		out.observed[cell]++
		if a, b := t.from[i-t.lag], t.from[i]; a >= 0 && b >= 0 && a != b {
			out.between[cell]++
		}
	}
	out.sumUp()
	return out
}

// ids gives the ids of turns.
func (t *track) ids(turns ...int) []observe.EntryID {
	out := make([]observe.EntryID, len(turns))
	for k, i := range turns {
		p := t.parts[t.partOf(i)]
		out[k] = p.id(i - p.start)
	}
	return out
}

// partOf gives in which part a turn is.
func (t *track) partOf(turn int) int {
	return sort.Search(len(t.parts), func(p int) bool { return t.parts[p].start > turn }) - 1
}
