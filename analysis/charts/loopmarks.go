package charts

import (
	"math"
	"slices"
	"strings"

	"kompas/analysis"
)

// drawMarkers puts R or B in the middle of each loop, where there is most room,
// with an arrow that turns as the loop runs.
func (g *diagram) drawMarkers(loops []analysis.Loop) {
	links := map[pair]*drawnLink{}
	var lines []point
	for _, l := range g.links {
		links[pair{l.From, l.To}] = l
		lines = append(lines, l.arc.points(24)...)
	}
	var taken []point
	for i, loop := range loops {
		var outline []point
		for k, node := range loop.Nodes {
			if l, ok := links[pair{node, loop.Nodes[(k+1)%len(loop.Nodes)]}]; ok {
				outline = append(outline, l.arc.points(24)...)
			}
		}
		if len(outline) == 0 {
			continue
		}
		at := g.roomIn(outline, lines, taken)
		clockwise := area(outline) > 0
		if len(loop.Nodes) == 1 { // its line is the turning arrow
			g.drawLetter(loop, loopName(i), outline[12].add(outline[0]).add(outline[24]).times(1.0/3))
			continue
		}
		taken = append(taken, at)
		g.drawMarker(loop, loopName(i), at, clockwise)
	}
}

// markerSize is the radius of a loop's mark, with its turning arrow.
func (g *diagram) markerSize() float64 { return g.text * 0.95 }

// roomIn finds the point inside an outline that is farthest from all lines,
// words and other marks, and rather near the middle.
func (g *diagram) roomIn(outline, lines, taken []point) point {
	middle := mean(outline)
	best, most := middle, math.Inf(-1)
	const step = 6
	size := g.markerSize()
	for y := step / 2.0; y < float64(g.height); y += step {
		for x := step / 2.0; x < float64(g.width); x += step {
			p := point{x, y}
			if !inside(p, outline) {
				continue
			}
			room := 2.2 * size
			for _, l := range lines {
				room = min(room, p.to(l))
			}
			for _, n := range g.nodes {
				room = min(room, p.to(n)-g.disc)
			}
			for _, m := range taken {
				room = min(room, p.to(m)-size*1.1)
			}
			if score := room - 0.04*p.to(middle); score > most {
				best, most = p, score
			}
		}
	}
	return best
}

func (g *diagram) drawMarker(loop analysis.Loop, name string, at point, clockwise bool) {
	dash, opacity := g.lineOf(loop.Status)
	size := g.markerSize()
	g.add(option{"type": "circle", "name": name, "cursor": "pointer", "shape": option{"cx": round(at.x, 2), "cy": round(at.y, 2), "r": round(size+3, 2)},
		"style": option{"fill": g.paper, "opacity": 0.9}})
	turn := arc{centre: at, r: size, start: -math.Pi * 0.35, end: math.Pi * 1.3, clockwise: true}
	if !clockwise {
		turn = arc{centre: at, r: size, start: math.Pi * 1.35, end: -math.Pi * 0.3}
	}
	style := option{"stroke": g.ink, "lineWidth": 1.6, "fill": "none", "opacity": opacity}
	if dash != nil {
		style["lineDash"] = list{3, 3}
	}
	g.add(option{"type": "arc", "silent": true, "style": style, "shape": option{"cx": round(at.x, 2), "cy": round(at.y, 2), "r": round(size, 2),
		"startAngle": round(turn.start, 4), "endAngle": round(turn.end, 4), "clockwise": turn.clockwise}})
	tip, way := turn.at(1), turn.heading()
	tip = tip.along(way, 3)
	g.add(option{"type": "polygon", "silent": true, "style": option{"fill": g.ink, "opacity": opacity},
		"shape": option{"points": list{tip.list(2), tip.along(way+math.Pi-0.5, 7).list(2), tip.along(way+math.Pi+0.5, 7).list(2)}}})
	g.drawLetter(loop, name, at)
}

