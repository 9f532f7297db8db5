package findings

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"kompas/analysis"
	"kompas/analysis/moments"
	"kompas/analysis/sequence"
	"kompas/analysis/wording"
)

// OfLoop is what the ids of findings about loops begin with.
const OfLoop = "loop:"

// loops tells of loops: known ones first, then those that the talk completed, and in
// folds what is less sure or only looks like one. When there are none it says what that
// means, and which pairs came nearest.
func (t *teller) loops() Section {
	w := t.say
	s := Section{Name: loopsSection, Title: w.loops, Method: append(t.shuffling(), w.Checks(&t.Following)...)}
	perhaps, side, pieces := Fold{Title: w.maybeLoops}, Fold{Title: w.sideLoops}, Fold{Title: w.piecesLoops}
	known, explored := 0, 0
	for _, l := range t.ToldLoops() {
		switch {
		case l.Known != nil && l.Known.Is(sequence.ClearLoop):
			known++
			s.Items = append(s.Items, t.knownLoop(l, analysis.Clear))
		case l.Known != nil:
			perhaps.Items = append(perhaps.Items, t.knownLoop(l, analysis.Possible))
		case l.Status == sequence.Whole:
			explored++
			s.Items = append(s.Items, t.loop(l.Loop, explored))
		case l.Status == sequence.Side:
			side.Items = append(side.Items, t.loop(l.Loop, len(side.Items)))
		default:
			pieces.Items = append(pieces.Items, t.loop(l.Loop, len(pieces.Items)))
		}
	}
	s.Folds = []Fold{perhaps, side, pieces}
	q := t.Sequence
	switch {
	case t.Interactions == 0:
		s.Lead = []string{t.say.NoTurns}
		return s
	case q.Draws == 0:
		s.Lead = []string{t.say.NoDraws}
		return s
	}
	switch {
	case known > 0 && explored > 0:
		s.Lead = []string{w.knownLead}
	case explored > 0:
		s.Lead = []string{w.loopsLead}
	}
	none := t.Sought() > 0 && t.KnownFound() == 0
	if none {
		s.Lead = append(s.Lead, fmt.Sprintf(w.knownNone, t.Sought()))
	}
	switch {
	case len(s.Items) > 0 && none:
		s.Lead[len(s.Lead)-1] += " " + w.usual
	case len(s.Items) > 0:
	case len(perhaps.Items) > 0:
		s.Title, s.Lead = w.perhapsLoop, append(s.Lead, w.perhapsMeans)
	default:
		if s.Title = w.NoLoop; t.tooLittle() != "" { // so that nothing was compared
			s.Lead = append(s.Lead, t.tooLittle(), w.noLoopsHelps)
		} else {
			s.Lead = append(s.Lead, w.noLoopsMeans, fmt.Sprintf(w.noLoopsPower, t.say.Pairs(q.PairsBetween)), w.noLoopsHelps)
		}
		s.Folds = append([]Fold{{Title: w.nearest, Items: t.nearest()}}, s.Folds...)
	}
	return s
}

// tooLittle says why the sequence is too short for links. It returns an empty
// text when it is not.
func (t *teller) tooLittle() string {
	if t.Sequence.Why == nil {
		return ""
	}
	switch *t.Sequence.Why {
	case sequence.TooFewPairs:
		return fmt.Sprintf(t.say.fewPairs, t.say.Pairs(t.Sequence.PairsBetween))
	case sequence.TooFewCells:
		return t.say.fewCells
	}
	return fmt.Sprintf(t.say.TooManyCodes, len(t.Sequence.Codes))
}

