package patterns

import (
	"slices"

	"kompas/analysis"
	"kompas/observe"
)

// scene is a meeting with the words that patterns look for.
type scene struct {
	*analysis.Scene
	tags []observe.TagID // by place in Tags; of a family of one tag that tag
	uses []bool          // whether the tag occurs, by place in Tags
}

func newScene(of *analysis.Scene) *scene {
	s := &scene{Scene: of}
	// A family of one tag stands for it: who codes with families only has still
	// said which tag it is.
	members := map[observe.TagID][]observe.TagID{}
	for _, t := range s.Codebook.Tags {
		members[t.Family] = append(members[t.Family], t.ID)
	}
	for _, t := range s.Tags {
		id := t.ID
		if m := members[id]; t.Coarse && len(m) == 1 {
			id = m[0]
		}
		s.tags = append(s.tags, id)
	}
	s.uses = make([]bool, len(s.tags))
	for i, a := range s.Acts {
		if a.Tag >= 0 {
			s.uses[a.Tag] = true
		}
		for _, t := range s.Also(i) {
			s.uses[t] = true
		}
	}
	return s
}

// is reports whether the primary tag of an act is one of these.
func (s *scene) is(i int, tags ...observe.TagID) bool {
	tag := s.Acts[i].Tag
	return tag >= 0 && slices.Contains(tags, s.tags[tag])
}

// code gives the primary tag of an act as results have it, empty without one.
func (s *scene) code(i int) string {
	if tag := s.Acts[i].Tag; tag >= 0 {
		return string(s.Tags[tag].ID)
	}
	return ""
}

// has reports whether an act has the tag in any place.
func (s *scene) has(i int, tag observe.TagID) bool {
	return s.is(i, tag) || slices.ContainsFunc(s.Also(i), func(t int32) bool { return s.tags[t] == tag })
}

// used reports whether somebody used one of these words. That a word is missing
// somewhere says something only when the observer uses it.
func (s *scene) used(tags ...observe.TagID) bool {
	for k, uses := range s.uses {
		if uses && slices.Contains(tags, s.tags[k]) {
			return true
		}
	}
	return false
}

// actors counts the persons with so many acts or more.
func (s *scene) actors(acts int) int {
	n := 0
	for _, k := range s.own() {
		if k >= acts {
			n++
		}
	}
	return n
}

// there gives the persons who were present while the meeting was live.
func (s *scene) there() (out []int32) {
	for p := range s.Persons {
		if total, _, _ := s.PresentFor(p); total > 0 {
			out = append(out, int32(p))
		}
	}
	return out
}

// own counts the acts of each person.
func (s *scene) own() []int {
	out := make([]int, len(s.Persons))
	for _, a := range s.Acts {
		if a.From >= 0 {
			out[a.From]++
		}
	}
	return out
}

// proposed counts the acts to a person, and those whose addressee nobody chose.
func (s *scene) proposed() (directed, proposed int) {
	for _, a := range s.Acts {
		if a.To >= 0 {
			directed++
			if a.Proposed {
				proposed++
			}
		}
	}
	return directed, proposed
}

// within gives the acts after an act, in its segment, n of them or nil when
// there are fewer.
func (s *scene) within(i, n int) []int {
	if i+n >= len(s.Acts) || s.Acts[i+n].Segment != s.Acts[i].Segment {
		return nil
	}
	out := make([]int, n)
	for k := range out {
		out[k] = i + 1 + k
	}
	return out
}

// countAll counts each pattern that can be told: without draws there is no null.
// What needs shifts is counted in one go.
func (s *scene) countAll(list []*pattern) []*counted {
	out := make([]*counted, len(list))
	var comparisons []*analysis.Comparison
	var of []int
	for k, p := range list {
		s.Look()
		if p.null != described && s.Draws == 0 {
			continue
		}
		if p.compare == nil {
			out[k] = p.count(s)
		} else if c := p.compare(s); c != nil {
			comparisons, of = append(comparisons, c), append(of, k)
		}
	}
	sums, drawn := s.Compare(comparisons)
	flat := func(s analysis.OutcomeTally) []float64 { return []float64{s.N, s.Hits, s.BaseN, s.BaseHits} }
	for j, k := range of {
		if sums[j].N == 0 {
			continue // nobody did it, or the lens has no word for it: this meeting cannot show it
		}
		c := &counted{sums: flat(sums[j])}
		if drawn != nil {
			for _, d := range drawn[j] {
				c.drawn = append(c.drawn, flat(d))
			}
		}
		for i, trigger := range comparisons[j].Trigger {
			shown := trigger && comparisons[j].Known[i] && s.Acts[i].From >= 0
			if shown && (list[k].atMost || comparisons[j].Outcome[i] > 0) {
				c.moment(append([]int{i}, s.after(i, list[k].follows)...)...)
			}
		}
		out[k] = c
	}
	return out
}

// after gives up to n acts after an act, in its segment.
func (s *scene) after(i, n int) []int {
	var out []int
	for j := i + 1; j < len(s.Acts) && len(out) < n && s.Acts[j].Segment == s.Acts[i].Segment; j++ {
		out = append(out, j)
	}
	return out
}

// following makes a comparison: the acts for which trigger holds, and what came
// after each act. Outcome says whether it can be told.
func (s *scene) following(trigger func(i int) bool, outcome func(i int) (came float64, told bool)) *analysis.Comparison {
	n := len(s.Acts)
	c := &analysis.Comparison{Trigger: make([]bool, n), Known: make([]bool, n), Outcome: make([]float64, n)}
	for i := range s.Acts {
		c.Trigger[i] = trigger(i)
		c.Outcome[i], c.Known[i] = outcome(i)
	}
	return c
}

// nextOthers is an outcome: one of the next n acts of others is such.
func (s *scene) nextOthers(n int, such func(j int) bool) func(i int) (float64, bool) {
	return func(i int) (float64, bool) {
		next := s.Next(i, n)
		return truth(slices.ContainsFunc(next, such)), len(next) == n
	}
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
