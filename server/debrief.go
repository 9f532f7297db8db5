package server

import (
	"net/http"

	"github.com/google/uuid"

	"kompas/observe"
	"kompas/observe/debrief"
	"kompas/server/access"
	"kompas/server/api"
	"kompas/server/describe"
	"kompas/server/documents"
	"kompas/server/problem"
)

// debriefSession is session for people who may read and write its debrief.
func (c *call) debriefSession() (observe.SessionID, access.Right, error) {
	id, a, err := c.session()
	if err == nil && a.Role != observe.RoleOwner && a.Role != observe.RoleObserver {
		err = problem.New(problem.Forbidden, "the debrief is for the owner and observers: nothing of it has been shown yet")
	}
	return id, a, err
}

func readDebrief(c *call) error {
	id, a, err := c.debriefSession()
	if err != nil {
		return err
	}
	d, _, err := debrief.Get(c.r.Context(), c.opts.Docs, id)
	if err == nil && d.Fragment != nil {
		err = c.recorder.Read(c.r.Context(), id, a.Viewer, func(at *observe.Snapshot) error {
			d = d.Seen(at.Redactor)
			return nil
		})
	}
	if err != nil {
		return err
	}
	return c.replyDebrief(id, d)
}

func putDebrief(c *call) error {
	id, a, err := c.debriefSession()
	if err != nil {
		return err
	}
	expected, err := describe.IfMatch(c.r.Header)
	if err != nil {
		return err
	}
	var in debrief.Debrief
	if err := c.read(&in); err != nil {
		return err
	}
	in.Tidy()
	if err := in.Validate(); err != nil {
		return err
	}
	for {
		was, revision, err := debrief.Get(c.r.Context(), c.opts.Docs, id)
		if err != nil {
			return err
		}
		change := debrief.Change{Was: was, Next: in}
		var present, next debrief.Debrief // as the caller sees them
		changed := false
		err = c.recorder.Read(c.r.Context(), id, a.Viewer, func(at *observe.Snapshot) error {
			change.Complete(at.Redactor, uuid.NewString)
			present, next = was.Seen(at.Redactor), change.Next.Seen(at.Redactor)
			changed = !change.Same() && !expected.Has(etagOf(present))
			if changed {
				return nil
			}
			return change.CheckTurns(at)
		})
		if err != nil {
			return err
		}
		if changed {
			return c.replyDebriefChanged(id, present)
		}
		err = c.storeDebrief(id, &change, revision)
		if documents.ChangedMeanwhile(err) {
			continue
		}
		if err != nil {
			return err
		}
		return c.replyDebrief(id, next)
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

// replyDebrief answers with a debrief as the caller sees it.
func (c *call) replyDebrief(id observe.SessionID, d debrief.Debrief) error {
	last, err := c.lastExperiment(id)
	if err != nil {
		return err
	}
	c.w.Header().Set("ETag", etagOf(d))
	return c.reply(http.StatusOK, api.DebriefAnswer{Debrief: d, Last: last})
}

// replyDebriefChanged answers that the debrief is another one by now: this one.
func (c *call) replyDebriefChanged(id observe.SessionID, d debrief.Debrief) error {
	last, err := c.lastExperiment(id)
	if err != nil {
		return err
	}
	b, err := c.encodeCounted(api.DebriefChanged{
		Problem: problem.New(problem.Changed, "somebody else has written the debrief meanwhile; debrief has what they wrote").Body(),
		Debrief: api.DebriefAnswer{Debrief: d, Last: last},
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
