package sequence_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"

	"kompas/analysis/sequence"
	"kompas/observe"
)

// passes lists the chains of turns in which codes go once round the cells of a
// loop, from any node.
func (n *naive) passes(codes []int, round []cell) (out [][]int) {
	for _, chain := range n.chains(len(round)) {
		for first := range round {
			goes := true
			for k := range round {
				goes = goes && round[(first+k)%len(round)] == cell{codes[chain[k]], codes[chain[k+1]]}
			}
			if goes {
				out = append(out, chain)
			}
		}
	}
	return out
}

// naiveLoop is a cycle of links.
type naiveLoop struct {
	cells    []cell
	signs    []sequence.Sign
	names    []string
	strength float64
	status   string
	p        float64
	text     func(adjusted float64) string // but for its status
}

func (l *naiveLoop) positive() bool { return !slices.Contains(l.signs, sequence.Negative) }

// cycles lists the closed paths of links without a code twice, from the smallest.
func (n *naive) cycles(links map[cell]naiveLink) (out []*naiveLoop) {
	var walk func(path []int)
	walk = func(path []int) {
		for next := range n.names {
			if _, ok := links[cell{path[len(path)-1], next}]; !ok {
				continue
			}
			if next == path[0] {
				l := &naiveLoop{}
				for i, node := range path {
					l.cells = append(l.cells, cell{node, path[(i+1)%len(path)]})
					l.signs = append(l.signs, links[l.cells[i]].sign)
					l.names = append(l.names, n.names[node])
				}
				if len(path) > 1 || l.positive() {
					out = append(out, l)
				}
			}
			if next > path[0] && len(path) < 4 && !slices.Contains(path, next) {
				walk(append(slices.Clone(path), next))
			}
		}
	}
	for c := range n.names {
		walk([]int{c})
	}
	return out
}

// loops lists the loops as text.
func (n *naive) loops(nulls []*verdict, links map[cell]naiveLink) []string {
	main := nulls[0]
	seen := main.seen
	found := n.cycles(links)
	for _, l := range found {
		k := len(l.cells)
		product, logs := 1.0, 0.0
		for _, c := range l.cells {
			product *= seen.o.at(c) / seen.rows[c[0]]
			logs += math.Log(math.Abs(math.Log((seen.o.at(c) + 0.5) / (main.expected(seen, c) + 0.5))))
		}
		l.strength = min(math.Exp(logs/float64(k)), math.Log(8))
		kind, negatives := "reinforcing", 0
		effects := map[string]bool{}
		for i, c := range l.cells {
			if l.signs[i] == sequence.Negative {
				negatives++
			}
			effects[n.effects[c[0]]] = true
		}
		if negatives%2 == 1 {
			kind = "balancing"
		}
		effect := map[[2]bool]string{{true, false}: "opening", {false, true}: "closing", {true, true}: "mixed", {false, false}: "neutral"}[[2]bool{effects["opens"], effects["closes"]}]
		head := fmt.Sprintf("%s %v %v %s strength %s", effect, l.names, l.signs, kind, digits(l.strength))
		l.status = "pieces"
		if l.positive() {
			passes := n.passes(n.own, l.cells)
			mean, took, between := 0.0, 0.0, 0
			for which, v := range nulls {
				reach := 1.0
				for _, codes := range v.drawn {
					r := len(n.passes(codes, l.cells))
					if which == 0 {
						mean += float64(r) / float64(len(v.drawn))
					}
					if r >= len(passes) {
						reach++
					}
				}
				l.p = max(l.p, reach/float64(1+len(v.drawn)))
			}
			for _, chain := range passes {
				took += float64(n.turns[chain[k]].At - n.turns[chain[0]].At)
				who := map[observe.PersonID]bool{}
				for _, i := range chain {
					if f := n.turns[i].From; f != observe.Everybody {
						who[f] = true
					}
				}
				if len(who) > 1 {
					between++
				}
			}
			starts := 0
			for _, chain := range n.chains(k) {
				if slices.Contains(l.names, n.names[n.own[chain[0]]]) {
					starts++
				}
			}
			times := "null null"
			if len(passes) > 0 {
				times = digits(float64(between)/float64(len(passes))) + " " + digits(took/float64(len(passes)))
			}
			l.text = func(adjusted float64) string {
				return fmt.Sprintf("%s: %d seen, %s and %s expected, p %s %s, %s, %s", head, len(passes), digits(mean), digits(product*float64(starts)), digits(l.p), digits(adjusted), times, n.evidence(passes))
			}
			continue
		}
		breaks, works := "", true
		var arrivals [][]int
		for i, sign := range l.signs {
			if sign == sequence.Positive {
				continue
			}
			before, c := l.cells[(i+k-1)%k], l.cells[i]
			arrived, returned := 0, 0
			for _, chain := range n.chains(2) {
				if before == (cell{n.own[chain[0]], n.own[chain[1]]}) {
					arrived++
					arrivals = append(arrivals, chain)
					if n.own[chain[2]] == c[1] {
						returned++
					}
				}
			}
			share := main.expected(seen, c) / seen.rows[c[0]]
			expected := float64(arrived) * share
			p := 0.0
			for x := 0; x <= returned; x++ {
				p += distuv.Binomial{N: float64(arrived), P: min(share, 1)}.Prob(float64(x))
			}
			breaks += fmt.Sprintf(" %s|%s %d %d %s %s", n.names[c[0]], n.names[c[1]], arrived, returned, digits(expected), digits(p))
			works = works && arrived >= 5 && float64(returned) <= 0.7*expected
		}
		if works {
			l.status = "whole"
		}
		slices.SortStableFunc(arrivals, byLast)
		l.text = func(float64) string { return head + breaks + " " + n.evidence(arrivals) }
	}
	several := map[*naiveLoop]float64{}
	for _, l := range found {
		if l.positive() && len(l.cells) > 1 {
			several[l] = l.p
		}
	}
	adjusted := holm(several)
	for _, l := range found {
		switch {
		case !l.positive():
		case len(l.cells) == 1:
			l.status, adjusted[l] = "whole", links[l.cells[0]].p
		case adjusted[l] <= n.explored && len(n.passes(n.own, l.cells)) >= 3:
			l.status = "whole"
		}
	}
	slices.SortStableFunc(found, func(a, b *naiveLoop) int {
		if math.Abs(a.strength-b.strength) > same {
			return cmp.Compare(b.strength, a.strength)
		}
		return strings.Compare(sequence.LoopID(a.names, a.signs), sequence.LoopID(b.names, b.signs))
	})
	n.markSides(main, links, found)
	var out []string
	for _, status := range []string{"whole", "side", "pieces"} {
		for _, l := range found {
			if l.status == status {
				out = append(out, status+" "+l.text(adjusted[l]))
			}
		}
	}
	return out
}

