package sequence

import (
	"math"
	"slices"

	"kompas/analysis/shuffle"
	"kompas/observe"
)

// Limits of known loops.
const (
	minKnown     = 3    // pairs of the positive links of a loop, together
	clearLink    = 0.05 // p of each link of a clear loop
	possibleLink = 0.20 // p of each link of a possible loop

	rootRounding = 1e-7 // by how much roots that are equal by their formula may differ
)

// alphas divides alpha among what is explored and the loops that are sought, 3 : 2; all
// of it is for what is explored where none is.
func (o *Options) alphas(sought bool) (explored float64, known *float64) {
	if !sought {
		return o.Alpha, nil
	}
	rounded := func(x float64) float64 { return math.Round(x*1e12) / 1e12 }
	return rounded(o.Alpha * 3 / 5), new(rounded(o.Alpha * 2 / 5))
}

// soughtIn returns the loops that are looked for, and the turns in which they are: t, or
// the same with families as codes.
func (t *codedTurns) soughtIn(meetings []Turns, o *Options) (in *codedTurns, list []*knownLoop) {
	if o.Permutations == 0 || t.len() > shuffle.MaxTurns {
		return t, nil
	}
	families := o.ByFamily || mostlyFamilies(meetings)
	in = t
	if families && !o.ByFamily {
		coarse := slices.Clone(meetings)
		for i := range coarse {
			m := &coarse[i]
			m.Names, m.Code, m.Untested = m.Families.Names, m.Families.Code, nil
			m.Effects = make([]observe.Effect, len(m.Names))
		}
		in = join(t.ctx, coarse, o)
	}
	for _, s := range o.Sought {
		k := in.knownLoop(s)
		if s.Families == families && !slices.ContainsFunc(list, func(other *knownLoop) bool { return other.ID == k.ID }) {
			list = append(list, k)
		}
	}
	return in, list
}

// mostlyFamilies reports whether over half of the turns with a code have a family in
// place of a tag.
func mostlyFamilies(meetings []Turns) bool {
	alone, coded := 0, 0
	for _, m := range meetings {
		for _, code := range m.Code {
			if code >= 0 {
				coded++
			}
		}
		if m.Families != nil {
			alone += m.Families.Alone
		}
	}
	return 2*alone > coded
}

// knownLoop is a loop that is looked for, while it is being described.
type knownLoop struct {
	KnownLoop
	nodes []int // codes; -1 for one that does not occur
	cells []int // of the link that leaves each node; -1 where one of its codes does not occur
	seen  evidence
}

// knownLoop returns a sought loop, from its smallest node.
func (t *codedTurns) knownLoop(s Sought) *knownLoop {
	first := slices.Index(s.Nodes, slices.Min(s.Nodes))
	k := &knownLoop{KnownLoop: KnownLoop{Known: s.Name, Source: s.Source, Evidence: [][]observe.EntryID{}}}
	for i := range s.Nodes {
		at := (first + i) % len(s.Nodes)
		code, occurs := slices.BinarySearch(t.Names, s.Nodes[at])
		if !occurs {
			code = -1
		}
		k.Nodes, k.Signs, k.nodes = append(k.Nodes, s.Nodes[at]), append(k.Signs, s.Signs[at]), append(k.nodes, code)
	}
	for i, from := range k.nodes {
		cell := -1
		if to := k.nodes[(i+1)%len(k.nodes)]; from >= 0 && to >= 0 {
			cell = from*len(t.Names) + to
		}
		k.cells = append(k.cells, cell)
	}
	k.ID = loopID(k.Nodes, k.Signs)
	k.Kind = (&cycle{signs: k.Signs}).kind()
	return k
}

