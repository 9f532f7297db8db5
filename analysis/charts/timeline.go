package charts

import (
	"fmt"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/types"

	"kompas/analysis"
	"kompas/analysis/charts/colour"
	"kompas/analysis/charts/echarts"
	"kompas/analysis/moments"
	"kompas/analysis/wording"
	"kompas/observe"
)

// Limits of the timeline: turns that are drawn one by one, and rows of its
// table.
const (
	maxMarks = 20_000
	maxRows  = 1000
)

// manyMarks is how many turns are drawn as one shape for each tag: it is there
// at once, but a mark does not grow under the pointer.
const manyMarks = 600

// timeline draws every turn as a mark in the lane of who acted, in the colour
// of its tag, with phases and pauses behind.
func timeline(d *drawing) option {
	w := d.words
	d.frame.Title, d.frame.Subtitle = w.timelineTitle, w.timelineSub
	d.frame.Table.Columns = []string{w.time, w.from, w.to, w.word}
	switch {
	case d.Interactions == 0:
		return d.empty(w.NoTurns)
	case d.Interactions > maxMarks:
		return d.empty(fmt.Sprintf(w.tooMany, d.Interactions, maxMarks))
	}
	turns := d.behind.Turns()
	lanes, laneOf := d.lanes(turns)
	d.frame.Note = fmt.Sprintf(w.turnsNote, d.words.Turns(d.Interactions), percent(d.Coverage))
	if len(turns) > maxRows {
		d.frame.Note += " " + fmt.Sprintf(w.firstRows, maxRows)
	}
	d.noteFew()
	marks := map[observe.TagID][]int{} // the turns of each tag
	for i, t := range turns {
		marks[t.Tag] = append(marks[t.Tag], i)
		if i < maxRows {
			d.row(wording.Clock(t.At), d.names.Person(t.From), d.names.Person(t.To), d.label(t.Tag))
		}
	}
	c := charts.NewScatter()
	var over list
	high := 3 * markHeight
	if slices.ContainsFunc(d.inOrder(marks), func(tag observe.TagID) bool { return d.placeOfFamily(tag) >= 0 }) {
		high = markHeight
		d.frame.Subtitle += " " + w.timelineStave
	}
	byTag := d.byTag()
	for s, tag := range d.inOrder(marks) {
		look := d.look(tag)
		d.behind.AddFor(moments.Series(s), look.label, byTag[tag], "", tag)
		data := list{}
		for k, i := range marks[tag] {
			t := &turns[i]
			data = append(data, list{t.At, echarts.Round(float64(laneOf[t.From])+d.stave(tag)/laneHeight, 3)})
			g := &moments.Group{}
			d.behind.Gather(g, i)
			behind := d.behind.AddFor(moments.InSeries(s, k), wording.FromTo(d.names.Person(t.From), d.names.Person(t.To)), g, d.actor(t), tag)
			if i < maxRows {
				behind.InRow(i)
			}
		}
		c.MultiSeries = append(c.MultiSeries, echarts.Series(types.ChartScatter, echarts.Plain(look.labelled()), data))
		over = append(over, option{"symbol": "rect", "symbolSize": list{3, high}, "yAxisIndex": 1,
			"itemStyle": option{"color": look.colour, "opacity": 0.9},
			"emphasis":  option{"scale": 1.3, "itemStyle": option{"opacity": 1}},
			"large":     len(turns) > manyMarks, "largeThreshold": 1})
	}
	d.phaseMoments(0)
	d.pauseMoments(0)
	if span := turns[len(turns)-1].At - turns[0].At; span > 0 {
		d.frame.Title = fmt.Sprintf(w.timelineFound, d.words.Turns(d.Interactions), d.about(span))
	}
	time := d.timeAxis(turns[0].At, turns[len(turns)-1].At)
	d.clockAxis(time)
	if o, ok := over[0].(option); ok {
		o["markLine"] = d.phaseLines("start", 0)
		o["markArea"] = d.pauseAreas()
	}
	acted := d.byPerson()
	names, labels := make(list, len(lanes)), make([]string, len(lanes))
	for i, id := range lanes {
		names[i], labels[i] = echarts.Plain(d.names.Person(id)), d.names.Person(id)
		d.behind.AddFor(moments.OnAxis("y", i), d.turnsOf(id), acted[id], d.actor(&analysis.Turn{From: id}), "")
	}
	legend := d.legend()
	legend["selectedMode"] = "multiple"
	legend["inactiveColor"], legend["itemGap"] = d.line, 10
	legend["itemStyle"] = option{"opacity": 0.9} // also while marks are pale
	lane := d.personAxis(names)
	lane["splitLine"] = option{"show": true, "lineStyle": option{"color": d.line, "width": 1}}
	// Marks stand anywhere in the row, which an axis of names does not allow.
	places := option{"type": "value", "show": false, "inverse": true, "min": -0.5, "max": float64(len(lanes)) - 0.5}
	// The legend takes as many rows as it needs; the names of phases stand where
	// there is room up to the next.
	var keys []string
	for _, tag := range d.inOrder(marks) {
		keys = append(keys, d.look(tag).labelled())
	}
	at := func(width, most int) option {
		shown := d.fitting(labels, most)
		label := min(widest(shown, 14), most)
		top := 22*legendRows(keys, width) + 32
		d.frame.Heights = append(d.frame.Heights, Height{Height: len(lanes)*laneHeight + top + 52})
		return option{"grid": option{"top": top}, "yAxis": list{option{"data": asText(shown), "axisLabel": option{"width": label}}},
			"series": list{option{"markLine": option{"data": d.phaseNames(width - label - 36)}}}}
	}
	media := list{
		option{"query": option{"maxWidth": narrow}, "option": echarts.Merge(at(328, 84), option{"xAxis": list{option{"splitNumber": phoneTimes}}})},
		option{"query": option{"minWidth": narrow + 1, "maxWidth": medium}, "option": at(narrow, 150)},
		option{"query": option{"minWidth": medium + 1}, "option": at(medium, 220)},
	}
	d.frame.Heights[0].MaxWidth, d.frame.Heights[1].MaxWidth = narrow, medium
	return echarts.Build(c, echarts.Merge(d.common(), option{
		"grid":    d.grid(8, 20, 60, 28),
		"legend":  legend,
		"tooltip": option{"trigger": "item", "formatter": "{a}"},
		"useUTC":  true,
		"xAxis":   list{time},
		"yAxis":   list{lane, places},
		"series":  over,
		"media":   media,
	}))
}

