package charts

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/types"

	"kompas/analysis"
	"kompas/analysis/charts/colour"
	"kompas/analysis/charts/echarts"
	"kompas/analysis/moments"
	"kompas/analysis/wording"
	"kompas/observe"
)

// rhythm draws the pace, in turns per bin of time, and under it the longest stretches
// without a new turn: those longer than nine in ten. A silence that somebody noted is a
// mark of its own: without one nobody knows whether it was silent.
func rhythm(d *drawing) option {
	w := d.texts
	d.caption.Title, d.caption.Subtitle = w.RhythmTitle, w.RhythmSub
	d.caption.Table.Columns = []string{w.Time, w.TurnsHead, w.Longest, w.Silences}
	r := d.Selection.Rhythm()
	switch {
	case d.turns == 0:
		return d.empty(w.NoTurns)
	case d.withoutTurns():
		return d.empty(w.NoTurnsKept)
	case d.Timing == observe.OnPaper:
		return d.empty(w.NoTimes)
	}
	d.caption.Note = fmt.Sprintf(w.RhythmNote, d.stretch(r.BinMs))
	d.noteFew()
	binOf := func(at int64) int { return int((at - r.StartMs) / r.BinMs) }
	bins := moments.By(d.behind, func(_ int, t *analysis.Turn) (int, bool) { return binOf(t.At), t.Group == "" })
	var gaps, silences list
	told, silent := map[int][]string{}, map[int]int{} // by bin: the stretches that begin in it, and the silences
	for i, s := range r.Gaps {
		seconds := d.duration((s.ToMs - s.FromMs) / 100 * 100)
		gaps = append(gaps, list{s.FromMs, echarts.Round(float64(s.ToMs-s.FromMs)/1000, 1)})
		told[binOf(s.FromMs)] = append(told[binOf(s.FromMs)], seconds)
		g := &moments.Group{}
		d.behind.Gather(g, s.Before, s.After)
		d.behind.Add(moments.InSeries(1, i), fmt.Sprintf(w.GapOf, seconds), g).InRow(binOf(s.FromMs))
	}
	for i, t := range d.behind.Turns() {
		if t.Group == analysis.Silence {
			g := &moments.Group{}
			d.behind.Gather(g, i)
			d.behind.Add(moments.InSeries(2, len(silences)), w.ActOnce[analysis.Silence], g).InRow(binOf(t.At))
			silences = append(silences, list{t.At, 0})
			silent[binOf(t.At)]++
		}
	}
	var pace list
	for i, n := range r.Turns {
		at := r.StartMs + int64(i)*r.BinMs
		pace = append(pace, list{at + r.BinMs/2, n})
		d.behind.Add(moments.InSeries(0, i), fmt.Sprintf(w.Stretch, wording.Clock(at), wording.Clock(at+r.BinMs)), bins[i]).InRow(d.nextRow())
		d.row(wording.Clock(at), strconv.Itoa(n), cmp.Or(strings.Join(told[i], ", "), "–"), strconv.Itoa(silent[i]))
	}
	end := r.StartMs + int64(len(r.Turns))*r.BinMs
	d.phaseMoments(0)
	d.pauseMoments(0)
	if r.LiveMs > 0 {
		pace, decimals := float64(d.turns)/(float64(r.LiveMs)/60_000), 1
		if pace >= 10 {
			decimals = 0
		}
		longest := int64(0)
		for _, g := range r.Gaps {
			longest = max(longest, g.ToMs-g.FromMs)
		}
		if longest > 0 {
			d.finding(w.RhythmFound, w.Number(pace, decimals), d.about(longest))
		} else {
			d.finding(w.RhythmPace, w.Number(pace, decimals))
		}
	}
	d.heights(304)
	c := charts.NewBar()
	c.MultiSeries = charts.MultiSeries{echarts.Series(types.ChartBar, w.TurnsHead, pace), echarts.Series(types.ChartBar, w.Gap, gaps)}
	above, below := d.timeAxis(r.StartMs, end), d.timeAxis(r.StartMs, end)
	d.clockAxis(below)
	above["axisLabel"] = option{"show": false}
	below["axisLabel"].(option)["margin"] = 12 // leaves room for the last number of the axis at the side
	below["gridIndex"] = 1
	value := func(grid int, name string) option {
		gap := 12 * (1 - grid) // leaves room for the names of phases
		return option{"type": "value", "gridIndex": grid, "name": name, "nameLocation": "end", "min": 0, "splitNumber": 2, "minInterval": 1,
			"nameTextStyle": option{"color": d.quiet, "fontSize": 13, "align": "left", "padding": list{0, 0, gap, -28}},
			"axisLabel":     option{"color": d.quiet, "fontSize": 12}, "splitLine": option{"lineStyle": option{"color": d.line}}}
	}
	phases := func(most, least, room int) option {
		query := option{"minWidth": least}
		if most > 0 {
			query["maxWidth"] = most
		}
		at := option{"series": list{option{"markLine": option{"data": d.phaseNames(room)}}}}
		if most == narrow {
			at["xAxis"] = list{option{}, option{"splitNumber": phoneTimes}}
		}
		return option{"query": query, "option": at}
	}
	upside := value(1, w.GapAxis)
	upside["inverse"] = true
	upside["nameLocation"] = "start"
	series := list{
		option{"barWidth": "94%", "itemStyle": option{"color": colour.Between(d.paper, d.accent, 0.45)}, "markLine": d.phaseLines("end", 0), "markArea": d.pauseAreas()},
		option{"xAxisIndex": 1, "yAxisIndex": 1, "barWidth": 3, "itemStyle": option{"color": d.quiet}, "large": false},
	}
	if len(silences) > 0 {
		d.caption.Subtitle += " " + w.RhythmSilent
		c.MultiSeries = append(c.MultiSeries, echarts.Series(types.ChartScatter, w.Silences, silences))
		series = append(series, option{"xAxisIndex": 1, "yAxisIndex": 1, "symbol": "diamond", "symbolSize": 12, "z": 4,
			"itemStyle": option{"color": d.accent, "opacity": 1}, "tooltip": option{"formatter": w.ActOnce[analysis.Silence]}})
	}
	return echarts.Build(c, echarts.Merge(d.common(), option{
		"useUTC":  true,
		"grid":    list{option{"left": 40, "right": 24, "top": 44, "height": 120}, option{"left": 40, "right": 24, "top": 202, "height": 64}},
		"tooltip": option{"trigger": "item", "formatter": "{a}: {@[1]}"},
		"xAxis":   list{above, below},
		"yAxis":   list{value(0, w.TurnsPer+" "+d.stretch(r.BinMs)), upside},
		"series":  series,
		"media":   list{phases(narrow, 0, 264), phases(medium, narrow+1, 457), phases(0, medium+1, 837)},
	}))
}
