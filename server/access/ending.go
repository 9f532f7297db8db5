package access

import (
	"kompas/server/api"
	"kompas/server/problem"
)

// Ending says that the right to something has ended. As a problem it is what a
// request is answered.
type Ending struct {
	problem.Problem
	code int // that a live connection is closed with
}

func (e *Ending) Unwrap() error { return &e.Problem }

// Bye returns what a live connection is told that the right has ended for.
func (e *Ending) Bye() *api.Bye { return &api.Bye{Code: e.code, Message: e.Detail} }

func endingOf(kind problem.Kind, code int, message string) *Ending {
	return &Ending{problem.Problem{Kind: kind, Detail: message}, code}
}

// The ways in which a right ends while something runs by it.
func rightEnded() *Ending {
	return endingOf(problem.Unauthorized, api.CloseNotSignedIn, "signed out, or the invitation was withdrawn or has expired")
}

func rightChanged() *Ending {
	return endingOf(problem.Unauthorized, api.CloseRestart, "what you may see has changed")
}

func sessionDeleted() *Ending {
	return endingOf(problem.NotFound, api.CloseDeleted, "the session was deleted")
}
