package loopdiagram

import (
	"math"

	"kompas/analysis/charts/echarts"
)

// point is a place in px. x grows to the right, y downwards.
type point struct{ x, y float64 }

func (p point) add(q point) point        { return point{p.x + q.x, p.y + q.y} }
func (p point) sub(q point) point        { return point{p.x - q.x, p.y - q.y} }
func (p point) times(f float64) point    { return point{p.x * f, p.y * f} }
func (p point) length() float64          { return math.Hypot(p.x, p.y) }
func (p point) to(q point) float64       { return q.sub(p).length() }
func (p point) along(a, f float64) point { return point{p.x + f*math.Cos(a), p.y + f*math.Sin(a)} }
func (p point) angleOf(q point) float64  { return math.Atan2(q.y-p.y, q.x-p.x) }
func (p point) list(decimals int) list {
	return list{echarts.Round(p.x, decimals), echarts.Round(p.y, decimals)}
}

// arc is a part of a circle, from one angle to another. Angles grow clockwise, as
// seen on the screen.
type arc struct {
	centre     point
	r          float64
	start, end float64
	clockwise  bool
}

// leastApart is the least distance between two points, and the least bow of an
// arc, that is computed with, in px: a single point has no arc, and a straight
// line is none.
const leastApart = 0.01

// arcBetween returns the arc from p to q whose middle lies bow px beside the
// straight line: to the left, seen from p towards q, when bow is positive.
func arcBetween(p, q point, bow float64) arc {
	if p.to(q) < leastApart {
		q = p.add(point{leastApart, 0})
	}
	d := q.sub(p)
	chord := d.length()
	left := point{d.y / chord, -d.x / chord}
	h := max(math.Abs(bow), leastApart)
	r := (chord*chord/4 + h*h) / (2 * h)
	side := 1.0
	if bow < 0 {
		side = -1
	}
	middle := p.add(q).times(0.5)
	a := arc{centre: middle.add(left.times(side * (h - r))), r: r, clockwise: bow > 0}
	a.start, a.end = a.centre.angleOf(p), a.centre.angleOf(q)
	return a.unwound()
}

// unwound returns the arc with an end angle that is after the start angle in the
// direction of the arc.
func (a arc) unwound() arc {
	for a.clockwise && a.end < a.start {
		a.end += 2 * math.Pi
	}
	for !a.clockwise && a.end > a.start {
		a.end -= 2 * math.Pi
	}
	return a
}

// trimmed returns the arc shortened at its start and end by so many px.
func (a arc) trimmed(start, end float64) arc {
	sign := 1.0
	if !a.clockwise {
		sign = -1
	}
	a.start += sign * start / a.r
	a.end -= sign * end / a.r
	return a
}

// length returns the length of the arc, in px.
func (a arc) length() float64 { return math.Abs(a.end-a.start) * a.r }

// at returns the point a part t, from 0 to 1, of the way along the arc.
func (a arc) at(t float64) point { return a.centre.along(a.start+(a.end-a.start)*t, a.r) }

// points returns n + 1 points along the arc, at even distances.
func (a arc) points(n int) []point {
	out := make([]point, n+1)
	for i := range out {
		out[i] = a.at(float64(i) / float64(n))
	}
	return out
}

// heading returns the direction in which the arc arrives, as an angle.
func (a arc) heading() float64 {
	if a.clockwise {
		return a.end + math.Pi/2
	}
	return a.end - math.Pi/2
}

// area returns twice the area of a polygon (shoelace formula). It is positive when
// the polygon runs clockwise, as seen on the screen.
func area(polygon []point) float64 {
	sum := 0.0
	for i, p := range polygon {
		q := polygon[(i+1)%len(polygon)]
		sum += p.x*q.y - q.x*p.y
	}
	return sum
}

// inside reports whether a point lies in a polygon, by counting crossings of a ray.
func inside(p point, polygon []point) bool {
	in := false
	for i, a := range polygon {
		b := polygon[(i+1)%len(polygon)]
		if (a.y > p.y) != (b.y > p.y) && p.x < (b.x-a.x)*(p.y-a.y)/(b.y-a.y)+a.x {
			in = !in
		}
	}
	return in
}

// mean returns the mean of points.
func mean(points []point) point {
	var sum point
	for _, p := range points {
		sum = sum.add(p)
	}
	return sum.times(1 / float64(len(points)))
}

// box is a rectangle in px.
type box struct{ left, top, right, bottom float64 }

func (b box) meets(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}
