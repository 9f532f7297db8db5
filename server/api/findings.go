package api

// Findings are what was found in a session, in words.
type Findings struct {
	Sections []FindingSection `json:"sections" doc:"Known patterns, loops, what was followed by what, what came next"`
	Moments  []ChartMoment    `json:"moments" doc:"What lies behind each finding; its id is the graphic of the part, with otherwise: before it for the moments at which it went otherwise"`
	Glance   Glance           `json:"glance"`
}

// Glance is what a session has that is worth telling first.
type Glance struct {
	Fragments []Fragment `json:"fragments" doc:"At most three, in the order in which they are proposed"`
	Pieces    []Fragment `json:"pieces" doc:"Of each of the findings that has one, the turns that hold most of its moments"`
	Findings  []string   `json:"findings" doc:"Ids of at most three findings of the sections, one that helps first where there is one"`
}

// Fragment is some turns in a row that are worth looking at together.
type Fragment struct {
	ID    string `json:"id" doc:"unusual, turning-point, or mark: or finding: and the id of what it is around"`
	Why   string `json:"why" enum:"mark,unusual,turning-point,finding"`
	Text  string `json:"text" doc:"Why it is proposed"`
	From  string `json:"from" doc:"Id of its first turn"`
	To    string `json:"to" doc:"Id of its last turn"`
	Turns int    `json:"turns" doc:"8 to 15"`
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
	Short      string   `json:"short" doc:"What one says aloud: how often it was so, and what ended it"`
	Circular   string   `json:"circular,omitempty" doc:"A circular question; patterns and loops have one"`
	Otherwise  string   `json:"otherwise,omitempty" doc:"Of how many moments it went otherwise; patterns and loops say so"`
}
