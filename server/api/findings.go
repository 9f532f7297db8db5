package api

// Findings are what was found in a session, in words.
type Findings struct {
	Sections []FindingSection `json:"sections" doc:"Known patterns, loops, what was followed by what, what came next"`
	Moments  []ChartMoment    `json:"moments" doc:"What lies behind each finding; its id is the graphic of the part"`
}

// FindingSection is the findings of one kind.
type FindingSection struct {
	Name   string        `json:"name" enum:"patterns,loops,transitions,effects,came-back,together" doc:"Where a chart has the same name it shows the same"`
	Title  string        `json:"title"`
	Lead   []string      `json:"lead" doc:"What to know first; where nothing was found, what that means"`
	Items  []Finding     `json:"items"`
	Folds  []FindingFold `json:"folds" doc:"Less certain ones, and more of the same"`
	Method []string      `json:"method" doc:"How it was found"`
}

// FindingFold is findings that are not shown at once.
type FindingFold struct {
	Title string    `json:"title"`
	Items []Finding `json:"items"`
}

// Finding is one sentence and what belongs to it.
type Finding struct {
	ID         string   `json:"id" doc:"The same in every meeting"`
	Text       string   `json:"text"`
	Confidence string   `json:"confidence,omitempty" enum:"clear,possible,too-few" doc:"Absent where nothing is claimed"`
	Sure       string   `json:"sure,omitempty" doc:"The confidence in words"`
	Notes      []string `json:"notes" doc:"What else is known, and what it must not be mistaken for"`
	Questions  []string `json:"questions"`
	Figures    string   `json:"figures,omitempty" doc:"For who wants to check"`
}
