package server

import (
	"net/http"
	"slices"
	"strconv"

	"kompas/analysis"
	"kompas/analysis/charts"
	"kompas/observe"
	"kompas/server/api"
)

// chartSession is session for those who may see figures of persons.
func (c *call) chartSession() (observe.SessionID, access, error) {
	id, a, err := c.session()
	if err == nil && (a.Role == observe.RoleLeader || a.Role == observe.RoleParticipant) {
		err = forbidden("a " + string(a.Role) + " sees no charts yet")
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

// charted gives the result that charts are drawn from, and how. Without draws,
// unless they are asked for, where none of the charts shows what they find.
func (c *call) charted(id observe.SessionID, v observe.Viewer, draws bool) (*analysis.Result, charts.Options, error) {
	q := &query{values: c.r.URL.Query()}
	asked := q.analysis()
	if !draws && !q.values.Has("permutations") {
		asked.Permutations = 0
	}
	look := q.look()
	if err := q.problem(); err != nil {
		return nil, look, err
	}
	result, err := c.analyze(id, v, asked)
	return result, look, err
}

func listCharts(c *call) error {
	id, a, err := c.chartSession()
	if err != nil {
		return err
	}
	result, look, err := c.charted(id, a.Viewer, true)
	if err != nil {
		return err
	}
	out := api.ChartPage{Items: []api.ChartItem{}}
	for _, name := range charts.Names() {
		frame, err := charts.FrameOf(name, result, look)
		if err != nil {
			return err
		}
		out.Items = append(out.Items, api.ChartItem{Name: name, Title: frame.Title, Empty: frame.Empty, Draws: charts.ShowsDraws(name)})
	}
	listed, err := c.listsAgreement(id, a, result)
	if err != nil {
		return err
	}
	if listed {
		title, err := charts.AgreementTitle(look)
		if err != nil {
			return err
		}
		out.Items = append(out.Items, api.ChartItem{Name: charts.AgreementName, Title: title})
	}
	return c.reply(http.StatusOK, out)
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
		return notFound("chart " + strconv.Quote(name))
	}
	result, look, err := c.charted(id, a.Viewer, charts.ShowsDraws(name))
	if err != nil {
		return err
	}
	chart, err := charts.Build(name, result, look)
	if err != nil {
		return err
	}
	return c.reply(http.StatusOK, chart)
}

func readFindings(c *call) error {
	id, a, err := c.chartSession()
	if err != nil {
		return err
	}
	result, look, err := c.charted(id, a.Viewer, true)
	if err != nil {
		return err
	}
	found, err := charts.Say(result, look)
	if err != nil {
		return err
	}
	return c.reply(http.StatusOK, found)
}
