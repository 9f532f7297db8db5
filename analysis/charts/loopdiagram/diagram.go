// Package loopdiagram draws links and loops of a meeting as a causal loop diagram:
// words on a circle in fixed places, links as parts of circles with their sign at
// the head, and R or B with a turning arrow in the middle of each loop. It decides
// where everything lies, in px, so that lines, words and marks do not cover each
// other.
package loopdiagram

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"kompas/analysis/charts/colour"
	"kompas/analysis/charts/echarts"
	"kompas/analysis/sequence"
)

// Short names for parts of an option.
type (
	option = echarts.Option
	list   = echarts.List
)

// maxLinks is how many links are drawn when there is no loop.
const maxLinks = 14

// Canvas is one size at which the diagram is drawn, in px.
type Canvas struct {
	Width, Height int
	RX, RY        float64 // radii of the circle of words
	Disc          float64 // radius of a word's mark
	Text          float64 // size of the type
	Reach         float64 // how wide a word's text may be
}

// Word is how a code is shown.
type Word struct{ Label, Colour, Sign string }

// Style is the colours of the page, and its type.
type Style struct{ Paper, Ink, More, Less, Font string }

// Figure is what is drawn.
type Figure struct {
	Ring  map[string]float64     // the place of each code on the circle, in turns clockwise from the top
	Word  func(code string) Word // how a code is shown; it may be the code of any link
	Links []sequence.Link        // all that were found, strongest first
	Loops []sequence.Loop        // those to draw
}

// Diagram is a figure that is laid out on one canvas.
type Diagram struct {
	Canvas
	ctx    context.Context
	style  Style
	figure Figure

	nodes map[string]point
	order []string // nodes in the order of the ring
	links []*drawnLink
	parts list

	lengths []float64 // of the ring from the top to each step; see placeOf
	lines   []point   // points along all arcs
	covered []box     // by words and marks that are placed
	marks   []point   // middles of loops
}

// drawnLink is a link and the arc on which it runs.
type drawnLink struct {
	sequence.Link
	status sequence.Status // that of the strongest loop that it is in; empty when it is in none
	arc    arc
	width  float64
}

type pair [2]string

// New lays a figure out on a canvas. It runs within [compute.Until], which ends it
// when ctx is done.
func New(ctx context.Context, f Figure, style Style, size Canvas) *Diagram {
	g := &Diagram{Canvas: size, ctx: ctx, style: style, figure: f, nodes: map[string]point{}}
	g.chooseLinks()
	for _, l := range g.links {
		for _, code := range []string{l.From, l.To} {
			g.nodes[code] = g.placeOf(f.Ring[code])
		}
	}
	for code := range g.nodes {
		g.order = append(g.order, code)
	}
	slices.SortFunc(g.order, func(a, b string) int {
		return cmp.Or(cmp.Compare(f.Ring[a], f.Ring[b]), strings.Compare(a, b))
	})
	g.bend(f.Loops)
	return g
}

// Links returns the links that are drawn. They are the same on every canvas.
func (g *Diagram) Links() []sequence.Link {
	out := make([]sequence.Link, len(g.links))
	for i, l := range g.links {
		out[i] = l.Link
	}
	return out
}

// Codes returns the codes that have a mark, in the order of the ring. They are
// the same on every canvas. The slice must not be changed.
func (g *Diagram) Codes() []string { return g.order }

// LinkName, CodeName and LoopName name the graphic elements of a link, code or
// loop by its index in Links, Codes or Figure.Loops. Events of ECharts give that
// name.
func LinkName(i int) string { return "link-" + strconv.Itoa(i) }
func CodeName(i int) string { return "node-" + strconv.Itoa(i) }
func LoopName(i int) string { return "loop-" + strconv.Itoa(i) }

// Option returns the diagram as a group of graphic elements that has the size of
// the canvas. It may be called once.
func (g *Diagram) Option() echarts.Option {
	g.add(option{"type": "rect", "silent": true, "shape": option{"width": g.Width, "height": g.Height},
		"style": option{"fill": "transparent"}})
	g.drawRing()
	for i, l := range slices.Backward(g.links) { // the strongest on top
		g.drawLink(l, LinkName(i))
	}
	for i, code := range g.order {
		g.drawNode(code, CodeName(i))
	}
	g.drawMarkers(g.figure.Loops)
	g.drawLabels()
	g.drawSigns()
	return option{"id": "loops", "$action": "replace", "type": "group", "left": "center", "top": 0,
		"width": g.Width, "height": g.Height, "children": g.parts}
}

// drawRing shows faintly where the codes without a link are, so that a team
// learns the map.
func (g *Diagram) drawRing() {
	codes := slices.Sorted(maps.Keys(g.figure.Ring))
	for _, code := range codes {
		if _, drawn := g.nodes[code]; drawn {
			continue
		}
		p := g.placeOf(g.figure.Ring[code])
		g.add(option{"type": "circle", "silent": true, "shape": option{"cx": echarts.Round(p.x, 2), "cy": echarts.Round(p.y, 2), "r": 3},
			"style": option{"fill": g.figure.Word(code).Colour, "opacity": 0.5}})
	}
}

