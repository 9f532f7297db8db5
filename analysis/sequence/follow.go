package sequence

import (
	"context"

	"kompas/analysis/shuffle"
)

// Follow computes what follows what in meetings of which each has its own turns:
// codes are shuffled within each meeting, and nothing reaches from one into the
// next. Codes with the same name are the same code. Beyond [shuffle.MaxTurns]
// turns together there are no draws. It runs within [compute.Until].
func Follow(ctx context.Context, meetings []Turns, o Options) *Following {
	f := follow(ctx, meetings, &o)
	out := &Following{Sequence: f.sequence, Links: f.links, Loops: []Loop{}, KnownLoops: []KnownLoop{}, ExplainedBy: []Explanation{}}
	out.RawLinks, out.RawLoops = f.rawLinks(f.sequence.Transitions)
	for _, l := range f.loops {
		out.Loops = append(out.Loops, l.Loop)
	}
	for _, k := range f.known {
		out.KnownLoops = append(out.KnownLoops, k.KnownLoop)
	}
	if f.verdicts == nil {
		return out
	}
	out.ExplainedBy = f.explained(f.found, f.verdicts, f.tested, f.sequence.AlphaExplored, &o)
	if first := f.verdicts[0].null; first.drawn() {
		out.Sequence.Stationarity, out.Sequence.Order = f.stationarity(first.drawnNull), f.order(&o)
	}
	return out
}

// Found is what is found in meetings, without what only looks like it, which
// takes two thirds of the time.
type Found struct {
	Sequence Sequence
	Links    []Link
	Loops    []FoundLoop
	Known    []FoundKnownLoop
}

// FoundKnownLoop is a known loop with its moments in each meeting; nil without any.
type FoundKnownLoop struct {
	KnownLoop
	Moments []Moments
}

// FoundLoop is a loop with its moments in each meeting; nil without any.
type FoundLoop struct {
	Loop
	Moments []Moments
}

// Find computes the same as [Follow], but only what is found.
func Find(ctx context.Context, meetings []Turns, o Options) *Found {
	f := follow(ctx, meetings, &o)
	out := &Found{Sequence: f.sequence, Links: f.links}
	for _, l := range f.loops {
		out.Loops = append(out.Loops, FoundLoop{l.Loop, l.seen})
	}
	for _, k := range f.known {
		out.Known = append(out.Known, FoundKnownLoop{k.KnownLoop, k.seen})
	}
	return out
}

// followed is what was found in turns, and what it was found by.
type followed struct {
	*codedTurns
	sequence Sequence
	tested   *table
	verdicts []verdict // under each null; nil where there are so many codes that there is no table
	found    []finding
	links    []Link
	loops    []*loop
	known    []*knownLoop
}

// follow describes what follows what, in the classical way of lag-sequential analysis
// (Bakeman & Quera 2011): counts, expected counts, adjusted residuals; and finds what of
// it is more than chance.
func follow(ctx context.Context, meetings []Turns, o *Options) *followed {
	t := join(ctx, meetings, o)
	f := &followed{codedTurns: t, links: []Link{}}
	q := &f.sequence
	*q = Sequence{Lag: o.Lag, Pairing: o.pairing(), Codes: t.Names, Seed: o.Seed, Null: string(noShuffling), Repeats: true, Transitions: []Transition{}}
	if q.Codes == nil {
		q.Codes = []string{}
	}
	q.AlphaExplored = o.Alpha
	if len(t.Names) > maxCodes || o.MaxCodes > 0 && len(t.Names) > o.MaxCodes {
		q.Why = new(TooManyCodes)
		return f
	}
	in, sought := t.soughtIn(meetings, o)
	f.known = sought
	q.AlphaExplored, q.AlphaKnown = o.alphas(len(sought) > 0)
	all, tested := t.tables()
	f.tested = tested
	q.Pairs, q.PairsBetween, q.Repeats = all.n, tested.n, all.repeats
	q.ChiSquare, q.DF, q.P = all.chiSquare()
	q.Transitions = all.transitions(t.ctx, t.Names)
	for cell := range q.Transitions {
		q.Transitions[cell].ObservedBetween = tested.observed[cell]
	}
	nulls := t.nulls(tested, q.AlphaExplored, o)
	if nulls[0].drawn() {
		q.Draws, q.Null = nulls[0].draws, string(nulls[0].way)
		if len(nulls) > 1 {
			q.SecondNull = new(string(nulls[1].way))
		}
		q.StructureP = describe(nulls, tested, q.Transitions)
	}
	q.judgeSize(tested, nulls[0])

	for _, n := range nulls {
		links, dropped := n.find(t.ctx, tested, q.AlphaExplored)
		f.verdicts = append(f.verdicts, verdict{n, links, dropped})
	}
	f.found = both(f.verdicts)
	f.links = t.links(f.found, all, tested, nulls[0])
	f.loops = t.loops(f.found, tested, nulls, q.AlphaExplored)
	if len(sought) > 0 {
		in.findKnown(sought, in.drawsFor(t, nulls, o), *q.AlphaKnown)
	}
	forget(nulls)
	return f
}

// nulls returns the tables that are compared with that of the meeting.
func (t *codedTurns) nulls(tb *table, alpha float64, o *Options) []*nullTable {
	if o.Permutations == 0 || t.len() > shuffle.MaxTurns {
		return []*nullTable{tb.withoutDraws()}
	}
	var out []*nullTable
	for _, w := range o.mainWays(tb) {
		out = append(out, t.compare(t.draw(tb, w, o), alpha))
	}
	return out
}

// drawsFor returns the draws behind known loops: those of the nulls of other turns, if
// these are the same, or new ones of the same kind.
func (t *codedTurns) drawsFor(other *codedTurns, nulls []*nullTable, o *Options) []*drawnNull {
	var out []*drawnNull
	if t == other {
		for _, n := range nulls {
			out = append(out, n.drawnNull)
		}
		return out
	}
	forget(nulls)
	_, tb := t.tables()
	for _, w := range o.mainWays(tb) {
		out = append(out, t.draw(tb, w, o))
	}
	return out
}

// forget lets go of the counts of draws, which take most of the memory.
func forget(nulls []*nullTable) {
	for _, n := range nulls {
		if n.drawn() {
			n.tables = nil
		}
	}
}

// judgeSize says whether there are enough pairs to find anything.
func (q *Sequence) judgeSize(tb *table, n *nullTable) {
	large := 0
	for cell, e := range n.mean {
		if e >= minCell && tb.tests(cell) {
			large++
		}
	}
	switch {
	case tb.n < minPairs:
		q.Why = new(TooFewPairs)
	case large < minCells:
		q.Why = new(TooFewCells)
	default:
		q.Enough = true
	}
}

// pairing returns which turns make a pair.
func (o *Options) pairing() Pairing {
	if o.Pairing == "" {
		return InOrder
	}
	return o.Pairing
}
