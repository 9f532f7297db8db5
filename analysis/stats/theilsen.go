package stats

import "slices"

// TheilSen returns by how much values change from one to the next: the slope of
// [TheilSenLine] through them at 0, 1, 2 and so on. It is nil for fewer than two
// values.
func TheilSen(y []float64) *float64 {
	x := make([]float64, len(y))
	for i := range x {
		x[i] = float64(i)
	}
	slope, _, ok := TheilSenLine(x, y)
	if !ok {
		return nil
	}
	return &slope
}

// TheilSenLine returns the line at0 + slope x through points, which some of them being
// far off hardly moves:
//
//	slope = median of (y_j - y_i) / (x_j - x_i), i < j, x_i != x_j
//	at0   = median of y_i - slope x_i
//
// It is not ok when no two x differ. Time and memory grow with the square of the
// number of points.
//
// Theil (1950), Proc. Kon. Ned. Akad. v. Wetensch. A 53; Sen (1968)
// doi:10.1080/01621459.1968.10480934.
func TheilSenLine(x, y []float64) (slope, at0 float64, ok bool) {
	var slopes []float64
	for i := range x {
		for j := i + 1; j < len(x); j++ {
			if x[i] != x[j] {
				slopes = append(slopes, (y[j]-y[i])/(x[j]-x[i]))
			}
		}
	}
	if len(slopes) == 0 {
		return 0, 0, false
	}
	slope = median(slopes)
	rest := make([]float64, len(x))
	for i := range x {
		rest[i] = y[i] - slope*x[i]
	}
	return slope, median(rest), true
}

// median sorts the values, of which there is at least one.
func median(v []float64) float64 {
	slices.Sort(v)
	half := len(v) / 2
	if len(v)%2 == 1 {
		return v[half]
	}
	return (v[half-1] + v[half]) / 2
}
