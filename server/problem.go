package server

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"kompas/observe"
	"kompas/observe/format"
	"kompas/server/api"
)

// problem is an error that a client is told. It is made where it is known.
type problem struct {
	kind   kind
	detail string
	errors []api.Wrong
	retry  time.Duration // of a kind that passes: when to ask again; 0: soon
}

func (p *problem) Error() string { return p.detail }

// kind is a kind of problem. Programs rely on the names.
type kind string

const (
	kindBadRequest   kind = "bad-request"
	kindUnauthorized kind = "unauthorized"
	kindForbidden    kind = "forbidden"
	kindOrigin       kind = "foreign-origin"
	kindNotFound     kind = "not-found"
	kindMethod       kind = "method-not-allowed"
	kindConflict     kind = "conflict"
	kindTooLarge     kind = "too-large"
	kindInvalid      kind = "invalid"
	kindTooMany      kind = "too-many-requests"
	kindInternal     kind = "internal"
	kindUnavailable  kind = "unavailable"
	kindFull         kind = "full"
)

func (k kind) describe() (status int, title string) {
	switch k {
	case kindBadRequest:
		return http.StatusBadRequest, "The request cannot be read"
	case kindUnauthorized:
		return http.StatusUnauthorized, "Not signed in"
	case kindForbidden:
		return http.StatusForbidden, "Not allowed"
	case kindOrigin:
		return http.StatusForbidden, "The request comes from elsewhere"
	case kindNotFound:
		return http.StatusNotFound, "There is no such thing"
	case kindMethod:
		return http.StatusMethodNotAllowed, "Not with this method"
	case kindConflict:
		return http.StatusConflict, "Something else is there"
	case kindTooLarge:
		return http.StatusRequestEntityTooLarge, "The request is too large"
	case kindInvalid:
		return http.StatusUnprocessableEntity, "Something in the request is wrong"
	case kindTooMany:
		return http.StatusTooManyRequests, "Too many requests"
	case kindUnavailable:
		return http.StatusServiceUnavailable, "Not available now"
	case kindFull:
		return http.StatusInsufficientStorage, "No room"
	}
	return http.StatusInternalServerError, "Something went wrong in the server"
}

// kindOf maps each code of the domain.
func kindOf(c observe.Code) kind {
	switch c {
	case observe.Invalid, observe.UnknownParticipant, observe.UnknownTarget, observe.UnknownTag:
		return kindInvalid
	case observe.Conflict, observe.Locked:
		return kindConflict
	case observe.Forbidden:
		return kindForbidden
	case observe.Full:
		return kindFull
	case observe.Unavailable:
		return kindUnavailable
	case observe.NotFound:
		return kindNotFound
	case observe.TooLarge:
		return kindTooLarge
	}
	return kindInternal
}

func wrong(field, message string) *problem {
	return &problem{kind: kindInvalid, detail: detailOf(field, message), errors: []api.Wrong{{Field: field, Message: message}}}
}

func detailOf(field, message string) string {
	if field == "" {
		return message
	}
	return field + ": " + message
}

func notFound(what string) *problem {
	return &problem{kind: kindNotFound, detail: "there is no " + what}
}

func forbidden(detail string) *problem { return &problem{kind: kindForbidden, detail: detail} }

func conflict(detail string) *problem { return &problem{kind: kindConflict, detail: detail} }

// problemOf gives the problem that an error is. What is not of the domain is
// internal, and its text is for the log only.
func problemOf(err error) *problem {
	if p, ok := errors.AsType[*problem](err); ok {
		return p
	}
	if f, ok := errors.AsType[*format.Error](err); ok {
		p := &problem{kind: kindInvalid, detail: f.Error()}
		for _, e := range f.Problems {
			p.errors = append(p.errors, api.Wrong{Message: e.String(), Line: e.Line})
		}
		return p
	}
	if _, ok := errors.AsType[*observe.ConflictError](err); ok {
		return conflict("it was changed meanwhile by somebody else; read it again")
	}
	if e, ok := errors.AsType[*observe.Error](err); ok {
		if k := kindOf(e.Code); k != kindInvalid {
			return &problem{kind: k, detail: detailOf(e.Field, e.Message)}
		}
		return wrong(e.Field, e.Message)
	}
	return &problem{kind: kindInternal, detail: "the server could not do this; its log says why"}
}

// fail answers a request with an error. Internal errors, and those whose cause
// a client is not told, are logged here and nowhere else.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err)
	status, title := p.kind.describe()
	body := api.Problem{Type: "urn:kompas:problem:" + string(p.kind), Title: title, Status: status, Detail: p.detail, Errors: p.errors}
	if status >= 500 {
		id := newID()
		s.opts.Logger.Error("request failed", "request", id, "method", r.Method, "path", r.URL.Path, "error", err)
		body.Instance = "urn:kompas:request:" + id
	}
	switch p.kind {
	case kindUnauthorized:
		w.Header().Set("WWW-Authenticate", `Bearer realm="kompas"`)
	case kindTooMany, kindUnavailable:
		after := cmp.Or(p.retry, soon)
		w.Header().Set("Retry-After", strconv.Itoa(int((after+time.Second-1)/time.Second)))
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	b, err := json.Marshal(body)
	if err != nil {
		panic(err) // texts and numbers only
	}
	w.Write(append(b, '\n')) // who does not read it does not get it
}