// findKnown describes the loops that are looked for by name, given the draws. One is
// found when its p among all of them is at most alpha under each null.
func (t *codedTurns) findKnown(list []*knownLoop, nulls []*drawnNull, alpha float64) {
	tb := nulls[0].table
	t.listed = listedOf(len(list))
	meeting := nulls[0].meeting()
	for _, k := range list {
		k.Links = make([]KnownLink, len(k.cells))
		for i, cell := range k.cells {
			l := KnownLink{From: k.Nodes[i], To: k.Nodes[(i+1)%len(k.Nodes)], Sign: k.Signs[i]}
			if cell >= 0 {
				l.Observed = tb.observed[cell]
				_, l.Expected = nulls[0].of(meeting, cell)
			}
			if l.Sign == Positive {
				k.Observed += l.Observed
				k.Expected += l.Expected
			}
			k.Links[i] = l
		}
		if !slices.Contains(k.Signs, Negative) {
			k.Traversals = new(t.rounds(k.nodes))
		}
	}
	for _, n := range nulls {
		n.testKnown(t, list)
	}
	for _, k := range list {
		if k.PAdjusted > alpha {
			continue
		}
		most := 0.0
		for _, l := range k.Links {
			most = max(most, l.P)
		}
		switch {
		case most <= clearLink:
			k.Confidence = new(ClearLoop)
		case most <= possibleLink:
			k.Confidence = new(PossibleLoop)
		default:
			k.Confidence = new(OneWay)
		}
		t.showKnown(k)
	}
}

// rounds counts the paths that go once round these codes, from any of them.
func (t *codedTurns) rounds(nodes []int) (n int) {
	for path := range t.paths(len(nodes)) {
		first := slices.Index(nodes, int(t.Code[path[0]]))
		goes := first >= 0
		for step := 1; goes && step < len(path); step++ {
			goes = int(t.Code[path[step]]) == nodes[(first+step)%len(nodes)]
		}
		if goes {
			n++
		}
	}
	return n
}

// Stronger returns the place of the link with the smallest p.
func (k *KnownLoop) Stronger() int {
	least := 0
	for i, l := range k.Links {
		if l.P < k.Links[least].P {
			least = i
		}
	}
	return least
}

// showKnown lists the moments of a loop that was found: the pairs of its positive
// links, of a one-way loop those of its stronger link, as the evidence of a [Link].
func (t *codedTurns) showKnown(k *knownLoop) {
	one := -1
	if *k.Confidence == OneWay {
		one = k.Stronger()
	}
	for then, first := range t.tested {
		if first < 0 {
			continue
		}
		a, b := int(t.Code[first]), int(t.Code[then])
		for i, node := range k.nodes {
			next := k.nodes[(i+1)%len(k.nodes)]
			behind := a == node && (b == next) == (k.Signs[i] == Positive)
			if behind && (i == one || one < 0 && k.Signs[i] == Positive) {
				k.seen.add(t, first, int32(then))
			}
		}
	}
	k.Evidence, k.EvidenceTotal = k.seen.list(t)
}

