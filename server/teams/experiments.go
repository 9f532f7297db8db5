package teams

import (
	"slices"
	"time"

	"kompas/observe"
	"kompas/observe/debrief"
	"kompas/server/api"
	"kompas/server/problem"
)

// mostExperiments is how many experiments a team may have; see [api.NewTeam].
const mostExperiments = 500

// experiment returns an experiment of the team; nil when it has none with this id.
func (t *Team) experiment(id string) *api.Experiment {
	i := slices.IndexFunc(t.Experiments, func(e api.Experiment) bool { return e.ID == id })
	if i < 0 {
		return nil
	}
	return &t.Experiments[i]
}

// Take adds the experiment of a debrief to those of the team; with renewed, one that is
// there gets its words. It reports whether the team has changed.
func (t *Team) Take(e *debrief.Experiment, of observe.SessionID, renewed bool, now time.Time) (bool, error) {
	if there := t.experiment(e.ID); there != nil {
		was := *there
		if renewed {
			there.Text, there.Owner, there.Notice = e.Text, e.Owner, e.Notice
		}
		return was.Text != there.Text || was.Owner != there.Owner || was.Notice != there.Notice, nil
	}
	if len(t.Experiments) >= mostExperiments {
		return false, problem.New(problem.Full, "the team has 500 experiments; it may have no more")
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
