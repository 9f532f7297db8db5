package format

import (
	"fmt"
	"strings"

	"kompas/observe"
	"kompas/observe/strictjson"
)

// MaxProblems is how many problems of one file are named.
const MaxProblems = 20

// Problem is one thing that is wrong with a file.
type Problem struct {
	Line    int    // physical line, from 1; 0 when it is about the whole file
	Where   string // CSV: "column" and its name; .jsonl: a JSON Pointer into the line; may be empty
	Message string // what is wrong, and what would be right
}

// String returns the problem as one line.
func (p Problem) String() string {
	where := ""
	if p.Line > 0 {
		where = fmt.Sprintf("line %d", p.Line)
	}
	if p.Where != "" {
		where += ", " + p.Where
	}
	if where == "" {
		return p.Message
	}
	return where + ": " + p.Message
}

// Error says what is wrong with a file. [observe.CodeOf] gives its code.
type Error struct {
	Code     observe.Code
	Problems []Problem // at least one, at most MaxProblems, in order of line
	More     bool      // reading stopped there; there may be more
}

// Error returns all problems in one line.
func (e *Error) Error() string {
	list := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		list[i] = p.String()
	}
	s := strings.Join(list, "; ")
	if e.More {
		s += fmt.Sprintf("; only the first %d are named", len(e.Problems))
	}
	return s
}

// Unwrap returns the error as one of the domain.
func (e *Error) Unwrap() error { return observe.Errorf(e.Code, "%s", e.Error()) }

func problem(line int, where, format string, args ...any) *Error {
	return &Error{Code: observe.Invalid, Problems: []Problem{{line, where, fmt.Sprintf(format, args...)}}}
}

// at returns an error of the domain, or of strictjson, as one about a line. The
// pointer prefix is put before its field.
func at(line int, prefix string, err error) *Error {
	e := problem(line, "", "%s", err)
	switch err := err.(type) {
	case *observe.Error:
		e.Code, e.Problems[0].Where, e.Problems[0].Message = err.Code, prefix+err.Field, err.Message
	case *strictjson.Error:
		e.Problems[0].Where, e.Problems[0].Message = prefix+err.Pointer, err.Message
	}
	return e
}
