package analysis

import "math"

// z95 is the 0.975 quantile of the normal distribution.
const z95 = 1.959963984540054

// wilson gives the 95 % score interval of a share of n:
//
//	(p + z²/2n ± z sqrt(p (1 - p)/n + z²/4n²)) / (1 + z²/n)
//
// N need not be whole. Wilson (1927) doi:10.1080/01621459.1927.10502953.
func wilson(p, n float64) (low, high float64) {
	z2 := z95 * z95
	middle := p + z2/(2*n)
	reach := z95 * math.Sqrt(p*(1-p)/n+z2/(4*n*n))
	return max(0, (middle-reach)/(1+z2/n)), min(1, (middle+reach)/(1+z2/n))
}

// Wilson gives the 95 % score interval of a share, k of n.
func Wilson(k, n int) (low, high float64) {
	return wilson(float64(k)/float64(n), float64(n))
}

// newcombe gives the 95 % interval of the difference of two shares, p of n less
// q of m, from their score intervals:
//
//	low  = d - sqrt((p - l1)² + (u2 - q)²)
//	high = d + sqrt((u1 - p)² + (q - l2)²)
//
// Newcombe (1998), method 10,
// doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
func newcombe(p, n, q, m float64) (low, high float64) {
	l1, u1 := wilson(p, n)
	l2, u2 := wilson(q, m)
	return p - q - math.Hypot(p-l1, u2-q), p - q + math.Hypot(u1-p, q-l2)
}

// variance gives the sample variance, divided by n - 1.
func variance(values []float64) float64 {
	mean, sum := 0.0, 0.0
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		sum += (v - mean) * (v - mean)
	}
	return sum / float64(len(values)-1)
}
