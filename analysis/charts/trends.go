package charts

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/types"

	"kompas/analysis/charts/colour"
	"kompas/analysis/charts/echarts"
	"kompas/analysis/trends"
	"kompas/observe"
)

// TrendsName is the name of the chart of a team over its meetings.
const TrendsName = "trends"

// BuildTrends draws a figure over meetings. It fails, with an [observe.Error]
// that names the option, on an unknown language or theme.
func BuildTrends(t *trends.Trends, o Options) (json.RawMessage, error) {
	d, err := begin(TrendsName, o)
	if err != nil {
		return nil, err
	}
	return json.Marshal(d.done(d.trends(t)))
}

// trends draws each meeting as a point with its interval, in order of time. Later
// meetings, which are compared with the earlier ones, are diamonds in the accent
// colour; a line shows the mean of the earlier ones. A meeting with too few turns
// is a ring, and one that is left out of the figure is a ring at the bottom.
func (d *drawing) trends(t *trends.Trends) option {
	w := d.texts
	name := w.Measures[t.Measure]
	switch {
	case t.Label[d.lang] != "":
		name = fmt.Sprintf(w.TrendsShareOf, t.Label[d.lang])
	case name == "":
		_, id, _ := strings.Cut(t.Measure, ":")
		name = fmt.Sprintf(w.TrendsShareOf, id)
	}
	d.caption.Title, d.caption.Subtitle = name, strings.TrimSpace(w.TrendsSub+" "+w.MeasureMeans[t.Measure])
	d.caption.Table.Columns = []string{w.Meeting, w.TrendsValue, w.TrendsFrom, w.TrendsTo, w.TurnsHead}
	told, few := 0, 0
	for _, p := range t.Points {
		switch {
		case p.Enough:
			told++
		case p.LeftOut == "":
			few++
		}
	}
	for _, p := range t.Points {
		d.row(d.day(p.At), d.share(p.Value), d.share(p.Low), d.share(p.High), strconv.Itoa(p.N))
	}
	switch {
	case len(t.Points) == 0:
		return d.empty(w.TrendsNone)
	case told == 0 && few == 0:
		return d.empty(strings.Join(d.notCounted(t), " "))
	case told == 0:
		return d.empty(strings.Join(append([]string{w.TrendsFew}, d.notCounted(t)...), " "))
	}
	d.caption.Title = name + ": " + d.verdict(t)
	d.caption.Note = d.trendsNote(t, told, few)

	var days, low, reach, points, rings, bottom list
	earlier, n, out := 0.0, 0, false
	const empty = "-" // ECharts draws no point for it
	for _, p := range t.Points {
		days = append(days, echarts.Plain(d.day(p.At)))
		if p.LeftOut == "" {
			bottom = append(bottom, empty)
		} else {
			why := fmt.Sprintf(w.TrendsLeftOut, d.meetings(1)+" "+w.LeftOut[p.LeftOut])
			out = true
			bottom = append(bottom, option{"value": 0.04, // above the dates
				"tooltip": option{"formatter": echarts.Plain(d.day(p.At) + ": " + why)}})
		}
		if p.Enough && !p.Later && t.Change != nil && n < t.Change.Earlier {
			earlier += *p.Value
			n++
		}
		if !p.Enough {
			low, reach, points = append(low, empty), append(reach, empty), append(points, empty)
			if p.Value == nil {
				rings = append(rings, empty)
			} else {
				rings = append(rings, echarts.Round(*p.Value, 4))
			}
			continue
		}
		rings = append(rings, empty)
		low = append(low, echarts.Round(*p.Low, 4))
		reach = append(reach, echarts.Round(*p.High-*p.Low, 4))
		point := option{"value": echarts.Round(*p.Value, 4), "itemStyle": option{"color": colour.Between(d.paper, d.quiet, 0.85)},
			"tooltip": option{"formatter": echarts.Plain(d.day(p.At) + ": " + d.share(p.Value))}}
		if p.Later { // a form of its own, so that colour is not the only difference
			point["symbol"], point["symbolSize"], point["itemStyle"] = "diamond", 15, option{"color": d.accent}
		}
		points = append(points, point)
	}
	line := option{"showSymbol": true, "symbol": "circle", "symbolSize": 11, "z": 4, "connectNulls": true,
		"lineStyle": option{"color": d.line, "width": 1}}
	if n > 0 {
		d.caption.Subtitle += " " + w.TrendsBefore
		line["markLine"] = option{"silent": true, "symbol": "none", "animation": false,
			"lineStyle": option{"color": d.quiet, "type": "dashed", "width": 1}, "label": option{"show": false},
			"data": list{option{"yAxis": echarts.Round(earlier/float64(n), 4)}}}
	}
	bar := func(visible bool) option {
		style := option{"color": "transparent"}
		if visible {
			style = option{"color": colour.Between(d.paper, d.quiet, 0.3), "borderRadius": 3}
		}
		return option{"stack": "interval", "barWidth": 6, "silent": true, "itemStyle": style, "tooltip": option{"show": false}}
	}
	ring := option{"symbol": "circle", "symbolSize": 10, "z": 4, "itemStyle": option{"color": d.paper, "borderColor": d.quiet, "borderWidth": 2}}
	d.caption.Heights = []Height{{MaxWidth: narrow, Height: 260}, {Height: 320}}
	c := charts.NewBar()
	c.MultiSeries = charts.MultiSeries{echarts.Series(types.ChartBar, "", low), echarts.Series(types.ChartBar, "", reach),
		echarts.Series(types.ChartLine, name, points), echarts.Series(types.ChartScatter, "", rings)}
	series := list{bar(false), bar(true), line, ring}
	if out {
		c.MultiSeries = append(c.MultiSeries, echarts.Series(types.ChartScatter, "", bottom))
		series = append(series, echarts.Merge(ring, option{"yAxisIndex": 1}))
	}
	return echarts.Build(c, echarts.Merge(d.common(), option{
		"grid":    d.grid(8, 16, 16, 8),
		"tooltip": option{"trigger": "item"},
		"xAxis": list{option{"type": "category", "data": days, "axisLine": option{"lineStyle": option{"color": d.line}}, "axisTick": option{"show": false},
			"axisLabel": option{"color": d.quiet, "fontSize": 12, "hideOverlap": true}}},
		"yAxis": list{option{"type": "value", "scale": true, "splitLine": option{"lineStyle": option{"color": d.line}},
			"axisLabel": option{"color": d.quiet, "fontSize": 12}}, option{"type": "value", "min": 0, "max": 1, "show": false}},
		"series": series,
	}))
}

