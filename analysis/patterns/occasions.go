package patterns

import (
	"context"
	"slices"

	"kompas/analysis"
	"kompas/observe"
)

// Occasions are the moments at which a pattern could have shown, each by the places of
// its turns in the selection.
type Occasions struct {
	Usual     [][]int // at which it did; nil: those of its evidence
	Otherwise [][]int // at which it did not; where nothing triggers the pattern, its contrast
}

// OccasionsOf returns the occasions of the patterns of a reading by their ids, without
// those of which there is no contrast: of silent-third it would point at persons, of
// across-agenda and of what is looked for over several meetings there is none. It runs
// within [compute.Until].
func OccasionsOf(ctx context.Context, r *analysis.Reading) map[string]Occasions {
	out := map[string]Occasions{}
	if len(r.Patterns) == 0 || r.Selection.Len() == 0 || r.Limited() {
		return out
	}
	s := newScene(r.Acts(ctx))
	for _, p := range catalogue() {
		i := slices.IndexFunc(r.Patterns, func(f analysis.Pattern) bool { return f.ID == p.id })
		switch contrast := contrasts[p.id]; {
		case i < 0 || p.series:
		case contrast != nil:
			s.Look()
			out[p.id] = Occasions{Otherwise: contrast(s, &r.Patterns[i])}
		case p.compare != nil:
			s.Look()
			out[p.id] = s.occasions(p)
		}
	}
	return out
}

// occasions are the triggers of a comparison after which the outcome came, and those
// after which it did not. An outcome that is a number came where there was less of it
// than after the other acts on average.
func (s *scene) occasions(p *pattern) (out Occasions) {
	c := p.compare(s)
	if c == nil {
		return out
	}
	mean := 0.0
	if p.atMost {
		sums, _ := s.Compare([]*analysis.Comparison{c})
		mean = sums[0].BaseHits / max(sums[0].BaseN, 1)
	}
	for i, trigger := range c.Trigger {
		if !trigger || !c.Known[i] || s.Acts[i].From < 0 {
			continue
		}
		moment := append([]int{i}, s.after(i, p.follows)...)
		if p.atMost && c.Outcome[i] < mean || !p.atMost && c.Outcome[i] > 0 {
			out.Usual = append(out.Usual, moment)
		} else {
			out.Otherwise = append(out.Otherwise, moment)
		}
	}
	return out
}

// contrasts has, by pattern that is no comparison, the moments at which it went
// otherwise. docs/patterns.md says what they are.
var contrasts = map[string]func(s *scene, p *analysis.Pattern) [][]int{
	"through-one":          aroundTheOne,
	"ping-pong":            thirdComesIn,
	"steering-on-steering": steeringElse,
	"circling":             leavesTheCircle,
	"to-the-leader":        memberAnswers,
	"yes-but": func(s *scene, _ *analysis.Pattern) [][]int {
		return s.each(func(i int) bool { return s.has(i, "connecting") && !s.is(i, "steering", "forcing") })
	},
	"one-voice-differs": func(s *scene, p *analysis.Pattern) [][]int {
		one := s.personOf(p)
		return s.each(func(i int) bool { return s.Acts[i].From >= 0 && s.Acts[i].From != one && s.is(i, "differing") })
	},
	"answer-first":  questionFirst,
	"no-owner":      hasOwner,
	"work-no-voice": workSpeaks,
}

// each returns a moment for each act that is such.
func (s *scene) each(such func(i int) bool) (out [][]int) {
	for i := range s.Acts {
		if such(i) {
			out = append(out, []int{i})
		}
	}
	return out
}

// personOf returns who acts in the first moment of a pattern.
func (s *scene) personOf(p *analysis.Pattern) int32 {
	if acts := s.actsOf(p); len(acts) > 0 {
		return s.Acts[acts[0]].From
	}
	return -1
}

// actsOf returns the acts of the first moment of a pattern.
func (s *scene) actsOf(p *analysis.Pattern) (out []int) {
	if len(p.Evidence) == 0 {
		return nil
	}
	want := p.Evidence[0]
	for i := range s.Acts {
		if len(out) < len(want) && s.IDs([][]int{{i}})[0][0] == want[len(out)] {
			out = append(out, i)
		}
	}
	return out
}

