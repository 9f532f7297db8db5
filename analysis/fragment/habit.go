package fragment

import (
	"math"
)

// weight is how many pairs the general habit counts for beside those that were seen.
const weight = 2

// leastKnown is how many pairs of a fragment must have codes for it to be compared.
const leastKnown = 6

// habit is how often which code follows which in a meeting.
type habit struct {
	code  []int32 // by turn, -1 without one
	pairs []bool  // by turn, whether it makes a pair with the turn before
	m     int     // number of codes
	then  []int   // by code and code
	from  []int   // by code, the pairs that begin with it
	to    []int   // by code, the pairs that end with it
	n     int
}

func (t *Talk) habit() *habit {
	m := len(t.Names)
	h := &habit{code: make([]int32, len(t.Code)), pairs: make([]bool, len(t.Code)), m: m, then: make([]int, m*m), from: make([]int, m), to: make([]int, m)}
	for i, c := range t.Code {
		if h.code[i] = c; c >= 0 && t.Untested != nil && t.Untested[c] {
			h.code[i] = -1
		}
	}
	for _, run := range t.runs {
		for i := run.First + 1; i <= run.Last; i++ {
			if a, b := h.code[i-1], h.code[i]; a >= 0 && b >= 0 {
				h.pairs[i] = true
				h.count(a, b, 1)
			}
		}
	}
	return h
}

// count adds a pair, or takes it out.
func (h *habit) count(a, b int32, times int) {
	h.then[int(a)*h.m+int(b)] += times
	h.from[a] += times
	h.to[b] += times
	h.n += times
}

// surprise is how little a pair is to be expected of the pairs that are counted,
//
//	-ln p, p = (n_ab + w q_b) / (n_a + w), q_b = (n_b + 1/2) / (n + m/2)
func (h *habit) surprise(a, b int32) float64 {
	q := (float64(h.to[b]) + 0.5) / (float64(h.n) + float64(h.m)/2)
	return -math.Log((float64(h.then[int(a)*h.m+int(b)]) + weight*q) / (float64(h.from[a]) + weight))
}

// Unusual returns the fragment that departs most from the habit of the meeting: the one
// with the largest
//
//	sum (s - s_mean) / sqrt(L)
//
// over its L pairs of neighbouring turns with a code. s is the surprise of a pair by the
// pairs of the rest of the meeting, s_mean the mean surprise of all pairs, each by all
// others. Fragments are within an item of the agenda where one can be. ok is false where
// there is none with six such pairs, or nothing to compare it with.
func (t *Talk) Unusual(others []Span) (best Span, ok bool) {
	h := t.habit()
	mean := h.mean()
	most := math.Inf(-1)
	for _, stretches := range [2][]Span{t.segments, t.runs} {
		for _, in := range stretches {
			t.each(in, func(s Span) {
				if v, known := h.departs(s, mean); known && v > most && apart(s, others) {
					most, best = v, s
				}
			})
		}
		if !math.IsInf(most, -1) {
			return best, true
		}
	}
	return best, false
}

// mean is the mean surprise of a pair by all others.
func (h *habit) mean() float64 {
	sum := 0.0
	for i, pair := range h.pairs {
		if pair {
			a, b := h.code[i-1], h.code[i]
			h.count(a, b, -1)
			sum += h.surprise(a, b)
			h.count(a, b, 1)
		}
	}
	return sum / float64(max(h.n, 1))
}

// departs measures a fragment against the rest of the meeting.
func (h *habit) departs(s Span, mean float64) (v float64, known bool) {
	pairs := 0
	each := func(yield func(a, b int32)) {
		for i := s.First + 1; i <= s.Last; i++ {
			if h.pairs[i] {
				yield(h.code[i-1], h.code[i])
			}
		}
	}
	each(func(a, b int32) {
		pairs++
		h.count(a, b, -1)
	})
	if known = pairs >= leastKnown && h.n > 0; known {
		each(func(a, b int32) { v += h.surprise(a, b) - mean })
		v /= math.Sqrt(float64(pairs))
	}
	each(func(a, b int32) { h.count(a, b, 1) })
	return v, known
}
