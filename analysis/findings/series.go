package findings

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"kompas/analysis"
	"kompas/analysis/patterns"
	"kompas/analysis/sequence"
	"kompas/analysis/trends"
	"kompas/observe"
)

// Series is what was found over the meetings of a team, in words. The moments of a
// finding are in the trends: its id is "pattern:" or "loop:" and the id of the pattern or
// loop, or "one-way:" and that of the known loop.
type Series struct {
	Habits   *Section `json:"habits"`
	CameBack *Section `json:"came_back"` // loops of several meetings
	Together *Section `json:"together"`  // loops of all meetings taken together
}

// SayTrends puts what was found over the meetings of a team into words. It fails as
// [Say] does.
func SayTrends(trends *trends.Trends, lang string) (*Series, error) {
	t, err := newTeller(lang)
	if err != nil {
		return nil, err
	}
	book := observe.Codebook{}
	for code, labels := range trends.Labels {
		book.Tags = append(book.Tags, observe.Tag{ID: observe.TagID(code), Labels: labels})
	}
	t.names = t.say.NamesOf(nil, &book, nil)
	out := &Series{t.habits(trends), t.cameBack(trends), t.together(&trends.Pooled)}
	for _, s := range []*Section{out.Habits, out.CameBack, out.Together} {
		s.complete(func(string) bool { return true })
	}
	return out, nil
}

// habits tells of the patterns that only several meetings can tell.
func (t *teller) habits(trends *trends.Trends) *Section {
	var list []analysis.Pattern
	meetings := map[string]int{}
	for _, p := range trends.Patterns {
		list = append(list, p.Pattern)
		meetings[p.ID] = p.Meetings
	}
	s := t.patternsOf(list, t.say.maybeSeries, t.say.tooFewSeries, func(p analysis.Pattern) Finding {
		f := t.patternAs(p, t.seenOver(meetings[p.ID], p.EvidenceTotal, t.catalogue.Patterns[p.ID].Name))
		if p.Confidence == analysis.TooFew && meetings[p.ID] < patterns.LeastMeetings {
			f.Sure = t.say.sureOfFew
		}
		return f
	})
	s.Title = t.say.seriesPatterns
	switch {
	case len(s.Items) > 0:
		s.Lead = []string{t.catalogue.Habit}
	case len(trends.Points) < patterns.LeastMeetings:
		s.Lead = []string{t.say.fewMeetings}
	default:
		s.Lead = []string{t.say.noSeriesPatterns}
	}
	s.Method = []string{t.say.seriesMethod}
	return &s
}

// cameBack tells of the loops that the talk completed in several meetings.
func (t *teller) cameBack(trends *trends.Trends) *Section {
	w := t.say
	s := &Section{Name: cameBackSection, Title: w.cameBack, Lead: []string{w.noneBack}}
	known := map[string]string{} // the names of loops that were looked for, by id
	for _, l := range trends.Pooled.KnownLoops {
		known[l.ID] = l.Known
	}
	for _, l := range trends.Loops {
		s.Lead = []string{w.backLead}
		name := cmp.Or(l.Known, known[l.ID])
		loop, times := sequence.Loop{Nodes: l.Nodes, Signs: l.Signs, Kind: l.Kind}, 0
		for _, m := range l.Moments {
			times += m.Total
		}
		f := t.finding(OfLoop+l.ID, fmt.Sprintf(w.backTimes, upperFirst(t.round(loop)), w.Times(times), w.meetings(l.WholeIn)), "")
		t.ask(&f, name, analysis.Clear)
		f.Notes = append(t.nameNote(name), t.kindOf(loop), fmt.Sprintf(w.couldIn, w.meetings(l.CouldIn)))
		s.Items = append(s.Items, f)
	}
	return s
}