// markSides marks the whole loops, strongest first, that those before them explain.
func (n *naive) markSides(main *verdict, links map[cell]naiveLink, found []*naiveLoop) {
	kept := map[cell]bool{}
	for _, l := range found {
		if l.status != "whole" {
			continue
		}
		if len(kept) > 0 {
			e := n.fit(main, func(x cell) bool { return !kept[x] && !slices.Contains(l.cells, x) })
			for _, x := range l.cells {
				o, tail := main.seen.o.at(x), 1.0
				switch {
				case links[x].sign == sequence.Negative && e[x] > 0:
					tail = distuv.Poisson{Lambda: e[x]}.CDF(o)
				case links[x].sign == sequence.Positive && e[x] > 0:
					tail = 1 - distuv.Poisson{Lambda: e[x]}.CDF(o-1)
				case links[x].sign == sequence.Positive && o > 0:
					tail = 0
				}
				if !kept[x] && 2*tail > 0.01 {
					l.status = "side"
				}
			}
		}
		if l.status == "whole" {
			for _, x := range l.cells {
				kept[x] = true
			}
		}
	}
}

// fit brings E to the rows and columns of what was seen, over some cells.
func (n *naive) fit(v *verdict, in func(cell) bool) map[cell]float64 {
	factor := [2][]float64{make([]float64, len(n.names)), make([]float64, len(n.names))} // of rows, of columns
	for c := range n.names {
		factor[0][c], factor[1][c] = 1, 1
	}
	e := func(c cell) float64 { return v.expected(v.seen, c) * factor[0][c[0]] * factor[1][c[1]] }
	for range 40 {
		for side := range 2 {
			want, have := map[int]float64{}, map[int]float64{}
			for _, c := range n.cells() {
				if in(c) {
					want[c[side]] += v.seen.o.at(c)
					have[c[side]] += e(c)
				}
			}
			for line := range n.names {
				if have[line] > 0 {
					factor[side][line] *= want[line] / have[line]
				}
			}
		}
	}
	out := map[cell]float64{}
	for _, c := range n.cells() {
		out[c] = e(c)
	}
	return out
}

// describeLoops writes the loops of a result in the same way.
func describeLoops(loops []sequence.Loop) []string {
	var out []string
	for _, l := range loops {
		text := fmt.Sprintf("%s %s %v %v %s strength %s", l.Status, l.Effect, l.Nodes, l.Signs, l.Kind, figure(l.Strength))
		if l.Traversals != nil {
			times := "null null"
			if l.Between != nil {
				times = figure(l.Between) + " " + figure(l.MeanCycleMs)
			}
			text += fmt.Sprintf(": %d seen, %s and %s expected, p %s %s, %s,", *l.Traversals, figure(l.Expected), figure(l.ExpectedLinks), figure(l.P), figure(l.PAdjusted), times)
		}
		for _, b := range l.Breaks {
			text += fmt.Sprintf(" %s|%s %d %d %s %s", b.From, b.To, b.Arrivals, b.Returned, digits(b.Expected), digits(b.P))
		}
		out = append(out, text+" "+evidenceText(l.Evidence, l.EvidenceTotal))
	}
	return out
}
