package analysis

import (
	"cmp"
	"slices"

	"gonum.org/v1/gonum/mathext"
)

// poissonAtMost gives P(X <= k) for X Poisson with this mean:
//
//	Q(k + 1, mean), the regularised upper incomplete gamma function
func poissonAtMost(k int, mean float64) float64 {
	if mean <= 0 {
		return 1
	}
	return mathext.GammaIncRegComp(float64(k)+1, mean)
}

// poissonAtLeast gives P(X >= k) for X Poisson with this mean:
//
//	P(k, mean), the regularised lower incomplete gamma function
func poissonAtLeast(k int, mean float64) float64 {
	switch {
	case k <= 0:
		return 1
	case mean <= 0:
		return 0
	}
	return mathext.GammaIncReg(float64(k), mean)
}

// binomialAtMost gives P(X <= k) for X binomial with n trials of this
// probability, which is brought into 0 to 1:
//
//	I(1 - p; n - k, k + 1), the regularised incomplete beta function
func binomialAtMost(k, n int, p float64) float64 {
	switch {
	case k >= n || p <= 0:
		return 1
	case p >= 1:
		return 0
	}
	return mathext.RegIncBeta(float64(n-k), float64(k)+1, 1-p)
}

// HolmAdjusted gives p-values adjusted by Holm's method: with probability 1 -
// alpha none is at most alpha where there is nothing, whatever depends on what.
func HolmAdjusted(p []float64) []float64 { return holm(p) }

// holm gives the p-values adjusted so that, with probability 1 - alpha, none is
// at most alpha where there is nothing, whatever depends on what. Holm (1979)
// https://www.jstor.org/stable/4615733, as R's p.adjust.
func holm(p []float64) []float64 {
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