// phoneTimes is about how many times an axis of time has on a phone.
const phoneTimes = 3

// laneHeight is how high somebody's row is, in px.
const laneHeight = 40

// legendRows gives how many rows a legend takes in that width.
func legendRows(keys []string, width int) int {
	rows, used := 1, 8
	for _, k := range keys {
		need := 29 + int(textWidth(k, 13))
		if used+need > width && used > 8 {
			rows++
			used = 8
		}
		used += need
	}
	return rows
}

// stave gives how high above or under the middle of a row a tag has its place:
// each family has one, so that a mark tells its family without its colour.
func (d *drawing) stave(tag observe.TagID) float64 {
	i, families := d.placeOfFamily(tag), len(d.Selection.Codebook.Families)
	if i < 0 {
		return 0
	}
	step := float64(laneHeight-markHeight-6) / float64(max(families-1, 1))
	return echarts.Round((float64(i)-float64(families-1)/2)*step, 1)
}

// placeOfFamily gives the place of a tag's family in the codebook, -1 when it
// has none; the family of a family is itself.
func (d *drawing) placeOfFamily(tag observe.TagID) int {
	if i, ok := d.families[tag]; ok {
		return i
	}
	return -1
}

// markHeight is how high a turn's mark is, in px; where there are no families it
// is three times that.
const markHeight = 8

// about writes a length of time in words.
func (d *drawing) about(ms int64) string {
	switch minutes := (ms + 30_000) / 60_000; {
	case minutes > 1:
		return fmt.Sprintf(d.words.minutes, minutes)
	case ms >= 55_000:
		return d.words.oneMinute
	}
	return d.duration((ms + 500) / 1000 * 1000)
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
	return tagLook{index: len(d.tags), label: d.words.untagged, colour: colour.Between(d.line, d.quiet, 0.35)}
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
		"axisLine": option{"show": true, "onZero": false, "lineStyle": option{"color": d.line}}, "axisTick": option{"show": false},
		"splitLine": option{"show": false},
		"axisLabel": option{"color": d.quiet, "fontSize": 13, "hideOverlap": true, "formatter": format}}
}

// phaseLines mark where each phase begins. Their names stand at that end of
// them, in so much room.
func (d *drawing) phaseLines(position string, room int) option {
	return option{"symbol": "none", "animation": false, "data": d.phaseNames(room), "tooltip": option{"show": false},
		"lineStyle": option{"color": d.quiet, "type": "solid", "width": 1, "opacity": 0.5},
		"label": option{"show": true, "position": position, "rotate": 0, "align": "left", "padding": list{0, 0, 0, 4},
			"color": d.quiet, "opacity": 1, "fontSize": 12, "fontFamily": fontFamily}}
}

// phaseNames gives the lines of the phases on a clock that is so many px wide,
// each name cut to fit before the next.
func (d *drawing) phaseNames(width int) list {
	data := list{}
	phases := d.Selection.Phases
	span := float64(max(d.frame.Time.To-d.frame.Time.From, 1))
	for i, p := range phases {
		until := d.frame.Time.To
		if i+1 < len(phases) {
			until = phases[i+1].At
		}
		room := int(float64(until-p.At) / span * float64(width) / textWidth("x", 12))
		name := ""
		if room >= 4 {
			name = wording.Cut(p.Name, min(room, 40))
		}
		data = append(data, option{"xAxis": p.At, "label": option{"show": name != "", "formatter": echarts.Plain(name)}})
	}
	return data
}

// pauseAreas shade when the meeting was paused.
func (d *drawing) pauseAreas() option {
	data := list{}
	for _, p := range d.Selection.Pauses() {
		data = append(data, list{option{"xAxis": p.From}, option{"xAxis": min(p.To, maxTime)}})
	}
	return option{"animation": false, "data": data, "tooltip": option{"show": false}, "itemStyle": option{"color": d.line, "opacity": 0.6}}
}

// maxTime is the last time in a session, in ms.
const maxTime = int64(observe.MaxMillis)
