package loopdiagram

import (
	"math"

	"kompas/analysis/charts/echarts"
	"kompas/analysis/compute"
	"kompas/analysis/sequence"
	"kompas/analysis/wording"
)

// bows are how far an arc may bow, as parts of its chord.
var bows = [...]float64{0.08, 0.14, 0.2, 0.28, 0.36, 0.46, 0.6}

// usualBow is how far an arc bows, as a part of its chord, when nothing is in its
// way.
const usualBow = 0.17

// bend gives each link its arc, one after the other. Among several bows it takes
// the one that runs over no word, crosses the fewest other arcs, and keeps its
// distance from them. Links of a loop prefer to bend away from its middle, so
// that the loop looks round. The two links between the same words bend to the
// same hand, seen along each of them, so that they lie apart.
func (g *Diagram) bend(loops []sequence.Loop) {
	hand := g.hands(loops)
	centre := point{float64(g.Width) / 2, float64(g.Height) / 2}
	var placed [][]point
	for _, l := range g.links {
		if l.From == l.To {
			l.arc = g.selfArc(g.nodes[l.From], centre)
			placed = append(placed, l.arc.points(arcSteps))
		}
	}
	for _, l := range g.links {
		if l.From == l.To {
			continue
		}
		k := pair{l.From, l.To}
		p, q := g.nodes[l.From], g.nodes[l.To]
		chord := max(p.to(q), leastApart)
		_, both := hand[pair{l.To, l.From}]
		best := math.Inf(1)
		compute.Look(g.ctx)
		for _, h := range [2]float64{hand[k], -hand[k]} {
			for _, part := range bows {
				bow := part * chord
				switch {
				case both && h != hand[k]:
					continue
				case both: // room for the loop's mark between the two
					bow = max(bow, g.leastBow(chord))
				}
				a := arcBetween(p, q, h*bow).trimmed(g.Disc+2, g.Disc+3)
				cost := g.costOf(a, k, placed) + 30*math.Abs(bow/chord-usualBow)
				if h != hand[k] {
					cost += 20
				}
				if cost < best {
					best, l.arc = cost, a
				}
			}
		}
		placed = append(placed, l.arc.points(arcSteps))
	}
	for _, points := range placed {
		g.lines = append(g.lines, points...)
	}
}

// leastBow returns how far two arcs between the same words bow at least, in px,
// so that the mark of the loop fits between them or, where the words are too
// near, beside them.
func (g *Diagram) leastBow(chord float64) float64 {
	size := g.markerSize() + 4
	if chord < 2*(g.Disc+size) {
		return min(2*size, 1.1*chord)
	}
	return size
}

// arcSteps is the number of straight parts by which an arc is approximated.
const arcSteps = 24

// hands returns to which side each link should preferably bend: 1 to the left,
// seen along the link, -1 to the right.
func (g *Diagram) hands(loops []sequence.Loop) map[pair]float64 {
	hand := map[pair]float64{}
	choose := func(k pair, h float64) {
		if back, ok := hand[pair{k[1], k[0]}]; ok {
			h = back
		}
		if _, ok := hand[k]; !ok {
			hand[k] = h
		}
	}
	for _, loop := range loops {
		var corners []point
		for _, node := range loop.Nodes {
			corners = append(corners, g.nodes[node])
		}
		h := 1.0
		if len(corners) > 2 && area(corners) < 0 {
			h = -1
		}
		for i, node := range loop.Nodes {
			choose(pair{node, loop.Nodes[(i+1)%len(loop.Nodes)]}, h)
		}
	}
	for _, l := range g.links {
		choose(pair{l.From, l.To}, 1)
	}
	return hand
}

