package stats

import "slices"

// Gini returns the inequality of counts x, those of 0 included:
//
//	G = sum_ij |x_i - x_j| / (2 n² mean(x))
//
// computed as sum_i (2i - n - 1) x_(i) / (n sum x) over the counts in rising
// order. 0 means that all are equal; the largest value is (n-1)/n, when one has
// all. It is nil when all counts are 0.
//
// Gini (1912), Variabilità e mutabilità; the variant with n², as R's ineq::Gini.
func Gini(counts []int) *float64 {
	total := Sum(counts)
	if total == 0 {
		return nil
	}
	x := slices.Clone(counts)
	slices.Sort(x)
	n, weighted := len(x), 0.0
	for i, v := range x {
		weighted += float64(2*(i+1)-n-1) * float64(v)
	}
	return new(weighted / (float64(n) * float64(total)))
}

// CorrectedGini returns [Gini] times n/(n-1), which goes from 0 to 1 whatever n
// is, so that groups of different size can be compared. It is nil when all
// counts are 0, or n < 2.
func CorrectedGini(counts []int) *float64 {
	gini, n := Gini(counts), len(counts)
	if gini == nil || n < 2 {
		return nil
	}
	return new(*gini * float64(n) / float64(n-1))
}
