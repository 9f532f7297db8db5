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
	t := join(ctx, meetings, o.Lag)
	q, tb, n := t.sequence(&o)
	out := &Following{Sequence: q, Links: []Link{}, Loops: []Loop{}, KnownLoops: []KnownLoop{}, ExplainedBy: []Explanation{}}
	out.RawLinks, out.RawLoops = t.rawLinks(q.Transitions)
	if n == nil {
		return out
	}
	found, complements := n.find(ctx, tb, o.Alpha)
	out.Links = t.links(found, tb, n)
	for _, l := range t.loops(found, tb, n, o.Alpha) {
		out.Loops = append(out.Loops, l.Loop)
	}
	out.ExplainedBy = t.explained(found, complements, tb, n, &o)
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
	t := join(ctx, meetings, o.Lag)
	q, tb, n := t.sequence(&o)
	out := &Found{Sequence: q, Links: []Link{}}
	if n == nil {
		return out
	}
	found, _ := n.find(ctx, tb, o.Alpha)
	out.Links = t.links(found, tb, n)
	for _, l := range t.loops(found, tb, n, o.Alpha) {
		out.Loops = append(out.Loops, FoundLoop{l.Loop, l.seen})
	}
	return out
}

// sequence describes what follows what, lag turns later, in the classical way
// of lag-sequential analysis (Bakeman & Quera 2011): counts, expected counts,
// adjusted residuals; and how it compares with draws. The null is nil where
// there are so many codes that there is no table.
func (t *codedTurns) sequence(o *Options) (Sequence, *table, *nullTable) {
	q := Sequence{Lag: t.lag, Codes: t.Names, Seed: o.Seed, Null: string(noShuffling), Repeats: true, Transitions: []Transition{}}
	if q.Codes == nil {
		q.Codes = []string{}
	}
	if len(t.Names) > maxCodes || o.MaxCodes > 0 && len(t.Names) > o.MaxCodes {
		q.Why = new(TooManyCodes)
		return q, nil, nil
	}
	tb := t.pairs()
	q.Pairs = tb.n
	q.Repeats = tb.repeats
	q.ChiSquare, q.DF, q.P = tb.chiSquare()
	q.Transitions = tb.transitions(t.ctx, t.Names)
	n := tb.withoutDraws()
	if o.Permutations > 0 && t.len() <= shuffle.MaxTurns {
		n = t.shuffled(tb, o.mainWay(), o)
	}
	q.Draws, q.Null = n.draws, string(n.way)
	if n.draws > 0 {
		q.StructureP = n.describe(tb, q.Transitions)
	}
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
	return q, tb, n
}
