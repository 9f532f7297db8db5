package analysis

import (
	"kompas/observe"
	"kompas/observe/disclosure"
)

// Summary is the figures that are sent while a meeting runs.
type Summary struct {
	Participation map[observe.PersonID]int `json:"participation,omitempty"` // turns sent; absent for viewers who may not see persons
	Tags          map[observe.TagID]int    `json:"tags"`                    // turns by primary tag
	Dimensions    map[string]*float64      `json:"dimensions"`              // shares, null while there is nothing to share
}

// Summarize returns the figures of a running session as a viewer may count them, and
// the number of the last entry that is counted in them. It reads the tallies that the
// fold keeps, so it costs the same after ten turns and after ten thousand. A leader or
// participant gets figures of what they are told (see [disclosure.To]), and 0
// when that is nothing; these cost more. The redactor must be the viewer's.
func Summarize(s *observe.State, v observe.Viewer, redactor *observe.Redactor) (Summary, observe.Seq) {
	if v.Role == observe.RoleLeader || v.Role == observe.RoleParticipant {
		told := disclosure.To(v, s)
		tags := map[observe.TagID]int{}
		for _, t := range told.Turns {
			if len(t.Tags) > 0 {
				tags[t.Tags[0]]++
			}
		}
		return Summary{Tags: tags, Dimensions: s.Dimensions(observe.Tally{Tags: tags})}, told.Head
	}
	tally := s.Tally(v)
	out := Summary{Tags: tally.Tags, Dimensions: s.Dimensions(tally)}
	out.Participation = make(map[observe.PersonID]int)
	for _, p := range s.Participants() {
		out.Participation[redactor.Person(p.ID)] = tally.Sent[p.ID]
	}
	return out, s.Head()
}
