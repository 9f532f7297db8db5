package shuffle

import "math"

// blockTurns is how many turns a block has, about. Within a block it is assumed
// that what people tend to do stays the same.
const blockTurns = 40

// Blocks returns the number of the block of each of n turns. A segment of k turns
// is divided into max(1, round(k/40)) blocks of equal length.
func Blocks(n int, beginsSegment func(i int) bool) []int32 {
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

// Segments returns the number of the segment of each of n turns.
func Segments(n int, beginsSegment func(i int) bool) []int32 {
	out := make([]int32, n)
	for i := 1; i < n; i++ {
		out[i] = out[i-1]
		if beginsSegment(i) {
			out[i]++
		}
	}
	return out
}

// Split splits strata by a number of each turn, such as that of who acts; the group, which
// has a number of its own, is one actor.
func Split(strata, by []int32) []int32 {
	type key struct{ stratum, by int32 }
	number := map[key]int32{}
	out := make([]int32, len(strata))
	for i := range out {
		k := key{strata[i], by[i]}
		n, ok := number[k]
		if !ok {
			n = int32(len(number))
			number[k] = n
		}
		out[i] = n
	}
	return out
}
