package server

import (
	"errors"
	"net/http"

	"kompas/observe"
	"kompas/server/api"
)

func healthz(c *call) error { return c.reply(http.StatusOK, api.Status{Status: "ok"}) }

// readyz asks the store whether it can be read, and written.
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

// notReady makes 503 of whatever is wrong, also of a full disk.
func notReady(err error) error {
	if e, ok := errors.AsType[*observe.Error](err); ok {
		return &observe.Error{Code: observe.Unavailable, Message: e.Message, Err: e.Err}
	}
	return &observe.Error{Code: observe.Unavailable, Message: "the store cannot be written", Err: err}
}

func readMetrics(c *call) error {
	c.metrics.handler().ServeHTTP(c.w, c.r)
	return nil
}

func backup(c *call) error {
	name := "kompas-" + c.opts.Now().UTC().Format("2006-01-02") + ".db"
	return c.stream(mediaFile, name, func(out *sink) error { return c.opts.Backup(c.r.Context(), out) })
}

func readOpenAPI(c *call) error {
	b, err := OpenAPI(c.opts.Version)
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "application/json")
	c.w.Write(b) // who does not read it does not get it
	return nil
}
