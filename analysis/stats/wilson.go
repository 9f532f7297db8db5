package stats

import "math"

// Wilson returns the 95 % score interval of a share p that was observed in n
// trials, within 0 to 1:
//
//	(p + z²/2n ± z sqrt(p (1 - p)/n + z²/4n²)) / (1 + z²/n), z = Z95
//
// N need not be whole, so that trials that depend on one another can count for
// fewer; it must be positive.
//
// Wilson (1927) doi:10.1080/01621459.1927.10502953.
func Wilson(p, n float64) (low, high float64) {
	z2 := Z95 * Z95
	middle := p + z2/(2*n)
	reach := Z95 * math.Sqrt(p*(1-p)/n+z2/(4*n*n))
	return max(0, (middle-reach)/(1+z2/n)), min(1, (middle+reach)/(1+z2/n))
}
