package sequence_test

import (
	"fmt"

	"kompas/analysis/analysistest"
	"kompas/analysis/sequence"
	"kompas/observe"
)

type (
	world = analysistest.World
	lifts = analysistest.Lifts
)

// knownLoops returns known loops by their ids: "c00>c01>" of two codes that follow each
// other, "c00>c01|" of which the first is rarer after the second.
func knownLoops(ids ...string) []observe.KnownLoop {
	var out []observe.KnownLoop
	for _, id := range ids {
		k := observe.KnownLoop{ID: id}
		for ; id != ""; id = id[4:] {
			sign := sequence.Positive
			if id[3] == '|' {
				sign = sequence.Negative
			}
			k.Nodes, k.Signs = append(k.Nodes, observe.TagID(id[:3])), append(k.Signs, observe.LoopSign(sign))
		}
		out = append(out, k)
	}
	return out
}

// Known loops of the same form as those of the codebook: of tags (judgement and
// defending, steering and withdrawing, curiosity and sharing) and of families
// (holding-off, pushing, asking, showing).
var (
	knownTags     = knownLoops("c00>c01>", "c06>c09>", "c07>c08>", "c06>", "c00>", "c08>", "c00>c07|")
	knownFamilies = knownLoops("c00>", "c00>c01>", "c01>", "c02>c03>", "c03>", "c00>c02|")
)

// shares gives some codes the same share.
func shares(share float64, codes ...string) map[string]float64 {
	out := map[string]float64{}
	for _, c := range codes {
		out[c] = share
	}
	return out
}

// eachOther makes two codes follow each other that many times as often.
func eachOther(lift float64) lifts { return lifts{{"c00", "c01"}: lift, {"c01", "c00"}: lift} }

// with returns a world that is changed.
func with(w world, change func(w *world)) world {
	change(&w)
	return w
}

// powerTables are the tables of docs/analysis.md, in order.
func powerTables() []powerTable {
	return []powerTable{noOrder(), explored(), knownPower(), disturbed()}
}

var (
	words    = world{Codes: 16, Persons: 7, Habits: 0.5, PingPong: 0.4, Known: knownTags}
	families = world{Codes: 6, Persons: 7, Habits: 0.5, PingPong: 0.4, Known: knownFamilies, Families: true}
)

// noOrder are meetings in which nothing follows from what came before.
func noOrder() powerTable {
	own := func(w world, persons int, repeat float64) world {
		w.Persons, w.Own = persons, repeat
		return w
	}
	drift := func(w world, spread float64) world {
		w.Subject, w.Drift = 60, spread
		return w
	}
	marked := drift(words, 0.7)
	marked.Marked = true
	floor := with(words, func(w *world) { w.Keeps = 0.3 })
	places := with(floor, func(w *world) { w.Places = 0.8 })
	much := drift(own(floor, 5, 0.5), 0.7)
	some := drift(own(words, 7, 0.3), 0.7)

	table := powerTable{
		title: "Meetings without order:",
		head:  "| meetings | turns | a link | a whole loop | a known loop | anything | a loop or known loop |",
		cells: func(c *trial, got outcome) string {
			return fmt.Sprintf("%s | %s | %s | %s | %s | %s", c.length(), percent(got.link), percent(got.loop), percent(got.known),
				percent(got.anything, most(c.anything)), percent(got.loops, most(c.loops)))
		},
	}
	add := func(name string, c trial) { table.rows = append(table.rows, powerRow{name, []trial{c}}) }
	add("habits", trial{world: words, turns: 150})
	add("habits", trial{world: words, turns: 350, anything: 5, loops: 3})
	add("habits", trial{world: words, turns: 600})
	add("marked phases", trial{world: marked, turns: 350, anything: 5, loops: 3})
	add("unmarked subjects", trial{world: drift(words, 0.7), turns: 350, anything: 6, loops: 4})
	add("strong unmarked subjects", trial{world: drift(words, 1.2), turns: 350, anything: 12, loops: 8})
	add("keeps the floor 30%", trial{world: floor, turns: 350, anything: 5, loops: 3})
	add("and words by place", trial{world: places, turns: 350})
	add("and words by place", trial{world: places, turns: 1000})
	for _, p := range []int{2, 3, 5, 7} {
		add(fmt.Sprintf("%d persons repeat themselves 50%%", p), trial{world: own(words, p, 0.5), turns: 350, anything: 5, loops: 3})
		add(fmt.Sprintf("%d persons repeat themselves 70%%", p), trial{world: own(words, p, 0.7), turns: 350})
	}
	add("5 persons repeat themselves 50%, keep the floor 30%, unmarked subjects", trial{world: much, turns: 350})
	add("families", trial{world: families, turns: 350})
	add("families, 5 persons repeat themselves 50%", trial{world: own(families, 5, 0.5), turns: 350})
	add("families, 2 persons repeat themselves 50%", trial{world: own(families, 2, 0.5), turns: 350})
	add("families, unmarked subjects", trial{world: drift(families, 0.7), turns: 350})
	add("several meetings", trial{world: words, turns: 350, pooled: 3})
	add("several meetings, all repeat themselves 30%, unmarked subjects", trial{world: some, turns: 350, pooled: 6})
	return table
}

