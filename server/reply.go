package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"kompas/server/allowance"
)

// reply answers with JSON.
func (c *call) reply(status int, body any) error {
	b, err := c.encoded(body)
	if err != nil {
		return err
	}
	return c.write(status, b)
}

// replyLong answers with JSON of what make gives, which may be long: a few are
// made at a time, and what is made is counted before another is.
func (c *call) replyLong(status int, make func() (any, error)) error {
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

func (c *call) noContent() error {
	c.w.WriteHeader(http.StatusNoContent)
	return nil
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

// defaultPatience is how long a client may take to read a part of an answer.
const defaultPatience = 30 * time.Second

// patientWriter writes an answer in parts, each of which the client has to take
// in time: an answer may take as long as it goes on.
type patientWriter struct {
	w        http.ResponseWriter
	control  *http.ResponseController
	patience time.Duration
}

// patient gives a writer for the body of the answer.
func (c *call) patient() io.Writer {
	return patientWriter{c.w, http.NewResponseController(c.w), c.patience}
}

func (p patientWriter) Write(b []byte) (n int, err error) {
	const part = 64 << 10
	for len(b) > 0 {
		if err := p.control.SetWriteDeadline(time.Now().Add(p.patience)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return n, fmt.Errorf("no time limit for an answer: %w", err)
		}
		k, err := p.w.Write(b[:min(part, len(b))])
		n += k
		if err != nil {
			return n, err
		}
		b = b[k:]
	}
	return n, nil
}
