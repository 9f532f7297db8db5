package findings

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"kompas/analysis"
	"kompas/analysis/sequence"
	"kompas/analysis/wording"
)

// shuffling says how links and loops are found.
func (t *teller) shuffling() []string {
	q, w := t.Sequence, t.say
	switch {
	case q.Draws == 0:
		return []string{w.notShuffled}
	case q.Null == "block":
		return []string{fmt.Sprintf(w.shuffledPersons, t.thousands(q.Draws)), w.shuffledRule}
	}
	return []string{fmt.Sprintf(w.shuffled, t.thousands(q.Draws)), w.shuffledRule}
}

// thousands writes a whole number under a million, with a separator before the
// last three digits.
func (t *teller) thousands(n int) string {
	s := fmt.Sprint(n)
	if n < 1000 {
		return s
	}
	return s[:len(s)-3] + t.say.thousand + s[len(s)-3:]
}

// transitions tells what was followed by what more or less often than by chance,
// the farthest from chance first, and what only looks like that.
func (t *teller) transitions() Section {
	w := t.say
	s := Section{Name: transitionsSection, Title: w.links, Method: t.shuffling()}
	more := Fold{Title: w.moreLinks}
	links := slices.Clone(t.Links)
	slices.SortStableFunc(links, func(a, b sequence.Link) int { return cmp.Compare(b.Weight(), a.Weight()) })
	for i, l := range links {
		label, how := t.say.LinkMore, w.linkMore
		if l.Sign == sequence.Negative {
			label, how = t.say.LinkLess, w.linkLess
		}
		expected := "–"
		if l.Expected != nil {
			expected = t.say.Number(*l.Expected, 1)
		}
		f := t.found("link:"+arrowID(l.From, l.To), upperFirst(fmt.Sprintf(how, t.quoted(l.From), t.quoted(l.To), t.say.Times(l.Observed), expected)),
			fmt.Sprintf(label, t.names.Code(l.From), t.names.Code(l.To)), t.behind.Evidence(l.Evidence, l.EvidenceTotal), analysis.Clear)
		f.Figures = strings.Join(t.chances(l.P, nil), "; ")
		if i < mostSaid {
			s.Items = append(s.Items, f)
		} else {
			more.Items = append(more.Items, f)
		}
	}
	fits := Fold{Title: w.explained}
	for _, e := range t.ExplainedBy {
		how := w.seemsMore
		if e.Sign == sequence.Negative {
			how = w.seemsLess
		}
		text := upperFirst(fmt.Sprintf(how, t.quoted(e.From), t.quoted(e.To), w.explains[e.By]))
		g := t.pairs[pair{e.From, e.To}]
		if g == nil || g.Total == 0 { // it never happened, so there is no moment to open
			continue
		}
		fits.Items = append(fits.Items, t.found("fits:"+arrowID(e.From, e.To), text, wording.FromTo(t.names.Code(e.From), t.names.Code(e.To)), g, ""))
	}
	s.Folds = []Fold{more, fits}
	switch {
	case t.Interactions == 0:
		s.Lead = []string{t.say.NoTurns}
	case t.Sequence.Draws == 0:
	case len(links) == 0:
		s.Lead = []string{w.noLinks}
		if why := t.tooLittle(); why != "" {
			s.Lead = append(s.Lead, why)
		}
	}
	return s
}

// arrowID names the step from one code to another. Codes may contain the sign
// between the two, so it is escaped.
func arrowID(from, to string) string {
	escape := strings.NewReplacer(`\`, `\\`, ">", `\>`)
	return escape.Replace(from) + ">" + escape.Replace(to)
}
