package charts

import (
	"fmt"
	"strings"

	"kompas/analysis"
	"kompas/analysis/patterns"
)

// SayTrends puts the patterns of a team over its meetings into words. The id of a
// finding is that of the pattern, whose moments are in the trends. It fails as
// BuildTrends does.
func SayTrends(trends *analysis.Trends, o Options) (*Section, error) {
	d, err := begin(TrendsName, o)
	if err != nil {
		return nil, err
	}
	t := newTeller(d)
	var list []analysis.Pattern
	meetings := map[string]int{}
	for _, p := range trends.Patterns {
		list = append(list, p.Pattern)
		meetings[p.ID] = p.Meetings
	}
	s := t.habitsOf(list, t.say.tooFewSeries, func(p analysis.Pattern) Finding {
		f := t.habitAs(p, t.framedSeries(t.texts.Patterns[p.ID].Name, meetings[p.ID], p.EvidenceTotal))
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

// framedSeries writes how often a pattern was seen over meetings.
func (t *teller) framedSeries(name string, meetings, times int) string {
	frame := t.texts.FrameSeries
	if meetings == 1 {
		frame = strings.Replace(frame, t.say.manyMeetings, t.say.oneMeeting, 1)
	}
	if times == 1 {
		frame = strings.Replace(frame, t.say.manyTimes, t.say.once, 1)
	}
	return strings.NewReplacer("{m}", fmt.Sprint(meetings), "{n}", fmt.Sprint(times), "{name}", fmt.Sprintf(t.say.quote, name)).Replace(frame)
}