// verdict says whether the figure moved, and which way.
func (d *drawing) verdict(t *trends.Trends) string {
	less, more := d.texts.Verdicts[t.Verdict][0], d.texts.Verdicts[t.Verdict][1]
	switch c := t.Change; {
	case c == nil:
	case t.Verdict == trends.TooFewToTell && c.Earlier >= trends.MinBaseline:
		return d.texts.AsUsual
	case c.Difference < 0:
		return less
	}
	return more
}

// trendsNote says what the verdict rests on.
func (d *drawing) trendsNote(t *trends.Trends, told, few int) string {
	w := d.texts
	parts := []string{d.meetings(told) + "."}
	switch {
	case few == 1:
		parts = append(parts, w.TrendsRing)
	case few > 1:
		parts = append(parts, fmt.Sprintf(w.TrendsRings, few))
	}
	parts = append(parts, d.notCounted(t)...)
	if c := t.Change; c != nil {
		parts = append(parts, fmt.Sprintf(w.TrendsChange, d.signed(c.Difference), d.signed(c.Low), d.signed(c.High), c.Later, c.Earlier))
	}
	switch {
	case t.NamedBefore == nil:
	case t.NamedAt == "":
		parts = append(parts, w.TrendsNoDate)
	case *t.NamedBefore:
		parts = append(parts, fmt.Sprintf(w.TrendsNamed, d.day(t.NamedAt)))
	default:
		parts = append(parts, fmt.Sprintf(w.TrendsLate, d.day(t.NamedAt)))
	}
	return strings.Join(parts, " ")
}

func (d *drawing) meetings(n int) string {
	if n == 1 {
		return d.texts.TrendsMeeting
	}
	return fmt.Sprintf(d.texts.TrendsMeetings, n)
}

// notCounted says which meetings are left out of the figure, and what it counts because
// they are not.
func (d *drawing) notCounted(t *trends.Trends) []string {
	var out, parts []string
	for _, why := range []trends.LeftOut{trends.SelfTapped, trends.CoreOnly, trends.Coarser, trends.Directing} {
		n := 0
		for _, p := range t.Points {
			if p.LeftOut == why {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, d.meetings(n)+" "+d.texts.LeftOut[why])
		}
	}
	if len(parts) > 0 {
		out = append(out, fmt.Sprintf(d.texts.TrendsLeftOut, strings.Join(parts, "; ")))
	}
	if t.SettlingTells {
		out = append(out, d.texts.SettlingTells)
	}
	return out
}

// day writes a date in the language.
func (d *drawing) day(at observe.Timestamp) string {
	year, month, day := at.Time().In(d.zone).Date()
	return fmt.Sprintf("%d %s %d", day, d.texts.Months[month-1], year)
}

// share writes a figure between 0 and 1.
func (d *drawing) share(v *float64) string {
	if v == nil {
		return "–"
	}
	return d.texts.Number(*v, 2)
}

// signed writes a difference with its sign.
func (d *drawing) signed(v float64) string {
	s := d.texts.Number(v, 2)
	if v > 0 && s != "0" {
		return "+" + s
	}
	return strings.Replace(s, "-", "−", 1)
}
