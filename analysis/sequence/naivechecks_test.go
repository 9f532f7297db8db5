package sequence_test

import (
	"math"
	"math/rand/v2"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/sequence"
)

// item is one of those that are counted in a table of rows and columns, of which
// there is one for each group.
type item struct{ group, row, column int }

// gSquared is the likelihood-ratio chi-square of rows by columns, summed over groups:
// 2 sum of O ln (O / E), E = R C / N of the group. Ok is false when no group has two rows
// and two columns.
func gSquared(items []item) (g2 float64, ok bool) {
	n := map[int]float64{}
	rows, columns := map[[2]int]float64{}, map[[2]int]float64{}
	cells := map[item]float64{}
	for _, i := range items {
		n[i.group]++
		rows[[2]int{i.group, i.row}]++
		columns[[2]int{i.group, i.column}]++
		cells[i]++
	}
	for i, o := range cells {
		r, c := rows[[2]int{i.group, i.row}], columns[[2]int{i.group, i.column}]
		g2 += 2 * o * math.Log(o*n[i.group]/(r*c))
		ok = ok || r < n[i.group] && c < n[i.group]
	}
	return max(0, g2), ok
}

// halves numbers by turn the half of its block, of which the first is the longer one:
// twice the block, and 1 for the second half.
func (n *naive) halves(r *analysis.Reading) []int {
	out := make([]int, len(n.turns))
	blocks := 0
	for start := 0; start < len(n.turns); {
		end := start + 1
		for end < len(n.turns) && !segmentEnds(r, n.turns[end-1], n.turns[end]) {
			end++
		}
		k := max(1, int(math.Round(float64(end-start)/40)))
		size, before := make([]int, k), make([]int, k)
		for i := range end - start {
			size[i*k/(end-start)]++
		}
		for i := range end - start {
			block := i * k / (end - start)
			out[start+i] = 2 * (blocks + block)
			if 2*before[block] >= size[block] {
				out[start+i]++
			}
			before[block]++
		}
		blocks += k
		start = end
	}
	return out
}

// compareChecks holds the checks of a result against the same, worked out apart.
func (n *naive) compareChecks(t analysistest.Failer, r *analysis.Reading, drawn [][]int, count map[string]int) {
	t.Helper()
	text := func(c *sequence.Check) string {
		if c == nil {
			return "null"
		}
		return digits(c.G2) + ", p " + digits(c.P)
	}
	want, halves := "null", n.halves(r)
	of := func(codes []int) (items []item) {
		for i, c := range codes {
			if c >= 0 {
				items = append(items, item{halves[i] / 2, c, halves[i]})
			}
		}
		return items
	}
	if is, ok := gSquared(of(n.own)); ok {
		reach := 1.0
		for _, codes := range drawn {
			if g2, _ := gSquared(of(codes)); g2 >= is-same {
				reach++
			}
		}
		want = digits(is) + ", p " + digits(reach/float64(1+len(drawn)))
		count["stationarity"]++
	}
	if got := text(r.Sequence.Stationarity); got != want {
		t.Errorf("stationarity is %s, want %s", got, want)
	}

	// Of triples, the last codes change places within those that have the same actor
	// last and the same code between.
	var items []item
	strata := map[[2]int][]int{}
	actors := map[string]int{}
	for k, chain := range n.chains(2) {
		items = append(items, item{n.own[chain[1]], n.own[chain[2]], n.own[chain[0]]})
		who := string(n.turns[chain[2]].From)
		if _, known := actors[who]; !known {
			actors[who] = len(actors)
		}
		s := [2]int{n.own[chain[1]], actors[who]}
		strata[s] = append(strata[s], k)
	}
	is, ok := gSquared(items)
	got := r.Sequence.Order
	if !ok || got == nil {
		if ok != (got != nil) {
			t.Errorf("order is %s, want %t", text(got), ok)
		}
		return
	}
	const draws = 200
	g := rand.New(rand.NewPCG(1, 17))
	reach := 1.0
	for range draws {
		moved := append([]item(nil), items...)
		for _, places := range strata {
			for i, from := range g.Perm(len(places)) {
				moved[places[i]].row = items[places[from]].row
			}
		}
		if g2, _ := gSquared(moved); g2 >= is-same {
			reach++
		}
	}
	p := reach / (1 + draws)
	theirs := float64(min(1000, n.o.Permutations))
	if within := 6*math.Sqrt(max(p*(1-p), 0.01)*(1/theirs+1.0/draws)) + 1/theirs; math.Abs(got.G2-is) > same || math.Abs(got.P-p) > within {
		t.Errorf("order is %s, want %.9f, p %.3f within %.3f", text(got), is, p, within)
	}
	count["order"]++
}
