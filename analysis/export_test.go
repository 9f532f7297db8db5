package analysis

// What tests compare with published values that no meeting leads to.

// PageRankOf gives the PageRank of a weighted digraph of arcs {from, to,
// weight}.
func PageRankOf(n int, arcs [][3]int, damping float64) []float64 {
	return weightsOf(n, arcs).pageRank(damping)
}

func weightsOf(n int, arcs [][3]int) *weights {
	w := newWeights(n)
	for _, a := range arcs {
		for range a[2] {
			w.add(a[0], a[1])
		}
	}
	return w
}

// Classical gives the transitions, chi-square, its degrees of freedom and its
// p of a table of counts.
func Classical(names []string, counts [][]int) (tr []Transition, x *float64, df int, p *float64, repeats bool) {
	t := newTable(len(counts))
	for r := range counts {
		copy(t.observed[r*t.m:], counts[r])
	}
	t.sumUp()
	x, df, p = t.chiSquare()
	return t.transitions(names, t.repeats()), x, df, p, t.repeats()
}

// BenjaminiHochberg gives adjusted p-values.
func BenjaminiHochberg(p []*float64) []*float64 { return benjaminiHochberg(p) }
