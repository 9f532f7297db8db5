package stats

import "slices"

// BenjaminiHochberg returns p-values adjusted for the false discovery rate, in
// the order of p. With the i-th smallest of n values p_(i):
//
//	adjusted p_(i) = min over k >= i of min(1, n p_(k) / k)
//
// Undefined p-values stay nil and do not count in n.
//
// Benjamini & Hochberg (1995) doi:10.1111/j.2517-6161.1995.tb02031.x; as R's
// p.adjust.
func BenjaminiHochberg(p []*float64) []*float64 {
	var order []int
	for i, v := range p {
		if v != nil {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case *p[a] > *p[b]:
			return -1
		case *p[a] < *p[b]:
			return 1
		}
		return 0
	})
	out := make([]*float64, len(p))
	least := 1.0
	for k, i := range order { // from the largest p down
		rank := len(order) - k
		least = min(least, *p[i]*(float64(len(order))/float64(rank)))
		out[i] = new(least)
	}
	return out
}
