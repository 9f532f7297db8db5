package api

import (
	"kompas/analysis/trends"
	"kompas/observe"
)

// Team is a group of people who meet.
type Team struct {
	ID          observe.TeamID   `json:"id"`
	Name        string           `json:"name"`
	People      []observe.Person `json:"people"`
	Yardstick   []Measure        `json:"yardstick"`
	Experiments []Experiment     `json:"experiments"`
}

// TeamPage is one page of the list of teams, in order of id.
type TeamPage struct {
	Items []Team `json:"items"`
	Next  string `json:"next,omitempty" doc:"The value of after for the next part; absent at the end"`
}

// NewTeam is a request to make a team, or to replace one.
type NewTeam struct {
	ID          observe.TeamID `json:"id,omitempty" maxLength:"64" doc:"Absent: a UUID"`
	Name        string         `json:"name" minLength:"1" maxLength:"120"`
	People      []NewPerson    `json:"people,omitempty" maxItems:"1000"`
	Yardstick   []Measure      `json:"yardstick,omitempty" maxItems:"3"`
	Experiments []Experiment   `json:"experiments,omitempty" maxItems:"200"`
}

// Measure is one line of the team's yardstick, in the words of the team.
type Measure struct {
	Text      string          `json:"text" minLength:"1" maxLength:"4000"`
	Tags      []observe.TagID `json:"tags,omitempty" maxItems:"100"`
	Direction string          `json:"direction,omitempty" maxLength:"64" doc:"Whether the team wants more or less of these tags"`
}

// Experiment is something that the team agreed to try.
type Experiment struct {
	ID             string              `json:"id" minLength:"1" maxLength:"64"`
	Text           string              `json:"text" maxLength:"4000"`
	Owner          string              `json:"owner,omitempty" maxLength:"120" doc:"Who takes care of it"`
	Notice         string              `json:"notice,omitempty" maxLength:"4000" doc:"How the team will notice"`
	Measure        string              `json:"measure,omitempty" maxLength:"120" doc:"The figure that should move"`
	Direction      string              `json:"direction,omitempty" maxLength:"64"`
	SmallestChange *float64            `json:"smallest_change,omitempty" doc:"The smallest change that would mean something"`
	Sessions       []observe.SessionID `json:"sessions,omitempty" maxItems:"500" doc:"In which it was tried"`
	NamedAt        observe.Timestamp   `json:"named_at,omitempty" doc:"When the team wrote down this measure, direction and smallest change. The server sets it; what a request says is ignored"`
}

// CodebookPage is one page of the list of codebooks: first those that ship with
// Kompas, then those of the owner in order of id.
type CodebookPage struct {
	Items []observe.Codebook `json:"items"`
	Next  string             `json:"next,omitempty" doc:"The value of after for the next part; absent at the end"`
}

// Trends has figures of a team over its meetings, with findings in words.
type Trends struct {
	trends.Trends
	Habits   FindingSection `json:"habits" doc:"The patterns, in the order of a page; the id of each ends in that of the pattern"`
	CameBack FindingSection `json:"came_back" doc:"The loops of several meetings; the id of each ends in that of the loop"`
	Together FindingSection `json:"together" doc:"The loops of all meetings taken together, known ones first; the id of each ends in that of the loop"`
}
