package stats

// Accuracy returns the probability a with which each of two raters codes
// correctly, if they are equally accurate and their kappa came out as it did.
// With k codes of shares s_i, where a rater who is wrong takes any other code
// equally often:
//
//	po = a² + (1 - a)² / (k - 1)
//	pe = sum_i (s_i a + (1 - s_i)(1 - a)/(k - 1))²
//	kappa = (po - pe) / (1 - pe), solved for a from 1/k to 1
//
// It is nil for fewer than two codes, or when no such a leads to the kappa.
//
// Bakeman & Quera (2011), Sequential Analysis and Observational Methods for the
// Behavioral Sciences, ch. 5.
func Accuracy(kappa float64, shares []float64) *float64 {
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
	for range 60 { // halves the interval down to the precision of a float64
		middle := (low + high) / 2
		if implied(middle) < kappa {
			low = middle
		} else {
			high = middle
		}
	}
	return new((low + high) / 2)
}
