package charts

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"

	"kompas/analysis"
	"kompas/analysis/charts/colour"
	"kompas/analysis/charts/echarts"
	"kompas/analysis/moments"
)

// How many loops of each status are drawn at most; all are in the table.
const (
	maxWhole  = 6
	maxSide   = 3
	maxPieces = 4
	maxLinks  = 14 // drawn when there is no loop
)

// loops draws the feedback structure as a causal loop diagram: words on a
// circle in fixed places, links as parts of circles with their sign at the
// head, and R or B with a turning arrow in the middle of each loop. Loops that
// were not seen going round are dashed and pale. It is drawn for three widths,
// since its places are in px.
//
// Each part has a name, which its events tell, and which is the same at all
// widths: see Frame.Moments.
func loops(d *drawing) option {
	w := d.words
	d.frame.Title, d.frame.Subtitle = w.loopsTitle, w.loopsSub
	d.frame.Table.Columns = []string{w.loop, w.kind, w.seen, w.status}
	switch {
	case d.Interactions == 0:
		return d.empty(w.NoTurns)
	case len(d.Links) == 0 && d.Sequence.Draws == 0:
		return d.empty(w.NoDraws)
	case len(d.Links) == 0:
		d.frame.Title = w.loopsNone
		return d.empty(w.noLoops)
	}
	for _, l := range d.Loops {
		seen := "–"
		if l.Traversals != nil {
			seen = strconv.Itoa(*l.Traversals)
		}
		d.row(d.names.Loop(&l), d.kindOf(l), seen, map[analysis.Status]string{
			analysis.Whole: w.statusWhole, analysis.Side: w.side, analysis.Pieces: w.pieces}[l.Status])
	}
	drawn := d.loopsToDraw()
	closed := w.noLoop
	switch {
	case len(d.Loops) == 1:
		closed = w.oneLoop
	case len(d.Loops) > 1:
		closed = fmt.Sprintf(w.manyLoops, len(d.Loops))
	}
	if len(d.Links) == 1 {
		d.frame.Note = fmt.Sprintf(w.linkCloses, closed)
	} else {
		d.frame.Note = fmt.Sprintf(w.linksClose, len(d.Links), closed)
	}
	if len(drawn) < len(d.Loops) {
		d.frame.Note += " " + fmt.Sprintf(w.loopsShown, len(drawn))
	}
	d.noteFew()
	d.noteFewSpeakers()
	d.loopsFinding()

	sizes := []canvas{
		{below: narrow, width: 328, height: 560, rx: 92, ry: 200, disc: 11, text: 13, reach: 68},
		{below: 840, width: 520, height: 560, rx: 150, ry: 196, disc: 14, text: 14, reach: 104},
		{width: 800, height: 660, rx: 240, ry: 238, disc: 17, text: 15, reach: 136},
	}
	var media list
	for i, size := range sizes {
		d.frame.Heights = append(d.frame.Heights, Height{MaxWidth: size.below, Height: size.height})
		g := d.layOut(size, drawn)
		if i == 0 {
			g.moments(drawn)
			if g.showsOtherWords() {
				d.frame.Subtitle += " " + w.loopsDots
			}
		}
		drawnAt := option{"graphic": option{"elements": list{g.draw(drawn)}}}
		if size.below == 0 {
			media = append(media, option{"option": drawnAt})
			continue
		}
		media = append(media, option{"query": option{"maxWidth": size.below}, "option": drawnAt})
	}
	// The first query that holds wins only when the later ones do not: ECharts
	// applies all that hold, in order.
	media[1].(option)["query"].(option)["minWidth"] = narrow + 1
	c := charts.NewGraph()
	return echarts.Build(c, echarts.Merge(d.common(), option{"series": list{}, "tooltip": nil, "media": media}))
}

// loopsFinding says how many loops were seen going round.
func (d *drawing) loopsFinding() {
	w, feed, steady := d.words, 0, 0
	for _, l := range d.Loops {
		switch {
		case l.Status != analysis.Whole:
		case l.Kind == analysis.Balancing:
			steady++
		default:
			feed++
		}
	}
	switch {
	case feed+steady == 0:
		d.finding("%s", w.loopsNone)
	case steady == 0 && feed == 1:
		d.finding("%s", w.feedFound)
	case feed == 0 && steady == 1:
		d.finding("%s", w.steadyFound)
	case steady == 0:
		d.finding(w.feedsFound, feed)
	case feed == 0:
		d.finding(w.steadiesFound, steady)
	default:
		d.finding(w.loopsFound, feed+steady)
	}
}

