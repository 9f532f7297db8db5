package findings

import (
	"cmp"
	"slices"

	"kompas/analysis"
	"kompas/analysis/patterns"
	"kompas/analysis/sequence"
	"kompas/observe"
)

// mostGlanced is how many findings, and how many fragments, are told at a glance.
const mostGlanced = 3

// candidate is a finding that may be told first.
type candidate struct {
	id      string
	sure    analysis.Confidence
	leaning patterns.Leaning
	kind    kind
	quiet   bool    // it is about a voice that was heard little
	rank    int     // among those of its kind, in the order of its section
	chance  float64 // p
	links   map[pair]sequence.Sign
	first   string // the code that it begins with; empty: none
	known   string // the name of a loop in a codebook
}

// kind is what a candidate is, those that say most first.
type kind int

const (
	loopKind kind = iota
	patternKind
	effectKind
	linkKind
	lessKind // something follows less often
)

// offer adds a finding to those that may be told first.
func (t *teller) offer(c candidate) { t.offered = append(t.offered, c) }

// glance chooses what is worth telling first: what is clear, or where nothing is, what
// may be; one that helps first, then what helps or hinders before what may be either,
// loops and patterns before what came after one word. Nothing is told twice, and of one
// word only once that it helps or hinders. Codes that say who acts are not told.
func (t *teller) glance(sections []Section) Glance {
	out := Glance{Fragments: []Fragment{}, Pieces: []Fragment{}, Findings: []string{}}
	told := func(sure analysis.Confidence) (list []candidate) {
		for _, c := range t.offered {
			ofWords := c.links == nil || c.kind == patternKind || slices.Contains([]analysis.Codes{analysis.ByTag, analysis.ByFamily, analysis.ByEffect}, t.Selection.Codes())
			if c.sure == sure && ofWords && slices.ContainsFunc(sections, func(s Section) bool { return s.find(c.id) != nil }) {
				list = append(list, c)
			}
		}
		return list
	}
	list := told(analysis.Clear)
	if len(list) == 0 {
		list = slices.DeleteFunc(told(analysis.Possible), func(c candidate) bool { return c.kind == effectKind && c.chance > leastChance })
	}
	either := func(c candidate) int {
		switch {
		case c.quiet:
			return 2
		case c.leaning == patterns.Either:
			return 1
		}
		return 0
	}
	slices.SortStableFunc(list, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(either(a), either(b)), cmp.Compare(a.kind, b.kind), cmp.Compare(a.rank, b.rank), cmp.Compare(a.chance, b.chance))
	})
	var chosen []candidate
	if i := slices.IndexFunc(list, func(c candidate) bool { return c.leaning == patterns.Helps }); i >= 0 {
		chosen = append(chosen, list[i])
	}
	for _, c := range list {
		if len(chosen) < mostGlanced && !slices.ContainsFunc(chosen, c.says) {
			chosen = append(chosen, c)
		}
	}
	for _, c := range chosen {
		out.Findings = append(out.Findings, c.id)
		for i := range sections {
			if f := sections[i].find(c.id); f != nil && len(f.Questions) == 0 {
				t.question(f, c)
			}
		}
	}
	if len(chosen) > 0 { // there is more to tell than a fragment
		for i := range sections {
			if k := slices.Index(sections[i].Lead, t.say.noPatternsMeans); k >= 0 {
				sections[i].Lead[k] = t.say.toldFirst
			}
		}
	}
	fragments, pieces := t.fragments(sections, out.Findings)
	out.Fragments, out.Pieces = append(out.Fragments, fragments...), append(out.Pieces, pieces...)
	return out
}

// question gives a finding that is told first the question that goes with it.
func (t *teller) question(f *Finding, c candidate) {
	text := t.catalogue.Loop(c.known)
	f.Questions = []string{text.Question}
	if c.kind == loopKind {
		f.Circular = text.Circular
	}
}

// leastChance is the largest p with which an effect that only may be is told first: one
// in twenty of the many that are compared looks like something.
const leastChance = 0.002

// says reports whether two candidates say the same.
func (c candidate) says(o candidate) bool {
	if c.id == o.id || c.first != "" && c.first == o.first && c.leaning == o.leaning {
		return true
	}
	for l := range c.links {
		if _, both := o.links[l]; both {
			return true
		}
	}
	return false
}

// leaningOf returns what codes that follow one another do to a talk, as the codebook
// assumes: it helps where some open it and none closes it.
func (t *teller) leaningOf(codes []string) patterns.Leaning {
	opens, closes := 0, 0
	for _, code := range codes {
		switch t.effectOf(code) {
		case observe.Opens:
			opens++
		case observe.Closes:
			closes++
		}
	}
	switch {
	case opens > 0 && closes == 0:
		return patterns.Helps
	case closes > 0 && opens == 0:
		return patterns.Hinders
	}
	return patterns.Either
}

// leaningTo returns what it does to a talk that a code follows more or less often.
func (t *teller) leaningTo(code string, sign sequence.Sign) patterns.Leaning {
	l := t.leaningOf([]string{code})
	switch {
	case sign == sequence.Positive:
	case l == patterns.Helps:
		return patterns.Hinders
	case l == patterns.Hinders:
		return patterns.Helps
	}
	return l
}

// effectOf returns the effect that the codebook assumes of a code.
func (t *teller) effectOf(code string) observe.Effect {
	if i := slices.Index(t.coded.Names, code); i >= 0 {
		return t.coded.Effects[i]
	}
	return observe.Neutral
}

// leaningOfOutcome returns what it does to a talk that an outcome comes more, or less,
// often.
func leaningOfOutcome(outcome string, more bool) patterns.Leaning {
	switch outcome {
	case "opens", "new_voice":
		if more {
			return patterns.Helps
		}
		return patterns.Hinders
	case "closes":
		if more {
			return patterns.Hinders
		}
		return patterns.Helps
	}
	return patterns.Either
}
