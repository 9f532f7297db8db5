package stats_test

import (
	"testing"

	"kompas/analysis/analysistest"
	"kompas/analysis/stats"
)

// TestTailsOfCounts compares with values that are known in closed form.
func TestTailsOfCounts(t *testing.T) {
	atMost, atLeast, binomial := stats.PoissonAtMost(1, 2), stats.PoissonAtLeast(1, 2), stats.BinomialAtMost(1, 3, 0.5)
	c := &analysistest.Checker{T: t}
	e2 := 0.1353352832366127 // e^-2
	c.Value("P(X <= 1), mean 2", atMost, new(3*e2))
	c.Value("P(X >= 1), mean 2", atLeast, new(1-e2))
	c.Value("P(X <= 1), 3 trials of 1/2", binomial, new(0.5))
	atMost, atLeast, binomial = stats.PoissonAtMost(0, 0), stats.PoissonAtLeast(0, 0), stats.BinomialAtMost(0, 0, 0.5)
	if atMost != 1 || atLeast != 1 || binomial != 1 {
		t.Errorf("of nothing: %v, %v, %v", atMost, atLeast, binomial)
	}
	if atLeast, binomial = stats.PoissonAtLeast(2, 0), stats.BinomialAtMost(2, 5, 1); atLeast != 0 || binomial != 0 {
		t.Errorf("2 or more of mean 0 is %v, at most 2 of 5 sure ones is %v", atLeast, binomial)
	}
}
