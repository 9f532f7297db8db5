package analysis

import (
	"kompas/observe"
)

// Reading is a result with the turns that it was computed from, for those who
// draw it, put it into words or look for patterns in it. The figures are in
// Result alone; Selection has what Result does not: single turns, phases,
// pauses, seats, and the codebook with its labels and colours.
type Reading struct {
	*Result
	Selection *Selection `json:"-"`
}

// ReadingOf returns a reading of a result alone, such as one that was stored as
// JSON: its selection has no turns, so what is made of single turns is missing.
// The codebook is for labels and colours; it may be nil.
func ReadingOf(r *Result, c *observe.Codebook) *Reading {
	m := &Meeting{Codebook: c}
	if c != nil {
		m.Dimensions = c.Dimensions
	}
	return &Reading{Result: r, Selection: &Selection{Meeting: m, options: DefaultOptions(), observer: none}}
}

// Limited reports whether the result names nobody but its reader, who is a
// leader or a participant.
func (r *Result) Limited() bool { return r.Told != nil }
