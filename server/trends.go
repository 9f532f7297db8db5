package server

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"kompas/analysis/charts"
	"kompas/analysis/findings"
	"kompas/analysis/patterns"
	"kompas/analysis/trends"
	"kompas/observe"
	"kompas/server/access"
	"kompas/server/api"
	"kompas/server/describe"
	"kompas/server/documents"
	"kompas/server/problem"
	"kompas/server/results"
	"kompas/server/teams"
)

// trendParams describes the query of trends.
func trendParams() []describe.Param {
	return []describe.Param{
		{Name: "measure", Doc: "Which figure: " + strings.Join(trends.MeasureNames(), ", ") + ", tag:ID, family:ID, dimension:ID, or yardstick:N for line N of the team's yardstick, from 0",
			Schema: describe.Schema{"type": "string", "default": trends.DefaultOptions().Measure.Name}},
		{Name: "purpose", Doc: "Only items of the agenda with this purpose; absent: whole meetings", Schema: describe.Schema{"type": "string", "enum": observe.Purposes}},
	}
}

// trendOptionsOf reads the query of trends of a team. Anonymous viewers do not get the
// team's own words, because there may be names in them.
func trendOptionsOf(q *describe.Query, t *teams.Team, anonymous bool) trends.Options {
	o := trends.DefaultOptions()
	o.MaxCodes = mostCodes
	describe.Parse(q, "purpose", "inform, explore, weigh or decide", &o.Purpose, func(s string) (observe.Purpose, bool) {
		return observe.Purpose(s), slices.Contains(observe.Purposes, observe.Purpose(s))
	})
	if name := q.Text("measure"); name != "" {
		m, err := t.MeasureOf(name, anonymous)
		if err != nil {
			failOption(q, err)
			return o
		}
		o.Measure = m
	}
	for _, e := range t.Experiments { // the last experiment about the measure counts
		if e.Measure == o.Measure.Name && len(e.Sessions) > 0 { // an experiment without sessions was not tried yet
			o.Experiment, o.NamedAt, o.Later, o.SmallestChange = e.ID, e.NamedAt, e.Sessions, e.SmallestChange
		}
	}
	if anonymous {
		o.Experiment = ""
	}
	return o
}

// trendTeam returns the team of the path, and whether the caller is an anonymous
// viewer. It refuses people who may not follow the team over its meetings: only the
// owner, and those who were invited to all of its meetings, may, but not participants.
func (c *call) trendTeam() (t *documents.Stored[teams.Team], anonymous bool, err error) {
	if c.who.Owner {
		t, err = c.pathTeam()
		return t, false, err
	}
	id := observe.TeamID(c.r.PathValue("id"))
	i := slices.IndexFunc(c.who.Grants, func(g access.Grant) bool { return g.Scope == api.ScopeTeam && g.Team == id })
	switch {
	case i < 0:
		return nil, false, problem.New(problem.Forbidden, "only the owner, and who is invited to all meetings of the team, may follow it over them")
	case c.who.Grants[i].Role == observe.RoleParticipant:
		return nil, false, problem.New(problem.Forbidden, "a participant reads the own turns, not the results")
	}
	t, err = c.pathTeam()
	return t, c.who.Grants[i].Anonymous, err
}

func readTrends(c *call) error {
	q := describe.QueryOf(c.r)
	style := chartStyleOf(q)
	s, err := c.teamSeries(q)
	if err != nil {
		return err
	}
	return c.replyComputed(s.measured().As(fmt.Sprint("trends ", style)), "", func(ctx context.Context) (any, error) {
		followed, err := overMeetings(ctx, c, s, s.measured(), trends.FollowMeasure)
		if err != nil {
			return nil, err
		}
		// Findings are the same for every measure, so they have a key without it.
		found, err := overMeetings(ctx, c, s, s.key, patterns.FindOver)
		if err != nil {
			return nil, err
		}
		all := *followed // a copy: others may be reading the original
		all.TeamFindings = *found
		said, err := findings.SayTrends(&all, style.Lang)
		return struct {
			*trends.Trends
			*findings.Series
		}{&all, said}, err
	})
}

func readTrendsChart(c *call) error {
	q := describe.QueryOf(c.r)
	style := chartStyleOf(q)
	s, err := c.teamSeries(q)
	if err != nil {
		return err
	}
	return c.replyComputed(s.measured().As(fmt.Sprint("chart ", style)), "", func(ctx context.Context) (any, error) {
		followed, err := overMeetings(ctx, c, s, s.measured(), trends.FollowMeasure)
		if err != nil {
			return nil, err
		}
		return charts.BuildTrends(followed, style)
	})
}

// teamSeries is a request for a figure over the meetings of a team.
type teamSeries struct {
	trends.Options
	meetings []teamMeeting
	key      results.Key // of all that results over the meetings depend on, but for the measure
	measure  string      // names the measure in a key
}

// teamSeries reads what is asked for over those meetings of the team of the path that
// the caller may count. The caller may have read some parameters of q already; what is
// wrong with them is in the error, too.
func (c *call) teamSeries(q *describe.Query) (*teamSeries, error) {
	t, anonymous, err := c.trendTeam()
	if err != nil {
		return nil, err
	}
	s := &teamSeries{Options: trendOptionsOf(q, &t.Value, anonymous)}
	if err := q.Err(); err != nil {
		return nil, err
	}
	if s.meetings, err = c.teamMeetings(t.Value.ID); err != nil {
		return nil, err
	}
	s.key.Of = fmt.Sprintf("trends %q %s%q", t.Value.ID, keyOf(s.meetings), s.Purpose)
	s.measure = fmt.Sprintf(" %d %v %q", t.Revision, anonymous, s.Measure.Name)
	return s, nil
}

// measured returns the key of the figure over the meetings.
func (s *teamSeries) measured() results.Key { return results.Key{Of: s.key.Of + s.measure} }

// overMeetings returns, within a computation, what do computes over the meetings. They
// are read within the computation, too.
func overMeetings[T any](ctx context.Context, c *call, s *teamSeries, key results.Key, do func(context.Context, []trends.Dated, trends.Options) (*T, error)) (*T, error) {
	return results.Part(ctx, c.results, key, func(ctx context.Context) (*T, int, error) {
		dated, turns, err := c.readMeetings(ctx, s.meetings)
		if err != nil {
			return nil, 0, err
		}
		o := s.Options
		o.Loops = func(ctx context.Context, d trends.Dated) (*trends.MeetingLoops, error) {
			i := slices.IndexFunc(s.meetings, func(m teamMeeting) bool { return m.Header.ID == d.Session })
			return c.keptLoops(ctx, &s.meetings[i], s.Options, func() (trends.Dated, error) { return d, nil })
		}
		out, err := do(ctx, dated, o)
		if err != nil {
			return nil, 0, err
		}
		return out, keptSize(out, turns), nil
	})
}
