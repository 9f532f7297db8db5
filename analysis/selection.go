package analysis

import (
	"slices"
	"strconv"

	"kompas/analysis/sequence"
	"kompas/observe"
)

// Selection is the turns of a meeting that the filters of options leave, ordered
// by (at, seq). Make one with [Select]. Nothing in this package changes a
// Selection once it is made.
type Selection struct {
	*Meeting
	Turns      Turns // the turns that are left, in place of all turns of the meeting; columns may be shared with it
	options    Options
	boundaries []sequence.Boundary // before each turn; nil: there are none
	windows    []Span              // when the meeting was live and the filters look, in order
	observer   int32               // the only observer, none when the turns of all are taken together
}

// inParts returns the options of a limited reader with the times widened to whole
// parts: to all turns of each part that has a turn in the time that was asked for.
func (m *Meeting) inParts(o Options) *Options {
	if o.FromMs == nil && o.ToMs == nil {
		return &o
	}
	wanted := map[int32]bool{}
	for i, at := range m.Turns.At {
		if (o.FromMs == nil || at >= *o.FromMs) && (o.ToMs == nil || at <= *o.ToMs) {
			wanted[m.Turns.Part[i]] = true
		}
	}
	for i, at := range m.Turns.At {
		if wanted[m.Turns.Part[i]] {
			if o.FromMs != nil {
				o.FromMs = new(min(*o.FromMs, at))
			}
			if o.ToMs != nil {
				o.ToMs = new(max(*o.ToMs, at))
			}
		}
	}
	o.parts = wanted
	return &o
}

// Select selects the turns of an observer, of phases and of a time, as the
// options say. It fails, with an [observe.Error] that names the option, when an
// option is wrong, or asks for what a limited reader may not read.
func Select(m *Meeting, options Options) (*Selection, error) {
	if err := options.Validate(); err != nil {
		return nil, err
	}
	s := &Selection{Meeting: m, Turns: m.Turns, options: options, observer: none}
	o := &options
	if m.Limited {
		o = m.inParts(options)
	}
	if err := s.selectObserver(o.Observer); err != nil {
		return nil, err
	}
	live := s.live()
	wanted, err := s.wantedPhases(o.Phase, o.Purpose)
	if err != nil {
		return nil, err
	}
	s.windows = s.filterWindows(live, wanted, o)
	if wanted != nil || o.FromMs != nil || o.ToMs != nil {
		s.keep(func(i int) bool {
			at := s.Turns.At[i]
			phase := s.phaseOf(i)
			if wanted != nil && (phase < 0 || !wanted[phase]) {
				return false
			}
			if o.parts != nil {
				return o.parts[s.Turns.Part[i]]
			}
			return (o.FromMs == nil || at >= *o.FromMs) && (o.ToMs == nil || at <= *o.ToMs)
		})
	}
	if m.Limited && o.Phase != "" && m.Turns.Len() > 0 && !slices.ContainsFunc(m.Turns.Phase, func(p int32) bool { return p >= 0 && wanted[p] }) {
		return nil, observe.FieldError(observe.Forbidden, "phase",
			"must be one in which three others or more spoke and that has ended: a leader reads about the team and about themself; it is %q", o.Phase)
	}
	s.setBoundaries(wanted)
	return s, s.mayReadBy(o.Codes)
}

// Len returns the number of turns.
func (s *Selection) Len() int { return s.Turns.Len() }

// TurnsPerObserver returns how many turns each observer noted, before any filter.
func (m *Meeting) TurnsPerObserver() []int {
	counts := make([]int, len(m.Observers))
	if m.Turns.Observer == nil && len(counts) > 0 {
		counts[0] = m.Turns.Len()
	}
	for _, o := range m.Turns.Observer {
		counts[o]++
	}
	return counts
}

// selectObserver keeps one observer's turns: those of the one that is asked for;
// without one, where observers coded independently, those of the one who noted most
// turns, and of several with as many the one who came first.
func (s *Selection) selectObserver(want observe.ObserverID) error {
	switch {
	case want != "":
		i := slices.IndexFunc(s.Observers, func(o Observer) bool { return o.ID == want })
		if i < 0 {
			return observe.FieldError(observe.Invalid, "observer", "must be an observer of the session; it is %q", want)
		}
		s.observer = int32(i)
	case s.Independent && len(s.Observers) > 0:
		counts := s.TurnsPerObserver()
		best := 0
		for i := range counts {
			if counts[i] > counts[best] {
				best = i
			}
		}
		s.observer = int32(best)
	default:
		return nil
	}
	all := s.Len()
	s.keep(func(i int) bool { return s.observerOf(i) == s.observer })
	if s.Limited && s.Len() < all {
		return observe.FieldError(observe.Forbidden, "observer",
			"must not tell observers apart: what one saw and another did not is single turns; it is %q", want)
	}
	return nil
}