// aroundTheOne: two others respond to each other directly.
func aroundTheOne(s *scene, _ *analysis.Pattern) [][]int {
	one, _, _ := s.mostTouched()
	return s.each(func(i int) bool {
		a := s.Acts[i]
		return a.From >= 0 && a.To >= 0 && a.From != one && a.To != one
	})
}

// thirdComesIn: two have taken turns four times or more, and a third comes in before it
// is a run of [leastRun].
func thirdComesIn(s *scene, _ *analysis.Pattern) (out [][]int) {
	const begun = 4
	floors := s.Floors()
	for start, i := 0, 1; i < len(floors); i++ {
		if floors[i].Segment != floors[i-1].Segment {
			start = i
			continue
		}
		if i-1 == start || floors[i].Person == floors[i-2].Person {
			continue
		}
		if n := i - start; n >= begun && n < leastRun {
			out = append(out, []int{int(floors[i-2].Last), int(floors[i-1].Last), int(floors[i].First)})
		}
		start = i - 1
	}
	return out
}

// notFollowedBy returns the acts of persons with a code of a circle that another person
// follows with another code than the next of the circle.
func (s *scene) notFollowedBy(circle []string) (out [][]int) {
	for i := 1; i < len(s.Acts); i++ {
		a, b := s.Acts[i-1], s.Acts[i]
		at := slices.Index(circle, s.code(i-1))
		if at < 0 || a.Segment != b.Segment || a.From == b.From || min(a.From, b.From) < 0 || s.code(i) == "" {
			continue
		}
		if s.code(i) != circle[(at+1)%len(circle)] {
			out = append(out, []int{i - 1, i})
		}
	}
	return out
}

// steeringElse: another person follows the word that was steered with by something else.
func steeringElse(s *scene, p *analysis.Pattern) [][]int {
	acts := s.actsOf(p)
	if len(acts) == 0 {
		return nil
	}
	return s.notFollowedBy([]string{s.code(acts[0])})
}

// leavesTheCircle: a word of the circle is followed by another than its next.
func leavesTheCircle(s *scene, p *analysis.Pattern) [][]int {
	var circle []string
	for _, i := range s.actsOf(p) {
		circle = append(circle, s.code(i))
	}
	if len(circle) < 2 {
		return nil
	}
	return s.notFollowedBy(circle[:len(circle)-1]) // it ends where it began
}

// memberAnswers: after a member has spoken to all, somebody else than the leader is next.
func memberAnswers(s *scene, _ *analysis.Pattern) (out [][]int) {
	floors := s.Floors()
	for i := 1; i < len(floors); i++ {
		before, next := floors[i-1], floors[i]
		if before.Segment == next.Segment && s.Persons[before.Person].Role == observe.Member && before.ToAll && s.Persons[next.Person].Role != observe.Leader {
			out = append(out, []int{int(before.Last), int(next.First)})
		}
	}
	return out
}

// questionFirst: the first open question of an item comes before its first answer.
func questionFirst(s *scene, _ *analysis.Pattern) (out [][]int) {
	answer := func(i int) bool { return s.is(i, "steering", "deciding") }
	for _, it := range s.stretches(leastItem) {
		first := slices.IndexFunc(it.acts, func(i int) bool { return answer(i) || s.is(i, "curiosity") })
		if first >= 0 && !answer(it.acts[first]) && countOf(it.acts, answer) > 0 {
			out = append(out, []int{it.acts[first]})
		}
	}
	return out
}

// hasOwner: an item ends with a decision that somebody takes on, and does not come up
// again.
func hasOwner(s *scene, _ *analysis.Pattern) (out [][]int) {
	s.decided(func(it stretch, settled bool) {
		if settled {
			out = append(out, it.acts[len(it.acts)-1:])
		}
	})
	return out
}

// workSpeaks: in an item a voice from the work is marked.
func workSpeaks(s *scene, _ *analysis.Pattern) (out [][]int) {
	for _, it := range s.stretches(leastHeard) {
		m := slices.IndexFunc(s.Marks, func(m analysis.Mark) bool { return m.Kind == observe.MarkFromWork && m.Phase == int(it.phase) })
		if m < 0 {
			continue
		}
		at := it.acts[0] // the last act before the mark
		for _, i := range it.acts {
			if s.Acts[i].At <= s.Marks[m].At {
				at = i
			}
		}
		out = append(out, []int{at})
	}
	return out
}
