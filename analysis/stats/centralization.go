package stats

import "slices"

// DegreeCentralization returns Freeman's degree centralization of a directed
// graph of n nodes without arcs from a node to itself, from the in- or
// out-degrees d_i of all nodes:
//
//	sum_i (max d - d_i) / (n-1)²
//
// 0 means that all degrees are equal, 1 that the graph is a star. It is nil when
// n < 2.
//
// Freeman (1979) doi:10.1016/0378-8733(78)90021-7; as sna and igraph without
// loops.
func DegreeCentralization(degrees []int) *float64 {
	n := len(degrees)
	if n < 2 {
		return nil
	}
	most, missing := slices.Max(degrees), 0
	for _, d := range degrees {
		missing += most - d
	}
	return new(float64(missing) / float64((n-1)*(n-1)))
}

// StrengthCentralization returns how much of all weight one of n nodes has, on a
// scale on which equal weights are 0:
//
//	(n max_i s_i - 1) / (n - 1), s_i = share of the weight of node i
//
// 0 means that all weights are equal, 1 that one node has all. It is nil when n
// < 2 or there is no weight.
func StrengthCentralization(strengths []int) *float64 {
	n, total := len(strengths), Sum(strengths)
	if n < 2 || total == 0 {
		return nil
	}
	most := float64(slices.Max(strengths)) / float64(total)
	return new((float64(n)*most - 1) / float64(n-1))
}
