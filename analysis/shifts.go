package analysis

import (
	"context"
	"math"

	"kompas/analysis/shuffle"
	"kompas/analysis/turnshift"
)

// shifts counts participation shifts between consecutive turns of persons, also
// across pauses. Gibson (2003) doi:10.1353/sof.2003.0055; counts as R's relevent.
//
// The expected counts are means over draws in which from and to together are shuffled
// within blocks of about 40 turns of a segment, so that in each block everybody acts
// to the same people as often as they did. A shift is found when its p among the 13,
// by [shuffle.DrawnCounts.Test], is at most alpha.
func (s *Selection) shifts(ctx context.Context) Shifts {
	o, shiftNames := &s.options, turnshift.Names()
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
	turns := turnshift.Code(s.Turns.From, s.Turns.To, len(s.Participants), s.beginsSegment)
	sh := shuffle.New(turns.Code, shuffle.Blocks(len(turns.Code), turns.BeginsSegment), o.Seed, o.Permutations)
	drawn := shuffle.Count(ctx, sh, len(shiftNames), func(codes, row []uint16) {
		for i := 1; i < len(codes); i++ {
			if k := turns.Shift(int32(codes[i-1]), int32(codes[i])); k < len(shiftNames) {
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

// eachShift calls yield with each pair of turns that shifts are counted from, and the
// place of the shift in [ShiftNames], or none.
func (s *Selection) eachShift(yield func(before, after, shift int)) {
	last := none
	for i, from := range s.Turns.From {
		if from < 0 {
			continue
		}
		if last >= 0 {
			yield(last, i, turnshift.Of(s.Turns.From[last], s.Turns.To[last], from, s.Turns.To[i]))
		}
		last = i
	}
}

// ShiftNames lists the participation shifts in Gibson's order.
func ShiftNames() []string { return turnshift.Names() }
