package server

import (
	"bytes"
	"fmt"
	"io"
	"net/http"

	"kompas/server/api"
	"kompas/server/describe"
	"kompas/server/problem"
)

// Limits of bodies, in bytes.
const (
	maxOpen   = 16 << 10 // from people who are not signed in; for others see [api.MaxBody]
	maxImport = 64 << 20
)

// smallBody is how many bytes of a body are read without being counted.
const smallBody = 4 << 10

// body reads the body of a request that is not an import. Its memory is counted
// before it is taken, because a client may send a body as slowly as it likes.
func (c *call) body() ([]byte, error) {
	limit := api.MaxBody
	if c.who == nil {
		limit = maxOpen
	}
	return c.readBody(limit, c.hold)
}

// readBody reads a body of up to limit bytes. It calls hold with the bytes of each
// piece of memory before it takes it.
func (c *call) readBody(limit int, hold func(n int) error) ([]byte, error) {
	most := limit + 1
	if n := c.r.ContentLength; n >= 0 && n < int64(limit) {
		most = int(n) + 1 // one more byte, so that the end is seen
	}
	body := http.MaxBytesReader(c.w, c.r.Body, int64(limit))
	b := make([]byte, 0, min(smallBody, most))
	for {
		if len(b) == cap(b) {
			size := min(2*cap(b), most)
			if err := hold(size - cap(b)); err != nil {
				return nil, err
			}
			b = append(make([]byte, 0, size), b...)
		}
		n, err := body.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if err == io.EOF {
			return b, nil
		}
		if _, ok := err.(*http.MaxBytesError); ok {
			return nil, problem.New(problem.TooLarge, fmt.Sprintf("the body must have at most %d bytes", limit))
		}
		if err != nil {
			return nil, problem.New(problem.BadRequest, "the body broke off")
		}
	}
}

// read reads the JSON body into what to points to.
func (c *call) read(to any) error { return c.readOnto(to, false) }

// readOnto reads the JSON body into what to points to. With partial, fields that
// the body does not have stay as they are.
func (c *call) readOnto(to any, partial bool) error {
	b, err := c.body()
	if err != nil {
		return err
	}
	const perValue = 64 // bytes that each value takes while the JSON is read
	if len(b) > smallBody {
		if err := c.hold(2*len(b) + perValue*bytes.Count(b, []byte(","))); err != nil {
			return err
		}
	}
	return describe.Bind(b, to, partial)
}
