package stats_test

import (
	"math"
	"testing"

	"kompas/analysis/stats"
)

// TestNewcombesExamples compares with table II of Newcombe (1998), method 10.
func TestNewcombesExamples(t *testing.T) {
	for _, c := range []struct {
		a, n, b, m int
		low, high  float64
	}{
		{56, 70, 48, 80, 0.0524, 0.3339},
		{9, 10, 3, 10, 0.1705, 0.8090},
		{6, 7, 2, 7, 0.0582, 0.8062},
		{5, 56, 0, 29, -0.0381, 0.1926},
		{0, 10, 0, 20, -0.1611, 0.2775},
		{0, 10, 0, 10, -0.2775, 0.2775},
		{10, 10, 0, 20, 0.6791, 1},
		{10, 10, 0, 10, 0.6075, 1},
	} {
		low, high := stats.Newcombe(float64(c.a)/float64(c.n), float64(c.n), float64(c.b)/float64(c.m), float64(c.m))
		if math.Abs(low-c.low) > 5e-5 || math.Abs(high-c.high) > 5e-5 {
			t.Errorf("%d/%d - %d/%d: %.4f to %.4f, want %.4f to %.4f", c.a, c.n, c.b, c.m, low, high, c.low, c.high)
		}
	}
}
