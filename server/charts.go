package server

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"
	_ "time/tzdata" // knows the time zones where the machine does not

	"kompas/analysis"
	"kompas/analysis/charts"
	"kompas/analysis/findings"
	"kompas/observe"
	"kompas/server/access"
	"kompas/server/api"
	"kompas/server/describe"
	"kompas/server/problem"
)

// chartSession is session for people who may see figures of persons; leaders and
// participants may not.
func (c *call) chartSession() (observe.SessionID, access.Right, error) {
	id, a, err := c.shownSession()
	if err == nil && (a.Role == observe.RoleLeader || a.Role == observe.RoleParticipant) {
		err = problem.New(problem.Forbidden, "a "+string(a.Role)+" sees no charts yet")
	}
	return id, a, err
}

// findingParams describes the query of findings in words.
func findingParams() []describe.Param { return append(analysisParams(), langParam()) }

func langParam() describe.Param {
	return describe.Param{Name: "lang", Doc: "Language", Schema: describe.Schema{"type": "string", "enum": []string{"nl", "en"}, "default": "en"}}
}

// chartParams describes the query of charts.
func chartParams() []describe.Param {
	return append(append(analysisParams(), styleParams()...), describe.Param{Name: "loop",
		Doc: "Of the chart loops: the id of the loop to draw, one of those in its loops; absent, or not found: the surest one", Schema: describe.Schema{"type": "string"}})
}

// styleParams describes the part of the query that says how charts are drawn.
func styleParams() []describe.Param {
	return []describe.Param{
		langParam(),
		{Name: "theme", Doc: "On what it is drawn", Schema: describe.Schema{"type": "string", "enum": []string{"light", "dark"}, "default": "light"}},
		zoneParam(),
	}
}

// zoneParam describes in which time zone dates are.
func zoneParam() describe.Param {
	return describe.Param{Name: "tz", Doc: "The time zone in which dates are, by its IANA name", Schema: describe.Schema{"type": "string", "default": "UTC"}}
}

// zoneOf reads a time zone; absent it is UTC.
func zoneOf(q *describe.Query) *time.Location {
	zone := time.UTC
	describe.Parse(q, "tz", "the IANA name of a time zone", &zone, func(s string) (*time.Location, bool) {
		z, err := time.LoadLocation(s)
		return z, err == nil && s != "Local"
	})
	return zone
}

func langOf(q *describe.Query) string { return q.OneOf("lang", "en", "nl") }

// chartStyleOf reads how a chart is drawn.
func chartStyleOf(q *describe.Query) charts.Options {
	return charts.Options{
		Lang:  langOf(q),
		Theme: charts.Theme(q.OneOf("theme", string(charts.Light), string(charts.Dark))),
		Loop:  q.Text("loop"),
		Zone:  zoneOf(q).String(),
	}
}

// without returns what is left out of pictures and sentences of a session, because
// somebody held it back.
func (c *call) without(id observe.SessionID) (findings.Without, error) {
	_, out, err := c.told(id, observe.OwnerViewer)
	return out, err
}

// replyChart answers with what draw makes of an analysis. As names what is made.
// Draws says whether it shows what random draws find; if not, none are made unless
// the query asks for some.
func (c *call) replyChart(id observe.SessionID, v observe.Viewer, draws bool, as string, draw func(context.Context, *analysis.Reading, charts.Options, findings.Without) (any, error)) error {
	q := describe.QueryOf(c.r)
	asked := analysisQueryOf(q)
	if !draws && !q.Has("permutations") {
		asked.Permutations = 0
	}
	style := chartStyleOf(q)
	if err := q.Err(); err != nil {
		return err
	}
	key, err := c.analysisKey(id, v, &asked)
	if err != nil {
		return err
	}
	without, err := c.without(id)
	if err != nil {
		return err
	}
	return c.replyComputed(key.As(fmt.Sprintf("%s %v %q %d", as, style, without.IDs, without.Times)), "codes", func(ctx context.Context) (any, error) {
		r, err := c.analyze(ctx, key, v, asked)
		if err != nil {
			return nil, err
		}
		return draw(ctx, r, style, without)
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
	return c.replyChart(id, a.Viewer, true, fmt.Sprint("charts ", compares), func(ctx context.Context, r *analysis.Reading, style charts.Options, without findings.Without) (any, error) {
		out := api.ChartPage{Items: []api.ChartItem{}}
		for _, name := range charts.Names() {
			caption, err := charts.CaptionOf(ctx, name, without.In(r), style)
			if err != nil {
				return nil, err
			}
			out.Items = append(out.Items, api.ChartItem{Name: name, Title: caption.Title, Empty: caption.Empty, Draws: charts.ShowsDraws(name)})
		}
		if compares && len(r.Observers) > 1 {
			title, err := charts.AgreementTitle(style)
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
	return c.replyChart(id, a.Viewer, charts.ShowsDraws(name), "chart "+name, func(ctx context.Context, r *analysis.Reading, style charts.Options, without findings.Without) (any, error) {
		return charts.Build(ctx, name, without.In(r), style)
	})
}

func readFindings(c *call) error {
	id, a, err := c.chartSession()
	if err != nil {
		return err
	}
	return c.replyChart(id, a.Viewer, true, "findings", func(ctx context.Context, r *analysis.Reading, style charts.Options, without findings.Without) (any, error) {
		return findings.SayWithout(ctx, r, style.Lang, without)
	})
}
