package stats_test

import (
	"math"
	"testing"

	"kompas/analysis/stats"
)

// Lines worked out by hand, through points in any order, some of them with the same x.
func TestTheilSenLine(t *testing.T) {
	for name, c := range map[string]struct {
		x, y       []float64
		slope, at0 float64
	}{
		// The slopes are 1, 1.5, 2, 2.25, 7/3 and 3. Less 2.125 x it is 1, 0.875, -0.25, 1.5.
		"four points": {[]float64{0, 1, 2, 4}, []float64{1, 3, 4, 10}, 2.125, 0.9375},
		// The slopes are 10 and 20. Less 15 x it is -5, 0 and 5.
		"two at one place": {[]float64{1, 0, 1}, []float64{10, 0, 20}, 15, 0},
		"downwards":        {[]float64{9, 3, 6}, []float64{-18, -6, -12}, -2, 0},
		"one far off":      {[]float64{0, 1, 2, 3, 4, 5, 6}, []float64{7, 7.5, 8, 900, 9, 9.5, 10}, 0.5, 7},
	} {
		slope, at0, ok := stats.TheilSenLine(c.x, c.y)
		if !ok || math.Abs(slope-c.slope) > 1e-12 || math.Abs(at0-c.at0) > 1e-12 {
			t.Errorf("%s: %v + %v x, want %v + %v x", name, at0, slope, c.at0, c.slope)
		}
	}
	for _, x := range [][]float64{nil, {1}, {2, 2, 2}} {
		if _, _, ok := stats.TheilSenLine(x, make([]float64, len(x))); ok {
			t.Errorf("there is a line through points at %v", x)
		}
	}
}
