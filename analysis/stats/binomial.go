package stats

import "gonum.org/v1/gonum/mathext"

// BinomialAtMost returns P(X <= k) for X binomial with n trials of probability
// p; a p outside 0 to 1 counts as the nearer end:
//
//	I(1 - p; n - k, k + 1), the regularised incomplete beta function
func BinomialAtMost(k, n int, p float64) float64 {
	switch {
	case k >= n || p <= 0:
		return 1
	case p >= 1:
		return 0
	}
	return mathext.RegIncBeta(float64(n-k), float64(k)+1, 1-p)
}
