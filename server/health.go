package server

import (
	"errors"
	"net/http"

	"kompas/observe"
	"kompas/server/api"
)

func healthz(c *call) error { return c.reply(http.StatusOK, api.Status{Status: "ok"}) }

// readyz asks the store whether it can be written and read.
func readyz(c *call) error {
	if c.opts.Ready != nil {
		if err := c.opts.Ready(c.r.Context()); err != nil {
			return notReady(err)
		}
	}
	if _, _, err := c.opts.Log.List(c.r.Context(), observe.Filter{}, 1); err != nil {
		return err
	}
	return c.reply(http.StatusOK, api.Status{Status: "ok"})
}

// notReady returns an error that is answered with 503, whatever is wrong; a full
// disk, too, which would be 507 otherwise.
func notReady(err error) error {
	if e, ok := errors.AsType[*observe.Error](err); ok {
		return &observe.Error{Code: observe.Unavailable, Message: e.Message, Err: e.Err}
	}
	return &observe.Error{Code: observe.Unavailable, Message: "the store cannot be written", Err: err}
}
