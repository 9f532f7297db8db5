package describe

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"kompas/server/problem"
)

// Expected is what a request expects to be there: something with one of these ETags.
type Expected struct {
	any  bool
	list []string
}

// Has reports whether what is there, with this ETag, is expected.
func (e Expected) Has(tag string) bool { return e.any || slices.Contains(e.list, tag) }

// What an If-Match may say besides * (RFC 9110, 13.1.1).
var (
	entityTag  = regexp.MustCompile(`(W/)?"[^\x00-\x20"\x7f]*"`)
	entityTags = regexp.MustCompile(`^([ \t,]*` + entityTag.String() + `)+[ \t,]*$`)
)

// IfMatch reads from the header of a request what it is to replace.
func IfMatch(h http.Header) (e Expected, err error) {
	given := h.Values("If-Match")
	if len(given) == 0 {
		return e, problem.New(problem.Unnamed, "the header If-Match must be the ETag of what the request replaces, or *")
	}
	text := strings.TrimSpace(strings.Join(given, ","))
	switch {
	case text == "*":
		e.any = true
	case entityTags.MatchString(text):
		// A weak one never matches here, and keeps its W/.
		e.list = entityTag.FindAllString(text, -1)
	default:
		return e, problem.New(problem.BadRequest, `the header If-Match must be * or ETags, such as "0123abcd", with their quotes`)
	}
	return e, nil
}
