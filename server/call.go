package server

import (
	"net/http"
	"strconv"

	"kompas/observe"
	"kompas/server/access"
	"kompas/server/api"
	"kompas/server/describe"
	"kompas/server/problem"
)

// call is one request to a route.
type call struct {
	*Server
	w   http.ResponseWriter
	r   *http.Request
	who *access.Principal // nil for public routes, which do not ask who it is

	exchange *access.Exchange // nil for public routes
	holding  int              // bytes that hold has counted
	waits    bool             // the debrief of the session was not shown, and the caller is told nothing before it is; session sets it
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

// session returns the id of the session in the path, and what the caller may do
// with it. To people who may not know of the session, it does not exist.
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
		c.waits = h.Waits(a.Viewer)
		return a, err
	})
	if problem.IsNotFound(err) {
		err = problem.NoSuch(what)
	}
	return id, a, err
}

// shownSession is session for what is told of it: to some people nothing is before its
// debrief was shown.
func (c *call) shownSession() (observe.SessionID, access.Right, error) {
	id, a, err := c.session()
	if err == nil && c.waits {
		err = problem.New(problem.NotShown, "this invitation shows nothing of the others before the debrief was shown to the team")
	}
	return id, a, err
}

// ownSession returns the id of the session in the path, for what only the owner
// may do with it.
func (c *call) ownSession() (observe.SessionID, error) {
	id, a, err := c.session()
	if err == nil && a.Role != observe.RoleOwner {
		err = problem.New(problem.Forbidden, "only the owner may do this")
	}
	return id, err
}

// flag reads a query parameter that is true or false.
func (c *call) flag(name string) (bool, error) {
	q := describe.QueryOf(c.r)
	return q.Flag(name), q.Err()
}

// page reads the query parameters of lists: after which element a part begins, and
// how many elements it may have.
func (c *call) page() (after string, limit int, err error) {
	q := describe.QueryOf(c.r)
	limit = api.DefaultList
	describe.Parse(q, "limit", "a whole number from 1 to "+strconv.Itoa(api.MaxList), &limit, func(s string) (int, bool) {
		n, err := strconv.Atoi(s)
		return n, err == nil && n >= 1 && n <= api.MaxList
	})
	return q.Text("after"), limit, q.Err()
}

// Sizes in bytes that are counted for whoever asks, see [allowance.Memory].
const (
	perAnswer  = 256 << 10 // what sending an answer takes besides its text, for example to compress it
	perEntry   = 1 << 10   // what an entry takes until it is answered
	notCounted = 1 << 10   // answers up to this size are not counted: they are not compressed, and leave at once
)

// hold counts n bytes of memory for whoever asks, until the request is answered.
// The error is a problem of kind unavailable: they have too much in memory.
func (c *call) hold(n int) error {
	err := c.memory.Take(c.holder(), n)
	if err == nil {
		c.holding += n
	}
	return err
}

// releaseHeld counts out all that hold has counted.
func (c *call) releaseHeld() {
	if c.holding > 0 {
		c.memory.Give(c.holder(), c.holding)
		c.holding = 0
	}
}

// holder returns for whom is counted what the call takes.
func (c *call) holder() string {
	if c.who == nil || !c.who.Owner && len(c.who.Grants) == 0 {
		return "address " + c.addresses.Network(c.r)
	}
	return c.who.Holder()
}
