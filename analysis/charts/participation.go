package charts

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/types"

	"kompas/analysis"
	"kompas/analysis/charts/echarts"
	"kompas/analysis/moments"
	"kompas/analysis/wording"
	"kompas/observe"
)

// participation draws how many turns each person had and received, as bars in the
// order of participants, never sorted by size.
func participation(d *drawing) option {
	w := d.texts
	d.caption.Title, d.caption.Subtitle = w.ParticipationTitle, w.ParticipationSub
	if d.turns >= fewTurns {
		d.caption.Note = w.Turns(d.turns) + "."
	}
	d.caption.Table.Columns = []string{w.Person, w.TurnsHead, w.Share, w.Received, w.Per10}
	if d.turns == 0 || len(d.Participants) == 0 {
		return d.empty(w.NoTurns)
	}
	d.noteFew()
	d.heardFinding()
	acted := d.byPerson()
	answered := moments.By(d.behind, func(_ int, t *analysis.Turn) (observe.PersonID, bool) { return t.To, true })
	var names, sent, received list
	var labels []string
	persons := d.Participation.Persons
	if d.only != "" {
		d.caption.Title, d.caption.Subtitle = fmt.Sprintf(w.TurnsOf, d.names.Person(d.only)), w.OwnSub
		d.caption.Table.Columns = []string{w.Person, w.TurnsHead, w.Per10}
		persons = slices.DeleteFunc(slices.Clone(persons), func(p analysis.PersonShare) bool { return p.ID != d.only })
	}
	for i, p := range persons {
		d.behind.AddFor(moments.OnAxis("y", i), d.turnsOf(p.ID), acted[p.ID], p.ID, "")
		d.behind.AddFor(moments.InSeries(0, i), d.turnsOf(p.ID), acted[p.ID], p.ID, "").InRow(d.nextRow())
		d.behind.AddFor(moments.InSeries(1, i), fmt.Sprintf(w.ResponsesTo, d.names.Person(p.ID)), answered[p.ID], p.ID, "").InRow(d.nextRow())
		who := d.persons[p.ID]
		names = append(names, echarts.Plain(who.name))
		labels = append(labels, who.name)
		sent = append(sent, option{"value": p.Sent, "itemStyle": option{"color": d.barTint(who)}})
		received = append(received, p.Received)
		per10 := "–"
		if p.Per10Min != nil {
			per10 = d.texts.Number(*p.Per10Min, 1)
		}
		if d.only != "" {
			d.row(who.name, strconv.Itoa(p.Sent), per10)
			continue
		}
		d.row(who.name, strconv.Itoa(p.Sent), percent(p.Share), strconv.Itoa(p.Received), per10)
	}
	d.heights(len(names)*44 + 84)
	c := charts.NewBar()
	c.MultiSeries = charts.MultiSeries{echarts.Series(types.ChartBar, w.Sent, sent)}
	if d.only == "" {
		c.MultiSeries = append(c.MultiSeries, echarts.Series(types.ChartBar, w.Answered, received))
	}
	value := option{"show": true, "position": "right", "color": d.ink, "fontSize": 13, "formatter": "{c}"}
	thick := option{"barWidth": 18, "barGap": "15%", "itemStyle": option{"color": d.barTint(person{}), "borderRadius": 2}, "label": value}
	thin := option{"barWidth": 6, "itemStyle": option{"color": "transparent", "borderColor": d.quiet, "borderWidth": 1, "borderRadius": 2}}
	return echarts.Build(c, echarts.Merge(d.common(), option{
		"grid":    option{"left": 8, "right": 44, "top": 44, "bottom": 8, "outerBoundsMode": "same", "outerBoundsContain": "axisLabel"},
		"legend":  d.legend(),
		"xAxis":   list{option{"type": "value", "show": false, "min": 0}},
		"yAxis":   list{d.personAxis(names)},
		"media":   d.nameWidth(labels, 110, 240),
		"tooltip": option{"trigger": "item", "formatter": "{b}: {c} {a}"},
		"series":  list{thick, thin}[:len(c.MultiSeries)],
	}))
}

// heardFinding makes how evenly turns were spread the title. It tells of no
// single person.
func (d *drawing) heardFinding() {
	w, p := d.texts, d.Participation
	n, heard := len(p.Persons), len(p.Persons)-len(p.Silent)
	if n < 2 || heard == 0 || d.Limited() || d.only != "" {
		return
	}
	var sent []int
	total := 0
	for _, s := range p.Persons {
		sent = append(sent, s.Sent)
		total += s.Sent
	}
	slices.SortFunc(sent, func(a, b int) int { return b - a })
	most := 0
	for _, n := range sent[:n/2] {
		most += n
	}
	share := float64(most) / float64(total)
	switch {
	case heard < n:
		d.finding(w.HeardSome, w.Count(heard), w.Count(n))
	case *p.GiniCorrected <= 0.1:
		d.finding("%s", w.HeardEven)
	case n > 3:
		d.finding(w.HeardHalf, wording.Sentence(w.Count(n/2)), w.Count(n), percent(&share))
	default:
		d.finding("%s", w.HeardAll)
	}
}
