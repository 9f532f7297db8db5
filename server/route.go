package server

import (
	"net/http"

	"kompas/server/describe"
	"kompas/server/problem"
)

// route is an operation of the API and what does it.
type route struct {
	describe.Operation
	do func(*call) error // nil: something else serves it
}

// serve returns the handler of a route. It admits a request, lets the route act,
// and answers with the error of either.
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
			if x.Begun() { // a client must not take half an answer for the whole
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

// admit refuses a request that comes from a foreign page, or from somebody who may
// not call the route at all. Unless there is a body, which is read first, a request
// that changes something acts from here on.
func (c *call) admit(rt route) error {
	cookie := c.access.HasCookie(c.r) && c.r.Header.Get("Authorization") == ""
	if cookie && rt.Changes() && !c.addresses.Allowed(c.r) {
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
	if rt.Changes() && rt.Body == nil && rt.Raw == nil {
		return c.exchange.Act()
	}
	return nil
}
