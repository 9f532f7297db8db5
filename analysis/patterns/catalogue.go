package patterns

import (
	"math"

	"kompas/analysis"
	"kompas/observe"
)

// catalogue returns all patterns, in order. docs/patterns.md gives the reason of
// each threshold.
func catalogue() []*pattern {
	list := []*pattern{
		{id: "through-one", leaning: Hinders, normal: purposes("inform"), null: described,
			threshold: 0.6, count: throughOne, enough: atLeast(1, 30)},
		{id: "ping-pong", leaning: Either, normal: purposes("weigh"), null: described,
			threshold: 0.2, count: pingPong, enough: both(atLeast(1, 60), atLeast(2, 2)), n: 2},
		{id: "judgement-closes", leaning: Hinders, normal: purposes("decide"), null: nullShifts,
			threshold: -0.5, atMost: true, compare: judgementCloses, enough: comparable(10), follows: 5,
			strength: func(m float64) float64 { return -m / 3 }},
		{id: "curiosity-opens", leaning: Helps, normal: purposes("explore"), null: nullShifts,
			threshold: 0.15, compare: curiosityOpens, enough: comparable(10), follows: 3},
		{id: "steering-on-steering", leaning: Hinders, normal: purposes("decide"), null: nullShuffles,
			threshold: 1, count: steeringOnSteering, enough: atLeast(1, 3), n: 2, strength: ofLift},
		{id: "no-waiting", leaning: Hinders, normal: purposes("inform"), null: nullShifts,
			threshold: 0.2, compare: noWaiting, enough: comparable(8), follows: 1},
		{id: "bid-without-answer", leaning: Hinders, normal: purposes("decide"), series: true, null: nullShifts,
			threshold: 0.2, compare: bidWithoutAnswer, enough: comparable(10), follows: 3},
		{id: "silent-third", leaning: Hinders, normal: purposes("inform"), null: described,
			threshold: 1, atMost: true, count: silentThird, enough: both(atLeast(1, 40), atLeast(2, 15*60_000)), n: 3},
		{id: "opening-breaks-off", leaning: Hinders, normal: purposes("decide"), null: nullShifts,
			threshold: 0.2, compare: openingBreaksOff, enough: comparable(10), follows: 3},
		{id: "after-forcing", leaning: Hinders, series: true, null: nullShifts,
			threshold: 0.2, compare: afterForcing, enough: comparable(8), follows: 4},
		{id: "deciding-without", leaning: Hinders, normal: purposes("inform"), series: true, null: nullShifts,
			threshold: 0.5, compare: decidingWithout, enough: atLeast(0, 5), measure: rate},
		{id: "circling", leaning: Either, normal: purposes("explore"), null: nullShuffles,
			threshold: 3, count: circling, enough: atLeast(0, 3), measure: first, strength: func(m float64) float64 { return 1 - 2/m }},
		{id: "to-the-leader", leaning: Hinders, normal: purposes("inform", "decide"), null: nullSwaps,
			threshold: 1.3, count: toTheLeader, enough: atLeast(1, 30), n: 0, measure: timesExpected, strength: ofRatio},
		{id: "cycle", leaning: Helps, normal: purposes("explore"), series: true, null: nullShuffles,
			threshold: 1.5, count: cycle, enough: both(atLeast(1, 8), both(atLeast(2, 8), atLeast(3, 8))), n: 0,
			measure: func(sums, mean []float64) float64 { return over(sums[0], mean[0]) }, strength: ofRatio},
		{id: "yes-but", leaning: Hinders, normal: purposes("weigh"), null: described,
			threshold: 1. / 3, count: yesBut, enough: atLeast(1, 10)},
		{id: "named-and-answered", leaning: Either, normal: purposes("explore"), null: nullShifts,
			threshold: 0.2, compare: namedAndAnswered, enough: comparable(8), follows: 3},
		{id: "quick-to-agree", leaning: Either, normal: purposes("inform"), series: true, null: nullShifts,
			threshold: 0.8, compare: quickToAgree, enough: atLeast(0, 5), measure: rate},
		{id: "difference-used", leaning: Helps, normal: purposes("weigh"), null: nullShifts,
			threshold: 0.2, compare: differenceUsed, enough: comparable(8), follows: 3},
		{id: "one-voice-differs", leaning: Either, normal: purposes("weigh"), null: described,
			threshold: 0.6, count: oneVoiceDiffers, enough: atLeast(1, 8)},
		{id: "answer-first", leaning: Hinders, normal: purposes("decide"), null: nullShuffles,
			threshold: 0.6, count: answerFirst, enough: atLeast(1, 5)},
		{id: "no-owner", leaning: Hinders, normal: purposes("explore", "weigh"), null: described,
			threshold: 0.5, count: noOwner, enough: atLeast(1, 4)},
		{id: "across-agenda", leaning: Helps, normal: purposes("explore"), null: described,
			threshold: 2, count: acrossAgenda, enough: atLeast(1, 3), n: 1,
			measure: first, strength: ofRatio},
		{id: "work-no-voice", leaning: Hinders, normal: purposes("inform"), null: described,
			threshold: 0.6, count: workNoVoice, enough: atLeast(1, 5)},
		{id: "laughter-in-tension", leaning: Either, normal: purposes("explore"), null: nullShifts,
			threshold: 0.2, compare: laughterInTension, enough: comparable(10), follows: 2},
	}
	for _, p := range list {
		if p.measure == nil && p.compare != nil {
			p.measure = differenceOf
		}
		if p.measure == nil {
			p.measure = shareOf
		}
		if p.strength == nil {
			p.strength = func(m float64) float64 { return m }
		}
	}
	return list
}

