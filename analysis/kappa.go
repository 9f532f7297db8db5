package analysis

import "math"

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
	n := 0.0
	left, top := make([]float64, len(rows)), make([]float64, len(rows))
	for i, row := range rows {
		for j, v := range row {
			n += v
			left[i] += v
			top[j] += v
		}
	}
	if n == 0 {
		return nil, nil
	}
	po, pe := 0.0, 0.0
	for i := range rows {
		left[i] /= n
		top[i] /= n
		po += rows[i][i] / n
		pe += left[i] * top[i]
	}
	if 1-pe < 1e-12 {
		return nil, nil
	}
	v := -math.Pow(po*pe-2*pe+po, 2)
	for i, row := range rows {
		for j, o := range row {
			if i == j {
				v += o / n * math.Pow((1-pe)-(left[i]+top[i])*(1-po), 2)
			} else {
				v += o / n * math.Pow((1-po)*(top[i]+left[j]), 2)
			}
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
