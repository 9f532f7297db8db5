package analysis

import (
	"slices"

	"kompas/analysis/compute"
	"kompas/analysis/shuffle"
)

// Comparison compares what came after acts of one kind, the triggers, with what came
// after the other acts of the same persons.
type Comparison struct {
	Trigger []bool    // by act, whether it is a trigger
	Known   []bool    // by act, whether the outcome is known
	Outcome []float64 // by act
	Within  bool      // rates are compared within each person, and the differences averaged over triggers
}

// OutcomeTally counts the acts of a [Comparison]: N triggers and BaseN other acts, and
// the sums of the outcome after them, Hits and BaseHits. Tallies add up over meetings.
type OutcomeTally struct{ N, Hits, BaseN, BaseHits float64 }

// Add returns the sum of two tallies.
func (s OutcomeTally) Add(t OutcomeTally) OutcomeTally {
	return OutcomeTally{s.N + t.N, s.Hits + t.Hits, s.BaseN + t.BaseN, s.BaseHits + t.BaseHits}
}

// Rate returns the mean outcome of the triggers; ok is false without one.
func (s OutcomeTally) Rate() (rate float64, ok bool) { return s.Hits / max(s.N, 1), s.N > 0 }

// Difference returns the mean outcome of the triggers less that of the other acts; ok
// is false when there are none of one of them.
func (s OutcomeTally) Difference() (difference float64, ok bool) {
	if s.N == 0 || s.BaseN == 0 {
		return 0, false
	}
	return s.Hits/s.N - s.BaseHits/s.BaseN, true
}

// PatternDraws is the number of draws of [Scene.Compare] and [Scene.Swapped].
const PatternDraws = effectDraws

// Compare tallies each comparison over the acts of persons, and again in each draw, in
// which what everybody did is moved on along their own acts (see addChance, shifts). Drawn is
// by comparison and draw; nil without draws.
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

// shiftOwn moves what each person did on along their own acts, by a random number of
// places for each person, and calls move with each new place and the act that it gets.
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
