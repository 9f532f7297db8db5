package analysis

// shiftNames are Gibson's 13 participation shifts: who spoke to whom, and who
// speaks to whom next; 0 is the group, X and Y are others.
var shiftNames = [...]string{"AB-BA", "AB-B0", "AB-BY", "A0-X0", "A0-XA", "A0-XY",
	"AB-X0", "AB-XA", "AB-XB", "AB-XY", "A0-AY", "AB-A0", "AB-AY"}

// shiftOf names the shift between two turns, -1 when the same person goes on to
// the same target. From is a person, to a person or Everybody.
func shiftOf(a, b, from, to int32) int {
	const (
		abBA = iota
		abB0
		abBY
		a0X0
		a0XA
		a0XY
		abX0
		abXA
		abXB
		abXY
		a0AY
		abA0
		abAY
	)
	pick := func(group, first, second, other int) int {
		switch {
		case to == Everybody:
			return group
		case to == a:
			return first
		case to == b:
			return second
		}
		return other
	}
	switch {
	case from == a && to == b:
		return none
	case from == a && b == Everybody:
		return a0AY
	case from == a:
		return pick(abA0, none, none, abAY)
	case b == Everybody:
		return pick(a0X0, a0XA, none, a0XY)
	case from == b:
		return pick(abB0, abBA, none, abBY)
	}
	return pick(abX0, abXA, abXB, abXY)
}

// shifts counts participation shifts between consecutive turns, those of
// everybody ("*") taken out first, over the whole stream. Gibson (2003)
// doi:10.1353/sof.2003.0055; counts as R's relevent.
func (s *stream) shifts() Shifts {
	out := Shifts{Counts: map[string]int{}}
	var counts [len(shiftNames)]int
	s.eachShift(func(_, _, shift int) {
		out.Pairs++
		if shift >= 0 {
			counts[shift]++
		} else {
			out.NoShift++
		}
	})
	for k, n := range counts {
		out.Counts[shiftNames[k]] = n
	}
	return out
}

// eachShift gives the pairs of turns that shifts are counted from, with the
// shift, none when there is none.
func (s *stream) eachShift(yield func(before, after, shift int)) {
	last := none
	for i, from := range s.t.From {
		if from < 0 {
			continue
		}
		if last >= 0 {
			yield(last, i, shiftOf(s.t.From[last], s.t.To[last], from, s.t.To[i]))
		}
		last = i
	}
}

// ShiftNames lists the participation shifts in Gibson's order.
func ShiftNames() []string { return shiftNames[:] }
