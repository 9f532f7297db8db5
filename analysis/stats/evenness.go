package stats

import "math"

// Evenness returns Pielou's evenness of counts: Shannon's entropy of their
// shares p_i, over that of equal shares of all n, those of 0 included:
//
//	J = sum_i -p_i ln p_i / ln n
//
// 1 means that all are equal, 0 that one has all. It is nil when n < 2 or all
// counts are 0.
//
// Pielou (1966) doi:10.1016/0022-5193(66)90013-0.
func Evenness(counts []int) *float64 {
	total := Sum(counts)
	if total == 0 || len(counts) < 2 {
		return nil
	}
	h := 0.0
	for _, c := range counts {
		if c > 0 {
			p := float64(c) / float64(total)
			h -= p * math.Log(p)
		}
	}
	return new(h / math.Log(float64(len(counts))))
}
