package charts

import (
	"fmt"

	"kompas/analysis"
	"kompas/analysis/moments"
	"kompas/observe"
)

// Time says which axis of a chart is the clock of the meeting, and what it shows
// in full.
type Time struct {
	Axis string `json:"axis"` // "x"
	Unit string `json:"unit"` // "ms"
	From int64  `json:"from"`
	To   int64  `json:"to"`
}

// pair is a code and the one that came next.
type pair [2]string

// byPerson gives the turns by who acted.
func (d *drawing) byPerson() moments.Groups[observe.PersonID] {
	return moments.By(d.behind, func(_ int, t *analysis.Turn) (observe.PersonID, bool) { return t.From, true })
}

// byTag gives the turns by their tag, those without one under the empty id.
func (d *drawing) byTag() moments.Groups[observe.TagID] {
	return moments.By(d.behind, func(_ int, t *analysis.Turn) (observe.TagID, bool) { return t.Tag, true })
}

// byCode gives the turns by their code in sequences.
func (d *drawing) byCode() moments.Groups[string] {
	codes := d.Selection.TurnCodes()
	return moments.By(d.behind, func(i int, _ *analysis.Turn) (string, bool) { return codes[i], codes[i] != "" })
}

// momentsOfCode is moments of a part that stands for a code of the sequence:
// sometimes that is a tag or a person.
func (d *drawing) momentsOfCode(at moments.Part, code string, g *moments.Group) {
	var who observe.PersonID
	var tag observe.TagID
	label := d.names.Code(code)
	if _, ok := d.tagOf(code); ok {
		tag = observe.TagID(code)
	} else if _, ok := d.personOf(code); ok {
		who = observe.PersonID(code)
		label = d.turnsOf(who)
	}
	d.behind.AddFor(at, label, g, who, tag)
}

func (d *drawing) turnsOf(id observe.PersonID) string {
	return fmt.Sprintf(d.words.turnsOf, d.names.Person(id))
}

// phaseMoments gives the turns of each phase, whose line in the series is at its
// place.
func (d *drawing) phaseMoments(series int) {
	byPhase := moments.By(d.behind, func(_ int, t *analysis.Turn) (int, bool) { return t.Phase, t.Phase >= 0 })
	for i, p := range d.Selection.Phases {
		d.behind.Add(moments.OfKind(series, i, moments.Line), p.Name, byPhase[i])
	}
}

// pauseMoments gives the turns around each pause, whose area in the series is at
// its place.
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
		d.behind.Add(moments.OfKind(series, i, moments.Area), d.words.pause, g)
	}
}

// clockAxis says that the x axis is the clock.
func (d *drawing) clockAxis(axis option) {
	from, _ := axis["min"].(int64)
	to, _ := axis["max"].(int64)
	d.frame.Time = &Time{Axis: "x", Unit: "ms", From: from, To: to}
}
