package findings

import (
	"fmt"
	"slices"
	"strings"

	"kompas/analysis"
	"kompas/analysis/sequence"
	"kompas/analysis/wording"
)

// knownLoop tells of a loop that was found by looking for it.
func (t *teller) knownLoop(l sequence.ToldLoop, sure analysis.Confidence) Finding {
	w, k := t.say, l.Known
	f, exchanged := t.loopOf(l.Loop, t.knownSteps(l), sure, 0)
	var first string
	switch name := w.Known[k.Known]; {
	case k.Source == sequence.FromTeam:
		first = w.seenBefore
	case name != "":
		first = fmt.Sprintf(w.knownAs, name)
	default:
		first = w.isKnown
	}
	f.Notes = slices.Insert(f.Notes, 0, first)
	if sure == analysis.Possible {
		f.Notes = append(f.Notes, w.perhapsMeans)
	}
	switch {
	case exchanged:
		f.Notes = append(f.Notes, fmt.Sprintf(w.inAll, w.Times(k.Observed), w.chance(k.Expected)))
	case k.Traversals != nil && *k.Traversals > 0 && len(k.Nodes) > 1:
		f.Notes = append(f.Notes, fmt.Sprintf(w.wholeRound, w.Times(*k.Traversals)))
	}
	t.ask(&f, k.Known, sure)
	var figures []string
	for _, link := range k.Links {
		figures = append(figures, fmt.Sprintf(w.linkFigures, wording.FromTo(t.names.Code(link.From), t.names.Code(link.To)),
			link.Observed, t.say.Number(link.Expected, 1), t.say.Number(link.P, 4)))
	}
	f.Figures = strings.Join(append(figures, t.chances(&k.P, &k.PAdjusted)...), "; ")
	return f
}

// knownSteps says how often the links of a known loop came, and how often they would
// by chance.
func (t *teller) knownSteps(l sequence.ToldLoop) string {
	w, k := t.say, l.Known
	together, byChance := t.say.Times(k.Observed), t.say.Number(k.Expected, 1)
	less := slices.Index(k.Signs, sequence.Negative)
	switch {
	case less < 0 && len(k.Nodes) == 1:
		return fmt.Sprintf(w.knownSelf, t.quoted(k.Nodes[0]), together, byChance)
	case less < 0 && len(k.Nodes) == 2:
		return fmt.Sprintf(w.knownTwo, t.quoted(k.Nodes[0]), t.quoted(k.Nodes[1]), together, byChance)
	case len(k.Links) == 2 && k.Kind == sequence.Balancing:
		back, there := k.Links[less], k.Links[1-less]
		return fmt.Sprintf(w.knownCalms, t.quoted(there.From), t.quoted(there.To), t.say.Times(there.Observed), t.say.Number(there.Expected, 1),
			w.only(back.Observed), t.say.Number(back.Expected, 1))
	}
	return fmt.Sprintf(w.knownSteps, t.steps(l.Loop), together, byChance)
}

// oneWay returns the links of known loops of which only that one stands out, and what
// is said of the way back.
func (t *teller) oneWay() map[pair]oneWay {
	out := map[pair]oneWay{}
	for i := range t.KnownLoops {
		l := &t.KnownLoops[i]
		if !l.Is(sequence.OneWay) {
			continue
		}
		k := l.Links[l.Stronger()]
		out[pair{k.From, k.To}] = oneWay{l.LinkOf(k), t.wayBack(l)}
	}
	return out
}

// wayBack says of a one-way loop that the rest of it does not stand out.
func (t *teller) wayBack(l *sequence.KnownLoop) string {
	if len(l.Nodes) == 2 && !slices.Contains(l.Signs, sequence.Negative) {
		return t.say.notBack
	}
	return t.say.notRound
}

// oneWay is a link of which the rest of a known loop does not stand out.
type oneWay struct {
	sequence.Link
	back string
}
