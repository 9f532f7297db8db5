package loopdiagram

import (
	"math"
	"strings"

	"kompas/analysis/charts/echarts"
	"kompas/analysis/compute"
	"kompas/analysis/sequence"
	"kompas/analysis/wording"
)

// drawMarkers puts R or B in the middle of each loop, where there is most room,
// with an arrow that turns in the direction of the loop.
func (g *Diagram) drawMarkers(loops []sequence.Loop) {
	links := map[pair]*drawnLink{}
	for _, l := range g.links {
		links[pair{l.From, l.To}] = l
	}
	for i, loop := range loops {
		compute.Look(g.ctx)
		var outline []point
		for k, node := range loop.Nodes {
			if l, ok := links[pair{node, loop.Nodes[(k+1)%len(loop.Nodes)]}]; ok {
				outline = append(outline, l.arc.points(24)...)
			}
		}
		if len(outline) == 0 {
			continue
		}
		at := g.roomIn(outline)
		clockwise := area(outline) > 0
		if len(loop.Nodes) == 1 { // the line of a link to itself is the turning arrow already
			middle := outline[12].add(outline[0]).add(outline[24]).times(1.0 / 3)
			g.marks = append(g.marks, middle)
			g.drawLetter(loop, LoopName(i), middle)
			continue
		}
		g.marks = append(g.marks, at)
		g.drawMarker(loop, LoopName(i), at, clockwise)
	}
}

// markerSize is the radius of the mark of a loop, with its turning arrow, in px.
func (g *Diagram) markerSize() float64 { return g.Text * 0.95 }

// roomIn returns the point inside an outline that is farthest from all lines,
// words and other marks, and not far from the middle. Where a loop is too small
// for its mark, it returns the nearest place outside.
func (g *Diagram) roomIn(outline []point) point {
	middle := mean(outline)
	best, most := middle, math.Inf(-1)
	const step = 6
	size := g.markerSize()
	for y := size + 2; y < float64(g.Height)-size; y += step {
		for x := size + 2; x < float64(g.Width)-size; x += step {
			p := point{x, y}
			room := 2.2 * size
			for _, l := range g.lines {
				room = min(room, p.to(l))
			}
			for _, n := range g.nodes {
				room = min(room, p.to(n)-g.Disc)
			}
			for _, m := range g.marks {
				room = min(room, p.to(m)-size*1.1)
			}
			score := room - 0.04*p.to(middle)
			if !inside(p, outline) { // outside only where the loop has no room
				score = min(room, size+2) - size - 0.3*p.to(middle)
			}
			if score > most {
				best, most = p, score
			}
		}
	}
	return best
}

// drawMarker draws the mark of a loop: a disc, an arrow that turns clockwise or
// the other way, and the letter.
func (g *Diagram) drawMarker(loop sequence.Loop, name string, at point, clockwise bool) {
	dash, opacity := g.lineOf(loop.Status)
	size := g.markerSize()
	g.add(option{"type": "circle", "name": name, "cursor": "pointer", "shape": option{"cx": echarts.Round(at.x, 2), "cy": echarts.Round(at.y, 2), "r": echarts.Round(size+3, 2)},
		"style": option{"fill": g.style.Paper, "opacity": 0.9}})
	turn := arc{centre: at, r: size, start: -math.Pi * 0.35, end: math.Pi * 1.3, clockwise: true}
	if !clockwise {
		turn = arc{centre: at, r: size, start: math.Pi * 1.35, end: -math.Pi * 0.3}
	}
	style := option{"stroke": g.style.Ink, "lineWidth": 1.6, "fill": "none", "opacity": opacity}
	if dash != nil {
		style["lineDash"] = list{3, 3}
	}
	g.add(option{"type": "arc", "silent": true, "style": style, "shape": option{"cx": echarts.Round(at.x, 2), "cy": echarts.Round(at.y, 2), "r": echarts.Round(size, 2),
		"startAngle": echarts.Round(turn.start, 4), "endAngle": echarts.Round(turn.end, 4), "clockwise": turn.clockwise}})
	tip, way := turn.at(1), turn.heading()
	tip = tip.along(way, 3)
	g.add(option{"type": "polygon", "silent": true, "style": option{"fill": g.style.Ink, "opacity": opacity},
		"shape": option{"points": list{tip.list(2), tip.along(way+math.Pi-0.5, 7).list(2), tip.along(way+math.Pi+0.5, 7).list(2)}}})
	g.drawLetter(loop, name, at)
}

