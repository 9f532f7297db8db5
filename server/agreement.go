package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"kompas/analysis"
	"kompas/analysis/charts"
	"kompas/observe"
)

// agreementQuery is which observers are compared, and how.
type agreementQuery struct {
	analysis.AgreementOptions
	of [2]observe.ObserverID
}

// agreementParams describes the query of agreements.
func agreementParams() []param {
	return []param{
		{name: "a", doc: "Id of the one observer; absent, as b has to be then: the two with most turns", schema: schema{"type": "string"}},
		{name: "b", doc: "Id of the other", schema: schema{"type": "string"}},
		{name: "window_ms", doc: "How far apart two turns may be to be the same, in milliseconds",
			schema: schema{"type": "integer", "minimum": 1, "maximum": analysis.MaxWindow, "default": analysis.DefaultAgreementOptions().WindowMs}},
	}
}

// agreement reads the query of agreements.
func (q *query) agreement() agreementQuery {
	out := agreementQuery{AgreementOptions: analysis.DefaultAgreementOptions(),
		of: [2]observe.ObserverID{observe.ObserverID(q.values.Get("a")), observe.ObserverID(q.values.Get("b"))}}
	parsed(q, "window_ms", "a whole number of milliseconds", &out.WindowMs, whole)
	if err := out.Validate(); err != nil {
		q.option(err)
	}
	return out
}

// mayCompare says why somebody may not compare the observers of a session.
func (c *call) mayCompare(id observe.SessionID, a access) error {
	if a.Role == observe.RoleLeader || a.Role == observe.RoleParticipant {
		return forbidden("a " + string(a.Role) + " does not compare observers: that tells on persons")
	}
	if a.Role == observe.RoleOwner {
		return nil
	}
	return c.recorder.Read(c.r.Context(), id, observe.Viewer{}, func(s *observe.Snapshot) error {
		if h := s.State.Header(); h.Coding == observe.Independent && !h.Revealed {
			return forbidden("the observers code independently; until the owner reveals what they noted only the owner compares them")
		}
		return nil
	})
}

// listsAgreement reports whether the chart of two observers is one of those of a
// session: where several coded it independently. In a shared session they
// complete each other.
func (c *call) listsAgreement(id observe.SessionID, a access, r *analysis.Result) (listed bool, err error) {
	if len(r.Observers) < 2 {
		return false, nil
	}
	if err := c.mayCompare(id, a); err != nil {
		if p, ok := errors.AsType[*problem](err); ok && p.kind == kindForbidden {
			err = nil
		}
		return false, err
	}
	err = c.recorder.Read(c.r.Context(), id, observe.Viewer{}, func(s *observe.Snapshot) error {
		listed = s.State.Header().Coding == observe.Independent
		return nil
	})
	return listed, err
}

func readAgreement(c *call) error {
	id, a, err := c.session()
	if err != nil {
		return err
	}
	if err := c.mayCompare(id, a); err != nil {
		return err
	}
	q := &query{values: c.r.URL.Query()}
	asked := q.agreement()
	if err := q.problem(); err != nil {
		return err
	}
	result, err := c.agree(id, a.Viewer, asked)
	if err != nil {
		return err
	}
	return c.reply(http.StatusOK, result)
}

func (c *call) readAgreementChart(id observe.SessionID, a access) error {
	if err := c.mayCompare(id, a); err != nil {
		return err
	}
	q := &query{values: c.r.URL.Query()}
	asked, look := q.agreement(), q.look()
	if err := q.problem(); err != nil {
		return err
	}
	result, err := c.agree(id, a.Viewer, asked)
	if err != nil {
		return err
	}
	chart, err := charts.BuildAgreement(result, look)
	if err != nil {
		return err
	}
	return c.reply(http.StatusOK, chart)
}

// agree compares two observers of a session, as the viewer may count them.
func (c *call) agree(id observe.SessionID, v observe.Viewer, asked agreementQuery) (*analysis.Agreement, error) {
	var computation *computation
	err := c.recorder.Read(c.r.Context(), id, v, func(s *observe.Snapshot) (err error) {
		key := analysisKey{id, fmt.Sprintf("agreement %s %q %q %d", sessionKey(s), asked.of[0], asked.of[1], asked.WindowMs)}
		computation, err = c.analyses.begin(c.who.name(), key, func() work {
			m := analysis.FromState(s.State, v, c.opts.Secret)
			return func(ctx context.Context) (any, int, error) {
				result, err := analysis.AgreeContext(ctx, m, m, asked.of, asked.AgreementOptions)
				if err != nil {
					return nil, 0, err
				}
				return result, result.A.Interactions + result.B.Interactions, nil
			}
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	return computed[*analysis.Agreement](c, computation)
}
