package stats_test

import (
	"fmt"
	"testing"

	"kompas/analysis/analysistest"
	"kompas/analysis/stats"
)

// TestAdjustedPByHand compares with the definition worked out by hand: each p
// times n over its rank, made monotone from the largest down; a missing value
// does not count.
func TestAdjustedPByHand(t *testing.T) {
	p := func(v float64) *float64 { return &v }
	got := stats.BenjaminiHochberg([]*float64{p(0.01), p(0.02), nil, p(0.03), p(0.04), p(0.05), p(0.005)})
	want := []*float64{p(0.03), p(0.04), nil, p(0.045), p(0.048), p(0.05), p(0.03)}
	c := &analysistest.Checker{T: t}
	for i := range want {
		c.Figure(fmt.Sprintf("p %d", i), got[i], want[i])
	}
	c.AtLeast(7)
	got = stats.BenjaminiHochberg([]*float64{p(0.01), p(0.01), p(0.9)}) // the first two get the smaller of two products
	if *got[0] != *got[1] || *got[0] > 0.0151 {
		t.Errorf("two equal values give %v and %v", *got[0], *got[1])
	}
}

// TestHolmEqualsR compares with p.adjust(c(0.02, 0.04, 0.01, 0.03), "holm") of R.
func TestHolmEqualsR(t *testing.T) {
	if got := stats.Holm([]float64{0.02, 0.04, 0.01, 0.03}); fmt.Sprint(got) != "[0.06 0.06 0.04 0.06]" {
		t.Errorf("Holm gives %v", got)
	}
}
