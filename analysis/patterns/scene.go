package patterns

import (
	"slices"

	"kompas/analysis"
	"kompas/observe"
)

// scene is a meeting, with its tags as patterns name them.
type scene struct {
	*analysis.Scene
	means [][]observe.TagID // by index in Tags: the tags that it stands for, those of a family or itself
	uses  []bool            // by index in Tags: whether the tag occurs
}

func newScene(of *analysis.Scene) *scene {
	s := &scene{Scene: of}
	members := map[observe.TagID][]observe.TagID{}
	for _, t := range s.Codebook.Tags {
		members[t.Family] = append(members[t.Family], t.ID)
	}
	for _, t := range s.Tags {
		means := []observe.TagID{t.ID}
		if m := members[t.ID]; t.Coarse && len(m) > 0 {
			means = m
		}
		s.means = append(s.means, means)
	}
	s.uses = make([]bool, len(s.means))
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

// is reports whether the primary tag of an act is one of these, or a family of which all
// tags are: an observer who codes with families has then still said enough.
func (s *scene) is(i int, tags ...observe.TagID) bool {
	tag := s.Acts[i].Tag
	return tag >= 0 && s.stands(tag, tags)
}

// stands reports whether a tag, by index in Tags, stands for some of these only.
func (s *scene) stands(tag int32, tags []observe.TagID) bool {
	return !slices.ContainsFunc(s.means[tag], func(id observe.TagID) bool { return !slices.Contains(tags, id) })
}

// code returns the primary tag of an act as results name it; empty without one.
func (s *scene) code(i int) string {
	if tag := s.Acts[i].Tag; tag >= 0 {
		return string(s.Tags[tag].ID)
	}
	return ""
}

// Effect is that of the codebook, except that "other" has none, whatever the codebook
// says: it is what the observer had no word for, and no pattern rests on it.
func (s *scene) Effect(i int) observe.Effect {
	if s.is(i, "other") {
		return observe.Neutral
	}
	return s.Scene.Effect(i)
}

// has reports whether an act has the tag, as its primary or another one.
func (s *scene) has(i int, tag observe.TagID) bool {
	tags := []observe.TagID{tag}
	return s.is(i, tag) || slices.ContainsFunc(s.Also(i), func(t int32) bool { return s.stands(t, tags) })
}

// used reports whether any of these tags occurs in the meeting. Where a tag is
// absent, that says something only if the observer uses it at all.
func (s *scene) used(tags ...observe.TagID) bool {
	for k, uses := range s.uses {
		if uses && s.stands(int32(k), tags) {
			return true
		}
	}
	return false
}

// actors counts the persons who have at least so many acts.
func (s *scene) actors(acts int) int {
	n := 0
	for _, k := range s.own() {
		if k >= acts {
			n++
		}
	}
	return n
}

// there returns the persons who were present while the meeting was live, as
// indices in Persons.
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

// proposed counts the acts that are to a person, and those of them whose
// addressee nobody chose.
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

// within returns the next n acts of the segment of an act, or nil when there are
// fewer.
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

// countAll counts each pattern of the list in this meeting; nil where the meeting
// cannot show it, and without draws where the pattern needs a null. All
// comparisons are drawn together, so that shifts are made once.
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
			continue // nobody did it, or the codebook has no tag for it: this meeting cannot show the pattern
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

// after returns up to n acts after an act, in its segment.
func (s *scene) after(i, n int) []int {
	var out []int
	for j := i + 1; j < len(s.Acts) && len(out) < n && s.Acts[j].Segment == s.Acts[i].Segment; j++ {
		out = append(out, j)
	}
	return out
}

// following makes a comparison of what came after the acts for which trigger
// holds with what came after the others. The outcome function also says whether
// the outcome can be told at all.
func (s *scene) following(trigger func(i int) bool, outcome func(i int) (came float64, told bool)) *analysis.Comparison {
	n := len(s.Acts)
	c := &analysis.Comparison{Trigger: make([]bool, n), Known: make([]bool, n), Outcome: make([]float64, n)}
	for i := range s.Acts {
		c.Trigger[i] = trigger(i)
		c.Outcome[i], c.Known[i] = outcome(i)
	}
	return c
}

// nextOthers returns an outcome: whether one of the next n acts of others is
// such. It can be told when there are n of them.
func (s *scene) nextOthers(n int, such func(j int) bool) func(i int) (float64, bool) {
	return func(i int) (float64, bool) {
		next := s.Next(i, n)
		return truth(slices.ContainsFunc(next, such)), len(next) == n
	}
}

// truth is 1 for true and 0 for false.
func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
