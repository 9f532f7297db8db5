package analysis

import "slices"

// EachTrigger gives the acts that an effect counts as its triggers, by their
// places in Turns, in order of time: each with the turns after it that were
// looked at, and whether the outcome came.
func (r *Result) EachTrigger(e EffectRow, yield func(turn int, after []int, came bool)) {
	s := r.stream
	k := slices.Index(outcomeNames[:], e.Outcome)
	if k < 0 {
		return
	}
	acts := s.acts()
	for i, from := range s.t.From {
		tag := s.t.Tag[i]
		if from < 0 || tag < 0 || s.Tags[tag].ID != e.Trigger.Tag || acts[i].can>>k&1 == 0 {
			continue
		}
		if who := s.Participants[from]; e.Trigger.Person != "" && who.ID != e.Trigger.Person || e.Trigger.Role != "" && who.Role != e.Trigger.Role {
			continue
		}
		yield(i, s.lookedAt(i, outcome(k)), acts[i].came>>k&1 == 1)
	}
}

// lookedAt lists the turns that tell of an outcome: the next one for a silence,
// else those up to the last of the acts of others.
func (s *stream) lookedAt(i int, k outcome) []int {
	var out []int
	for j, heard := i+1, 0; j < s.len() && heard < window && !s.beginsSegment(j); j++ {
		out = append(out, j)
		if k == silence {
			break
		}
		if who := s.t.From[j]; who >= 0 && who != s.t.From[i] {
			heard++
		}
	}
	return out
}
