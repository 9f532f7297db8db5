package describe

import (
	"encoding/json"
	"unicode/utf8"

	"kompas/observe/strictjson"
	"kompas/server/api"
	"kompas/server/problem"
)

// Bind reads a JSON body into what to points to. The error is a problem that names each
// field that is wrong: unknown, missing or repeated ones, wrong types, and values
// outside of the limits in the tags (see package api). With partial, fields may be
// missing, and then keep the values that they have.
func Bind(body []byte, to any, partial bool) error {
	if !utf8.Valid(body) {
		return problem.New(problem.BadRequest, "the body must be valid UTF-8")
	}
	if !json.Valid(body) {
		return problem.New(problem.BadRequest, "the body must be JSON")
	}
	var wrong []api.Wrong
	for _, e := range strictjson.Decode(body, to, strictjson.Options{Partial: partial}) {
		wrong = append(wrong, api.Wrong{Field: e.Pointer, Message: e.Message})
	}
	if len(wrong) == 0 {
		return nil
	}
	return problem.Wrongs(wrong)
}
