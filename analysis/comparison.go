package analysis

import (
	"slices"

	"kompas/analysis/compute"
	"kompas/analysis/shuffle"
)

// Comparison holds acts of one kind against the other acts of those who did
// them.
type Comparison struct {
	Trigger []bool    // by act, whether it is of the kind
	Known   []bool    // by act, whether the outcome is known
	Outcome []float64 // by act
	Within  bool      // rates are compared within each person, and the differences averaged over triggers
}

// OutcomeTally is what adds up over acts, and over meetings.
type OutcomeTally struct{ N, Hits, BaseN, BaseHits float64 }

// Add adds those of another meeting.
func (s OutcomeTally) Add(t OutcomeTally) OutcomeTally {
	return OutcomeTally{s.N + t.N, s.Hits + t.Hits, s.BaseN + t.BaseN, s.BaseHits + t.BaseHits}
}

// Rate returns the mean outcome of the triggers; ok is false without one.
func (s OutcomeTally) Rate() (rate float64, ok bool) { return s.Hits / max(s.N, 1), s.N > 0 }

// Difference returns the mean outcome of the triggers less that of the other acts.
func (s OutcomeTally) Difference() (difference float64, ok bool) {
	if s.N == 0 || s.BaseN == 0 {
		return 0, false
	}
	return s.Hits/s.N - s.BaseHits/s.BaseN, true
}

// PatternDraws is how many draws there are of shifts and of swaps.
const PatternDraws = effectShifts

// Compare sums each comparison up, over the acts of persons, and over each draw
// in which what everybody did is moved on along their own acts (see effects).
func (s *Scene) Compare(list []*Comparison) (observed []OutcomeTally, drawn [][]OutcomeTally) {
	if len(list) == 0 {
		return nil, nil
	}
	own := make([][]int32, len(s.Persons))
	for i, a := range s.Acts {
		if a.From >= 0 {
			own[a.From] = append(own[a.From], int32(i))
		}
	}
	sum := func(c *Comparison, source []int32) OutcomeTally {
		var out OutcomeTally
		for _, acts := range own {
			var person OutcomeTally
			does := false
			for _, i := range acts {
				trigger := c.Trigger[source[i]]
				does = does || trigger
				switch {
				case !c.Known[i]:
				case trigger:
					person.N++
					person.Hits += c.Outcome[i]
				default:
					person.BaseN++
					person.BaseHits += c.Outcome[i]
				}
			}
			switch {
			case !does:
			case !c.Within:
				out = out.Add(person)
			case person.BaseN > 0:
				out = out.Add(OutcomeTally{person.N, person.Hits, person.N, person.N * person.BaseHits / person.BaseN})
			}
		}
		return out
	}
	source := make([]int32, len(s.Acts))
	for i := range source {
		source[i] = int32(i)
	}
	for _, c := range list {
		observed = append(observed, sum(c, source))
	}
	if s.Draws == 0 {
		return observed, nil
	}
	drawn = make([][]OutcomeTally, len(list))
	for k := range drawn {
		drawn[k] = make([]OutcomeTally, PatternDraws)
	}
	compute.OnCores(s.ctx, PatternDraws, func(first, end int) func() {
		var g shuffle.Generator
		source := slices.Clone(source)
		for b := first; b < end; b++ {
			compute.Look(s.ctx)
			g.Seed(s.seed, uint64(b)+1)
			shiftOwn(own, &g, func(to, from int32) { source[to] = from })
			for k, c := range list {
				drawn[k][b] = sum(c, source)
			}
		}
		return func() {}
	})
	return observed, drawn
}

// shiftOwn moves what each person did on along their own acts, by a number of
// acts that is drawn for each.
func shiftOwn(own [][]int32, g *shuffle.Generator, move func(to, from int32)) {
	for _, acts := range own {
		if len(acts) == 0 {
			continue
		}
		by := int(g.Below(uint64(len(acts))))
		for k, i := range acts {
			move(acts[(k+by)%len(acts)], i)
		}
	}
}
