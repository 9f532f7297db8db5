package charts

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/types"

	"kompas/analysis/charts/echarts"
	"kompas/analysis/moments"
	"kompas/analysis/wording"
	"kompas/observe"
)

// sociogram draws who responds to whom, with everybody on their seat. Each
// direction has an arc of its own, whose width and ink grow with the count.
func sociogram(d *drawing) option {
	w := d.texts
	d.caption.Title, d.caption.Subtitle = w.SociogramTitle, w.SociogramSub
	d.caption.Table.Columns = []string{w.From, w.To, w.TimesHead}
	if len(d.Participants) == 0 || d.turns == 0 {
		return d.empty(w.NoTurns)
	}
	d.caption.Heights = []Height{{MaxWidth: 400, Height: 360}, {MaxWidth: 720, Height: 460}, {Height: 580}}
	directed, most := 0, 1
	for _, a := range d.Network.Arcs {
		directed += a.Count
		most = max(most, a.Count)
	}
	d.caption.Note = fmt.Sprintf(w.SociogramNote, directed, d.turns)
	switch {
	case directed == d.turns:
		d.caption.Note = w.Turns(d.turns) + "."
	case directed > 0 || d.Limited():
	case d.turns == 1:
		d.caption.Note = w.SociogramOnly
	default:
		d.caption.Note = fmt.Sprintf(w.SociogramNone, d.turns)
	}
	strong := d.strongFrom()
	if strong > 1 {
		d.caption.Note += " " + fmt.Sprintf(w.PalerThan, strong)
	}
	d.noteFew()
	if !d.Limited() { // who may not read what others did
		d.groupFinding(d.turns - directed)
	}

	seats, size := d.seats(), discSize(len(d.Participants))
	acted, arcs := d.byPerson(), d.byArc()
	var nodes, long, short, links list
	for i, p := range d.Participants {
		d.behind.AddFor(moments.OfKind(0, i, moments.Node), d.turnsOf(p.ID), acted[p.ID], p.ID, "")
		who := d.persons[p.ID]
		x, y := seats[p.ID].x, seats[p.ID].y
		side, over := outside(x, y)
		// ECharts finds where an arrow meets a disc to a hundredth of these units, so the
		// units must be far smaller than those of seats.
		x, y = echarts.Round(1000*x, 1), echarts.Round(1000*y, 1)
		nodes = append(nodes, option{
			"id": string(p.ID), "name": echarts.Plain(who.name), "x": x, "y": y, "symbolSize": size,
			"itemStyle": option{"color": who.tint, "borderColor": d.ink, "borderWidth": 1.5, "opacity": 1},
			"label":     option{"formatter": echarts.Plain(who.initials)},
		})
		// Names stand outside of the ring, in two series of their own that lie over the
		// arrows: one of long names, and one of short names for a phone.
		named := func(name, position string) option {
			return option{"x": x, "y": y, "symbolSize": size, "label": option{"formatter": echarts.Plain(name), "position": position}}
		}
		beside := wording.Cut(who.name, 32)
		if side != over { // there is less room at the side
			beside = strings.Join(wording.Wrap(who.name, 16), "\n")
		}
		long = append(long, named(beside, side))
		short = append(short, named(d.firstName(who.name), over))
	}
	labelled := d.numbered()
	for i, a := range d.Network.Arcs {
		d.behind.Add(moments.OfKind(0, i, moments.Edge), wording.FromTo(d.names.Person(a.From), d.names.Person(a.To)), arcs[[2]observe.PersonID{a.From, a.To}]).
			InRow(d.nextRow())
		part := float64(a.Count) / float64(most)
		opacity, width := 0.3+0.7*math.Sqrt(part), echarts.Round(1+5*part, 2)
		if a.Count < strong {
			opacity, width = 0.14, 1
		}
		label := option{"show": false}
		if labelled[i] && a.Count >= strong {
			label = option{"show": true, "formatter": strconv.Itoa(a.Count), "rotate": 0, "fontSize": 12, "color": d.ink,
				"backgroundColor": d.paper, "padding": list{1, 3}, "borderRadius": 2}
		}
		links = append(links, option{
			"source": string(a.From), "target": string(a.To), "value": a.Count,
			"symbolSize": list{0, echarts.Round(6+1.2*width, 2)},
			"lineStyle":  option{"width": width, "opacity": echarts.Round(opacity, 3), "color": d.ink, "curveness": curveness},
			"label":      label,
			"tooltip":    option{"formatter": echarts.Plain(wording.FromTo(d.names.Person(a.From), d.names.Person(a.To))) + ": " + strconv.Itoa(a.Count)},
		})
		d.row(d.names.Person(a.From), d.names.Person(a.To), strconv.Itoa(a.Count))
	}
	c := charts.NewGraph()
	graph := func(data, links list) {
		s := echarts.Series(types.ChartGraph, w.SociogramTitle, data)
		s.Layout, s.Links, s.EdgeSymbol = "none", links, list{"none", "arrow"}
		c.MultiSeries = append(c.MultiSeries, s)
	}
	graph(nodes, links)
	graph(long, list{})
	graph(short, list{})
	names := option{"silent": true, "symbol": "circle", "z": 3,
		"itemStyle": option{"color": "transparent"},
		"label":     option{"show": true, "color": d.ink, "fontSize": 13, "lineHeight": 15, "distance": 6, "textBorderColor": d.paper, "textBorderWidth": 3}}
	at := func(left, around, width, height int, full bool) option {
		top, bottom := d.roomAround(width-2*left, height-2*around)
		top, bottom = max(top, around), max(bottom, around)
		place := func(more option) option {
			return echarts.Merge(option{"left": left, "right": left, "top": top, "bottom": bottom}, more)
		}
		return option{"series": list{place(nil), place(option{"label": option{"show": full}}), place(option{"label": option{"show": !full && len(d.Participants) <= 10}})}}
	}
	return echarts.Build(c, echarts.Merge(d.common(), option{
		"tooltip": option{"trigger": "item"},
		"series": list{option{
			"preserveAspect": "contain", "roam": false, "symbol": "circle",
			"label":     option{"show": true, "position": "inside", "color": d.ink, "fontSize": 13, "fontWeight": 600},
			"emphasis":  option{"focus": "adjacency", "lineStyle": option{"opacity": 1}},
			"blur":      option{"itemStyle": option{"opacity": 0.35}, "lineStyle": option{"opacity": 0.06}},
			"lineStyle": option{"opacity": 1},
		}, echarts.Merge(option{"preserveAspect": "contain", "roam": false}, names), echarts.Merge(option{"preserveAspect": "contain", "roam": false}, names)},
		"media": list{
			option{"query": option{"maxWidth": narrow}, "option": at(46, 44, narrow, 460, false)},
			option{"option": at(150, 42, 1024, 580, true)},
		},
	}))
}

