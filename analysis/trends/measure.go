package trends

import (
	"slices"
	"strings"

	"kompas/analysis"
	"kompas/analysis/stats"
	"kompas/observe"
)

// Measure is a figure of a team that is followed over meetings. Make one with
// [ParseMeasure] or [ShareOf].
type Measure struct {
	Name string
	kind string
	id   string          // of a dimension
	tags []observe.TagID // tags and families whose share it is

	label observe.Labels // words of its own
}

// Kinds of measures. The first are whole names, the others come before an id.
const (
	measureEvenness  = "evenness"
	measureGini      = "gini_corrected"
	measureGroup     = "group_addressed"
	measureOut       = "out_strength_centralization"
	measureIn        = "in_strength_centralization"
	measureOpening   = "opening_ratio"
	measureAsking    = "asking_ratio"
	measureTag       = "tag"    // a share
	measureFamily    = "family" // a share
	measureDimension = "dimension"
	measureShare     = "share"
)

// MeasureNames lists the measures that have no id. They are those figures of
// [analysis.Result] that are about the team as a whole, hardly depend on the length of a
// meeting, and add up over turns, so that turns can be drawn again.
func MeasureNames() []string {
	return []string{measureEvenness, measureGini, measureGroup, measureOut, measureIn, measureOpening, measureAsking}
}

// ParseMeasure reads a measure: one of [MeasureNames], or tag:ID, family:ID or
// dimension:ID for the share of a tag, a family or a dimension. It fails, with
// an [observe.Error] of the field measure, on anything else.
func ParseMeasure(name string) (Measure, error) {
	if slices.Contains(MeasureNames(), name) {
		return Measure{Name: name, kind: name}, nil
	}
	switch kind, id, _ := strings.Cut(name, ":"); {
	case id == "":
	case kind == measureTag, kind == measureFamily:
		return Measure{Name: name, kind: measureShare, tags: []observe.TagID{observe.TagID(id)}}, nil
	case kind == measureDimension:
		return Measure{Name: name, kind: kind, id: id}, nil
	}
	return Measure{}, observe.FieldError(observe.Invalid, "measure",
		"must be %s, tag:ID, family:ID or dimension:ID; it is %q", strings.Join(MeasureNames(), ", "), name)
}

// ShareOf returns the measure that is the share of several tags and families among the
// turns with a tag, with words of its own.
func ShareOf(name, words string, tags []observe.TagID) Measure {
	return Measure{Name: name, kind: measureShare, tags: tags, label: observe.Labels{"nl": words, "en": words}}
}

// isOf reports whether the measure is the share of this tag or family alone.
func (m *Measure) isOf(tag observe.TagID) bool {
	return m.kind == measureShare && len(m.tags) == 1 && m.tags[0] == tag
}

// counted is how a measure is computed: each turn counts in one of the cells, or in
// none (negative), and the value is made of the counts; it is nil where the measure is
// undefined.
type counted struct {
	cells int
	cell  func(turn int) int
	value func(counts []int) *float64
}

// counted returns how the measure is computed for these turns; ok is false when the
// codebook does not have the tags, family or dimension of the measure. A code counts for
// a share where it stands for tags of the share only. Among several meetings settling
// tells, too, where one of them has directing in place of settling and pushing.
func (m *Measure) counted(s *codes, settlingTells bool) (c counted, ok bool) {
	persons := len(s.Participants)
	byTag := func(value func(counts []int) *float64) counted {
		return counted{len(s.Tags), func(i int) int { return int(s.Turns.Tag[i]) }, value}
	}
	// of gives one person of each turn that goes from one to another.
	of := func(who []int32) counted {
		return counted{persons, func(i int) int {
			if from, to := s.Turns.From[i], s.Turns.To[i]; from < 0 || to < 0 || from == to {
				return -1
			}
			return int(who[i])
		}, stats.StrengthCentralization}
	}
	byPerson := counted{cells: persons, cell: func(i int) int { return int(s.Turns.From[i]) }}
	switch m.kind {
	case measureEvenness:
		byPerson.value = stats.Evenness
		return byPerson, true
	case measureGini:
		byPerson.value = func(counts []int) *float64 { return stats.CorrectedGini(counts) }
		return byPerson, true
	case measureGroup:
		return counted{2, func(i int) int {
			if s.Turns.To[i] < 0 {
				return 1
			}
			return 0
		}, func(counts []int) *float64 { return stats.Ratio(counts[1], counts[0]+counts[1]) }}, true
	case measureOut:
		return of(s.Turns.From), true
	case measureIn:
		return of(s.Turns.To), true
	case measureOpening:
		return byTag(func(counts []int) *float64 { return s.OpeningRatio(counts) }), true
	case measureAsking:
		words, ok := s.Asking(s.TagCounts()) // of the whole, whichever turns are drawn
		if settlingTells {
			words = words.Tells("settling")
		}
		return byTag(func(counts []int) *float64 { return s.AskingRatio(counts, words) }), ok
	case measureDimension:
		k := slices.IndexFunc(s.Dimensions, func(d observe.Dimension) bool { return d.ID == m.id })
		return byTag(func(counts []int) *float64 { return s.Shares(counts)[m.id] }), k >= 0
	}
	about := s.tags(m.tags...)
	wanted := make([]bool, len(s.Tags))
	ok = slices.ContainsFunc(m.tags, func(id observe.TagID) bool { return has(words(s.Codebook), string(id)) })
	for i, t := range s.Tags {
		wanted[i] = s.within(t.ID, about)
		ok = ok || wanted[i]
	}
	return byTag(func(counts []int) *float64 {
		n := 0
		for i, k := range counts {
			if wanted[i] {
				n += k
			}
		}
		return stats.Ratio(n, stats.Sum(counts))
	}), ok
}

// calledIn returns the words of a measure: its own, or those of the codebook of a
// meeting; nil without any.
func (m *Measure) calledIn(s *analysis.Selection) observe.Labels {
	if m.label != nil {
		return m.label
	}
	for _, tag := range words(s.Codebook) {
		if tag.Labels != nil && m.isOf(tag.ID) {
			return tag.Labels
		}
	}
	for _, d := range s.Dimensions {
		if m.kind == measureDimension && d.ID == m.id && d.Labels != nil {
			return d.Labels
		}
	}
	return nil
}
