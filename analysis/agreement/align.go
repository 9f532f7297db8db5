package agreement

import (
	"context"
	"slices"

	"kompas/analysis"
	"kompas/analysis/compute"
	"kompas/observe"
)

// codedTurn is one turn as an observer noted it.
type codedTurn struct {
	turn     int   // its place in the observer's selection
	at       int64 // ms; those of the second observer by the first one's clock
	from, to int32 // persons of both observers together, analysis.Everybody for the group
	tag      int32 // tags of both together, none without one
}

// pairing says which turns both observers noted.
type pairing struct {
	matched [][2]int // places in the two lists, in order of the first
	across  [][2]int // of the turns left over, paired across persons
	missed  []int    // of the first, in no pair
	extra   []int    // of the second
}

// align finds which turns are the same, for each person, by dynamic programming: the
// order is kept and the sum of costs is the smallest. A pair costs |dt|/window, and 1
// more when the tags differ; a turn in no pair costs 1. Two turns can be a pair only
// within the window; of equal costs a pair is preferred.
// Needleman & Wunsch (1970) doi:10.1016/0022-2836(70)90057-4; Quera, Bakeman &
// Gnisci (2007) doi:10.3758/BF03193162. What is left over is then paired across
// persons within the window, in order of time.
func align(ctx context.Context, a, b []codedTurn, window int64) pairing {
	var out pairing
	persons := int32(analysis.Everybody)
	for _, list := range [][]codedTurn{a, b} {
		for _, n := range list {
			persons = max(persons, n.from)
		}
	}
	of := func(list []codedTurn) [][]int {
		out := make([][]int, persons+2)
		for i, n := range list {
			out[n.from+1] = append(out[n.from+1], i)
		}
		return out
	}
	byA, byB := of(a), of(b)
	for p := range byA {
		out.matched = append(out.matched, alignPerson(ctx, a, b, byA[p], byB[p], window)...)
	}
	slices.SortFunc(out.matched, func(x, y [2]int) int { return x[0] - y[0] })
	usedA, usedB := make([]bool, len(a)), make([]bool, len(b))
	for _, m := range out.matched {
		usedA[m[0]], usedB[m[1]] = true, true
	}
	leftA, leftB := unused(usedA), unused(usedB)
	for i, j := 0, 0; i < len(leftA) && j < len(leftB); {
		x, y := a[leftA[i]], b[leftB[j]]
		switch {
		case distance(x, y) <= window && x.from != y.from:
			out.across = append(out.across, [2]int{leftA[i], leftB[j]})
			usedA[leftA[i]], usedB[leftB[j]] = true, true
			i, j = i+1, j+1
		case x.at < y.at:
			i++
		default:
			j++
		}
	}
	out.missed, out.extra = unused(usedA), unused(usedB)
	return out
}

func unused(used []bool) (out []int) {
	for i, u := range used {
		if !u {
			out = append(out, i)
		}
	}
	return out
}

func distance(x, y codedTurn) int64 {
	if x.at < y.at {
		return y.at - x.at
	}
	return x.at - y.at
}

// alignPerson pairs one person's turns. It maximises what is saved against no pairs at
// all: a pair saves the 2 that its turns would cost alone, less its own cost. Only pairs
// within the window can save, so only a band of the table of all pairs is computed.
func alignPerson(ctx context.Context, a, b []codedTurn, as, bs []int, window int64) [][2]int {
	const (
		skipA = iota
		skipB
		pair
	)
	saved := make([]float64, 1, len(bs)+1) // by how many of bs are behind, for the turns of as so far
	first, steps := make([]int, len(as)), make([][]uint8, len(as))
	from, end := 0, 0 // those of bs that are in reach
	for i, x := range as {
		compute.Look(ctx)
		for from < len(bs) && b[bs[from]].at < a[x].at-window {
			from++
		}
		for end = max(end, from); end < len(bs) && b[bs[end]].at <= a[x].at+window; end++ {
		}
		for len(saved) < end+1 { // those that come into reach have saved nothing more yet
			saved = append(saved, saved[len(saved)-1])
		}
		first[i], steps[i] = from, make([]uint8, end-from)
		before := saved[from] // what the turn of as before had saved
		for j := from; j < end; j++ {
			y := b[bs[j]]
			cost := float64(distance(a[x], y)) / float64(window)
			if a[x].tag != y.tag {
				cost++
			}
			best, step := saved[j+1], uint8(skipA)
			if saved[j] > best {
				best, step = saved[j], skipB
			}
			if s := before + 2 - cost; s >= best {
				best, step = s, pair
			}
			before, saved[j+1] = saved[j+1], best
			steps[i][j-from] = step
		}
	}
	var out [][2]int
	for i, j := len(as)-1, len(bs)-1; i >= 0 && j >= 0; {
		k := j - first[i]
		switch {
		case k >= len(steps[i]) && len(steps[i]) > 0:
			j = first[i] + len(steps[i]) - 1
		case k < 0 || len(steps[i]) == 0 || steps[i][k] == skipA:
			i--
		case steps[i][k] == skipB:
			j--
		default:
			out = append(out, [2]int{as[i], bs[j]})
			i, j = i-1, j-1
		}
	}
	return out
}

// mostToAlign bounds the pairs of one alignment. With one alignment for each of the
// draws of chance that is 300 million steps, about 2 s of a slow core. Of 20 000 turns
// in six hours, all by one person, 2.2 million pairs are within a minute.
const mostToAlign = 3_000_000

// tooCrowded returns an error when more turns of the same person lie within the window
// than can be aligned.
func tooCrowded(a, b []codedTurn, window int64) error {
	of := func(list []codedTurn) map[int32][]codedTurn {
		out := map[int32][]codedTurn{}
		for _, n := range list {
			out[n.from] = append(out[n.from], n)
		}
		return out
	}
	n, byB := 0, of(b)
	for person, list := range of(a) {
		first, end, others := 0, 0, byB[person]
		for _, x := range list {
			for first < len(others) && others[first].at < x.at-window {
				first++
			}
			for end = max(end, first); end < len(others) && others[end].at <= x.at+window; end++ {
			}
			n += end - first
		}
	}
	if n > mostToAlign {
		return observe.Errorf(observe.TooLarge, "too many turns lie within %d ms of each other to be compared; at most 20 000 turns of six hours can be", window)
	}
	return nil
}
