package stats

import (
	"cmp"
	"slices"
)

// Holm returns p-values adjusted by Holm's step-down method, in the order of p.
// With the i-th smallest of n values p_(i):
//
//	adjusted p_(i) = max over k <= i of min(1, (n - k + 1) p_(k))
//
// Where all hypotheses hold, at least one adjusted p is alpha or less with
// probability at most alpha, however the tests depend on one another.
//
// Holm (1979) https://www.jstor.org/stable/4615733; as R's p.adjust.
func Holm(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	out := make([]float64, len(p))
	most := 0.0
	for k, i := range order {
		most = max(most, min(1, p[i]*float64(len(p)-k)))
		out[i] = most
	}
	return out
}
