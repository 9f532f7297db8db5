package server

import (
	"cmp"
	"slices"
	"time"

	"kompas/analysis/trends"
	"kompas/observe"
	"kompas/observe/debrief"
	"kompas/server/api"
	"kompas/server/documents"
	"kompas/server/teams"
)

// storedTeam returns the team of a session; nil when it has none, or none that is
// known here.
func (c *call) storedTeam(id observe.SessionID) (*documents.Stored[teams.Team], error) {
	h, err := c.recorder.Header(c.r.Context(), id)
	if err != nil || h.Team == "" {
		return nil, err
	}
	key := teams.Key(h.Team)
	t, revision, there, err := documents.Get[teams.Team](c.r.Context(), c.opts.Docs, key)
	if err != nil || !there {
		return nil, err
	}
	return &documents.Stored[teams.Team]{Key: key, Revision: revision, Value: t}, nil
}

// checkExperiment returns why the team of a session cannot take an experiment.
func (c *call) checkExperiment(id observe.SessionID, e *debrief.Experiment) error {
	t, err := c.storedTeam(id)
	if err == nil && t != nil {
		_, err = c.exchangeExperiment(&t.Value, id, e, true)
	}
	return err
}

// exchangeExperiment gives a team the experiment of a debrief, nil where there is none,
// in place of those that the debrief brought before. It reports whether the team has
// changed.
func (c *call) exchangeExperiment(t *teams.Team, id observe.SessionID, e *debrief.Experiment, renewed bool) (bool, error) {
	later, err := c.metSince(id, t.ID)
	if err != nil {
		return false, err
	}
	changed := !later && t.TakeBack(id, e)
	if e == nil {
		return changed, nil
	}
	taken, err := t.Take(e, id, renewed, c.opts.Now())
	return changed || taken, err
}

// shareExperiment stores the experiment of a debrief, nil where there is none, with the
// team of its session. With renewed it has other words than before.
func (c *call) shareExperiment(id observe.SessionID, e *debrief.Experiment, renewed bool) error {
	for {
		t, err := c.storedTeam(id)
		if err != nil || t == nil {
			return err
		}
		if changed, err := c.exchangeExperiment(&t.Value, id, e, renewed); err != nil || !changed {
			return err
		}
		err = documents.Put(c.r.Context(), c.opts.Docs, t.Key, t.Value, t.Revision)
		if !documents.ChangedMeanwhile(err) {
			return err
		}
	}
}

// bringExperiment stores the experiment of a session's debrief with the team that the
// session belongs to from now on.
func (c *call) bringExperiment(id observe.SessionID) error {
	d, _, err := debrief.Get(c.r.Context(), c.opts.Docs, id)
	if err != nil || d.Experiment == nil {
		return err
	}
	return c.shareExperiment(id, d.Experiment, false)
}

// meetings returns the latest sessions of a team, whoever asks.
func (c *call) meetings(of observe.TeamID) (list []observe.SessionInfo, err error) {
	for f := (observe.Filter{Team: of}); ; f.After = list[len(list)-1].Header.Place() {
		infos, more, err := c.recorder.List(c.r.Context(), f, trends.MostFollowed)
		if err != nil {
			return nil, err
		}
		if list = append(list, infos...); !more || len(list) >= trends.MostFollowed {
			return list, nil
		}
	}
}

// began returns when a session began, or was made, if it has no clock; ok is false when
// it has not begun.
func began(s *observe.SessionInfo) (at time.Time, ok bool) {
	return cmp.Or(s.Facts.StartedAt, s.Header.CreatedAt).Time(), s.State().Now() != observe.StatePlanned
}

// place returns when a session stands among those of its team: one that has not begun
// comes after all others.
func place(s *observe.SessionInfo) time.Time {
	at, ok := began(s)
	if !ok {
		return time.Unix(1<<40, 0)
	}
	return at
}

// metSince reports whether a team has met since a session of it began.
func (c *call) metSince(id observe.SessionID, of observe.TeamID) (bool, error) {
	info, err := c.recorder.Info(c.r.Context(), id)
	if err != nil {
		return false, err
	}
	list, err := c.meetings(of)
	begin := place(&info)
	return slices.ContainsFunc(list, func(s observe.SessionInfo) bool {
		at, ok := began(&s)
		return ok && s.Header.ID != id && at.After(begin)
	}), err
}

// lastExperiment returns what the team of a session agreed to try before it: in the debrief
// of an earlier meeting (shown: only one that was) or, later than that, with the team; or nil.
func (c *call) lastExperiment(id observe.SessionID, shown bool) (*api.LastExperiment, error) {
	info, err := c.recorder.Info(c.r.Context(), id)
	if err != nil || info.Header.Team == "" {
		return nil, err
	}
	earlier, err := c.meetings(info.Header.Team)
	if err != nil {
		return nil, err
	}
	begin := place(&info)
	earlier = slices.DeleteFunc(earlier, func(s observe.SessionInfo) bool {
		at, ok := began(&s)
		return !ok || !at.Before(begin) || shown && !s.Header.Shown
	})
	slices.SortStableFunc(earlier, func(a, b observe.SessionInfo) int {
		x, _ := began(&a)
		y, _ := began(&b)
		return y.Compare(x)
	})
	var last *api.LastExperiment
	var when time.Time
	for i := range earlier {
		d, _, err := debrief.Get(c.r.Context(), c.opts.Docs, earlier[i].Header.ID)
		if err != nil {
			return nil, err
		}
		if e := d.Experiment; e != nil {
			when, _ = began(&earlier[i])
			at := observe.NewTimestamp(when)
			last = &api.LastExperiment{ID: e.ID, Text: e.Text, Owner: e.Owner, Notice: e.Notice,
				Session: earlier[i].Header.ID, Title: earlier[i].Header.Title, HeldAt: &at}
			break
		}
	}
	t, err := c.storedTeam(id)
	if err != nil || t == nil {
		return last, err
	}
	for _, e := range t.Value.Experiments {
		named := e.NamedAt.Time()
		switch {
		case last != nil && last.ID == e.ID: // the team may have changed its words
			last.Text, last.Owner, last.Notice = e.Text, e.Owner, e.Notice
		case t.Value.Proposed[e.ID] == "" && named.After(when) && named.Before(begin):
			when, last = named, &api.LastExperiment{ID: e.ID, Text: e.Text, Owner: e.Owner, Notice: e.Notice}
		}
	}
	return last, nil
}
