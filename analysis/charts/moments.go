package charts

import (
	"fmt"
	"slices"

	"kompas/analysis"
	"kompas/analysis/compute"
	"kompas/observe"
)

// maxMoments is how many moments of one part of a chart are listed.
const maxMoments = 1000

// Moment is what lies behind one part of a chart: an arc, a cell, a bar. Each of
// Turns is one moment: the numbers in the log of the turns that make it, such as
// the two of a pair. The earliest come first; Total says how many there are.
type Moment struct {
	At     Part             `json:"at"`
	Label  string           `json:"label"`
	Total  int              `json:"total"`
	Turns  [][]observe.Seq  `json:"turns"`
	Person observe.PersonID `json:"person,omitempty"` // where the part stands for one person
	Tag    observe.TagID    `json:"tag,omitempty"`    // where the part stands for one tag
	Row    *int             `json:"row,omitempty"`    // the row of the table that says the same as the part
}

// inRow says which row of the table tells the same.
func (m *Moment) inRow(row int) {
	if m != nil {
		m.Row = &row
	}
}

// Part names a part of a chart as the events of ECharts do: of a series (all of
// it without Data), a label of a category axis, or a graphic element by name.
type Part struct {
	Series  *int   `json:"series,omitempty"` // seriesIndex
	Data    *int   `json:"data,omitempty"`   // dataIndex
	Kind    Kind   `json:"kind,omitempty"`
	Axis    string `json:"axis,omitempty"`    // "x" or "y"
	Graphic string `json:"graphic,omitempty"` // name
}

// Kind says of what in a series Data is the place.
type Kind string

// Kinds of parts of a series. Those of a graph are its dataType, lines and areas
// its componentType; the others have none.
const (
	Node Kind = "node"
	Edge Kind = "edge"
	Line Kind = "markLine"
	Area Kind = "markArea"
)

// Time says which axis of a chart is the clock of the meeting, and what it shows
// in full.
type Time struct {
	Axis string `json:"axis"` // "x"
	Unit string `json:"unit"` // "ms"
	From int64  `json:"from"`
	To   int64  `json:"to"`
}

func inSeries(series, data int) Part          { return Part{Series: &series, Data: &data} }
func ofKind(series, data int, kind Kind) Part { return Part{Series: &series, Data: &data, Kind: kind} }
func onAxis(axis string, data int) Part       { return Part{Axis: axis, Data: &data} }
func graphic(name string) Part                { return Part{Graphic: name} }
func wholeSeries(series int) Part             { return Part{Series: &series} }

// gathered is moments that are collected for one part.
type gathered struct {
	total int
	turns [][]observe.Seq
}

// gather adds a moment of turns, by their places among the turns of the drawing.
// Turns of a file, which has no log, and what the reader may not see are left
// out.
func (d *drawing) gather(g *gathered, places ...int) {
	for _, i := range places {
		if t := &d.turns()[i]; t.Seq == 0 || d.Limited() && !d.own(t.From) && !d.own(t.To) {
			return
		}
	}
	if g.total++; g.total%256 == 0 {
		compute.Look(d.ctx)
	}
	if len(g.turns) >= maxMoments {
		return
	}
	moment := make([]observe.Seq, len(places))
	for k, i := range places {
		moment[k] = d.turns()[i].Seq
	}
	g.turns = append(g.turns, moment)
}

// add adds a moment of turns that are given by their numbers in the log; those
// of a file have none.
func (g *gathered) add(seqs ...observe.Seq) {
	if slices.Contains(seqs, 0) {
		return
	}
	if g.total++; len(g.turns) < maxMoments {
		g.turns = append(g.turns, seqs)
	}
}

// evidence gathers the moments of a link or loop, of which the result lists the
// first and says how many there are.
func (d *drawing) evidence(moments [][]observe.EntryID, total int) *gathered {
	if d.placeOfID == nil {
		d.placeOfID = map[observe.EntryID]int{}
		for i, t := range d.turns() {
			d.placeOfID[t.ID] = i
		}
	}
	g := &gathered{}
	for _, moment := range moments {
		places := make([]int, 0, len(moment))
		for _, id := range moment {
			if i, ok := d.placeOfID[id]; ok {
				places = append(places, i)
			}
		}
		if len(places) > 0 && len(places) == len(moment) {
			d.gather(g, places...)
		}
	}
	if g.total == len(moments) { // none was hidden
		g.total = max(total, g.total)
	}
	return g
}