// loop tells of a loop that was found among all; place is which of them it is.
func (t *teller) loop(l sequence.Loop, place int) Finding {
	w := t.say
	sure, rank := analysis.Clear, place+1 // after the known ones
	if l.Status != sequence.Whole {
		sure, rank = analysis.Possible, -1
	}
	f, _ := t.loopOf(l, t.steps(l)+".", sure, rank)
	if name := w.Known[l.Known]; name != "" {
		f.Notes = append(f.Notes, fmt.Sprintf(w.knownAs, name))
	}
	switch l.Status {
	case sequence.Side:
		f.Notes = append(f.Notes, w.sideMeans)
	case sequence.Pieces:
		f.Notes = append(f.Notes, w.piecesMeans)
	}
	if l.Traversals != nil && l.Expected != nil {
		f.Notes = append(f.Notes, fmt.Sprintf(w.goneRound, w.Times(*l.Traversals), w.chance(*l.Expected)))
	}
	for _, b := range l.Breaks {
		f.Notes = append(f.Notes, fmt.Sprintf(w.broken, t.quoted(b.From), t.say.Times(b.Arrivals), t.quoted(b.To), t.say.Times(b.Returned), w.chance(b.Expected)))
	}
	if effect := w.effects[l.Effect]; effect != "" {
		f.Notes = append(f.Notes, effect)
	}
	t.ask(&f, l.Known, sure)
	var figures []string
	if l.Strength != nil {
		figures = append(figures, fmt.Sprintf(w.strength, t.say.Number(*l.Strength, 2)))
	}
	f.Figures = strings.Join(append(figures, t.chances(l.P, l.PAdjusted)...), "; ")
	return f
}

// loopOf makes the finding of a loop. What is told of it are its exchanges, where there
// are any; else the steps, and the moments of the evidence. With a rank of 0 or more it
// may be told first.
func (t *teller) loopOf(l sequence.Loop, steps string, sure analysis.Confidence, rank int) (f Finding, exchanged bool) {
	w, id := t.say, OfLoop+l.ID
	round := !slices.Contains(l.Signs, sequence.Negative)
	links, least := linksOf(l.Nodes, l.Signs), 1
	if round {
		least = max(2, len(l.Nodes))
	}
	of := t.exchanged(links, least)
	text, g := upperFirst(steps), (*moments.Group)(nil)
	if exchanged = len(of.exchanges) > 0; exchanged {
		g = t.group(of.exchanges)
		if round {
			text = t.roundText(l.Nodes, of)
		}
	} else {
		g = t.behind.Evidence(l.Evidence, l.EvidenceTotal)
	}
	f = t.found(id, text+" "+t.kindOf(l), t.names.Loop(l.Nodes, l.Signs), g, sure)
	f.Short = text
	if exchanged {
		list, came := t.follows.against(links, of.all)
		t.otherwise(&f, t.names.Loop(l.Nodes, l.Signs), list, came)
		if brief := len(of.all) - len(of.exchanges); brief > 0 {
			f.Notes = append(f.Notes, fmt.Sprintf(w.brief, w.count(brief)))
		}
		if round {
			f.Short = t.went(l.Nodes, of) + t.ended(of.exchanges) + "."
		} else if len(l.Nodes) == 2 {
			f.Short = t.calmed(l, of)
		}
	}
	if rank >= 0 {
		t.offer(candidate{id: id, sure: sure, leaning: t.leaningOf(l.Nodes), kind: loopKind, rank: rank, links: links, first: l.Nodes[0], known: l.Known})
	}
	return f, exchanged
}

// roundText says what followed what in the exchanges of a loop of positive links.
func (t *teller) roundText(nodes []string, of told) string {
	if !of.long {
		return t.went(nodes, of) + "."
	}
	w, in := t.say, t.say.inExchanges(len(of.exchanges))
	var names []string
	for _, node := range nodes {
		names = append(names, t.quoted(node))
	}
	switch len(nodes) {
	case 1:
		return upperFirst(fmt.Sprintf(w.answeredSelf, names[0], in))
	case 2:
		return upperFirst(fmt.Sprintf(w.answeredTwo, names[0], names[1], in))
	}
	return upperFirst(fmt.Sprintf(w.answeredRound, strings.Join(names, " → "), in))
}

