// Package patterns recognises known patterns in a meeting. Each is data (when it is
// normal, its threshold), a small function that counts, and texts in each language
// (what it is called, which question goes with it).
//
// A pattern is found against a null or, where there is none, described with an
// interval and without a claim against chance. docs/patterns.md gives the reason of
// every threshold. Some patterns cannot be told from chance in one meeting; they are
// looked for over several only ([FindOver]).
package patterns

import (
	"cmp"
	"context"
	"math"
	"slices"

	"kompas/analysis"
	"kompas/analysis/compute"
	"kompas/analysis/sequence"
	"kompas/analysis/stats"
	"kompas/analysis/trends"
	"kompas/observe"
)

// Leaning says what a pattern mostly does to a team.
type Leaning string

// Leanings.
const (
	Helps   Leaning = "helps"
	Hinders Leaning = "hinders"
	Either  Leaning = "either" // it depends: that is the question to the team
)

// null says what a pattern is compared with.
type null byte

const (
	nullShuffles null = 'S' // the acts of each person within a stretch, in any order
	nullSwaps    null = 'T' // the persons who take turns, in any order
	nullShifts   null = 'C' // the tags of each person, moved on along their own acts
	described    null = 'D' // nothing: there is only an interval
)

// pattern is one of the catalogue.
type pattern struct {
	id      string
	leaning Leaning
	normal  []observe.Purpose // purposes of a phase in which it is to be expected
	series  bool              // looked for over several meetings only
	null    null

	threshold float64
	atMost    bool // the pattern is there when the measure is at most the threshold; otherwise when it is at least that

	// A pattern is counted by compare or by count. What it counts are sums, which add up
	// over meetings; those of a comparison are N, Hits, BaseN and BaseHits.
	compare func(s *scene) *analysis.Comparison // for nullShifts
	count   func(s *scene) *counted             // for the other nulls; it returns nil when the meeting cannot show the pattern
	measure func(sums, mean []float64) float64  // NaN when undefined; mean is the mean sums of the draws
	enough  func(sums []float64) bool
	n       int // index in sums of the number of moments that the pattern rests on
	follows int // how many acts after a trigger are shown with it

	strength func(measure float64) float64 // from 0 to 1, by measure
}

// counted is what was counted in one meeting.
type counted struct {
	sums      []float64
	drawn     [][]float64         // the sums of each draw
	p         float64             // set where it is known without draws of its own
	moments   [][]int             // the acts of each of the first moments
	seen      int                 // how many moments there are
	threshold float64             // set where it depends on the meeting
	interval  [2]int              // k and n of a share, for its interval
	strength  float64             // set where it depends on the meeting
	most      analysis.Confidence // set where the pattern is never more than this
}

// moment counts a moment of these acts. Moments must be added in order of time.
func (c *counted) moment(acts ...int) {
	c.seen++
	if len(c.moments) < sequence.MaxEvidence {
		c.moments = append(c.moments, slices.Clone(acts))
	}
}

// All returns the ids of all patterns, in the order of the catalogue.
func All() []string {
	var out []string
	for _, p := range catalogue() {
		out = append(out, p.id)
	}
	return out
}

// Info is what is known of a pattern apart from its texts.
type Info struct {
	Leaning Leaning
	Normal  []observe.Purpose
	Series  bool // it is looked for over several meetings only
}

// About returns what is known of the pattern with this id; ok is false when there
// is none.
func About(id string) (info Info, ok bool) {
	for _, p := range catalogue() {
		if p.id == id {
			return Info{p.leaning, p.normal, p.series}, true
		}
	}
	return Info{}, false
}

