package charts

import (
	"fmt"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/types"

	"kompas/analysis"
	"kompas/analysis/charts/echarts"
	"kompas/analysis/moments"
	"kompas/analysis/wording"
	"kompas/observe"
)

// Limits of the timeline: how many turns are drawn one by one, and how many rows
// its table has.
const (
	maxMarks = 20_000
	maxRows  = 1000
)

// manyMarks is the number of turns above which the turns of a tag are drawn as
// one shape. It is drawn at once, but a mark does not grow under the pointer.
const manyMarks = 600

// timeline draws every turn as a mark in the lane of who acted, in the colour of
// its tag, with phases and pauses behind the marks.
func timeline(d *drawing) option {
	w := d.texts
	d.caption.Title, d.caption.Subtitle = w.TimelineTitle, w.TimelineSub
	d.caption.Table.Columns = []string{w.Time, w.From, w.To, w.Word}
	switch {
	case d.turns == 0:
		return d.empty(w.NoTurns)
	case d.withoutTurns():
		return d.empty(w.NoTurnsKept)
	case d.Interactions > maxMarks:
		return d.empty(fmt.Sprintf(w.TooMany, d.Interactions, maxMarks))
	}
	turns := d.behind.Turns()
	lanes, laneOf := d.lanes(turns)
	d.noteWords()
	if d.only != "" {
		d.caption.Subtitle += " " + w.OwnSub
	}
	if d.Timing == observe.OnPaper {
		d.caption.Note += " " + w.NoTimes
	}
	if len(turns) > maxRows {
		d.caption.Note += " " + fmt.Sprintf(w.FirstRows, maxRows)
	}
	d.noteFew()
	d.styleGroupActs()
	marks := map[observe.TagID][]int{} // the places of the turns of each tag
	for i := range turns {
		t := &turns[i]
		tag, to := kindOf(t), d.names.Person(t.To)
		if t.Group != "" {
			to = "–"
		}
		marks[tag] = append(marks[tag], i)
		if i < maxRows {
			d.row(d.clock(t.At), d.names.Person(t.From), to, d.label(tag))
		}
	}
	c := charts.NewScatter()
	var over list
	high := 3 * markHeight
	if slices.ContainsFunc(d.inOrder(marks), func(tag observe.TagID) bool { return d.placeOfFamily(tag) >= 0 }) {
		high = markHeight
		d.caption.Subtitle += " " + w.TimelineStave
	}
	byTag := moments.By(d.behind, func(_ int, t *analysis.Turn) (observe.TagID, bool) { return kindOf(t), true })
	for s, kind := range d.inOrder(marks) {
		style, tag, symbol, wide := d.tagStyle(kind), kind, "rect", 3
		if act, ok := groupActs()[kind]; ok {
			tag, symbol, wide = "", groupSymbols()[act], 9
		}
		d.behind.AddFor(moments.Series(s), style.label, byTag[kind], "", tag)
		data := list{}
		for k, i := range marks[kind] {
			t := &turns[i]
			data = append(data, list{t.At, echarts.Round(float64(laneOf[t.From])+d.stave(kind)/laneHeight, 3)})
			g := &moments.Group{}
			d.behind.Gather(g, i)
			label := wording.FromTo(d.names.Person(t.From), d.names.Person(t.To))
			if t.Group != "" {
				label = style.label
			}
			behind := d.behind.AddFor(moments.InSeries(s, k), label, g, d.actor(t), tag)
			if i < maxRows {
				behind.InRow(i)
			}
		}
		c.MultiSeries = append(c.MultiSeries, echarts.Series(types.ChartScatter, echarts.Plain(style.labelled()), data))
		size := list{3, high}
		if wide > 3 {
			size = list{wide, wide}
		}
		over = append(over, option{"symbol": symbol, "symbolSize": size, "yAxisIndex": 1,
			"itemStyle": option{"color": style.colour, "opacity": 0.9},
			"emphasis":  option{"scale": 1.3, "itemStyle": option{"opacity": 1}},
			"large":     len(turns) > manyMarks && wide == 3, "largeThreshold": 1})
	}
	d.phaseMoments(0)
	d.pauseMoments(0)
	if span := turns[len(turns)-1].At - turns[0].At; span > 0 && d.Timing != observe.OnPaper {
		d.caption.Title = fmt.Sprintf(w.TimelineFound, w.Turns(d.turns), d.about(span))
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
	legend["itemStyle"] = option{"opacity": 0.9} // keeps the key visible while marks are pale
	lane := d.personAxis(names)
	lane["splitLine"] = option{"show": true, "lineStyle": option{"color": d.line, "width": 1}}
	// A second axis of numbers, since marks stand anywhere in a row, which an axis of
	// names does not allow.
	places := option{"type": "value", "show": false, "inverse": true, "min": -0.5, "max": float64(len(lanes)) - 0.5}
	// The legend takes as many rows as it needs, and the name of a phase the room up to
	// the next one.
	var keys []string
	for _, tag := range d.inOrder(marks) {
		keys = append(keys, d.tagStyle(tag).labelled())
	}
	at := func(width, most int) option {
		shown := d.fitting(labels, most)
		label := min(widest(shown, 14), most)
		top := 22*legendRows(keys, width) + 32
		d.caption.Heights = append(d.caption.Heights, Height{Height: len(lanes)*laneHeight + top + 52})
		return option{"grid": option{"top": top}, "yAxis": list{option{"data": asText(shown), "axisLabel": option{"width": label}}},
			"series": list{option{"markLine": option{"data": d.phaseNames(width - label - 36)}}}}
	}
	media := list{
		option{"query": option{"maxWidth": narrow}, "option": echarts.Merge(at(328, 84), option{"xAxis": list{option{"splitNumber": phoneTimes}}})},
		option{"query": option{"minWidth": narrow + 1, "maxWidth": medium}, "option": at(narrow, 150)},
		option{"query": option{"minWidth": medium + 1}, "option": at(medium, 220)},
	}
	d.caption.Heights[0].MaxWidth, d.caption.Heights[1].MaxWidth = narrow, medium
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

// kindOf returns the tag of a turn or, of what the group does at once, a tag of its own
// that no codebook has.
func kindOf(t *analysis.Turn) observe.TagID {
	if t.Group != "" {
		return observe.TagID("*" + t.Group)
	}
	return t.Tag
}

// groupActs returns what the group does at once by the tag of it.
func groupActs() map[observe.TagID]analysis.GroupAct {
	out := map[observe.TagID]analysis.GroupAct{}
	for _, act := range analysis.GroupActs() {
		out[observe.TagID("*"+act)] = act
	}
	return out
}

// groupSymbols are the marks of what the group does at once.
func groupSymbols() map[analysis.GroupAct]string {
	return map[analysis.GroupAct]string{analysis.Silence: "emptyCircle", analysis.Laughter: "triangle", analysis.AtOnce: "diamond", analysis.Something: "rect"}
}

// styleGroupActs decides how it is shown what the group does at once: in ink, since
// only words have a colour.
func (d *drawing) styleGroupActs() {
	for i, act := range analysis.GroupActs() {
		d.tags[observe.TagID("*"+act)] = tagStyle{index: 1<<20 + i, label: d.texts.Acts[act], colour: d.ink}
	}
}

// laneHeight is the height of the row of a person, in px.
const laneHeight = 40

// legendRows estimates how many rows a legend takes in this width, in px.
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

// stave returns how far from the middle of a row the marks of a tag stand, in px.
// Each family has a height of its own, so that a mark tells its family without
// its colour.
func (d *drawing) stave(tag observe.TagID) float64 {
	i, families := d.placeOfFamily(tag), len(d.codebook.Families)
	if i < 0 {
		return 0
	}
	step := float64(laneHeight-markHeight-6) / float64(max(families-1, 1))
	return echarts.Round((float64(i)-float64(families-1)/2)*step, 1)
}

// markHeight is the height of the mark of a turn, in px. It is three times that
// where there are no families.
const markHeight = 8

// about writes a length of time, in ms, in words.
func (d *drawing) about(ms int64) string {
	switch minutes := (ms + 30_000) / 60_000; {
	case minutes > 1:
		return fmt.Sprintf(d.texts.Minutes, minutes)
	case ms >= 55_000:
		return d.texts.OneMinute
	}
	return d.duration((ms + 500) / 1000 * 1000)
}

// actor returns who acted; the empty id when that was everybody.
func (d *drawing) actor(t *analysis.Turn) observe.PersonID {
	if t.From == observe.Everybody {
		return ""
	}
	return t.From
}

// lanes returns who has a lane, and the place of each lane. Participants come
// first, in their order; then, where they act, everybody and the people who may
// not be named.
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

// inOrder returns the tags in the order of the codebook. Turns without a tag come
// last.
func (d *drawing) inOrder(marks map[observe.TagID][]int) []observe.TagID {
	var ids []observe.TagID
	for id := range marks {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b observe.TagID) int { return d.tagStyle(a).index - d.tagStyle(b).index })
	return ids
}
