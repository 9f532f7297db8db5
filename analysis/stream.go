package analysis

import (
	"context"
	"slices"
	"strconv"

	"kompas/observe"
)

// stream is what the filters leave of a meeting's turns, ordered by (at, seq).
type stream struct {
	*Meeting
	t        Turns           // the turns that are left; columns may be shared with the meeting
	cut      []cut           // what lies between a turn and the one before it; nil: nothing anywhere
	windows  []Span          // when the meeting was live and the filters look, in order
	observer int32           // the only observer, none when all are one stream
	codes    Codes           // what a code is in sequences
	lag      int             // how many turns later a pair ends
	ctx      context.Context // while it is analysed
}

// cut says what lies between two turns.
type cut uint8

const (
	cutChain cut = 1 << iota // a pause or a stretch that a filter removed: no pair reaches across
	cutPhase                 // a change of phase: a segment ends, pairs reach across
)

// inParts gives the options with times that take in whole parts of what a
// limited reader is told: all turns of each part that has one in the time asked
// for.
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

// newStream selects an observer, then a phase and a time.
func newStream(m *Meeting, o *Options) (*stream, error) {
	if m.Limited {
		o = m.inParts(*o)
	}
	s := &stream{ctx: context.Background(), Meeting: m, t: m.Turns, observer: none, codes: o.Codes, lag: o.Lag}
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
			at := s.t.At[i]
			phase := s.phaseOf(i)
			if wanted != nil && (phase < 0 || !wanted[phase]) {
				return false
			}
			if o.parts != nil {
				return o.parts[s.t.Part[i]]
			}
			return (o.FromMs == nil || at >= *o.FromMs) && (o.ToMs == nil || at <= *o.ToMs)
		})
	}
	if m.Limited && o.Phase != "" && m.Turns.Len() > 0 && !slices.ContainsFunc(m.Turns.Phase, func(p int32) bool { return p >= 0 && wanted[p] }) {
		return nil, observe.FieldError(observe.Forbidden, "phase",
			"must be one in which three others or more spoke and that has ended: a leader reads about the team and about themself; it is %q", o.Phase)
	}
	s.setCuts(wanted)
	return s, s.mayReadBy(o.Codes)
}

func (s *stream) len() int { return s.t.Len() }

// turnsPerObserver counts the turns of each observer before any filter.
func (m *Meeting) turnsPerObserver() []int {
	counts := make([]int, len(m.Observers))
	if m.Turns.Observer == nil && len(counts) > 0 {
		counts[0] = m.Turns.Len()
	}
	for _, o := range m.Turns.Observer {
		counts[o]++
	}
	return counts
}

