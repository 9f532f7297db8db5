package analysis

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"kompas/analysis/compute"
	"kompas/analysis/shuffle"
	"kompas/analysis/stats"
	"kompas/observe"
)

// Draws of effects.
const (
	effectShifts = 1000 // shifts of what everybody did
	effectBoots  = 300  // block bootstraps
	bootTurns    = 15   // turns in a block of a bootstrap
)

// minActs is the number of triggers, and of other acts, below which an effect has not
// enough.
const minActs = 10

// effects compares what came after each kind of act by a role or a person with what
// came after the other acts of the same persons. Rows of roles come first, then
// those of persons, each by tag and outcome.
//
//	rate = share of the triggers after which the outcome came
//	base = share of the same actors' other acts after which it came
//
// The same actors are those who did a trigger at least once. An act of which an
// outcome is not known (see acts) counts in neither. Beyond 20 000 turns, and beyond
// 2 000 kinds of acts by a person, effects are not computed and there are no rows.
// Without draws there are no intervals and no p.
func (s *Selection) effects(ctx context.Context) (rows []EffectRow, computed bool) {
	if s.Len() > shuffle.MaxTurns || len(s.Participants)*(len(s.Tags)+2) > mostActKinds || s.actKinds() > mostTriggers {
		return []EffectRow{}, false
	}
	return newEffects(ctx, s).compare(), true
}

// Limits above which effects are not computed.
const (
	mostTriggers = 2000    // kinds of acts by a person that occur
	mostActKinds = 1 << 18 // persons times tags
)

// actKinds counts the kinds of acts by a person that occur.
func (s *Selection) actKinds() int {
	type kind struct{ person, tag int32 }
	seen := map[kind]struct{}{}
	for i, tag := range s.Turns.Tag {
		if from := s.Turns.From[i]; from >= 0 && tag >= 0 {
			seen[kind{from, tag}] = struct{}{}
		}
	}
	return len(seen)
}

func (e *effects) compare() []EffectRow {
	o := &e.s.options
	observed := e.tally(e.label, nil)
	rows := e.rows(observed)
	out := make([]EffectRow, len(rows))
	for k, row := range rows {
		out[k] = EffectRow{Trigger: row.trigger, Outcome: outcomeNames[row.outcome]}
		n := row.counts(observed)
		out[k].fill(n)
	}
	if o.Permutations == 0 || len(rows) == 0 {
		return out
	}
	e.addIntervals(out, rows, o.Seed)
	e.addChance(out, rows, o.Seed)
	adjust(out)
	return out
}

// effects is the acts of a meeting by who did what.
type effects struct {
	ctx   context.Context
	s     *Selection
	acts  []act
	actor []int32   // by act; none for the group
	label []int32   // by act: 0 without a tag, else the tag's index + 1
	own   [][]int32 // acts of each person, in order
	tags  int       // number of labels, including that for no tag; a tally has one more, for all labels together
}

func newEffects(ctx context.Context, s *Selection) *effects {
	e := &effects{ctx: ctx, s: s, acts: s.acts(), actor: s.Turns.From, label: make([]int32, s.Len()),
		own: make([][]int32, len(s.Participants)), tags: len(s.Tags) + 1}
	for i, tag := range s.Turns.Tag {
		e.label[i] = tag + 1
		if p := s.Turns.From[i]; p >= 0 {
			e.own[p] = append(e.own[p], int32(i))
		}
	}
	return e
}

// outcomeCount counts acts of which an outcome is known (n), and those after which
// it came.
type outcomeCount struct{ n, came int32 }

// tally counts by person, label and outcome (see place). Weight is how often each
// act counts; nil means once.
func (e *effects) tally(label []int32, weight []int32) []outcomeCount {
	out := make([]outcomeCount, len(e.own)*(e.tags+1)*int(outcomes))
	for i, a := range e.acts {
		if a.can == 0 {
			continue
		}
		w := int32(1)
		if weight != nil {
			if w = weight[i]; w == 0 {
				continue
			}
		}
		cell := out[e.place(int(e.actor[i]), int(label[i]), 0):][:outcomes]
		for k := range cell {
			cell[k].n += w & -int32(a.can>>k&1)
			cell[k].came += w & -int32(a.came>>k&1)
		}
	}
	for p := range e.own {
		all := out[e.place(p, e.tags, 0):][:outcomes]
		for label := range e.tags {
			for k, c := range out[e.place(p, label, 0):][:outcomes] {
				all[k].n += c.n
				all[k].came += c.came
			}
		}
	}
	return out
}

