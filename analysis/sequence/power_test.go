package sequence_test

import (
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"sync"
	"testing"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/sequence"
)

var (
	wholeTable    = flag.Bool("power", false, "use 5 000 draws, and print the table of docs/analysis.md")
	tableMeetings = flag.Int("meetings", 2000, "with -power, how many meetings of each kind")
)

// condition is a kind of meeting, and how often what is planted in it has to be
// found, and what is not, in percent; 0 or less: no target.
type condition struct {
	name              string
	world             analysistest.World
	turns             int
	planted           string // the id of a loop; empty: there is no order
	found             float64
	extra, link, loop float64
}

// conditions are the kinds of meetings of the table, in order.
func conditions() []condition {
	even := func(share float64, codes ...string) map[string]float64 {
		out := map[string]float64{}
		for _, c := range codes {
			out[c] = share
		}
		return out
	}
	usual := analysistest.World{Codes: 13, Persons: 5, Habits: 0.5, PingPong: 0.4, Shares: even(0.15, "c00", "c01")}
	pair := func(lift float64) analysistest.World {
		w := usual
		w.Lifts = analysistest.Lifts{{"c00", "c01"}: lift, {"c01", "c00"}: lift}
		return w
	}
	three, self, balancing := usual, usual, usual
	three.Shares = even(0.15, "c00", "c01", "c02")
	three.Lifts = analysistest.Lifts{{"c00", "c01"}: 3, {"c01", "c02"}: 3, {"c02", "c00"}: 3}
	self.Lifts = analysistest.Lifts{{"c00", "c00"}: 2.5}
	balancing.Lifts = analysistest.Lifts{{"c00", "c01"}: 3, {"c01", "c00"}: 0.15}
	noHabits, marked, unmarked := usual, usual, usual
	noHabits.Habits = 0
	marked.Subject, marked.Drift, marked.Marked = 60, 0.7, true
	unmarked.Subject, unmarked.Drift = 60, 0.7

	var out []condition
	planted := func(name string, w analysistest.World, loop string, found map[int]float64) {
		for _, n := range []int{150, 300, 600} {
			extra := 5.0
			if n == 600 {
				extra = 8
			}
			out = append(out, condition{name, w, n, loop, found[n], extra, 0, 0})
		}
	}
	planted("loop of two, lift 2.5", pair(2.5), "c00>c01>", map[int]float64{300: 60, 600: 85})
	planted("loop of two, lift 3", pair(3), "c00>c01>", map[int]float64{150: 50, 300: 85})
	planted("loop of three, lift 3", three, "c00>c01>c02>", map[int]float64{300: 55, 600: 85})
	planted("code that begets itself, lift 2.5", self, "c00>", map[int]float64{300: 45, 600: 75})
	planted("balancing, lifts 3 and 0.15", balancing, "c00>c01|", map[int]float64{300: 50, 600: 85})
	for _, k := range []struct {
		name       string
		w          analysistest.World
		link, loop float64
		from       int
	}{
		{"no order", noHabits, 7, 2.5, 150},
		{"no order, habits", usual, 7, 2.5, 150},
		{"no order, habits, marked phases", marked, 7, 2.5, 150},
		{"no order, habits, unmarked subjects", unmarked, 12, 5, 300},
	} {
		for _, n := range []int{150, 300, 600} {
			c := condition{name: k.name, world: k.w, turns: n}
			if n >= k.from {
				c.link, c.loop = k.link, k.loop
			}
			out = append(out, c)
		}
	}
	strong := unmarked
	strong.Subject, strong.Drift = 40, 1.2
	out = append(out, condition{name: "no order, habits, strong unmarked subjects", world: strong, turns: 300})
	for _, share := range []float64{0.10, 0.25} {
		w := pair(3)
		w.Wrong = share
		out = append(out, condition{name: fmt.Sprintf("loop of two, lift 3, %.0f%% of tags wrong", 100*share), world: w, turns: 300, planted: "c00>c01>"})
	}
	rare := three
	rare.Shares = even(0.10, "c00", "c01", "c02")
	out = append(out, condition{name: "loop of three, lift 3, 10% each", world: rare, turns: 300, planted: "c00>c01>c02>"})
	for _, codes := range []int{4, 6, 16} {
		w := pair(3)
		w.Codes = codes
		out = append(out, condition{name: fmt.Sprintf("loop of two, lift 3, %d codes", codes), world: w, turns: 300, planted: "c00>c01>"})
	}
	return out
}

