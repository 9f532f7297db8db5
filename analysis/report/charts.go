package report

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"kompas/analysis"
	"kompas/analysis/charts"
	"kompas/analysis/findings"
	"kompas/observe"
)

// Which charts a report has, in order: those of the team, and those of persons.
var (
	ofTeam    = []string{"tags", "transitions", "loops", "dimensions", "shifts", "rhythm", "effects"}
	ofPersons = []string{"participation", "sociogram", "matrix", "timeline"}
)

// mostTurns is how many turns the chart of single turns may have on paper.
const mostTurns = 5000

// chart is a chart of the report: its caption, and what the program draws.
type chart struct {
	charts.Caption
	AsTable string // over the table, which is folded
}

// charts adds the charts. Those with nothing to show are only named.
func (r *report) charts(ctx context.Context, v *view) error {
	options := map[string]map[string]json.RawMessage{}
	var left []string
	loop := ""
	if f := v.Pattern.Finding; f != nil {
		loop, _ = strings.CutPrefix(f.ID, findings.OfLoop)
	}
	add := func(drawn *analysis.Reading, names []string) (out []chart, err error) {
		for _, name := range names {
			if name == "effects" && len(drawn.Effects) == 0 {
				continue // it is told by roles, and none is told here
			}
			if name == "timeline" && drawn.Selection.Len() > mostTurns {
				left = append(left, r.w.TimelineTitle)
				continue
			}
			raw, err := charts.Build(ctx, name, drawn, charts.Options{Lang: r.options.Lang, Loop: loop, Zone: r.options.Zone.String()})
			if err != nil {
				return nil, err
			}
			var option map[string]json.RawMessage
			if err := json.Unmarshal(raw, &option); err != nil {
				return nil, err
			}
			c := chart{AsTable: r.w.AsTable}
			if err := json.Unmarshal(option["kompas"], &c.Caption); err != nil {
				return nil, err
			}
			if c.Empty {
				left = append(left, c.Title)
				continue
			}
			// Of its caption the program needs the heights; the rest stands beside the
			// picture, and the moments are not told at all.
			if option["kompas"], err = json.Marshal(map[string]any{"heights": c.Heights}); err != nil {
				return nil, err
			}
			delete(option, "aria")
			delete(option, "tooltip")
			options[name] = option
			out = append(out, c)
		}
		return out, nil
	}
	team, err := add(r.ofTeam(), ofTeam)
	if err != nil {
		return err
	}
	v.Team = team
	if r.options.Persons {
		drawn := r.Reading
		if !r.options.Names && !r.options.Anonymous {
			if drawn, err = r.source.Read(ctx, true); err != nil {
				return err
			}
		}
		if v.Persons, err = add(drawn, ofPersons); err != nil {
			return err
		}
	}
	if len(left) > 0 {
		v.Left = sprintf(r.w.NotDrawn, strings.Join(left, ", "))
	}
	v.Data, err = inScript(options)
	return err
}

// leastRole is how many persons share a role of which a chart of the team tells.
const leastRole = 3

// ofTeam returns the reading that charts of the team are drawn from: without what came
// after acts of a role that only one or two have, which would be a chart of a person.
func (r *report) ofTeam() *analysis.Reading {
	share := map[observe.PersonRole]int{}
	for _, p := range r.Participants {
		share[p.Role]++
	}
	result := *r.Result
	result.Effects = slices.DeleteFunc(slices.Clone(result.Effects), func(e analysis.EffectRow) bool { return share[e.Trigger.Role] < leastRole })
	return &analysis.Reading{Result: &result, Selection: r.Selection}
}
