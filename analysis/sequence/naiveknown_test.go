package sequence_test

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"kompas/analysis"
	"kompas/analysis/sequence"
	"kompas/observe"
)

// chooseLoops says what is looked for by name: the known loops of the codebook that
// are written in families when over half of the coded turns have a family only, or
// codes are families; else those that are written in tags, when codes are tags.
func (n *naive) chooseLoops(list []observe.KnownLoop) {
	isFamily := func(id observe.TagID) bool {
		return slices.ContainsFunc(n.book.Families, func(t observe.Tag) bool { return t.ID == id })
	}
	coded, coarse := 0, 0
	for _, turn := range n.turns {
		if turn.Tag != "" {
			coded++
			if isFamily(turn.Tag) {
				coarse++
			}
		}
	}
	n.rolled = n.o.Codes == analysis.ByFamily || 2*coarse > coded
	if n.o.Codes != analysis.ByTag && n.o.Codes != analysis.ByFamily {
		return
	}
	for _, l := range list {
		if isFamily(l.Nodes[0]) == n.rolled {
			n.looked = append(n.looked, l)
		}
	}
}

// inFamilies returns the same with the family of each tag as its code, and draws
// with them.
func (n *naive) inFamilies(nulls []*verdict) (*naive, []*verdict) {
	out := *n
	out.names = nil
	number := make([]int, len(n.names))
	for i, name := range n.names {
		if tag := n.book.Find(observe.TagID(name)); tag != nil && tag.Family != "" {
			name = string(tag.Family)
		}
		number[i] = slices.Index(out.names, name)
		if number[i] < 0 {
			number[i] = len(out.names)
			out.names = append(out.names, name)
		}
	}
	as := func(codes []int) []int {
		out := slices.Clone(codes)
		for i, c := range codes {
			if c >= 0 {
				out[i] = number[c]
			}
		}
		return out
	}
	out.own = as(n.own)
	var list []*verdict
	for _, v := range nulls {
		var drawn [][]int
		for _, codes := range v.drawn {
			drawn = append(drawn, as(codes))
		}
		list = append(list, out.against(drawn))
	}
	return &out, list
}

// lookedFor is a loop while it is being looked for.
type lookedFor struct {
	nodes, signs []string
	cells        []cell
}

// statistic is how far a table goes with the loop: the root of all pairs of its
// positive links; of a loop with a negative one the difference of both roots. With
// fewer than three pairs it is as low as can be.
func (l *lookedFor) statistic(v *verdict, t *tally) float64 {
	o, e, negative := 0.0, 0.0, 0.0
	for i, c := range l.cells {
		if l.signs[i] == "-" {
			negative = root(t.o.at(c), v.expected(t, c))
			continue
		}
		o += t.o.at(c)
		e += v.expected(t, c)
	}
	if o < 3 {
		return math.Inf(-1)
	}
	return root(o, e) - negative
}

