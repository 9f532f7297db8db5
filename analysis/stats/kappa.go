package stats

import "math"

// Kappa returns Cohen's kappa of a square table of counts, and its standard
// error. Row i, column j counts what the first rater coded i and the second j.
// With p_ij the shares of the n counts and p_i., p_.i their margins:
//
//	kappa = (po - pe) / (1 - pe), po = sum_i p_ii, pe = sum_i p_i. p_.i
//	var   = (sum_i p_ii ((1 - pe) - (p_i. + p_.i)(1 - po))²
//	         + (1 - po)² sum_(i != j) p_ij (p_.i + p_j.)²
//	         - (po pe - 2 pe + po)²) / (n (1 - pe)^4)
//
// The counts need not be whole. Both figures are nil when there are no counts,
// or when the raters would always agree by chance (pe = 1).
//
// Cohen (1960) doi:10.1177/001316446002000104; Fleiss, Cohen & Everitt (1969)
// doi:10.1037/h0028106; as R's vcd and psych.
func Kappa(rows [][]float64) (kappa, se *float64) {
	var cells []Cell
	for i, row := range rows {
		for j, v := range row {
			if v > 0 {
				cells = append(cells, Cell{i, j, v})
			}
		}
	}
	return SparseKappa(len(rows), cells)
}

// Cell is a cell of a table of counts.
type Cell struct {
	Row, Column int
	Count       float64
}

// SparseKappa is [Kappa] of a table of size x size codes of which only these
// cells are not 0. The order of the cells decides the last digits of the result.
func SparseKappa(size int, cells []Cell) (kappa, se *float64) {
	n := 0.0
	left, top := make([]float64, size), make([]float64, size)
	for _, c := range cells {
		n += c.Count
		left[c.Row] += c.Count
		top[c.Column] += c.Count
	}
	if n == 0 {
		return nil, nil
	}
	po, pe := 0.0, 0.0
	for _, c := range cells {
		if c.Row == c.Column {
			po += c.Count / n
		}
	}
	for i := range left {
		left[i] /= n
		top[i] /= n
		pe += left[i] * top[i]
	}
	if 1-pe < 1e-12 {
		return nil, nil
	}
	v := -math.Pow(po*pe-2*pe+po, 2)
	for _, c := range cells {
		if c.Row == c.Column {
			v += c.Count / n * math.Pow((1-pe)-(left[c.Row]+top[c.Row])*(1-po), 2)
		} else {
			v += c.Count / n * math.Pow((1-po)*(top[c.Row]+left[c.Column]), 2)
		}
	}
	if v < 1e-15 { // a rounding error where all counts agree
		v = 0
	}
	return new((po - pe) / (1 - pe)), new(math.Sqrt(v/n) / math.Pow(1-pe, 2))
}
