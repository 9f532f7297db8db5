package analysis

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"kompas/analysis/compute"
	"kompas/analysis/stats"
	"kompas/observe"
)

// Limits of what is seen of a loop.
const (
	minTraversals = 3   // for a loop to be whole
	minArrivals   = 5   // for a negative link to be seen at work
	mostReturned  = 0.7 // of what is expected, by a negative link at work
	mostStrength  = 8   // times as often as expected; more does not count
)

// loop is a cycle of found links while it is looked at.
type loop struct {
	Loop
	nodes []int // codes
	cells []int // of the link that leaves each node
	seen  evidence
}

func (l *loop) allPositive() bool { return !slices.Contains(l.Signs, Negative) }

// loops describes the cycles of 1 to 4 links: whole ones, then those that a
// stronger one explains, then those in pieces, each strongest first.
func (t *track) loops(found []finding, tb *table, n *null, alpha float64) []Loop {
	out := []Loop{}
	for _, l := range t.rounds(found, tb, n, alpha) {
		out = append(out, l.Loop)
	}
	return out
}

// rounds is loops, with their moments in each meeting.
func (t *track) rounds(found []finding, tb *table, n *null, alpha float64) []*loop {
	list := t.cycles(found, tb.m)
	if len(list) == 0 {
		return nil
	}
	t.listed = listedOf(len(list))
	traversed := newTraversals(t, list)
	traversed.observe(tb)
	traversed.compare(n)
	t.observeBreaks(list, tb, n)
	for _, l := range list {
		compute.Look(t.ctx)
		l.Status = l.statusOf(n, alpha, found)
		l.Effect = t.effectOf(l.nodes)
		l.Strength = new(strength(l.cells, tb, n))
		l.ID = loopID(l.Nodes, l.Signs)
		l.Known = knownLoop(l.Nodes, l.Signs)
		l.Evidence, l.EvidenceTotal = l.seen.list(t)
	}
	rank := func(a, b *loop) int {
		return cmp.Or(cmp.Compare(*b.Strength, *a.Strength), strings.Compare(a.ID, b.ID))
	}
	slices.SortFunc(list, rank)
	findSides(list, tb, n, t.ctx)
	place := []Status{Whole, Side, Pieces}
	slices.SortStableFunc(list, func(a, b *loop) int {
		return slices.Index(place, a.Status) - slices.Index(place, b.Status)
	})
	return list
}

// cycles gives the elementary cycles of the links. A code that follows itself
// less often goes round nothing.
func (t *track) cycles(found []finding, m int) []*loop {
	links := make([]RawLink, len(found))
	for i, f := range found {
		links[i] = RawLink{t.names[f.cell/m], t.names[f.cell%m], f.sign}
	}
	index := make(map[string]int, m)
	for i, name := range t.names {
		index[name] = i
	}
	var out []*loop
	for _, raw := range rawLoops(t.names, links, t.ctx) {
		if len(raw.Nodes) == 1 && raw.Signs[0] == Negative {
			continue
		}
		l := &loop{Loop: Loop{Nodes: raw.Nodes, Signs: raw.Signs, Kind: raw.Kind, Breaks: []Break{}}}
		for _, name := range raw.Nodes {
			l.nodes = append(l.nodes, index[name])
		}
		for i, node := range l.nodes {
			l.cells = append(l.cells, node*m+l.nodes[(i+1)%len(l.nodes)])
		}
		out = append(out, l)
	}
	return out
}