// outcome counts meetings, in percent of all.
type outcome struct{ found, extra, link, loop float64 }

// run draws so many meetings and looks for loops in each.
func (c *condition) run(t testing.TB, meetings, draws int) outcome {
	o := analysis.DefaultOptions()
	o.Permutations = draws
	var mu sync.Mutex
	var counts outcome
	var group sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := range next {
				turns, options := coded(c.world.Meeting(t, c.turns, uint64(c.turns)<<32|uint64(i)), o)
				found := sequence.Find(t.Context(), []sequence.Turns{turns}, options)
				planted, others := false, false
				for _, l := range found.Loops {
					if l.Status == sequence.Whole {
						planted = planted || l.ID == c.planted
						others = others || l.ID != c.planted
					}
				}
				one := func(is bool, n *float64) {
					if is {
						*n += 100 / float64(meetings)
					}
				}
				mu.Lock()
				one(planted, &counts.found)
				one(others, &counts.extra)
				one(len(found.Links) > 0, &counts.link)
				one(planted || others, &counts.loop)
				mu.Unlock()
			}
		})
	}
	for i := range meetings {
		next <- i
	}
	close(next)
	group.Wait()
	return counts
}

// TestPower counts in made-up meetings how often planted loops are found, and
// how often something is that was not planted. It fails beyond a target by two
// binomial standard errors.
func TestPower(t *testing.T) {
	meetings, draws, out := 200, 1000, io.Discard
	if *wholeTable {
		meetings, draws, out = *tableMeetings, 5000, os.Stdout
	} else if raceDetector || testing.Short() {
		t.Skip("takes too long under the race detector")
	}
	fmt.Fprintf(out, "%d meetings of each kind, %d draws; %% of meetings\n\n", meetings, draws)
	fmt.Fprintln(out, "| meetings | turns | loop found | target | another loop | any link | any loop | most |")
	fmt.Fprintln(out, "|---|---|---|---|---|---|---|---|")
	for _, c := range conditions() {
		got := c.run(t, meetings, draws)
		margin := func(target float64) float64 { return 2 * math.Sqrt(target*(100-target)/float64(meetings)) }
		atLeast := func(what string, got, target float64) {
			if target > 0 && got < target-margin(target) {
				t.Errorf("%s, %d turns: %s in %.1f%%, want at least %v%%", c.name, c.turns, what, got, target)
			}
		}
		atMost := func(what string, got, target float64) {
			if target > 0 && got > target+margin(target) {
				t.Errorf("%s, %d turns: %s in %.1f%%, want at most %v%%", c.name, c.turns, what, got, target)
			}
		}
		if c.planted != "" {
			atLeast("the loop is found", got.found, c.found)
			atMost("another loop", got.extra, c.extra)
			target, most := "", ""
			if c.found > 0 {
				target = fmt.Sprintf("%.0f", c.found)
			}
			if c.extra > 0 {
				most = fmt.Sprintf("%.0f", c.extra)
			}
			fmt.Fprintf(out, "| %s | %d | %.1f | %s | %.1f | %.1f | | %s |\n", c.name, c.turns, got.found, target, got.extra, got.link, most)
			continue
		}
		atMost("a link", got.link, c.link)
		atMost("a loop", got.loop, c.loop)
		most := ""
		if c.link > 0 {
			most = fmt.Sprintf("%.0f; %.1f", c.link, c.loop)
		}
		fmt.Fprintf(out, "| %s | %d | | | | %.1f | %.1f | %s |\n", c.name, c.turns, got.link, got.loop, most)
	}
}