// Observer returns the only observer of the turns; ok is false when the turns of
// all observers are taken together.
func (s *Selection) Observer() (o Observer, ok bool) {
	if s.observer == none {
		return Observer{}, false
	}
	return s.Observers[s.observer], true
}

// observerOf returns the index of the observer who noted a turn.
func (s *Selection) observerOf(i int) int32 {
	if s.Turns.Observer == nil {
		return 0
	}
	return s.Turns.Observer[i]
}

// keep drops the turns that are not wanted. The columns of the meeting stay as
// they are.
func (s *Selection) keep(wanted func(i int) bool) {
	rows := make([]int32, 0, s.Len())
	for i := range s.Turns.At {
		if wanted(i) {
			rows = append(rows, int32(i))
		}
	}
	if len(rows) == s.Len() {
		return
	}
	row := s.Turns.Row
	s.Turns = Turns{
		At: permuted(s.Turns.At, rows), From: permuted(s.Turns.From, rows), To: permuted(s.Turns.To, rows),
		Tag: permuted(s.Turns.Tag, rows), Phase: permuted(s.Turns.Phase, rows), Observer: permuted(s.Turns.Observer, rows),
		Proposed: permuted(s.Turns.Proposed, rows), ID: permuted(s.Turns.ID, rows), Seq: permuted(s.Turns.Seq, rows),
		Also: permuted(s.Turns.Also, rows), Part: permuted(s.Turns.Part, rows), Row: rows,
	}
	if row != nil {
		s.Turns.Row = permuted(row, rows)
	}
}

// ID returns the id of the turn at a place. Where turns have no ids, it is made from
// the number of their row, from 1.
func (s *Selection) ID(i int) observe.EntryID {
	if s.Turns.ID != nil {
		return s.Turns.ID[i]
	}
	if s.Turns.Row != nil {
		i = int(s.Turns.Row[i])
	}
	if s.rowID != nil {
		return s.rowID(i + 1)
	}
	return observe.EntryID(strconv.Itoa(i + 1))
}

// live returns when the meeting was live: from the first state "live" to the last
// "ended" (without one, to the last thing that happened), without the pauses. That it
// had ended before it went on is a pause. Without state entries it is from the first to the
// last selected turn.
func (s *Selection) live() []Span {
	if len(s.Clock) == 0 {
		if s.Len() == 0 {
			return nil
		}
		return []Span{{s.Turns.At[0], s.Turns.At[s.Len()-1]}}
	}
	start, end := int64(none), s.LastAt
	for _, c := range s.Clock {
		if c.State == observe.StateLive && start == none {
			start = c.At
		}
		if c.State == observe.StateEnded {
			end = c.At
		}
	}
	if start == none {
		return nil
	}
	var spans []Span
	for _, p := range s.pauses() {
		if p.From > start && min(p.From, end) > start {
			spans = append(spans, Span{start, min(p.From, end)})
		}
		start = max(start, p.To)
	}
	if start <= end {
		spans = append(spans, Span{start, end})
	}
	return spans
}

// pauses returns the stretches from a state "paused", or from an "ended" after which the
// meeting went on, to the next "live". The last pause may have no end.
func (m *Meeting) pauses() []Span {
	var out []Span
	since, state := int64(0), observe.StateLive
	for _, c := range m.Clock {
		switch {
		case c.State == observe.StateLive && state != observe.StateLive:
			out = append(out, Span{since, c.At})
			state = c.State
		case c.State != observe.StateLive && state == observe.StateLive:
			since, state = c.At, c.State
		}
	}
	if state == observe.StatePaused {
		out = append(out, Span{since, always.To})
	}
	return out
}

// wantedPhases returns for each phase whether the filters want it, or nil when they
// want everything. It fails when no phase has the name or id that is asked for; a
// purpose may match none.
func (m *Meeting) wantedPhases(filter string, purpose observe.Purpose) ([]bool, error) {
	if filter == "" && purpose == "" {
		return nil, nil
	}
	wanted := make([]bool, len(m.Phases))
	found := filter == ""
	for i, p := range m.Phases {
		if filter == "" || p.Name == filter || string(p.ID) == filter {
			wanted[i], found = purpose == "" || p.Purpose == purpose, true
		}
	}
	if !found {
		return nil, observe.FieldError(observe.Invalid, "phase",
			"must be the name of a phase of the session or the id of its entry; it is %q", filter)
	}
	return wanted, nil
}