// groupFinding makes how many of the turns went to the whole group the title.
func (d *drawing) groupFinding(group int) {
	w, share := d.texts, float64(group)/float64(d.turns)
	few, of, away := 0, 0, 0.03
	for _, p := range [][2]int{{1, 2}, {1, 3}, {2, 3}, {1, 4}, {3, 4}, {1, 5}, {2, 5}, {3, 5}, {4, 5}, {1, 6}, {1, 7}, {1, 8}, {1, 9}, {1, 10}} {
		if far := math.Abs(share - float64(p[0])/float64(p[1])); far < away {
			few, of, away = p[0], p[1], far
		}
	}
	switch {
	case group == d.turns:
		d.finding("%s", w.SociogramGroup)
	case group == 0:
		d.finding("%s", w.SociogramAll)
	case share < 0.01:
		d.finding("%s", w.SociogramNearlyAll)
	case few == 1:
		d.finding(w.GroupOne, w.Count(of))
	case few > 1:
		d.finding(w.GroupSome, w.Count(of), w.Count(few))
	default:
		d.finding(w.GroupShare, percent(&share))
	}
}

// outside returns the side of a disc that points away from the middle, on which
// its name stands: first one of all four sides, then one of top and bottom.
// Places are from 0 to 1.
func outside(x, y float64) (side, over string) {
	dx, dy := x-0.5, y-0.5
	over = "bottom"
	if dy < 0 {
		over = "top"
	}
	switch {
	case math.Abs(dx) < 0.2*math.Abs(dy) || dx == 0:
		return over, over
	case dx < 0:
		return "left", over
	}
	return "right", over
}

