package stats

import "math"

// Z95 is the 0.975 quantile of the standard normal distribution: 95 % of the
// values lie within Z95 of 0.
const Z95 = 1.959963984540054

// TwoSided returns the probability that a standard normal value is at least as
// far from 0 as z.
func TwoSided(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }
