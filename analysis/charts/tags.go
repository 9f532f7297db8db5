package charts

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/types"

	"kompas/analysis"
	"kompas/analysis/charts/echarts"
	"kompas/analysis/moments"
)

// tags draws how often each tag was used, in the order of the codebook.
func tags(d *drawing) option {
	w := d.texts
	d.caption.Title, d.caption.Subtitle = w.tagsTitle, w.tagsSub
	d.caption.Table.Columns = []string{w.word, w.times, w.share}
	if len(d.Tags) == 0 {
		if d.Interactions == 0 {
			return d.empty(w.NoTurns)
		}
		return d.empty(w.noTags)
	}
	d.caption.Note = fmt.Sprintf(w.turnsNote, d.texts.Turns(d.Interactions), percent(d.Coverage))
	d.noteFew()
	rows := slices.Clone(d.Tags)
	slices.SortFunc(rows, func(a, b analysis.TagCount) int { return d.tagStyle(a.Tag).index - d.tagStyle(b.Tag).index })
	byTag := d.byTag()
	var names, bars list
	var labels []string
	for i, t := range rows {
		style := d.tagStyle(t.Tag)
		d.behind.AddFor(moments.OnAxis("y", i), style.label, byTag[t.Tag], "", t.Tag)
		d.behind.AddFor(moments.InSeries(0, i), style.label, byTag[t.Tag], "", t.Tag).InRow(d.nextRow())
		names = append(names, echarts.Plain(style.labelled()))
		labels = append(labels, style.labelled())
		share := t.Share
		bars = append(bars, option{"value": t.Count, "itemStyle": option{"color": style.colour},
			"label": option{"formatter": fmt.Sprintf("%d · %s", t.Count, percent(&share))}})
		d.row(style.label, strconv.Itoa(t.Count), percent(&share))
	}
	d.tagsFinding(rows)
	d.heights(len(rows)*28 + 24)
	c := charts.NewBar()
	c.MultiSeries = charts.MultiSeries{echarts.Series(types.ChartBar, w.turns, bars)}
	return echarts.Build(c, echarts.Merge(d.common(), option{
		"grid":    d.grid(8, 84, 8, 8),
		"tooltip": option{"trigger": "item", "formatter": "{b}: {c}"},
		"xAxis":   list{option{"type": "value", "show": false, "min": 0}},
		"yAxis":   list{d.personAxis(names)},
		"media": list{
			// On a phone long words stand on two lines, since the numbers need room, too.
			option{"query": option{"maxWidth": narrow}, "option": option{"yAxis": list{option{"axisLabel": option{
				"width": min(widest(labels, 13), 132), "fontSize": 13, "lineHeight": 14, "overflow": "break"}}}}},
			option{"option": option{"yAxis": list{option{"axisLabel": option{
				"width": min(widest(labels, 14), 260), "fontSize": 14, "lineHeight": 14, "overflow": "truncate"}}}}},
		},
		"series": list{option{"barWidth": 16, "itemStyle": option{"borderRadius": 2},
			"label": option{"show": true, "position": "right", "color": d.ink, "fontSize": 13}}},
	}))
}

// tagsFinding makes the tags that were used most the title.
func (d *drawing) tagsFinding(rows []analysis.TagCount) {
	most := slices.Clone(rows)
	slices.SortStableFunc(most, func(a, b analysis.TagCount) int { return b.Count - a.Count })
	first := d.tagStyle(most[0].Tag).label
	if len(most) == 1 {
		d.finding(d.texts.tagsOne, first)
		return
	}
	d.finding(d.texts.tagsMost, first, percent(&most[0].Share), d.tagStyle(most[1].Tag).label, percent(&most[1].Share))
}
