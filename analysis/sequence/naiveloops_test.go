package sequence_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"

	"kompas/analysis/sequence"
)

// loops lists the loops as text.
func (n *naive) loops(v *verdict) []string {
	type cycle struct {
		nodes, signs []string
		strength     float64
		status       string
		p            float64
		text         func(status string, adjusted string) string
		positive     bool
	}
	var found []*cycle
	var walk func(path []string)
	walk = func(path []string) {
		for _, next := range n.codes {
			if _, ok := v.links[cellOf{path[len(path)-1], next}]; !ok {
				continue
			}
			if next == path[0] {
				c := &cycle{nodes: slices.Clone(path)}
				for i := range path {
					c.signs = append(c.signs, string(v.links[cellOf{path[i], path[(i+1)%len(path)]}].sign))
				}
				if len(path) > 1 || c.signs[0] == "+" {
					found = append(found, c)
				}
			}
			if next > path[0] && len(path) < 4 && !slices.Contains(path, next) {
				walk(append(slices.Clone(path), next))
			}
		}
	}
	for _, c := range n.codes {
		walk([]string{c})
	}
	rounds := func(codes []string, nodes []string) (starts []int) {
		for i := range codes {
			if !n.steps(codes, i, len(nodes)) || codes[i] != codes[i+len(nodes)*n.lag] {
				continue
			}
			first := slices.Index(nodes, codes[i])
			goes := first >= 0
			for k := range nodes {
				goes = goes && codes[i+k*n.lag] == nodes[(first+k)%len(nodes)]
			}
			if goes {
				starts = append(starts, i)
			}
		}
		return starts
	}
	own := make([]string, len(n.turns))
	for i, turn := range n.turns {
		own[i] = string(turn.Tag)
	}
	row := func(code string) (sum float64) {
		for c, o := range n.seen {
			if c.from == code {
				sum += float64(o)
			}
		}
		return sum
	}
	for _, c := range found {
		k := len(c.nodes)
		c.positive = !slices.Contains(c.signs, "-")
		product, logs := 1.0, 0.0
		for i := range c.nodes {
			cell := cellOf{c.nodes[i], c.nodes[(i+1)%k]}
			product *= float64(n.seen[cell]) / row(cell.from)
			logs += math.Log(math.Abs(math.Log((float64(n.seen[cell]) + 0.5) / (v.mean[cell] + 0.5))))
		}
		c.strength = min(math.Exp(logs/float64(k)), math.Log(8))
		kind := "reinforcing"
		if strings.Count(strings.Join(c.signs, ""), "-")%2 == 1 {
			kind = "balancing"
		}
		opens, closes := false, false
		for _, node := range c.nodes {
			opens = opens || n.effects[node] == "opens"
			closes = closes || n.effects[node] == "closes"
		}
		effect := map[[2]bool]string{{true, false}: "opening", {false, true}: "closing", {true, true}: "mixed", {false, false}: "neutral"}[[2]bool{opens, closes}]
		head := fmt.Sprintf("%s %v %v %s strength %.9f", effect, c.nodes, c.signs, kind, c.strength)
		c.status = "pieces"
		if c.positive {
			seen := rounds(own, c.nodes)
			mean, reach, took, between := 0.0, 1.0, 0.0, 0
			for _, codes := range v.shuffled {
				r := len(rounds(codes, c.nodes))
				mean += float64(r) / float64(len(v.shuffled))
				if r >= len(seen) {
					reach++
				}
			}
			for _, i := range seen {
				took += float64(n.turns[i+k*n.lag].At - n.turns[i].At)
				who := map[string]bool{}
				for j := 0; j <= k; j++ {
					if f := string(n.turns[i+j*n.lag].From); f != "*" {
						who[f] = true
					}
				}
				if len(who) > 1 {
					between++
				}
			}
			starts := 0
			for i := range own {
				if n.steps(own, i, k) && slices.Contains(c.nodes, own[i]) {
					starts++
				}
			}
			c.p = reach / float64(1+len(v.shuffled))
			times := "null null"
			if len(seen) > 0 {
				times = fmt.Sprintf("%.6f %.6f", float64(between)/float64(len(seen)), took/float64(len(seen)))
			}
			c.text = func(status, adjusted string) string {
				return fmt.Sprintf("%s %s: %d seen, %.9f and %.9f expected, p %.9f %s, %s", status, head, len(seen), mean,
					product*float64(starts), c.p, adjusted, times)
			}
			if k == 1 {
				c.status = "whole"
			}
			continue
		}
		breaks, works := "", true
		for i, sign := range c.signs {
			if sign == "+" {
				continue
			}
			before, r, to := c.nodes[(i+k-1)%k], c.nodes[i], c.nodes[(i+1)%k]
			arrivals, returned := 0, 0
			for j := range own {
				if n.steps(own, j, 2) && own[j] == before && own[j+n.lag] == r {
					arrivals++
					if own[j+2*n.lag] == to {
						returned++
					}
				}
			}
			share := v.mean[cellOf{r, to}] / row(r)
			expected := float64(arrivals) * share
			p := 0.0
			for x := 0; x <= returned; x++ {
				p += distuv.Binomial{N: float64(arrivals), P: min(share, 1)}.Prob(float64(x))
			}
			breaks += fmt.Sprintf(" %s|%s %d %d %.9f %.6f", r, to, arrivals, returned, expected, p)
			works = works && arrivals >= 5 && float64(returned) <= 0.7*expected
		}
		if works {
			c.status = "whole"
		}
		c.text = func(status, _ string) string { return status + " " + head + breaks }
	}
	var several []float64
	for _, c := range found {
		if c.positive && len(c.nodes) > 1 {
			several = append(several, c.p)
		}
	}
	slices.Sort(several)
	adjusted := map[*cycle]float64{}
	for _, c := range found {
		for i, p := range several {
			if p <= c.p {
				adjusted[c] = max(adjusted[c], min(1, p*float64(len(several)-i)))
			}
		}
		if c.positive && len(c.nodes) > 1 && adjusted[c] <= n.alpha && len(rounds(own, c.nodes)) >= 3 {
			c.status = "whole"
		}
	}
	slices.SortStableFunc(found, func(a, b *cycle) int {
		if math.Abs(a.strength-b.strength) > 1e-9 {
			return cmp.Compare(b.strength, a.strength)
		}
		return strings.Compare(idOfLoop(a.nodes, a.signs), idOfLoop(b.nodes, b.signs))
	})
	kept := map[cellOf]bool{}
	for _, c := range found {
		if c.status != "whole" {
			continue
		}
		var own []cellOf
		for i := range c.nodes {
			own = append(own, cellOf{c.nodes[i], c.nodes[(i+1)%len(c.nodes)]})
		}
		if len(kept) > 0 {
			e := n.fit(v, func(x cellOf) bool { return !kept[x] && !slices.Contains(own, x) })
			for _, x := range own {
				o := float64(n.seen[x])
				tail := 1.0 // P(X >= o)
				if e[x] > 0 {
					tail = 1 - distuv.Poisson{Lambda: e[x]}.CDF(o-1)
				} else if o > 0 {
					tail = 0
				}
				if v.links[x].sign == sequence.Negative {
					tail = 1
					if e[x] > 0 {
						tail = distuv.Poisson{Lambda: e[x]}.CDF(o)
					}
				}
				if !kept[x] && 2*tail > 0.01 {
					c.status = "side"
				}
			}
		}
		if c.status == "whole" {
			for _, x := range own {
				kept[x] = true
			}
		}
	}
	var out []string
	for _, status := range []string{"whole", "side", "pieces"} {
		for _, c := range found {
			if c.status == status {
				holm := fmt.Sprintf("%.9f", adjusted[c])
				if len(c.nodes) == 1 {
					holm = fmt.Sprintf("%.9f", v.links[cellOf{c.nodes[0], c.nodes[0]}].p)
				}
				out = append(out, c.text(status, holm))
			}
		}
	}
	return out
}

