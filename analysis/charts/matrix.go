package charts

import (
	"fmt"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/types"

	"kompas/analysis/charts/colour"
	"kompas/analysis/charts/echarts"
	"kompas/analysis/moments"
	"kompas/analysis/wording"
	"kompas/observe"
)

// maxPeople is up to how many people there is a table of pairs. The number of
// cells grows with the square of it, and in a larger table nobody finds a pair.
const maxPeople = maxCodes

// matrix draws who responds to whom as a table of shades. Rows are who spoke,
// columns whom it answered, both in the order of participants. The last column is
// the group, in shades of its own.
func matrix(d *drawing) option {
	w := d.texts
	d.caption.Title, d.caption.Subtitle = w.MatrixTitle, w.MatrixSub
	d.caption.Table.Columns = []string{w.From, w.To, w.TimesHead}
	n := len(d.Participants)
	if n == 0 || d.turns == 0 {
		return d.empty(w.NoTurns)
	}
	if d.Limited() {
		return d.empty(w.NoPairs)
	}
	if n > maxPeople {
		return d.empty(fmt.Sprintf(w.TooManyPeople, n))
	}
	count := map[[2]observe.PersonID]int{}
	most, sent := 1, map[observe.PersonID]int{}
	for _, a := range d.Network.Arcs {
		count[[2]observe.PersonID{a.From, a.To}] = a.Count
		most = max(most, a.Count)
		sent[a.From] += a.Count
	}
	mostGroup := 1
	toGroup := make([]int, n)
	for i, p := range d.Participation.Persons {
		toGroup[i] = p.Sent - sent[p.ID]
		mostGroup = max(mostGroup, toGroup[i])
	}
	d.caption.Note = fmt.Sprintf(w.MatrixNote, w.Turns(d.turns))
	d.noteFew()

	var rows, columns, cells list
	var long, short []string
	acted, arcs := d.byPerson(), d.byArc()
	behind := func(from, to observe.PersonID) {
		d.behind.Add(moments.InSeries(0, len(cells)-1), wording.FromTo(d.names.Person(from), d.names.Person(to)), arcs[[2]observe.PersonID{from, to}]).
			InRow(d.nextRow())
	}
	cell := func(x, y, v int, shade string) {
		if v == 0 {
			shade = "transparent"
		}
		label := option{"color": d.onShade(shade)}
		if v == 0 {
			label["show"] = false
		}
		cells = append(cells, option{"value": list{x, y, v},
			"itemStyle": option{"color": shade, "borderColor": d.line, "borderWidth": 1},
			"label":     label})
	}
	for y, from := range d.Participants {
		who := d.persons[from.ID]
		rows = append(rows, echarts.Plain(who.name))
		long = append(long, wording.Cut(who.name, 32)+" · "+who.initials)
		if n > 10 {
			short = append(short, who.initials)
		} else {
			short = append(short, d.firstName(who.name)+" · "+who.initials)
		}
		columns = append(columns, who.initials)
		for x, to := range d.Participants {
			if x == y {
				continue
			}
			v := count[[2]observe.PersonID{from.ID, to.ID}]
			cell(x, y, v, colour.Between(d.none, d.accent, float64(v)/float64(most)))
			behind(from.ID, to.ID)
			if v > 0 {
				d.row(who.name, d.names.Person(to.ID), strconv.Itoa(v))
			}
		}
		cell(n, y, toGroup[y], colour.Between(d.none, d.quiet, 0.75*float64(toGroup[y])/float64(mostGroup)))
		behind(from.ID, observe.Everybody)
		d.row(who.name, w.Group, strconv.Itoa(toGroup[y]))
		for _, axis := range []string{"x", "y"} {
			d.behind.AddFor(moments.OnAxis(axis, y), d.turnsOf(from.ID), acted[from.ID], from.ID, "")
		}
	}
	columns = append(columns, w.GroupShort)
	d.finding(w.MatrixFound, len(d.Network.Arcs), n*(n-1))
	size := min(max(440/n, 24), 46)
	d.heights(n*size + 64)
	// Short names on a phone; on a wide page a fixed width, so that cells do not stretch.
	fluid := option{"left": 8, "right": 12, "width": "auto"}
	fixed := fluid
	if width := min(widest(long, 14), 310) + (n+1)*(size+12); width < medium-40 {
		fixed = option{"left": 8, "right": "auto", "width": width}
	}
	at := func(grid option, names []string, numbers, upright bool) option {
		data := list{}
		for _, name := range names {
			data = append(data, echarts.Plain(name))
		}
		turned := map[bool]int{true: 0, false: 90}[upright]
		return option{"grid": grid, "yAxis": list{option{"data": data, "axisLabel": option{"width": min(widest(names, 14), 310)}}},
			"xAxis":  list{option{"axisLabel": option{"rotate": turned, "fontSize": map[bool]int{true: 12, false: 10}[upright]}}},
			"series": list{option{"label": option{"show": numbers}}}}
	}
	c := charts.NewHeatMap()
	c.MultiSeries = charts.MultiSeries{echarts.Series(types.ChartHeatMap, "", cells)}
	return echarts.Build(c, echarts.Merge(d.common(), option{
		"grid":    d.grid(8, 12, 40, 8),
		"tooltip": option{"trigger": "item", "formatter": "{b}: {@[2]}"},
		"xAxis": list{option{"type": "category", "data": columns, "position": "top", "triggerEvent": true, "splitArea": option{"show": false},
			"axisLine": option{"show": false}, "axisTick": option{"show": false},
			"axisLabel": option{"color": d.quiet, "fontSize": 13, "interval": 0}}},
		"yAxis": list{d.personAxis(rows)},
		"media": list{
			option{"query": option{"maxWidth": narrow}, "option": at(fluid, short, n <= 12, n <= 6)},
			option{"query": option{"minWidth": narrow + 1, "maxWidth": medium}, "option": at(fluid, long, true, n <= 12)},
			option{"option": at(fixed, long, true, true)},
		},
		"series": list{option{
			"label":    option{"show": true, "fontSize": 12, "formatter": "{@[2]}"},
			"emphasis": option{"itemStyle": option{"borderColor": d.ink}},
		}},
	}))
}
