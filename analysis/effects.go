package analysis

import (
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
	effectDraws = 1000 // draws of each null
	effectBoots = 300  // block bootstraps
	bootTurns   = 15   // turns in a block of a bootstrap
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
	if s.Len() > shuffle.MaxTurns || len(s.Participants)*(len(s.Tags)+2) > mostActKinds {
		return []EffectRow{}, false
	}
	e := newEffects(ctx, s)
	if e.kinds > mostTriggers+1 {
		return []EffectRow{}, false
	}
	return e.compare(), true
}

// Limits above which effects are not computed.
const (
	mostTriggers = 2000    // kinds of acts by a person that occur
	mostActKinds = 1 << 18 // persons times tags
)

func (e *effects) compare() []EffectRow {
	o := &e.s.options
	rows := e.rows()
	out := make([]EffectRow, len(rows))
	for k, row := range rows {
		out[k] = EffectRow{Trigger: row.trigger, Outcome: outcomeNames[row.outcome]}
		out[k].fill(row.with, row.all)
	}
	if o.Permutations == 0 || len(rows) == 0 {
		return out
	}
	e.addIntervals(out, rows, o.Seed)
	e.addChance(out, rows, o.Seed)
	return out
}

// effects is the acts of a meeting by who did what.
type effects struct {
	ctx   context.Context
	s     *Selection
	after []counts // by act, what is known and what came after it
	kind  []int32  // by act: what it was and by whom, from 1; 0 without a tag, negative by the group
	place []int32  // by person and tag, their kind; 0 for what did not occur
	kinds int      // number of kinds, with 0
}

func newEffects(ctx context.Context, s *Selection) *effects {
	e := &effects{ctx: ctx, s: s, after: make([]counts, s.Len()), kind: make([]int32, s.Len()),
		place: make([]int32, len(s.Participants)*len(s.Tags)), kinds: 1}
	for i, a := range s.acts() {
		e.after[i] = a.counts()
		from, tag := s.Turns.From[i], s.Turns.Tag[i]
		switch {
		case from < 0:
			e.kind[i] = none
		case tag >= 0:
			at := &e.place[int(from)*len(s.Tags)+int(tag)]
			if *at == 0 {
				*at = int32(e.kinds)
				e.kinds++
			}
			e.kind[i] = *at
		}
	}
	return e
}

// counts are numbers of acts by outcome: in the upper 16 bits those after which it is
// known whether it came, in the lower 16 those after which it came. Among 20 000 turns
// neither overflows.
type counts [outcomes]uint32

func (a act) counts() (c counts) {
	for k := range c {
		c[k] = uint32(a.can>>k&1)<<16 | uint32(a.came>>k&1)
	}
	return c
}

func (c *counts) add(more *counts) {
	for k := range c {
		c[k] += more[k]
	}
}

// known returns how many acts there are after which an outcome is known, and after how
// many of them it came.
func known(c uint32) (n, came int) { return int(c >> 16), int(c & 0xffff) }

// tally counts what came after acts, by kind and by person. Weight is how often each act
// counts.
func (e *effects) tally(weight []uint32, byKind, byPerson []counts) {
	clear(byKind)
	clear(byPerson)
	for i, from := range e.s.Turns.From {
		if from < 0 || weight[i] == 0 {
			continue
		}
		c := e.after[i]
		for k := range c {
			c[k] *= weight[i]
		}
		byKind[e.kind[i]].add(&c)
		byPerson[from].add(&c)
	}
}

// effectRow is one effect: who does what, and what comes.
type effectRow struct {
	trigger   EffectTrigger
	outcome   outcome
	kinds     []int32 // the triggers of each person who did one
	persons   []int   // these persons
	with, all uint32  // counts of the triggers, and of all acts of these persons
}

// rows lists the effects that have a trigger whose outcome is known.
func (e *effects) rows() []effectRow {
	s, out := e.s, []effectRow(nil)
	byKind, byPerson := make([]counts, e.kinds), make([]counts, len(s.Participants))
	e.tally(slices.Repeat([]uint32{1}, s.Len()), byKind, byPerson)
	tags := make([]int, len(s.Tags))
	for i := range tags {
		tags[i] = i
	}
	slices.SortFunc(tags, func(a, b int) int { return strings.Compare(string(s.Tags[a].ID), string(s.Tags[b].ID)) })
	add := func(who EffectTrigger, persons ...int) {
		for _, tag := range tags {
			compute.Look(e.ctx)
			row := effectRow{trigger: who}
			row.trigger.Tag = s.Tags[tag].ID
			var with, all counts
			for _, p := range persons {
				if kind := e.place[p*len(s.Tags)+tag]; kind > 0 {
					row.kinds, row.persons = append(row.kinds, kind), append(row.persons, p)
					with.add(&byKind[kind])
					all.add(&byPerson[p])
				}
			}
			for k := range outcomes {
				if n, _ := known(with[k]); n > 0 {
					row.outcome, row.with, row.all = k, with[k], all[k]
					out = append(out, row)
				}
			}
		}
	}
	m, hide := s.Meeting, s.rolesHide()
	for _, role := range []observe.PersonRole{observe.Leader, observe.Member, observe.Facilitator, observe.Guest} {
		var persons []int
		for p, who := range m.Participants {
			if who.Role == role {
				persons = append(persons, p)
			}
		}
		if hide {
			add(EffectTrigger{Role: role}, persons...)
		}
	}
	for p, who := range m.Participants {
		if !m.Limited || who.ID == m.Own {
			add(EffectTrigger{Person: who.ID}, p)
		}
	}
	return out
}

// fill sets the figures that counts alone determine.
func (r *EffectRow) fill(with, all uint32) {
	n, came := known(with)
	base, cameElse := known(all - with)
	r.N, r.NBase = n, base
	r.Rate, r.Base = stats.Ratio(came, n), stats.Ratio(cameElse, base)
	if base > 0 {
		r.Difference = new(*r.Rate - *r.Base)
	}
	r.Enough = r.N >= minActs && r.NBase >= minActs
}

// difference returns the rate of the triggers less that of the other acts, NaN when one
// of them is undefined. It is one division of whole numbers, so that equal differences
// are equal to the last bit.
func difference(with, all uint32) float64 {
	n, came := known(with)
	total, cameAll := known(all)
	return float64(came*total-cameAll*n) / float64(n*(total-n))
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
		weight := make([]uint32, n)
		byKind, byPerson := make([]counts, e.kinds), make([]counts, len(e.s.Participants))
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
			e.tally(weight, byKind, byPerson)
			drawn[b] = make([]float64, len(rows))
			for k := range rows {
				row := &rows[k]
				with, all := uint32(0), uint32(0)
				for j, kind := range row.kinds {
					with += byKind[kind][row.outcome]
					all += byPerson[row.persons[j]][row.outcome]
				}
				drawn[b][k] = difference(with, all)
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
