package charts

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/types"

	"kompas/analysis"
)

// shifts draws how often each of Gibson's participation shifts occurred, in his
// order: who was addressed goes on, another comes in, the same goes on. A line
// across the bar is how often it would be among the same turns in another order;
// what stands out from that is in full colour.
func shifts(d *drawing) option {
	w := d.words
	d.frame.Title, d.frame.Subtitle = w.shiftsTitle, w.shiftsSub
	d.frame.Table.Columns = []string{w.shift, "", w.times, w.share, w.byChance}
	s := d.Shifts
	if s.Pairs == 0 {
		if d.Interactions == 0 {
			return d.empty(w.noTurns)
		}
		return d.empty(w.noShifts)
	}
	d.frame.Note = fmt.Sprintf(w.shiftsNote, d.pairCount(s.Pairs), s.NoShift)
	d.noteFew()
	pairs := groups[string]{}
	d.EachShift(func(before, after int, shift string) { d.gather(pairs.of(shift), before, after) })
	var names, bars, byChance list
	found := 0
	add := func(code, text string, n int) {
		share := float64(n) / float64(s.Pairs)
		d.moments(inSeries(0, len(bars)), text, pairs[code]).inRow(d.nextRow())
		label, chance, colour := fmt.Sprintf("%s: %d", text, n), "–", between(d.paper, d.accent, 0.75)
		if e := s.Expected[code]; e != nil {
			chance, colour = d.number(*e, 1), between(d.paper, d.accent, 0.35)
			byChance = append(byChance, option{"value": list{round(*e, 2), len(bars)}, "name": fmt.Sprintf("%s, %s: %s", text, strings.ToLower(w.byChance), chance)})
			if f := s.Found[code]; f != nil && *f {
				found++
				sign := " ▲"
				if colour = d.more; float64(n) < *e {
					sign, colour = " ▼", d.less
				}
				label, chance = label+sign, chance+sign
			}
		}
		names = append(names, text)
		bars = append(bars, option{"value": n, "itemStyle": option{"color": colour}, "label": option{"formatter": label}})
		d.row(text, code, strconv.Itoa(n), d.percent(&share), chance)
	}
	most := analysis.ShiftNames()[0]
	for _, name := range analysis.ShiftNames() {
		if s.Counts[name] > s.Counts[most] {
			most = name
		}
		add(name, w.shiftNames[name], s.Counts[name])
	}
	switch {
	case found == 1:
		d.finding("%s", w.shiftFound)
	case found > 1:
		d.finding(w.shiftsFound, found)
	case s.Counts[most] > 0:
		d.finding(w.shiftsMost, w.shiftNames[most], s.Counts[most], s.Pairs)
	}
	d.heights(len(names)*38 + 16)
	c := charts.NewBar()
	c.MultiSeries = charts.MultiSeries{series(types.ChartBar, w.times, bars)}
	over := list{option{"barWidth": 8, "itemStyle": option{"borderRadius": 2},
		"label": option{"show": true, "position": list{0, -18}, "color": d.ink, "fontSize": 13}}}
	if byChance != nil {
		d.frame.Subtitle += " " + w.shiftsChance
		c.MultiSeries = append(c.MultiSeries, series(types.ChartScatter, w.byChance, byChance))
		over = append(over, option{"symbol": "rect", "symbolSize": list{2, 18}, "z": 4, "itemStyle": option{"color": d.ink}, "tooltip": option{"formatter": "{b}"}})
	}
	return build(c, merge(d.common(), option{
		"grid":    option{"left": 8, "right": 12, "top": 12, "bottom": 4},
		"tooltip": option{"trigger": "item", "formatter": "{b}: {c}"},
		"xAxis":   list{option{"type": "value", "show": false, "min": 0}},
		"yAxis":   list{option{"type": "category", "data": names, "inverse": true, "show": false}},
		"series":  over,
	}))
}