// calmed says of two words, of which the second follows the first and keeps it away,
// how often that was so.
func (t *teller) calmed(l sequence.Loop, of told) string {
	from := slices.Index(l.Signs, sequence.Positive)
	first, second := l.Nodes[from], l.Nodes[1-from]
	again := 0
	for _, e := range of.exchanges {
		if e.end == first {
			again++
		}
	}
	return upperFirst(fmt.Sprintf(t.say.calmed, t.quoted(first), t.say.Times(len(of.exchanges)), t.quoted(second), t.say.only(again)))
}

// ask gives a loop that is sure its questions, by the name that it has in a codebook.
func (t *teller) ask(f *Finding, known string, sure analysis.Confidence) {
	if sure == analysis.Clear {
		text := t.catalogue.Loop(known)
		f.Questions, f.Circular = []string{text.Question}, text.Circular
	}
}

// loopText says what is followed by what round a loop, and what that does.
func (t *teller) loopText(l sequence.Loop) string {
	return upperFirst(t.steps(l)) + ". " + t.kindOf(l)
}

// kindOf says what a loop does.
func (t *teller) kindOf(l sequence.Loop) string {
	switch {
	case l.Kind == sequence.Balancing:
		return t.say.steadies
	case l.KeepsApart():
		return t.say.keepsApart
	}
	return t.say.feedsItself
}

// steps writes the links of a loop one after another.
func (t *teller) steps(l sequence.Loop) string {
	w := t.say
	allMore := !slices.Contains(l.Signs, sequence.Negative)
	switch {
	case allMore && len(l.Nodes) == 1 && t.isPerson(l.Nodes[0]):
		return fmt.Sprintf(w.itself, t.quoted(l.Nodes[0]))
	case allMore && len(l.Nodes) == 1:
		return fmt.Sprintf(w.byOthers, t.quoted(l.Nodes[0]))
	case allMore && len(l.Nodes) == 2:
		return fmt.Sprintf(w.toAndFro, t.quoted(l.Nodes[0]), t.quoted(l.Nodes[1]))
	}
	var steps []string
	for i, node := range l.Nodes {
		how := w.moreOften
		if l.Signs[i] == sequence.Negative {
			how = w.lessOften
		}
		steps = append(steps, fmt.Sprintf(how, t.quoted(node), t.quoted(l.Nodes[(i+1)%len(l.Nodes)])))
	}
	return strings.Join(steps, "; ")
}

// isPerson reports whether a code stands for a person.
func (t *teller) isPerson(code string) bool {
	return t.Reading != nil && slices.ContainsFunc(t.Participants, func(p analysis.PersonRef) bool { return string(p.ID) == code })
}

// mostNear is how many of the pairs that came nearest to standing out are told.
const mostNear = 3

// nearest tells which pairs came nearest to standing out, and how many times it
// would have taken.
func (t *teller) nearest() (out []Finding) {
	found := map[pair]bool{}
	for _, l := range t.Links {
		found[pair{l.From, l.To}] = true
	}
	var near []sequence.Transition
	for _, tr := range t.Sequence.Transitions {
		if tr.Needs != nil && tr.ExpectedNull != nil && float64(tr.ObservedBetween) > *tr.ExpectedNull && tr.ObservedBetween >= 3 && !found[pair{tr.From, tr.To}] {
			near = append(near, tr)
		}
	}
	slices.SortStableFunc(near, func(a, b sequence.Transition) int {
		return cmp.Compare(float64(b.ObservedBetween)/float64(*b.Needs), float64(a.ObservedBetween)/float64(*a.Needs))
	})
	for _, tr := range near[:min(len(near), mostNear)] {
		text := fmt.Sprintf(t.say.near, t.quoted(tr.From), t.quoted(tr.To), t.say.Times(tr.ObservedBetween), *tr.Needs)
		out = append(out, t.found("near:"+arrowID(tr.From, tr.To), text, wording.FromTo(t.names.Code(tr.From), t.names.Code(tr.To)), t.pairs[pair{tr.From, tr.To}], ""))
	}
	return out
}