// testKnown raises the p of each loop, and of each of its links, to those under this
// null. The statistic of a loop of positive links is
//
//	r(sum of O, sum of E)    r(O, E) = ± sqrt(2 (O ln(O / E) - O + E))
//
// over its links, that of A -> B, B -| A is r of the first less r of the second; below 3
// pairs of the positive links it is as low as can be. p is the share of the draws with
// as much or more, with the meeting as one more draw; among all loops it is step-down
// minP: Westfall & Young (1993), algorithm 2.8, the p of a draw being that among the
// draws.
func (n *drawnNull) testKnown(t *codedTurns, list []*knownLoop) {
	draws := n.draws
	drawn := make([][]float64, len(list)) // loop x draw
	for k := range drawn {
		drawn[k] = make([]float64, draws)
	}
	meeting := n.meeting()
	own := make([]float64, len(list))
	var ofLinks [][]float64
	reached := make([][]int, len(list))
	for k, l := range list {
		own[k] = n.statistic(meeting, l)
		ofLinks = append(ofLinks, make([]float64, len(l.cells)))
		reached[k] = make([]int, len(l.cells))
		for i := range l.cells {
			ofLinks[k][i] = n.beyond(meeting, l, i)
		}
	}
	n.tables.Each(t.ctx, func() (func(int, *shuffle.Table), func()) {
		hits := make([][]int, len(list))
		for k, l := range list {
			hits[k] = make([]int, len(l.cells))
		}
		draw := func(b int, table *shuffle.Table) {
			for k, l := range list {
				drawn[k][b] = n.statistic(table, l)
				for i := range l.cells {
					if n.beyond(table, l, i) >= ofLinks[k][i]-rootRounding {
						hits[k][i]++
					}
				}
			}
		}
		return draw, func() {
			for k := range hits {
				for i := range hits[k] {
					reached[k][i] += hits[k][i]
				}
			}
		}
	})
	alone, adjusted := stepDownMinP(own, drawn)
	for k, l := range list {
		l.P, l.PAdjusted = max(l.P, alone[k]), max(l.PAdjusted, adjusted[k])
		for i := range l.Links {
			l.Links[i].P = max(l.Links[i].P, float64(1+reached[k][i])/float64(1+draws))
		}
	}
}

// statistic returns the statistic of a loop in a table.
func (n *drawnNull) statistic(t *shuffle.Table, l *knownLoop) float64 {
	observed, expected, against := 0, 0.0, 0.0
	for i, cell := range l.cells {
		o, e := n.of(t, cell)
		if l.Signs[i] == Positive {
			observed += o
			expected += e
		} else {
			against += signedRoot(o, e)
		}
	}
	if observed < minKnown {
		return math.Inf(-1)
	}
	if math.IsInf(against, 1) { // also where both roots are infinite
		return math.Inf(-1)
	}
	return signedRoot(observed, expected) - against
}

// beyond returns how far a link of a loop lies in the direction of its sign.
func (n *drawnNull) beyond(t *shuffle.Table, l *knownLoop, link int) float64 {
	x := signedRoot(n.of(t, l.cells[link]))
	if l.Signs[link] == Negative {
		return -x
	}
	return x
}

// signedRoot is the signed root of the deviance of a Poisson count o with mean e.
func signedRoot(o int, e float64) float64 {
	x := float64(o)
	switch {
	case o == 0:
		return -math.Sqrt(2 * e)
	case e == 0:
		return math.Inf(1)
	}
	root := math.Sqrt(max(0, 2*(x*math.Log(x/e)-x+e)))
	if x < e {
		return -root
	}
	return root
}

// stepDownMinP returns p of each statistic alone, and among all.
func stepDownMinP(own []float64, drawn [][]float64) (alone, adjusted []float64) {
	alone, adjusted = make([]float64, len(own)), make([]float64, len(own))
	if len(own) == 0 {
		return alone, adjusted
	}
	draws := len(drawn[0])
	sorted := make([][]float64, len(own))
	atLeast := func(k int, x float64) int { // draws with as much or more
		i, _ := slices.BinarySearch(sorted[k], x-rootRounding)
		return draws - i
	}
	order := make([]int, len(own))
	for k := range own {
		order[k] = k
		sorted[k] = slices.Sorted(slices.Values(drawn[k]))
		alone[k] = float64(1+atLeast(k, own[k])) / float64(1+draws)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case alone[a] < alone[b]:
			return -1
		case alone[a] > alone[b]:
			return 1
		}
		return 0
	})
	reached := make([]int, len(own)) // by place in order
	for b := range draws {
		least := math.Inf(1)
		for at := len(order) - 1; at >= 0; at-- {
			k := order[at]
			least = min(least, float64(atLeast(k, drawn[k][b]))/float64(draws))
			if least <= alone[k] {
				reached[at]++
			}
		}
	}
	most := 0.0
	for at, k := range order {
		most = max(most, float64(1+reached[at])/float64(1+draws))
		adjusted[k] = most
	}
	return alone, adjusted
}
