package analysistest

import (
	"math"
	"testing"
)

// Checker compares figures, and counts how many it compared.
type Checker struct {
	T        testing.TB
	compared int
}

// Count compares whole numbers.
func (c *Checker) Count(what string, got, want int) {
	c.T.Helper()
	c.compared++
	if got != want {
		c.T.Errorf("%s = %d, want %d", what, got, want)
	}
}

// Figure compares to 1e-9 times the larger of the two. A nil figure equals only
// nil.
func (c *Checker) Figure(what string, got, want *float64) {
	c.T.Helper()
	c.Within(what, got, want, 1e-9)
}

// Within is Figure with a tolerance. Figures that differ by 1e-15 or less are
// equal.
func (c *Checker) Within(what string, got, want *float64, tolerance float64) {
	c.T.Helper()
	c.compared++
	switch {
	case got == nil && want == nil:
	case got == nil:
		c.T.Errorf("%s is undefined, want %v", what, *want)
	case want == nil:
		c.T.Errorf("%s = %v, want undefined", what, *got)
	case !(math.Abs(*got-*want) <= tolerance*max(math.Abs(*want), math.Abs(*got))) && math.Abs(*got-*want) > 1e-15:
		c.T.Errorf("%s = %v, want %v", what, *got, *want)
	}
}

// Value is Figure for a figure that is always defined.
func (c *Checker) Value(what string, got float64, want *float64) {
	c.T.Helper()
	c.Figure(what, &got, want)
}

// AtLeast fails when fewer than n figures were compared, so that a test cannot
// pass because it found nothing to compare.
func (c *Checker) AtLeast(n int) {
	c.T.Helper()
	if c.compared < n {
		c.T.Errorf("only %d figures were compared, want at least %d", c.compared, n)
	}
}

// Compared returns how many figures were compared.
func (c *Checker) Compared() int { return c.compared }
