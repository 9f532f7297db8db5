package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"sync"
	"time"
	"unicode/utf8"

	"kompas/analysis/compute"
	"kompas/observe"
	"kompas/server/allowance"
	"kompas/server/results"
)

// mostAnswer is how many bytes one computed answer may have.
const mostAnswer = 16 << 20

// rendered is JSON that is made once for all who ask for the same.
type rendered []byte

// replyWith answers with what make gives, once for all who ask for the same, as
// JSON of no more than mostAnswer bytes. Field is the part of the query that
// makes it smaller.
func (c *call) replyWith(key results.Key, field string, make func(context.Context) (any, error)) error {
	computation, err := c.results.Begin(c.who.Holder(), key, func(ctx context.Context) (any, int, error) {
		var b rendered
		err := compute.Until(ctx, func() error {
			v, err := make(ctx)
			if err == nil {
				b, err = encode(v, field)
			}
			return err
		})
		return b, len(b), err
	})
	if err != nil {
		return err
	}
	b, err := awaitResult[rendered](c, computation)
	if err != nil {
		return err
	}
	return c.send(b)
}

// encode makes JSON of a value, unless it would be too large. That is known
// before it is made.
func encode(v any, field string) (rendered, error) {
	const about = 2 // times what jsonSize says at most
	if jsonSize(v, about*mostAnswer) > about*mostAnswer {
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

// jsonSize gives about how many bytes the JSON of a value has, rather more than
// fewer. It stops counting beyond most.
func jsonSize(v any, most int) int { return sizeOf(reflect.ValueOf(v), most) }

func sizeOf(v reflect.Value, most int) (n int) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return len("null")
		}
		return sizeOf(v.Elem(), most)
	case reflect.Struct:
		n = 2
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				n += len(f.Name) + 6 + sizeOf(v.Field(i), most)
			}
		}
		return n
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return 2 + v.Len()*4/3
		}
		n = 2
		for i := 0; i < v.Len() && n <= most; i++ {
			n += 1 + sizeOf(v.Index(i), most)
		}
		return n
	case reflect.Map:
		n = 2
		for it := v.MapRange(); it.Next() && n <= most; {
			n += 2 + sizeOf(it.Key(), most) + sizeOf(it.Value(), most)
		}
		return n
	case reflect.String:
		n = 2
		for _, r := range v.String() { // what is escaped has six characters
			if r < ' ' || r == '<' || r == '>' || r == '&' || r == '"' || r == '\\' || r == '\u2028' || r == '\u2029' {
				n += 6
			} else {
				n += utf8.RuneLen(r)
			}
		}
		return n
	case reflect.Float64, reflect.Float32:
		return 18
	}
	return len("false") + 3 // numbers, mostly small
}

// send answers with JSON that is there already.
func (c *call) send(b rendered) error {
	giveBack, err := c.memory.TakeShared(c.holder(), b, perAnswer)
	if err != nil {
		return err
	}
	defer giveBack()
	c.w.Header().Set("Content-Type", "application/json")
	c.w.WriteHeader(http.StatusOK)
	c.patient().Write(b) // who does not read it does not get it
	return nil
}

// Limits of the logs and exports that are being sent: of one share, of all but
// the owner's, and of the owner's; and of the entries that are folded for them, at
// a time by all shares but the owner's, and by the owner. A longer log is folded
// when no other is.
const (
	mostLogsOfOne    = 4
	mostLogsOfOthers = 96
	mostLogsOfOwner  = 64
	mostFolded       = 300_000
)

// exports counts the logs and exports that are being sent.
type exports struct {
	mu     sync.Mutex
	under  map[string]int // by share
	others int            // of all shares but the owner's
	folded map[bool]int   // entries, of the owner and of the others
}

func newExports() *exports { return &exports{under: map[string]int{}, folded: map[bool]int{}} }

// take counts an export in that folds so many entries, until it is given back.
func (e *exports) take(share string, entries int) (giveBack func(), err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	most, own := mostLogsOfOne, share == allowance.Owner
	if own {
		most = mostLogsOfOwner
	}
	entries = min(entries, mostFolded)
	if e.under[share] >= most || !own && e.others >= mostLogsOfOthers || e.folded[own]+entries > mostFolded {
		return nil, observe.Errorf(observe.Unavailable, "too many logs and exports are on their way; ask again in a moment")
	}
	count := func(n int) {
		e.under[share] += n
		if e.under[share] == 0 {
			delete(e.under, share)
		}
		if !own {
			e.others += n
		}
		e.folded[own] += n * entries
	}
	count(1)
	return func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		count(-1)
	}, nil
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
