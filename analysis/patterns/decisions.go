package patterns

import (
	"cmp"
	"slices"

	"kompas/analysis"
)

// decidingWithout: of the third of those present who talk least, nobody acts in
// the ten turns before a decision.
func decidingWithout(s *scene) *analysis.Comparison {
	const before = 10
	order := s.there()
	if len(order) < 3 {
		return nil
	}
	own := s.own()
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(own[a], own[b]) })
	least := order[:len(order)/3]
	return s.following(func(i int) bool { return s.is(i, "deciding") }, func(i int) (float64, bool) {
		if i < before || s.Acts[i-before].Segment != s.Acts[i].Segment {
			return 0, false
		}
		heard := slices.ContainsFunc(s.Acts[i-before:i], func(a analysis.Act) bool { return slices.Contains(least, a.From) })
		return truth(!heard), true
	})
}

// quickToAgree: nobody brings in a difference in the twenty turns before a
// decision, within the same phase. The observer must note differences.
func quickToAgree(s *scene) *analysis.Comparison {
	const before, least = 20, 5
	if !s.used("differing") {
		return nil
	}
	return s.following(func(i int) bool { return s.is(i, "deciding") }, func(i int) (float64, bool) {
		looked, differed := 0, false
		for j := i - 1; j >= 0 && looked < before && s.Acts[j].Phase == s.Acts[i].Phase; j-- {
			looked++
			differed = differed || s.has(j, "differing")
		}
		return truth(!differed), looked >= least
	})
}

// stretch is a stretch of a phase, with its acts.
type stretch struct {
	phase int32
	acts  []int
}

// stretches returns the stretches of phases that have at least so many acts.
func (s *scene) stretches(least int) []stretch {
	var out []stretch
	for i, a := range s.Acts {
		if a.Phase < 0 {
			continue
		}
		if len(out) == 0 || out[len(out)-1].phase != a.Phase {
			out = append(out, stretch{phase: a.Phase})
		}
		last := &out[len(out)-1]
		last.acts = append(last.acts, i)
	}
	return slices.DeleteFunc(out, func(it stretch) bool { return len(it.acts) < least })
}

// leastItem is how many acts an item has of which an answer or a question is first.
const leastItem = 10

// answerFirst: the first steering or deciding of a stretch comes before its first
// open question. The observer must note open questions. In random order an answer
// comes first with probability answers / (answers + questions), so the number of
// stretches in which it does is a sum of independent chances.
func answerFirst(s *scene) *counted {
	if !s.used("curiosity") {
		return nil
	}
	out := &counted{}
	answer := func(i int) bool { return s.is(i, "steering", "deciding") }
	question := func(i int) bool { return s.is(i, "curiosity") }
	var chances []float64
	for _, it := range s.stretches(leastItem) {
		answers, questions := countOf(it.acts, answer), countOf(it.acts, question)
		if answers == 0 {
			continue
		}
		chances = append(chances, float64(answers)/float64(answers+questions))
		first := slices.IndexFunc(it.acts, func(i int) bool { return answer(i) || question(i) })
		if answer(it.acts[first]) {
			out.moment(it.acts[first])
		}
	}
	out.p = atLeastOf(out.seen, chances)
	out = out.share(out.seen, len(chances))
	if out != nil {
		out.interval = [2]int{}
	}
	return out
}

// countOf counts the acts that are such.
func countOf(acts []int, such func(i int) bool) int {
	n := 0
	for _, i := range acts {
		if such(i) {
			n++
		}
	}
	return n
}

// atLeastOf returns the probability that at least k of these independent chances
// come true.
func atLeastOf(k int, chances []float64) float64 {
	p := []float64{1} // by how many came true so far
	for _, c := range chances {
		next := make([]float64, len(p)+1)
		for n, v := range p {
			next[n] += v * (1 - c)
			next[n+1] += v * c
		}
		p = next
	}
	sum := 0.0
	for _, v := range p[min(k, len(p)):] {
		sum += v
	}
	return min(sum, 1)
}

// share sets the sums and the interval of a pattern that is k of n. It returns
// nil when n is 0.
func (c *counted) share(k, n int) *counted {
	if n == 0 {
		return nil
	}
	c.sums, c.interval = []float64{float64(k), float64(n)}, [2]int{k, n}
	return c
}

// noOwner: a phase ends with a decision that nobody takes on, or with one that
// comes up again later.
func noOwner(s *scene) *counted {
	out := &counted{}
	decided := 0
	s.decided(func(it stretch, settled bool) {
		if decided++; !settled {
			out.moment(it.acts[len(it.acts)-1])
		}
	})
	return out.share(out.seen, decided)
}

// decided calls yield with each stretch that ends with a decision, and whether somebody
// takes it on and it does not come up again.
func (s *scene) decided(yield func(it stretch, settled bool)) {
	all := s.stretches(1)
	for _, it := range all {
		p := s.Phases[it.phase]
		if p.Outcome != "decision" && p.Outcome != "decision-with-owner" {
			continue
		}
		again := slices.ContainsFunc(all, func(later stretch) bool {
			return later.phase > it.phase && s.Phases[later.phase].Name == p.Name
		})
		yield(it, p.Outcome != "decision" && !again)
	}
}

// acrossAgenda: one theme is marked in several phases. The theme is a hunch of
// the observer, so the pattern is never more than possible.
func acrossAgenda(s *scene) *counted {
	phases, marks := map[string]map[int]bool{}, map[string]int{}
	best := ""
	for _, m := range s.Marks {
		if m.Kind != "theme" || m.Label == "" || m.Phase < 0 {
			continue
		}
		if phases[m.Label] == nil {
			phases[m.Label] = map[int]bool{}
		}
		phases[m.Label][m.Phase] = true
		marks[m.Label]++
		x, y := len(phases[m.Label]), len(phases[best])
		if x > y || x == y && (marks[m.Label] > marks[best] || marks[m.Label] == marks[best] && m.Label < best) {
			best = m.Label
		}
	}
	if best == "" {
		return nil
	}
	out := &counted{sums: []float64{float64(len(phases[best])), float64(marks[best])}, most: analysis.Possible}
	for _, m := range s.Marks {
		if m.Kind == "theme" && m.Label == best && m.Phase >= 0 {
			if i := slices.IndexFunc(s.Acts, func(a analysis.Act) bool { return a.At >= m.At }); i >= 0 {
				out.moment(i)
			}
		}
	}
	return out
}

// leastHeard is how many acts an item has in which the work could have had a voice.
const leastHeard = 20

// workNoVoice: stretches in which no voice from the work was marked. The observer
// must mark such voices at all.
func workNoVoice(s *scene) *counted {
	spoke := map[int]bool{}
	for _, m := range s.Marks {
		if m.Kind == "from-work" {
			spoke[m.Phase] = true
		}
	}
	if len(spoke) == 0 {
		return nil
	}
	out := &counted{}
	stretches := s.stretches(leastHeard)
	for _, it := range stretches {
		if !spoke[int(it.phase)] {
			out.moment(it.acts[0])
		}
	}
	return out.share(out.seen, len(stretches))
}

// yesBut: a turn that tunes in and, in the same turn, steers or pushes.
func yesBut(s *scene) *counted {
	out := &counted{}
	tuned := 0
	for i := range s.Acts {
		if !s.has(i, "connecting") {
			continue
		}
		tuned++
		if s.is(i, "steering", "forcing") {
			out.moment(i)
		}
	}
	return out.share(out.seen, tuned)
}