// own reports whether a limited reader is this person.
func (d *drawing) own(id observe.PersonID) bool {
	return len(d.Participants) > 0 && id == d.Participants[0].ID
}

// turns gives the turns, which are made once.
func (d *drawing) turns() []analysis.Turn {
	if d.allTurns == nil {
		d.allTurns = d.Selection.List()
	}
	return d.allTurns
}

// groups collects moments by key.
type groups[K comparable] map[K]*gathered

func (g groups[K]) of(key K) *gathered {
	if g[key] == nil {
		g[key] = &gathered{}
	}
	return g[key]
}

// grouped gives the turns by a key, each a moment of its own; ok says whether a
// turn belongs to any.
func grouped[K comparable](d *drawing, key func(place int, t *analysis.Turn) (K, bool)) groups[K] {
	out := groups[K]{}
	for i := range d.turns() {
		if k, ok := key(i, &d.turns()[i]); ok {
			d.gather(out.of(k), i)
		}
	}
	return out
}

// byPerson gives the turns by who acted.
func (d *drawing) byPerson() groups[observe.PersonID] {
	return grouped(d, func(_ int, t *analysis.Turn) (observe.PersonID, bool) { return t.From, true })
}

// byTag gives the turns by their tag, those without one under the empty id.
func (d *drawing) byTag() groups[observe.TagID] {
	return grouped(d, func(_ int, t *analysis.Turn) (observe.TagID, bool) { return t.Tag, true })
}

// byCode gives the turns by their code in sequences.
func (d *drawing) byCode() groups[string] {
	codes := d.Selection.TurnCodes()
	return grouped(d, func(i int, _ *analysis.Turn) (string, bool) { return codes[i], codes[i] != "" })
}

// moments says what lies behind a part; nil when nothing does.
func (d *drawing) moments(at Part, label string, g *gathered) *Moment {
	return d.momentsOf(at, label, g, "", "")
}

// momentsOf is moments of a part that stands for a person or a tag.
func (d *drawing) momentsOf(at Part, label string, g *gathered, who observe.PersonID, tag observe.TagID) *Moment {
	if g == nil || g.total == 0 {
		return nil
	}
	d.frame.Moments = append(d.frame.Moments, Moment{At: at, Label: label, Total: g.total, Turns: g.turns, Person: who, Tag: tag})
	return &d.frame.Moments[len(d.frame.Moments)-1]
}

// momentsOfCode is moments of a part that stands for a code of the sequence:
// sometimes that is a tag or a person.
func (d *drawing) momentsOfCode(at Part, code string, g *gathered) {
	var who observe.PersonID
	var tag observe.TagID
	label := d.codeLabel(code)
	if _, ok := d.tagOf(code); ok {
		tag = observe.TagID(code)
	} else if _, ok := d.personOf(code); ok {
		who = observe.PersonID(code)
		label = d.turnsOf(who)
	}
	d.momentsOf(at, label, g, who, tag)
}

func (d *drawing) turnsOf(id observe.PersonID) string {
	return fmt.Sprintf(d.words.turnsOf, d.name(id))
}

// fromTo writes who responded to whom, or what followed what.
func fromTo(from, to string) string { return from + " → " + to }

// phaseMoments gives the turns of each phase, whose line in the series is at its
// place.
func (d *drawing) phaseMoments(series int) {
	byPhase := grouped(d, func(_ int, t *analysis.Turn) (int, bool) { return t.Phase, t.Phase >= 0 })
	for i, p := range d.Selection.Phases {
		d.moments(ofKind(series, i, Line), p.Name, byPhase[i])
	}
}

// pauseMoments gives the turns around each pause, whose area in the series is at
// its place.
func (d *drawing) pauseMoments(series int) {
	turns, next := d.turns(), 0
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
		g := &gathered{}
		if len(around) > 0 {
			d.gather(g, around...)
		}
		d.moments(ofKind(series, i, Area), d.words.pause, g)
	}
}

// clockAxis says that the x axis is the clock.
func (d *drawing) clockAxis(axis option) {
	from, _ := axis["min"].(int64)
	to, _ := axis["max"].(int64)
	d.frame.Time = &Time{Axis: "x", Unit: "ms", From: from, To: to}
}