// purposes makes a list of purposes.
func purposes(list ...string) []observe.Purpose {
	var out []observe.Purpose
	for _, p := range list {
		out = append(out, observe.Purpose(p))
	}
	return out
}

// atLeast returns whether the sum at a place is at least this large.
func atLeast(place int, least float64) func(sums []float64) bool {
	return func(sums []float64) bool { return sums[place] >= least }
}

// both returns whether both conditions hold.
func both(a, b func([]float64) bool) func([]float64) bool {
	return func(sums []float64) bool { return a(sums) && b(sums) }
}

// comparable returns whether a comparison has at least this many triggers, and as
// many other acts.
func comparable(least float64) func(sums []float64) bool {
	return both(atLeast(0, least), atLeast(2, least))
}

// differenceOf is the mean outcome after the triggers minus that after the other
// acts. It is NaN where either has none.
func differenceOf(sums, _ []float64) float64 {
	d, ok := analysis.OutcomeTally{N: sums[0], Hits: sums[1], BaseN: sums[2], BaseHits: sums[3]}.Difference()
	if !ok {
		return math.NaN()
	}
	return d
}

// rate is the mean outcome after the triggers.
func rate(sums, _ []float64) float64 { return sums[1] / sums[0] }

// first is the first of the sums alone.
func first(sums, _ []float64) float64 { return sums[0] }

// shareOf is the first sum as a share of the second one.
func shareOf(sums, _ []float64) float64 { return sums[0] / sums[1] }

// timesExpected is a share divided by the same share of the mean draw.
func timesExpected(sums, mean []float64) float64 { return over(sums[0]/sums[1], mean[0]/mean[1]) }

// over is a / b, or NaN when b is 0.
func over(a, b float64) float64 {
	if b == 0 {
		return math.NaN()
	}
	return a / b
}

// ofRatio maps a ratio of 1 or more to a strength from 0 to 1: twice as often is
// a half.
func ofRatio(m float64) float64 { return 1 - 1/m }

// ofLift maps a lift to a strength from 0 to 1, as for loops: eight times as
// often is 1.
func ofLift(m float64) float64 { return math.Log(m) / math.Log(8) }
