package server

import (
	"fmt"
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

func listCharts(c *call) error {
	if _, _, err := c.chartSession(); err != nil {
		return err
	}
	out := api.ChartPage{Items: []api.ChartItem{}}
	for _, name := range charts.Names() {
		out.Items = append(out.Items, api.ChartItem{Name: name})
	}
	return c.reply(http.StatusOK, out)
}

func readChart(c *call) error {
	id, a, err := c.chartSession()
	if err != nil {
		return err
	}
	name := c.r.PathValue("name")
	if !slices.Contains(charts.Names(), name) {
		return notFound("chart " + strconv.Quote(name))
	}
	lang, err := c.choice("lang", "en", "nl")
	if err != nil {
		return err
	}
	theme, err := c.choice("theme", string(charts.Light), string(charts.Dark))
	if err != nil {
		return err
	}
	var meeting *analysis.Meeting
	err = c.recorder.Read(c.r.Context(), id, a.Viewer, func(s *observe.Snapshot) error {
		meeting = analysis.FromState(s.State, a.Viewer, c.opts.Secret)
		return nil
	})
	if err != nil {
		return err
	}
	result, err := analysis.Analyze(meeting, analysis.DefaultOptions())
	if err != nil {
		return err
	}
	chart, err := charts.Build(name, result, charts.Options{Lang: lang, Theme: charts.Theme(theme)})
	if err != nil {
		return err
	}
	return c.reply(http.StatusOK, chart)
}

// choice gives a query parameter that is one of two; the first when it is
// absent.
func (c *call) choice(name, first, second string) (string, error) {
	switch v := c.r.URL.Query().Get(name); v {
	case "", first:
		return first, nil
	case second:
		return second, nil
	default:
		return "", wrong("/"+name, fmt.Sprintf("must be %q or %q; it is %q", first, second, v))
	}
}
