package stats

// Ratio returns a / b, or nil when b is 0.
func Ratio(a, b int) *float64 {
	if b == 0 {
		return nil
	}
	return new(float64(a) / float64(b))
}

// Sum returns the sum of counts.
func Sum(counts []int) int {
	total := 0
	for _, c := range counts {
		total += c
	}
	return total
}
