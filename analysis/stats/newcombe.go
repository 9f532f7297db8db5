package stats

import "math"

// Newcombe returns the 95 % interval of the difference of two independent
// shares, d = p - q, p observed in n trials and q in m. With (l1, u1) and (l2,
// u2) the intervals of p and q by [Wilson]:
//
//	low  = d - sqrt((p - l1)² + (u2 - q)²)
//	high = d + sqrt((u1 - p)² + (q - l2)²)
//
// N and m need not be whole; they must be positive.
//
// Newcombe (1998), method 10,
// doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
func Newcombe(p, n, q, m float64) (low, high float64) {
	l1, u1 := Wilson(p, n)
	l2, u2 := Wilson(q, m)
	return p - q - math.Hypot(p-l1, u2-q), p - q + math.Hypot(u1-p, q-l2)
}