// filterWindows cuts the live stretches to those that the filters want.
func (s *Selection) filterWindows(live []Span, wanted []bool, o *Options) []Span {
	if wanted != nil {
		var phases []Span
		for i, p := range s.Phases {
			end := always.To
			if i+1 < len(s.Phases) {
				end = s.Phases[i+1].At
			}
			if wanted[i] {
				phases = append(phases, Span{p.At, end})
			}
		}
		live = intersect(live, phases)
	}
	window := always
	if o.FromMs != nil {
		window.From = *o.FromMs
	}
	if o.ToMs != nil {
		window.To = *o.ToMs
	}
	return intersect(live, []Span{window})
}

// intersect returns what two ordered lists of spans have in common.
func intersect(a, b []Span) []Span {
	var out []Span
	for i, j := 0, 0; i < len(a) && j < len(b); {
		s := Span{max(a[i].From, b[j].From), min(a[i].To, b[j].To)}
		if s.From <= s.To {
			out = append(out, s)
		}
		if a[i].To < b[j].To {
			i++
		} else {
			j++
		}
	}
	return out
}

// setBoundaries finds what lies between each turn and the one before it: a pause
// that overlaps the time between them, another phase, or phases that the
// filter removed.
func (s *Selection) setBoundaries(wanted []bool) {
	pauses := s.pauses()
	if len(pauses) == 0 && s.Turns.Phase == nil {
		return
	}
	removed := make([]int, len(s.Phases)+1) // how many of the phases before are not wanted
	for i := range s.Phases {
		removed[i+1] = removed[i]
		if wanted != nil && !wanted[i] {
			removed[i+1]++
		}
	}
	s.boundaries = make([]sequence.Boundary, s.Len())
	next := 0
	for i := 1; i < s.Len(); i++ {
		before, at := s.Turns.At[i-1], s.Turns.At[i]
		for next < len(pauses) && pauses[next].To <= before {
			next++
		}
		if next < len(pauses) && pauses[next].From < at {
			s.boundaries[i] |= sequence.ChainBreak
		}
		if s.Turns.Phase != nil && s.Turns.Phase[i] != s.Turns.Phase[i-1] {
			s.boundaries[i] |= sequence.PhaseChange
			if removed[max(s.Turns.Phase[i], 0)] > removed[max(s.Turns.Phase[i-1], 0)] {
				s.boundaries[i] |= sequence.ChainBreak
			}
		}
	}
}

// breaksChain reports whether no pair reaches from the turn before to turn i.
func (s *Selection) breaksChain(i int) bool {
	return s.boundaries != nil && s.boundaries[i]&sequence.ChainBreak != 0
}

// beginsSegment reports whether turn i is not in the segment of the turn
// before it.
func (s *Selection) beginsSegment(i int) bool {
	return i == 0 || s.boundaries != nil && s.boundaries[i] != 0
}

// Sequence returns the options that package sequence needs, but for the loops that are
// looked for by name.
func (o *Options) Sequence() sequence.Options {
	return sequence.Options{Pairing: o.Pairs, Lag: o.Lag, Alpha: o.Alpha, Permutations: o.Permutations, Seed: o.Seed, MaxCodes: o.MaxCodes,
		ByPerson: o.Codes == ByPerson, ByFamily: o.Codes == ByFamily}
}

// Sequence returns the options that package sequence needs for the turns coded in a way:
// those of the selection, with the loops that are looked for by name.
func (s *Selection) Sequence(by Codes) sequence.Options {
	o := s.options
	o.Codes = by
	out := o.Sequence()
	if by == ByTag || by == ByFamily {
		out.Sought = slices.Concat(s.sought(), o.TeamLoops)
	}
	return out
}

// sought returns the loops that the codebook looks for by name.
func (m *Meeting) sought() []sequence.Sought {
	out := make([]sequence.Sought, len(m.KnownLoops))
	for i, l := range m.KnownLoops {
		out[i] = sequence.Sought{Name: l.ID, Source: sequence.FromCodebook, Families: m.hasFamily(l.Nodes[0])}
		for k, node := range l.Nodes {
			out[i].Nodes, out[i].Signs = append(out[i].Nodes, string(node)), append(out[i].Signs, sequence.Sign(l.Signs[k]))
		}
	}
	return out
}

// hasFamily reports whether an id is that of a family of the codebook.
func (m *Meeting) hasFamily(id observe.TagID) bool {
	return slices.ContainsFunc(m.Codebook.Families, func(f observe.Tag) bool { return f.ID == id })
}
