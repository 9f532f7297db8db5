package analysis

import "kompas/observe"

// Summary is the figures that are sent while a meeting runs.
type Summary struct {
	Participation map[observe.PersonID]int `json:"participation,omitempty"` // turns sent; absent for who may not see persons
	Tags          map[observe.TagID]int    `json:"tags"`                    // turns by primary tag
	Dimensions    map[string]*float64      `json:"dimensions"`              // shares, null while there is nothing to share
}

// Summarize gives the figures of a session that is running as a viewer may
// count them. It reads the tallies that the fold keeps, so it costs the same
// after ten turns and after ten thousand. The lens must be the viewer's.
func Summarize(s *observe.State, v observe.Viewer, lens *observe.Lens) Summary {
	tally := s.Tally(v)
	out := Summary{Tags: tally.Tags, Dimensions: s.Dimensions(tally)}
	if v.Role == observe.RoleLeader || v.Role == observe.RoleParticipant {
		return out
	}
	out.Participation = make(map[observe.PersonID]int)
	for _, p := range s.Participants() {
		out.Participation[lens.Person(p.ID)] = tally.Sent[p.ID]
	}
	return out
}
