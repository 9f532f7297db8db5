package analysis

import (
	"math"
	"slices"
)

// Limits of what is said over meetings.
const (
	minSlope   = 4 // meetings for a slope
	minKendall = 6 // for a p
	fewKendall = 8 // below which a p is weak
)

// theilSen gives how much values change from one to the next: the median of the
// slopes of all pairs,
//
//	median of (x_j - x_i) / (j - i), i < j
//
// Nil for fewer than two. Theil (1950), Proc. Kon. Ned. Akad. v. Wetensch. A 53;
// Sen (1968) doi:10.1080/01621459.1968.10480934.
func theilSen(x []float64) *float64 {
	var slopes []float64
	for i := range x {
		for j := i + 1; j < len(x); j++ {
			slopes = append(slopes, (x[j]-x[i])/float64(j-i))
		}
	}
	if len(slopes) == 0 {
		return nil
	}
	slices.Sort(slopes)
	half := len(slopes) / 2
	if len(slopes)%2 == 1 {
		return &slopes[half]
	}
	return ptr((slopes[half-1] + slopes[half]) / 2)
}

// mannKendall tells whether values tend to rise or fall in their order.
//
//	S   = pairs that rise - pairs that fall
//	tau = S / sqrt(n0 (n0 - n1)), n0 = n (n - 1) / 2, n1 = pairs of equal values
//	p   = share of all orders of these values whose S is as far from 0
//
// Tau is tau-b, without ties tau-a. P is exact, also with ties. Nil when all are
// equal. Mann (1945) doi:10.2307/1907187; Kendall (1970), Rank Correlation
// Methods, 4th ed., ch. 4 and 5.
func mannKendall(x []float64) (tau, p *float64) {
	s := 0
	for i := range x {
		for j := i + 1; j < len(x); j++ {
			switch {
			case x[j] > x[i]:
				s++
			case x[j] < x[i]:
				s--
			}
		}
	}
	sorted := slices.Clone(x)
	slices.Sort(sorted)
	var ties []int // how many are equal, by value
	for i, v := range sorted {
		if i > 0 && v == sorted[i-1] {
			ties[len(ties)-1]++
		} else {
			ties = append(ties, 1)
		}
	}
	if len(ties) < 2 {
		return nil, nil
	}
	all := float64(len(x)*(len(x)-1)) / 2
	tied := 0.0
	for _, t := range ties {
		tied += float64(t*(t-1)) / 2
	}
	tau = ptr(float64(s) / math.Sqrt(all*(all-tied)))
	falls := fallsByChance(ties)
	most := len(falls) - 1 // pairs that are not tied; S = most - 2 falls
	sum := 0.0
	for k, chance := range falls {
		if abs(most-2*k) >= abs(s) {
			sum += chance
		}
	}
	return tau, ptr(min(sum, 1))
}

// fallsByChance gives how probable each number of pairs that fall is, from 0,
// when values come in any order: ties says how often each value occurs. Those of
// a value among the smaller ones fall as in Mann and Whitney's U, independently
// of how the smaller ones lie among themselves.
func fallsByChance(ties []int) []float64 {
	out := []float64{1}
	before := 0
	for _, t := range ties {
		u := mannWhitney(before, t)
		next := make([]float64, len(out)+len(u)-1)
		for i, a := range out {
			for j, b := range u {
				next[i+j] += a * b
			}
		}
		out = next
		before += t
	}
	return out
}

// mannWhitney gives the distribution of U of m and n values without ties:
//
//	P(u; m, n) = m/(m+n) P(u - n; m - 1, n) + n/(m+n) P(u; m, n - 1)
//
// Mann & Whitney (1947) doi:10.1214/aoms/1177730491.
func mannWhitney(m, n int) []float64 {
	row := make([][]float64, n+1) // of m so far, by n
	for j := range row {
		row[j] = []float64{1}
	}
	for i := 1; i <= m; i++ {
		next := make([][]float64, n+1)
		next[0] = []float64{1}
		for j := 1; j <= n; j++ {
			p := make([]float64, i*j+1)
			for u, v := range row[j] {
				p[u+j] += v * float64(i) / float64(i+j)
			}
			for u, v := range next[j-1] {
				p[u] += v * float64(j) / float64(i+j)
			}
			next[j] = p
		}
		row = next
	}
	return row[n]
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
