package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"kompas/analysis/analysistest"
	"kompas/analysis/stats"
)

// TestAccuracyOfMadeUpObservers has two observers be right with a known
// probability, and gets it back from their kappa.
func TestAccuracyOfMadeUpObservers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	shares := []float64{0.5, 0.2, 0.2, 0.1}
	for _, right := range []float64{0.95, 0.8, 0.6} {
		note := func(code int) int {
			if r.Float64() < right {
				return code
			}
			return (code + 1 + r.IntN(3)) % 4
		}
		table := make([][]float64, 4)
		for i := range table {
			table[i] = make([]float64, 4)
		}
		margins := make([]float64, 4)
		const n = 200_000
		for range n {
			code := analysistest.Choose(r, shares)
			a, b := note(code), note(code)
			table[a][b]++
			margins[a] += 0.5 / n
			margins[b] += 0.5 / n
		}
		k, _ := stats.Kappa(table)
		// The margins are those of what was noted, a little more even than the
		// codes themselves.
		if got := stats.Accuracy(*k, margins); math.Abs(*got-right) > 0.02 {
			t.Errorf("right in %.0f%%: kappa %.3f implies %.3f", 100*right, *k, *got)
		}
	}
	if got := stats.Accuracy(-0.5, shares); got != nil {
		t.Errorf("a kappa below chance implies %v", *got)
	}
	if got := stats.Accuracy(0.5, []float64{1}); got != nil {
		t.Errorf("of one code it is %v", *got)
	}
}
