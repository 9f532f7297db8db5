package observe

import (
	"errors"
	"fmt"
)

// Code says, for programs, what kind of error it is. The codes up to
// Unavailable are those of a reject on the wire; the list is append-only.
type Code string

// Codes of an [Error].
const (
	Invalid            Code = "invalid"             // a value breaks a rule; Field says which
	UnknownParticipant Code = "unknown-participant" // from or to names nobody of the session
	UnknownTarget      Code = "unknown-target"      // an entry that is referred to is not in the log, or not for this viewer
	UnknownTag         Code = "unknown-tag"         // a tag is neither tag nor family of the codebook
	Conflict           Code = "conflict"            // the id is taken by something else, or the store has moved on
	Forbidden          Code = "forbidden"           // the viewer may see it, but not do this
	Locked             Code = "locked"              // the session is locked; may work later
	Full               Code = "full"                // no room on disk or within a quota; may work later
	Unavailable        Code = "unavailable"         // the store cannot be reached now; may work later
	NotFound           Code = "not-found"           // there is no such thing, or the viewer may not know of it
	TooLarge           Code = "too-large"           // more than a limit allows
)

// RejectCodes lists the codes with which an entry can be refused.
var RejectCodes = []Code{Invalid, UnknownParticipant, UnknownTarget, UnknownTag, Conflict, Forbidden, Locked, Full, Unavailable}

// Error is an error of the domain: what went wrong, where, and what would be
// right. Message is English, one line, and meant to be shown.
type Error struct {
	Code    Code
	Message string
	Field   string // JSON Pointer into the value that was checked; empty for the whole
	Err     error  // cause, for logs; never shown to a client
}

// Error returns the message with the field it is about.
func (e *Error) Error() string {
	s := e.Message
	if e.Field != "" {
		s = e.Field + ": " + s
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an error with a code and a message about the whole value.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// FieldError makes an error about one field, named by JSON Pointer.
func FieldError(code Code, field, format string, args ...any) *Error {
	return &Error{Code: code, Field: field, Message: fmt.Sprintf(format, args...)}
}

// CodeOf returns the code of err, or Unavailable when err is not of the domain.
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return Unavailable
}
