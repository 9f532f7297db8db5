package server

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"kompas/analysis"
	"kompas/analysis/charts"
	"kompas/analysis/findings"
	"kompas/observe"
	"kompas/server/access"
	"kompas/server/api"
	"kompas/server/problem"
)

// chartSession is session for those who may see figures of persons.
func (c *call) chartSession() (observe.SessionID, access.Right, error) {
	id, a, err := c.session()
	if err == nil && (a.Role == observe.RoleLeader || a.Role == observe.RoleParticipant) {
		err = problem.New(problem.Forbidden, "a "+string(a.Role)+" sees no charts yet")
	}
	return id, a, err
}

// findingParams describes the query of what was found in words.
func findingParams() []param { return append(analysisParams(), langParam()) }

func langParam() param {
	return param{name: "lang", doc: "Language", schema: schema{"type": "string", "enum": []string{"nl", "en"}, "default": "en"}}
}

// chartParams describes the query of charts.
func chartParams() []param {
	return append(analysisParams(), lookParams()...)
}

// lookParams describes how charts are drawn.
func lookParams() []param {
	return []param{
		langParam(),
		{name: "theme", doc: "On what it is drawn", schema: schema{"type": "string", "enum": []string{"light", "dark"}, "default": "light"}},
	}
}

func (q *query) lang() string { return q.oneOf("lang", "en", "nl") }

// look reads how a chart is drawn.
func (q *query) look() charts.Options {
	return charts.Options{
		Lang:  q.lang(),
		Theme: charts.Theme(q.oneOf("theme", string(charts.Light), string(charts.Dark))),
	}
}

// charted answers with what is drawn of a result, named by as. Without draws,
// unless they are asked for, where it does not show what they find.
func (c *call) charted(id observe.SessionID, v observe.Viewer, draws bool, as string, draw func(context.Context, *analysis.Reading, charts.Options) (any, error)) error {
	q := &query{values: c.r.URL.Query()}
	asked := q.analysis()
	if !draws && !q.values.Has("permutations") {
		asked.Permutations = 0
	}
	look := q.look()
	if err := q.problem(); err != nil {
		return err
	}
	key, err := c.analysisKey(id, v, asked)
	if err != nil {
		return err
	}
	return c.replyWith(key.as(fmt.Sprint(as, " ", look)), "codes", func(ctx context.Context) (any, error) {
		r, err := c.analyze(ctx, key, v, asked)
		if err != nil {
			return nil, err
		}
		return draw(ctx, r, look)
	})
}

func listCharts(c *call) error {
	id, a, err := c.chartSession()
	if err != nil {
		return err
	}
	compares, err := c.comparesObservers(id, a)
	if err != nil {
		return err
	}
	return c.charted(id, a.Viewer, true, fmt.Sprint("charts ", compares), func(ctx context.Context, r *analysis.Reading, look charts.Options) (any, error) {
		out := api.ChartPage{Items: []api.ChartItem{}}
		for _, name := range charts.Names() {
			frame, err := charts.FrameOf(ctx, name, r, look)
			if err != nil {
				return nil, err
			}
			out.Items = append(out.Items, api.ChartItem{Name: name, Title: frame.Title, Empty: frame.Empty, Draws: charts.ShowsDraws(name)})
		}
		if compares && len(r.Observers) > 1 {
			title, err := charts.AgreementTitle(look)
			if err != nil {
				return nil, err
			}
			out.Items = append(out.Items, api.ChartItem{Name: charts.AgreementName, Title: title})
		}
		return out, nil
	})
}

func readChart(c *call) error {
	id, a, err := c.chartSession()
	if err != nil {
		return err
	}
	name := c.r.PathValue("name")
	if name == charts.AgreementName {
		return c.readAgreementChart(id, a)
	}
	if !slices.Contains(charts.Names(), name) {
		return problem.NoSuch("chart " + strconv.Quote(name))
	}
	return c.charted(id, a.Viewer, charts.ShowsDraws(name), "chart "+name, func(ctx context.Context, r *analysis.Reading, look charts.Options) (any, error) {
		return charts.Build(ctx, name, r, look)
	})
}

func readFindings(c *call) error {
	id, a, err := c.chartSession()
	if err != nil {
		return err
	}
	return c.charted(id, a.Viewer, true, "findings", func(ctx context.Context, r *analysis.Reading, look charts.Options) (any, error) {
		return findings.Say(ctx, r, look.Lang)
	})
}
