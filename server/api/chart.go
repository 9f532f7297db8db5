package api

import "kompas/observe"

// ChartPage is the list of the charts of a session.
type ChartPage struct {
	Items []ChartItem `json:"items"`
}

// ChartItem is a chart in a list.
type ChartItem struct {
	Name  string `json:"name"`
	Title string `json:"title" doc:"What is seen"`
	Empty bool   `json:"empty" doc:"There is nothing to draw"`
	Draws bool   `json:"draws" doc:"It shows what is found by comparing with shuffled meetings, which takes longer; permutations=0 does without"`
}

// Chart is an option object of ECharts. The members that are not described are those
// of ECharts.
type Chart struct {
	Kompas ChartFrame `json:"kompas"`
}

// Open marks a type that has members besides those that are described.
func (Chart) Open() {}

// ChartFrame is what a page shows around a chart.
type ChartFrame struct {
	Name     string        `json:"name"`
	Title    string        `json:"title" doc:"What is seen"`
	Subtitle string        `json:"subtitle" doc:"What is measured"`
	Note     string        `json:"note" doc:"How many turns it rests on, and what to mind"`
	Empty    bool          `json:"empty" doc:"There is nothing to draw; the chart says so"`
	Heights  []ChartHeight `json:"heights" doc:"The first that fits the width holds"`
	Table    ChartTable    `json:"table"`
	Method   string        `json:"method,omitempty" doc:"How the figures were computed, for who wants to know"`
	Loops    []LoopStory   `json:"loops,omitempty" doc:"Of the chart of loops: each that was found, the surest first"`
	Time     *ChartTime    `json:"time,omitempty" doc:"Of a chart that has the clock of the meeting on an axis"`
	Moments  []ChartMoment `json:"moments" doc:"What lies behind the parts of the chart: persons, words, arcs, cells, bars, phases, pauses, silences, loops"`
}

// LoopStory is a loop that the chart of loops can draw.
type LoopStory struct {
	ID       string `json:"id" doc:"For the query: loop"`
	Sentence string `json:"sentence" doc:"The loop, told"`
	Drawn    bool   `json:"drawn" doc:"It is the one in the picture"`
}

// ChartTime says which axis shows time, and the whole range of it.
type ChartTime struct {
	Axis string `json:"axis" enum:"x"`
	Unit string `json:"unit" enum:"ms"`
	From int64  `json:"from"`
	To   int64  `json:"to"`
}

// ChartMoment has the moments that one part of a chart is made from. A part without
// moments is not listed.
type ChartMoment struct {
	At     ChartPart        `json:"at"`
	Label  string           `json:"label" doc:"What to write over the moments"`
	Total  int              `json:"total" minimum:"1" doc:"How many moments there are"`
	Turns  [][]observe.Seq  `json:"turns" maxItems:"1000" doc:"The first moments, each the numbers of its turns in the log, such as the two of a pair; they are the same for every viewer"`
	Person observe.PersonID `json:"person,omitempty" doc:"Where the part stands for one person, or a turn of theirs"`
	Tag    observe.TagID    `json:"tag,omitempty" doc:"Where the part stands for one tag, or a turn that has it"`
	Row    *int             `json:"row,omitempty" minimum:"0" doc:"The row of the table that says the same as the part"`
}

// ChartPart identifies a part of a chart in the way that events of ECharts do.
type ChartPart struct {
	Series  *int   `json:"series,omitempty" minimum:"0" doc:"seriesIndex; without data the whole series"`
	Data    *int   `json:"data,omitempty" minimum:"0" doc:"dataIndex, in a series or on an axis"`
	Kind    string `json:"kind,omitempty" enum:"node,edge,markLine,markArea" doc:"dataType of a graph; componentType of phases (markLine) and pauses (markArea)"`
	Axis    string `json:"axis,omitempty" enum:"x,y" doc:"A label of this category axis (componentType xAxis or yAxis)"`
	Graphic string `json:"graphic,omitempty" doc:"name of a graphic element (componentType graphic)"`
}

// ChartHeight is the best height of a chart, in px, in a container up to a given
// width.
type ChartHeight struct {
	MaxWidth int `json:"max_width,omitempty" doc:"Absent: however wide"`
	Height   int `json:"height"`
}

// ChartTable has the same content as the chart.
type ChartTable struct {
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`
}
