package observe

import (
	"cmp"
	"slices"
)

// # What a leader or participant is told of the others
//
// A leader and a participant read figures of the team and of themself, never of
// another person. They know a good deal already: they were in the room, they
// see in the log every turn from or to themself, and they may ask as often as
// they like. So no two figures that they can get may differ by what one other
// person did: who heard Bo speak, and sees one count of a tag grow, knows what
// was noted of Bo.
//
// That is why such a reader does not count the turns as they come. The log is
// cut into parts, in each of which at least [DisclosureOthers] others did something
// that the reader does not see in the log. A part is told whole or not at all,
// and as it stood at its end for ever; whatever is asked for, by phase, time,
// role or the moment of asking, is a union of parts or is refused. Whatever can
// be had by subtracting one answer from another is then a union of parts, too.
//
// Where the parts end is read from the log alone, so that joining anew, asking
// twice or a second connection tell no more than one look does:
//
//   - An item of the agenda is one part. One in which too few others spoke is
//     left out everywhere, since the whole less the other items would be that
//     item.
//   - Where there is no agenda a part ends with a turn that is [DisclosureInterval] or
//     more from the end of the last one.
//   - When the meeting ends, the part ends. Turns after the last end of a part
//     are not told.
//
// Nothing is told before [DisclosurePeople] people have spoken, the reader counted in
// when they take part. What still can be concluded is in docs/analysis.md, "What
// a leader is told".

// Limits on what is told.
const (
	DisclosureOthers   = 3          // others that a part needs
	DisclosurePeople   = 5          // people that a meeting needs
	DisclosureInterval = 5 * 60_000 // ms from one part to the next, without an agenda, and between two summaries
)

// Disclosure is what a leader or participant may count of the others' turns.
type Disclosure struct {
	Head   Seq             // the last entry of the last part that is told; 0: nothing is
	People int             // who spoke so far, the reader counted in when they take part
	Turns  []DisclosedTurn // ordered by (at, seq)
}

// DisclosedTurn is a turn as it stood when its part ended.
type DisclosedTurn struct {
	Interaction
	Part  int // parts count from 0
	Phase Seq // of the entry that began the item of the agenda which it is told with; 0: none
}

// Disclosure returns what a leader or participant may count. It is read from the whole
// log, in time that grows with its length.
func (s *State) Disclosure(v Viewer) Disclosure {
	w := partCutter{state: s, reader: string(v.Person), place: map[EntryID]int{},
		people: map[string]int{}, spoke: map[string]int{}, tagged: map[string]int{}}
	counts := s.disclosedObserver(v)
	for _, h := range s.happenings() {
		switch {
		case h.turn != nil && counts(h.turn.Observer):
			w.turn(h)
		case h.kind == TypePhase:
			w.end(h.seq-1, h.at)
			w.drop()
			w.phase, w.agenda, w.over = h.seq, true, false
		case h.kind == TypeState:
			if w.over = h.ends; w.over {
				w.end(h.seq, h.at)
			}
		}
	}
	w.out.People = w.heard()
	slices.SortFunc(w.out.Turns, func(a, b DisclosedTurn) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Seq, b.Seq))
	})
	return w.out
}

// disclosedObserver reports whose turns are counted: of everybody whose turns the
// viewer may count, or, where observers coded independently, of the one with
// most turns, as in an analysis, since two who saw the same meeting differ by
// single turns.
func (s *State) disclosedObserver(v Viewer) func(ObserverID) bool {
	if s.header.Coding != Independent {
		return func(o ObserverID) bool { return s.Counts(v, o) }
	}
	turns := map[ObserverID]int{}
	for _, t := range s.interactions {
		if !t.Void && s.Counts(v, t.Observer) {
			turns[t.Observer]++
		}
	}
	var best ObserverID
	for _, o := range s.header.Observers {
		if turns[o.ID] > turns[best] {
			best = o.ID
		}
	}
	return func(o ObserverID) bool { return o == best }
}

// happening is what moves the parts on, in order of the log.
type happening struct {
	seq  Seq
	at   Millis
	kind EntryType
	turn *Interaction // as it was then; nil for what is no turn
	ends bool         // of a state: the meeting ended
}

