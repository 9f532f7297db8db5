package charts

import (
	"math"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"

	"kompas/analysis/charts/colour"
	"kompas/analysis/charts/echarts"
	"kompas/analysis/sequence"
	"kompas/analysis/wording"
)

// loopCanvas is one size at which a loop is drawn, in px.
type loopCanvas struct {
	width, height int
	radius        float64 // of the circle of words
	word          float64 // how wide a word may be
	text          float64 // size of the type
}

// loopPicture draws a loop for phones and for wide pages. Places are in px.
func (d *drawing) loopPicture(l sequence.ToldLoop) option {
	small := d.loopAt(l, loopCanvas{width: 328, height: 320, radius: 96, word: 104, text: 14})
	wide := d.loopAt(l, loopCanvas{width: 560, height: 420, radius: 150, word: 168, text: 17})
	d.heights(320, 420)
	c := charts.NewGraph()
	return echarts.Build(c, echarts.Merge(d.common(), option{"series": list{}, "tooltip": nil, "media": list{
		option{"query": option{"maxWidth": narrow}, "option": option{"graphic": option{"elements": list{small}}}},
		option{"query": option{"minWidth": narrow + 1}, "option": option{"graphic": option{"elements": list{wide}}}},
	}}))
}

// loopAt draws a loop on a canvas: its words at even distances on a circle, the first
// one at the top, clockwise.
func (d *drawing) loopAt(l sequence.ToldLoop, at loopCanvas) option {
	middle := spot{float64(at.width) / 2, float64(at.height) / 2}
	n := len(l.Nodes)
	if n == 1 { // the arrow hangs under the word
		at.radius *= 0.72
	}
	onCircle := func(angle float64) spot {
		return spot{middle.x + at.radius*math.Cos(angle), middle.y + at.radius*math.Sin(angle)}
	}
	angleOf := func(i int) float64 { return -math.Pi/2 + 2*math.Pi*float64(i)/float64(n) }

	var parts list
	add := func(o option) {
		o["id"] = "loop-part-" + strconv.Itoa(len(parts))
		parts = append(parts, o)
	}
	add(option{"type": "rect", "silent": true, "shape": option{"width": at.width, "height": at.height}, "style": option{"fill": "transparent"}})

	boxes, lines := make([]bounds, n), make([][]string, n)
	for i, node := range l.Nodes {
		text := d.names.Code(node)
		if tag, ok := d.tagOf(node); ok {
			text = tag.labelled()
		}
		lines[i] = wording.Wrap(text, int(at.word/textWidth("x", at.text)))
		wide := 0.0
		for _, line := range lines[i] {
			wide = max(wide, textWidth(line, at.text))
		}
		wide, high := wide+2*at.text, float64(len(lines[i]))*at.text*1.25+at.text
		p := onCircle(angleOf(i))
		boxes[i] = bounds{p.x - wide/2, p.y - high/2, p.x + wide/2, p.y + high/2}
	}
	for i := range l.Nodes {
		d.loopArrow(add, l, i, onCircle, [2]float64{angleOf(i), angleOf(i + 1)}, [2]bounds{boxes[i], boxes[(i+1)%n]}, middle, at)
	}
	for i, node := range l.Nodes {
		hue := colour.Between(d.paper, d.quiet, 0.5)
		if _, tag := d.tagOf(node); tag {
			hue = d.codeColour(node)
		}
		b := boxes[i]
		add(option{"type": "rect", "name": wordName(i), "cursor": "pointer",
			"shape": option{"x": echarts.Round(b.left, 1), "y": echarts.Round(b.top, 1), "width": echarts.Round(b.right-b.left, 1), "height": echarts.Round(b.bottom-b.top, 1), "r": 8},
			"style": option{"fill": d.raised, "stroke": hue, "lineWidth": 2.5}})
		add(d.loopText(strings.Join(lines[i], "\n"), wordName(i), spot{(b.left + b.right) / 2, (b.top + b.bottom) / 2}, at.text, d.ink, 600))
	}
	does := d.texts.LoopFeeds
	switch {
	case l.Kind == sequence.Balancing:
		does = d.texts.LoopSteadies
	case l.KeepsApart():
		does = d.texts.LoopApart
	}
	room := 1.3 // of the radius, between the words beside the arrows
	if n == 1 {
		room = 1.6
	}
	does = strings.Join(wording.Wrap(does, int(room*at.radius/textWidth("x", at.text))), "\n")
	add(d.loopText(does, wholeName, middle, at.text, d.quiet, 400))
	return option{"id": "loop", "$action": "replace", "type": "group", "left": "center", "top": 0,
		"width": at.width, "height": at.height, "children": parts}
}

