package charts

import (
	"cmp"
	"fmt"
	"math"
	"slices"
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

// dimensions draws where the talk stood between the dimensions of the codebook: in a
// triangle for three, in a quadrant for two, with a point for each item of the agenda
// and one for the whole. It shows no score and no person.
func dimensions(d *drawing) option {
	w := d.texts
	three := d.codebook.ID == threeK
	d.caption.Title, d.caption.Subtitle = w.DimensionsTitle, w.DimensionsSub
	if three {
		d.caption.Title, d.caption.Subtitle = w.ThreeKTitle, w.ThreeKSub+" "+w.DimensionsSub
	}
	dims := d.codebook.Dimensions
	d.caption.Table.Columns = []string{w.Span}
	for _, dim := range dims {
		d.caption.Table.Columns = append(d.caption.Table.Columns, d.dimensionName(dim))
	}
	d.caption.Table.Columns = append(d.caption.Table.Columns, w.TurnsCounted)
	switch {
	case d.turns == 0:
		return d.empty(w.NoTurns)
	case d.withoutTurns():
		return d.empty(w.NoTurnsKept)
	case len(dims) == 0:
		return d.empty(w.NoDimensions)
	}
	var names []string
	for _, dim := range dims {
		names = append(names, d.dimensionName(dim))
	}
	if d.Reading.Level == analysis.LevelCore {
		d.caption.Subtitle = "" // which says how to read what is not drawn
		return d.empty(fmt.Sprintf(w.FewWords, d.listed(names)))
	}
	whole, items := d.weighed()
	if whole.counted == 0 {
		return d.empty(fmt.Sprintf(w.NoWeights, strings.Join(names, ", ")))
	}
	d.noteWords()
	d.noteFew()
	if three {
		d.noteDirecting()
	}
	for _, part := range append([]*weights{whole}, items...) {
		cells := []string{part.name}
		for i := range dims {
			cells = append(cells, percent(part.share(i)))
		}
		d.row(append(cells, strconv.Itoa(part.counted))...)
	}
	d.dimensionsFinding(dims, whole, three)
	if len(dims) == 2 {
		d.caption.Subtitle = fmt.Sprintf(w.QuadrantSub, d.dimensionName(dims[0]), d.dimensionName(dims[1]))
		return d.quadrant(dims, whole, items)
	}
	return d.triangle(dims, whole, items)
}

// noteDirecting says where a word occurs that stands for what counts and what does not.
func (d *drawing) noteDirecting() {
	n := 0
	for _, t := range d.Tags {
		if t.Tag == "directing" {
			n = t.Count
		}
	}
	switch {
	case n == 1:
		d.caption.Note += " " + d.texts.DirectingOnce
	case n > 1:
		d.caption.Note += " " + fmt.Sprintf(d.texts.Directing, n)
	}
}

// threeK is the id of the codebook whose three dimensions are called K's.
const threeK = "three-k"

// dimensionsFinding makes how many turns there were of each dimension the title, most
// first, or their shares where a turn may count for several.
func (d *drawing) dimensionsFinding(dims []observe.Dimension, whole *weights, three bool) {
	w := d.texts
	order := make([]int, len(dims))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(whole.sums[b], whole.sums[a]) })
	each := whole.total() == float64(whole.counted) // each turn counts once
	for _, sum := range whole.sums {
		each = each && sum == math.Trunc(sum)
	}
	var parts []string
	for _, i := range order {
		part := percent(whole.share(i))
		if each {
			part = strconv.Itoa(int(whole.sums[i]))
		}
		parts = append(parts, d.dimensionName(dims[i])+" "+part)
	}
	title := w.DimensionsFound
	if three {
		title = w.ThreeKFound
	}
	d.finding(title, whole.counted, strings.Join(parts, ", "))
}

func (d *drawing) dimensionName(dim observe.Dimension) string {
	return d.texts.Label(dim.Labels, dim.ID)
}

// weights is what the turns of a part of the meeting weigh, by dimension.
type weights struct {
	name    string
	sums    []float64
	tagged  int // turns with a word
	counted int // turns whose word weighs something
	behind  *moments.Group
}

func (p *weights) total() (sum float64) {
	for _, v := range p.sums {
		sum += v
	}
	return sum
}

// share returns what part of all weight a dimension has; nil without any.
func (p *weights) share(dim int) *float64 {
	total := p.total()
	if total == 0 {
		return nil
	}
	return new(p.sums[dim] / total)
}

// mean returns what a turn with a word weighs on average.
func (p *weights) mean(dim int) float64 { return p.sums[dim] / float64(max(p.tagged, 1)) }