// selectObserver keeps one observer's turns: the one that is asked for, else,
// where observers coded independently, the one with most turns, of
// several the one who came first.
func (s *stream) selectObserver(want observe.ObserverID) error {
	switch {
	case want != "":
		i := slices.IndexFunc(s.Observers, func(o Observer) bool { return o.ID == want })
		if i < 0 {
			return observe.FieldError(observe.Invalid, "observer", "must be an observer of the session; it is %q", want)
		}
		s.observer = int32(i)
	case s.Independent && len(s.Observers) > 0:
		counts := s.turnsPerObserver()
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
	all := s.len()
	s.keep(func(i int) bool { return s.observerOf(i) == s.observer })
	if s.Limited && s.len() < all {
		return observe.FieldError(observe.Forbidden, "observer",
			"must not tell observers apart: what one saw and another did not is single turns; it is %q", want)
	}
	return nil
}

func (s *stream) observerOf(i int) int32 {
	if s.t.Observer == nil {
		return 0
	}
	return s.t.Observer[i]
}

// keep drops the turns that are not wanted, and leaves the meeting's columns
// as they are.
func (s *stream) keep(wanted func(i int) bool) {
	rows := make([]int32, 0, s.len())
	for i := range s.t.At {
		if wanted(i) {
			rows = append(rows, int32(i))
		}
	}
	if len(rows) == s.len() {
		return
	}
	row := s.t.Row
	s.t = Turns{
		At: permuted(s.t.At, rows), From: permuted(s.t.From, rows), To: permuted(s.t.To, rows),
		Tag: permuted(s.t.Tag, rows), Phase: permuted(s.t.Phase, rows), Observer: permuted(s.t.Observer, rows),
		Proposed: permuted(s.t.Proposed, rows), ID: permuted(s.t.ID, rows), Seq: permuted(s.t.Seq, rows),
		Also: permuted(s.t.Also, rows), Part: permuted(s.t.Part, rows), Row: rows,
	}
	if row != nil {
		s.t.Row = permuted(row, rows)
	}
}

// id gives the id of a turn. Where turns have none, it is the number of the
// row, from 1.
func (s *stream) id(i int) observe.EntryID {
	if s.t.ID != nil {
		return s.t.ID[i]
	}
	if s.t.Row != nil {
		i = int(s.t.Row[i])
	}
	if s.rowID != nil {
		return s.rowID(i + 1)
	}
	return observe.EntryID(strconv.Itoa(i + 1))
}

// live gives when the meeting was live: from the first live to the last ended
// (without one: to the last thing that happened) less pauses, each from a
// paused to the next live. Without state entries it is from the first to the
// last turn of the stream.
func (s *stream) live() []Span {
	if len(s.Clock) == 0 {
		if s.len() == 0 {
			return nil
		}
		return []Span{{s.t.At[0], s.t.At[s.len()-1]}}
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

// pauses gives the stretches from a paused to the next live.
func (m *Meeting) pauses() []Span {
	var out []Span
	open, since := false, int64(0)
	for _, c := range m.Clock {
		switch {
		case c.State == observe.StatePaused && !open:
			open, since = true, c.At
		case c.State == observe.StateLive && open:
			out = append(out, Span{since, c.At})
			open = false
		}
	}
	if open {
		out = append(out, Span{since, always.To})
	}
	return out
}

// wantedPhases tells for each phase whether the filters want it; nil when they
// want everything. A phase that is named has to be there; of a purpose there may
// be none.
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

// filterWindows cuts the live stretches to what the filters look at.
func (s *stream) filterWindows(live []Span, wanted []bool, o *Options) []Span {
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

// intersect gives what two ordered lists of spans have in common.
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

// setCuts finds what lies between each turn and the one before it: a pause
// that overlaps the time between them, another phase, or phases that the
// filter removed.
func (s *stream) setCuts(wanted []bool) {
	pauses := s.pauses()
	if len(pauses) == 0 && s.t.Phase == nil {
		return
	}
	removed := make([]int, len(s.Phases)+1) // how many of the phases before are not wanted
	for i := range s.Phases {
		removed[i+1] = removed[i]
		if wanted != nil && !wanted[i] {
			removed[i+1]++
		}
	}
	s.cut = make([]cut, s.len())
	next := 0
	for i := 1; i < s.len(); i++ {
		before, at := s.t.At[i-1], s.t.At[i]
		for next < len(pauses) && pauses[next].To <= before {
			next++
		}
		if next < len(pauses) && pauses[next].From < at {
			s.cut[i] |= cutChain
		}
		if s.t.Phase != nil && s.t.Phase[i] != s.t.Phase[i-1] {
			s.cut[i] |= cutPhase
			if removed[max(s.t.Phase[i], 0)] > removed[max(s.t.Phase[i-1], 0)] {
				s.cut[i] |= cutChain
			}
		}
	}
}

// breaksChain reports whether no pair reaches from the turn before to turn i.
func (s *stream) breaksChain(i int) bool { return s.cut != nil && s.cut[i]&cutChain != 0 }

// beginsSegment reports whether turn i is not in the segment of the turn
// before it.
func (s *stream) beginsSegment(i int) bool { return i == 0 || s.cut != nil && s.cut[i] != 0 }
