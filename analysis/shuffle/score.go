package shuffle

import "math"

// minSeen is the smallest count that can be found to be more than by chance, and the
// smallest expected count of which fewer can be found.
const minSeen = 3

// Score returns how far a count lies from what draws give, on a scale on which
// cells with few and with many counts can be compared:
//
//	s(O) = sqrt(E0 / V) sqrt(2 (x ln(x / E0) - x + E0))
//
// E0 and V are mean and variance over the draws. x is O moved by 1/2 towards
// E0, not beyond it. The second root is the signed root of the deviance of a
// Poisson count, without its sign; the first corrects for draws that vary more
// or less than Poisson counts. It is 0 when V is 0, when O > E0 and O < 3, and
// when O < E0 and E0 < 3.
func Score(o int, e0, v float64) float64 {
	x := float64(o)
	switch {
	case v <= 0:
		return 0
	case x > e0:
		if o < minSeen {
			return 0
		}
		x = max(x-0.5, e0)
	case x < e0:
		if e0 < minSeen {
			return 0
		}
		x = min(x+0.5, e0)
	}
	deviance := e0 - x
	if x > 0 {
		deviance += x * math.Log(x/e0)
	}
	if deviance <= 0 {
		return 0
	}
	return math.Sqrt(e0/v) * math.Sqrt(2*deviance)
}
