// Package disclosure decides what a leader or participant is told of the others.
//
// Leaders and participants may read figures of the team and of themselves, but
// never of another person. They already know a lot: they took part in the meeting,
// the log shows them every turn from or to themselves, and they may ask as often
// as they like. So no two figures that they can get may differ by what one other
// person did. Otherwise somebody who hears Bo speak, and sees the count of one tag
// grow, knows what was noted about Bo.
//
// For this reason turns are not disclosed one by one. The log is cut into parts, in
// each of which at least [Others] others did something that the reader
// does not see in the log. A part is disclosed as a whole or not at all, and always
// as it stood when it ended. Each answer, whether it is limited by phase, time, role
// or the moment of asking, is about a union of parts, or is refused. So the
// difference between two answers is about a union of parts as well.
//
// Where parts end depends on the log alone. So a reader who joins again, asks twice
// or opens a second connection learns nothing more:
//
//   - A phase of the meeting is one part. A phase in which too few others spoke is
//     left out of all answers, since it would be the difference between the whole
//     meeting and the other phases.
//   - Without phases, a part ends with a turn that is at least
//     [Interval] away from the end of the previous part.
//   - When the meeting ends, the part ends. Turns after the end of the last part
//     are not disclosed.
//
// Nothing is disclosed before [People] people have spoken; a reader who
// takes part counts as one of them. What can still be concluded is described in
// docs/analysis.md, "What a leader is told".
package disclosure

import (
	"cmp"
	"slices"

	"kompas/observe"
)

// Limits on what is disclosed.
const (
	Others   = 3          // persons other than the reader who must speak in a part
	People   = 5          // people who must have spoken in the meeting
	Interval = 5 * 60_000 // milliseconds between parts without phases, and between two summaries
)

// Disclosed holds the turns that a leader or participant may count.
type Disclosed struct {
	Head   observe.Seq // the last entry of the last part that is disclosed; 0: none is
	People int         // number of people who spoke so far; a reader who takes part counts
	Turns  []Turn      // ordered by (at, seq)
}

// Turn is a turn as it stood when its part ended.
type Turn struct {
	observe.Interaction
	Part  int         // from 0
	Phase observe.Seq // the entry that began the phase of the part; 0: none
}

// To returns the turns that a leader or participant may count. It reads the whole
// log, in time that grows with its length.
func To(v observe.Viewer, s *observe.State) Disclosed {
	w := partCutter{state: s, reader: string(v.Person), place: map[observe.EntryID]int{},
		people: map[string]int{}, spoke: map[string]int{}, tagged: map[string]int{}}
	counts := Observers(v, s)
	for _, h := range s.History() {
		switch {
		case h.Turn != nil && counts(h.Turn.Observer):
			w.turn(h)
		case h.Type == observe.TypePhase:
			w.end(h.Seq-1, h.At)
			w.drop()
			w.phase, w.agenda, w.over = h.Seq, true, false
		case h.Type == observe.TypeState:
			if w.over = h.Ends; w.over {
				w.end(h.Seq, h.At)
			}
		}
	}
	w.out.People = w.heard()
	slices.SortFunc(w.out.Turns, func(a, b Turn) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Seq, b.Seq))
	})
	return w.out
}

// Observers returns a function that reports whether the turns of an observer
// are counted. They are those of all observers that the viewer may count. If
// observers coded independently, only the observer with the most turns counts, as in
// an analysis: two observers of the same meeting differ by single turns, which must
// not be disclosed.
func Observers(v observe.Viewer, s *observe.State) func(observe.ObserverID) bool {
	if s.Header().Coding != observe.Independent {
		return func(o observe.ObserverID) bool { return s.Counts(v, o) }
	}
	turns := map[observe.ObserverID]int{}
	for _, t := range s.Interactions() {
		if s.Counts(v, t.Observer) {
			turns[t.Observer]++
		}
	}
	var best observe.ObserverID
	for _, o := range s.Header().Observers {
		if turns[o.ID] > turns[best] {
			best = o.ID
		}
	}
	return func(o observe.ObserverID) bool { return o == best }
}

