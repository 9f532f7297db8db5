package charts

import (
	"fmt"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/types"

	"kompas/analysis"
	"kompas/observe"
)

// Limits of the timeline: turns that are drawn one by one, and rows of its
// table.
const (
	maxMarks = 20_000
	maxRows  = 1000
)

// timeline draws every turn as a mark in the lane of who acted, in the colour
// of its tag, with phases and pauses behind.
func timeline(d *drawing) option {
	w := d.words
	d.frame.Title, d.frame.Subtitle = w.timelineTitle, w.timelineSub
	d.frame.Table.Columns = []string{w.time, w.from, w.to, w.word}
	switch {
	case d.Interactions == 0:
		return d.empty(w.noTurns)
	case d.Interactions > maxMarks:
		return d.empty(fmt.Sprintf(w.tooMany, d.Interactions, maxMarks))
	}
	turns := d.turns()
	lanes, laneOf := d.lanes(turns)
	d.frame.Note = fmt.Sprintf(w.turnsNote, d.Interactions, d.percent(d.Coverage))
	if len(turns) > maxRows {
		d.frame.Note += " " + fmt.Sprintf(w.firstRows, maxRows)
	}
	d.noteFew()
	marks := map[observe.TagID][]int{} // the turns of each tag
	for i, t := range turns {
		marks[t.Tag] = append(marks[t.Tag], i)
		if i < maxRows {
			d.row(clock(t.At), d.name(t.From), d.name(t.To), d.label(t.Tag))
		}
	}
	c := charts.NewScatter()
	var over list
	byTag := d.byTag()
	for s, tag := range d.inOrder(marks) {
		look := d.look(tag)
		d.momentsOf(wholeSeries(s), look.label, byTag[tag], "", tag)
		data := list{}
		for k, i := range marks[tag] {
			t := &turns[i]
			data = append(data, list{t.At, laneOf[t.From]})
			g := &gathered{}
			d.gather(g, i)
			behind := d.momentsOf(inSeries(s, k), fromTo(d.name(t.From), d.name(t.To)), g, d.actor(t), tag)
			if i < maxRows {
				behind.inRow(i)
			}
		}
		c.MultiSeries = append(c.MultiSeries, series(types.ChartScatter, plain(look.labelled()), data))
		over = append(over, option{"symbol": "rect", "symbolSize": list{3, 20}, "itemStyle": option{"color": look.colour, "opacity": 0.9},
			"emphasis": option{"scale": 1.3, "itemStyle": option{"opacity": 1}}, "large": false})
	}
	if o, ok := over[0].(option); ok {
		o["markLine"] = d.phaseLines("start")
		o["markArea"] = d.pauseAreas()
	}
	d.phaseMoments(0)
	d.pauseMoments(0)
	legendRows := (len(over) + 5) / 6
	top := 24 + 22*min(legendRows, 4)
	d.frame.Heights = []Height{{MaxWidth: narrow, Height: len(lanes)*40 + 108}, {Height: len(lanes)*40 + top + 68}}
	names := make(list, len(lanes))
	acted := d.byPerson()
	for i, id := range lanes {
		names[i] = plain(d.name(id))
		d.momentsOf(onAxis("y", i), d.turnsOf(id), acted[id], d.actor(&analysis.Turn{From: id}), "")
	}
	time := d.timeAxis(turns[0].At, turns[len(turns)-1].At)
	d.clockAxis(time)
	legend := d.legend()
	legend["selectedMode"] = "multiple"
	legend["inactiveColor"] = d.line
	lane := d.personAxis(names)
	lane["splitLine"] = option{"show": true, "lineStyle": option{"color": d.line, "width": 1}}
	return build(c, merge(d.common(), option{
		"grid":    d.grid(8, 20, top+26, 28),
		"legend":  legend,
		"tooltip": option{"trigger": "item", "formatter": "{a}"},
		"useUTC":  true,
		"xAxis":   list{time},
		"yAxis":   list{lane},
		"series":  over,
		"media": list{
			option{"query": option{"maxWidth": narrow}, "option": option{
				"legend": option{"type": "scroll", "top": 4}, "grid": option{"top": 66}, "yAxis": list{option{"axisLabel": option{"width": 64, "fontSize": 13}}}}},
			option{"option": option{
				"legend": option{"type": "plain"}, "grid": option{"top": top + 26}, "yAxis": list{option{"axisLabel": option{"width": 110, "fontSize": 14}}}}},
		},
	}))
}

// actor gives who acted, empty when that was everybody.
func (d *drawing) actor(t *analysis.Turn) observe.PersonID {
	if t.From == observe.Everybody {
		return ""
	}
	return t.From
}

// lanes gives who has a lane, in the order of participants, then everybody and
// those who are not named where they act, and the place of each.
func (d *drawing) lanes(turns []analysis.Turn) ([]observe.PersonID, map[observe.PersonID]int) {
	var ids []observe.PersonID
	for _, p := range d.Participants {
		ids = append(ids, p.ID)
	}
	for _, extra := range []observe.PersonID{observe.Everybody, ""} {
		if slices.ContainsFunc(turns, func(t analysis.Turn) bool { return t.From == extra }) {
			ids = append(ids, extra)
		}
	}
	place := map[observe.PersonID]int{}
	for i, id := range ids {
		place[id] = i
	}
	return ids, place
}

// inOrder gives the tags in the order of the codebook, turns without one last.
func (d *drawing) inOrder(marks map[observe.TagID][]int) []observe.TagID {
	var ids []observe.TagID
	for id := range marks {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b observe.TagID) int { return d.look(a).index - d.look(b).index })
	return ids
}

// look gives how a tag is shown; the empty one is that of turns without a tag.
func (d *drawing) look(id observe.TagID) tagLook {
	if l, ok := d.tags[id]; ok {
		return l
	}
	return tagLook{index: len(d.tags), label: d.words.untagged, colour: between(d.line, d.quiet, 0.35)}
}

func (d *drawing) label(id observe.TagID) string { return d.look(id).label }

// labelled gives a tag's label with its sign, so that colour is never alone.
func (l tagLook) labelled() string {
	if l.sign == "" {
		return l.label
	}
	return l.sign + " " + l.label
}

// timeAxis is the clock of the meeting; times are in ms from its start.
func (d *drawing) timeAxis(from, to int64) option {
	if from < (to-from)/10 {
		from = 0
	}
	if from == to {
		to = from + 1000
	}
	// As clock writes times, but with the hour everywhere once there is one: a
	// label has to be read by itself.
	format := "{mm}:{ss}"
	if to >= 3_600_000 {
		format = "{H}:{mm}:{ss}"
	}
	return option{"type": "time", "min": from, "max": to,
		"axisLine": option{"show": true, "lineStyle": option{"color": d.line}}, "axisTick": option{"show": false},
		"splitLine": option{"show": false},
		"axisLabel": option{"color": d.quiet, "fontSize": 13, "hideOverlap": true, "formatter": format}}
}

// phaseLines mark where each phase begins.
// The axis says at which end of them their names stand.
func (d *drawing) phaseLines(position string) option {
	data := list{}
	for _, p := range d.Phases() {
		data = append(data, option{"xAxis": p.At, "label": option{"formatter": plain(cut(p.Name, 18))}})
	}
	return option{"symbol": "none", "animation": false, "data": data, "tooltip": option{"show": false},
		"lineStyle": option{"color": d.quiet, "type": "solid", "width": 1, "opacity": 0.5},
		"label": option{"show": true, "position": position, "rotate": 0, "align": "left", "padding": list{0, 0, 0, 4},
			"color": d.quiet, "fontSize": 12}}
}

// pauseAreas shade when the meeting was paused.
func (d *drawing) pauseAreas() option {
	data := list{}
	for _, p := range d.Pauses() {
		data = append(data, list{option{"xAxis": p.From}, option{"xAxis": min(p.To, maxTime)}})
	}
	return option{"animation": false, "data": data, "tooltip": option{"show": false}, "itemStyle": option{"color": d.line, "opacity": 0.6}}
}

// maxTime is the last time in a session, in ms.
const maxTime = int64(observe.MaxMillis)
