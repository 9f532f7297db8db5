package server

import (
	"context"
	"net/http"
	"strconv"

	"kompas/analysis"
	"kompas/analysis/compute"
	"kompas/analysis/findings"
	"kompas/observe"
	"kompas/observe/debrief"
	"kompas/observe/preview"
	"kompas/server/access"
	"kompas/server/api"
	"kompas/server/describe"
	"kompas/server/problem"
)

// previewSession is session for people who may see what concerns them before a debrief
// is shown: also those who see nothing else until then.
func (c *call) previewSession() (observe.SessionID, access.Right, error) {
	id, a, err := c.session()
	if err == nil && a.Role != observe.RoleLeader && a.Role != observe.RoleParticipant {
		err = problem.New(problem.Forbidden, "the preview is for leaders and participants")
	}
	a.AfterShown = false
	return id, a, err
}

func readPreview(c *call) error {
	id, a, err := c.previewSession()
	if err != nil {
		return err
	}
	q := describe.QueryOf(c.r)
	lang := langOf(q)
	if err := q.Err(); err != nil {
		return err
	}
	out, _, err := c.preview(id, a, lang)
	if err != nil {
		return err
	}
	return c.reply(http.StatusOK, out)
}

// preview returns what somebody is shown of a session, and under which ids what they may
// hold back, or take back, is stored, by the id that they see.
func (c *call) preview(id observe.SessionID, a access.Right, lang string) (out api.Preview, stored map[string]string, err error) {
	found, err := c.limitedFindings(id, a.Viewer, lang)
	if err != nil {
		return out, nil, err
	}
	mine, seen, _, err := preview.Get(c.r.Context(), c.opts.Docs, id, a.Observer)
	if err != nil {
		return out, nil, err
	}
	d, _, err := debrief.Get(c.r.Context(), c.opts.Docs, id)
	if err != nil {
		return out, nil, err
	}
	err = c.recorder.Read(c.r.Context(), id, a.Viewer, func(at *observe.Snapshot) error {
		out = api.RenderPreview(at, found, &d, &mine)
		out.Seen = seen
		stored = map[string]string{}
		for _, id := range mine.Held {
			stored[preview.Seen(id, at.Redactor)] = id
		}
		for _, f := range out.Findings {
			stored[f.ID] = f.ID
		}
		if out.Fragment != nil {
			stored[out.Fragment.ID] = preview.FragmentID(d.Fragment)
		}
		return nil
	})
	return out, stored, err
}

// limitedFindings returns the findings of a session that a leader or participant may be
// told: those of the team, in the words of all findings.
func (c *call) limitedFindings(id observe.SessionID, v observe.Viewer, lang string) (*findings.Findings, error) {
	asked := analysisQuery{Options: analysis.DefaultOptions()}
	asked.MaxCodes = mostCodes
	key, err := c.analysisKey(id, v, &asked)
	if err != nil {
		return nil, err
	}
	computation, err := c.results.Begin(c.who.Holder(), key.As("preview "+lang), func(ctx context.Context) (any, int, error) {
		var out *findings.Findings
		err := compute.Until(ctx, func() error {
			r, err := c.analyze(ctx, key, v, asked)
			if err == nil {
				out, err = findings.Say(ctx, r, lang)
			}
			return err
		})
		return out, keptSize(out, 0), err
	})
	if err != nil {
		return nil, err
	}
	return awaitResult[*findings.Findings](c, computation)
}

// holdBack leaves something out for everybody, or takes that back for whoever asks.
func holdBack(c *call) error {
	id, a, err := c.previewSession()
	if err != nil {
		return err
	}
	_, stored, err := c.preview(id, a, "en") // before the body is read: from then on the request acts, and must not take long
	if err != nil {
		return err
	}
	var in api.HoldBack
	if err := c.read(&in); err != nil {
		return err
	}
	// Other ids are refused whether or not there is such a finding: an answer that tells
	// one from the other would tell what was found.
	what, known := stored[in.Finding]
	if !known {
		return problem.Wrong("/finding", "must be the id of a finding or of the fragment of the preview; it is "+strconv.Quote(in.Finding))
	}
	return c.changePreview(id, a, func(p *preview.Preview) error {
		if p.Hold(what, in.Held); len(p.Held) > preview.MaxHeld {
			return problem.Wrong("/finding", "must not be one more: "+strconv.Itoa(preview.MaxHeld)+" are held back already")
		}
		return nil
	})
}

// notePreviewSeen notes that somebody has looked.
func notePreviewSeen(c *call) error {
	id, a, err := c.previewSession()
	if err != nil {
		return err
	}
	return c.changePreview(id, a, func(*preview.Preview) error { return nil })
}

// changePreview changes what the caller says of a session.
func (c *call) changePreview(id observe.SessionID, a access.Right, change func(*preview.Preview) error) error {
	if err := preview.Change(c.r.Context(), c.opts.Docs, id, a.Viewer, change); err != nil {
		return err
	}
	return c.noContent()
}
