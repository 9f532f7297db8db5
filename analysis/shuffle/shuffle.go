package shuffle

import (
	"context"
	"iter"

	"kompas/analysis/compute"
)

// MaxTurns is the largest number of turns that may be shuffled: counts of draws
// are kept in 16 bits, and more would take too long.
const MaxTurns = 20_000

// Shuffling is one way of putting codes into another order: within each stratum
// every order is equally likely, or after [Shuffling.Rotate] every rotation, and no
// code leaves its stratum. Turns without a code, and turns that are alone in their
// stratum, keep their place.
type Shuffling struct {
	codes   []uint16
	members []int32  // turns, by stratum
	ends    []int32  // where each stratum ends in members
	apart   []uint8  // by turn, on which sides a code must not be repeated; nil: repeats are allowed
	same    []uint16 // by code, what must not be repeated; nil: the code itself
	lag     int32
	rotates bool
	seed    uint64
	draws   int
}

// New returns a shuffling of codes, negative for turns without one, within
// strata, which are numbered from 0; turns of a negative stratum keep their
// place. Codes must be below 1<<16.
func New(codes []int32, strata []int32, seed uint64, draws int) *Shuffling {
	s := &Shuffling{codes: make([]uint16, len(codes)), seed: seed, draws: draws}
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

// Visitor looks at draws, on one core. Draw is called with the number of a draw,
// from 0, and the codes by turn, which are only valid during the call; turns
// without a code have code 0. Done is called when the visitor has seen its share
// of the draws, never by two visitors at a time.
type Visitor struct {
	Draw func(b int, codes []uint16)
	Done func()
}

// Each makes all draws and shows each to one of the visitors, of which there is
// one for each core. Draw b has a generator of its own, PCG(seed, b + 1), or
// PCG(seed, 2^32 + b + 1) where codes are rotated, so that the number of cores changes
// nothing, as long as visitors add up whole numbers.
func (s *Shuffling) Each(ctx context.Context, newVisitor func() Visitor) {
	if s.apart != nil {
		s.chain(ctx, newVisitor())
		return
	}
	compute.OnCores(ctx, s.draws, func(first, end int) func() {
		v := newVisitor()
		codes := make([]uint16, len(s.codes))
		var g Generator
		for b := first; b < end; b++ {
			compute.Look(ctx)
			g.Seed(s.seed, s.stream()+uint64(b)+1)
			copy(codes, s.codes)
			if s.rotates {
				s.rotate(codes, &g)
			} else {
				s.shuffle(codes, &g)
			}
			v.Draw(b, codes)
		}
		return v.Done
	})
}

// shuffle is Fisher and Yates' algorithm in each stratum.
func (s *Shuffling) shuffle(codes []uint16, g *Generator) {
	start := 0
	for _, end := range s.ends {
		in := s.members[start:end]
		for i := len(in) - 1; i > 0; i-- {
			j := g.Below(uint64(i) + 1)
			a, b := in[i], in[j]
			codes[a], codes[b] = codes[b], codes[a]
		}
		start = int(end)
	}
}

// Rotate makes the shuffling move the codes of each stratum on by a random number of
// places, the last ones to the front, in place of shuffling them: what follows what in
// a stratum stays, up to where it begins.
func (s *Shuffling) Rotate() { s.rotates = true }

// stream returns the number of the generator before that of the first draw.
func (s *Shuffling) stream() uint64 {
	if s.rotates {
		return 1 << 32
	}
	return 0
}

// rotate moves the codes of each stratum on.
func (s *Shuffling) rotate(codes []uint16, g *Generator) {
	start := 0
	for _, end := range s.ends {
		in := s.members[start:end]
		by := int(g.Below(uint64(len(in))))
		for i, from := range in {
			to := i + by
			if to >= len(in) {
				to -= len(in)
			}
			codes[in[to]] = s.codes[from]
		}
		start = int(end)
	}
}

// Steps of the chain, in proposed swaps per turn.
const (
	swapsFirst   = 20 // before the first draw
	swapsBetween = 2  // between draws
)

// chain makes draws in which no code follows itself, each from the one before:
// two turns of a stratum are chosen at random, and their codes are swapped unless
// that makes a repeat. A swap and its reverse are proposed equally often, so every
// allowed order that swaps can reach is equally likely. All draws share one
// generator, PCG(seed, 1).
func (s *Shuffling) chain(ctx context.Context, v Visitor) {
	codes := append([]uint16(nil), s.codes...)
	stratum := make([]int32, len(s.members))
	start := int32(0)
	for k, end := range s.ends {
		for i := start; i < end; i++ {
			stratum[i] = int32(k)
		}
		start = end
	}
	var g Generator
	g.Seed(s.seed, 1)
	swap := func(times int) {
		if len(s.members) == 0 {
			return
		}
		for range times {
			i := int(g.Below(uint64(len(s.members))))
			k := stratum[i]
			first := int32(0)
			if k > 0 {
				first = s.ends[k-1]
			}
			j := first + int32(g.Below(uint64(s.ends[k]-first)))
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
		compute.Look(ctx)
		if b == 0 {
			swap(swapsFirst * n)
		} else {
			swap(swapsBetween * n)
		}
		v.Draw(b, codes)
	}
	v.Done()
}

// Sides of a turn on which a pair is counted.
const (
	pairBefore = 1 << iota
	pairAfter
)

// KeepApart makes the shuffling keep the codes of each pair different. A pair is a
// turn in starts and the turn lag turns later. Codes with the same number in same
// count as equal; nil means that each code equals only itself.
func (s *Shuffling) KeepApart(lag int, starts iter.Seq[int], same []uint16) {
	s.apart, s.lag, s.same = make([]uint8, len(s.codes)), int32(lag), same
	for i := range starts {
		s.apart[i] |= pairAfter
		s.apart[i+lag] |= pairBefore
	}
}

// repeatsAt reports whether turn i is in a pair of equal codes.
func (s *Shuffling) repeatsAt(codes []uint16, i int32) bool {
	return s.apart[i]&pairBefore != 0 && s.equal(codes[i-s.lag], codes[i]) ||
		s.apart[i]&pairAfter != 0 && s.equal(codes[i], codes[i+s.lag])
}

func (s *Shuffling) equal(a, b uint16) bool {
	if s.same != nil {
		a, b = s.same[a], s.same[b]
	}
	return a == b
}