// round names a loop by its words: what went to and fro, or all the way round.
func (t *teller) round(l sequence.Loop) string {
	names := make([]string, len(l.Nodes))
	for i, node := range l.Nodes {
		names[i] = t.names.Code(node)
	}
	switch {
	case slices.Contains(l.Signs, sequence.Negative):
		return t.steps(l)
	case len(names) == 1:
		return fmt.Sprintf(t.say.andAgain, names[0])
	case len(names) == 2:
		return fmt.Sprintf(t.say.backAndForth, names[0], names[1])
	}
	return fmt.Sprintf(t.say.allRound, strings.Join(names, " → "))
}

// together tells of the loops of all meetings taken together, as of those of one
// meeting; and whether they were seen without the latest meeting, too.
func (t *teller) together(p *trends.Pooled) *Section {
	w := t.say
	s := &Section{Name: togetherSection, Title: w.together, Lead: []string{fmt.Sprintf(w.togetherLead, w.meetings(p.Meetings))}, Method: []string{w.togetherMethod}}
	all := sequence.Following{}
	seen := map[string]bool{}
	for _, l := range p.Loops {
		all.Loops = append(all.Loops, l.Loop)
		seen[l.ID] = l.Seen
	}
	for _, l := range p.KnownLoops {
		all.KnownLoops = append(all.KnownLoops, l.KnownLoop)
		seen[l.ID] = seen[l.ID] || l.Seen
	}
	maybe := Fold{Title: w.maybeLoops}
	for _, l := range all.ToldLoops() {
		text := t.loopText(l.Loop)
		if l.Known != nil {
			text = upperFirst(t.knownSteps(l)) + " " + t.kindOf(l.Loop)
		}
		f := t.finding(OfLoop+l.ID, text, t.looked(seen[l.ID] && l.Status == sequence.Whole))
		f.Notes = append([]string{t.twoLooks(seen[l.ID])}, t.nameNote(l.Loop.Known)...)
		if l.Known == nil && l.Traversals != nil {
			f.Notes = append(f.Notes, fmt.Sprintf(w.wholeRound, w.Times(*l.Traversals)))
		}
		if l.Status == sequence.Whole {
			t.ask(&f, l.Loop.Known, analysis.Clear)
			s.Items = append(s.Items, f)
		} else {
			f.Notes = append(f.Notes, w.perhapsMeans)
			maybe.Items = append(maybe.Items, f)
		}
	}
	for _, l := range all.KnownLoops {
		if l.Is(sequence.OneWay) {
			link := l.LinkOf(l.Links[l.Stronger()])
			f := t.finding("one-way:"+l.ID, t.linkText(link)+" "+t.wayBack(&l), analysis.Possible)
			maybe.Items = append(maybe.Items, f)
		}
	}
	s.Folds = []Fold{maybe}
	switch {
	case len(s.Items)+len(maybe.Items) > 0:
	case p.Enough:
		s.Lead = append(s.Lead, w.noneTogether)
	default:
		s.Lead = append(s.Lead, w.fewTogether)
	}
	if n := all.Sought(); n > 0 && all.KnownFound() == 0 {
		s.Lead = append(s.Lead, fmt.Sprintf(w.knownNone, n))
	}
	return s
}

// looked returns how sure something is that was, or was not yet, seen twice.
func (t *teller) looked(twice bool) analysis.Confidence {
	if twice {
		return analysis.Clear
	}
	return analysis.Possible
}

// twoLooks says whether something was found in two looks in a row.
func (t *teller) twoLooks(twice bool) string {
	if twice {
		return t.say.seenInTeam
	}
	return t.say.firstSeen
}

// nameNote tells the name that a loop has in the literature, where it has one.
func (t *teller) nameNote(known string) []string {
	if name := t.say.Known[known]; name != "" {
		return []string{fmt.Sprintf(t.say.knownAs, name)}
	}
	return nil
}

// seenOver writes how often a pattern was seen over meetings.
func (t *teller) seenOver(meetings, times int, name string) string {
	return strings.NewReplacer("{meetings}", t.say.meetings(meetings), "{times}", t.say.Times(times),
		"{name}", name).Replace(t.catalogue.SeenOver)
}
