package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"kompas/analysis/compute"
	"kompas/observe"
	"kompas/server/allowance"
	"kompas/server/problem"
	"kompas/server/results"
)

// mostAnswer is how many bytes a computed answer may have.
const mostAnswer = 16 << 20

// rendered is an answer that is made once for all who ask for the same.
type rendered []byte

// replyComputed answers with JSON of what make returns, of no more than mostAnswer
// bytes. It is made once for all who ask for the same key. Field is the query
// parameter that makes the answer smaller; the error names it.
func (c *call) replyComputed(key results.Key, field string, make func(context.Context) (any, error)) error {
	b, err := c.computed(key, func(ctx context.Context) (rendered, error) {
		v, err := make(ctx)
		if err != nil {
			return nil, err
		}
		return encodeBounded(v, field)
	})
	if err != nil {
		return err
	}
	return c.sendRendered("application/json", b)
}

// computed returns what make returns, which is made once for all who ask for the same
// key.
func (c *call) computed(key results.Key, make func(context.Context) (rendered, error)) (rendered, error) {
	computation, err := c.results.Begin(c.who.Holder(), key, func(ctx context.Context) (any, int, error) {
		var b rendered
		err := compute.Until(ctx, func() (err error) {
			b, err = make(ctx)
			return err
		})
		return b, len(b), err
	})
	if err != nil {
		return nil, err
	}
	return awaitResult[rendered](c, computation)
}

// awaitResult waits for a result. When the computation says that an option is
// wrong, the error names the query parameter.
func awaitResult[T any](c *call, computation *results.Computation) (T, error) {
	result, err := results.Wait[T](c.r.Context(), c.results, computation)
	if err := c.exchange.Over(); err != nil {
		return result, err
	}
	switch e, ok := errors.AsType[*observe.Error](err); {
	case c.r.Context().Err() != nil:
		panic(http.ErrAbortHandler) // the client has gone: nobody reads an answer
	case ok && (e.Code == observe.Invalid || e.Code == observe.TooLarge):
		field := e.Field
		if field != "" {
			field = "/" + field
		}
		return result, problem.Wrong(field, e.Message)
	}
	return result, err
}

// encodeBounded returns the JSON of a value. Its size is estimated first, so that
// an answer that is far too large is never made.
func encodeBounded(v any, field string) (rendered, error) {
	const about = 2 // an estimate may be this many times too high
	if allowance.JSONSize(v, about*mostAnswer) > about*mostAnswer {
		return nil, errTooLargeAnswer(field)
	}
	var buf bytes.Buffer
	if err := json.NewEncoder(&buf).Encode(v); err != nil {
		return nil, err
	}
	if buf.Len() > mostAnswer {
		return nil, errTooLargeAnswer(field)
	}
	return buf.Bytes(), nil
}

func errTooLargeAnswer(field string) error {
	return observe.FieldError(observe.TooLarge, field, "the answer would have more than %d MiB; ask for a part of the meeting (phase, from_ms, to_ms), codes that tell less apart, or a smaller alpha", mostAnswer>>20)
}

// sendRendered answers with what may go to others at the same time.
func (c *call) sendRendered(media string, b rendered) error {
	giveBack, err := c.memory.TakeShared(c.holder(), b, perAnswer)
	if err != nil {
		return err
	}
	defer giveBack()
	return c.write(http.StatusOK, media, b)
}

// keptSize estimates how many bytes a result over so many turns holds.
func keptSize(result any, turns int) int {
	const perTurn = 64
	return allowance.JSONSize(result, results.MostKept) + turns*perTurn
}