// explored are loops that are found without being looked for.
func explored() powerTable {
	usual := world{Codes: 13, Persons: 5, Habits: 0.5, PingPong: 0.4, Known: knownTags, Shares: shares(0.15, "c00", "c01")}
	lifted := func(l lifts) world {
		w := usual
		w.Lifts = l
		return w
	}
	three := lifted(lifts{{"c00", "c01"}: 3, {"c01", "c02"}: 3, {"c02", "c00"}: 3})
	three.Shares = shares(0.15, "c00", "c01", "c02")
	floor := with(lifted(eachOther(3)), func(w *world) { w.Keeps = 0.3 })
	places := with(floor, func(w *world) { w.Places = 0.8 })

	table := powerTable{
		title: "Explored loops, of codes with 15% each, 13 codes, 5 persons: whole / another loop whole:",
		head:  "| loop | 150 turns | 300 | 600 |",
		cells: func(c *trial, got outcome) string {
			return percent(got.whole, least(c.whole)) + " / " + percent(got.another)
		},
	}
	add := func(name string, w world, loop string, asked ...float64) { // of 150, 300 and 600 turns
		row := powerRow{name: name}
		for i, n := range []int{150, 300, 600} {
			c := trial{world: w, turns: n, planted: loop, whole: asked[i]}
			if c.whole > 0 {
				c.another = map[int]float64{150: 5, 300: 5, 600: 8}[n]
			}
			row.trials = append(row.trials, c)
		}
		table.rows = append(table.rows, row)
	}
	add("of two, lift 2.5", lifted(eachOther(2.5)), "c00>c01>", 0, 55, 85)
	add("of two, lift 3", lifted(eachOther(3)), "c00>c01>", 45, 85, 95)
	add("of three, lift 3", three, "c00>c01>c02>", 0, 75, 95)
	add("of one, lift 2.5", lifted(lifts{{"c00", "c00"}: 2.5}), "c00>", 0, 37, 68)
	add("balancing, lifts 3 and 0.15", lifted(lifts{{"c00", "c01"}: 3, {"c01", "c00"}: 0.15}), "c00>c01|", 0, 45, 82)
	add("of two, lift 3, keeps the floor 30%", floor, "c00>c01>", 0, 0, 0)
	add("and words by place", places, "c00>c01>", 0, 0, 0)
	return table
}

// pair are words that follow each other, of a known loop.
func pair(share, lift float64) world {
	w := words
	w.Shares, w.Lifts = shares(share, "c00", "c01"), eachOther(lift)
	return w
}

const planted = "c00>c01>"

func knownCell(c *trial, got outcome) string {
	return fmt.Sprintf("%s [%s; %s] / %s", percent(got.found), percent(got.said, least(c.said), most(c.saidMost)),
		percent(got.clear, most(c.clearMost)), percent(got.both))
}

// length says how many turns there are.
func (c *trial) length() string {
	if c.pooled > 1 {
		return fmt.Sprintf("%d x %d", c.pooled, c.turns)
	}
	return fmt.Sprint(c.turns)
}