// place returns the index in a tally of the acts of a person with a label and an
// outcome.
func (e *effects) place(person, label int, k outcome) int {
	return (person*(e.tags+1)+label)*int(outcomes) + int(k)
}

// effectRow is one effect: who does what, and what comes.
type effectRow struct {
	trigger EffectTrigger
	outcome outcome
	with    []int // places in a tally of the actors' acts with the tag
	all     []int // and of all their acts
}

// counts sums a tally up for a row: the triggers, then the other acts.
func (r *effectRow) counts(tally []outcomeCount) (out [2]outcomeCount) {
	for i, p := range r.with {
		a, b := tally[p], tally[r.all[i]]
		out[0].n += a.n
		out[0].came += a.came
		out[1].n += b.n - a.n
		out[1].came += b.came - a.came
	}
	return out
}

// rows lists the effects that have a trigger whose outcome is known.
func (e *effects) rows(observed []outcomeCount) []effectRow {
	var out []effectRow
	add := func(who EffectTrigger, persons []int) {
		for tag := 1; tag < e.tags; tag++ {
			compute.Look(e.ctx)
			doers := slices.DeleteFunc(slices.Clone(persons), func(p int) bool {
				return !slices.ContainsFunc(e.own[p], func(i int32) bool { return e.label[i] == int32(tag) })
			})
			for k := range outcomes {
				row := effectRow{trigger: who, outcome: k}
				row.trigger.Tag = e.s.Tags[tag-1].ID
				for _, p := range doers {
					row.with = append(row.with, e.place(p, tag, k))
					row.all = append(row.all, e.place(p, e.tags, k))
				}
				if row.counts(observed)[0].n > 0 {
					out = append(out, row)
				}
			}
		}
	}
	m, hide := e.s.Meeting, e.s.rolesHide()
	for _, role := range []observe.PersonRole{observe.Leader, observe.Member, observe.Facilitator, observe.Guest} {
		var persons []int
		for p, who := range m.Participants {
			if who.Role == role {
				persons = append(persons, p)
			}
		}
		if len(persons) > 0 && hide {
			add(EffectTrigger{Role: role}, persons)
		}
	}
	for p, who := range m.Participants {
		if !m.Limited || who.ID == m.Own {
			add(EffectTrigger{Person: who.ID}, []int{p})
		}
	}
	place := map[EffectTrigger]int{} // of each who, in the order in which they were added
	for i, row := range out {
		who := row.trigger
		who.Tag = ""
		if _, ok := place[who]; !ok {
			place[who] = i
		}
	}
	slices.SortStableFunc(out, func(a, b effectRow) int {
		x, y := a.trigger, b.trigger
		x.Tag, y.Tag = "", ""
		return cmp.Or(cmp.Compare(place[x], place[y]), strings.Compare(string(a.trigger.Tag), string(b.trigger.Tag)))
	})
	return out
}

// fill sets the figures that counts alone determine.
func (r *EffectRow) fill(n [2]outcomeCount) {
	r.N, r.NBase = int(n[0].n), int(n[1].n)
	r.Rate, r.Base = stats.Ratio(int(n[0].came), r.N), stats.Ratio(int(n[1].came), r.NBase)
	r.Difference = difference(n)
	r.Enough = r.N >= minActs && r.NBase >= minActs
}

// difference returns rate - base, or nil when one of them is undefined.
func difference(n [2]outcomeCount) *float64 {
	if n[0].n == 0 || n[1].n == 0 {
		return nil
	}
	return new(float64(n[0].came)/float64(n[0].n) - float64(n[1].came)/float64(n[1].n))
}

