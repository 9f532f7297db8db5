package trends

import (
	"kompas/analysis"
	"kompas/analysis/sequence"
	"kompas/observe"
)

// Trends is a figure of a team over its meetings, with what is found over them. A nil
// pointer is an undefined figure. Figures are in the unit of the measure.
type Trends struct {
	Measure       string            `json:"measure"`                                              // its name
	Label         observe.Labels    `json:"label"`                                                // of a measure that has words of its own; empty for others
	Purpose       observe.Purpose   `json:"purpose,omitempty" enum:"inform,explore,weigh,decide"` // of the phases that are looked at; absent: all
	Experiment    string            `json:"experiment,omitempty"`                                 // the experiment of the team about this measure; absent: none
	NamedAt       observe.Timestamp `json:"named_at,omitempty"`                                   // when that experiment named the measure; absent: none, or not known
	NamedBefore   *bool             `json:"named_before"`                                         // whether that was before the first of its meetings; null: no experiment, or none of its meetings is among the points
	SettlingTells bool              `json:"settling_tells,omitempty"`                             // of asking_ratio: settling counts as telling in all meetings, since one has directing, which does not tell it from pushing
	Points        []TrendPoint      `json:"points"`                                               // of each meeting with turns, in order of time
	Slope         *float64          `json:"slope"`                                                // change from one meeting to the next; null under 4 points with enough turns
	Tau           *float64          `json:"tau"`                                                  // Kendall's tau-b with the order of the meetings, -1 to 1; null under 6 points, or when all values are equal
	P             *float64          `json:"p"`                                                    // of tau, two-sided and exact
	Weak          bool              `json:"weak"`                                                 // p rests on fewer than 8 points
	Verdict       Verdict           `json:"verdict"`
	Change        *Change           `json:"change"` // what the verdict rests on; null without an earlier and a later meeting
	TeamFindings
}

// TeamFindings is what is found over meetings, whatever figure is followed: patterns over
// all of them, the others over those that have ended.
type TeamFindings struct {
	Patterns []TeamPattern             `json:"patterns"` // filled in by package patterns, otherwise empty
	Loops    []RecurringLoop           `json:"loops"`    // whole in two meetings or more
	Pooled   Pooled                    `json:"pooled"`
	Labels   map[string]observe.Labels `json:"labels"` // of the codes of all loops
}

// TrendPoint is the figure of one meeting. Low and high say how sure the figure of this
// meeting is, not what the team usually does.
type TrendPoint struct {
	Session observe.SessionID `json:"session"`
	At      observe.Timestamp `json:"at"`
	Value   *float64          `json:"value"`              // null where the measure is undefined, or the meeting is left out
	Low     *float64          `json:"low"`                // 2.5 percentile of 1 000 block bootstraps; null without enough
	High    *float64          `json:"high"`               // 97.5 percentile
	N       int               `json:"n"`                  // turns that were looked at
	Enough  bool              `json:"enough"`             // 100 turns, of which 20 count for the measure; others are shown and used for nothing
	Later   bool              `json:"later"`              // it is compared with the earlier ones
	LeftOut LeftOut           `json:"left_out,omitempty"` // why the meeting has no part in this figure; absent where it has
}

// Verdict says whether a figure moved. Other verdicts than Outside and TooFewToTell are
// only about the measure of an experiment that named it before its meetings.
type Verdict string

// Verdicts.
const (
	Outside      Verdict = "outside" // the last meeting is unlike those before
	Moved        Verdict = "moved"
	NotMoved     Verdict = "not-moved"
	PerhapsMoved Verdict = "perhaps-moved"
	TooFewToTell Verdict = "too-few"
)

// Change is what a verdict rests on: the mean of the later meetings less that of the
// earlier ones, with its interval: of 95 % where the measure was named before, of 99 %
// otherwise, and with fewer than three earlier meetings a rough one.
type Change struct {
	Earlier        int      `json:"earlier"` // how many meetings, 1 or more
	Later          int      `json:"later"`
	Difference     float64  `json:"difference"`
	Low            float64  `json:"low"` // of the interval
	High           float64  `json:"high"`
	SmallestChange *float64 `json:"smallest_change"` // the smallest change that would mean something; null: not said
}

// RecurringLoop is a loop that was whole in several meetings.
type RecurringLoop struct {
	ID      string          `json:"id"`
	Known   string          `json:"known,omitempty"`
	Nodes   []string        `json:"nodes"`
	Signs   []sequence.Sign `json:"signs"`
	Kind    sequence.Kind   `json:"kind"`
	WholeIn int             `json:"whole_in"` // in how many meetings, 2 or more
	CouldIn int             `json:"could_in"` // how many meetings could have shown it: each link is expected 3 times or more, or it was whole
	Moments []TeamMoments   `json:"moments"`  // of the meetings in which it was whole
}

// Pooled is what follows what over the meetings that have ended, taken together. What
// is seen was found in two looks in a row, at three meetings or more: with the latest
// meeting and without it.
type Pooled struct {
	Meetings     int               `json:"meetings"`     // the latest ones, up to 20 000 turns together
	Interactions int               `json:"interactions"` // turns of these
	Enough       bool              `json:"enough"`
	Links        []PooledLink      `json:"links"`
	Loops        []PooledLoop      `json:"loops"`       // only whole ones
	KnownLoops   []PooledKnownLoop `json:"known_loops"` // all that were looked for by name; for leaders those that were found
}

// PooledLink is a link over meetings taken together.
type PooledLink struct {
	sequence.Link
	Seen bool `json:"seen"` // without the latest meeting it is found, too
}

// PooledLoop is a loop of meetings taken together.
type PooledLoop struct {
	sequence.Loop
	Seen    bool          `json:"seen"` // without the latest meeting it is whole, too
	Moments []TeamMoments `json:"moments"`
}

// PooledKnownLoop is a loop that was looked for by name in meetings taken together.
type PooledKnownLoop struct {
	sequence.KnownLoop
	Seen    bool          `json:"seen"`    // it is clear or possible, and without the latest meeting, too
	Moments []TeamMoments `json:"moments"` // empty when it was not found
}

// TeamPattern is a known pattern over meetings.
type TeamPattern struct {
	analysis.Pattern
	Meetings int           `json:"meetings"` // how many could have shown it
	Moments  []TeamMoments `json:"moments"`
}

// TeamMoments is the moments of a finding in one meeting. Turns has the first of them,
// earliest first, each by the numbers in the log of its turns; it is empty for a limited
// reader.
type TeamMoments struct {
	Session observe.SessionID `json:"session"`
	At      observe.Timestamp `json:"at"` // when the meeting was
	Total   int               `json:"total"`
	Turns   [][]observe.Seq   `json:"turns"`
}
