package analysis

import (
	"cmp"
	"math"
	"slices"
)

// minMatched is how many pairs a kappa needs.
const minMatched = 20

// kappa gives Cohen's kappa of a square table of counts, and its standard error:
//
//	kappa = (po - pe) / (1 - pe), po = sum_i p_ii, pe = sum_i p_i. p_.i
//	var   = (sum_i p_ii ((1 - pe) - (p_i. + p_.i)(1 - po))²
//	         + (1 - po)² sum_(i != j) p_ij (p_.i + p_j.)²
//	         - (po pe - 2 pe + po)²) / (n (1 - pe)^4)
//
// Cohen (1960) doi:10.1177/001316446002000104; Fleiss, Cohen & Everitt (1969)
// doi:10.1037/h0028106, as R's vcd and psych. Both are nil when there is
// nothing, or when chance alone agrees always.
func kappa(rows [][]float64) (k, se *float64) {
	var list []cellOf
	for i, row := range rows {
		for j, v := range row {
			if v > 0 {
				list = append(list, cellOf{i, j, v})
			}
		}
	}
	return kappaOf(len(rows), list)
}

// cells is a square table of counts, most of which are 0.
type cells map[[2]int]int

// rows gives the whole table, of n by n.
func (c cells) rows(n int) [][]int {
	out := make([][]int, n)
	for i := range out {
		out[i] = make([]int, n)
	}
	for at, k := range c {
		out[at[0]][at[1]] = k
	}
	return out
}

// kappa gives kappa of the table of n by n; see there.
func (c cells) kappa(n int) (k, se *float64) {
	list := make([]cellOf, 0, len(c))
	for at, v := range c {
		list = append(list, cellOf{at[0], at[1], float64(v)})
	}
	slices.SortFunc(list, func(a, b cellOf) int { return cmp.Or(a.i-b.i, a.j-b.j) })
	return kappaOf(n, list)
}

// cellOf is a count that is not 0.
type cellOf struct {
	i, j int
	v    float64
}

func kappaOf(size int, list []cellOf) (k, se *float64) {
	n := 0.0
	left, top := make([]float64, size), make([]float64, size)
	for _, c := range list {
		n += c.v
		left[c.i] += c.v
		top[c.j] += c.v
	}
	if n == 0 {
		return nil, nil
	}
	po, pe := 0.0, 0.0
	for _, c := range list {
		if c.i == c.j {
			po += c.v / n
		}
	}
	for i := range left {
		left[i] /= n
		top[i] /= n
		pe += left[i] * top[i]
	}
	if 1-pe < 1e-12 {
		return nil, nil
	}
	v := -math.Pow(po*pe-2*pe+po, 2)
	for _, c := range list {
		if c.i == c.j {
			v += c.v / n * math.Pow((1-pe)-(left[c.i]+top[c.i])*(1-po), 2)
		} else {
			v += c.v / n * math.Pow((1-po)*(top[c.i]+left[c.j]), 2)
		}
	}
	if v < 1e-15 { // what rounding leaves where all agree
		v = 0
	}
	return ptr((po - pe) / (1 - pe)), ptr(math.Sqrt(v/n) / math.Pow(1-pe, 2))
}

// accuracy gives how often each of two observers would have to be right for
// their kappa to come out as it did: both are right equally often, and take any
// other code equally often when they are not; how frequent codes are is known
// from the margins. With k codes of share s_i, and right with probability a,
//
//	po = a² + (1 - a)² / (k - 1)
//	pe = sum_i (s_i a + (1 - s_i)(1 - a)/(k - 1))²
//
// solved for a from 1/k to 1. Bakeman & Quera (2011), ch. 5. Nil for fewer than
// two codes, or when no such a gives the kappa.
func accuracy(kappa float64, shares []float64) *float64 {
	k := float64(len(shares))
	if k < 2 {
		return nil
	}
	implied := func(a float64) float64 {
		wrong := (1 - a) / (k - 1)
		po, pe := a*a+(1-a)*wrong, 0.0
		for _, s := range shares {
			m := s*a + (1-s)*wrong
			pe += m * m
		}
		return (po - pe) / (1 - pe)
	}
	low, high := 1/k, 1.0
	if kappa < implied(low) || kappa > 1 {
		return nil
	}
	for range 60 {
		middle := (low + high) / 2
		if implied(middle) < kappa {
			low = middle
		} else {
			high = middle
		}
	}
	return ptr((low + high) / 2)
}
