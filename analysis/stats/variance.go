package stats

// Variance returns the sample variance of two values or more:
//
//	sum_i (x_i - mean)² / (n - 1)
func Variance(values []float64) float64 {
	mean, sum := 0.0, 0.0
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		sum += (v - mean) * (v - mean)
	}
	return sum / float64(len(values)-1)
}
