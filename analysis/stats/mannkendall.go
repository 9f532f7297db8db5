package stats

import (
	"math"
	"slices"
)

// MannKendall tests whether values tend to rise or fall in their order. Of all
// pairs of values:
//
//	S   = pairs that rise - pairs that fall
//	tau = S / sqrt(n0 (n0 - n1)), n0 = n (n - 1) / 2, n1 = pairs of equal values
//	p   = share of all orders of these values whose S is as far from 0
//
// Tau is tau-b, without ties tau-a. P is two-sided and exact, also with ties.
// Both are nil when all values are equal, or there are none.
//
// Mann (1945) doi:10.2307/1907187; Kendall (1970), Rank Correlation Methods, 4th
// ed., ch. 4 and 5.
func MannKendall(x []float64) (tau, p *float64) {
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
	var ties []int // how often each value occurs
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
	tau = new(float64(s) / math.Sqrt(all*(all-tied)))
	falls := fallsByChance(ties)
	most := len(falls) - 1 // pairs that are not tied; S = most - 2 falls
	sum := 0.0
	for k, chance := range falls {
		if abs(most-2*k) >= abs(s) {
			sum += chance
		}
	}
	return tau, new(min(sum, 1))
}

// fallsByChance returns the probability of each number of falling pairs, from 0,
// when all orders of the values are equally likely. Ties has how often each value
// occurs, the smallest value first. The pairs of one value with smaller ones fall
// as often as in Mann and Whitney's U, whatever the order of the smaller ones.
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

// mannWhitney returns the distribution of U, from 0, of m and n values without
// ties:
//
//	P(u; m, n) = m/(m+n) P(u - n; m - 1, n) + n/(m+n) P(u; m, n - 1)
//
// Mann & Whitney (1947) doi:10.1214/aoms/1177730491.
func mannWhitney(m, n int) []float64 {
	row := make([][]float64, n+1) // for the m so far, by n
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

func abs(n int) int { return max(n, -n) }
