package server

import (
	"context"
	"errors"
	"fmt"

	"kompas/analysis/agreement"
	"kompas/analysis/charts"
	"kompas/observe"
	"kompas/server/access"
	"kompas/server/describe"
	"kompas/server/problem"
	"kompas/server/results"
)

// agreementQuery tells which two observers are compared, and how. Empty ids stand for
// the two observers with most turns.
type agreementQuery struct {
	agreement.Options
	of [2]observe.ObserverID
}

// agreementParams describes the query of agreements.
func agreementParams() []describe.Param {
	return []describe.Param{
		{Name: "a", Doc: "Id of the one observer; absent, as b has to be then: the two with most turns", Schema: describe.Schema{"type": "string"}},
		{Name: "b", Doc: "Id of the other", Schema: describe.Schema{"type": "string"}},
		{Name: "window_ms", Doc: "How far apart two turns may be to be the same, in milliseconds",
			Schema: describe.Schema{"type": "integer", "minimum": 1, "maximum": agreement.MaxWindow, "default": agreement.DefaultOptions().WindowMs}},
	}
}

// agreementQueryOf reads the query of agreements.
func agreementQueryOf(q *describe.Query) agreementQuery {
	out := agreementQuery{Options: agreement.DefaultOptions(),
		of: [2]observe.ObserverID{observe.ObserverID(q.Text("a")), observe.ObserverID(q.Text("b"))}}
	out.MaxCodes = mostCodes
	describe.Parse(q, "window_ms", "a whole number of milliseconds", &out.WindowMs, describe.ParseWhole)
	if err := out.Validate(); err != nil {
		failOption(q, err)
	}
	return out
}

// mayCompare returns why somebody may not compare the observers of a session; nil:
// they may.
func (c *call) mayCompare(id observe.SessionID, a access.Right) error {
	if a.Role == observe.RoleLeader || a.Role == observe.RoleParticipant {
		return problem.New(problem.Forbidden, "a "+string(a.Role)+" does not compare observers: that tells on persons")
	}
	if a.Role == observe.RoleOwner {
		return nil
	}
	return c.recorder.Read(c.r.Context(), id, observe.Viewer{}, func(s *observe.Snapshot) error {
		if h := s.State.Header(); h.Coding == observe.Independent && !h.Revealed {
			return problem.New(problem.Forbidden, "the observers code independently; until the owner reveals what they noted only the owner compares them")
		}
		return nil
	})
}

// comparesObservers reports whether the charts of a session include that of two
// observers: the session is coded independently, and the caller may compare. In a
// shared session observers complete each other, so there is nothing to compare.
func (c *call) comparesObservers(id observe.SessionID, a access.Right) (independent bool, err error) {
	if err := c.mayCompare(id, a); err != nil {
		if p, ok := errors.AsType[*problem.Problem](err); ok && p.Kind == problem.Forbidden {
			err = nil
		}
		return false, err
	}
	err = c.recorder.Read(c.r.Context(), id, observe.Viewer{}, func(s *observe.Snapshot) error {
		h := s.State.Header()
		independent = h.Coding == observe.Independent && h.Timing != observe.OnPaper
		return nil
	})
	return independent, err
}

func readAgreement(c *call) error {
	id, a, err := c.shownSession()
	if err != nil {
		return err
	}
	if err := c.mayCompare(id, a); err != nil {
		return err
	}
	q := describe.QueryOf(c.r)
	asked := agreementQueryOf(q)
	if err := q.Err(); err != nil {
		return err
	}
	return c.replyAgreement(id, a.Viewer, asked, "agreement", func(g *agreement.Reading) (any, error) { return g.Agreement, nil })
}

func (c *call) readAgreementChart(id observe.SessionID, a access.Right) error {
	if err := c.mayCompare(id, a); err != nil {
		return err
	}
	q := describe.QueryOf(c.r)
	asked, style := agreementQueryOf(q), chartStyleOf(q)
	if err := q.Err(); err != nil {
		return err
	}
	return c.replyAgreement(id, a.Viewer, asked, fmt.Sprint("chart ", style), func(g *agreement.Reading) (any, error) {
		return charts.BuildAgreement(g, style)
	})
}

// replyAgreement answers with what make makes of a comparison of two observers, over
// the turns that the viewer may count. As names what is made.
func (c *call) replyAgreement(id observe.SessionID, v observe.Viewer, asked agreementQuery, as string, make func(*agreement.Reading) (any, error)) error {
	var key results.Key
	err := c.recorder.Read(c.r.Context(), id, v, func(s *observe.Snapshot) error {
		key = results.Key{Session: id, Of: fmt.Sprintf("agreement %s %q %q %d", sessionKey(s), asked.of[0], asked.of[1], asked.WindowMs)}
		return nil
	})
	if err != nil {
		return err
	}
	return c.replyComputed(key.As(as), "window_ms", func(ctx context.Context) (any, error) {
		g, err := results.Part(ctx, c.results, key, func(ctx context.Context) (*agreement.Reading, int, error) {
			m, err := c.meeting(ctx, id, v)
			if err != nil {
				return nil, 0, err
			}
			g, err := agreement.Compare(ctx, m, m, asked.of, asked.Options)
			if err != nil {
				return nil, 0, err
			}
			return g, keptSize(g.Agreement, g.A.Interactions+g.B.Interactions), nil
		})
		if err != nil {
			return nil, err
		}
		return make(g)
	})
}
