package stats

import "gonum.org/v1/gonum/mathext"

// PoissonAtMost returns P(X <= k) for X Poisson with this mean, which is 1 for a
// mean of 0 or less:
//
//	Q(k + 1, mean), the regularised upper incomplete gamma function
func PoissonAtMost(k int, mean float64) float64 {
	if mean <= 0 {
		return 1
	}
	return mathext.GammaIncRegComp(float64(k)+1, mean)
}

// PoissonAtLeast returns P(X >= k) for X Poisson with this mean, which is 0 for
// k >= 1 and a mean of 0 or less:
//
//	P(k, mean), the regularised lower incomplete gamma function
func PoissonAtLeast(k int, mean float64) float64 {
	switch {
	case k <= 0:
		return 1
	case mean <= 0:
		return 0
	}
	return mathext.GammaIncReg(float64(k), mean)
}
