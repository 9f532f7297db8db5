package patterns

import (
	"slices"

	"kompas/analysis"
	"kompas/analysis/sequence"
	"kompas/observe"
)

// steeringOnSteering: the link from steering to itself was found, and at least
// five times two persons made it. Whoever codes with families has pushing for it. The
// sums are how often it happened between actors, how often it was expected, and how
// often two persons made it.
func steeringOnSteering(s *scene) *counted {
	const between = 5
	if s.Follows.Sequence.Draws == 0 {
		return nil
	}
	for _, l := range s.Follows.Links {
		if (l.From == "steering" || l.From == "pushing") && l.To == l.From && l.Sign == sequence.Positive && l.Between >= between {
			out := &counted{sums: []float64{float64(l.Observed), *l.Expected, float64(l.Between)}, p: *l.P}
			for i := 1; i < len(s.Acts); i++ {
				a, b := s.Acts[i-1], s.Acts[i]
				if s.code(i-1) == l.From && s.code(i) == l.From && a.Segment == b.Segment && a.From != b.From && min(a.From, b.From) >= 0 {
					out.moment(i-1, i)
				}
			}
			return out
		}
	}
	return nil
}

// circling: the talk passes three times or more through a loop within one phase,
// without a decision in between. Passes do not overlap. One of the words of the
// loop must open or close: going round in facts and nods is ordinary talk. The
// observer must note decisions.
func circling(s *scene) *counted {
	if !s.used("deciding") {
		return nil
	}
	var out *counted
	for _, l := range s.Follows.Loops {
		if l.Status != sequence.Whole || len(l.Nodes) < 2 || slices.Contains(l.Signs, sequence.Negative) || !s.moves(l.Nodes) {
			continue
		}
		for _, it := range s.stretchesOrAll() {
			for _, passes := range s.passes(l.Nodes, it.acts) {
				if out == nil || len(passes) > out.seen {
					out = &counted{sums: []float64{float64(len(passes))}, p: *l.PAdjusted}
					for _, acts := range passes {
						out.moment(acts...)
					}
				}
			}
		}
	}
	return out
}

// moves reports whether one of these tags, other than deciding, opens or closes.
func (s *scene) moves(nodes []string) bool {
	return slices.ContainsFunc(s.Tags, func(t analysis.Tag) bool {
		return slices.Contains(nodes, string(t.ID)) && t.ID != "deciding" && (t.Effect == observe.Opens || t.Effect == observe.Closes)
	})
}

// stretchesOrAll returns the stretches of phases, or the whole meeting as one
// when it has no phases.
func (s *scene) stretchesOrAll() []stretch {
	if len(s.Phases) > 0 {
		return s.stretches(1)
	}
	it := stretch{}
	for i := range s.Acts {
		it.acts = append(it.acts, i)
	}
	return []stretch{it}
}

// passes returns the passes through a loop in a stretch, split where something is
// decided. Each act of a pass is by another actor than the one before.
func (s *scene) passes(nodes []string, acts []int) [][][]int {
	var out [][][]int
	var passes [][]int
	for k := 0; k < len(acts); k++ {
		if s.is(acts[k], "deciding") && !slices.Contains(nodes, "deciding") {
			out, passes = append(out, passes), nil
			continue
		}
		end := k + len(nodes)
		if end >= len(acts) || s.Acts[acts[end]].Segment != s.Acts[acts[k]].Segment {
			continue
		}
		first := slices.Index(nodes, s.code(acts[k]))
		goes := first >= 0
		for j := 1; goes && j <= len(nodes); j++ {
			goes = s.code(acts[k+j]) == nodes[(first+j)%len(nodes)] && s.Acts[acts[k+j]].From != s.Acts[acts[k+j-1]].From
		}
		if goes {
			passes = append(passes, acts[k:end+1])
			k = end - 1 // the last act of a pass may be the first of the next
		}
	}
	return append(out, passes)
}

// steps are the steps of the compassion cycle, in order.
var steps = []observe.TagID{"openness", "resourcefulness", "persistence"}

// cycle: how often openness is followed, within eight acts and in order, by
// resourcefulness, persistence and openness again, divided by how often that is
// so in random order. The sums are that number, and how often each step occurs.
func cycle(s *scene) *counted {
	const reach = 8
	if !s.used(steps[0]) || !s.used(steps[1]) || !s.used(steps[2]) {
		return nil
	}
	count := func(step []int, each func(acts []int)) []float64 {
		sums := make([]float64, 4)
		for _, k := range step {
			if k >= 0 {
				sums[1+k]++
			}
		}
		for i := 0; i < len(step); i++ {
			if step[i] != 0 {
				continue
			}
			acts, want := []int{i}, 1
			for j := i + 1; j < len(step) && j < i+reach && s.Acts[j].Segment == s.Acts[i].Segment && want <= len(steps); j++ {
				if step[j] == want%len(steps) {
					acts, want = append(acts, j), want+1
				}
			}
			if want > len(steps) {
				sums[0]++
				if each != nil {
					each(acts)
				}
				i = acts[len(acts)-1] - 1 // its last act may be the first of the next
			}
		}
		return sums
	}
	own := make([]int, len(s.Acts))
	for i := range s.Acts {
		own[i] = -1
		if tag := s.Acts[i].Tag; tag >= 0 {
			own[i] = slices.IndexFunc(steps, func(step observe.TagID) bool { return s.stands(tag, []observe.TagID{step}) })
		}
	}
	out := &counted{}
	out.sums = count(own, func(acts []int) { out.moment(acts...) })
	codes := s.Codes()
	place := make([]int, len(codes))
	for k, code := range codes {
		place[k] = slices.Index(steps, observe.TagID(code))
	}
	out.drawn = s.Shuffled(func(tags []int) []float64 {
		step := make([]int, len(tags))
		for i, t := range tags {
			step[i] = -1
			if t >= 0 {
				step[i] = place[t]
			}
		}
		return count(step, nil)
	})
	return out
}
