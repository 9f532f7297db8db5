package server

import (
	"net/http"

	"kompas/server/describe"
	"kompas/server/problem"
)

// route is an operation of the API and what does it.
type route struct {
	describe.Operation
	do func(*call) error // nil: served elsewhere
}

// serve makes a handler of a route: everything up to what the route does.
func (s *Server) serve(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &call{Server: s, w: w, r: r}
		defer c.releaseHeld()
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