// canvas is one size at which the diagram is drawn, in px.
type canvas struct {
	below         int // for containers up to this width; 0: any
	width, height int
	rx, ry        float64 // of the circle of words
	disc          float64 // radius of a word's mark
	text          float64
	reach         float64 // how wide a word's text may be
}

// loopsToDraw gives the loops that are drawn, in the order of the result, which
// has the strongest of each status first.
func (d *drawing) loopsToDraw() []analysis.Loop {
	left := map[analysis.Status]int{analysis.Whole: maxWhole, analysis.Side: maxSide, analysis.Pieces: maxPieces}
	var out []analysis.Loop
	for _, l := range d.Loops {
		if left[l.Status] > 0 {
			left[l.Status]--
			out = append(out, l)
		}
	}
	return out
}

func (d *drawing) kindOf(l analysis.Loop) string {
	switch {
	case l.Kind == analysis.Balancing:
		return d.words.balancing
	case l.KeepsApart():
		return d.words.keepsApart
	}
	return d.words.reinforcing
}

// drawnLink is a link with how it runs.
type drawnLink struct {
	analysis.Link
	status analysis.Status // the best of the loops that it is in; empty in none
	arc    arc
	width  float64
}

type pair [2]string

// diagram is the drawing in progress at one size.
type diagram struct {
	*drawing
	canvas
	ring  map[string]float64
	nodes map[string]point
	order []string // nodes in the order of the ring
	links []*drawnLink
	parts list

	lengths []float64 // of the ring, up to each step; see placeOf
	lines   []point   // along all arcs
	covered []box     // by words and marks
	marks   []point   // middles of loops
}

// layOut places the words and links of loops on a canvas.
func (d *drawing) layOut(size canvas, loops []analysis.Loop) *diagram {
	g := &diagram{drawing: d, canvas: size, nodes: map[string]point{}, ring: d.ring()}
	ring := g.ring
	g.chooseLinks(loops)
	for _, l := range g.links {
		for _, code := range []string{l.From, l.To} {
			g.nodes[code] = g.placeOf(ring[code])
		}
	}
	for code := range g.nodes {
		g.order = append(g.order, code)
	}
	slices.SortFunc(g.order, func(a, b string) int { return cmp.Or(cmp.Compare(ring[a], ring[b]), strings.Compare(a, b)) })
	g.bend(loops)
	return g
}

// draw gives the diagram as a group of the canvas' size.
func (g *diagram) draw(loops []analysis.Loop) option {
	g.add(option{"type": "rect", "silent": true, "shape": option{"width": g.width, "height": g.height},
		"style": option{"fill": "transparent"}})
	g.drawRing(g.ring)
	for i, l := range slices.Backward(g.links) { // the strongest on top
		g.drawLink(l, linkName(i))
	}
	for i, code := range g.order {
		g.drawNode(code, nodeName(i))
	}
	g.drawMarkers(loops)
	g.drawLabels()
	g.drawSigns()
	return option{"id": "loops", "$action": "replace", "type": "group", "left": "center", "top": 0,
		"width": g.width, "height": g.height, "children": g.parts}
}

// Names of the parts that have moments.
func linkName(i int) string { return "link-" + strconv.Itoa(i) }
func nodeName(i int) string { return "node-" + strconv.Itoa(i) }
func loopName(i int) string { return "loop-" + strconv.Itoa(i) }

// moments says what lies behind the links, words and loops.
func (g *diagram) moments(loops []analysis.Loop) {
	for i, l := range g.links {
		label := g.words.LinkMore
		if l.Sign == analysis.Negative {
			label = g.words.LinkLess
		}
		label = fmt.Sprintf(label, g.names.Code(l.From), g.names.Code(l.To))
		g.behind.Add(moments.Named(linkName(i)), label, g.behind.Evidence(l.Evidence, l.EvidenceTotal))
	}
	byCode := g.byCode()
	for i, code := range g.order {
		g.momentsOfCode(moments.Named(nodeName(i)), code, byCode[code])
	}
	for i, l := range loops {
		g.behind.Add(moments.Named(loopName(i)), g.names.Loop(&l), g.behind.Evidence(l.Evidence, l.EvidenceTotal))
	}
}

// showsOtherWords reports whether there are words without a link; persons and
// the like have none.
func (g *diagram) showsOtherWords() bool {
	for code := range g.ring {
		if _, drawn := g.nodes[code]; !drawn {
			_, word := g.tagOf(code)
			return word
		}
	}
	return false
}

