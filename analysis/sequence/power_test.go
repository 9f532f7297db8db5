package sequence_test

import (
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"

	"kompas/analysis/analysistest"
	"kompas/analysis/sequence"
)

var (
	printTables   = flag.Bool("power", false, "print the tables of docs/analysis.md")
	tableMeetings = flag.Int("meetings", 400, "with -power, how many meetings of each kind")
	tableDraws    = flag.Int("draws", 5000, "with -power, how many draws of each meeting")
)

// trial is a kind of meetings in which loops are looked for, and how often what is
// to be found, in percent; 0: no target.
type trial struct {
	world   analysistest.World
	turns   int
	pooled  int    // how many meetings are looked at together; 0: one
	planted string // the id of a loop; empty: there is no order

	// At least.
	whole float64 // the planted loop is listed as whole
	said  float64 // it is among the known loops, as clear or possible

	// At most.
	anything  float64 // a link or a known loop is found
	loops     float64 // a whole loop or a known loop is found
	another   float64 // a whole loop is found that was not planted
	saidMost  float64 // the planted loop is a clear or possible known loop
	clearMost float64 // it is a clear one
}

// outcome counts trials in which something is found, in percent of all.
type outcome struct {
	link, loop, known, anything, loops float64
	both                               float64 // each link of the planted loop is a link
	whole, another                     float64
	found, said, clear                 float64 // the planted loop is a known one; as clear or possible; as clear
}

// run draws so many meetings, or teams that have several, and looks for loops in
// each.
func (c *trial) run(t testing.TB, meetings, draws int) outcome {
	var mu sync.Mutex
	var counts outcome
	var group sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := range next {
				found := c.find(t, i, draws)
				one := func(n *float64, is bool) {
					if is {
						*n += 100 / float64(meetings)
					}
				}
				mu.Lock()
				count(found, c.planted, &counts, one)
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

// find looks for loops in the meetings with a number.
func (c *trial) find(t testing.TB, number, draws int) *sequence.Found {
	var together []sequence.Turns
	var options sequence.Options
	for k := range max(c.pooled, 1) {
		m := c.world.Meeting(t, c.turns, uint64(c.turns)<<32|uint64(k)<<24|uint64(number))
		var turns sequence.Turns
		turns, options = coded(m, analysistest.With(analysistest.Draws(draws)))
		together = append(together, turns)
	}
	return sequence.Find(t.Context(), together, options)
}

// count counts what was found.
func count(found *sequence.Found, planted string, o *outcome, one func(n *float64, is bool)) {
	whole, another := false, false
	for _, l := range found.Loops {
		if l.Status == sequence.Whole {
			whole = whole || l.ID == planted
			another = another || l.ID != planted
		}
	}
	known := false
	var confidence sequence.LoopConfidence
	links := map[string]bool{}
	for _, l := range found.Links {
		links[l.From+" "+l.To+" "+string(l.Sign)] = true
	}
	both := false
	for _, l := range found.Known {
		if l.ID == planted {
			both = true
			for _, link := range l.Links {
				both = both && links[link.From+" "+link.To+" "+string(link.Sign)]
			}
		}
		if l.Confidence == nil {
			continue
		}
		known = true
		if l.ID == planted {
			confidence = *l.Confidence
		}
	}
	one(&o.link, len(found.Links) > 0)
	one(&o.loop, whole || another)
	one(&o.known, known)
	one(&o.anything, len(found.Links) > 0 || known)
	one(&o.loops, whole || another || known)
	one(&o.both, both)
	one(&o.whole, whole)
	one(&o.another, another)
	one(&o.found, confidence != "")
	one(&o.said, confidence == sequence.ClearLoop || confidence == sequence.PossibleLoop)
	one(&o.clear, confidence == sequence.ClearLoop)
}

// check compares an outcome with the targets. It fails beyond two binomial standard
// errors.
func (c *trial) check(t testing.TB, name string, got outcome, meetings int) {
	t.Helper()
	for _, of := range []struct {
		what        string
		got, target float64
		sign        float64 // 1: at least; -1: at most
	}{
		{"the loop is whole", got.whole, c.whole, 1},
		{"the known loop is clear or possible", got.said, c.said, 1},
		{"anything", got.anything, c.anything, -1},
		{"a loop or a known loop", got.loops, c.loops, -1},
		{"another loop", got.another, c.another, -1},
		{"the known loop is clear or possible", got.said, c.saidMost, -1},
		{"the known loop is clear", got.clear, c.clearMost, -1},
	} {
		margin := 2 * math.Sqrt(of.target*(100-of.target)/float64(meetings))
		if of.target > 0 && of.sign*(of.got-of.target) < -margin {
			t.Errorf("%s: %s in %.1f%%, want %v%%", name, of.what, of.got, of.target)
		}
	}
}

// hasTarget reports whether anything is to be found, or not to be.
func (c *trial) hasTarget() bool {
	return c.whole+c.said+c.anything+c.loops+c.another+c.saidMost+c.clearMost > 0
}

// powerTable is a table of docs/analysis.md.
type powerTable struct {
	title, head string
	cells       func(c *trial, got outcome) string // of a trial
	rows        []powerRow
}

type powerRow struct {
	name   string
	trials []trial
}

// TestPower counts in made-up meetings how often planted loops are found, and how
// often something is that was not planted.
func TestPower(t *testing.T) {
	meetings, draws, out := 200, 1000, io.Discard
	if *printTables {
		meetings, draws, out = *tableMeetings, *tableDraws, os.Stdout
	} else if analysistest.RaceDetector || testing.Short() {
		t.Skip("takes too long under the race detector")
	}
	fmt.Fprintf(out, "%d of each kind, %d draws; %% of them\n", meetings, draws)
	for _, table := range powerTables() {
		fmt.Fprintf(out, "\n%s\n\n%s\n%s\n", table.title, table.head, strings.Repeat("|---", strings.Count(table.head, "|")-1)+"|")
		for _, row := range table.rows {
			fmt.Fprintf(out, "| %s ", row.name)
			for _, c := range row.trials {
				if c.turns == 0 {
					fmt.Fprint(out, "| ")
					continue
				}
				if !*printTables && !c.hasTarget() {
					continue
				}
				got := c.run(t, meetings, draws)
				c.check(t, fmt.Sprintf("%s, %d turns x %d", row.name, c.turns, max(1, c.pooled)), got, meetings)
				fmt.Fprintf(out, "| %s ", table.cells(&c, got))
			}
			fmt.Fprintln(out, "|")
		}
	}
}

// percent is short, such as 0.4 or 27, with the target where there is one.
func percent(x float64, target ...string) string {
	out := fmt.Sprintf("%.0f", x)
	if x < 9.95 {
		out = fmt.Sprintf("%.1f", x)
	}
	return out + strings.Join(target, "")
}

// least and most say what is asked of a figure.
func least(target float64) string { return asked("≥", target) }
func most(target float64) string  { return asked("≤", target) }

func asked(sign string, target float64) string {
	if target == 0 {
		return ""
	}
	return fmt.Sprintf(" (%s %v)", sign, target)
}