// weighed returns the weights of the whole meeting, and of each item of the agenda in
// which some turn counts: the items are numbered, and one that came back is one.
func (d *drawing) weighed() (whole *weights, items []*weights) {
	m := d.Selection.Meeting
	weigh := map[observe.TagID][]float64{}
	for _, t := range m.Tags {
		weigh[t.ID] = t.Weights
	}
	begin := func(name string) *weights {
		return &weights{name: name, sums: make([]float64, len(d.codebook.Dimensions)), behind: &moments.Group{}}
	}
	whole = begin(d.texts.Whole)
	byName := map[string]*weights{}
	for _, p := range m.Phases {
		if byName[p.Name] == nil {
			byName[p.Name] = begin(p.Name)
			items = append(items, byName[p.Name])
		}
	}
	for i, t := range d.behind.Turns() {
		if t.Tag == "" || t.Group != "" {
			continue
		}
		parts := []*weights{whole}
		if t.Phase >= 0 {
			parts = append(parts, byName[m.Phases[t.Phase].Name])
		}
		counts := slices.ContainsFunc(weigh[t.Tag], func(v float64) bool { return v != 0 })
		for _, p := range parts {
			p.tagged++
			if !counts {
				continue
			}
			p.counted++
			d.behind.Gather(p.behind, i)
			for k, v := range weigh[t.Tag] {
				p.sums[k] += v
			}
		}
	}
	items = slices.DeleteFunc(items, func(p *weights) bool { return p.counted == 0 })
	for i, p := range items {
		p.name = strconv.Itoa(i+1) + " " + p.name
	}
	return whole, items
}