// knownLoops lists what was looked for by name as text.
func (n *naive) knownLoops(nulls []*verdict) []string {
	if n.rolled {
		n, nulls = n.inFamilies(nulls)
	}
	var list []*lookedFor
	for _, known := range n.looked {
		l := &lookedFor{}
		at := 0 // the smallest node
		for i, node := range known.Nodes {
			if node < known.Nodes[at] {
				at = i
			}
		}
		for i := range known.Nodes {
			k := (at + i) % len(known.Nodes)
			l.nodes = append(l.nodes, string(known.Nodes[k]))
			l.signs = append(l.signs, string(known.Signs[k]))
		}
		for i, node := range l.nodes {
			l.cells = append(l.cells, cell{slices.Index(n.names, node), slices.Index(n.names, l.nodes[(i+1)%len(l.nodes)])})
		}
		list = append(list, l)
	}
	alone, adjusted := make([]float64, len(list)), make([]float64, len(list))
	for _, v := range nulls {
		// One-sided p of the meeting, and of each draw among the draws.
		count := float64(1 + len(v.drawn))
		p, pDraw := make([]float64, len(list)), make([][]float64, len(list))
		for k, l := range list {
			var drawn []float64
			for _, t := range v.tallies {
				drawn = append(drawn, l.statistic(v, t))
			}
			reach := func(s float64) (hits float64) {
				for _, d := range drawn {
					if d >= s-same {
						hits++
					}
				}
				return hits
			}
			p[k] = (1 + reach(l.statistic(v, v.seen))) / count
			for _, x := range drawn {
				pDraw[k] = append(pDraw[k], reach(x)/(count-1))
			}
		}
		// Step-down minP: the smallest of the draw's p over loops that are not before.
		for k := range list {
			most := 0.0
			for j := range list { // this one and those before it
				if p[j] > p[k] {
					continue
				}
				hits := 1.0
				for b := range v.drawn {
					least := math.Inf(1)
					for i := range list {
						if p[i] >= p[j] {
							least = min(least, pDraw[i][b])
						}
					}
					if least <= p[j]+same {
						hits++
					}
				}
				most = max(most, hits/count)
			}
			alone[k], adjusted[k] = max(alone[k], p[k]), max(adjusted[k], most)
		}
	}

	main := nulls[0]
	var out []string
	for k, l := range list {
		kind := "reinforcing"
		if strings.Count(strings.Join(l.signs, ""), "-")%2 == 1 {
			kind = "balancing"
		}
		observed, expected := 0.0, 0.0
		var pairs [][]int
		var links []string
		worst, strongest := 0.0, -1
		var ps []float64
		for i, c := range l.cells {
			e := main.expected(main.seen, c)
			if l.signs[i] == "+" {
				observed += main.seen.o.at(c)
				expected += e
			}
			p := 0.0
			for _, v := range nulls {
				is, hits := root(v.seen.o.at(c), v.expected(v.seen, c)), 1.0
				for _, t := range v.tallies {
					x := root(t.o.at(c), v.expected(t, c))
					if l.signs[i] == "+" && x >= is-same || l.signs[i] == "-" && x <= is+same {
						hits++
					}
				}
				p = max(p, hits/float64(1+len(v.drawn)))
			}
			ps = append(ps, p)
			worst = max(worst, p)
			if strongest < 0 || p < ps[strongest] {
				strongest = i
			}
			links = append(links, fmt.Sprintf("%s%s%s %v %s %s", l.nodes[i], l.signs[i], l.nodes[(i+1)%len(l.nodes)], main.seen.o.at(c), figure(&e), figure(&p)))
		}
		confidence := "null"
		said := make([]bool, len(l.cells))
		if adjusted[k] <= n.known {
			for i := range said {
				said[i] = l.signs[i] == "+"
			}
			switch {
			case worst <= 0.05:
				confidence = "clear"
			case worst <= 0.2:
				confidence = "possible"
			default:
				confidence = "one-way"
				clear(said)
				said[strongest] = true
			}
		}
		for _, p := range n.between {
			for i, c := range l.cells {
				if said[i] && n.own[p[0]] == c[0] && (n.own[p[1]] == c[1]) == (l.signs[i] == "+") {
					pairs = append(pairs, p[:])
				}
			}
		}
		traversals := "null"
		if !slices.Contains(l.signs, "-") {
			traversals = fmt.Sprint(len(n.passes(n.own, l.cells)))
		}
		out = append(out, fmt.Sprintf("%s %v %v %s: %v, E %s, p %s %s, links %v, %s traversals, %s, %s", n.looked[k].ID, l.nodes, l.signs, kind, observed, figure(&expected),
			figure(&alone[k]), figure(&adjusted[k]), links, traversals, confidence, n.evidence(pairs)))
	}
	return out
}

// describeKnown writes the known loops of a result in the same way.
func describeKnown(list []sequence.KnownLoop) []string {
	var out []string
	for _, l := range list {
		var links []string
		for _, k := range l.Links {
			links = append(links, fmt.Sprintf("%s%s%s %d %s %s", k.From, k.Sign, k.To, k.Observed, figure(&k.Expected), figure(&k.P)))
		}
		traversals, confidence := "null", "null"
		if l.Traversals != nil {
			traversals = fmt.Sprint(*l.Traversals)
		}
		if l.Confidence != nil {
			confidence = string(*l.Confidence)
		}
		out = append(out, fmt.Sprintf("%s %v %v %s: %d, E %s, p %s %s, links %v, %s traversals, %s, %s", l.Known, l.Nodes, l.Signs, l.Kind, l.Observed, figure(&l.Expected),
			figure(&l.P), figure(&l.PAdjusted), links, traversals, confidence, evidenceText(l.Evidence, l.EvidenceTotal)))
	}
	return out
}
