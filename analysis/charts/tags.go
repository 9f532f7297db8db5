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
	"kompas/observe"
)

// tags draws how often each tag was used, in the order of the codebook.
func tags(d *drawing) option {
	w := d.texts
	d.caption.Title, d.caption.Subtitle = w.TagsTitle, w.TagsSub
	d.caption.Table.Columns = []string{w.Word, w.TimesHead, w.Share}
	switch {
	case d.turns == 0:
		return d.empty(w.NoTurns)
	case d.tagged == 0:
		return d.empty(w.NoTags)
	}
	d.noteWords()
	d.noteFew()
	if d.only != "" {
		d.caption.Subtitle += " " + w.OwnSub
	}
	rows := d.tagsOfPersons()
	slices.SortFunc(rows, func(a, b analysis.TagCount) int { return d.tagStyle(a.Tag).index - d.tagStyle(b.Tag).index })
	byTag := moments.By(d.behind, func(_ int, t *analysis.Turn) (observe.TagID, bool) { return t.Tag, t.Group == "" })
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
	c.MultiSeries = charts.MultiSeries{echarts.Series(types.ChartBar, w.TurnsHead, bars)}
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

// tagsOfPersons returns how often each tag was used by persons, for those that were.
// What the group does at once may have a tag, too, and is no turn.
func (d *drawing) tagsOfPersons() []analysis.TagCount {
	if d.Limited() {
		return slices.Clone(d.Tags)
	}
	var out []analysis.TagCount
	for _, t := range d.Tags {
		if t.Count = t.OfPersons(); t.Count > 0 {
			t.Share = float64(t.Count) / float64(d.tagged)
			out = append(out, t)
		}
	}
	return out
}

// tagsFinding makes the tags that were used most the title, with all that were used as
// often.
func (d *drawing) tagsFinding(rows []analysis.TagCount) {
	w, most := d.texts, slices.Clone(rows)
	slices.SortStableFunc(most, func(a, b analysis.TagCount) int { return b.Count - a.Count })
	if len(most) == 1 {
		d.finding(w.TagsOne, d.label(most[0].Tag))
		return
	}
	// alike takes the tags off the list whose share is written as that of the first one.
	alike := func() (names []string, share string) {
		share = percent(&most[0].Share)
		for len(most) > 0 && percent(&most[0].Share) == share {
			names = append(names, d.label(most[0].Tag))
			most = most[1:]
		}
		return names, share
	}
	first, share := alike()
	title := fmt.Sprintf(w.TagsMost, d.listed(first), share)
	if len(first) > 1 {
		title = fmt.Sprintf(w.TagsTie, d.listed(first), share)
	}
	if len(first) == 1 && len(most) > 0 {
		switch next, share := alike(); {
		case len(next) == 1:
			title += fmt.Sprintf(w.TagsThen, next[0], share)
		case len(next) <= 3:
			title += fmt.Sprintf(w.TagsThenEach, d.listed(next), share)
		}
	}
	if d.only != "" {
		title = fmt.Sprintf(w.OwnTitle, title)
	}
	d.finding("%s", title)
}
