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

// Agreement is where two observers of a meeting saw the same.
type Agreement struct {
	Format       string         `json:"format"`
	Version      int            `json:"version"`
	A            ObserverOf     `json:"a"`
	B            ObserverOf     `json:"b"`
	WindowMs     int64          `json:"window_ms"`
	TimeOffsetMs int64          `json:"time_offset_ms"` // how much later b's clock is
	Tag          AgreementOn    `json:"tag"`
	Family       AgreementOn    `json:"family"`
	From         AgreementOn    `json:"from"`
	To           AgreementOn    `json:"to"`
	Pair         AgreementOn    `json:"pair"`         // from and to together
	TimeKappa    *float64       `json:"time_kappa"`   // on who has the floor
	KappaChance  *float64       `json:"kappa_chance"` // mean kappa of tags when b's are shuffled
	Warning      string         `json:"warning,omitempty" enum:"kappa_chance"`
	Accuracy     *float64       `json:"accuracy"` // of each, as the kappa of tags implies
	LinksBoth    []AgreedLink   `json:"links_both"`
	LinksOne     []AgreedLink   `json:"links_one"`
	Disagreement []Disagreement `json:"disagreements"`
}

// ObserverOf is one of two observers.
type ObserverOf struct {
	Session      analysis.SessionRef `json:"session"`
	Observer     observe.ObserverID  `json:"observer"`
	Name         string              `json:"name"`
	Interactions int                 `json:"interactions"`
}

// AgreementOn is the agreement on one thing.
type AgreementOn struct {
	Matched    int        `json:"matched"` // turns that both noted
	Missed     int        `json:"missed"`  // of a, not noted by b
	Extra      int        `json:"extra"`   // of b, not noted by a
	Percentage *float64   `json:"percentage"`
	Kappa      *float64   `json:"kappa"`
	SE         *float64   `json:"se"`
	KappaNil   *float64   `json:"kappa_nil"` // with what one did not note as a category
	Confusion  Confusion  `json:"confusion"`
	PerCode    []CodeSeen `json:"per_code"`
}

// Confusion counts what a (rows) and b (columns) noted of the same turns. It is
// empty where there are more than 1 000 codes.
type Confusion struct {
	Codes []string `json:"codes"`
	Rows  [][]int  `json:"rows"`
}

// CodeSeen is how well two observers agree on one code.
type CodeSeen struct {
	Code      string   `json:"code"`
	N         int      `json:"n"` // turns that either has it for
	Agreement *float64 `json:"agreement"`
}

// AgreedLink is a link that both found, or that one did.
type AgreedLink struct {
	From string        `json:"from"`
	To   string        `json:"to"`
	Sign sequence.Sign `json:"sign"`
	Only string        `json:"only,omitempty" enum:"a,b"`
}

// Disagreement is a moment to talk about.
type Disagreement struct {
	On string `json:"on" enum:"tag,to,from,missed,extra"` // tag, to, from, missed (only a noted it) or extra (only b did)
	At int64  `json:"at"`                                 // ms, by a's clock
	A  *Note  `json:"a"`
	B  *Note  `json:"b"`
}

// Note is a turn as one observer noted it. Persons are by name where two files
// are compared, else by id.
type Note struct {
	ID   observe.EntryID `json:"id"`
	At   int64           `json:"at"`
	From string          `json:"from"`
	To   string          `json:"to"`
	Tag  observe.TagID   `json:"tag,omitempty"`
}

// Reading is an agreement with the turns that were compared, for those who draw
// it.
type Reading struct {
	*Agreement
	Seen     []Seen            `json:"-"` // the turns that either observer noted, in order of time by a's clock
	Codebook *observe.Codebook `json:"-"` // of a, for labels and colours; it must not be changed
}

// Seen is a turn as two observers noted it: nil where one of them did not, or
// noted it of another person.
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