// partCutter cuts a log into parts.
type partCutter struct {
	state  *observe.State
	reader string
	phase  observe.Seq // the entry that began the phase; 0: none
	agenda bool        // whether there are phases
	over   bool        // whether the meeting has ended

	part   []observe.Interaction   // the turns since the end of the last part, as they stand
	place  map[observe.EntryID]int // their indices in part
	spoke  map[string]int          // by speaker: turns of others in the part that the reader does not see
	tagged map[string]int          // by speaker: those of spoke that have a tag
	people map[string]int          // by speaker: turns of others so far

	parts       int            // number of parts that have ended
	endAt       observe.Millis // when the last of them ended
	wait        []Turn         // of parts that have ended and are not disclosed yet
	disclosed   bool           // whether anything is
	disclosedAt observe.Millis // when the last part that is disclosed ended
	out         Disclosed
}

func (w *partCutter) turn(h observe.Happening) {
	if i, ok := w.place[h.Turn.ID]; ok {
		w.count(&w.part[i], -1)
		w.part[i] = *h.Turn
	} else if h.Turn.Seq == h.Seq {
		w.place[h.Turn.ID] = len(w.part)
		w.part = append(w.part, *h.Turn)
	} else {
		return // its part has ended, and stays as it was disclosed
	}
	w.count(h.Turn, 1)
	due := apart(h.Turn.At, w.endAt)
	if w.parts == 0 {
		due = w.heard() >= People
	}
	if due && (!w.agenda || w.over) && h.Seq > w.state.Imported() {
		w.end(h.Seq, h.Turn.At)
	}
}

// apart reports whether two times are so far from each other that both may be
// the end of a part. An entry may come late, so either time may be the earlier one.
func apart(a, b observe.Millis) bool { return a-b >= Interval || b-a >= Interval }

// count adds a turn to the counts of the part (by 1), or removes it (by -1).
func (w *partCutter) count(t *observe.Interaction, by int) {
	if t.Void || t.From == observe.Everybody || t.From == w.reader {
		return
	}
	add := func(to map[string]int) {
		if to[t.From] += by; to[t.From] == 0 {
			delete(to, t.From)
		}
	}
	add(w.people)
	if t.To == w.reader {
		return // the reader sees it in the log
	}
	add(w.spoke)
	if len(t.Tags) > 0 {
		add(w.tagged)
	}
}

// enough reports whether so many others spoke in the part that none of them can be
// recognised. The same holds for tags: if only one person's turns have tags, the
// tags are known to be of that person.
func (w *partCutter) enough() bool {
	return len(w.spoke) >= Others && (len(w.tagged) == 0 || len(w.tagged) >= Others)
}

// heard returns how many people spoke; a reader who takes part counts.
func (w *partCutter) heard() int {
	if w.state.Knows(observe.PersonID(w.reader)) {
		return len(w.people) + 1
	}
	return len(w.people)
}

// end ends the part with an entry, if enough others spoke in it, and discloses the
// parts that have ended, if it is time for that.
func (w *partCutter) end(seq observe.Seq, at observe.Millis) {
	if w.enough() {
		for _, t := range w.part {
			if !t.Void {
				w.wait = append(w.wait, Turn{t, w.parts, w.phase})
			}
		}
		w.parts++
		w.endAt = at
		w.drop()
	}
	if len(w.wait) > 0 && w.heard() >= People && (w.over || !w.disclosed || apart(at, w.disclosedAt)) {
		w.out.Turns = append(w.out.Turns, w.wait...)
		w.out.Head, w.wait, w.disclosed, w.disclosedAt = seq, nil, true, at
	}
}

// drop begins a new part, without the turns since the last one ended.
func (w *partCutter) drop() {
	w.part = w.part[:0]
	clear(w.place)
	clear(w.spoke)
	clear(w.tagged)
}
