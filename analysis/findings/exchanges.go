package findings

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"kompas/analysis"
	"kompas/analysis/compute"
	"kompas/analysis/moments"
	"kompas/analysis/sequence"
	"kompas/observe"
)

// exchange is turns of persons in a row that make pairs of a finding: each answers the
// one before. Somebody who goes on with the same word goes on with the exchange.
type exchange struct {
	turns []int // places in the list
	pairs int
	end   string // the code of what came after; of what everybody did [observe.Everybody] where it has none; empty: nothing that says something
}

// follows are the turns of a meeting as exchanges are found among them. The zero value
// has none.
type follows struct {
	list   []analysis.Turn
	codes  []string
	breaks []sequence.Boundary // nil: nowhere
}

// newFollows returns the turns of a reading whose pairs are turns and the next ones, and
// whose codes are what was done, not who did it. Of very many it returns none, and for a
// limited reader, whom single turns are not told of.
func newFollows(r *analysis.Reading) follows {
	if r.Limited() || r.Selection.Len() > mostTurns || r.Sequence.Lag != 1 || r.Sequence.Pairing != sequence.InOrder || r.Selection.Codes() == analysis.ByPerson {
		return follows{}
	}
	return follows{r.Selection.List(), r.Selection.TurnCodes(), r.Selection.Coded(analysis.ByTag).Boundaries}
}

// broken reports whether nothing reaches from the turn before to turn i.
func (f *follows) broken(i int) bool {
	return i >= len(f.list) || f.breaks != nil && f.breaks[i]&sequence.ChainBreak != 0
}

// follow reports whether turn i and the one before it are acts of persons that have a
// code, with nothing between them.
func (f *follows) follow(i int) bool {
	return i > 0 && !f.broken(i) && f.codes[i-1] != "" && f.codes[i] != "" && f.list[i-1].From != observe.Everybody && f.list[i].From != observe.Everybody
}

// exchanges returns the exchanges of these pairs, in order of time, each as long as it
// went on.
func (f *follows) exchanges(pairs map[pair]bool) (out []exchange) {
	var now exchange
	for i := 1; i <= len(f.list); i++ {
		switch {
		case f.follow(i) && f.list[i-1].From != f.list[i].From && pairs[pair{f.codes[i-1], f.codes[i]}]:
			if now.turns == nil {
				now.turns = []int{i - 1}
			}
			now.turns, now.pairs = append(now.turns, i), now.pairs+1
		case now.turns == nil:
		case f.follow(i) && f.list[i-1].From == f.list[i].From && f.codes[i-1] == f.codes[i]:
			now.turns = append(now.turns, i)
		default:
			if !f.broken(i) {
				if now.end = f.codes[i]; now.end == "" && f.list[i].From == observe.Everybody {
					now.end = observe.Everybody
				}
			}
			out, now = append(out, now), exchange{}
		}
	}
	return out
}

// against returns the pairs of turns of two persons that go against these links and are
// not a part of an exchange, and how often which code came: after a code that another
// follows more often, any other; of one that follows it less often, that one.
func (f *follows) against(links map[pair]sequence.Sign, but []exchange) (out [][]int, came map[string]int) {
	part := map[int]bool{}
	for _, e := range but {
		for _, i := range e.turns {
			part[i] = true
		}
	}
	more := map[string]bool{}
	for p, sign := range links {
		more[p[0]] = more[p[0]] || sign == sequence.Positive
	}
	came = map[string]int{}
	for i := range f.list {
		if !f.follow(i) || f.list[i-1].From == f.list[i].From || part[i-1] {
			continue
		}
		sign, linked := links[pair{f.codes[i-1], f.codes[i]}]
		if linked && sign == sequence.Negative || !linked && more[f.codes[i-1]] {
			out, came[f.codes[i]] = append(out, []int{i - 1, i}), came[f.codes[i]]+1
		}
	}
	return out, came
}

// instead returns the pairs of turns of two persons in which a code is followed by
// another than the one given.
func (f *follows) instead(code, than string) (out [][]int) {
	for i := range f.list {
		if f.follow(i) && f.list[i-1].From != f.list[i].From && f.codes[i-1] == code && f.codes[i] != than {
			out = append(out, []int{i - 1, i})
		}
	}
	return out
}

// told is the exchanges of a finding.
type told struct {
	exchanges []exchange
	long      bool // each went on for as many pairs as it takes; else there was none that did
	all       []exchange
}

// exchanged returns the exchanges of links: those of at least so many pairs, or where
// there are none all of them.
func (t *teller) exchanged(links map[pair]sequence.Sign, least int) told {
	pairs := map[pair]bool{}
	for p, sign := range links {
		if sign == sequence.Positive {
			pairs[p] = true
		}
	}
	if len(pairs) == 0 {
		return told{}
	}
	compute.Look(t.ctx)
	out := told{all: t.follows.exchanges(pairs)}
	for _, e := range out.all {
		if e.pairs >= least {
			out.exchanges = append(out.exchanges, e)
		}
	}
	if out.long = len(out.exchanges) > 0; !out.long {
		out.exchanges = out.all
	}
	return out
}

