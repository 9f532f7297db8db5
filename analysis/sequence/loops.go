package sequence

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"kompas/analysis/compute"
	"kompas/observe"
)

// Limits of what is seen of a loop.
const (
	minTraversals = 3   // passes of a whole loop
	minArrivals   = 5   // arrivals at a negative link that shows that it works
	mostReturned  = 0.7 // of the expected returns, when a negative link works
	mostStrength  = 8   // times as often as expected that counts for strength
)

// loop is a loop while it is being described.
type loop struct {
	Loop
	nodes []int // codes
	cells []int // of the link that leaves each node
	seen  evidence
}

func (l *loop) allPositive() bool { return !slices.Contains(l.Signs, Negative) }

// loops describes the cycles of what was found: whole ones, then those that
// stronger ones explain, then those in pieces, each strongest first.
func (t *codedTurns) loops(found []finding, tb *table, nulls []*nullTable, alpha float64) []*loop {
	list := t.candidates(found, tb.m)
	if len(list) == 0 {
		return nil
	}
	t.listed = listedOf(len(list))
	p := newPasses(t, list)
	p.observe(tb)
	p.compare(nulls)
	n := nulls[0]
	t.observeBreaks(list, tb, n)
	for _, l := range list {
		compute.Look(t.ctx)
		l.Status = l.statusOf(n, alpha, found)
		l.Effect = t.effectOf(l.nodes)
		l.Strength = new(strength(l.cells, tb, n))
		l.ID = loopID(l.Nodes, l.Signs)
		l.Known = nameOf(l.Nodes, l.Signs)
		l.Evidence, l.EvidenceTotal = l.seen.list(t)
	}
	rank := func(a, b *loop) int {
		return cmp.Or(cmp.Compare(*b.Strength, *a.Strength), strings.Compare(a.ID, b.ID))
	}
	slices.SortFunc(list, rank)
	markSides(t.ctx, list, tb, n)
	place := []Status{Whole, Side, Pieces}
	slices.SortStableFunc(list, func(a, b *loop) int {
		return slices.Index(place, a.Status) - slices.Index(place, b.Status)
	})
	return list
}

// candidates returns the cycles of what was found. A single code that follows
// itself less often is none of them: nothing goes round.
func (t *codedTurns) candidates(found []finding, m int) []*loop {
	edges := make([]edge, len(found))
	for i, f := range found {
		edges[i] = edge{f.cell, f.sign}
	}
	var out []*loop
	for _, c := range cycles(t.ctx, edges, m) {
		if len(c.nodes) == 1 && c.signs[0] == Negative {
			continue
		}
		l := &loop{Loop: Loop{Nodes: t.namesOf(c.nodes), Signs: c.signs, Kind: c.kind(), Breaks: []Break{}}, nodes: c.nodes}
		for i, node := range c.nodes {
			l.cells = append(l.cells, node*m+c.nodes[(i+1)%len(c.nodes)])
		}
		out = append(out, l)
	}
	return out
}

// statusOf returns Whole when the conversation was seen going round, otherwise Pieces.
// For one code that follows itself its link is enough. Other loops of positive links
// need three passes and an adjusted p of at most alpha. With negative links, each of
// them must hold back enough of what arrives. Without draws no loop is whole.
func (l *loop) statusOf(n *nullTable, alpha float64, found []finding) Status {
	if !n.drawn() {
		return Pieces
	}
	whole := false
	switch {
	case !l.allPositive():
		whole = !slices.ContainsFunc(l.Breaks, func(b Break) bool {
			return b.Arrivals < minArrivals || float64(b.Returned) > mostReturned*b.Expected
		})
	case len(l.cells) == 1:
		whole = true
		i := slices.IndexFunc(found, func(f finding) bool { return f.cell == l.cells[0] })
		l.PAdjusted = &found[i].p
	default:
		whole = *l.Traversals >= minTraversals && *l.PAdjusted <= alpha
	}
	if whole {
		return Whole
	}
	return Pieces
}

// effectOf returns the effect of a loop, from those that are assumed of its codes.
func (t *codedTurns) effectOf(nodes []int) string {
	opens, closes := false, false
	for _, n := range nodes {
		opens = opens || t.Effects[n] == observe.Opens
		closes = closes || t.Effects[n] == observe.Closes
	}
	switch {
	case opens && closes:
		return "mixed"
	case opens:
		return "opening"
	case closes:
		return "closing"
	}
	return "neutral"
}

// strength returns how far the links of a loop are from what is expected: the
// geometric mean of
//
//	|ln((O + 1/2) / (E0 + 1/2))|
//
// at most ln 8. 0 is as often as expected, ln 2 twice or half as often.
func strength(cells []int, tb *table, n *nullTable) float64 {
	product := 1.0
	for _, c := range cells {
		product *= math.Abs(math.Log((float64(tb.observed[c]) + 0.5) / (n.mean[c] + 0.5)))
	}
	return min(math.Pow(product, 1/float64(len(cells))), math.Log(mostStrength))
}

// maxLoopID is the largest number of characters of an id.
const maxLoopID = 64

// loopID names a loop by its nodes and signs from the smallest node on, so that
// the same loop has the same id in every meeting: "judgement>defending>" when each is
// followed by the other more often; "|" stands for less often. When that would be too
// long, or a name contains these signs, the id is the SHA-256 of nodes and signs.
func loopID(nodes []string, signs []Sign) string {
	var b strings.Builder
	clear := true
	for i, n := range nodes {
		clear = clear && !strings.ContainsAny(n, ">|")
		b.WriteString(n)
		if signs[i] == Positive {
			b.WriteByte('>')
		} else {
			b.WriteByte('|')
		}
	}
	if clear && utf8.RuneCountInString(b.String()) <= maxLoopID {
		return b.String()
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q", nodes, signs))
	return hex.EncodeToString(sum[:16])
}
