package charts

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/types"

	"kompas/analysis"
	"kompas/analysis/charts/colour"
	"kompas/analysis/charts/echarts"
	"kompas/analysis/moments"
	"kompas/observe"
)

// dimensions draws where the talk stood between the dimensions of the codebook:
// in a triangle for three, in a quadrant for two, with the path over ten equal
// spans of time. It shows no score and no person.
func dimensions(d *drawing) option {
	w := d.texts
	d.caption.Title, d.caption.Subtitle = w.dimensionsTitle, w.dimensionsSub
	dims := d.codebook.Dimensions
	d.caption.Table.Columns = []string{w.span}
	for _, dim := range dims {
		d.caption.Table.Columns = append(d.caption.Table.Columns, d.texts.Label(dim.Labels, dim.ID))
	}
	d.caption.Table.Columns = append(d.caption.Table.Columns, w.turns)
	if d.Interactions == 0 {
		return d.empty(w.NoTurns)
	}
	if d.withoutTurns() {
		return d.empty(w.noTurnsKept)
	}
	if len(dims) == 0 {
		return d.empty(w.noDimensions)
	}
	if d.Dimensions.All[dims[0].ID] == nil {
		var names []string
		for _, dim := range dims {
			names = append(names, d.texts.Label(dim.Labels, dim.ID))
		}
		return d.empty(fmt.Sprintf(w.noWeights, strings.Join(names, ", ")))
	}
	d.caption.Note = fmt.Sprintf(w.turnsNote, d.texts.Turns(d.Interactions), percent(d.Coverage))
	d.noteFew()
	row := func(name string, shares map[string]*float64, turns int) {
		cells := []string{name}
		for _, dim := range dims {
			cells = append(cells, percent(shares[dim.ID]))
		}
		d.row(append(cells, strconv.Itoa(turns))...)
	}
	n := d.countTagged()
	row(w.whole, d.Dimensions.All, n.all)
	for i, p := range d.Dimensions.Phases {
		row(p.Phase, p.Shares, n.stretches[i])
	}
	for i, shares := range d.Dimensions.Path {
		row(fmt.Sprintf(w.tenth, i+1), shares, n.steps[i])
	}
	d.dimensionsFinding(dims)
	if len(dims) == 2 {
		d.caption.Subtitle = w.quadrantSub
		return d.quadrant(dims)
	}
	return d.triangle(dims)
}

// dimensionsFinding makes the dimensions that were most and least present the
// title.
func (d *drawing) dimensionsFinding(dims []observe.Dimension) {
	most, least := dims[0], dims[0]
	share := func(dim observe.Dimension) float64 { return *d.Dimensions.All[dim.ID] }
	for _, dim := range dims {
		if share(dim) > share(most) {
			most = dim
		}
		if share(dim) < share(least) {
			least = dim
		}
	}
	if most.ID != least.ID {
		d.finding(d.texts.dimensionsFound, d.texts.Label(most.Labels, most.ID), percent(d.Dimensions.All[most.ID]),
			d.texts.Label(least.Labels, least.ID), percent(d.Dimensions.All[least.ID]))
	}
}

// tagged is how many turns have a tag: in all, in each stretch of a phase, and in
// each tenth of the time.
type tagged struct {
	all       int
	stretches []int // in the order of Dimensions.Phases
	steps     [10]int
}

// countTagged counts the turns that have a tag.
func (d *drawing) countTagged() tagged {
	var n tagged
	last := -1
	for i, t := range d.behind.Turns() {
		if t.Phase >= 0 && t.Phase != last {
			n.stretches = append(n.stretches, 0)
			last = t.Phase
		}
		if t.Tag == "" {
			continue
		}
		n.all++
		n.steps[d.Selection.Step(i)]++
		if t.Phase >= 0 {
			n.stretches[len(n.stretches)-1]++
		}
	}
	return n
}

// place is a point of the picture, and the name that it bears.
type place struct {
	x, y float64
	name string
	step int // which tenth of the time it is, from 0
}

