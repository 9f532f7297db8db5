// Package problem holds the errors that a client of the server is told: their
// kinds, and how they are answered as application/problem+json (RFC 9457).
package problem

import (
	"cmp"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"

	"kompas/observe"
	"kompas/observe/format"
	"kompas/server/api"
)

// Problem is an error that a client is told.
type Problem struct {
	Kind   Kind
	Detail string
	Errors []api.Wrong
	Retry  time.Duration // of a kind that passes: when to ask again; 0: after Soon
}

func (p *Problem) Error() string { return p.Detail }

// Soon is after how long to ask again when nothing says more.
const Soon = 5 * time.Second

// Kind is a kind of problem. Programs rely on the names.
type Kind string

// The kinds of problems, each with its own status and title.
const (
	BadRequest   Kind = "bad-request"
	Unauthorized Kind = "unauthorized"
	Forbidden    Kind = "forbidden"
	NotShown     Kind = "not-shown"
	Origin       Kind = "foreign-origin"
	NotFound     Kind = "not-found"
	Method       Kind = "method-not-allowed"
	Conflict     Kind = "conflict"
	Changed      Kind = "precondition-failed"
	Unnamed      Kind = "precondition-required"
	TooLarge     Kind = "too-large"
	Invalid      Kind = "invalid"
	TooMany      Kind = "too-many-requests"
	Internal     Kind = "internal"
	Unavailable  Kind = "unavailable"
	Full         Kind = "full"
)

func (k Kind) describe() (status int, title string) {
	switch k {
	case BadRequest:
		return http.StatusBadRequest, "The request cannot be read"
	case Unauthorized:
		return http.StatusUnauthorized, "Not signed in"
	case Forbidden:
		return http.StatusForbidden, "Not allowed"
	case NotShown:
		return http.StatusForbidden, "Not shown yet"
	case Origin:
		return http.StatusForbidden, "The request comes from elsewhere"
	case NotFound:
		return http.StatusNotFound, "There is no such thing"
	case Method:
		return http.StatusMethodNotAllowed, "Not with this method"
	case Conflict:
		return http.StatusConflict, "Something else is there"
	case Changed:
		return http.StatusPreconditionFailed, "It has changed"
	case Unnamed:
		return http.StatusPreconditionRequired, "The request does not say what it changes"
	case TooLarge:
		return http.StatusRequestEntityTooLarge, "The request is too large"
	case Invalid:
		return http.StatusUnprocessableEntity, "Something in the request is wrong"
	case TooMany:
		return http.StatusTooManyRequests, "Too many requests"
	case Unavailable:
		return http.StatusServiceUnavailable, "Not available now"
	case Full:
		return http.StatusInsufficientStorage, "No room"
	}
	return http.StatusInternalServerError, "Something went wrong in the server"
}

// kindOf maps the codes of the domain to kinds.
func kindOf(c observe.Code) Kind {
	switch c {
	case observe.Invalid, observe.UnknownParticipant, observe.UnknownTarget, observe.UnknownTag:
		return Invalid
	case observe.Conflict, observe.Locked:
		return Conflict
	case observe.Forbidden:
		return Forbidden
	case observe.Full:
		return Full
	case observe.Unavailable:
		return Unavailable
	case observe.NotFound:
		return NotFound
	case observe.TooLarge:
		return TooLarge
	}
	return Internal
}

// New makes a problem.
func New(kind Kind, detail string) *Problem { return &Problem{Kind: kind, Detail: detail} }

// Wrong says what is wrong with one field of a request, or with one parameter.
func Wrong(field, message string) *Problem {
	return Wrongs([]api.Wrong{{Field: field, Message: message}})
}

// MostWrong is how many wrong fields one answer names at most.
const MostWrong = 20

// Wrongs says what is wrong with a request; the list must not be empty. Fields
// beyond [MostWrong] are left out.
func Wrongs(list []api.Wrong) *Problem {
	return &Problem{Kind: Invalid, Detail: detail(list[0].Field, list[0].Message), Errors: list[:min(len(list), MostWrong)]}
}

func detail(field, message string) string {
	if field == "" {
		return message
	}
	return field + ": " + message
}

// NoSuch says that something does not exist, or not for whoever asks.
func NoSuch(what string) *Problem { return New(NotFound, "there is no "+what) }

// IsNotFound reports whether an error of the domain says that something does not
// exist.
func IsNotFound(err error) bool { return observe.CodeOf(err) == observe.NotFound }

// Of returns the problem that an error stands for. An error that is not of the
// domain is internal, and its text is for the log only.
func Of(err error) *Problem {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	if f, ok := errors.AsType[*format.Error](err); ok {
		p := New(Invalid, f.Error())
		for _, e := range f.Problems {
			p.Errors = append(p.Errors, api.Wrong{Message: e.String(), Line: e.Line})
		}
		return p
	}
	if _, ok := errors.AsType[*observe.ConflictError](err); ok {
		return New(Conflict, "it was changed meanwhile by somebody else; read it again")
	}
	if e, ok := errors.AsType[*observe.Error](err); ok {
		if k := kindOf(e.Code); k != Invalid {
			return New(k, detail(e.Field, e.Message))
		}
		return Wrong(e.Field, e.Message)
	}
	return New(Internal, "the server could not do this; its log says why")
}

// Body returns what a client is told.
func (p *Problem) Body() api.Problem {
	status, title := p.Kind.describe()
	return api.Problem{Type: "urn:kompas:problem:" + string(p.Kind), Title: title, Status: status, Detail: p.Detail, Errors: p.Errors}
}

// Answer answers a request with an error. Internal errors, and those whose cause
// a client is not told, are logged here and nowhere else.
func Answer(w http.ResponseWriter, r *http.Request, err error, logger *slog.Logger) {
	p := Of(err)
	body := p.Body()
	status := body.Status
	if status >= 500 {
		id := uuid.NewString()
		logger.Error("request failed", "request", id, "method", r.Method, "path", r.URL.Path, "error", err)
		body.Instance = "urn:kompas:request:" + id
	}
	switch p.Kind {
	case Unauthorized:
		w.Header().Set("WWW-Authenticate", `Bearer realm="kompas"`)
	case TooMany, Unavailable:
		after := cmp.Or(p.Retry, Soon)
		w.Header().Set("Retry-After", strconv.Itoa(int((after+time.Second-1)/time.Second)))
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	b, err := json.Marshal(body)
	if err != nil {
		panic(err) // texts and numbers only
	}
	w.Write(append(b, '\n')) // a write error means that the client has gone
}
