package charts

import (
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/types"

	"kompas/analysis/charts/colour"
	"kompas/analysis/charts/echarts"
	"kompas/observe"
)

// slots returns the codes of the sequence in the order in which pictures place
// them: tags in the order of the codebook, family by family, and persons in the
// order of their seats. So a team finds the same words in the same places after
// every meeting.
func (d *drawing) slots() []string {
	place := d.places()
	out := slices.Clone(d.Sequence.Codes)
	slices.SortStableFunc(out, func(a, b string) int {
		if x, y := place(a), place(b); x != y {
			return x - y
		}
		return strings.Compare(a, b)
	})
	return out
}

// places returns a function that gives the place of a code in that order. Unknown
// codes come last.
func (d *drawing) places() func(code string) int {
	effects := []string{"opens", "neutral", "closes"}
	return func(code string) int {
		if l, ok := d.tagOf(code); ok {
			return l.index
		}
		if p, ok := d.personOf(code); ok {
			return p.index
		}
		if i := slices.Index(effects, code); i >= 0 {
			return i
		}
		return 1 << 20
	}
}

// tagOf returns the tag that a code of the sequence stands for, if it stands for
// a single one; personOf does so for a person.
func (d *drawing) tagOf(code string) (tagStyle, bool) {
	l, ok := d.tags[observe.TagID(code)]
	return l, ok
}

func (d *drawing) personOf(code string) (person, bool) {
	p, ok := d.persons[observe.PersonID(code)]
	return p, ok
}

// codeLabels returns what each code of the sequence is called.
func (d *drawing) codeLabels() map[string]string {
	out := map[string]string{}
	for _, code := range d.Sequence.Codes {
		out[code] = d.names.Code(code)
	}
	return out
}

// codeTable draws a table of codes, called names, by the same codes, with the
// number in each cell. Where there is no room for numbers it shows the signs.
func (d *drawing) codeTable(names []string, cells, signs list) option {
	var labels list
	for _, name := range names {
		labels = append(labels, echarts.Plain(name))
	}
	n := len(names)
	size := min(max(560/n, 24), 44)
	d.caption.Heights = []Height{{MaxWidth: narrow, Height: n*min(size, 28) + 140}, {Height: n*size + 150}}
	top := d.personAxis(labels)["axisLabel"].(option)
	top["rotate"], top["fontSize"] = -90, 13
	// at returns the part that depends on the width: the labels of both axes, at most
	// so many px wide, and whether the cells show numbers.
	at := func(most int, fontSize int, numbers bool) option {
		width := option{"width": min(widest(names, 13), most), "fontSize": fontSize}
		above := width
		if !numbers && n > usualCodes { // the columns are narrow
			above = echarts.Merge(option{"fontSize": fontSize - 2}, option{"width": width["width"]})
		}
		size := map[bool]int{true: 0, false: 7}[numbers]
		return option{
			"yAxis": list{option{"axisLabel": width}}, "xAxis": list{option{"axisLabel": above}},
			"series": list{option{"label": option{"show": numbers, "fontSize": fontSize - 1}}, option{"symbolSize": size}}}
	}
	c := charts.NewHeatMap()
	c.MultiSeries = charts.MultiSeries{echarts.Series(types.ChartHeatMap, "", cells), echarts.Series(types.ChartScatter, "", signs)}
	return echarts.Build(c, echarts.Merge(d.common(), option{
		"grid":    d.grid(8, 12, 8, 8),
		"tooltip": option{"trigger": "item", "formatter": "{b}: {@[2]}"},
		"xAxis": list{option{"type": "category", "data": labels, "position": "top", "triggerEvent": true, "splitArea": option{"show": false},
			"axisLine": option{"show": false}, "axisTick": option{"show": false}, "axisLabel": top}},
		"yAxis": list{d.personAxis(labels)},
		"series": list{option{
			"label":    option{"show": true, "fontSize": 12, "formatter": "{@[2]}"},
			"emphasis": option{"itemStyle": option{"borderColor": d.ink}},
		}, option{"symbol": "triangle", "silent": true, "z": 3}},
		"media": list{
			option{"query": option{"maxWidth": narrow}, "option": at(132, 12, n <= roomyCodes)},
			option{"option": at(190, 13, true)},
		},
	}))
}

// maxCodes is how many codes a table can have and still be readable.
const maxCodes = 60

// roomyCodes is up to how many codes a cell has room for its number on a phone.
const roomyCodes = 10

// usualCodes is up to how many codes the labels have their usual size on a phone.
const usualCodes = 12

// codeColour returns the colour of a code: that of its tag or person, or one of
// the palette by its place.
func (d *drawing) codeColour(code string) string {
	if l, ok := d.tagOf(code); ok {
		return l.colour
	}
	if p, ok := d.personOf(code); ok {
		return colour.Between(p.tint, d.ink, 0.25)
	}
	return d.palette.tags[max(slices.Index(d.slots(), code), 0)%len(d.palette.tags)]
}