// drawLetter writes R for a loop that feeds itself and B for one that steadies.
func (g *Diagram) drawLetter(loop sequence.Loop, name string, at point) {
	_, opacity := g.lineOf(loop.Status)
	letter := "R"
	if loop.Kind == sequence.Balancing {
		letter = "B"
	}
	g.add(option{"type": "text", "name": name, "cursor": "pointer", "x": echarts.Round(at.x, 2), "y": echarts.Round(at.y, 2), "style": option{
		"text": letter, "fill": g.style.Ink, "opacity": max(opacity, 0.7), "fontSize": g.Text, "fontWeight": 700,
		"fontFamily": g.style.Font, "align": "center", "verticalAlign": "middle"}})
}

// lettering is one way of writing a word beside its mark.
type lettering struct {
	lines  []string
	anchor point
	align  string
	box    box
	cost   float64
}

// drawLabels writes each word outside of the circle, or above or below its mark
// where that covers less.
func (g *Diagram) drawLabels() {
	for _, code := range g.order {
		p := g.nodes[code]
		g.covered = append(g.covered, box{p.x - g.Disc, p.y - g.Disc, p.x + g.Disc, p.y + g.Disc})
	}
	for _, m := range g.marks {
		size := g.markerSize()
		g.covered = append(g.covered, box{m.x - size, m.y - size, m.x + size, m.y + size})
	}
	for _, code := range g.order {
		best := lettering{cost: math.Inf(1)}
		for _, l := range g.labelsOf(code) {
			if l.cost += g.inTheWay(l.box); l.cost < best.cost {
				best = l
			}
		}
		g.covered = append(g.covered, best.box)
		g.add(option{"type": "text", "silent": true, "x": echarts.Round(best.anchor.x, 2), "y": echarts.Round(best.anchor.y, 2), "style": option{
			"text": strings.Join(best.lines, "\n"), "fill": g.style.Ink, "fontSize": g.Text, "fontFamily": g.style.Font, "lineHeight": g.Text * 1.25,
			"align": best.align, "verticalAlign": "middle", "stroke": g.style.Paper, "lineWidth": 3}})
	}
}

// labelsOf returns the ways of writing a word, with the cost that each has before
// anything else is considered.
func (g *Diagram) labelsOf(code string) []lettering {
	p := g.nodes[code]
	out := p.sub(point{float64(g.Width) / 2, float64(g.Height) / 2})
	out = out.times(1 / max(out.length(), 1))
	gap := g.Disc + 6
	for _, l := range g.links {
		if l.From == l.To && l.From == code {
			gap = g.Disc + 8 + 1.72*g.selfSize()
		}
	}
	text := g.figure.Word(code).Label
	var all []lettering
	for i, width := range []int{2 * int(g.Reach/(0.52*g.Text)), int(g.Reach / (0.52 * g.Text))} {
		lines := wording.Wrap(text, width)
		if i == 1 && len(lines) == 1 {
			break
		}
		wide := 0.0
		for _, l := range lines {
			wide = max(wide, 0.55*g.Text*float64(len([]rune(l))))
		}
		high := g.Text * 1.25 * float64(len(lines))
		add := func(at point, align string, cost float64) {
			left := map[string]float64{"left": at.x, "center": at.x - wide/2, "right": at.x - wide}[align]
			all = append(all, lettering{lines, at, align, box{left, at.y - high/2, left + wide, at.y + high/2}, cost + float64(i)})
		}
		align, side := "left", 1.0
		if out.x < 0 {
			align, side = "right", -1
		}
		steep := 0.0 // at the top and bottom a label above or below the mark is preferred
		if math.Abs(out.x) < 0.35 {
			steep = 5
		}
		for _, shift := range []float64{0, -7, 7, -14, 14, -22, 22} {
			add(p.add(out.times(gap)).add(point{0, shift}), align, math.Abs(shift)/2+steep)
		}
		add(p.add(point{side * (g.Disc + 6), 0}), align, 8)
		for _, more := range []float64{0, 8, 16} {
			for _, up := range []float64{-1, 1} {
				away, cost := g.Disc+6, 16.0 // on the inner side, where arcs run
				if up*out.y > 0 {
					away, cost = gap, 6-steep
				}
				add(p.add(point{0, up * (away + more + high/2 - 3)}), "center", cost+more/2)
			}
		}
	}
	return all
}

// inTheWay returns the cost of what a text in this box would cover, and of how
// far it would leave the picture.
func (g *Diagram) inTheWay(b box) float64 {
	cost := 0.0
	for _, other := range g.covered {
		if b.meets(other) {
			cost += 60
		}
	}
	for _, p := range g.lines {
		if p.x > b.left-2 && p.x < b.right+2 && p.y > b.top && p.y < b.bottom {
			cost += 2.5
		}
	}
	beyond := max(2-b.left, 0) + max(b.right-float64(g.Width)+2, 0) + max(2-b.top, 0) + max(b.bottom-float64(g.Height)+2, 0)
	return cost + 8*beyond
}