// strongFrom returns the count from which arcs are drawn strongly, so that the
// busiest of many lines stand out. It is 1 when all are.
func (d *drawing) strongFrom() int {
	arcs, most := d.Network.Arcs, max(10, len(d.Participants))
	if len(arcs) <= most || arcs[0].Count == arcs[most].Count {
		return 1
	}
	return arcs[most].Count + 1
}

// seats returns where everybody sits, from 0 to 1. Whoever has no seat, such as a guest
// who came late, or one on which somebody sits already, gets the place on the circle that
// is farthest from all others, as on the pad. Where nobody has one, all sit around the
// circle in their order.
func (d *drawing) seats() map[observe.PersonID]spot {
	out := map[observe.PersonID]spot{}
	var taken []spot
	alone := func(p spot) float64 {
		near := math.Inf(1)
		for _, q := range taken {
			near = min(near, math.Hypot(p.x-q.x, p.y-q.y))
		}
		return near
	}
	sit := func(id observe.PersonID, p spot) {
		out[id] = p
		taken = append(taken, p)
	}
	n := len(d.Participants)
	onCircle := func(i, places int) spot {
		a := 2 * math.Pi * float64(i) / float64(places)
		return spot{echarts.Round(0.5+0.5*math.Sin(a), 3), echarts.Round(0.5-0.5*math.Cos(a), 3)}
	}
	const apart = 0.04 // two discs closer than this cover each other
	for _, p := range d.Participants {
		if s := d.Selection.Seat(p.ID); s != nil && alone(spot{s.X, s.Y}) >= apart {
			sit(p.ID, spot{s.X, s.Y})
		}
	}
	none := len(taken) == 0
	for i, p := range d.Participants {
		if _, seated := out[p.ID]; seated {
			continue
		}
		if none {
			sit(p.ID, onCircle(i, n))
			continue
		}
		places := max(8, 2*n)
		best := onCircle(0, places)
		for k := range places {
			if at := onCircle(k, places); alone(at) > alone(best)+1e-9 {
				best = at
			}
		}
		sit(p.ID, best)
	}
	return out
}

// discSize is the diameter of the disc of a person, in px.
func discSize(persons int) int {
	switch {
	case persons <= 8:
		return 40
	case persons <= 14:
		return 34
	}
	return 26
}

// curveness is twice the distance between the middle of an arrow and the straight
// line, as a part of its length. ECharts defines it so.
const curveness = 0.18

// spot is a place in the units of seats; bounds is a rectangle in them.
type (
	spot   struct{ x, y float64 }
	bounds struct{ left, top, right, bottom float64 }
)

// middles returns the place of the middle of each arrow, in the units of seats,
// and the bounds of all seats.
func (d *drawing) middles() (at []spot, seats bounds) {
	place := d.seats()
	seats = bounds{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, p := range place {
		seats = bounds{min(seats.left, p.x), min(seats.top, p.y), max(seats.right, p.x), max(seats.bottom, p.y)}
	}
	for _, a := range d.Network.Arcs {
		from, to := place[a.From], place[a.To]
		wayX, wayY := to.x-from.x, to.y-from.y
		at = append(at, spot{(from.x+to.x)*0.5 + wayY*(curveness/2), (from.y+to.y)*0.5 - wayX*(curveness/2)})
	}
	return at, seats
}

// roomAround returns how far arrows reach above the highest seat and below the
// lowest one, in px, when the seats themselves have this much room.
func (d *drawing) roomAround(width, height int) (above, below int) {
	at, seats := d.middles()
	scale := min(float64(width)/max(seats.right-seats.left, 0.01), float64(height)/max(seats.bottom-seats.top, 0.01))
	top, bottom := seats.top, seats.bottom
	for _, p := range at {
		top, bottom = min(top, p.y), max(bottom, p.y)
	}
	const number = 14 // the height of the number on an arrow
	return int((seats.top-top)*scale) + number, int((bottom-seats.bottom)*scale) + number
}

// numbered says which arcs carry their number: those of the twelve largest whose
// numbers do not cover each other.
func (d *drawing) numbered() []bool {
	const most, wide, high = 12, 0.12, 0.06
	at, _ := d.middles()
	out := make([]bool, len(at))
	var taken []spot
	for i, p := range at[:min(len(at), most)] {
		if slices.ContainsFunc(taken, func(q spot) bool { return math.Abs(p.x-q.x) < wide && math.Abs(p.y-q.y) < high }) {
			continue
		}
		taken = append(taken, p)
		out[i] = true
	}
	return out
}