// statusOf tells whether the conversation was seen going round. One code that
// follows itself was, when its link is found; others need three traversals and
// a p, adjusted over all loops of positive links, of at most alpha. A loop with
// negative links is seen where each of them holds back enough of what arrives.
// Without draws nothing is said to be whole.
func (l *loop) statusOf(n *null, alpha float64, found []finding) Status {
	if n.draws == 0 {
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

// effectOf sums up what is assumed of the codes of a loop.
func (t *track) effectOf(nodes []int) string {
	opens, closes := false, false
	for _, n := range nodes {
		opens = opens || t.effects[n] == observe.Opens
		closes = closes || t.effects[n] == observe.Closes
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

// strength gives how far the links of a loop are from what is expected: the
// geometric mean of
//
//	|ln((O + 1/2) / (E0 + 1/2))|
//
// at most ln 8. Over 0, ln 2 is twice, or half, as often.
func strength(cells []int, tb *table, n *null) float64 {
	product := 1.0
	for _, c := range cells {
		product *= math.Abs(math.Log((float64(tb.observed[c]) + 0.5) / (n.mean[c] + 0.5)))
	}
	return min(math.Pow(product, 1/float64(len(cells))), math.Log(mostStrength))
}

// maxLoopID is how many characters an id has at most.
const maxLoopID = 64

// loopID names a loop by its nodes and signs from the smallest node on, so that
// the same loop has the same id in every meeting: "judgement>defending>" where
// each is followed by the other more often, "|" for less often. Where that
// would be too long, or not clear, it is their SHA-256.
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

// observeBreaks counts what each negative link of a loop does: of the pairs
// that enter r by the loop's link before it and are followed by a counted pair,
// how many go on to c. Expected is their number times E0_rc / R_r.
func (t *track) observeBreaks(list []*loop, tb *table, n *null) {
	type place struct {
		l      *loop
		brk    int // in l.Breaks
		target int32
	}
	entering := map[int][]place{} // by the cell of the link before
	for _, l := range list {
		for i, sign := range l.Signs {
			if sign == Positive {
				continue
			}
			before := l.cells[(i+len(l.cells)-1)%len(l.cells)]
			c := l.cells[i] % tb.m
			entering[before] = append(entering[before], place{l, len(l.Breaks), int32(c)})
			l.Breaks = append(l.Breaks, Break{From: l.Nodes[i], To: t.names[c]})
		}
	}
	if len(entering) == 0 {
		return
	}
	look := compute.Often(t.ctx)
	for i := range t.chains(2) {
		r := int(t.code[i+t.lag])
		for _, p := range entering[int(t.code[i])*tb.m+r] {
			look()
			b := &p.l.Breaks[p.brk]
			b.Arrivals++
			if t.code[i+2*t.lag] == p.target {
				b.Returned++
			}
			p.l.seen.add(t, i, i+t.lag, i+2*t.lag)
		}
	}
	for _, l := range list {
		k := 0
		for i, sign := range l.Signs {
			if sign == Positive {
				continue
			}
			b, cell := &l.Breaks[k], l.cells[i]
			share := 0.0
			if r := tb.rows[cell/tb.m]; r > 0 {
				share = n.mean[cell] / float64(r)
			}
			b.Expected = float64(b.Arrivals) * share
			b.P = stats.BinomialAtMost(b.Returned, b.Arrivals, share)
			k++
		}
	}
}

// findSides marks the whole loops that are what is left when stronger ones are
// taken away. They come strongest first. The cells of those that stand are
// kept; a loop is tested against
//
//	E*_rc = E0_rc a_r b_c
//
// where a and b make the rows and columns of E0 add up to those of O over all
// cells but the kept ones and its own. It is a side of the others when one of
// its links that are not kept has 2 P(X as far as O) > 0.01, X Poisson with
// mean E*. The strongest is never a side.
func findSides(list []*loop, tb *table, n *null, ctx context.Context) {
	const limit = 0.01
	kept := make([]bool, tb.m*tb.m)
	first := true
	for _, l := range list {
		if l.Status != Whole {
			continue
		}
		if !first {
			out := slices.Clone(kept)
			for _, cell := range l.cells {
				out[cell] = true
			}
			left := fitted(tb, n, out, ctx)
			for i, cell := range l.cells {
				if kept[cell] {
					continue
				}
				tail := stats.PoissonAtLeast(tb.observed[cell], left[cell])
				if l.Signs[i] == Negative {
					tail = stats.PoissonAtMost(tb.observed[cell], left[cell])
				}
				if 2*tail > limit {
					l.Status = Side
				}
			}
		}
		if l.Status == Whole {
			first = false
			for _, cell := range l.cells {
				kept[cell] = true
			}
		}
	}
}

// fitted gives E0 with its rows and columns brought to those of the observed
// counts, by iterative proportional fitting over the cells that are not out;
// those that are out have the factors of their row and column.
func fitted(tb *table, n *null, out []bool, ctx context.Context) []float64 {
	const rounds = 40
	e := slices.Clone(n.mean)
	m := tb.m
	fit := func(cellOf func(line, k int) int) {
		compute.Look(ctx)
		for line := range m {
			want, have := 0.0, 0.0
			for k := range m {
				if cell := cellOf(line, k); !out[cell] {
					want += float64(tb.observed[cell])
					have += e[cell]
				}
			}
			if have == 0 {
				continue
			}
			for k := range m {
				e[cellOf(line, k)] *= want / have
			}
		}
	}
	for range rounds {
		fit(func(r, c int) int { return r*m + c })
		fit(func(c, r int) int { return r*m + c })
	}
	return e
}
