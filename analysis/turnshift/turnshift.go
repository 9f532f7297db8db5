// Package turnshift knows Gibson's participation shifts: who spoke to whom, then who
// speaks to whom next. It knows numbers of persons, and nothing of meetings.
//
// Gibson (2003) doi:10.1353/sof.2003.0055.
package turnshift

// names are Gibson's 13 participation shifts: who spoke to whom, then who speaks
// to whom next. A and B are the first speaker and target, 0 is the group, X and Y are
// other persons.
var names = [...]string{"AB-BA", "AB-B0", "AB-BY", "A0-X0", "A0-XA", "A0-XY",
	"AB-X0", "AB-XA", "AB-XB", "AB-XY", "A0-AY", "AB-A0", "AB-AY"}

// Names lists the shifts in Gibson's order.
func Names() []string { return names[:] }

// None is in place of a shift where there is none; everybody is the group as a target.
const (
	None      = -1
	everybody = -1
)

// Of returns the place in [Names] of the shift from a turn a -> b to a turn
// from -> to, or [None] when the same person goes on to the same target. Speakers are
// persons, targets persons or the group, -1.
func Of(a, b, from, to int32) int {
	const (
		abBA = iota
		abB0
		abBY
		a0X0
		a0XA
		a0XY
		abX0
		abXA
		abXB
		abXY
		a0AY
		abA0
		abAY
	)
	pick := func(group, first, second, other int) int {
		switch {
		case to == everybody:
			return group
		case to == a:
			return first
		case to == b:
			return second
		}
		return other
	}
	switch {
	case from == a && to == b:
		return None
	case from == a && b == everybody:
		return a0AY
	case from == a:
		return pick(abA0, None, None, abAY)
	case b == everybody:
		return pick(a0X0, a0XA, None, a0XY)
	case from == b:
		return pick(abB0, abBA, None, abBY)
	}
	return pick(abX0, abXA, abXB, abXY)
}

// Turns are the turns of persons, coded by who acts to whom.
type Turns struct {
	Code     []int32
	from, to []int32 // by code
	begins   []bool  // whether a turn begins a segment
	shifts   []uint8 // code x code; nil for many codes
}

const mostCodes = 1 << 9

// Code codes the turns of persons, of turns from and to so many. Begins says whether a
// turn begins a segment.
func Code(from, to []int32, persons int, begins func(turn int) bool) *Turns {
	out := &Turns{Code: make([]int32, 0, len(from)), begins: make([]bool, 0, len(from))}
	width := persons + 1
	codes := make([]int32, persons*width) // from 1
	cut := false
	for i, from := range from {
		cut = cut || begins(i)
		if from < 0 {
			continue
		}
		to := to[i]
		k := int(from)*width + int(to) + 1
		if codes[k] == 0 {
			out.from, out.to = append(out.from, from), append(out.to, to)
			codes[k] = int32(len(out.from))
		}
		out.Code = append(out.Code, codes[k]-1)
		out.begins = append(out.begins, cut)
		cut = false
	}
	if n := len(out.from); n <= mostCodes {
		shifts := make([]uint8, n*n)
		for a := range n {
			for b := range n {
				shifts[a*n+b] = uint8(out.Shift(int32(a), int32(b)))
			}
		}
		out.shifts = shifts
	}
	return out
}

// BeginsSegment reports whether a segment begins with a turn of Code.
func (p *Turns) BeginsSegment(i int) bool { return p.begins[i] }

// Shift returns the place in [Names] of the shift between two codes, or the place
// after the last name when it is none.
func (p *Turns) Shift(a, b int32) int {
	if p.shifts != nil {
		return int(p.shifts[int(a)*len(p.from)+int(b)])
	}
	if k := Of(p.from[a], p.to[a], p.from[b], p.to[b]); k >= 0 {
		return k
	}
	return len(names)
}
