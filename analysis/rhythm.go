package analysis

import (
	"math"
	"slices"
)

// Rhythm is the pace of the talk and its longest stretches without a new turn. It counts
// turns of persons. What the group does at once is beside them, and a silence that
// was noted neither adds to the pace nor cuts the stretch that it is in.
type Rhythm struct {
	StartMs   int64 // where the first bin begins
	BinMs     int64 // width of a bin
	LiveMs    int64 // from the first turn to the last, without pauses
	Turns     []int // how many, by bin
	Threshold int64 // gaps longer than this are listed, in ms
	Gaps      []Gap
}

// Gap is the time between two consecutive turns: from when to when, and the places of
// the turns in [Selection.List]. Somebody may have talked all the while.
type Gap struct {
	FromMs, ToMs  int64
	Before, After int
}

// binSizes are the possible widths of a bin, in ms.
var binSizes = [...]int64{1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000}

// The number of bins is about half that of the turns, within these bounds.
const minBins, maxBins = 12, 90

// Rhythm returns the number of turns per bin of time, and the times between consecutive
// turns that are longer than nine in ten of them. Times in which the meeting was paused,
// or had ended before it went on, or that a filter cut out, are no such times. Of a
// meeting that was noted on paper it returns nothing.
func (s *Selection) Rhythm() Rhythm {
	out := Rhythm{BinMs: binSizes[0]}
	if s.Len() == 0 || s.Paper {
		return out
	}
	first, last := s.Turns.At[0], s.Turns.At[s.Len()-1]
	most := int64(min(max(s.Len()/2, minBins), maxBins))
	for _, size := range binSizes {
		out.BinMs = size
		if (last-first)/size < most {
			break
		}
	}
	out.StartMs = first / out.BinMs * out.BinMs
	out.Turns = make([]int, (last-out.StartMs)/out.BinMs+1)
	var gaps []Gap
	before, cut := none, false
	out.LiveMs = last - first
	for _, p := range s.pauses() {
		out.LiveMs -= max(min(p.To, last)-max(p.From, first), 0)
	}
	for i, at := range s.Turns.At {
		cut = cut || s.breaksChain(i)
		if s.Turns.From[i] < 0 {
			continue
		}
		out.Turns[(at-out.StartMs)/out.BinMs]++
		if before >= 0 && !cut {
			gaps = append(gaps, Gap{s.Turns.At[before], at, before, i})
		}
		before, cut = i, false
	}
	if len(gaps) == 0 {
		return out
	}
	lengths := make([]int64, len(gaps))
	for i, g := range gaps {
		lengths[i] = g.ToMs - g.FromMs
	}
	slices.Sort(lengths)
	out.Threshold = lengths[int(math.Ceil(0.9*float64(len(lengths))))-1]
	for _, g := range gaps {
		if g.ToMs-g.FromMs > out.Threshold {
			out.Gaps = append(out.Gaps, g)
		}
	}
	return out
}
