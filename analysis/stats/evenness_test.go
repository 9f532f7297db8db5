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
