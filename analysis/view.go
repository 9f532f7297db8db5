package analysis

import "kompas/observe"

// Turn is one turn of the stream, for pictures and moments. From and To are
// observe.Everybody for the group and empty for a person that the viewer may
// not read about.
type Turn struct {
	ID       observe.EntryID
	Seq      observe.Seq // 0 for a turn of a file
	At       int64
	From, To observe.PersonID
	Tag      observe.TagID
	Phase    int // index in Phases, -1 before the first
}

// Turns gives the turns that the result was computed from, in order.
func (r *Result) Turns() []Turn {
	s := r.stream
	out := make([]Turn, s.len())
	for i := range out {
		out[i] = s.turn(i)
	}
	return out
}

// turn is one turn, without the names of those the viewer may not read about.
func (s *stream) turn(i int) Turn {
	t := Turn{At: s.t.At[i], From: s.who(s.t.From[i]), To: s.who(s.t.To[i]), Phase: none}
	if s.t.ID != nil {
		t.ID = s.t.ID[i]
	}
	if s.t.Seq != nil {
		t.Seq = s.t.Seq[i]
	}
	if tag := s.t.Tag[i]; tag >= 0 {
		t.Tag = s.Tags[tag].ID
	}
	if s.t.Phase != nil {
		t.Phase = int(s.t.Phase[i])
	}
	return t
}

func (m *Meeting) who(index int32) observe.PersonID {
	if index < 0 {
		return observe.Everybody
	}
	if id := m.Participants[index].ID; !m.Limited || id == m.Own {
		return id
	}
	return ""
}

// seqs gives the numbers in the log of the turns of moments. Turns of a file have
// none, and who reads only about themself is not led to the turns of others.
func (s *stream) seqs(moments [][]int) [][]observe.Seq {
	out := [][]observe.Seq{}
	if s.t.Seq == nil || s.Limited {
		return out
	}
	for _, turns := range moments {
		seqs := make([]observe.Seq, len(turns))
		for k, i := range turns {
			seqs[k] = s.t.Seq[i]
		}
		out = append(out, seqs)
	}
	return out
}

// TurnCodes gives the code of each turn in sequences, empty without one, in the
// order of Turns.
func (r *Result) TurnCodes() []string {
	c := r.stream.coded(r.stream.codes)
	out := make([]string, len(c.code))
	for i, code := range c.code {
		if code >= 0 {
			out[i] = c.names[code]
		}
	}
	return out
}

// EachPair gives the pairs of turns that the sequence counts, by their places in
// Turns, in order of time.
func (r *Result) EachPair(yield func(first, then int)) {
	s := r.stream
	for first := range newTrack([]*stream{s}, s.codes, s.lag).chains(1) {
		yield(first, first+s.lag)
	}
}

// EachShift gives the pairs of turns that shifts count, by their places in
// Turns, in order of time; the shift is empty where the same person goes on to
// the same target.
func (r *Result) EachShift(yield func(before, after int, shift string)) {
	r.stream.eachShift(func(before, after, shift int) {
		name := ""
		if shift >= 0 {
			name = shiftNames[shift]
		}
		yield(before, after, name)
	})
}

// Step gives in which of the ten equal spans of time of Dimensions.Path, from 0,
// the turn at a place in Turns is.
func (r *Result) Step(turn int) int { return r.stream.stepOf(turn) }

// Phases gives the stretches of the meeting, in order.
func (r *Result) Phases() []Phase { return r.stream.Phases }

// Pauses gives when the meeting was paused, in order.
func (r *Result) Pauses() []Span { return r.stream.pauses() }

// Codebook gives the codebook, for labels and colours. It must not be changed.
func (r *Result) Codebook() *observe.Codebook { return r.stream.codebook }

// Seat gives where a participant sits, nil when that is not known.
func (r *Result) Seat(id observe.PersonID) *observe.Seat {
	for _, p := range r.stream.Participants {
		if p.ID == id {
			return p.Seat
		}
	}
	return nil
}

// Limited reports whether the result names nobody but its reader.
func (r *Result) Limited() bool { return r.stream.Meeting.Limited }

// EachOutcome gives, for each turn of a person and each outcome of effects that
// can be told of it, whether it came; turns by their places in Turns.
func (r *Result) EachOutcome(yield func(turn int, outcome string, came bool)) {
	if r.stream.len() > maxDrawn {
		return
	}
	for i, a := range r.stream.acts() {
		for k, name := range outcomeNames {
			if a.can>>k&1 > 0 {
				yield(i, name, a.came>>k&1 > 0)
			}
		}
	}
}