// costOf returns how much an arc is in the way of words and of the arcs that are
// placed already. Less is better.
func (g *Diagram) costOf(a arc, ends pair, placed [][]point) float64 {
	points := a.points(arcSteps)
	cost := 0.0
	for _, code := range g.order {
		if code == ends[0] || code == ends[1] {
			continue
		}
		near := math.Inf(1)
		for _, p := range points {
			near = min(near, p.to(g.nodes[code]))
		}
		if near < g.Disc+5 {
			cost += 120
		}
	}
	for _, other := range placed {
		cost += 7 * float64(crossings(points, other))
		for _, p := range points {
			for _, q := range other {
				if p.to(q) < 7 {
					cost += 1.5
					break
				}
			}
		}
	}
	for _, p := range points {
		// The labels are outside of the ring.
		if out := math.Hypot((p.x-float64(g.Width)/2)/g.RX, (p.y-float64(g.Height)/2)/g.RY); out > 1.07 {
			cost += 0.5 + 5*(out-1.07)
		}
		if p.x < 6 || p.y < 6 || p.x > float64(g.Width)-6 || p.y > float64(g.Height)-6 {
			cost += 20
		}
	}
	return cost
}

// crossings counts how often two lines of straight parts cross.
func crossings(a, b []point) (n int) {
	for i := 1; i < len(a); i++ {
		for k := 1; k < len(b); k++ {
			if cross(a[i-1], a[i], b[k-1], b[k]) {
				n++
			}
		}
	}
	return n
}

// cross reports whether the segments from p to q and from r to s cross.
func cross(p, q, r, s point) bool {
	side := func(a, b, c point) bool { return (b.x-a.x)*(c.y-a.y) > (b.y-a.y)*(c.x-a.x) }
	return side(p, q, r) != side(p, q, s) && side(r, s, p) != side(r, s, q)
}

// drawSigns writes the sign of each link near its head, on the side and at the
// distance where there is most room.
func (g *Diagram) drawSigns() {
	var taken []point
	for _, l := range g.links {
		compute.Look(g.ctx)
		_, opacity := g.lineOf(l.status)
		head := headSize(l.width)
		best, most := point{}, math.Inf(-1)
		for i, back := range [...]float64{head + 6, head + 12, head + 20, head + 30} {
			on := l.arc.at(1 - min(back/l.arc.length(), 0.5))
			beside := on.sub(l.arc.centre).times(1 / l.arc.r)
			for _, side := range [2]float64{1, -1} {
				at := on.add(beside.times(side * (8 + l.width)))
				room := g.roomAt(at, taken) - 1.2*float64(i)
				if side < 0 {
					room--
				}
				if room > most {
					best, most = at, room
				}
			}
		}
		taken = append(taken, best)
		g.add(option{"type": "text", "silent": true, "x": echarts.Round(best.x, 2), "y": echarts.Round(best.y, 2), "style": option{
			"text": wording.Sign(l.Sign), "fill": g.signColour(l.Sign), "opacity": max(opacity, 0.7), "fontSize": g.Text + 4, "fontWeight": 700,
			"fontFamily": g.style.Font, "align": "center", "verticalAlign": "middle", "stroke": g.style.Paper, "lineWidth": 4}})
	}
}

// roomAt returns how far a place is from words, lines, marks and signs, in px, up
// to a distance that is enough.
func (g *Diagram) roomAt(at point, signs []point) float64 {
	const enough = 12
	room := float64(enough)
	for _, p := range g.lines {
		room = min(room, p.to(at)+2)
	}
	for _, code := range g.order {
		room = min(room, at.to(g.nodes[code])-g.Disc)
	}
	for _, m := range g.marks {
		room = min(room, at.to(m)-g.markerSize())
	}
	for _, s := range signs {
		room = min(room, at.to(s)-4)
	}
	for _, b := range g.covered {
		if at.x > b.left-5 && at.x < b.right+5 && at.y > b.top-5 && at.y < b.bottom+5 {
			room = min(room, 0)
		}
	}
	if at.x < 8 || at.y < 8 || at.x > float64(g.Width)-8 || at.y > float64(g.Height)-8 {
		room = -enough
	}
	return room
}

// headSize is the length of the head of an arrow, in px, by the width of its
// line.
func headSize(width float64) float64 { return 6 + 1.9*width }
