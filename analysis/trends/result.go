package trends

import (
	"kompas/analysis"
	"kompas/analysis/sequence"
	"kompas/observe"
)

// Trends is a figure of a team over its meetings, the loops that came back, and
// the patterns that only several meetings can tell.
type Trends struct {
	Measure    string          `json:"measure"`
	Label      observe.Labels  `json:"label"` // of a measure with words of its own, else empty
	Purpose    observe.Purpose `json:"purpose,omitempty" enum:"inform,explore,weigh,decide"`
	Experiment string          `json:"experiment,omitempty"` // of the team, that is about this measure
	Points     []TrendPoint    `json:"points"`
	Slope      *float64        `json:"slope"` // change from one meeting to the next
	Tau        *float64        `json:"tau"`
	P          *float64        `json:"p"`
	Weak       bool            `json:"weak"` // p rests on few meetings
	Verdict    Verdict         `json:"verdict"`
	Change     *Change         `json:"change"` // what the verdict rests on; null without an earlier and a later meeting
	TeamFindings
}

// TeamFindings is what is found over meetings, whatever figure is followed.
type TeamFindings struct {
	Patterns []TeamPattern             `json:"patterns"` // those of package patterns, else empty
	Loops    []RecurringLoop           `json:"loops"`
	Pooled   Pooled                    `json:"pooled"`
	Labels   map[string]observe.Labels `json:"labels"` // of the codes of all loops
}

// TrendPoint is the figure of one meeting: low and high are the interval of this
// meeting, not of what the team usually does.
type TrendPoint struct {
	Session observe.SessionID `json:"session"`
	At      observe.Timestamp `json:"at"`
	Value   *float64          `json:"value"`
	Low     *float64          `json:"low"`
	High    *float64          `json:"high"`
	N       int               `json:"n"` // turns that were looked at
	Enough  bool              `json:"enough"`
	Later   bool              `json:"later"` // it is held against the earlier ones
}

// Verdict says whether a figure moved.
type Verdict string

// Verdicts.
const (
	Moved        Verdict = "moved"
	NotMoved     Verdict = "not-moved"
	PerhapsMoved Verdict = "perhaps-moved"
	TooFewToTell Verdict = "too-few"
)

// Change is what a verdict rests on: the mean of the later meetings less that
// of the earlier ones.
type Change struct {
	Earlier        int      `json:"earlier"` // meetings
	Later          int      `json:"later"`
	Difference     float64  `json:"difference"`
	Low            float64  `json:"low"`
	High           float64  `json:"high"`
	SmallestChange *float64 `json:"smallest_change"` // that would mean something
}

// RecurringLoop is a loop that was whole in several meetings.
type RecurringLoop struct {
	ID      string          `json:"id"`
	Known   string          `json:"known,omitempty"`
	Nodes   []string        `json:"nodes"`
	Signs   []sequence.Sign `json:"signs"`
	Kind    sequence.Kind   `json:"kind"`
	WholeIn int             `json:"whole_in"` // meetings
	CouldIn int             `json:"could_in"` // meetings that could have shown it
	Moments []TeamMoments   `json:"moments"`  // in those in which it was whole
}

// Pooled is what follows what over meetings taken together.
type Pooled struct {
	Meetings     int             `json:"meetings"`
	Interactions int             `json:"interactions"`
	Enough       bool            `json:"enough"`
	Links        []sequence.Link `json:"links"`
	Loops        []PooledLoop    `json:"loops"` // those that are whole
}

// PooledLoop is a loop of meetings taken together.
type PooledLoop struct {
	sequence.Loop
	Moments []TeamMoments `json:"moments"`
}

// TeamPattern is a known pattern over meetings.
type TeamPattern struct {
	analysis.Pattern
	Meetings int           `json:"meetings"` // that could have shown it
	Moments  []TeamMoments `json:"moments"`
}

// TeamMoments is the moments of a finding in one meeting, earliest first. Turns
// has the first of them, each the numbers in the log of its turns.
type TeamMoments struct {
	Session observe.SessionID `json:"session"`
	At      observe.Timestamp `json:"at"` // when the meeting was
	Total   int               `json:"total"`
	Turns   [][]observe.Seq   `json:"turns"`
}
