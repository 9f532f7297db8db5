package charts

import (
	"fmt"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/types"
)

// rhythm draws the pace, turns per stretch of time, and under it the longest
// silences: gaps that are longer than nine in ten of them.
func rhythm(d *drawing) option {
	w := d.words
	d.frame.Title, d.frame.Subtitle = w.rhythmTitle, w.rhythmSub
	d.frame.Table.Columns = []string{w.time, w.turns}
	r := d.Rhythm()
	if d.Interactions == 0 {
		return d.empty(w.noTurns)
	}
	d.frame.Note = fmt.Sprintf(w.rhythmNote, d.duration(r.BinMs))
	if len(r.Silences) > 0 {
		d.frame.Note += " " + fmt.Sprintf(w.silenceNote, d.duration(r.Threshold), len(r.Silences))
	}
	d.noteFew()
	var pace, silences list
	longest := int64(0)
	for i, n := range r.Turns {
		at := r.StartMs + int64(i)*r.BinMs
		pace = append(pace, list{at, n})
		d.row(clock(at), strconv.Itoa(n))
	}
	end := r.StartMs + int64(len(r.Turns))*r.BinMs
	pace = append(pace, list{end, r.Turns[len(r.Turns)-1]})
	for _, s := range r.Silences {
		silences = append(silences, list{s.FromMs, round(float64(s.ToMs-s.FromMs)/1000, 1)})
		longest = max(longest, s.ToMs-s.FromMs)
	}
	d.heights(300)
	c := charts.NewLine()
	c.MultiSeries = charts.MultiSeries{series(types.ChartLine, w.turns, pace), series(types.ChartBar, w.silence, silences)}
	above, below := d.timeAxis(r.StartMs, end), d.timeAxis(r.StartMs, end)
	above["axisLabel"] = option{"show": false}
	below["gridIndex"] = 1
	value := func(grid int, name string) option {
		return option{"type": "value", "gridIndex": grid, "name": name, "nameLocation": "end", "min": 0, "splitNumber": 2, "minInterval": 1,
			"nameTextStyle": option{"color": d.quiet, "fontSize": 13, "align": "left", "padding": list{0, 0, 0, -28}},
			"axisLabel":     option{"color": d.quiet, "fontSize": 12}, "splitLine": option{"lineStyle": option{"color": d.line}}}
	}
	upside := value(1, w.silenceAxis)
	upside["inverse"] = true
	upside["nameLocation"] = "start"
	return build(c, merge(d.common(), option{
		"useUTC":  true,
		"grid":    list{option{"left": 40, "right": 24, "top": 30, "height": 120}, option{"left": 40, "right": 24, "top": 196, "height": 64}},
		"tooltip": option{"trigger": "item", "formatter": "{a}: {@[1]}"},
		"xAxis":   list{above, below},
		"yAxis":   list{value(0, w.turnsPer+" "+d.duration(r.BinMs)), upside},
		"series": list{
			option{"step": "end", "symbol": "none", "lineStyle": option{"color": d.accent, "width": 1.5},
				"areaStyle": option{"color": d.accent, "opacity": 0.18}, "markLine": d.phaseLines("end"), "markArea": d.pauseAreas()},
			option{"xAxisIndex": 1, "yAxisIndex": 1, "barWidth": 3, "itemStyle": option{"color": d.quiet}, "large": false},
		},
	}))
}

// duration writes a length of time in seconds or minutes.
func (d *drawing) duration(ms int64) string {
	if ms%60_000 == 0 && ms > 0 {
		return fmt.Sprintf("%d min", ms/60_000)
	}
	return d.number(float64(ms)/1000, 1) + " s"
}