// happenings returns turns as they were noted and as they were corrected, items of
// the agenda, also those that were undone since, and when the meeting ended and
// went on.
func (s *State) happenings() []happening {
	out := make([]happening, 0, len(s.interactions)+len(s.corrections))
	later := map[*Interaction]*Interaction{} // how a turn was before the correction that was looked at last
	asWas := func(t *Interaction) *Interaction { return cmp.Or(later[t], t) }
	for _, c := range slices.Backward(s.corrections) {
		out = append(out, happening{seq: c.seq, at: c.turn.At, turn: asWas(c.turn)})
		later[c.turn] = &c.was
	}
	for _, t := range s.interactions {
		out = append(out, happening{seq: t.Seq, turn: asWas(t)})
	}
	for _, i := range s.undoables {
		if i.Type == TypePhase {
			out = append(out, happening{seq: i.Seq, at: i.At, kind: TypePhase})
		}
	}
	for _, c := range s.clock {
		out = append(out, happening{seq: c.Seq, at: c.At, kind: TypeState, ends: c.State == StateEnded})
	}
	if s.came > 0 {
		out = append(out, happening{seq: s.came, kind: TypeState, ends: true})
	}
	slices.SortStableFunc(out, func(a, b happening) int { return cmp.Compare(a.seq, b.seq) })
	return out
}

// partCutter cuts a log into parts.
type partCutter struct {
	state  *State
	reader string
	phase  Seq  // of the entry that began the item of the agenda; 0: none
	agenda bool // there is one
	over   bool // the meeting has ended

	part   []Interaction   // the turns since the last end, as they stand
	place  map[EntryID]int // where those are
	spoke  map[string]int  // turns of others in it that the reader does not see, by who spoke
	tagged map[string]int  // those of them with a tag
	people map[string]int  // turns of others so far, by who spoke

	parts       int             // that have ended
	endAt       Millis          // when the last one did
	wait        []DisclosedTurn // of parts that have ended and are not told yet
	disclosed   bool            // something is
	disclosedAt Millis          // when the last part that is told ended
	out         Disclosure
}

func (w *partCutter) turn(h happening) {
	if i, ok := w.place[h.turn.ID]; ok {
		w.count(&w.part[i], -1)
		w.part[i] = *h.turn
	} else if h.turn.Seq == h.seq {
		w.place[h.turn.ID] = len(w.part)
		w.part = append(w.part, *h.turn)
	} else {
		return // of a part that has ended, which stays as it was told
	}
	w.count(h.turn, 1)
	due := apart(h.turn.At, w.endAt)
	if w.parts == 0 {
		due = w.heard() >= DisclosurePeople
	}
	if due && (!w.agenda || w.over) && h.seq > w.state.came {
		w.end(h.seq, h.turn.At)
	}
}

// apart reports whether two times are so far from each other that both may be
// the end of a part. A late entry may be of any time.
func apart(a, b Millis) bool { return a-b >= DisclosureInterval || b-a >= DisclosureInterval }

// count adds a turn to the counts of the part, or takes it out.
func (w *partCutter) count(t *Interaction, by int) {
	if t.Void || t.From == Everybody || t.From == w.reader {
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

// enough reports whether the part hides each of those who spoke behind others.
// Tags of one person among turns of several would be that person's.
func (w *partCutter) enough() bool {
	return len(w.spoke) >= DisclosureOthers && (len(w.tagged) == 0 || len(w.tagged) >= DisclosureOthers)
}

// heard counts who spoke, and the reader when they take part.
func (w *partCutter) heard() int {
	if w.state.Knows(PersonID(w.reader)) {
		return len(w.people) + 1
	}
	return len(w.people)
}

// end ends the part with an entry, if enough others spoke in it, and tells what
// has ended, if it is time to.
func (w *partCutter) end(seq Seq, at Millis) {
	if w.enough() {
		for _, t := range w.part {
			if !t.Void {
				w.wait = append(w.wait, DisclosedTurn{t, w.parts, w.phase})
			}
		}
		w.parts++
		w.endAt = at
		w.drop()
	}
	if len(w.wait) > 0 && w.heard() >= DisclosurePeople && (w.over || !w.disclosed || apart(at, w.disclosedAt)) {
		w.out.Turns = append(w.out.Turns, w.wait...)
		w.out.Head, w.wait, w.disclosed, w.disclosedAt = seq, nil, true, at
	}
}

// drop begins a part anew, without the turns since the last end.
func (w *partCutter) drop() {
	w.part = w.part[:0]
	clear(w.place)
	clear(w.spoke)
	clear(w.tagged)
}
