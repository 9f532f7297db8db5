package shuffle

import (
	"math/bits"
	"math/rand/v2"
)

// Generator is the PCG generator of math/rand/v2 with whole numbers below a bound.
type Generator struct{ rand.PCG }

// Below returns a whole number from 0 to n-1, each with the same probability.
// N must be positive. Lemire (2019) doi:10.1145/3230636.
func (g *Generator) Below(n uint64) uint64 {
	hi, lo := bits.Mul64(g.Uint64(), n)
	if lo < n {
		for least := -n % n; lo < least; {
			hi, lo = bits.Mul64(g.Uint64(), n)
		}
	}
	return hi
}
