package analysis

import (
	"context"
	"math"

	"kompas/analysis/shuffle"
)

// shiftNames are Gibson's 13 participation shifts: who spoke to whom, then who speaks
// to whom next. A and B are the first speaker and target, 0 is the group, X and Y are
// other persons.
var shiftNames = [...]string{"AB-BA", "AB-B0", "AB-BY", "A0-X0", "A0-XA", "A0-XY",
	"AB-X0", "AB-XA", "AB-XB", "AB-XY", "A0-AY", "AB-A0", "AB-AY"}

// shiftOf returns the place in shiftNames of the shift from a turn a -> b to a turn
// from -> to, or none when the same person goes on to the same target. Speakers are
// persons, targets persons or Everybody.
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

// shifts counts participation shifts between consecutive turns of persons, also
// across pauses. Gibson (2003) doi:10.1353/sof.2003.0055; counts as R's relevent.
//
// The expected counts are means over draws in which from and to together are shuffled
// within blocks of about 40 turns of a segment, so that in each block everybody acts
// to the same people as often as they did. A shift is found when its p among the 13,
// by [shuffle.DrawnCounts.Test], is at most alpha.
func (s *Selection) shifts(ctx context.Context) Shifts {
	o := &s.options
	out := Shifts{Counts: map[string]int{}}
	counts := make([]int, len(shiftNames))
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
	if o.Permutations == 0 || s.Len() > shuffle.MaxTurns {
		return out
	}
	turns := s.personTurns()
	sh := shuffle.New(turns.code, shuffle.Blocks(len(turns.code), turns.beginsSegment), o.Seed, o.Permutations)
	drawn := shuffle.Count(ctx, sh, len(shiftNames), func(codes, row []uint16) {
		for i := 1; i < len(codes); i++ {
			if k := turns.shift(int32(codes[i-1]), int32(codes[i])); k < len(shiftNames) {
				row[k]++
			}
		}
	})
	p := drawn.Test(ctx, counts)
	out.Expected, out.Z, out.Found = map[string]*float64{}, map[string]*float64{}, map[string]*bool{}
	for k, name := range shiftNames {
		out.Expected[name] = &drawn.Mean[k]
		out.Z[name] = nil
		if drawn.Variance[k] > 0 {
			out.Z[name] = new((float64(counts[k]) - drawn.Mean[k]) / math.Sqrt(drawn.Variance[k]))
		}
		out.Found[name] = new(p[k] <= o.Alpha)
	}
	return out
}

// personTurns are the turns of persons, coded by who acts to whom.
type personTurns struct {
	code     []int32
	from, to []int32 // by code
	begins   []bool  // whether a turn begins a segment; nil: only the first does
	shifts   []uint8 // code x code; nil for many codes
}

const mostShiftCodes = 1 << 9

// personTurns codes the turns of persons by who acts to whom.
func (s *Selection) personTurns() *personTurns {
	out := &personTurns{code: make([]int32, 0, s.Len())}
	width := len(s.Participants) + 1
	codes := make([]int32, len(s.Participants)*width) // from 1
	if s.boundaries != nil {
		out.begins = make([]bool, 0, s.Len())
	}
	cut := false
	for i, from := range s.Turns.From {
		cut = cut || s.beginsSegment(i)
		if from < 0 {
			continue
		}
		to := s.Turns.To[i]
		k := int(from)*width + int(to) + 1
		if codes[k] == 0 {
			out.from, out.to = append(out.from, from), append(out.to, to)
			codes[k] = int32(len(out.from))
		}
		out.code = append(out.code, codes[k]-1)
		if out.begins != nil {
			out.begins = append(out.begins, cut)
		}
		cut = false
	}
	if n := len(out.from); n <= mostShiftCodes {
		shifts := make([]uint8, n*n)
		for a := range n {
			for b := range n {
				shifts[a*n+b] = uint8(out.shift(int32(a), int32(b)))
			}
		}
		out.shifts = shifts
	}
	return out
}

func (p *personTurns) beginsSegment(i int) bool { return p.begins != nil && p.begins[i] }

// shift returns the place in shiftNames of the shift between two codes, or the place
// after the last name when it is none.
func (p *personTurns) shift(a, b int32) int {
	if p.shifts != nil {
		return int(p.shifts[int(a)*len(p.from)+int(b)])
	}
	if k := shiftOf(p.from[a], p.to[a], p.from[b], p.to[b]); k >= 0 {
		return k
	}
	return len(shiftNames)
}

// eachShift calls yield with each pair of turns that shifts are counted from, and the
// place of the shift in shiftNames, or none.
func (s *Selection) eachShift(yield func(before, after, shift int)) {
	last := none
	for i, from := range s.Turns.From {
		if from < 0 {
			continue
		}
		if last >= 0 {
			yield(last, i, shiftOf(s.Turns.From[last], s.Turns.To[last], from, s.Turns.To[i]))
		}
		last = i
	}
}

// ShiftNames lists the participation shifts in Gibson's order.
func ShiftNames() []string { return shiftNames[:] }