// group gathers the exchanges as moments.
func (t *teller) group(e []exchange) *moments.Group {
	g := &moments.Group{}
	for _, x := range e {
		t.behind.Gather(g, x.turns...)
	}
	return g
}

// linksOf returns the links of a loop.
func linksOf(nodes []string, signs []sequence.Sign) map[pair]sequence.Sign {
	out := map[pair]sequence.Sign{}
	for i, node := range nodes {
		out[pair{node, nodes[(i+1)%len(nodes)]}] = signs[i]
	}
	return out
}

// went says how often the talk went round a loop of positive links.
func (t *teller) went(nodes []string, of told) string {
	w, n := t.say, len(of.exchanges)
	var names []string
	for _, node := range nodes {
		names = append(names, t.quoted(node))
	}
	var out string
	switch {
	case len(nodes) == 1 && of.long:
		out = fmt.Sprintf(w.metAgain, w.count(n), names[0])
	case len(nodes) == 1:
		out = fmt.Sprintf(w.met, w.count(n), names[0])
	case len(nodes) == 2 && of.long:
		out = fmt.Sprintf(w.toAndAgain, w.count(n), names[0], names[1])
	case of.long:
		out = fmt.Sprintf(w.wentRound, w.count(n), strings.Join(names, w.onTo))
	default:
		out = fmt.Sprintf(w.wentOn, w.count(n), w.list(names))
	}
	return upperFirst(out)
}

// mostEnds is how many ways in which exchanges ended are told.
const mostEnds = 3

// ended says with what exchanges ended, the most frequent first. Of those that a pause or
// the end of the meeting ended nothing is said, nor what it was where it was mostly
// something else.
func (t *teller) ended(list []exchange) string {
	w, ends := t.say, map[string]int{}
	ended := 0
	for _, e := range list {
		if e.end != "" {
			ends[e.end]++
			ended++
		}
	}
	rest := ended
	var parts []string
	for _, end := range mostFirst(ends) {
		if len(parts) == mostEnds || end == observe.Everybody {
			continue
		}
		how := w.endedToo
		if len(parts) == 0 {
			how = w.endedWith
		}
		n := w.count(ends[end])
		switch {
		case len(list) == 1:
			return fmt.Sprintf(w.endedOnce, t.quoted(end))
		case ends[end] == len(list):
			return fmt.Sprintf(w.endedAlways, t.quoted(end))
		}
		parts, rest = append(parts, fmt.Sprintf(how, n, t.quoted(end))), rest-ends[end]
	}
	if told := ended - rest; len(parts) == mostEnds && 2*told < ended {
		return w.endedVaried
	}
	if group := ends[observe.Everybody]; group > 0 && len(parts) > 0 {
		parts, rest = append(parts, fmt.Sprintf(w.endedGroup, w.count(group))), rest-group
	}
	if rest > 0 && len(parts) > 0 {
		parts = append(parts, fmt.Sprintf(w.endedElse, w.count(rest)))
	}
	if len(parts) == 0 {
		return ""
	}
	return "; " + w.list(parts)
}

// mostFirst returns the keys of counts, the largest count first.
func mostFirst(counts map[string]int) []string {
	out := make([]string, 0, len(counts))
	for k := range counts {
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	return out
}

// otherwise lists the moments at which it went otherwise than a finding says, as many as
// the finding has, and says what came instead, where that is known.
func (t *teller) otherwise(f *Finding, label string, list [][]int, came map[string]int) {
	w := t.say
	if len(list) == 0 {
		f.Otherwise = w.neverOther
		return
	}
	shown := 0
	if i := slices.IndexFunc(t.behind.List, func(m moments.Moment) bool { return m.At.Graphic == f.ID }); i >= 0 {
		shown = len(t.behind.List[i].Turns)
	}
	g := &moments.Group{}
	for _, turns := range list {
		t.behind.Gather(g, turns...)
	}
	g.Turns = g.Turns[:min(len(g.Turns), shown)]
	t.behind.Add(moments.Named(Otherwise+f.ID), fmt.Sprintf(w.otherwiseOf, label), g)
	var parts []string
	for _, code := range mostFirst(came) {
		if len(parts) < 2 {
			parts = append(parts, fmt.Sprintf(w.cameNext, w.count(came[code]), t.quoted(code)))
		}
	}
	switch {
	case len(list) == 1 && len(came) == 1:
		f.Otherwise = fmt.Sprintf(w.onceOther, t.quoted(mostFirst(came)[0]))
	case len(came) == 1:
		f.Otherwise = fmt.Sprintf(w.alwaysOther, w.count(len(list)), t.quoted(mostFirst(came)[0]))
	case len(parts) > 0:
		f.Otherwise = fmt.Sprintf(w.otherwiseCame, w.count(len(list)), w.list(parts))
	default:
		f.Otherwise = fmt.Sprintf(w.otherwise, w.count(len(list)))
	}
	f.Otherwise = upperFirst(f.Otherwise)
}

// Otherwise stands before the id of a finding in the id of the moments at which it went
// otherwise.
const Otherwise = "otherwise:"
