package server

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"

	"kompas/observe"
	"kompas/server/access"
	"kompas/server/allowance"
	"kompas/server/describe"
	"kompas/server/problem"
)

// route is an operation of the API and what does it.
type route struct {
	describe.Operation
	do func(*call) error // nil: served elsewhere
}

// call is one request to a route.
type call struct {
	*Server
	w   http.ResponseWriter
	r   *http.Request
	who *access.Principal // nil when nobody is signed in, which only public routes allow

	exchange *access.Exchange // nil for public routes
	holding  int              // bytes that are held for it
}

// serve makes a handler of a route: everything up to what the route does.
func (s *Server) serve(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &call{Server: s, w: w, r: r}
		defer c.letGo()
		err := c.admit(rt)
		x := c.exchange
		if x != nil {
			defer x.Leave()
		}
		if err == nil {
			err = rt.do(c)
		}
		if x != nil && (err != nil || x.Refused()) {
			if x.Begun() { // nobody is to take half for whole
				panic(http.ErrAbortHandler)
			}
			if ended := x.Over(); ended != nil {
				err = ended
			}
		}
		if err != nil {
			s.fail(w, r, err)
		}
	})
}

// admit checks where the request comes from and who asks.
func (c *call) admit(rt route) error {
	cookie := c.access.HasCookie(c.r) && c.r.Header.Get("Authorization") == ""
	if cookie && describe.Unsafe(c.r.Method) && !c.addresses.Allowed(c.r) {
		return problem.New(problem.Origin, "with a cookie the header Origin must be the server's own")
	}
	if rt.Attempts && !c.attempts.Allow(c.addresses.Network(c.r)) {
		return problem.New(problem.TooMany, "too many attempts from this address; wait a little")
	}
	if rt.Auth == describe.Public {
		return nil
	}
	if err := c.begin(); err != nil {
		return err
	}
	if rt.Auth == describe.OwnerOnly && !c.who.Owner {
		return problem.New(problem.Forbidden, "only the owner may do this")
	}
	if describe.Unsafe(c.r.Method) && rt.Body == nil && rt.Raw == nil {
		return c.exchange.Act()
	}
	return nil
}

// begin has the request run by the right of whoever sends it.
func (c *call) begin() error {
	x, err := c.access.Begin(c.w, c.r)
	if err != nil {
		return err
	}
	c.who, c.exchange, c.w, c.r = x.Who(), x, x, x.Request()
	return nil
}

// session tells what the caller may do with the session of the path. It is not
// found when they may not know of it.
func (c *call) session() (observe.SessionID, access.Right, error) {
	id := observe.SessionID(c.r.PathValue("id"))
	what := "session " + strconv.Quote(string(id))
	a, err := c.exchange.Resolve(func() (access.Right, error) {
		h, err := c.recorder.Header(c.r.Context(), id)
		if err != nil {
			return access.Right{}, err
		}
		a, ok := c.who.RightTo(h)
		if !ok {
			err = problem.NoSuch(what)
		}
		return a, err
	})
	if problem.IsNotFound(err) {
		err = problem.NoSuch(what)
	}
	return id, a, err
}

// ownSession is session for what only the owner may do.
func (c *call) ownSession() (observe.SessionID, error) {
	id, a, err := c.session()
	if err == nil && a.Role != observe.RoleOwner {
		err = problem.New(problem.Forbidden, "only the owner may do this")
	}
	return id, err
}

// reply answers with JSON.
func (c *call) reply(status int, body any) error {
	b, err := c.encoded(body)
	if err != nil {
		return err
	}
	return c.write(status, b)
}

// replyMade answers with JSON of what make gives, which may be long: a few are
// made at a time, and what is made is counted before another is.
func (c *call) replyMade(status int, make func() (any, error)) error {
	b, err := func() ([]byte, error) {
		c.making <- struct{}{} // who is among the few waits for no client
		defer func() { <-c.making }()
		body, err := make()
		if err != nil {
			return nil, err
		}
		return c.encoded(body)
	}()
	if err != nil {
		return err
	}
	return c.write(status, b)
}

// write answers with JSON that is made.
func (c *call) write(status int, b []byte) error {
	c.w.Header().Set("Content-Type", "application/json")
	c.w.WriteHeader(status)
	c.patient().Write(b) // who does not read it does not get it
	return nil
}

// encoded makes the JSON of an answer, and counts it first.
func (c *call) encoded(body any) ([]byte, error) {
	if err := c.exchange.Over(); err != nil {
		return nil, err
	}
	// What has changed something is answered, whatever it takes: that is little, or
	// was counted before.
	if !c.exchange.Acts() {
		if n := jsonSize(body, allowance.MemoryOfOne); n > notCounted {
			if err := c.hold(n + perAnswer); err != nil {
				return nil, err
			}
		}
	}
	var buf bytes.Buffer
	err := json.NewEncoder(&buf).Encode(body)
	return buf.Bytes(), err
}

// orEmpty gives a list that JSON has as a list, also when there is none.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func (c *call) done() error {
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}

// flag reads a query parameter that is true or false.
func (c *call) flag(name string) (bool, error) {
	q := describe.QueryOf(c.r)
	return q.Flag(name), q.Err()
}

// Sizes of the parts of a list.
const (
	defaultLimit = 50
	maxLimit     = 500
)

// page reads the query parameters of lists.
func (c *call) page() (after string, limit int, err error) {
	q := c.r.URL.Query()
	limit = defaultLimit
	if v := q.Get("limit"); v != "" {
		if limit, err = strconv.Atoi(v); err != nil || limit < 1 || limit > maxLimit {
			return "", 0, problem.Wrong("/limit", "must be a whole number from 1 to "+strconv.Itoa(maxLimit)+"; it is "+strconv.Quote(v))
		}
	}
	return q.Get("after"), limit, nil
}

// stream sends what write writes. Once something is on its way, an error cuts
// the connection, so that nobody takes half for whole.
func (c *call) stream(contentType, filename string, write func(*sink) error) error {
	c.w.Header().Set("Content-Type", contentType)
	if filename != "" {
		c.w.Header().Set("Content-Disposition", `attachment; filename="`+filename+`"`)
	}
	out := &sink{w: c.patient()}
	err := write(out)
	if err == nil {
		return nil
	}
	if out.begun {
		if c.r.Context().Err() == nil {
			c.opts.Logger.Error("answer broke off", "path", c.r.URL.Path, "error", err)
		}
		panic(http.ErrAbortHandler)
	}
	c.w.Header().Del("Content-Disposition")
	return err
}

// sink remembers whether something was written.
type sink struct {
	w     io.Writer
	begun bool
}

func (s *sink) Write(b []byte) (int, error) {
	s.begun = true
	return s.w.Write(b)
}
