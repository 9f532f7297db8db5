package agreement

import (
	"context"
	"math"

	"kompas/analysis/compute"
	"kompas/analysis/stats"
)

// clock says what the second observer's clock shows when the first one's shows t ms:
//
//	t + later + drift t
type clock struct {
	later float64 // ms
	drift float64 // by what share it runs faster
}

// back returns what the first observer's clock shows when the second one's shows at.
func (c clock) back(at int64) int64 {
	return int64(math.Round((float64(at) - c.later) / (1 + c.drift)))
}

// Looking for the clock.
const (
	lagBin     = 500         // ms
	leastLags  = 10          // in two bins: with fewer nothing is known
	leastDrift = 1000        // ms over the meeting; a clock that gains or loses no more is taken to run as fast
	mostDrift  = 0.05        // a film of 24 frames a second that is played at 25 is 4 % fast
	mostSlopes = 300         // to either side
	mostLags   = 100_000_000 // counted in one search; of more, only every second turn is looked at, or every third ...
	mostFitted = 1000        // pairs that a line is drawn through, evenly spread
	msPerHour  = 3_600_000
)

// clockOf finds the second observer's clock. It is later by the median of the lags in
// the fullest two neighbouring bins of 500 ms, of all lags between turns of the same
// person with the same tag; of equally full bins those nearest to 0 are taken. With
// fewer than ten lags in them it is 0.
//
// Of a clock that runs faster no two bins hold many of the true lags. So lags are also
// counted along slopes, of 1 s over the meeting, 2 s, and so on, up to 5 % to either
// side and 300 s. Turns are aligned by the slope with the fullest bins, and a line is drawn
// through the lags of the pairs ([stats.TheilSenLine]). Where there are 20 pairs, and
// the line rises or falls by more than 1 s over the meeting, that line is the clock.
func clockOf(ctx context.Context, a, b []codedTurn, window int64) (clock, error) {
	l := lagsOf(ctx, a, b)
	if l.pairs == 0 {
		return clock{}, nil
	}
	even := l.clock(0)
	back := moved(b, l.clock(l.steepest(ctx)))
	if err := tooCrowded(a, back, window); err != nil {
		return clock{}, err
	}
	pairs := align(ctx, a, back, window).matched
	if len(pairs) < minMatched {
		return even, nil
	}
	var x, y []float64
	for i := 0; i < len(pairs); i += 1 + (len(pairs)-1)/mostFitted {
		from, to := a[pairs[i][0]].at, b[pairs[i][1]].at
		x, y = append(x, float64(from)), append(y, float64(to-from))
	}
	compute.Look(ctx)
	drift, later, ok := stats.TheilSenLine(x, y)
	if !ok || math.Abs(drift)*float64(l.length) <= leastDrift {
		return even, nil
	}
	return clock{later, drift}, nil
}

// moved returns the turns at the times of the first observer's clock.
func moved(b []codedTurn, by clock) []codedTurn {
	out := make([]codedTurn, len(b))
	for i, n := range b {
		n.at = by.back(n.at)
		out[i] = n
	}
	return out
}

// lags are those between turns of the same person with the same tag.
type lags struct {
	times       [][2][]int64 // of one person with one tag, as each of the two noted them
	pairs       int          // how many lags there are
	length      int64        // ms, from the first observer's first turn to the last
	first, last [2]int64     // times of either
	count       []int32      // by bin
	look        func()
}

func lagsOf(ctx context.Context, a, b []codedTurn) *lags {
	l := &lags{look: compute.Often(ctx)}
	if len(a) == 0 || len(b) == 0 {
		return l
	}
	place := map[[2]int32]int{}
	for k, list := range [][]codedTurn{a, b} {
		l.first[k], l.last[k] = list[0].at, list[len(list)-1].at
		for _, n := range list {
			if n.tag < 0 {
				continue
			}
			kind := [2]int32{n.from, n.tag}
			i, ok := place[kind]
			if !ok {
				i = len(l.times)
				place[kind] = i
				l.times = append(l.times, [2][]int64{})
			}
			l.times[i][k] = append(l.times[i][k], n.at)
		}
	}
	l.length = l.last[0] - l.first[0]
	for _, t := range l.times {
		l.pairs += len(t[0]) * len(t[1])
	}
	return l
}

// along returns the time t of the first observer on a clock that gains so many seconds
// over the meeting.
func (l *lags) along(seconds int, t int64) int64 {
	return t + int64(math.Round(l.drift(seconds)*float64(t)))
}

func (l *lags) drift(seconds int) float64 {
	if seconds == 0 {
		return 0
	}
	return 1000 * float64(seconds) / float64(l.length)
}

// fullest returns how many lags the fullest two neighbouring bins along a slope have,
// and where they begin.
func (l *lags) fullest(seconds, every int) (most int32, from int64) {
	bin := func(lag int64) int64 { return (lag - (lag%lagBin+lagBin)%lagBin) / lagBin }
	zero := bin(l.first[1] - l.along(seconds, l.last[0]))
	bins := int(bin(l.last[1]-l.along(seconds, l.first[0]))-zero) + 2
	if len(l.count) < bins {
		l.count = make([]int32, bins)
	}
	count := l.count[:bins]
	clear(count)
	shift := -zero * lagBin // makes every lag positive
	for _, t := range l.times {
		for i := 0; i < len(t[0]); i += every {
			l.look()
			less := shift - l.along(seconds, t[0][i])
			for _, y := range t[1] {
				count[(y+less)/lagBin]++
			}
		}
	}
	best := 0
	off := func(i int) int64 { // how far the middle of two bins is from 0
		middle := (int64(i) + zero + 1) * lagBin
		return max(middle, -middle)
	}
	for i := range count[1:] {
		if n := count[i] + count[i+1]; n > most || n == most && off(i) < off(best) {
			best, most = i, n
		}
	}
	return most, (int64(best) + zero) * lagBin
}

// steepest returns by how many seconds over the meeting the clock gains along whose
// slope the bins are fullest, the least of equal ones.
func (l *lags) steepest(ctx context.Context) (seconds int) {
	reach := int(min(mostDrift*float64(l.length)/1000, mostSlopes))
	every := 1 + l.pairs*(2*reach+1)/mostLags
	most, _ := l.fullest(0, every)
	for i := 1; i <= reach; i++ {
		for _, s := range []int{i, -i} {
			compute.Look(ctx)
			if n, _ := l.fullest(s, every); n > most {
				most, seconds = n, s
			}
		}
	}
	return seconds
}

// clock returns the clock along a slope.
func (l *lags) clock(seconds int) clock {
	every := 1 + l.pairs/mostLags
	most, from := l.fullest(seconds, every)
	if most < leastLags {
		return clock{}
	}
	var in [2 * lagBin]int32 // those in the two bins, by ms
	for _, t := range l.times {
		first := 0
		for i := 0; i < len(t[0]); i += every {
			l.look()
			x := l.along(seconds, t[0][i]) + from
			for first < len(t[1]) && t[1][first] < x {
				first++
			}
			for _, y := range t[1][first:] {
				if y >= x+2*lagBin {
					break
				}
				in[y-x]++
			}
		}
	}
	lag, seen := 0, in[0]
	for 2*seen < most {
		lag++
		seen += in[lag]
	}
	return clock{float64(from + int64(lag)), l.drift(seconds)}
}
