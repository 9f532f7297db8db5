package text

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kompas/analysis/sequence"
)

// sequence writes the links that were found, and what only looks like one. Without
// draws nothing can be found; it then writes what happened most often, and says that
// this is no finding.
func (p *printer) sequence() {
	q := p.Sequence
	if q.PairsBetween == 0 || len(q.Transitions) == 0 || q.Draws > 0 && q.Why != nil { // which is told at the end
		return
	}
	next := "the second next"
	switch {
	case q.Pairing == sequence.InReply:
		next = "the second in reply to the first"
	case q.Lag > 1:
		next = fmt.Sprintf("the second %d turns later", q.Lag)
	}
	about := fmt.Sprintf("%s, %s.", plural(q.PairsBetween, "pair"), next)
	if q.PairsBetween < q.Pairs {
		about += " " + p.say.OwnTurns
	}
	p.heading("What is followed by what", about)
	switch {
	case q.Draws == 0:
		p.counts()
	case len(p.Links) == 0:
		p.line("Nothing came more or less often than you would expect by chance. That is the usual result of one meeting.")
	default:
		p.line("What came more or less often than you would expect by chance:")
		p.list(len(p.Links), func(i int) string {
			l := p.Links[i]
			return fmt.Sprintf("After %s, %s came %s often: %s; by chance you would expect %s.", p.code(l.From), p.code(l.To), moreOrLess(l.Sign),
				p.say.Times(l.Observed), figure(l.Expected, 1))
		})
	}
	if seem := p.OnlySeem(); len(seem) > 0 {
		p.line("What looks like it, and fits something else:")
		p.list(len(seem), func(i int) string {
			e := seem[i]
			return fmt.Sprintf("%s seems to be followed %s often by %s; %s.", p.code(e.From), moreOrLess(e.Sign), p.code(e.To), p.say.Explains[e.By])
		})
	}
	for _, check := range p.say.Checks(&p.Following) {
		p.line("%s", check)
	}
}

func moreOrLess(s sequence.Sign) string {
	if s == sequence.Negative {
		return "less"
	}
	return "more"
}

// list writes so many lines, the first ones and how many more there are.
func (p *printer) list(n int, line func(i int) string) {
	for i := range min(n, mostLines) {
		p.line("  %s", line(i))
	}
	if n > mostLines {
		p.line("  ... and %d more.", n-mostLines)
	}
}

// counts writes the pairs that happened most often, beside how often they would
// happen if codes did not depend on the one before.
func (p *printer) counts() {
	p.line("Most often, beside how often it would be if words did not care what came before. No finding: who spoke, and when, is not accounted for.")
	byChance, order := p.Sequence.ByChance(), make([]int, len(p.Sequence.Transitions))
	for i := range order {
		order[i] = i
	}
	times := func(i int) int { return p.Sequence.Transitions[i].ObservedBetween }
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(times(b), times(a)) })
	t := p.table("first", "then", "times", "alone")
	for _, i := range order[:min(len(order), mostLines)] {
		if times(i) < fewTimes {
			break
		}
		tr := p.Sequence.Transitions[i]
		t.row(p.code(tr.From), p.code(tr.To), strconv.Itoa(times(i)), figure(&byChance[i], 1))
	}
	t.flush()
	if !t.any {
		p.line("  Nothing happened %d times or more.", fewTimes)
	}
}

// loops writes the known loops that were found, then the others that the talk
// completed.
func (p *printer) loops() {
	if p.Sequence.Draws == 0 || p.Sequence.Why != nil && p.Sought() == 0 {
		return
	}
	p.heading("What keeps itself going", "")
	told := 0
	for _, l := range p.ToldLoops() {
		kind := "loop that feeds itself (that can be good or bad)"
		if l.Kind == sequence.Balancing {
			kind = "loop that steadies"
		}
		switch {
		case l.Known != nil:
			p.line("  %s: %s, %s; %s, by chance you would expect %s.", p.round(l.Nodes, l.Signs), p.known(l.Known), kind,
				plural(l.Known.Observed, "pair"), figure(&l.Known.Expected, 1))
		case l.Status != sequence.Whole:
			continue
		case l.Traversals != nil:
			p.line("  %s: %s, seen going round %s.", p.round(l.Nodes, l.Signs), kind, p.say.Times(*l.Traversals))
		default:
			p.line("  %s: %s.", p.round(l.Nodes, l.Signs), kind)
		}
		told++
	}
	if told == 0 {
		p.line("%s", p.say.NoLoop)
	}
	for i := range p.KnownLoops {
		if l := &p.KnownLoops[i]; l.Is(sequence.OneWay) {
			k := l.Links[l.Stronger()]
			p.line("  After %s, %s came %s often: %s; by chance you would expect %s. The rest of a known loop does not stand out.", p.code(k.From), p.code(k.To), moreOrLess(k.Sign),
				p.say.Times(k.Observed), figure(&k.Expected, 1))
		}
	}
	if n := p.Sought(); n > 0 {
		p.line("Known loops that were looked for: %d; found: %d.", n, p.KnownFound())
	}
}

// round writes the codes of a loop with the signs between them.
func (p *printer) round(nodes []string, signs []sequence.Sign) string {
	var b strings.Builder
	for i, node := range nodes {
		arrow := " -> "
		if signs[i] == sequence.Negative {
			arrow = " -|-> "
		}
		b.WriteString(p.code(node) + arrow)
	}
	return b.String() + p.code(nodes[0])
}

// known writes where a known loop comes from, and how sure it is.
func (p *printer) known(l *sequence.KnownLoop) string {
	what, sure := "known loop", "clear"
	if l.Source == sequence.FromTeam {
		what = "seen in this team before"
	}
	if !l.Is(sequence.ClearLoop) {
		sure = "maybe"
	}
	return what + ", " + sure
}
