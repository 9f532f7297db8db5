package stats

// Quantile returns the q quantile, 0 <= q < 1, of two values or more in rising
// order. It interpolates between the two nearest values:
//
//	x_(k) + (h - k)(x_(k+1) - x_(k)), h = q (n - 1), k = floor(h), counted from 0
//
// Type 7 of Hyndman & Fan (1996) doi:10.1080/00031305.1996.10473566; the default
// of R.
func Quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	k := int(at)
	return sorted[k] + (at-float64(k))*(sorted[k+1]-sorted[k])
}
