package charts_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"kompas/analysis"
	"kompas/analysis/charts"
	"kompas/analysis/sequence"
)

// aroundAndAround is a meeting in which an open question is mostly followed by
// somebody who shares something of themself, and that by an open question.
func aroundAndAround(t testing.TB, change func(*analysis.Options)) *analysis.Reading {
	t.Helper()
	random := rand.New(rand.NewPCG(3, 3))
	next := map[string]string{"curiosity": "sharing", "sharing": "curiosity"}
	people, tags := []string{"Anna", "Bram", "Chantal", "Dirk"}, []string{"curiosity", "sharing", "informing", "informing", "steering", "connecting"}
	from, tag := 0, ""
	return madeUp(t, rows(400, func(i int) row {
		last := people[from]
		from = (from + 1 + random.IntN(len(people)-1)) % len(people)
		if tag = next[tag]; tag == "" || random.Float64() < 0.3 {
			tag = tags[random.IntN(len(tags))]
		}
		return row{at: int64(i) * 4000, from: people[from], to: last, tag: tag}
	}), change)
}

// A chart that does not show what draws find is the same with and without them.
// The server then answers sooner, from a result without draws.
func TestChartsThatShowNoDrawsNeedNone(t *testing.T) {
	with := aroundAndAround(t, nil)
	without := aroundAndAround(t, func(o *analysis.Options) { o.Permutations = 0 })
	if len(with.Links) == 0 || len(with.Loops) == 0 || with.Loops[0].Status != sequence.Whole {
		t.Fatalf("%d links and %d loops were found", len(with.Links), len(with.Loops))
	}
	differ := 0
	for _, name := range charts.Names() {
		if bytes.Equal(build(t, name, with, english()), build(t, name, without, english())) {
			continue
		}
		differ++
		if !charts.ShowsDraws(name) {
			t.Errorf("%s is another one with draws, and does not say so", name)
		}
	}
	if differ < 2 {
		t.Error("neither loops nor what follows what show what was found")
	}
}