// loopArrow draws the arrow of a step along the circle, between the boxes of two
// words, with how often the step was taken beside it. The arrow is dashed where the
// talk was not seen to go all the way round.
func (d *drawing) loopArrow(add func(option), l sequence.ToldLoop, i int, onCircle func(float64) spot, angles [2]float64, boxes [2]bounds, middle spot, at loopCanvas) {
	const step, room = 0.01, 7.0
	from, to := angles[0], angles[1]
	for from < to && boxes[0].near(onCircle(from), room) {
		from += step
	}
	for to > from && boxes[1].near(onCircle(to), room) {
		to -= step
	}
	ink := d.more
	if l.Signs[i] == sequence.Negative {
		ink = d.less
	}
	const head = 13.0
	style := option{"stroke": ink, "fill": "none", "lineWidth": 3}
	if l.Status != sequence.Whole {
		style["lineDash"], style["opacity"] = list{7, 5}, 0.75
	}
	add(option{"type": "arc", "name": stepName(i), "cursor": "pointer", "style": style, "shape": option{
		"cx": echarts.Round(middle.x, 1), "cy": echarts.Round(middle.y, 1), "r": at.radius,
		"startAngle": echarts.Round(from, 4), "endAngle": echarts.Round(to-0.7*head/at.radius, 4), "clockwise": true}})
	tip, back := onCircle(to), onCircle(to-head/at.radius)
	side := spot{(tip.y - back.y) * 0.55, (back.x - tip.x) * 0.55}
	add(option{"type": "polygon", "name": stepName(i), "cursor": "pointer", "style": option{"fill": ink},
		"shape": option{"points": list{pointOf(tip), pointOf(spot{back.x + side.x, back.y + side.y}), pointOf(spot{back.x - side.x, back.y - side.y})}}})
	p := onCircle((from + to) / 2)
	out := 1 - 0.9*at.text/at.radius // on the inner side, where there is room
	if len(l.Nodes) == 1 {
		out = 1 + 1.1*at.text/at.radius
	}
	word := d.loopText(d.often(l.Signs[i]), stepName(i), spot{middle.x + (p.x-middle.x)*out, middle.y + (p.y-middle.y)*out}, at.text-2, ink, 400)
	if lean := (p.x - middle.x) / at.radius; len(l.Nodes) > 1 && math.Abs(lean) > 0.3 {
		word["style"].(option)["align"] = map[bool]string{true: "right", false: "left"}[lean > 0]
	}
	add(word)
}

// loopText writes a text around a point.
func (d *drawing) loopText(text, name string, at spot, size float64, ink string, weight int) option {
	return option{"type": "text", "name": name, "cursor": "pointer", "x": echarts.Round(at.x, 1), "y": echarts.Round(at.y, 1), "style": option{
		"text": echarts.Plain(text), "fill": ink, "fontSize": size, "fontWeight": weight, "fontFamily": fontFamily, "lineHeight": size * 1.25,
		"align": "center", "verticalAlign": "middle", "stroke": d.paper, "lineWidth": 3}}
}

// near reports whether a point is in a rectangle, or less than so many px away.
func (b bounds) near(p spot, room float64) bool {
	return p.x > b.left-room && p.x < b.right+room && p.y > b.top-room && p.y < b.bottom+room
}

func pointOf(p spot) list { return list{echarts.Round(p.x, 1), echarts.Round(p.y, 1)} }
