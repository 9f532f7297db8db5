// Package moments says which turns of a meeting lie behind each part of a chart and
// behind each finding, as their numbers in the log, so that a page can show them.
package moments

import (
	"context"
	"slices"

	"kompas/analysis"
	"kompas/analysis/compute"
	"kompas/observe"
)

// most is how many moments of one part are listed at most.
const most = 1000

// Moment is what lies behind one part of a chart (an arc, a cell, a bar) or
// behind one finding. Each element of Turns is one moment: the numbers in the log
// of its turns, such as the two of a pair. The earliest moments are listed; Total
// counts all of them.
type Moment struct {
	At     Part             `json:"at"`
	Label  string           `json:"label"`
	Total  int              `json:"total"`
	Turns  [][]observe.Seq  `json:"turns"`
	Person observe.PersonID `json:"person,omitempty"` // where the part stands for one person
	Tag    observe.TagID    `json:"tag,omitempty"`    // where the part stands for one tag
	Row    *int             `json:"row,omitempty"`    // the row of the table that says the same as the part
}

// InRow sets the row of the table that says the same. A nil moment is left alone.
func (m *Moment) InRow(row int) {
	if m != nil {
		m.Row = &row
	}
}

// Part names a part of a chart as the events of ECharts do: of a series (all of
// it without Data), a label of a category axis, or a graphic element by name. A
// finding is named as a graphic element, by its id.
type Part struct {
	Series  *int   `json:"series,omitempty"` // seriesIndex
	Data    *int   `json:"data,omitempty"`   // dataIndex
	Kind    Kind   `json:"kind,omitempty"`
	Axis    string `json:"axis,omitempty"`    // "x" or "y"
	Graphic string `json:"graphic,omitempty"` // name
}

// Kind says what Data counts in a series.
type Kind string

// Kinds of elements of a series. ECharts calls Node and Edge a dataType, Line and
// Area a componentType. Other elements have no kind.
const (
	Node Kind = "node"
	Edge Kind = "edge"
	Line Kind = "markLine"
	Area Kind = "markArea"
)

// Series is a whole series.
func Series(series int) Part { return Part{Series: &series} }

// InSeries is an element of a series.
func InSeries(series, data int) Part { return Part{Series: &series, Data: &data} }

// OfKind is an element of this kind in a series.
func OfKind(series, data int, kind Kind) Part { return Part{Series: &series, Data: &data, Kind: kind} }

// OnAxis is a label of the category axis "x" or "y".
func OnAxis(axis string, data int) Part { return Part{Axis: axis, Data: &data} }

// Named is a graphic element, or a finding.
func Named(name string) Part { return Part{Graphic: name} }

// Group collects the moments of one part.
type Group struct {
	Total int
	Turns [][]observe.Seq // the first ones
}

// Add adds a moment of turns that are given by their numbers in the log. Turns of
// a file have none, and are left out.
func (g *Group) Add(seqs ...observe.Seq) {
	if slices.Contains(seqs, 0) {
		return
	}
	if g.Total++; len(g.Turns) < most {
		g.Turns = append(g.Turns, seqs)
	}
}

// Groups collects moments by key.
type Groups[K comparable] map[K]*Group

// Of returns the group of a key, which is made when it is first asked for.
func (g Groups[K]) Of(key K) *Group {
	if g[key] == nil {
		g[key] = &Group{}
	}
	return g[key]
}

// Collector lists the moments of the parts of one chart, or of all findings. The
// zero Collector has no turns: it takes groups that were filled by Group.Add.
type Collector struct {
	List []Moment

	ctx       context.Context
	result    *analysis.Result
	turns     []analysis.Turn
	placeOfID map[observe.EntryID]int // made by Evidence
}

// Of returns a collector over the turns of a reading. It runs within
// [compute.Until], which ends it when ctx is done. A reading without turns, such as
// that of a stored result, has no moments.
func Of(ctx context.Context, r *analysis.Reading) *Collector {
	return &Collector{ctx: ctx, result: r.Result, turns: r.Selection.List()}
}

