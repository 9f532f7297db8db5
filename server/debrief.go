package server

import (
	"net/http"

	"github.com/google/uuid"

	"kompas/observe"
	"kompas/observe/debrief"
	"kompas/observe/preview"
	"kompas/server/access"
	"kompas/server/api"
	"kompas/server/describe"
	"kompas/server/documents"
	"kompas/server/problem"
)

func readDebrief(c *call) error {
	id, a, err := c.shownSession()
	if err != nil {
		return err
	}
	if a.Role == observe.RoleLeader || a.Role == observe.RoleParticipant {
		return problem.New(problem.Forbidden, "the debrief itself is not for leaders and participants")
	}
	d, _, err := debrief.Get(c.r.Context(), c.opts.Docs, id)
	if err != nil {
		return err
	}
	if a.Role == observe.RoleViewer {
		if d.ShownAt == "" {
			return problem.New(problem.NotShown, "the debrief has not been shown yet")
		}
		d = d.Shown(a.Viewer)
	}
	held, err := preview.Held(c.r.Context(), c.opts.Docs, id)
	if err != nil {
		return err
	}
	err = c.recorder.Read(c.r.Context(), id, a.Viewer, func(at *observe.Snapshot) error {
		d = held.Debrief(d, at.State).Seen(at.Redactor)
		return nil
	})
	if err != nil {
		return err
	}
	return c.replyDebrief(id, a, d, held.Told)
}

func putDebrief(c *call) error {
	id, a, err := c.shownSession()
	if err != nil {
		return err
	}
	if a.Role != observe.RoleOwner && a.Role != observe.RoleObserver {
		return problem.New(problem.Forbidden, "the owner and observers write the debrief")
	}
	expected, err := describe.IfMatch(c.r.Header)
	if err != nil {
		return err
	}
	var in api.NewDebrief
	if err := c.read(&in); err != nil {
		return err
	}
	in.Tidy()
	if err := in.Validate(); err != nil {
		return err
	}
	held, err := preview.Held(c.r.Context(), c.opts.Docs, id)
	if err != nil {
		return err
	}
	for {
		was, revision, err := debrief.Get(c.r.Context(), c.opts.Docs, id)
		if err != nil {
			return err
		}
		change := debrief.Change{Was: was, Next: in.Debrief}
		if in.Shown {
			change.Shown = observe.NewTimestamp(c.opts.Now())
		}
		var present, next debrief.Debrief // as the caller sees them
		changed, shown := false, false
		err = c.recorder.Read(c.r.Context(), id, a.Viewer, func(at *observe.Snapshot) error {
			change.Complete(at.Redactor, uuid.NewString)
			seen := func(d debrief.Debrief) debrief.Debrief { return held.Debrief(d, at.State).Seen(at.Redactor) }
			present, next, shown = seen(was), seen(change.Next), at.State.Header().Shown
			changed = !change.Same() && !expected.Has(etagOf(present))
			if changed {
				return nil
			}
			return change.Check(at)
		})
		if err != nil {
			return err
		}
		if changed {
			return c.replyDebriefChanged(id, a, present, held.Told)
		}
		err = c.storeDebrief(id, &change, revision)
		if documents.ChangedMeanwhile(err) {
			continue
		}
		if err == nil && change.Next.ShownAt != "" && !shown { // after the document, so that a request that broke off is mended by the next one
			err = c.recorder.Update(c.r.Context(), id, func(_ *observe.State, h *observe.Header) error {
				h.Shown = true
				return nil
			})
		}
		if err != nil {
			return err
		}
		return c.replyDebrief(id, a, next, held.Told)
	}
}

// storeDebrief stores a debrief in place of a revision, and its experiment with the
// team. It does the latter also for a request that is sent again, because the first one
// may have broken off in between.
func (c *call) storeDebrief(id observe.SessionID, change *debrief.Change, revision uint64) error {
	e, renewed, same := change.Next.Experiment, change.Renewed(), change.Same()
	if renewed {
		if err := c.checkExperiment(id, e); err != nil {
			return err
		}
	}
	if !same {
		if err := debrief.Put(c.r.Context(), c.opts.Docs, id, change.Next, revision); err != nil {
			return err
		}
	}
	if renewed || same || e == nil && change.Was.Experiment != nil {
		return c.shareExperiment(id, e, renewed)
	}
	return nil
}

// debriefAnswer completes a debrief that the caller sees. A viewer is not told of other
// meetings, and one who sees no names nothing that somebody wrote. Asked says that
// somebody asked to leave something out; only those who write the debrief are told.
func (c *call) debriefAnswer(id observe.SessionID, a access.Right, d debrief.Debrief, asked bool) (api.DebriefAnswer, error) {
	if a.Anonymous {
		return api.DebriefAnswer{Debrief: d}, nil
	}
	last, err := c.lastExperiment(id, a.Role == observe.RoleViewer || a.AfterShown)
	if last != nil && a.Role == observe.RoleViewer {
		last.Session, last.Title, last.HeldAt = "", "", nil
	}
	return api.DebriefAnswer{Debrief: d, Last: last, Asked: asked && a.Role != observe.RoleViewer}, err
}

// replyDebrief answers with a debrief as the caller sees it.
func (c *call) replyDebrief(id observe.SessionID, a access.Right, d debrief.Debrief, asked bool) error {
	answer, err := c.debriefAnswer(id, a, d, asked)
	if err != nil {
		return err
	}
	c.w.Header().Set("ETag", etagOf(d))
	return c.reply(http.StatusOK, answer)
}

// replyDebriefChanged answers that the debrief is another one by now: this one.
func (c *call) replyDebriefChanged(id observe.SessionID, a access.Right, d debrief.Debrief, asked bool) error {
	answer, err := c.debriefAnswer(id, a, d, asked)
	if err != nil {
		return err
	}
	b, err := c.encodeCounted(api.DebriefChanged{
		Problem: problem.New(problem.Changed, "somebody else has written the debrief meanwhile; debrief has what they wrote").Body(),
		Debrief: answer,
	})
	if err != nil {
		return err
	}
	c.w.Header().Set("ETag", etagOf(d))
	c.w.Header().Set("Content-Type", "application/problem+json")
	c.w.WriteHeader(http.StatusPreconditionFailed)
	c.patient().Write(b) // a write error means that the client has gone
	return nil
}

func etagOf(d debrief.Debrief) string { return `"` + d.Name() + `"` }
