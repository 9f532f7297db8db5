package charts

import (
	"fmt"
	"math"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/types"

	"kompas/analysis"
	"kompas/observe"
)

// sociogram draws who responds to whom, everybody on their seat. Both
// directions have an arc of their own; width and ink grow with the count.
func sociogram(d *drawing) option {
	w := d.words
	d.frame.Title, d.frame.Subtitle = w.sociogramTitle, w.sociogramSub
	d.frame.Table.Columns = []string{w.from, w.to, w.times}
	if len(d.Participants) == 0 || d.Interactions == 0 {
		return d.empty(w.noTurns)
	}
	d.frame.Heights = []Height{{MaxWidth: 400, Height: 340}, {MaxWidth: 720, Height: 460}, {Height: 560}}
	directed, most := 0, 0
	for _, a := range d.Network.Arcs {
		directed += a.Count
		most = max(most, a.Count)
	}
	d.frame.Note = fmt.Sprintf(w.sociogramNote, directed, d.Interactions)
	if directed == 0 && !d.Limited() {
		d.frame.Note = fmt.Sprintf(w.sociogramNone, d.Interactions)
	}
	dense := d.Network.Density > 0.9 && len(d.Participants) > 3
	if dense {
		d.frame.Note += " " + w.sociogramDense
	}
	d.noteFew()

	size := discSize(len(d.Participants))
	acted, arcs := d.byPerson(), d.byArc()
	var nodes, links list
	for i, p := range d.Participants {
		d.momentsOf(ofKind(0, i, Node), d.turnsOf(p.ID), acted[p.ID], p.ID, "")
		who := d.persons[p.ID]
		x, y := d.seat(i, p.ID)
		nodes = append(nodes, option{
			"id": string(p.ID), "name": who.name, "x": x, "y": y, "symbolSize": size,
			"itemStyle": option{"color": who.tint, "borderColor": d.ink, "borderWidth": 1.5, "opacity": 1},
			"label":     option{"formatter": "{i|" + who.initials + "}\n" + plain(who.short)},
		})
	}
	labelled := labelledFrom(d)
	for i, a := range d.Network.Arcs {
		d.moments(ofKind(0, i, Edge), fromTo(d.name(a.From), d.name(a.To)), arcs[[2]observe.PersonID{a.From, a.To}]).
			inRow(d.nextRow())
		part := float64(a.Count) / float64(most)
		strength := 0.25 + 0.75*math.Sqrt(part)
		if dense && part < 0.34 {
			strength = 0.16
		}
		width := round(1+6*part, 2)
		label := option{"show": false}
		if a.Count >= labelled {
			label = option{"show": true, "formatter": strconv.Itoa(a.Count), "fontSize": 12, "color": d.ink,
				"backgroundColor": d.paper, "padding": list{1, 3}, "borderRadius": 2}
		}
		links = append(links, option{
			"source": string(a.From), "target": string(a.To), "value": a.Count,
			"symbolSize": list{0, round(7+1.4*width, 2)},
			"lineStyle":  option{"width": width, "opacity": round(strength, 3), "color": d.ink, "curveness": 0.18},
			"label":      label,
		})
		d.row(d.name(a.From), d.name(a.To), strconv.Itoa(a.Count))
	}
	c := charts.NewGraph()
	s := series(types.ChartGraph, w.sociogramTitle, nodes)
	s.Layout = "none"
	s.Links = links
	s.EdgeSymbol = list{"none", "arrow"}
	c.MultiSeries = charts.MultiSeries{s}
	return build(c, merge(d.common(), option{
		"tooltip": option{"trigger": "item"},
		"series": list{option{
			"left": 44, "right": 44, "top": 30, "bottom": 48, "preserveAspect": "contain", "roam": false, "symbol": "circle",
			"label": option{"show": true, "position": "inside", "color": d.ink, "fontSize": 13, "lineHeight": 18,
				"offset": list{0, 9}, "align": "center", "textBorderColor": d.paper, "textBorderWidth": 3,
				"rich": option{"i": option{"fontSize": 14, "fontWeight": 600, "color": d.ink, "lineHeight": size,
					"align": "center", "textBorderWidth": 0}}},
			"emphasis":  option{"focus": "adjacency", "lineStyle": option{"opacity": 1}},
			"blur":      option{"itemStyle": option{"opacity": 0.35}, "lineStyle": option{"opacity": 0.06}},
			"lineStyle": option{"opacity": 1},
		}},
	}))
}

// byArc gives the turns by who acted and to whom.
func (d *drawing) byArc() groups[[2]observe.PersonID] {
	return grouped(d, func(_ int, t *analysis.Turn) ([2]observe.PersonID, bool) {
		return [2]observe.PersonID{t.From, t.To}, true
	})
}

// seat gives where somebody sits, from 0 to 1; without a seat on a circle.
func (d *drawing) seat(i int, id observe.PersonID) (x, y float64) {
	if s := d.Seat(id); s != nil {
		return s.X, s.Y
	}
	a := 2 * math.Pi * float64(i) / float64(len(d.Participants))
	return round(0.5+0.5*math.Sin(a), 3), round(0.5-0.5*math.Cos(a), 3)
}

// discSize is the diameter of a person, in px.
func discSize(persons int) int {
	switch {
	case persons <= 8:
		return 40
	case persons <= 14:
		return 34
	}
	return 26
}

// labelledFrom gives the count from which arcs carry their number: the twelve
// largest at most, so that numbers do not cover each other.
func labelledFrom(d *drawing) int {
	const most = 12
	arcs := d.Network.Arcs
	if len(arcs) <= most {
		return 1
	}
	return arcs[most].Count + 1
}

// name gives how a person is called, somebody for whom the reader may not
// read about.
func (d *drawing) name(id observe.PersonID) string {
	if id == observe.Everybody {
		return d.words.group
	}
	if p, ok := d.persons[id]; ok {
		return p.name
	}
	return d.words.somebody
}
