package analysis

import (
	"context"
	"math"
	"math/bits"
	"math/rand/v2"

	"kompas/analysis/compute"
)

// blockTurns is how many turns of a segment are about one block: within it what
// people tend to do is taken to stay the same.
const blockTurns = 40

// shuffling is one way of putting codes into another order: within each
// stratum every order is equally likely, and no code leaves its stratum. Turns
// without a code, and those alone in their stratum, stay where they are.
type shuffling struct {
	codes   []uint16
	members []int32  // turns by stratum
	ends    []int32  // where each stratum ends in members
	apart   []int32  // on which sides of a turn a code must not be repeated: see chain; nil: repeats are fine
	same    []uint16 // by code, what must not be repeated; nil: the code
	lag     int
	seed    uint64
	draws   int
	ctx     context.Context
}

// newShuffling groups the turns that have a code by the number of their
// stratum, negative for those that stay. Codes fit 16 bits, since there are no
// more of them than turns or tags.
func newShuffling(codes []int32, strata []int32, seed uint64, draws int) *shuffling {
	s := &shuffling{codes: make([]uint16, len(codes)), seed: seed, draws: draws, ctx: context.Background()}
	count := map[int32]int32{}
	for i, code := range codes {
		if code >= 0 {
			s.codes[i] = uint16(code)
			if strata[i] >= 0 {
				count[strata[i]]++
			}
		}
	}
	next := map[int32]int32{} // where the next member of a stratum goes
	total := int32(0)
	for i, code := range codes {
		g := strata[i]
		if code < 0 || g < 0 || count[g] < 2 {
			continue
		}
		if _, seen := next[g]; !seen {
			next[g] = total
			total += count[g]
			s.ends = append(s.ends, total)
		}
	}
	s.members = make([]int32, total)
	for i, code := range codes {
		if g := strata[i]; code >= 0 && g >= 0 && count[g] > 1 {
			s.members[next[g]] = int32(i)
			next[g]++
		}
	}
	return s
}

// blocks gives each turn its block: a segment of n turns is cut into
// max(1, round(n/40)) of equal length.
func blocks(n int, beginsSegment func(i int) bool) []int32 {
	out := make([]int32, n)
	next := int32(0)
	for start := 0; start < n; {
		end := start + 1
		for end < n && !beginsSegment(end) {
			end++
		}
		k := max(1, int(math.Round(float64(end-start)/blockTurns)))
		for i := start; i < end; i++ {
			out[i] = next + int32((i-start)*k/(end-start))
		}
		next += int32(k)
		start = end
	}
	return out
}

// segments gives each turn its segment.
func segments(n int, beginsSegment func(i int) bool) []int32 {
	out := make([]int32, n)
	for i := 1; i < n; i++ {
		out[i] = out[i-1]
		if beginsSegment(i) {
			out[i]++
		}
	}
	return out
}

// perActor splits strata by who acts; everybody is one actor.
func perActor(strata, from []int32) []int32 {
	type key struct{ stratum, from int32 }
	number := map[key]int32{}
	out := make([]int32, len(strata))
	for i := range out {
		k := key{strata[i], from[i]}
		n, ok := number[k]
		if !ok {
			n = int32(len(number))
			number[k] = n
		}
		out[i] = n
	}
	return out
}

// visitor is what looks at draws on one core. Done is called when it has seen
// its share, never twice at a time.
type visitor struct {
	draw func(b int, codes []uint16)
	done func()
}

// each makes all draws, numbered from 0, and shows each to a visitor. Draw b
// has a generator of its own, PCG(seed, b + 1), so how many cores share the
// work changes nothing as long as what visitors sum up are whole numbers.
func (s *shuffling) each(newVisitor func() visitor) {
	if s.apart != nil {
		s.chain(newVisitor())
		return
	}
	compute.OnCores(s.ctx, s.draws, func(first, end int) func() {
		v := newVisitor()
		codes := make([]uint16, len(s.codes))
		var g generator
		for b := first; b < end; b++ {
			compute.Look(s.ctx)
			g.Seed(s.seed, uint64(b)+1)
			copy(codes, s.codes)
			s.shuffle(codes, &g)
			v.draw(b, codes)
		}
		return v.done
	})
}

// shuffle is Fisher and Yates' algorithm in each stratum.
func (s *shuffling) shuffle(codes []uint16, g *generator) {
	start := 0
	for _, end := range s.ends {
		in := s.members[start:end]
		for i := len(in) - 1; i > 0; i-- {
			j := g.below(uint64(i) + 1)
			a, b := in[i], in[j]
			codes[a], codes[b] = codes[b], codes[a]
		}
		start = int(end)
	}
}

// Steps of the chain, in proposed swaps per turn.
const (
	swapsFirst   = 20
	swapsBetween = 2
)

// chain makes draws in which no code follows itself, each from the one before:
// two turns of a stratum are chosen, and their codes swapped unless that makes
// a repeat. Every allowed order that swaps can reach is equally likely, since
// a swap and its reverse are proposed equally often. It has one generator.
func (s *shuffling) chain(v visitor) {
	codes := append([]uint16(nil), s.codes...)
	stratum := make([]int32, len(s.members))
	start := int32(0)
	for k, end := range s.ends {
		for i := start; i < end; i++ {
			stratum[i] = int32(k)
		}
		start = end
	}
	var g generator
	g.Seed(s.seed, 1)
	swap := func(times int) {
		if len(s.members) == 0 {
			return
		}
		for range times {
			i := int(g.below(uint64(len(s.members))))
			k := stratum[i]
			first := int32(0)
			if k > 0 {
				first = s.ends[k-1]
			}
			j := first + int32(g.below(uint64(s.ends[k]-first)))
			a, b := s.members[i], s.members[j]
			if codes[a] == codes[b] {
				continue
			}
			codes[a], codes[b] = codes[b], codes[a]
			if s.repeatsAt(codes, a) || s.repeatsAt(codes, b) {
				codes[a], codes[b] = codes[b], codes[a]
			}
		}
	}
	n := len(s.codes)
	for b := range s.draws {
		compute.Look(s.ctx)
		if b == 0 {
			swap(swapsFirst * n)
		} else {
			swap(swapsBetween * n)
		}
		v.draw(b, codes)
	}
	v.done()
}

// Sides of a turn on which a pair is counted.
const (
	pairBefore = 1 << iota
	pairAfter
)

// keepApart makes the shuffling keep codes that are a counted pair different.
func (s *shuffling) keepApart(t *track) {
	s.apart, s.lag = make([]int32, len(s.codes)), t.lag
	for i := range t.chains(1) {
		s.apart[i] |= pairAfter
		s.apart[i+t.lag] |= pairBefore
	}
}

func (s *shuffling) repeatsAt(codes []uint16, i int32) bool {
	lag := int32(s.lag)
	return s.apart[i]&pairBefore != 0 && s.repeats(codes[i-lag], codes[i]) ||
		s.apart[i]&pairAfter != 0 && s.repeats(codes[i], codes[i+lag])
}

func (s *shuffling) repeats(a, b uint16) bool {
	if s.same != nil {
		a, b = s.same[a], s.same[b]
	}
	return a == b
}

// generator is a PCG with a bounded number.
type generator struct{ rand.PCG }

// below gives a whole number from 0 to n - 1, each equally likely. Lemire
// (2019) doi:10.1145/3230636.
func (g *generator) below(n uint64) uint64 {
	hi, lo := bits.Mul64(g.Uint64(), n)
	if lo < n {
		for least := -n % n; lo < least; {
			hi, lo = bits.Mul64(g.Uint64(), n)
		}
	}
	return hi
}
