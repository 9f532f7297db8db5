package api

// ChartPage is the list of the charts of a session.
type ChartPage struct {
	Items []ChartItem `json:"items"`
}

// ChartItem names a chart.
type ChartItem struct {
	Name  string `json:"name"`
	Title string `json:"title" doc:"What is seen"`
	Empty bool   `json:"empty" doc:"There is nothing to draw"`
}

// Chart is an option of ECharts. Its other members are those of ECharts.
type Chart struct {
	Kompas ChartFrame `json:"kompas"`
}

// Open says that there are members beside those that are described.
func (Chart) Open() {}

// ChartFrame is what a page sets around a chart.
type ChartFrame struct {
	Name     string        `json:"name"`
	Title    string        `json:"title" doc:"What is seen"`
	Subtitle string        `json:"subtitle" doc:"What is measured"`
	Note     string        `json:"note" doc:"How many turns it rests on, and what to mind"`
	Empty    bool          `json:"empty" doc:"There is nothing to draw; the chart says so"`
	Heights  []ChartHeight `json:"heights" doc:"The first that fits the width holds"`
	Table    ChartTable    `json:"table"`
}

// ChartHeight is how high a chart wants to be, in px, in a container that is
// at most so wide.
type ChartHeight struct {
	MaxWidth int `json:"max_width,omitempty" doc:"Absent: however wide"`
	Height   int `json:"height"`
}

// ChartTable says the same as the chart.
type ChartTable struct {
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`
}