// knownPower are known loops of two words.
func knownPower() powerTable {
	table := powerTable{
		title: "A known loop of two words, 7 persons, 16 words: found [clear or maybe; clear] / both links explored:",
		head:  "| share, lift | 150 turns | 350 | 600 | 3 x 350 | 6 x 350 |",
		cells: knownCell,
	}
	asked := map[string]float64{"5 4 350 1": 44, "8 3 350 1": 58, "5 3 350 3": 63, "5 3 350 6": 93}
	for _, share := range []float64{0.03, 0.05, 0.08} {
		for _, lift := range []float64{2.5, 3, 4} {
			if share == 0.03 && lift == 2.5 {
				continue
			}
			row := powerRow{name: fmt.Sprintf("%.0f%%, %v", 100*share, lift)}
			for _, of := range []struct{ turns, pooled int }{{150, 1}, {350, 1}, {600, 1}, {350, 3}, {350, 6}} {
				if of.pooled > 1 && lift == 4 {
					row.trials = append(row.trials, trial{})
					continue
				}
				row.trials = append(row.trials, trial{world: pair(share, lift), turns: of.turns, pooled: of.pooled, planted: planted,
					said: asked[fmt.Sprintf("%.0f %v %d %d", 100*share, lift, of.turns, of.pooled)]})
			}
			table.rows = append(table.rows, row)
		}
	}
	return table
}

// disturbed are known loops with something that makes them harder to find, and of
// families, and with one of the two links only.
func disturbed() powerTable {
	table := powerTable{
		title: "Other known loops, as above:",
		head:  "| meetings | turns | found [clear or maybe; clear] / links |",
		cells: func(c *trial, got outcome) string {
			return c.length() + " | " + knownCell(c, got)
		},
	}
	add := func(name string, c trial) {
		if c.planted == "" {
			c.planted = planted
		}
		c.turns = max(c.turns, 350)
		table.rows = append(table.rows, powerRow{name, []trial{c}})
	}
	wrong := func(w world, share float64) world {
		w.Wrong = share
		return w
	}
	for _, share := range []float64{0.10, 0.25} {
		asked := map[float64]float64{0.10: 48}
		name := fmt.Sprintf("%.0f%% of tags wrong: ", 100*share)
		add(name+"5%, 4", trial{world: wrong(pair(.05, 4), share)})
		add(name+"8%, 3", trial{world: wrong(pair(.08, 3), share)})
		add(name+"5%, 3", trial{world: wrong(pair(.05, 3), share), pooled: 3, said: asked[share]})
		add(name+"5%, 3", trial{world: wrong(pair(.05, 3), share), pooled: 6})
	}
	add("5 persons repeat themselves 30%: 5%, 4", trial{world: with(pair(.05, 4), func(w *world) { w.Persons, w.Own = 5, 0.3 })})
	add("5 persons: 5%, 4", trial{world: with(pair(.05, 4), func(w *world) { w.Persons = 5 })})
	add("3 persons: 5%, 4", trial{world: with(pair(.05, 4), func(w *world) { w.Persons = 3 })})
	add("2 persons: 5%, 4", trial{world: with(pair(.05, 4), func(w *world) { w.Persons = 2 })})
	family := func(share float64, codes []string, l lifts) world {
		w := families
		w.Shares, w.Lifts = shares(share, codes...), l
		return w
	}
	add("families, of one: 13%, 2.5", trial{world: family(.13, []string{"c00"}, lifts{{"c00", "c00"}: 2.5}), planted: "c00>"})
	add("families, of two: 13%, 2", trial{world: family(.13, []string{"c00", "c01"}, eachOther(2)), said: 54})
	add("families, of two: 9%, 2.5", trial{world: family(.09, []string{"c02", "c03"}, lifts{{"c02", "c03"}: 2.5, {"c03", "c02"}: 2.5}), planted: "c02>c03>"})
	oneWay := func(share, lift float64) world {
		w := pair(share, lift)
		w.Lifts = lifts{{"c00", "c01"}: lift}
		return w
	}
	add("one way only: 5%, 6", trial{world: oneWay(.05, 6), saidMost: 10, clearMost: 3})
	add("one way only: 8%, 4", trial{world: oneWay(.08, 4), turns: 600})
	return table
}
