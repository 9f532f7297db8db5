package analysis

import (
	"slices"

	"kompas/analysis/compute"
	"kompas/analysis/shuffle"
)

// Floor is the acts of one person in a row, until another person acts or the segment
// ends. It is small, as an [Act] is: there can be a million.
type Floor struct {
	Person      int32 // place in Persons
	First, Last int32 // acts
	Segment     int32
	ToAll       bool // the last of them is to the group
}

// Floors returns who had the floor after whom. A turn of the group ends no floor.
func (s *Scene) Floors() []Floor {
	out := make([]Floor, 0, len(s.Acts)) // in a long meeting, growing takes several times as much
	for i, a := range s.Acts {
		if a.From < 0 {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Person == a.From && out[n-1].Segment == a.Segment {
			out[n-1].Last, out[n-1].ToAll = int32(i), a.To < 0
			continue
		}
		out = append(out, Floor{a.From, int32(i), int32(i), a.Segment, a.To < 0})
	}
	return out
}

// Swapped returns what count returns for the floors in another order, by draw: floors
// change places within blocks of about 40 of a segment, unless a person would then
// follow themself (see [shuffle.Shuffling.KeepApart]). Nil without draws.
func (s *Scene) Swapped(count func(order []Floor) []float64) [][]float64 {
	if s.Draws == 0 {
		return nil
	}
	if s.swapped == nil {
		s.swapFloors()
	}
	order := s.Floors()
	out := make([][]float64, len(s.swapped))
	for b, codes := range s.swapped {
		compute.Look(s.ctx)
		for i, c := range codes {
			k := s.kinds[c]
			order[i].Person, order[i].ToAll = k.Person, k.ToAll
		}
		out[b] = count(order)
	}
	return out
}

// swapFloors makes the draws. What changes places is the person, and whether the last
// of the acts is to the group.
func (s *Scene) swapFloors() {
	floors := s.Floors()
	type kind struct {
		person int32
		toAll  bool
	}
	number := map[kind]int32{}
	codes := make([]int32, len(floors))
	begins := func(i int) bool { return i == 0 || floors[i].Segment != floors[i-1].Segment }
	for i, turn := range floors {
		k := kind{turn.Person, turn.ToAll}
		if _, known := number[k]; !known {
			number[k] = int32(len(s.kinds))
			s.kinds = append(s.kinds, turn)
		}
		codes[i] = number[k]
	}
	persons := make([]uint16, len(s.kinds))
	for k, turn := range s.kinds {
		persons[k] = uint16(turn.Person)
	}
	sh := shuffle.New(codes, shuffle.Blocks(len(floors), begins), s.seed, PatternDraws)
	sh.KeepApart(1, func(yield func(i int) bool) {
		for i := range len(floors) - 1 {
			if !begins(i+1) && !yield(i) {
				return
			}
		}
	}, persons)
	s.swapped = make([][]uint16, PatternDraws)
	sh.Each(s.ctx, func() shuffle.Visitor {
		return shuffle.Visitor{Done: func() {}, Draw: func(b int, codes []uint16) { s.swapped[b] = slices.Clone(codes) }}
	})
}