// triangle draws shares a, b and c of three dimensions in barycentric
// coordinates: the first dimension is the corner at the left, the second the one
// at the right, the third the one at the top. So x = b + c/2 and y = c sqrt(3)/2.
func (d *drawing) triangle(dims []observe.Dimension) option {
	at := func(shares map[string]*float64, name string) (place, bool) {
		if shares[dims[0].ID] == nil {
			return place{}, false
		}
		b, c := *shares[dims[1].ID], *shares[dims[2].ID]
		return place{echarts.Round(b+c/2, 4), echarts.Round(c*math.Sqrt(3)/2, 4), name, 0}, true
	}
	top := echarts.Round(math.Sqrt(3)/2, 4)
	lines := []list{{list{0, 0}, list{1, 0}, list{0.5, top}, list{0, 0}}}
	for _, part := range []float64{0.25, 0.5, 0.75} {
		rest := 1 - part
		h := top * part
		lines = append(lines,
			list{list{part / 2, echarts.Round(h, 4)}, list{echarts.Round(1-part/2, 4), echarts.Round(h, 4)}},
			list{list{part, 0}, list{echarts.Round(0.5+part/2, 4), echarts.Round(top*rest, 4)}},
			list{list{rest, 0}, list{echarts.Round(rest/2, 4), echarts.Round(top*rest, 4)}})
	}
	corners := []spot{{0, 0}, {1, 0}, {0.5, top}}
	ways, aligns := []string{"bottom", "bottom", "top"}, []string{"left", "right", "center"} // so that the names stay within the picture
	shifts := []list{{-18, 0}, {18, 0}, {0, 0}}
	var path []place
	for i, shares := range d.Dimensions.Path {
		if p, ok := at(shares, strconv.Itoa(i+1)); ok {
			p.step = i
			path = append(path, p)
		}
	}
	all, _ := at(d.Dimensions.All, d.texts.whole)
	o := d.plane(lines, path, all, option{"min": -0.1, "max": 1.1}, option{"min": -0.1, "max": 0.98})
	series, _ := o["series"].([]any)
	for i, dim := range dims {
		colour := d.dimensionColour(dim)
		series = append(series, option{"type": types.ChartScatter, "silent": true, "symbolSize": 9, "itemStyle": option{"color": colour, "opacity": 1},
			"data": list{list{corners[i].x, corners[i].y}},
			"label": option{"show": true, "position": ways[i], "align": aligns[i], "offset": shifts[i], "distance": 8, "color": colour, "fontSize": 15, "fontWeight": 600,
				"formatter": echarts.Plain(d.texts.Label(dim.Labels, dim.ID))}})
	}
	o["series"] = series
	return o
}

// quadrant draws two dimensions on two axes: the mean weight of each per turn, so
// that little of both differs from much of both.
func (d *drawing) quadrant(dims []observe.Dimension) option {
	all, steps := d.Selection.Levels()
	most := 0.1
	var path []place
	for i, levels := range steps {
		if levels != nil {
			path = append(path, place{echarts.Round(levels[0], 4), echarts.Round(levels[1], 4), strconv.Itoa(i + 1), i})
			most = max(most, levels[0], levels[1])
		}
	}
	most = math.Ceil(most*10) / 10
	half := echarts.Round(most/2, 4)
	lines := []list{
		{list{0, 0}, list{most, 0}, list{most, most}, list{0, most}, list{0, 0}},
		{list{half, 0}, list{half, most}}, {list{0, half}, list{most, half}},
	}
	axis := func(low, high float64) option {
		return option{"min": echarts.Round(low*most, 4), "max": echarts.Round(high*most, 4)}
	}
	o := d.plane(lines, path, place{echarts.Round(all[0], 4), echarts.Round(all[1], 4), d.texts.whole, 0}, axis(-0.12, 1.08), axis(-0.08, 1.0))
	series, _ := o["series"].([]any)
	name := func(x, y float64, text, position string, rotate int, colour string) {
		series = append(series, option{"type": types.ChartScatter, "silent": true, "symbolSize": 0, "data": list{list{echarts.Round(x*most, 4), echarts.Round(y*most, 4)}},
			"label": option{"show": true, "position": position, "rotate": rotate, "distance": 6, "color": colour, "fontSize": 15, "fontWeight": 600, "formatter": echarts.Plain(text)}})
	}
	name(0.5, 0, d.texts.Label(dims[0].Labels, dims[0].ID)+" →", "bottom", 0, d.dimensionColour(dims[0]))
	name(0, 0.5, d.texts.Label(dims[1].Labels, dims[1].ID)+" →", "left", 90, d.dimensionColour(dims[1]))
	o["series"] = series
	return o
}

