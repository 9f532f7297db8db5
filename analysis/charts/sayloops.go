package charts

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"kompas/analysis"
)

// rounds tells of loops: those that were seen going round, and in folds what
// looks like one. Without any it says what that means, and what came nearest.
func (t *teller) rounds() Section {
	w := t.say
	s := Section{Name: loopsSection, Title: w.loops}
	side, pieces := Fold{Title: w.sideLoops}, Fold{Title: w.piecesLoops}
	for _, l := range t.Loops {
		switch l.Status {
		case analysis.Whole:
			s.Items = append(s.Items, t.round(l))
		case analysis.Side:
			side.Items = append(side.Items, t.round(l))
		default:
			pieces.Items = append(pieces.Items, t.round(l))
		}
	}
	s.Folds = []Fold{side, pieces}
	s.Method = t.shuffling()
	q := t.Sequence
	switch {
	case t.Interactions == 0:
		s.Lead = []string{t.words.noTurns}
	case q.Draws == 0:
		s.Lead = []string{t.words.noLinks}
	case len(s.Items) > 0:
		s.Lead = []string{w.loopsLead}
	default:
		s.Title, s.Lead = w.noLoops, []string{w.noLoopsMeans}
		if why := t.tooLittle(); why != "" {
			s.Lead = append(s.Lead, why)
		}
		s.Lead = append(s.Lead, fmt.Sprintf(w.noLoopsPower, t.pairCount(q.Pairs)), w.noLoopsHelps)
		s.Folds = append([]Fold{{Title: w.nearest, Items: t.nearest()}}, s.Folds...)
	}
	return s
}

// tooLittle says why the sequence is too short to look at; empty when it is not.
func (t *teller) tooLittle() string {
	if t.Sequence.Why == nil {
		return ""
	}
	switch *t.Sequence.Why {
	case analysis.TooFewPairs:
		return fmt.Sprintf(t.say.fewPairs, t.pairCount(t.Sequence.Pairs))
	case analysis.TooFewCells:
		return t.say.fewCells
	}
	return fmt.Sprintf(t.words.tooManyCodes, len(t.Sequence.Codes))
}

func (t *teller) round(l analysis.Loop) Finding {
	w := t.say
	kind, sure := w.feedsItself, analysis.Clear
	switch t.kindOf(l) {
	case t.words.balancing:
		kind = w.steadies
	case t.words.keepsApart:
		kind = w.keepsApart
	}
	if l.Status != analysis.Whole {
		sure = analysis.Possible
	}
	g := t.evidence(l.Evidence, l.EvidenceTotal)
	f := t.found("loop:"+l.ID, upperFirst(t.steps(l))+". "+kind, t.spell(l), g, sure)
	if name := w.known[l.Known]; name != "" {
		f.Notes = append(f.Notes, fmt.Sprintf(w.knownAs, name))
	}
	switch l.Status {
	case analysis.Side:
		f.Notes = append(f.Notes, w.sideMeans)
	case analysis.Pieces:
		f.Notes = append(f.Notes, w.piecesMeans)
	}
	if l.Traversals != nil && l.Expected != nil {
		f.Notes = append(f.Notes, fmt.Sprintf(w.goneRound, t.times(*l.Traversals), t.number(*l.Expected, 1)))
	}
	for _, b := range l.Breaks {
		f.Notes = append(f.Notes, fmt.Sprintf(w.broken, t.quoted(b.From), t.times(b.Arrivals), t.quoted(b.To), t.times(b.Returned), t.number(b.Expected, 1)))
	}
	if l.Between != nil {
		f.Notes = append(f.Notes, fmt.Sprintf(w.shared, t.percent(l.Between)))
	}
	if effect := w.effects[l.Effect]; effect != "" {
		f.Notes = append(f.Notes, effect)
	}
	if l.Status == analysis.Whole {
		f.Questions = []string{w.loopQuestion}
	}
	var figures []string
	if l.Strength != nil {
		figures = append(figures, fmt.Sprintf(w.strength, t.number(*l.Strength, 2)))
	}
	f.Figures = strings.Join(append(figures, t.chances(l.P, l.PAdjusted)...), "; ")
	return f
}