// drawLetter writes R for a loop that feeds itself, B for one that steadies.
func (g *diagram) drawLetter(loop analysis.Loop, name string, at point) {
	_, opacity := g.lineOf(loop.Status)
	letter := "R"
	if loop.Kind == analysis.Balancing {
		letter = "B"
	}
	g.add(option{"type": "text", "name": name, "cursor": "pointer", "x": round(at.x, 2), "y": round(at.y, 2), "style": option{
		"text": letter, "fill": g.ink, "opacity": max(opacity, 0.7), "fontSize": g.text, "fontWeight": 700,
		"fontFamily": fontFamily, "align": "center", "verticalAlign": "middle"}})
}

// drawLabels writes each word outside of the circle, in at most two lines, and
// moves it outwards while it would cover another one.
func (g *diagram) drawLabels() {
	centre := point{float64(g.width) / 2, float64(g.height) / 2}
	var covered []box
	for _, p := range g.nodes {
		covered = append(covered, box{p.x - g.disc, p.y - g.disc, p.x + g.disc, p.y + g.disc})
	}
	selves := map[string]bool{}
	for _, l := range g.links {
		if l.From == l.To {
			selves[l.From] = true
		}
	}
	slices.SortFunc(covered, func(a, b box) int {
		if a.top != b.top {
			return int(math.Copysign(1, a.top-b.top))
		}
		return int(math.Copysign(1, a.left-b.left))
	})
	for _, code := range g.order {
		lines := wrap(g.codeLabel(code), int(g.reach/(0.52*g.text)))
		width := 0.0
		for _, l := range lines {
			width = max(width, 0.55*g.text*float64(len([]rune(l))))
		}
		height := g.text * 1.25 * float64(len(lines))
		p := g.nodes[code]
		out := p.sub(centre)
		out = out.times(1 / max(out.length(), 1))
		gap := g.disc + 6
		if selves[code] {
			gap += 1.72*g.selfSize() + 2
		}
		anchor := p.add(out.times(gap))
		align, b := "center", box{anchor.x - width/2, anchor.y - height/2, anchor.x + width/2, anchor.y + height/2}
		switch {
		case out.x > 0.35:
			align, b = "left", box{anchor.x, anchor.y - height/2, anchor.x + width, anchor.y + height/2}
		case out.x < -0.35:
			align, b = "right", box{anchor.x - width, anchor.y - height/2, anchor.x, anchor.y + height/2}
		default: // above or below
			shift := point{0, math.Copysign(height/2, out.y)}
			anchor, b = anchor.add(shift), b.moved(shift)
		}
		step := point{0, math.Copysign(4, out.y)}
		for range 20 {
			if !slices.ContainsFunc(covered, b.meets) {
				break
			}
			anchor, b = anchor.add(step), b.moved(step)
		}
		covered = append(covered, b)
		// Nothing is written outside of the picture.
		push := point{max(4-b.left, 0) - max(b.right-float64(g.width)+4, 0), max(4-b.top, 0) - max(b.bottom-float64(g.height)+4, 0)}
		anchor = anchor.add(push)
		g.add(option{"type": "text", "silent": true, "x": round(anchor.x, 2), "y": round(anchor.y, 2), "style": option{
			"text": strings.Join(lines, "\n"), "fill": g.ink, "fontSize": g.text, "fontFamily": fontFamily, "lineHeight": g.text * 1.25,
			"align": align, "verticalAlign": "middle", "stroke": g.paper, "lineWidth": 3}})
	}
}

// wrap breaks a text into at most two lines of about so many characters; what
// does not fit is cut.
func wrap(text string, width int) []string {
	if len([]rune(text)) <= width {
		return []string{text}
	}
	words := strings.Fields(text)
	first := ""
	for i, w := range words {
		next := strings.TrimSpace(first + " " + w)
		if first != "" && len([]rune(next)) > width {
			return []string{cut(first, width), cut(strings.Join(words[i:], " "), width)}
		}
		first = next
	}
	return []string{cut(first, width)}
}