func (n *naive) fit(v *verdict, in func(cellOf) bool) map[cellOf]float64 {
	a, b := map[string]float64{}, map[string]float64{}
	for _, c := range n.codes {
		a[c], b[c] = 1, 1
	}
	for range 40 {
		for _, side := range []struct {
			factor map[string]float64
			line   func(cellOf) string
		}{{a, func(c cellOf) string { return c.from }}, {b, func(c cellOf) string { return c.to }}} {
			want, have := map[string]float64{}, map[string]float64{}
			for _, c := range n.cells() {
				if in(c) {
					want[side.line(c)] += float64(n.seen[c])
					have[side.line(c)] += v.mean[c] * a[c.from] * b[c.to]
				}
			}
			for code := range side.factor {
				if have[code] > 0 {
					side.factor[code] *= want[code] / have[code]
				}
			}
		}
	}
	out := map[cellOf]float64{}
	for _, c := range n.cells() {
		out[c] = v.mean[c] * a[c.from] * b[c.to]
	}
	return out
}

func idOfLoop(nodes, signs []string) string {
	var s []sequence.Sign
	for _, sign := range signs {
		s = append(s, sequence.Sign(sign))
	}
	return sequence.LoopID(nodes, s)
}

// describeLoops writes the loops of a result in the same way.
func describeLoops(loops []sequence.Loop) []string {
	var out []string
	for _, l := range loops {
		signs := make([]string, len(l.Signs))
		for i, s := range l.Signs {
			signs[i] = string(s)
		}
		text := fmt.Sprintf("%s %s %v %v %s strength %.9f", l.Status, l.Effect, l.Nodes, signs, l.Kind, *l.Strength)
		if l.Traversals != nil {
			times := "null null"
			if l.Between != nil {
				times = fmt.Sprintf("%.6f %.6f", *l.Between, *l.MeanCycleMs)
			}
			text += fmt.Sprintf(": %d seen, %.9f and %.9f expected, p %.9f %.9f, %s", *l.Traversals, *l.Expected, *l.ExpectedLinks,
				*l.P, *l.PAdjusted, times)
		}
		for _, b := range l.Breaks {
			text += fmt.Sprintf(" %s|%s %d %d %.9f %.6f", b.From, b.To, b.Arrivals, b.Returned, b.Expected, b.P)
		}
		out = append(out, text)
	}
	return out
}
