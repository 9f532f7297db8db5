package teams

import (
	"fmt"
	"slices"
	"time"

	"kompas/observe"
	"kompas/observe/debrief"
	"kompas/server/api"
	"kompas/server/problem"
)

// Limits on the experiments of a team.
const (
	mostExperiments = 200 // see [api.NewTeam]
	mostOfOne       = 5   // that the debrief of one session brought, and that stay
)

// experiment returns an experiment of the team; nil when it has none with this id.
func (t *Team) experiment(id string) *api.Experiment {
	i := slices.IndexFunc(t.Experiments, func(e api.Experiment) bool { return e.ID == id })
	if i < 0 {
		return nil
	}
	return &t.Experiments[i]
}

// Take adds the experiment of a debrief to those of the team; with renewed, the words are
// new there, and one that this debrief brought gets them. It reports whether the team has
// changed.
func (t *Team) Take(e *debrief.Experiment, of observe.SessionID, renewed bool, now time.Time) (bool, error) {
	if there := t.experiment(e.ID); there != nil {
		if !renewed || there.Text == e.Text && there.Owner == e.Owner && there.Notice == e.Notice {
			return false, nil
		}
		if t.Proposed[e.ID] != of {
			return false, problem.Wrong("/experiment/id", "is that of an experiment that the team has, and that this debrief did not bring: a debrief may not change its words, and the owner changes them with the team; give the id of none")
		}
		there.Text, there.Owner, there.Notice = e.Text, e.Owner, e.Notice
		return true, nil
	}
	if len(t.Experiments) >= mostExperiments {
		return false, problem.New(problem.Full, fmt.Sprintf("the team has %d experiments; it may have no more", mostExperiments))
	}
	brought := 0
	for _, session := range t.Proposed {
		if session == of {
			brought++
		}
	}
	if brought >= mostOfOne {
		return false, problem.New(problem.Full, fmt.Sprintf("the team keeps %d experiments that this debrief brought; it may bring no more", mostOfOne))
	}
	t.Experiments = append(t.Experiments, api.Experiment{ID: e.ID, Text: e.Text, Owner: e.Owner, Notice: e.Notice, NamedAt: observe.NewTimestamp(now)})
	if t.Proposed == nil {
		t.Proposed = map[string]observe.SessionID{}
	}
	t.Proposed[e.ID] = of
	return true, nil
}

// TakeBack removes the experiments that a debrief brought and has no longer, and of
// which the team has said nothing more. It reports whether there were any.
func (t *Team) TakeBack(of observe.SessionID, still *debrief.Experiment) bool {
	before := len(t.Experiments)
	t.Experiments = slices.DeleteFunc(t.Experiments, func(e api.Experiment) bool {
		kept := t.Proposed[e.ID] != of || still != nil && still.ID == e.ID ||
			len(e.Sessions) > 0 || e.Measure != "" || e.Direction != "" || e.SmallestChange != nil
		if !kept {
			delete(t.Proposed, e.ID)
		}
		return !kept
	})
	return len(t.Experiments) < before
}
