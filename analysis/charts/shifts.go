package charts

import (
	"fmt"
	"math"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/types"

	"kompas/analysis"
	"kompas/analysis/charts/colour"
	"kompas/analysis/charts/echarts"
	"kompas/analysis/moments"
)

// shifts draws how often each of Gibson's participation shifts (2003) occurred,
// in his order: the addressed person goes on, another one comes in, the same one
// goes on. With draws a line on each bar shows how often it would be by chance,
// and what was found is in full colour.
func shifts(d *drawing) option {
	w := d.texts
	d.caption.Title, d.caption.Subtitle = w.ShiftsTitle, w.ShiftsSub
	d.caption.Table.Columns = []string{w.Shift, "", w.TimesHead, w.Share}
	s := d.Shifts
	if s.Pairs == 0 {
		if d.turns == 0 {
			return d.empty(w.NoTurns)
		}
		return d.empty(w.NoShifts)
	}
	drawn := s.Expected != nil
	if drawn {
		d.caption.Subtitle += " " + w.ShiftsLine
		d.caption.Table.Columns = append(d.caption.Table.Columns, w.ByChance, w.StandsOut)
	}
	d.caption.Note = fmt.Sprintf(w.ShiftsNote, d.texts.Pairs(s.Pairs), s.NoShift)
	d.noteFew()
	pairs := moments.Groups[string]{}
	d.Selection.EachShift(func(before, after int, shift string) { d.behind.Gather(pairs.Of(shift), before, after) })
	var names, bars, lines list
	most, found := analysis.ShiftNames()[0], ""
	for i, code := range analysis.ShiftNames() {
		n, text := s.Counts[code], w.Shifts[code]
		share := float64(n) / float64(s.Pairs)
		if n > s.Counts[most] {
			most = code
		}
		d.behind.Add(moments.InSeries(0, i), text, pairs[code]).InRow(d.nextRow())
		row, ink, said := []string{text, code, strconv.Itoa(n), percent(&share)}, 0.75, fmt.Sprintf("%s: %d", text, n)
		if drawn {
			ink = 0.45
			by, sign := *s.Expected[code], ""
			if is := s.Found[code]; is != nil && *is {
				if z := s.Z[code]; found == "" || z != nil && math.Abs(*z) > math.Abs(*s.Z[found]) {
					found = code
				}
				ink, sign = 1, "▲"
				if float64(n) < by {
					sign = "▼"
				}
				said += " " + sign
			}
			lines = append(lines, list{echarts.Round(by, 2), i})
			row = append(row, d.texts.Number(by, 1), sign)
		}
		names = append(names, text)
		bars = append(bars, option{"value": n, "label": option{"formatter": said},
			"itemStyle": option{"color": colour.Between(d.paper, d.accent, ink)}})
		d.row(row...)
	}
	switch {
	case found != "":
		d.shiftFinding(found)
	case s.Counts[most] > 0:
		d.finding(w.ShiftsMost, w.Shifts[most], s.Counts[most], s.Pairs)
	}
	d.heights(len(names)*44 + 16)
	c := charts.NewBar()
	c.MultiSeries = charts.MultiSeries{echarts.Series(types.ChartBar, w.TimesHead, bars)}
	over := list{option{"barWidth": 8, "itemStyle": option{"borderRadius": 2},
		"label": option{"show": true, "position": list{0, -18}, "color": d.ink, "fontSize": 13}}}
	if drawn {
		c.MultiSeries = append(c.MultiSeries, echarts.Series(types.ChartScatter, w.ByChance, lines))
		over = append(over, option{"symbol": "rect", "symbolSize": list{2, 14}, "silent": true, "itemStyle": option{"color": d.ink, "opacity": 1}})
	}
	return echarts.Build(c, echarts.Merge(d.common(), option{
		"grid":    option{"left": 8, "right": 12, "top": 12, "bottom": 4},
		"tooltip": option{"trigger": "item", "formatter": "{b}: {c}"},
		"xAxis":   list{option{"type": "value", "show": false, "min": 0}},
		"yAxis":   list{option{"type": "category", "data": names, "inverse": true, "show": false}},
		"series":  over,
	}))
}

// shiftFinding makes the shift that stands out most the title.
func (d *drawing) shiftFinding(found string) {
	w, n, by := d.texts, d.Shifts.Counts[found], *d.Shifts.Expected[found]
	switch {
	case float64(n) < by:
		d.finding(w.ShiftLess, w.Shifts[found], n, w.Number(by, 0))
	case found == "AB-BA":
		d.finding(w.ShiftPair, n, w.Number(by, 0))
	default:
		d.finding(w.ShiftMore, w.Shifts[found], n, w.Number(by, 0))
	}
}