// triangle draws shares a, b and c of three dimensions in barycentric
// coordinates: the first dimension is the corner at the left, the second the one
// at the right, the third the one at the top. So x = b + c/2 and y = c sqrt(3)/2.
func (d *drawing) triangle(dims []observe.Dimension, whole *weights, items []*weights) option {
	at := func(p *weights) spot {
		b, c := *p.share(1), *p.share(2)
		return spot{b + c/2, c * math.Sqrt(3) / 2}
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
	var names []label
	corners := []spot{{0, 0}, {1, 0}, {0.5, top}}
	ways, aligns := []string{"bottom", "bottom", "top"}, []string{"left", "right", "center"} // so that the names stay within the picture
	shifts := []list{{-18, 0}, {18, 0}, {0, 0}}
	for i, dim := range dims {
		names = append(names, label{corners[i], option{"position": ways[i], "align": aligns[i], "offset": shifts[i], "distance": 14}, dim, "", 9})
	}
	return d.plane(plane{lines: lines, at: at, names: names, x: [2]float64{-0.1, 1.1}, y: [2]float64{-0.1, 0.98}}, whole, items)
}

// quadrant draws two dimensions on two axes: the mean weight of each per turn, so
// that little of both differs from much of both.
func (d *drawing) quadrant(dims []observe.Dimension, whole *weights, items []*weights) option {
	most := 0.1
	for _, p := range append([]*weights{whole}, items...) {
		most = max(most, p.mean(0), p.mean(1))
	}
	most = math.Ceil(most*10) / 10
	half := echarts.Round(most/2, 4)
	lines := []list{
		{list{0, 0}, list{most, 0}, list{most, most}, list{0, most}, list{0, 0}},
		{list{half, 0}, list{half, most}}, {list{0, half}, list{most, half}},
	}
	names := []label{
		{spot{half, 0}, option{"position": "bottom", "distance": 6}, dims[0], " →", 0},
		{spot{0, half}, option{"position": "left", "rotate": 90, "distance": 6}, dims[1], " →", 0},
	}
	at := func(p *weights) spot { return spot{p.mean(0), p.mean(1)} }
	return d.plane(plane{lines: lines, at: at, names: names, x: [2]float64{-0.12 * most, 1.08 * most}, y: [2]float64{-0.08 * most, most}}, whole, items)
}

// plane is a picture of two hidden axes of equal scale.
type plane struct {
	lines []list
	names []label
	at    func(*weights) spot // the place of a part of the meeting
	x, y  [2]float64          // what the axes show
}

// label is the name of a dimension at a place of a plane.
type label struct {
	at     spot
	how    option
	dim    observe.Dimension
	suffix string
	dot    int // size of the dot at the place, in px; 0: none
}

// plane draws lines, a numbered point for each item, and a diamond for the whole
// meeting.
func (d *drawing) plane(p plane, whole *weights, items []*weights) option {
	hidden := func(reach [2]float64) list {
		return list{option{"type": "value", "show": false, "min": echarts.Round(reach[0], 4), "max": echarts.Round(reach[1], 4)}}
	}
	c := charts.NewLine()
	var over list
	add := func(kind, name string, data list, look option) {
		c.MultiSeries = append(c.MultiSeries, echarts.Series(kind, name, data))
		over = append(over, look)
	}
	for i, l := range p.lines {
		style := option{"color": d.line, "width": 1, "type": "dashed"}
		if i == 0 {
			style = option{"color": d.quiet, "width": 1.2, "type": "solid"}
		}
		add(types.ChartLine, "", l, option{"silent": true, "symbol": "none", "lineStyle": style, "z": 1})
	}
	for _, n := range p.names {
		hue := d.dimensionColour(n.dim)
		add(types.ChartScatter, "", list{list{echarts.Round(n.at.x, 4), echarts.Round(n.at.y, 4)}}, option{"silent": true, "symbolSize": n.dot, "itemStyle": option{"color": hue, "opacity": 1},
			"label": echarts.Merge(option{"show": true, "color": hue, "fontSize": 15, "fontWeight": 600, "formatter": echarts.Plain(d.dimensionName(n.dim)) + n.suffix}, n.how)})
	}
	keys := list{}
	point := func(part *weights, at spot, row int, look option) {
		name := echarts.Plain(fmt.Sprintf("%s (%d)", part.name, part.counted))
		keys = append(keys, name)
		d.behind.Add(moments.InSeries(len(over), 0), part.name, part.behind).InRow(row)
		add(types.ChartScatter, name, list{list{echarts.Round(at.x, 4), echarts.Round(at.y, 4)}}, look)
	}
	// The diamond is hollow and lies above the points, so that neither hides the other.
	point(whole, p.at(whole), 0, option{"symbol": "diamond", "symbolSize": 30, "z": 6,
		"itemStyle": option{"color": "transparent", "borderColor": d.accent, "borderWidth": 3}})
	var places []spot
	for _, part := range items {
		places = append(places, p.at(part))
	}
	const side, disc = 480, 24 // of the picture and of a point, in px
	for i, at := range apart(places, disc*(p.x[1]-p.x[0])/side) {
		point(items[i], at, 1+i, option{"symbol": "circle", "symbolSize": disc, "z": 5,
			"itemStyle": option{"color": d.raised, "borderColor": d.ink, "borderWidth": 1.5},
			"label":     option{"show": true, "position": "inside", "fontSize": 13, "fontWeight": 600, "color": d.ink, "formatter": strconv.Itoa(i + 1)}})
	}
	var texts []string
	for _, key := range keys {
		texts = append(texts, key.(string))
	}
	key := d.legend()
	key["data"] = keys
	at := func(width, height, room int) option {
		top := 22*legendRows(texts, room) + 16
		d.caption.Heights = append(d.caption.Heights, Height{Height: top + height + 8})
		return option{"grid": option{"left": "center", "top": top, "width": width, "height": height}}
	}
	small, wide := at(328, 295, 328), at(side, 432, side)
	d.caption.Heights[0].MaxWidth = narrow
	return echarts.Build(c, echarts.Merge(d.common(), option{
		"xAxis": hidden(p.x), "yAxis": hidden(p.y), "series": over,
		"legend":  key,
		"tooltip": option{"trigger": "item", "formatter": "{a}"},
		"media":   list{option{"query": option{"maxWidth": narrow}, "option": small}, option{"option": wide}},
	}))
}

// apart moves places away from each other until each two are about this far apart.
func apart(places []spot, far float64) []spot {
	out := slices.Clone(places)
	for range 60 {
		moved := false
		for i := range out {
			for j := range out[:i] {
				x, y := out[i].x-out[j].x, out[i].y-out[j].y
				away := math.Hypot(x, y)
				if away >= 0.98*far {
					continue
				}
				if away < 1e-9 { // in one place: part them in a direction of their own
					x, y = math.Cos(2.4*float64(i)), math.Sin(2.4*float64(i))
					away = 1
				}
				push := (far - math.Hypot(out[i].x-out[j].x, out[i].y-out[j].y)) / 2
				out[i].x, out[i].y = out[i].x+push*x/away, out[i].y+push*y/away
				out[j].x, out[j].y = out[j].x-push*x/away, out[j].y-push*y/away
				moved = true
			}
		}
		if !moved {
			break
		}
	}
	return out
}

// dimensionColour returns the colour of a dimension in the codebook, moved until
// it can be read on the page.
func (d *drawing) dimensionColour(dim observe.Dimension) string {
	if colour.Is(dim.Colour) {
		return colour.Readable(dim.Colour, d.paper, 4.5)
	}
	return d.ink
}