// plane draws lines, a path of numbered points from pale to dark, and the point
// of the whole meeting, on two hidden axes of equal scale.
func (d *drawing) plane(lines []list, path []place, all place, x, y option) option {
	d.caption.Heights = []Height{{MaxWidth: narrow, Height: 360}, {Height: 492}}
	key := d.legend()
	key["data"], key["orient"], key["itemWidth"], key["itemHeight"] = list{d.texts.whole, d.texts.pathKey}, "vertical", 12, 12
	hidden := func(range_ option) list {
		return list{echarts.Merge(option{"type": "value", "show": false}, range_)}
	}
	c := charts.NewLine()
	var over list
	for i, l := range lines {
		style := option{"color": d.line, "width": 1, "type": "dashed"}
		if i == 0 {
			style = option{"color": d.quiet, "width": 1.2, "type": "solid"}
		}
		c.MultiSeries = append(c.MultiSeries, echarts.Series(types.ChartLine, "", l))
		over = append(over, option{"silent": true, "symbol": "none", "lineStyle": style, "z": 1})
	}
	tagged := moments.By(d.behind, func(_ int, t *analysis.Turn) (struct{}, bool) { return struct{}{}, t.Tag != "" })
	steps := moments.By(d.behind, func(i int, t *analysis.Turn) (int, bool) { return d.Selection.Step(i), t.Tag != "" })
	var points list
	for i, p := range path {
		d.behind.Add(moments.InSeries(len(lines), i), fmt.Sprintf(d.texts.tenth, p.step+1), steps[p.step]).
			InRow(1 + len(d.Dimensions.Phases) + p.step)
		t := 1.0
		if len(path) > 1 {
			t = float64(i) / float64(len(path)-1)
		}
		shade := colour.Between(colour.Between(d.paper, d.ink, 0.25), d.ink, t)
		points = append(points, option{"value": list{p.x, p.y}, "name": p.name, "symbolSize": 17,
			"itemStyle": option{"color": shade, "borderColor": d.paper, "borderWidth": 1.5},
			"label":     option{"color": colour.InkOn(shade)}})
	}
	c.MultiSeries = append(c.MultiSeries, echarts.Series(types.ChartLine, d.texts.pathKey, points))
	over = append(over, option{"symbol": "circle", "z": 5, "itemStyle": option{"color": d.quiet}, "lineStyle": option{"color": d.quiet, "width": 1.5, "opacity": 0.8},
		"label": option{"show": true, "position": "inside", "fontSize": 11, "formatter": "{b}"}})
	d.behind.Add(moments.InSeries(len(lines)+1, 0), d.texts.whole, tagged[struct{}{}]).InRow(0)
	c.MultiSeries = append(c.MultiSeries, echarts.Series(types.ChartScatter, d.texts.whole, list{option{"value": list{all.x, all.y}, "name": all.name}}))
	// The diamond is hollow and lies above the path, so that neither hides the other.
	over = append(over, option{"symbol": "diamond", "symbolSize": 30, "z": 6,
		"itemStyle": option{"color": "transparent", "borderColor": d.accent, "borderWidth": 3}})
	grid := func(width, height int) option {
		return option{"left": "center", "top": 56, "width": width, "height": height}
	}
	return echarts.Build(c, echarts.Merge(d.common(), option{
		"grid": grid(480, 432), "xAxis": hidden(x), "yAxis": hidden(y), "series": over,
		"legend":  key,
		"tooltip": option{"trigger": "item", "formatter": "{b}"},
		"media": list{
			option{"query": option{"maxWidth": narrow}, "option": option{"grid": grid(328, 295)}},
			option{"option": option{"grid": grid(480, 432)}},
		},
	}))
}

// dimensionColour returns the colour of a dimension in the codebook, moved until
// it can be read on the page.
func (d *drawing) dimensionColour(dim observe.Dimension) string {
	if colour.Is(dim.Colour) {
		return colour.Readable(dim.Colour, d.paper, 4.5)
	}
	return d.ink
}
