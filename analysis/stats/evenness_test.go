package stats_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"kompas/analysis/stats"
)

// The mirror of the page computes evenness while a meeting runs, and is tested
// on the same values.
func TestEvenness(t *testing.T) {
	data, err := os.ReadFile("testdata/evenness.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Counts   []int
		Evenness *float64
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		got := stats.Evenness(c.Counts)
		if (got == nil) != (c.Evenness == nil) || got != nil && math.Abs(*got-*c.Evenness) > 1e-12 {
			t.Errorf("Evenness(%v) differs from the fixture", c.Counts)
		}
	}
}

// Whoever speaks alone among three makes the corrected coefficient 1, whatever the
// coefficient itself can reach.
func TestCorrectedGini(t *testing.T) {
	if g := stats.CorrectedGini([]int{0, 0, 4}); g == nil || math.Abs(*g-1) > 1e-12 {
		t.Errorf("it is %v", g)
	}
}

// With ties, tau-b of the pairs by hand: 5 rise, of 6 one is tied.
func TestTauWithTies(t *testing.T) {
	tau, _ := stats.MannKendall([]float64{1, 1, 2, 3})
	if want := 5 / math.Sqrt(6*5); tau == nil || math.Abs(*tau-want) > 1e-12 {
		t.Errorf("tau is %v, want %v", tau, want)
	}
}