// Analyze is [analysis.Analyze] with the patterns in its result.
func Analyze(ctx context.Context, m *analysis.Meeting, o analysis.Options) (*analysis.Reading, error) {
	r, err := analysis.Analyze(ctx, m, o)
	if err != nil {
		return nil, err
	}
	err = compute.Until(ctx, func() error {
		r.Patterns = patternsOf(find([]*scene{newScene(r.Scene(ctx))}, false))
		return nil
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// LeastMeetings is how many of the meetings must be able to show a pattern before
// it is told of them.
const LeastMeetings = 3

// FindOver is [trends.FindOver] with the patterns in its result that are looked
// for over several meetings only. What is counted in each meeting is added up,
// and so are the draws.
func FindOver(ctx context.Context, meetings []trends.Dated, o trends.Options) (*trends.TeamFindings, error) {
	out, err := trends.FindOver(ctx, meetings, o)
	if err != nil {
		return nil, err
	}
	if err := compute.Until(ctx, func() error { return addOver(ctx, out, meetings, o) }); err != nil {
		return nil, err
	}
	return out, nil
}

func addOver(ctx context.Context, out *trends.TeamFindings, meetings []trends.Dated, o trends.Options) error {
	var scenes []*scene
	var of []trends.Dated // the meeting of each scene
	for _, m := range trends.InOrder(meetings) {
		if m.SelfTapped() {
			continue
		}
		opts := o.ForMeeting()
		opts.Seed += uint64(len(scenes)) // so that the draws of the meetings are independent
		s, err := analysis.NewScene(ctx, m.Meeting, opts)
		if err != nil {
			return err
		}
		if len(s.Acts) > 0 {
			scenes, of = append(scenes, newScene(s)), append(of, m)
		}
	}
	for _, f := range find(scenes, true) {
		p := trends.TeamPattern{Pattern: *f.Pattern, Meetings: f.meetings(), Moments: []trends.TeamMoments{}}
		for i, c := range f.counts {
			if c != nil && c.seen > 0 {
				p.Moments = append(p.Moments, trends.TeamMoments{Session: of[i].Session, At: of[i].At, Total: c.seen, Turns: scenes[i].Moments(c.moments)})
			}
		}
		p.Moments = trends.Listed(p.Moments)
		out.Patterns = append(out.Patterns, p)
	}
	return nil
}

// found is a pattern and what was counted of it in each meeting.
type found struct {
	*analysis.Pattern
	counts []*counted
}

// meetings counts the meetings that could show the pattern.
func (f found) meetings() (n int) {
	for _, c := range f.counts {
		if c != nil {
			n++
		}
	}
	return n
}

func patternsOf(list []found) []analysis.Pattern {
	out := make([]analysis.Pattern, len(list))
	for i, f := range list {
		out[i] = *f.Pattern
	}
	return out
}

// find looks for each pattern of one kind in all scenes together, and returns
// those that are there, the clear ones first.
func find(scenes []*scene, series bool) []found {
	var list []*pattern
	for _, p := range catalogue() {
		if p.series == series {
			list = append(list, p)
		}
	}
	counts := make([][]*counted, len(scenes)) // scene x pattern
	for i, s := range scenes {
		counts[i] = s.countAll(list)
	}
	var judged []found
	var of []*pattern
	for k, p := range list {
		if f := p.judge(scenes, column(counts, k)); f != nil {
			judged, of = append(judged, found{f, column(counts, k)}), append(of, p)
		}
	}
	adjust(judged, series)
	var kept []found
	for i, f := range judged {
		if f.Confidence = of[i].confidence(f.Pattern, scenes, f.counts, series); f.Confidence != "" {
			kept = append(kept, f)
		}
	}
	order := []analysis.Confidence{analysis.Clear, analysis.Possible, analysis.TooFew}
	slices.SortStableFunc(kept, func(a, b found) int {
		return cmp.Compare(slices.Index(order, a.Confidence), slices.Index(order, b.Confidence))
	})
	return kept
}

// column returns the counts of one pattern in each scene.
func column(counts [][]*counted, k int) []*counted {
	out := make([]*counted, len(counts))
	for i := range counts {
		out[i] = counts[i][k]
	}
	return out
}

// adjust sets Holm's p over the patterns that have a p and enough moments and, in
// a series, enough meetings. The others are not told as more than too few,
// whatever their p.
func adjust(list []found, series bool) {
	var tested []found
	var p []float64
	for _, f := range list {
		if f.P != nil && f.Enough && (!series || f.meetings() >= LeastMeetings) {
			tested, p = append(tested, f), append(p, *f.P)
		}
	}
	for i, a := range stats.Holm(p) {
		tested[i].PAdjusted = &a
	}
}

// judge adds up what was counted and measures it. It returns nil when there is
// nothing to measure.
func (p *pattern) judge(scenes []*scene, counts []*counted) *analysis.Pattern {
	var all counted
	out := &analysis.Pattern{ID: p.id, Threshold: p.threshold, Evidence: [][]observe.EntryID{}}
	meetings, directed, proposed := 0, 0, 0
	for i, c := range counts {
		if c == nil {
			continue
		}
		meetings++
		all = all.add(c)
		out.EvidenceTotal += c.seen
		listed := min(len(c.moments), sequence.MaxEvidence-len(out.Evidence))
		out.Evidence = append(out.Evidence, scenes[i].IDs(c.moments[:listed])...)
		if usesAddressees[p.id] {
			d, q := scenes[i].proposed()
			directed, proposed = directed+d, proposed+q
		}
	}
	if meetings == 0 {
		return nil
	}
	mean := make([]float64, len(all.sums))
	for _, d := range all.drawn {
		for k, v := range d {
			mean[k] += v / float64(len(all.drawn))
		}
	}
	m := p.measure(all.sums, mean)
	if math.IsNaN(m) {
		return nil
	}
	if all.threshold > 0 {
		out.Threshold = all.threshold
	}
	out.Measure, out.Strength = m, min(1, max(0, p.strength(m)))
	if all.strength > 0 {
		out.Strength = all.strength
	}
	out.N, out.Enough = int(all.sums[p.n]), p.enough(all.sums)
	switch {
	case all.p > 0:
		out.P = &all.p
	case p.null != described && len(all.drawn) == 0:
		return nil // without draws nothing can be said
	case p.null != described:
		reached := 1
		for _, d := range all.drawn {
			// A draw without anything to measure counts against the pattern.
			if x := p.measure(d, mean); math.IsNaN(x) || p.beyond(x, m) {
				reached++
			}
		}
		value := float64(reached) / float64(1+len(all.drawn))
		out.P = &value
	case all.interval[1] > 0:
		low, high := stats.Wilson(float64(all.interval[0])/float64(all.interval[1]), float64(all.interval[1]))
		out.Low, out.High = &low, &high
	}
	if float64(directed-proposed) < leastChosen*float64(directed) {
		out.Warning = "proposed"
	}
	return out
}

// leastChosen is the share of addressees that somebody must have chosen for a
// pattern about addressees to be told without a warning.
const leastChosen = 0.4

// usesAddressees has the patterns that rest on who was addressed.
var usesAddressees = map[string]bool{"through-one": true, "bid-without-answer": true, "after-forcing": true}

// beyond reports whether measure x is at least as far in the direction of the
// pattern as m.
func (p *pattern) beyond(x, m float64) bool {
	const same = 1e-12
	if p.atMost {
		return x <= m+same
	}
	return x >= m-same
}

// add returns the sum of what was counted in two sets of meetings. Everything but
// sums and draws stays that of the first.
func (c counted) add(d *counted) counted {
	if c.sums == nil {
		return *d
	}
	plus := func(a, b []float64) []float64 {
		out := slices.Clone(a)
		for k := range out {
			out[k] += b[k]
		}
		return out
	}
	c.sums = plus(c.sums, d.sums)
	drawn := make([][]float64, min(len(c.drawn), len(d.drawn)))
	for b := range drawn {
		drawn[b] = plus(c.drawn[b], d.drawn[b])
	}
	c.drawn = drawn
	return c
}

// Limits of what is said.
const (
	alpha       = 0.05
	leastSeen   = 3 // the number of moments below which not even "too few" is said
	leastActors = 3 // persons with leastOwn acts each that a shift needs to be conclusive
	leastOwn    = 5
)

// confidence returns how sure the pattern is, or "" when it is not there.
func (p *pattern) confidence(f *analysis.Pattern, scenes []*scene, counts []*counted, series bool) analysis.Confidence {
	if !p.beyond(f.Measure, f.Threshold) {
		return ""
	}
	if !f.Enough {
		if f.N < leastSeen {
			return ""
		}
		return analysis.TooFew
	}
	most := analysis.Clear
	actors, meetings := 0, 0
	for i, c := range counts {
		if c != nil {
			meetings++
			actors = max(actors, scenes[i].actors(leastOwn))
			if c.most != "" {
				most = c.most
			}
		}
	}
	if series && meetings < LeastMeetings {
		return analysis.TooFew
	}
	if p.null == nullShifts && actors < leastActors {
		most = analysis.Possible
	}
	switch {
	case f.P != nil:
		if *f.P > alpha {
			return ""
		}
		if *f.PAdjusted > alpha {
			return analysis.Possible
		}
	case f.Low != nil:
		if p.atMost && *f.High > f.Threshold || !p.atMost && *f.Low < f.Threshold {
			return analysis.Possible
		}
	}
	return most
}