// steps writes the links of a loop one after the other.
func (t *teller) steps(l analysis.Loop) string {
	w := t.say
	allMore := !slices.Contains(l.Signs, analysis.Negative)
	switch {
	case allMore && len(l.Nodes) == 1:
		return fmt.Sprintf(w.itself, t.quoted(l.Nodes[0]))
	case allMore && len(l.Nodes) == 2:
		return fmt.Sprintf(w.toAndFro, t.quoted(l.Nodes[0]), t.quoted(l.Nodes[1]))
	}
	var steps []string
	for i, node := range l.Nodes {
		how := w.moreOften
		if l.Signs[i] == analysis.Negative {
			how = w.lessOften
		}
		steps = append(steps, fmt.Sprintf(how, t.quoted(node), t.quoted(l.Nodes[(i+1)%len(l.Nodes)])))
	}
	return strings.Join(steps, "; ")
}

func upperFirst(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToUpper(string(r[0])) + string(r[1:])
}

// times writes how often.
func (t *teller) times(n int) string {
	if n == 1 {
		return t.say.once
	}
	return fmt.Sprintf(t.say.often, n)
}

// mostNear is how many pairs are told that came nearest to standing out.
const mostNear = 3

// nearest tells which pairs came nearest to standing out, and how many times it
// would have taken.
func (t *teller) nearest() (out []Finding) {
	found := map[pair]bool{}
	for _, l := range t.Links {
		found[pair{l.From, l.To}] = true
	}
	var near []analysis.Transition
	for _, tr := range t.Sequence.Transitions {
		if tr.Needs != nil && tr.ExpectedNull != nil && float64(tr.Observed) > *tr.ExpectedNull && tr.Observed >= 3 && !found[pair{tr.From, tr.To}] {
			near = append(near, tr)
		}
	}
	slices.SortStableFunc(near, func(a, b analysis.Transition) int {
		return cmp.Compare(float64(b.Observed)/float64(*b.Needs), float64(a.Observed)/float64(*a.Needs))
	})
	for _, tr := range near[:min(len(near), mostNear)] {
		text := fmt.Sprintf(t.say.near, t.quoted(tr.From), t.quoted(tr.To), t.times(tr.Observed), *tr.Needs)
		out = append(out, t.found("near:"+arrowID(tr.From, tr.To), text, fromTo(t.codeLabel(tr.From), t.codeLabel(tr.To)), t.pairs[pair{tr.From, tr.To}], ""))
	}
	return out
}

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

// thousands writes a whole number with its thousands apart.
func (t *teller) thousands(n int) string {
	s := fmt.Sprint(n)
	if n < 1000 {
		return s
	}
	return s[:len(s)-3] + t.say.thousand + s[len(s)-3:]
}

// follows tells what was followed by what more or less often, and what only
// looks like it.
func (t *teller) follows() Section {
	w := t.say
	s := Section{Name: transitionsSection, Title: w.links, Method: t.shuffling()}
	more := Fold{Title: w.moreLinks}
	links := slices.Clone(t.Links)
	slices.SortStableFunc(links, func(a, b analysis.Link) int { return cmp.Compare(linkWidth(b), linkWidth(a)) })
	for i, l := range links {
		label, how := t.words.linkMore, w.linkMore
		if l.Sign == analysis.Negative {
			label, how = t.words.linkLess, w.linkLess
		}
		expected := "–"
		if l.Expected != nil {
			expected = t.number(*l.Expected, 1)
		}
		f := t.found("link:"+arrowID(l.From, l.To), upperFirst(fmt.Sprintf(how, t.quoted(l.From), t.quoted(l.To), t.times(l.Observed), expected)),
			fmt.Sprintf(label, t.codeLabel(l.From), t.codeLabel(l.To)), t.evidence(l.Evidence, l.EvidenceTotal), analysis.Clear)
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
		if e.Sign == analysis.Negative {
			how = w.seemsLess
		}
		text := upperFirst(fmt.Sprintf(how, t.quoted(e.From), t.quoted(e.To), w.explains[e.By]))
		g := t.pairs[pair{e.From, e.To}]
		if g == nil || g.total == 0 { // it never happened: there is no moment to open
			continue
		}
		fits.Items = append(fits.Items, t.found("fits:"+arrowID(e.From, e.To), text, fromTo(t.codeLabel(e.From), t.codeLabel(e.To)), g, ""))
	}
	s.Folds = []Fold{more, fits}
	switch {
	case t.Interactions == 0:
		s.Lead = []string{t.words.noTurns}
	case t.Sequence.Draws == 0:
	case len(links) == 0:
		s.Lead = []string{w.noLinks}
		if why := t.tooLittle(); why != "" {
			s.Lead = append(s.Lead, why)
		}
	}
	return s
}

// arrowID names the step from one code to another. Codes may hold the sign that
// stands between.
func arrowID(from, to string) string {
	escape := strings.NewReplacer(`\`, `\\`, ">", `\>`)
	return escape.Replace(from) + ">" + escape.Replace(to)
}
