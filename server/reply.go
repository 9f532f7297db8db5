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
	b, err := c.encodeCounted(body)
	if err != nil {
		return err
	}
	return c.write(status, "application/json", b)
}

// replyLong answers with JSON of what make returns, which may be long. Only a few
// such answers are made at a time, and each is counted before the next one is made.
func (c *call) replyLong(status int, make func() (any, error)) error {
	b, err := func() ([]byte, error) {
		c.making <- struct{}{} // it is given back before the answer is sent, so that no slow client holds it
		defer func() { <-c.making }()
		body, err := make()
		if err != nil {
			return nil, err
		}
		return c.encodeCounted(body)
	}()
	if err != nil {
		return err
	}
	return c.write(status, "application/json", b)
}

// write answers with a text of this type.
func (c *call) write(status int, media string, b []byte) error {
	c.w.Header().Set("Content-Type", media)
	c.w.WriteHeader(status)
	c.patient().Write(b) // write errors are ignored: they mean that the client has gone
	return nil
}

// encodeCounted returns the JSON of an answer, whose memory it counts first.
func (c *call) encodeCounted(body any) ([]byte, error) {
	if err := c.exchange.Over(); err != nil {
		return nil, err
	}
	// A request that has changed something is always answered. Its answer is small,
	// or was counted before.
	if !c.exchange.Acts() {
		if n := allowance.JSONSize(body, allowance.MemoryOfOne); n > notCounted {
			if err := c.hold(n + perAnswer); err != nil {
				return nil, err
			}
		}
	}
	var buf bytes.Buffer
	err := json.NewEncoder(&buf).Encode(body)
	return buf.Bytes(), err
}

// orEmpty returns the list, or an empty one in place of nil, which JSON would show
// as null.
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

// stream answers with what write writes. After an error the connection is cut when
// a part of the answer is on its way already, so that the client does not take half
// an answer for the whole.
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

// sink is a writer that remembers whether something was written.
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

// patientWriter writes an answer in parts. The client has to read each part in
// time; the whole answer may take as long as it needs.
type patientWriter struct {
	w        http.ResponseWriter
	control  *http.ResponseController
	patience time.Duration
}

// patient returns a writer for the body of the answer.
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
