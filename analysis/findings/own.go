package findings

import (
	"slices"

	"kompas/analysis"
)

// ofOwn are the patterns that say something of own turns alone.
var ofOwn = []string{"yes-but", "answer-first", "no-owner", "across-agenda", "work-no-voice"}

// tellOwn says of each section that it is about own turns, and leaves out what would be
// about others: they were not noted.
func (t *teller) tellOwn(sections []Section) {
	about := func(items []Finding) []Finding {
		return slices.DeleteFunc(items, func(f Finding) bool {
			return !slices.ContainsFunc(ofOwn, func(id string) bool { return f.ID == patternID(analysis.Pattern{ID: id}) })
		})
	}
	for i := range sections {
		s := &sections[i]
		s.Items = about(s.Items)
		for k := range s.Folds {
			s.Folds[k].Items = about(s.Folds[k].Items)
		}
		s.Title, s.Lead, s.Method = t.say.ownTurns, []string{t.say.onlyOwn}, nil
	}
}
