package stats

import "slices"

// TheilSen returns by how much values x change from one to the next: the median
// of the slopes of all pairs,
//
//	median of (x_j - x_i) / (j - i), i < j
//
// It is nil for fewer than two values.
//
// Theil (1950), Proc. Kon. Ned. Akad. v. Wetensch. A 53; Sen (1968)
// doi:10.1080/01621459.1968.10480934.
func TheilSen(x []float64) *float64 {
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
	return new((slopes[half-1] + slopes[half]) / 2)
}
