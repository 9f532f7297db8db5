package describe

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"kompas/server/api"
	"kompas/server/problem"
)

// Query reads the query parameters of a request, and notes those that are wrong. A
// parameter that is absent or empty has its default.
type Query struct {
	values url.Values
	wrong  []api.Wrong
}

// QueryOf returns the query of a request.
func QueryOf(r *http.Request) *Query { return &Query{values: r.URL.Query()} }

// Has reports whether a parameter is given, even if it is empty.
func (q *Query) Has(name string) bool { return q.values.Has(name) }

// Text returns a parameter as it is; empty when it is absent.
func (q *Query) Text(name string) string { return q.values.Get(name) }

// Parse reads a parameter into to. The function parse returns the value of a text, and whether the
// text is right; what says in a few words what would be right ("a whole number").
func Parse[T any](q *Query, name, what string, to *T, parse func(string) (T, bool)) {
	v := q.values.Get(name)
	if v == "" {
		return
	}
	value, ok := parse(v)
	if !ok {
		q.Fail(name, "must be %s; it is %q", what, v)
		return
	}
	*to = value
}

// ParseWhole parses a whole number, for [Parse].
func ParseWhole(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// OneOf reads a parameter that is one of several texts; absent it is the first.
func (q *Query) OneOf(name, first string, others ...string) string {
	v := q.values.Get(name)
	if v == "" || v == first {
		return first
	}
	if slices.Contains(others, v) {
		return v
	}
	choices := strconv.Quote(first)
	for _, o := range others {
		choices += " or " + strconv.Quote(o)
	}
	q.Fail(name, "must be %s; it is %q", choices, v)
	return first
}

// Flag reads a parameter that is true or false; absent it is false.
func (q *Query) Flag(name string) (v bool) {
	Parse(q, name, "true or false", &v, func(s string) (bool, bool) { return s == "true", s == "true" || s == "false" })
	return v
}

// Fail notes what is wrong with a parameter.
func (q *Query) Fail(name, format string, args ...any) {
	q.wrong = append(q.wrong, api.Wrong{Field: "/" + name, Message: fmt.Sprintf(format, args...)})
}

// Failed reports whether something is wrong with a parameter.
func (q *Query) Failed(name string) bool {
	return slices.ContainsFunc(q.wrong, func(w api.Wrong) bool { return w.Field == "/"+name })
}

// Err returns the problem of all that is wrong; nil when nothing is.
func (q *Query) Err() error {
	if len(q.wrong) == 0 {
		return nil
	}
	return problem.Wrongs(q.wrong)
}
