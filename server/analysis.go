package server

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"

	"kompas/analysis"
	"kompas/analysis/patterns"
	"kompas/observe"
	"kompas/server/describe"
	"kompas/server/problem"
	"kompas/server/results"
)

// analysisQuery is what an analysis is asked for.
type analysisQuery struct {
	analysis.Options
	anonymous bool
}

// mostCodes is of how many codes a table of what follows what is made. It has
// the square of them as cells, of some 300 bytes each.
const mostCodes = 200

// analysisParams describes the query of analyses and charts.
func analysisParams() []describe.Param {
	d := analysis.DefaultOptions()
	number := func(kind string, least, most, usual any) describe.Schema {
		return describe.Schema{"type": kind, "minimum": least, "maximum": most, "default": usual}
	}
	ms := describe.Schema{"type": "integer", "minimum": 0}
	return []describe.Param{
		{Name: "codes", Doc: "What a code is in sequences; refused when it makes more than 200 codes, but for tags, with which there is no table then", Schema: describe.Schema{"type": "string", "enum": analysis.AllCodes, "default": d.Codes}},
		{Name: "lag", Doc: "How many turns later", Schema: number("integer", 1, analysis.MaxLag, d.Lag)},
		{Name: "observer", Doc: "Only the turns of the observer with this id", Schema: describe.Schema{"type": "string"}},
		{Name: "phase", Doc: "Only the phase with this name, or the one that the entry with this id begins", Schema: describe.Schema{"type": "string"}},
		{Name: "from_ms", Doc: "Only turns from this time on, in milliseconds", Schema: ms},
		{Name: "to_ms", Doc: "Only turns up to this time, in milliseconds", Schema: ms},
		{Name: "alpha", Doc: "How often at most something is found where there is no order",
			Schema: describe.Schema{"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1, "default": d.Alpha}},
		{Name: "permutations", Doc: "How often the turns are shuffled", Schema: number("integer", 0, analysis.MaxPermutations, d.Permutations)},
		{Name: "seed", Doc: "Of the shuffling", Schema: number("integer", 0, uint64(math.MaxUint64), d.Seed)},
		{Name: "anonymous", Doc: "Persons are P1 to Pn, and there is no title", Schema: describe.Schema{"type": "boolean"}},
	}
}

// analysisQueryOf reads the query of analyses and charts.
func analysisQueryOf(q *describe.Query) analysisQuery {
	out := analysisQuery{Options: analysis.DefaultOptions()}
	out.MaxCodes = mostCodes
	describe.Parse(q, "codes", "", &out.Codes, func(s string) (analysis.Codes, bool) { return analysis.Codes(s), true })
	lag, permutations := int64(out.Lag), int64(out.Permutations)
	describe.Parse(q, "lag", "a whole number", &lag, describe.ParseWhole)
	describe.Parse(q, "permutations", "a whole number", &permutations, describe.ParseWhole)
	out.Lag, out.Permutations = int(lag), int(permutations)
	describe.Parse(q, "observer", "", &out.Observer, func(s string) (observe.ObserverID, bool) { return observe.ObserverID(s), true })
	describe.Parse(q, "phase", "", &out.Phase, func(s string) (string, bool) { return s, true })
	time := func(s string) (*int64, bool) {
		n, ok := describe.ParseWhole(s)
		return &n, ok
	}
	describe.Parse(q, "from_ms", "a whole number of milliseconds", &out.FromMs, time)
	describe.Parse(q, "to_ms", "a whole number of milliseconds", &out.ToMs, time)
	describe.Parse(q, "alpha", "a number between 0 and 1", &out.Alpha, func(s string) (float64, bool) {
		f, err := strconv.ParseFloat(s, 64)
		return f, err == nil
	})
	describe.Parse(q, "seed", "a whole number, 0 or more", &out.Seed, func(s string) (uint64, bool) {
		n, err := strconv.ParseUint(s, 10, 64)
		return n, err == nil
	})
	out.anonymous = q.Flag("anonymous")
	if err := out.Validate(); err != nil {
		failOption(q, err)
	}
	return out
}

// failOption notes that an option of an analysis is wrong, unless the parameter
// is wrong already.
func failOption(q *describe.Query, err error) {
	if e, ok := errors.AsType[*observe.Error](err); ok && !q.Failed(e.Field) {
		q.Fail(e.Field, "%s", e.Message)
	}
}

func readAnalysis(c *call) error {
	id, a, err := c.session()
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
	key, err := c.analysisKey(id, a.Viewer, asked)
	if err != nil {
		return err
	}
	return c.replyWith(key.As("analysis"), "codes", func(ctx context.Context) (any, error) {
		r, err := c.analyze(ctx, key, a.Viewer, asked)
		if err != nil {
			return nil, err
		}
		return r.Result, nil
	})
}

// analysisKey names the result of a session as the viewer may count it.
func (c *call) analysisKey(id observe.SessionID, v observe.Viewer, asked analysisQuery) (key results.Key, err error) {
	v.Anonymous = v.Anonymous || asked.anonymous
	err = c.recorder.Read(c.r.Context(), id, v, func(s *observe.Snapshot) error {
		key = resultKey(id, s, asked.Options)
		return nil
	})
	return key, err
}

// analyze gives the result with a key, within a computation: that of the session
// as it is when it is computed, which may be a little later.
func (s *Server) analyze(ctx context.Context, key results.Key, v observe.Viewer, asked analysisQuery) (*analysis.Reading, error) {
	v.Anonymous = v.Anonymous || asked.anonymous
	return results.Part(ctx, s.results, key, func(ctx context.Context) (*analysis.Reading, int, error) {
		m, err := s.meeting(ctx, key.Session, v)
		if err != nil {
			return nil, 0, err
		}
		r, err := patterns.Analyze(ctx, m, asked.Options)
		if err != nil {
			return nil, 0, err
		}
		return r, keptSize(r.Result, r.Interactions), nil
	})
}

// keptSize gives about how many bytes a result over so many turns holds.
func keptSize(result any, turns int) int {
	const perTurn = 64
	return jsonSize(result, results.MostKept) + turns*perTurn
}

// meeting reads a session as the viewer may count it. That is done when it is
// computed and not when it is asked for, so that who waits holds nothing.
func (s *Server) meeting(ctx context.Context, id observe.SessionID, v observe.Viewer) (m *analysis.Meeting, err error) {
	err = s.recorder.Read(ctx, id, v, func(at *observe.Snapshot) error {
		m = analysis.FromState(at.State, v, s.opts.Secret)
		return nil
	})
	return m, err
}

// awaitResult waits for a result. What is wrong with what was asked for is an error
// of the query.
func awaitResult[T any](c *call, computation *results.Computation) (T, error) {
	result, err := results.Wait[T](c.r.Context(), c.results, computation)
	if err := c.exchange.Over(); err != nil {
		return result, err
	}
	switch e, ok := errors.AsType[*observe.Error](err); {
	case c.r.Context().Err() != nil:
		panic(http.ErrAbortHandler) // nobody is there to be told
	case ok && (e.Code == observe.Invalid || e.Code == observe.TooLarge):
		field := e.Field
		if field != "" {
			field = "/" + field
		}
		return result, problem.Wrong(field, e.Message)
	}
	return result, err
}

// sessionKey names all of a session that results depend on: what may be seen of
// the log and how far it goes, and what of the header can change.
func sessionKey(s *observe.Snapshot) string {
	h := s.Redactor.Header()
	return fmt.Sprintf("%q %d %q %q %q %q", s.View, s.State.Head(), s.Viewer.Person, h.Title, h.Coding, h.Observers)
}

// resultKey names the result of a session for what is asked.
func resultKey(id observe.SessionID, s *observe.Snapshot, o analysis.Options) results.Key {
	bound := func(ms *int64) int64 {
		if ms == nil {
			return -1
		}
		return *ms
	}
	of := fmt.Sprintf("%s %q %d %q %q %d %d %v %d", sessionKey(s),
		o.Codes, o.Lag, o.Observer, o.Phase, bound(o.FromMs), bound(o.ToMs), o.Alpha, o.Permutations)
	return results.Key{Session: id, Of: of, Seed: strconv.FormatUint(o.Seed, 10)}
}