// drawRing shows faintly where all words live, so that a team learns the map.
func (g *diagram) drawRing(ring map[string]float64) {
	codes := slices.Sorted(maps.Keys(ring))
	for _, code := range codes {
		if _, drawn := g.nodes[code]; drawn {
			continue
		}
		p := g.placeOf(ring[code])
		g.add(option{"type": "circle", "silent": true, "shape": option{"cx": echarts.Round(p.x, 2), "cy": echarts.Round(p.y, 2), "r": 3},
			"style": option{"fill": g.codeLook(code).colour, "opacity": 0.5}})
	}
}

// placeOf gives the point of the ring at a part of its length, clockwise from
// the top. The length is measured in steps; between two of them the angle grows
// evenly, so that no two words fall on one place.
func (g *diagram) placeOf(turn float64) point {
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

// onRing gives the point of the ring at an angle, in turns from the top.
func (g *diagram) onRing(turn float64) point {
	a := 2*math.Pi*turn - math.Pi/2
	return point{float64(g.canvas.width)/2 + g.rx*math.Cos(a), float64(g.height)/2 + g.ry*math.Sin(a)}
}

func (g *diagram) add(o option) {
	o["id"] = "loops-" + strconv.Itoa(len(g.parts))
	g.parts = append(g.parts, o)
}

// chooseLinks takes the links of the loops, or the first links when there is no
// loop, strongest status first.
func (g *diagram) chooseLinks(loops []analysis.Loop) {
	found := map[pair]analysis.Link{}
	for _, l := range g.Links {
		found[pair{l.From, l.To}] = l
	}
	taken := map[pair]bool{}
	take := func(l analysis.Link, status analysis.Status) {
		if k := (pair{l.From, l.To}); !taken[k] {
			taken[k] = true
			g.links = append(g.links, &drawnLink{Link: l, status: status, width: l.Weight()})
		}
	}
	for _, loop := range loops {
		for i, node := range loop.Nodes {
			k := pair{node, loop.Nodes[(i+1)%len(loop.Nodes)]}
			if l, ok := found[k]; ok {
				take(l, loop.Status)
			}
		}
	}
	if len(loops) == 0 {
		for _, l := range g.Links[:min(len(g.Links), maxLinks)] {
			take(l, "")
		}
	}
}

// selfArc is the small circle of a word that is followed by itself, on the
// outer side of its mark.
func (g *diagram) selfArc(node, centre point) arc {
	out := centre.angleOf(node)
	r := g.selfSize()
	a := arc{centre: node.along(out, g.disc+0.72*r), r: r, clockwise: true}
	gap := 0.95
	a.start, a.end = out+math.Pi+gap, out+math.Pi+2*math.Pi-gap
	return a
}

// selfSize is the radius of that circle.
func (g *diagram) selfSize() float64 { return 0.9*g.disc + 7 }

// lineOf gives how a link or loop of this status is drawn.
func (g *diagram) lineOf(status analysis.Status) (dash any, opacity float64) {
	switch status {
	case analysis.Whole, "":
		return nil, 1
	case analysis.Side:
		return list{6, 4}, 0.55
	}
	return list{6, 4}, 0.4
}

func (g *diagram) signColour(s analysis.Sign) string {
	if s == analysis.Negative {
		return g.less
	}
	return g.more
}

// drawLink draws the line, the head, and the sign beside it.
func (g *diagram) drawLink(l *drawnLink, name string) {
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
	// The head leans a little inwards, along the arc that it ends.
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

// drawNode draws a word's mark in its colour, with its sign.
func (g *diagram) drawNode(code, name string) {
	p := g.nodes[code]
	look := g.codeLook(code)
	g.add(option{"type": "circle", "name": name, "cursor": "pointer", "shape": option{"cx": echarts.Round(p.x, 2), "cy": echarts.Round(p.y, 2), "r": g.disc},
		"style": option{"fill": look.colour, "stroke": g.paper, "lineWidth": 2}})
	if look.sign != "" {
		g.add(option{"type": "text", "silent": true, "x": echarts.Round(p.x, 2), "y": echarts.Round(p.y, 2), "style": option{
			"text": look.sign, "fill": colour.InkOn(look.colour), "fontSize": echarts.Round(g.disc, 1), "fontWeight": 700,
			"fontFamily": fontFamily, "align": "center", "verticalAlign": "middle"}})
	}
}

// codeLook gives a code its colour and sign: those of the tag, else paper and ink.
func (d *drawing) codeLook(code string) tagLook {
	if l, ok := d.tagOf(code); ok {
		return l
	}
	if p, ok := d.personOf(code); ok {
		return tagLook{colour: p.tint, sign: p.initials}
	}
	return tagLook{colour: colour.Between(d.paper, d.quiet, 0.5)}
}
