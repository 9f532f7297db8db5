package agreement

import (
	"cmp"
	"slices"

	"kompas/analysis"
	"kompas/analysis/sequence"
	"kompas/observe"
)

// Format and Version name the JSON of an [Agreement].
const (
	Format  = "kompas-agreement"
	Version = 1
)

// Agreement is what two observers of a meeting noted alike. Shares are from 0 to 1,
// kappas at most 1; a nil pointer is an undefined figure.
type Agreement struct {
	Format       string         `json:"format"`
	Version      int            `json:"version"`
	A            ObserverOf     `json:"a"`
	B            ObserverOf     `json:"b"`
	WindowMs     int64          `json:"window_ms"`               // turns that lie further apart are not the same
	TimeOffsetMs int64          `json:"time_offset_ms"`          // how much later b's clock is when a's is at 0; 0 also when it cannot be known
	ClockDrift   *float64       `json:"clock_drift_ms_per_hour"` // how much b's clock gains in an hour of a's, negative when it loses; null where it was taken to run as fast
	Tag          AgreementOn    `json:"tag"`                     // on the primary tag
	Family       AgreementOn    `json:"family"`                  // on the family of the primary tag
	From         AgreementOn    `json:"from"`                    // on who acts
	To           AgreementOn    `json:"to"`                      // on the addressee
	Pair         AgreementOn    `json:"pair"`                    // on from and to together
	TimeKappa    *float64       `json:"time_kappa"`              // kappa over time on who has the floor; null when there is no time in which both noted
	KappaChance  *float64       `json:"kappa_chance"`            // mean kappa of tags over 100 shuffles of b's tags; null without a kappa of tags
	Warning      Warning        `json:"warning,omitempty"`       // the first of warnings; absent without any
	Warnings     []Warning      `json:"warnings"`                // why the figures should not be trusted
	Accuracy     *float64       `json:"accuracy"`                // 0 to 1, see [stats.Accuracy]; null where that or the kappa of tags is undefined
	LinksBoth    []AgreedLink   `json:"links_both"`              // found in the turns of both, in order of codes
	LinksOne     []AgreedLink   `json:"links_one"`               // found in the turns of one of them
	Disagreement []Disagreement `json:"disagreements"`           // in order of time
}

// Warning is a reason not to trust an agreement.
type Warning string

// Warnings.
const (
	WarnAlignment Warning = "alignment"    // under half of the turns of the shorter list were found in the other, by the same person
	WarnChance    Warning = "kappa_chance" // kappa_chance is over 0.10
)

// ObserverOf is one of two observers.
type ObserverOf struct {
	Session      analysis.SessionRef `json:"session"`
	Observer     observe.ObserverID  `json:"observer"`     // empty: not known
	Name         string              `json:"name"`         // empty: not known
	Interactions int                 `json:"interactions"` // turns that the observer noted
}

// AgreementOn is the agreement on one thing.
type AgreementOn struct {
	Matched    int        `json:"matched"`    // turns that both noted
	Missed     int        `json:"missed"`     // of a, not noted by b
	Extra      int        `json:"extra"`      // of b, not noted by a
	Percentage *float64   `json:"percentage"` // share (0 to 1) of the matched turns with the same code; null when nothing matched
	Kappa      *float64   `json:"kappa"`      // Cohen's; null under 20 matched, or when chance alone always agrees
	SE         *float64   `json:"se"`         // its standard error; null without kappa
	KappaNil   *float64   `json:"kappa_nil"`  // kappa with "not noted" as one more code
	Confusion  Confusion  `json:"confusion"`
	PerCode    []CodeSeen `json:"per_code"` // by code
}

// Confusion counts what a (rows) and b (columns) noted of the same turns. It is
// empty where there are more than 1 000 codes.
type Confusion struct {
	Codes []string `json:"codes"` // sorted
	Rows  [][]int  `json:"rows"`  // turns, by a's code, then b's
}

// CodeSeen is how well two observers agree on one code.
type CodeSeen struct {
	Code      string   `json:"code"`
	N         int      `json:"n"`         // matched turns to which at least one of them gave the code
	Agreement *float64 `json:"agreement"` // 2 x both / (2 x both + one), 0 to 1; null for n < 5
}

// AgreedLink is a link that both found, or that one did.
type AgreedLink struct {
	From string        `json:"from"`
	To   string        `json:"to"`
	Sign sequence.Sign `json:"sign"`
	Only string        `json:"only,omitempty" enum:"a,b"` // in whose turns it was found; absent: in both
}

// Disagreement is a moment to talk about.
type Disagreement struct {
	On string `json:"on" enum:"tag,to,from,missed,extra"` // tag, to, from, missed (only a noted it) or extra (only b did)
	At int64  `json:"at"`                                 // ms, by a's clock
	A  *Note  `json:"a"`                                  // null when a did not note it
	B  *Note  `json:"b"`                                  // null when b did not note it
}

// Note is a turn as one observer noted it. Persons are given by name when two files are
// compared, otherwise by id; "*" is the group.
type Note struct {
	ID   observe.EntryID `json:"id"`
	At   int64           `json:"at"` // ms, by the clock of this observer
	From string          `json:"from"`
	To   string          `json:"to"`
	Tag  observe.TagID   `json:"tag,omitempty"`
}

// Reading is an agreement with the turns that were compared, for those who draw it.
type Reading struct {
	*Agreement
	Seen     []Seen            `json:"-"` // the turns that either observer noted, in order of time by a's clock
	Codebook *observe.Codebook `json:"-"` // of a, for labels and colours; it must not be changed
}

// Seen is a turn as two observers noted it; nil for one who did not note it, or noted
// it of another person.
type Seen struct{ A, B *analysis.Turn }

// seen lists the turns that either observer noted, in order of time by a's clock.
func (c *comparing) seen() []Seen {
	type timed struct {
		Seen
		at int64
	}
	var list []timed
	turn := func(k, i int) *analysis.Turn {
		t := c.selections[k].Turn(c.lists[k][i].turn)
		return &t
	}
	alone := func(k, i int) {
		t := timed{at: c.lists[k][i].at}
		if k == 0 {
			t.A = turn(k, i)
		} else {
			t.B = turn(k, i)
		}
		list = append(list, t)
	}
	for _, m := range c.matched {
		list = append(list, timed{Seen{turn(0, m[0]), turn(1, m[1])}, c.lists[0][m[0]].at})
	}
	for _, m := range c.across {
		alone(0, m[0])
		alone(1, m[1])
	}
	for k, places := range [][]int{c.missed, c.extra} {
		for _, i := range places {
			alone(k, i)
		}
	}
	slices.SortStableFunc(list, func(x, y timed) int { return cmp.Compare(x.at, y.at) })
	out := make([]Seen, len(list))
	for i, t := range list {
		out[i] = t.Seen
	}
	return out
}
