package analysis

import (
	"slices"

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

// OfThosePresent returns the reading without those who were expected and never came:
// no picture says of them that they were not heard. With no time to be present in,
// nobody is left out.
func (r *Reading) OfThosePresent() *Reading {
	absent, came := map[observe.PersonID]bool{}, []bool{}
	for _, p := range r.Participation.Persons {
		came = append(came, p.Per10Min != nil)
	}
	if r.Timing == observe.OnPaper && r.Selection.Len() > 0 {
		came = r.Selection.came()
	}
	if !slices.Contains(came, true) {
		return r
	}
	for i, p := range r.Participation.Persons {
		absent[p.ID] = !came[i] && p.Sent+p.Received == 0
	}
	result := *r.Result
	result.Participants = slices.DeleteFunc(slices.Clone(r.Participants), func(p PersonRef) bool { return absent[p.ID] })
	of := &result.Participation
	of.Persons = slices.DeleteFunc(slices.Clone(of.Persons), func(p PersonShare) bool { return absent[p.ID] })
	of.Silent = slices.DeleteFunc(slices.Clone(of.Silent), func(id observe.PersonID) bool { return absent[id] })
	return &Reading{Result: &result, Selection: r.Selection}
}
