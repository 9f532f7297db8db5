package analysis

import "kompas/analysis/stats"

// Rhythm is the pace of the talk and its longest silences.
type Rhythm struct {
	StartMs   int64 // where the first bin begins
	BinMs     int64 // width of a bin
	Turns     []int // how many, by bin
	Threshold int64 // gaps longer than this are silences, in ms
	Silences  []Silence
}

// Silence is the time between two consecutive turns: from when to when, and the places
// of the turns in [Selection.List].
type Silence struct {
	FromMs, ToMs  int64
	Before, After int
}

// binSizes are the possible widths of a bin, in ms.
var binSizes = [...]int64{1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000}

// The number of bins is about half that of the turns, within these bounds.
const minBins, maxBins = 12, 90

// Rhythm returns the number of turns per bin of time, and the silences: times between
// consecutive turns, not across a pause, that are longer than nine in ten of such
// times within segments. A silence may end with a change of phase.
func (s *Selection) Rhythm() Rhythm {
	out := Rhythm{BinMs: binSizes[0]}
	if s.Len() == 0 {
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
	for _, at := range s.Turns.At {
		out.Turns[(at-out.StartMs)/out.BinMs]++
	}
	long, ok := s.longGap()
	if !ok {
		return out
	}
	out.Threshold = long
	for i, at := range s.Turns.At {
		if i > 0 && !s.breaksChain(i) && at-s.Turns.At[i-1] > out.Threshold {
			out.Silences = append(out.Silences, Silence{s.Turns.At[i-1], at, i - 1, i})
		}
	}
	return out
}

// Levels returns the mean weight of each dimension per turn that has a tag, of all
// turns and of each span of the path of dimensions. Levels say how much there was of a
// dimension, where shares say how the whole was divided. Nil where no turn has a tag.
func (s *Selection) Levels() (all []float64, path [][]float64) {
	path = make([][]float64, pathSteps)
	total := make([]int, len(s.Tags))
	s.inGroups(s.stepOf, func(step int, counts []int) {
		path[step] = s.meanWeights(counts)
		for tag, n := range counts {
			total[tag] += n
		}
	})
	return s.meanWeights(total), path
}

// meanWeights returns the mean weight of each dimension over counts by tag.
func (s *Selection) meanWeights(counts []int) []float64 {
	n := stats.Sum(counts)
	if n == 0 {
		return nil
	}
	out := make([]float64, len(s.Dimensions))
	for tag, k := range counts {
		for d, w := range s.Tags[tag].Weights {
			out[d] += w * float64(k) / float64(n)
		}
	}
	return out
}