// Turns returns the turns of the result, in order. They must not be changed.
func (c *Collector) Turns() []analysis.Turn { return c.turns }

// Add lists a group as what lies behind a part. It returns nil, and lists
// nothing, when the group is nil or empty.
func (c *Collector) Add(at Part, label string, g *Group) *Moment {
	return c.AddFor(at, label, g, "", "")
}

// AddFor is Add for a part that stands for a person or a tag.
func (c *Collector) AddFor(at Part, label string, g *Group, who observe.PersonID, tag observe.TagID) *Moment {
	if g == nil || g.Total == 0 {
		return nil
	}
	c.List = append(c.List, Moment{At: at, Label: label, Total: g.Total, Turns: g.Turns, Person: who, Tag: tag})
	return &c.List[len(c.List)-1]
}

// Gather adds a moment of turns to a group, by their places in Turns. Turns of a
// file, which has no log, and turns that the reader may not see are left out.
func (c *Collector) Gather(g *Group, places ...int) {
	for _, i := range places {
		if t := &c.turns[i]; t.Seq == 0 || c.result.Limited() && !c.own(t.From) && !c.own(t.To) {
			return
		}
	}
	if g.Total++; g.Total%256 == 0 {
		compute.Look(c.ctx)
	}
	if len(g.Turns) >= most {
		return
	}
	moment := make([]observe.Seq, len(places))
	for k, i := range places {
		moment[k] = c.turns[i].Seq
	}
	g.Turns = append(g.Turns, moment)
}

// own reports whether this person is the limited reader, who comes first among
// the participants.
func (c *Collector) own(id observe.PersonID) bool {
	return len(c.result.Participants) > 0 && id == c.result.Participants[0].ID
}

// Evidence gathers the moments of a link, loop or pattern, of which the result
// lists the first ones. Total is how many there are in all.
func (c *Collector) Evidence(moments [][]observe.EntryID, total int) *Group {
	if c.placeOfID == nil {
		c.placeOfID = map[observe.EntryID]int{}
		for i, t := range c.turns {
			c.placeOfID[t.ID] = i
		}
	}
	g := &Group{}
	for _, moment := range moments {
		places := make([]int, 0, len(moment))
		for _, id := range moment {
			if i, ok := c.placeOfID[id]; ok {
				places = append(places, i)
			}
		}
		if len(places) > 0 && len(places) == len(moment) {
			c.Gather(g, places...)
		}
	}
	if g.Total > 0 && g.Total == len(moments) { // no moment was hidden from the reader
		g.Total = max(total, g.Total)
	}
	return g
}

// together is how close moments are that lie in one place of the meeting, in ms.
const together = 60_000

// Places counts in how many places of the meeting the moments of a group lie: those
// less than a minute apart are in one. It returns 0 where not all are listed, and where
// the times are not known.
func (c *Collector) Places(g *Group) int {
	if g.Total > len(g.Turns) || c.result.Timing == observe.OnPaper {
		return 0
	}
	at := map[observe.Seq]int64{}
	for _, turn := range c.turns {
		at[turn.Seq] = turn.At
	}
	var times []int64
	for _, moment := range g.Turns {
		times = append(times, at[moment[0]])
	}
	slices.Sort(times)
	n := 0
	for i, v := range times {
		if i == 0 || v-times[i-1] > together {
			n++
		}
	}
	return n
}

// By groups the turns by a key, each as a moment of its own. The key function
// gets the place of the turn in Turns; ok says whether the turn belongs to a
// group at all.
func By[K comparable](c *Collector, key func(place int, t *analysis.Turn) (k K, ok bool)) Groups[K] {
	out := Groups[K]{}
	for i := range c.turns {
		if k, ok := key(i, &c.turns[i]); ok {
			c.Gather(out.Of(k), i)
		}
	}
	return out
}
