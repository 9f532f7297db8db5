package server

import (
	"context"
	"fmt"
	"strconv"

	"kompas/analysis"
	"kompas/analysis/patterns"
	"kompas/observe"
	"kompas/observe/codebooks"
	"kompas/server/describe"
	"kompas/server/problem"
	"kompas/server/results"
)

func readAnalysis(c *call) error {
	id, a, err := c.shownSession()
	if err != nil {
		return err
	}
	if a.Role == observe.RoleParticipant {
		return problem.New(problem.Forbidden, "a participant reads the own turns, not the results")
	}
	q := describe.QueryOf(c.r)
	asked := analysisQueryOf(q)
	if err := q.Err(); err != nil {
		return err
	}
	key, err := c.analysisKey(id, a.Viewer, &asked)
	if err != nil {
		return err
	}
	return c.replyComputed(key.As("analysis"), "codes", func(ctx context.Context) (any, error) {
		r, err := c.analyze(ctx, key, a.Viewer, asked)
		if err != nil {
			return nil, err
		}
		return r.Result, nil
	})
}

// analysisKey returns the key of the analysis of a session over the turns that the
// viewer may count, and sets from which meetings it takes loops of the team.
func (c *call) analysisKey(id observe.SessionID, v observe.Viewer, asked *analysisQuery) (key results.Key, err error) {
	if asked.earlier, err = c.earlierMeetings(id, &asked.Options); err != nil {
		return key, err
	}
	v.Anonymous = v.Anonymous || asked.anonymous
	err = c.recorder.Read(c.r.Context(), id, v, func(s *observe.Snapshot) error {
		key = resultKey(id, s, asked.Options)
		key.Of += " " + keyOf(asked.earlier)
		return nil
	})
	return key, err
}

// analyze returns the analysis with a key, within a computation. It is of the
// session as it is when it is computed, which may be a little later than the key.
func (s *Server) analyze(ctx context.Context, key results.Key, v observe.Viewer, asked analysisQuery) (*analysis.Reading, error) {
	v.Anonymous = v.Anonymous || asked.anonymous
	return results.Part(ctx, s.results, key, func(ctx context.Context) (*analysis.Reading, int, error) {
		m, err := s.meeting(ctx, key.Session, v)
		if err != nil {
			return nil, 0, err
		}
		o := asked.Options
		if o.TeamLoops, err = s.teamLoops(ctx, m, asked.earlier); err != nil {
			return nil, 0, err
		}
		r, err := patterns.Analyze(ctx, m, o)
		if err != nil {
			return nil, 0, err
		}
		return r, keptSize(r.Result, r.Interactions), nil
	})
}

// meeting reads the turns of a session that the viewer may count. It is called when
// the computation begins, so that requests that wait hold no copy of the turns.
func (s *Server) meeting(ctx context.Context, id observe.SessionID, v observe.Viewer) (m *analysis.Meeting, err error) {
	err = s.recorder.Read(ctx, id, v, func(at *observe.Snapshot) error {
		m = analysis.FromState(at.State, v, s.opts.Secret, codebooks.KnownLoops(&at.State.Header().Codebook))
		return nil
	})
	return m, err
}

// sessionKey names everything of a session that results depend on: which part of the
// log may be seen, how far the log goes, and what can change in the header.
func sessionKey(s *observe.Snapshot) string {
	h := s.Redactor.Header()
	return fmt.Sprintf("%q %d %q %q %q %q %q", s.View, s.State.Head(), s.Viewer.Person, h.Title, h.Coding, h.Timing, h.Observers)
}

// resultKey returns the key of the analysis of a session with some options.
func resultKey(id observe.SessionID, s *observe.Snapshot, o analysis.Options) results.Key {
	bound := func(ms *int64) int64 {
		if ms == nil {
			return -1
		}
		return *ms
	}
	of := fmt.Sprintf("%s %q %d %q %q %q %d %d %v %d", sessionKey(s),
		o.Codes, o.Lag, o.Pairs, o.Observer, o.Phase, bound(o.FromMs), bound(o.ToMs), o.Alpha, o.Permutations)
	return results.Key{Session: id, Of: of, Seed: strconv.FormatUint(o.Seed, 10)}
}
