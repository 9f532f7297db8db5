package charts

import (
	"kompas/analysis"
	"kompas/analysis/charts/echarts"
	"kompas/analysis/moments"
	"kompas/analysis/wording"
	"kompas/observe"
)

// grid returns a plot with these distances, in px, between the axis labels and
// the edges.
func (d *drawing) grid(left, right, top, bottom int) option {
	return option{"left": left, "right": right, "top": top, "bottom": bottom,
		"outerBoundsMode": "same", "outerBoundsContain": "axisLabel"}
}

// personAxis returns a category axis of names, the first at the top.
func (d *drawing) personAxis(names list) option {
	return option{"type": "category", "data": names, "inverse": true, "triggerEvent": true,
		"axisLine": option{"show": false}, "axisTick": option{"show": false}, "splitArea": option{"show": false},
		"axisLabel": option{"color": d.ink, "fontSize": 14, "width": 110, "overflow": "truncate", "ellipsis": "…", "interval": 0}}
}

func (d *drawing) legend() option {
	return option{"show": true, "top": 4, "left": 8, "itemWidth": 14, "itemHeight": 10, "itemGap": 16,
		"textStyle": option{"color": d.quiet, "fontSize": 13, "fontFamily": fontFamily}, "selectedMode": false}
}

// timeAxis returns an axis with the clock of the meeting, in ms from its start.
func (d *drawing) timeAxis(from, to int64) option {
	if from < (to-from)/10 {
		from = 0
	}
	if from == to {
		to = from + 1000
	}
	// As wording.Clock, but with the hour in every label when the axis reaches one:
	// each label is read on its own.
	format := "{mm}:{ss}"
	if to >= 3_600_000 {
		format = "{H}:{mm}:{ss}"
	}
	return option{"type": "time", "min": from, "max": to,
		"axisLine": option{"show": true, "onZero": false, "lineStyle": option{"color": d.line}}, "axisTick": option{"show": false},
		"splitLine": option{"show": false},
		"axisLabel": option{"show": d.Timing != observe.OnPaper, "color": d.quiet, "fontSize": 13, "hideOverlap": true, "formatter": format}}
}

// clock writes a time of the meeting, where times are known.
func (d *drawing) clock(at int64) string {
	if d.Timing == observe.OnPaper {
		return "–"
	}
	return wording.Clock(at)
}

// phaseLines marks where each phase begins. The names stand at this end of the
// lines; room is the width of the clock in px.
func (d *drawing) phaseLines(position string, room int) option {
	return option{"symbol": "none", "animation": false, "data": d.phaseNames(room), "tooltip": option{"show": false},
		"lineStyle": option{"color": d.quiet, "type": "solid", "width": 1, "opacity": 0.5},
		"label": option{"show": true, "position": position, "rotate": 0, "align": "left", "padding": list{0, 0, 0, 4},
			"color": d.quiet, "opacity": 1, "fontSize": 12, "fontFamily": fontFamily}}
}

// phaseNames returns the lines of the phases on a clock that is this many px
// wide. Each name is cut to end before the next line.
func (d *drawing) phaseNames(width int) list {
	data := list{}
	phases := d.Selection.Phases
	span := float64(max(d.caption.Time.To-d.caption.Time.From, 1))
	for i, p := range phases {
		until := d.caption.Time.To
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

// pauseAreas shades the times in which the meeting was paused.
func (d *drawing) pauseAreas() option {
	data := list{}
	for _, p := range d.Selection.Pauses() {
		data = append(data, list{option{"xAxis": p.From}, option{"xAxis": min(p.To, maxTime)}})
	}
	return option{"animation": false, "data": data, "tooltip": option{"show": false}, "itemStyle": option{"color": d.line, "opacity": 0.6}}
}

// maxTime is the latest time that a session can have, in ms.
const maxTime = int64(observe.MaxMillis)

// phoneTimes is about how many labels a time axis has on a phone.
const phoneTimes = 3

// phaseMoments lists the turns of each phase as the moments of its line in this
// series.
func (d *drawing) phaseMoments(series int) {
	byPhase := moments.By(d.behind, func(_ int, t *analysis.Turn) (int, bool) { return t.Phase, t.Phase >= 0 })
	for i, p := range d.Selection.Phases {
		d.behind.Add(moments.OfKind(series, i, moments.Line), p.Name, byPhase[i])
	}
}

// pauseMoments lists the turns before and after each pause as the moments of its
// area in this series.
func (d *drawing) pauseMoments(series int) {
	turns, next := d.behind.Turns(), 0
	for i, p := range d.Selection.Pauses() {
		for next < len(turns) && turns[next].At <= p.From {
			next++
		}
		var around []int
		if next > 0 {
			around = append(around, next-1)
		}
		if next < len(turns) {
			around = append(around, next)
		}
		g := &moments.Group{}
		if len(around) > 0 {
			d.behind.Gather(g, around...)
		}
		d.behind.Add(moments.OfKind(series, i, moments.Area), d.texts.Pause, g)
	}
}

// clockAxis records in the caption that the x axis is the clock of the meeting.
func (d *drawing) clockAxis(axis option) {
	from, _ := axis["min"].(int64)
	to, _ := axis["max"].(int64)
	d.caption.Time = &Time{Axis: "x", Unit: "ms", From: from, To: to}
}
