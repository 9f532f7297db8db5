package describe_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"kompas/server/describe"
	"kompas/server/problem"
)

type planned struct {
	Name   string   `json:"name" minLength:"1" maxLength:"5"`
	Coding string   `json:"coding,omitempty" enum:"shared,independent"`
	Count  int      `json:"count,omitempty" minimum:"1" maximum:"9"`
	Tags   []string `json:"tags,omitempty" maxItems:"2"`
}

func TestBind(t *testing.T) {
	for _, tt := range []struct{ body, want string }{
		{`{"name":"Anna","coding":"shared","count":3,"tags":["a"]}`, ""},
		{`{"name":"Anna"} x`, "bad-request: the body must be JSON"},
		{``, "bad-request: the body must be JSON"},
		{"{\"name\":\"\xff\"}", "bad-request: the body must be valid UTF-8"},
		{`[]`, "invalid: must be an object"},
		{`{}`, "invalid: /name: must be there"},
		{`{"name":""}`, "invalid: /name: must be 1 to 5 characters long; it has 0"},
		{`{"name":"Anna","coding":"none"}`, `invalid: /coding: must be one of shared, independent; it is "none"`},
		{`{"name":"Anna","count":10}`, "invalid: /count: must be 1 to 9; it is 10"},
		{`{"name":"Anna","tags":["a","b","c"]}`, "invalid: /tags: must have 0 to 2; it has 3"},
		{`{"name":"Anna","colour":"red"}`, "invalid: /colour: is no field here"},
	} {
		var p planned
		err := describe.Bind([]byte(tt.body), &p, false)
		if got := told(err); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.body, got, tt.want)
		}
	}
}

func told(err error) string {
	p, ok := errors.AsType[*problem.Problem](err)
	if !ok {
		return ""
	}
	return fmt.Sprint(p.Kind, ": ", p.Detail)
}

// All fields that are wrong are named, up to a number that a person can read.
func TestBindNamesWhatIsWrong(t *testing.T) {
	var many strings.Builder
	for i := range 2 * problem.MostWrong {
		fmt.Fprintf(&many, `,"x%d":1`, i)
	}
	err := describe.Bind([]byte(`{"name":"Anna"`+many.String()+`}`), new(planned), false)
	p, ok := errors.AsType[*problem.Problem](err)
	if !ok || len(p.Errors) != problem.MostWrong {
		t.Errorf("%v", err)
	}
}

// With partial, what the body does not name stays as it is.
func TestBindPartial(t *testing.T) {
	p := planned{Name: "Anna", Coding: "shared", Tags: []string{"a", "b"}}
	if err := describe.Bind([]byte(`{"coding":"independent","tags":["c"]}`), &p, true); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(p); got != "{Anna independent 0 [c]}" {
		t.Errorf("%s", got)
	}
}