// placeOf returns the point of the ring at a part of its length, in turns
// clockwise from the top. The ring is an ellipse, whose length is measured in
// steps. Between two steps the angle grows evenly, so that no two words share a
// place.
func (g *Diagram) placeOf(turn float64) point {
	const steps = 720
	if g.lengths == nil {
		g.lengths = make([]float64, steps+1)
		for i := 1; i <= steps; i++ {
			g.lengths[i] = g.lengths[i-1] + g.onRing(float64(i-1)/steps).to(g.onRing(float64(i)/steps))
		}
	}
	want := (turn - math.Floor(turn)) * g.lengths[steps]
	i, _ := slices.BinarySearch(g.lengths, want)
	i = max(i, 1)
	back := (g.lengths[i] - want) / (g.lengths[i] - g.lengths[i-1])
	return g.onRing((float64(i) - back) / steps)
}

// onRing returns the point of the ring at an angle, in turns clockwise from the
// top.
func (g *Diagram) onRing(turn float64) point {
	a := 2*math.Pi*turn - math.Pi/2
	return point{float64(g.Width)/2 + g.RX*math.Cos(a), float64(g.Height)/2 + g.RY*math.Sin(a)}
}

func (g *Diagram) add(o option) {
	o["id"] = "loops-" + strconv.Itoa(len(g.parts))
	g.parts = append(g.parts, o)
}

// chooseLinks takes the links of the loops, which come strongest first, or the
// first links when there is no loop.
func (g *Diagram) chooseLinks() {
	found := map[pair]sequence.Link{}
	for _, l := range g.figure.Links {
		found[pair{l.From, l.To}] = l
	}
	taken := map[pair]bool{}
	take := func(l sequence.Link, status sequence.Status) {
		if k := (pair{l.From, l.To}); !taken[k] {
			taken[k] = true
			g.links = append(g.links, &drawnLink{Link: l, status: status, width: l.Weight()})
		}
	}
	for _, loop := range g.figure.Loops {
		for i, node := range loop.Nodes {
			k := pair{node, loop.Nodes[(i+1)%len(loop.Nodes)]}
			if l, ok := found[k]; ok {
				take(l, loop.Status)
			}
		}
	}
	if len(g.figure.Loops) == 0 {
		for _, l := range g.figure.Links[:min(len(g.figure.Links), maxLinks)] {
			take(l, "")
		}
	}
}

// selfArc returns the small circle of a word that is followed by itself, on the
// outer side of its mark.
func (g *Diagram) selfArc(node, centre point) arc {
	out := centre.angleOf(node)
	r := g.selfSize()
	a := arc{centre: node.along(out, g.Disc+0.72*r), r: r, clockwise: true}
	gap := 0.95
	a.start, a.end = out+math.Pi+gap, out+math.Pi+2*math.Pi-gap
	return a
}

// selfSize is the radius of that circle, in px.
func (g *Diagram) selfSize() float64 { return 0.9*g.Disc + 7 }

// lineOf returns how a link or loop of this status is drawn: its dashes, nil for
// none, and its opacity.
func (g *Diagram) lineOf(status sequence.Status) (dash any, opacity float64) {
	switch status {
	case sequence.Whole, "":
		return nil, 1
	case sequence.Side:
		return list{6, 4}, 0.55
	}
	return list{6, 4}, 0.4
}

func (g *Diagram) signColour(s sequence.Sign) string {
	if s == sequence.Negative {
		return g.style.Less
	}
	return g.style.More
}

// drawLink draws the arc of a link and its head.
func (g *Diagram) drawLink(l *drawnLink, name string) {
	dash, opacity := g.lineOf(l.status)
	colour := g.signColour(l.Sign)
	head := headSize(l.width)
	line := l.arc.trimmed(0, head*0.8)
	if line.length() < 4 || l.arc.length() < head {
		line = l.arc
	}
	style := option{"stroke": colour, "lineWidth": l.width, "fill": "none", "opacity": opacity, "lineCap": "butt"}
	if dash != nil {
		style["lineDash"] = dash
	}
	g.add(option{"type": "arc", "name": name, "cursor": "pointer", "style": style, "shape": option{
		"cx": echarts.Round(line.centre.x, 2), "cy": echarts.Round(line.centre.y, 2), "r": echarts.Round(line.r, 2),
		"startAngle": echarts.Round(line.start, 4), "endAngle": echarts.Round(line.end, 4), "clockwise": line.clockwise}})
	tip, way := l.arc.at(1), l.arc.heading()
	// The head is turned a little inwards, to follow the curve of the arc.
	lean := head / l.arc.r / 2
	if l.arc.clockwise {
		way -= lean
	} else {
		way += lean
	}
	g.add(option{"type": "polygon", "name": name, "cursor": "pointer",
		"style": option{"fill": colour, "opacity": opacity},
		"shape": option{"points": list{tip.list(2), tip.along(way+math.Pi-0.42, head).list(2), tip.along(way+math.Pi+0.42, head).list(2)}}})
}

// drawNode draws the mark of a word in its colour, with its sign.
func (g *Diagram) drawNode(code, name string) {
	p := g.nodes[code]
	word := g.figure.Word(code)
	g.add(option{"type": "circle", "name": name, "cursor": "pointer", "shape": option{"cx": echarts.Round(p.x, 2), "cy": echarts.Round(p.y, 2), "r": g.Disc},
		"style": option{"fill": word.Colour, "stroke": g.style.Paper, "lineWidth": 2}})
	if word.Sign != "" {
		g.add(option{"type": "text", "silent": true, "x": echarts.Round(p.x, 2), "y": echarts.Round(p.y, 2), "style": option{
			"text": word.Sign, "fill": colour.InkOn(word.Colour), "fontSize": echarts.Round(g.Disc, 1), "fontWeight": 700,
			"fontFamily": g.style.Font, "align": "center", "verticalAlign": "middle"}})
	}
}