// addIntervals adds the interval of each difference, by [stats.Newcombe], with the
// numbers of acts divided by
//
//	deff = max(1, V_block / V_binomial)
//
// V_block is the variance of the difference over 300 circular block bootstraps of 15
// turns (Politis & Romano 1992): acts that lie together are alike, so they carry less
// information than as many independent acts. V_binomial = rate (1 - rate) / n + base
// (1 - base) / n_base; where it is 0, deff is 1.
func (e *effects) addIntervals(out []EffectRow, rows []effectRow, seed uint64) {
	n := e.s.Len()
	size := min(bootTurns, n)
	drawn := make([][]float64, effectBoots) // by bootstrap and row, the difference; NaN where it is undefined
	compute.OnCores(e.ctx, effectBoots, func(first, end int) func() {
		var g shuffle.Generator
		weight := make([]int32, n)
		for b := first; b < end; b++ {
			compute.Look(e.ctx)
			g.Seed(seed, uint64(b)+1)
			clear(weight)
			for filled := 0; filled < n; filled += size {
				from := int(g.Below(uint64(n)))
				for k := range min(size, n-filled) {
					weight[(from+k)%n]++
				}
			}
			tally := e.tally(e.label, weight)
			drawn[b] = make([]float64, len(rows))
			for k, row := range rows {
				drawn[b][k] = math.NaN()
				if d := difference(row.counts(tally)); d != nil {
					drawn[b][k] = *d
				}
			}
		}
		return func() {}
	})
	for k := range out {
		compute.Look(e.ctx)
		r := &out[k]
		if r.Difference == nil {
			continue
		}
		var values []float64
		for _, d := range drawn {
			if !math.IsNaN(d[k]) {
				values = append(values, d[k])
			}
		}
		deff := 1.0
		p, q := *r.Rate, *r.Base
		if binomial := p*(1-p)/float64(r.N) + q*(1-q)/float64(r.NBase); binomial > 0 && len(values) > 1 {
			deff = max(1, stats.Variance(values)/binomial)
		}
		low, high := stats.Newcombe(p, float64(r.N)/deff, q, float64(r.NBase)/deff)
		r.Low, r.High = &low, &high
	}
}

// addChance adds p: the share of the draws, with this meeting as one more, whose
// difference is as far from 0. In each draw the tags of each person's acts are moved
// on along their own acts by a random number of places, the last ones to the front.
// So who acts when stays the same, and the order in which each person does things
// stays the same up to where it begins. A draw whose difference is undefined counts
// as far.
func (e *effects) addChance(out []EffectRow, rows []effectRow, seed uint64) {
	hits := make([]int, len(rows))
	compute.OnCores(e.ctx, effectShifts, func(first, end int) func() {
		var g shuffle.Generator
		own, label := make([]int, len(rows)), slices.Clone(e.label)
		for b := first; b < end; b++ {
			compute.Look(e.ctx)
			g.Seed(seed, uint64(b)+1)
			shiftOwn(e.own, &g, func(to, from int32) { label[to] = e.label[from] })
			tally := e.tally(label, nil)
			for k := range rows {
				if out[k].Difference == nil {
					continue
				}
				const same = 1e-12
				if d := difference(rows[k].counts(tally)); d == nil || math.Abs(*d) >= math.Abs(*out[k].Difference)-same {
					own[k]++
				}
			}
		}
		return func() { compute.Add(hits, own) }
	})
	for k := range out {
		if out[k].Difference != nil {
			out[k].P = new(float64(1+hits[k]) / (1 + effectShifts))
		}
	}
}

// adjust adds Holm's p over the rows with enough acts that are shown together: those
// of all roles, and those of each person, which only that person reads.
func adjust(out []EffectRow) {
	together := map[observe.PersonID][]int{}
	for k, r := range out {
		if r.Enough && r.P != nil {
			together[r.Trigger.Person] = append(together[r.Trigger.Person], k)
		}
	}
	for _, rows := range together {
		p := make([]float64, len(rows))
		for i, k := range rows {
			p[i] = *out[k].P
		}
		for i, adjusted := range stats.Holm(p) {
			out[rows[i]].PAdjusted = new(adjusted)
		}
	}
}

// EachTrigger calls yield with each act that an effect counts as its trigger, in
// order of time: the place of its turn in the list, the places of the turns after it
// that were looked at, and whether the outcome came.
func (s *Selection) EachTrigger(e EffectRow, yield func(turn int, after []int, came bool)) {
	k := slices.Index(outcomeNames[:], e.Outcome)
	if k < 0 {
		return
	}
	acts := s.acts()
	for i, from := range s.Turns.From {
		tag := s.Turns.Tag[i]
		if from < 0 || tag < 0 || s.Tags[tag].ID != e.Trigger.Tag || acts[i].can>>k&1 == 0 {
			continue
		}
		if who := s.Participants[from]; e.Trigger.Person != "" && who.ID != e.Trigger.Person || e.Trigger.Role != "" && who.Role != e.Trigger.Role {
			continue
		}
		yield(i, s.lookedAt(i, outcome(k)), acts[i].came>>k&1 == 1)
	}
}

// lookedAt lists the turns after an act that decide about an outcome: for a silence
// the next one, otherwise those up to the last of the acts of others.
func (s *Selection) lookedAt(i int, k outcome) []int {
	var out []int
	for j, heard := i+1, 0; j < s.Len() && heard < window && !s.beginsSegment(j); j++ {
		out = append(out, j)
		if k == silence {
			break
		}
		if who := s.Turns.From[j]; who >= 0 && who != s.Turns.From[i] {
			heard++
		}
	}
	return out
}
