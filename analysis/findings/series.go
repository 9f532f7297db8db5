package findings

import (
	"fmt"
	"strings"

	"kompas/analysis"
	"kompas/analysis/patterns"
	"kompas/analysis/trends"
)

// SayTrends puts the patterns of a team over its meetings into words. The id of a
// finding is that of the pattern, whose moments are in the trends. It fails as
// [Say] does.
func SayTrends(trends *trends.Trends, lang string) (*Section, error) {
	t, err := newTeller(lang)
	if err != nil {
		return nil, err
	}
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
	case len(trends.Points) < patterns.LeastMeetings:
		s.Lead = []string{t.say.fewMeetings}
	default:
		s.Lead = []string{t.say.noSeriesPatterns}
	}
	s.Method = []string{t.say.seriesMethod}
	s.complete(func(string) bool { return true })
	return &s, nil
}

// seenOver writes how often a pattern was seen over meetings.
func (t *teller) seenOver(meetings, times int, name string) string {
	return strings.NewReplacer("{meetings}", t.say.meetings(meetings), "{times}", t.say.Times(times),
		"{name}", fmt.Sprintf(t.say.quote, name)).Replace(t.catalogue.SeenOver)
}
