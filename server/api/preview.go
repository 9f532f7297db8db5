package api

import (
	"slices"

	"kompas/analysis/findings"
	"kompas/observe"
	"kompas/observe/debrief"
	"kompas/observe/preview"
)

// Preview is what a leader or participant sees before a debrief is shown: what concerns
// their own role or turns.
type Preview struct {
	ShownAt  observe.Timestamp `json:"shown_at,omitempty" doc:"When the debrief was first shown to the team; absent before"`
	Seen     bool              `json:"seen" doc:"Whether they have looked before"`
	Person   observe.PersonID  `json:"person"`
	Turns    preview.Own       `json:"turns"`
	Findings []PreviewFinding  `json:"findings" doc:"That concern the own role, and the one that the debrief is about; what they may be told of the team, and no more"`
	Fragment *PreviewFragment  `json:"fragment,omitempty" doc:"Of the debrief; absent where they neither spoke in it nor were spoken to"`
}

// PreviewFinding is a finding as a leader or participant is told it.
type PreviewFinding struct {
	ID        string   `json:"id"`
	Text      string   `json:"text"`
	Short     string   `json:"short"`
	Questions []string `json:"questions"`
	Circular  string   `json:"circular,omitempty"`
	Held      bool     `json:"held" doc:"Whether they hold it back; what others hold back is not told"`
}

// PreviewFragment is the fragment of a debrief as a leader or participant is told it.
type PreviewFragment struct {
	ID    string         `json:"id" doc:"fragment:, the ids of its first and last turn as the caller sees them in the log, and a colon between them"`
	Held  bool           `json:"held"`
	Turns []preview.Turn `json:"turns"`
}

// HoldBack is a request to leave a finding or a fragment out for everybody, or to take
// that back.
type HoldBack struct {
	Finding string `json:"finding" minLength:"1" maxLength:"1000" doc:"Id of a finding or fragment of the preview"`
	Held    bool   `json:"held"`
}

// RenderPreview returns what the viewer of a session, a leader or participant, is shown
// before its debrief is. Found is what they may be told of the team. It depends on what
// they hold back themself, and never on what others do.
func RenderPreview(at *observe.Snapshot, found *findings.Findings, d *debrief.Debrief, mine *preview.Preview) Preview {
	v := at.Viewer
	out := Preview{ShownAt: d.ShownAt, Person: v.Person, Turns: preview.OwnOf(v, at.State), Findings: []PreviewFinding{}}
	var roles []observe.PersonRole
	for _, p := range at.State.Participants() {
		if p.ID == v.Person {
			roles = append(roles, p.Role)
		}
	}
	if v.Role == observe.RoleLeader {
		roles = append(roles, observe.Leader)
	}
	chosen := []string{d.Finding, d.Loop, "loop:" + d.Loop}
	if v.Role == observe.RoleParticipant && out.Turns.N == 0 {
		chosen = nil // who said nothing has no part in it
	}
	for _, f := range found.All() {
		if held := mine.Holds(f.ID); held || slices.Contains(chosen, f.ID) || findings.AboutRole(f.ID, roles) {
			out.Findings = append(out.Findings, PreviewFinding{ID: f.ID, Text: f.Text, Short: f.Short, Questions: f.Questions, Circular: f.Circular, Held: held})
		}
	}
	if d.Fragment != nil {
		if turns := preview.TurnsOf(v, at.State, d.Fragment); turns != nil {
			id := preview.FragmentID(d.Fragment)
			out.Fragment = &PreviewFragment{ID: preview.Seen(id, at.Redactor), Held: mine.Holds(id), Turns: turns}
		}
	}
	return out
}
