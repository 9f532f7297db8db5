package describe_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"kompas/server/describe"
)

type sign string

type result struct {
	Sign  sign     `json:"sign"`
	Share *float64 `json:"share" minimum:"0" maximum:"1" doc:"Of all turns"`
	Next  *result  `json:"next,omitempty"`
}

func described() *describe.API {
	return &describe.API{
		Operations: []describe.Operation{{
			Method: http.MethodPatch, Path: "/sessions/{id}", ID: "change", Auth: describe.SignedIn, Body: planned{}, Partial: "Patch",
			Query:   []describe.Param{{Name: "lag", Schema: describe.Schema{"type": "integer"}}},
			Answers: []describe.Answer{{Status: http.StatusOK, Body: result{}}, {Status: http.StatusOK, Media: "text/csv; charset=utf-8"}},
		}, {Method: http.MethodGet, Path: "/sessions/{id}", ID: "read"}, {Method: http.MethodGet, Path: "/join", ID: "join", Attempts: true},
			{Method: http.MethodPut, Path: "/note", ID: "write", Body: planned{}, Versioned: true, Answers: []describe.Answer{{Status: http.StatusOK, Body: result{}}}},
			{Method: http.MethodGet, Path: "/note", ID: "see", Versioned: true, Answers: []describe.Answer{{Status: http.StatusOK, Body: result{}}}}},
		Name:       func(t reflect.Type) string { return strings.ToUpper(t.Name()[:1]) + t.Name()[1:] },
		Values:     map[reflect.Type][]string{reflect.TypeFor[sign](): {"+", "-"}},
		Extensions: map[string]any{"x-limits": 5},
	}
}

func TestOpenAPI(t *testing.T) {
	b, err := described().OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Limits int `json:"x-limits"`
		Paths  map[string]map[string]struct {
			OperationID string
			Parameters  []struct{ Name, In string }
			RequestBody *struct{ Content map[string]any }
			Responses   map[string]struct{ Content, Headers map[string]any }
		}
		Components struct{ Schemas map[string]any }
	}
	if err := json.Unmarshal(b, &d); err != nil {
		t.Fatal(err)
	}
	keys := func(m map[string]any) string { return strings.Join(slices.Sorted(maps.Keys(m)), " ") }
	change, read := d.Paths["/sessions/{id}"]["patch"], d.Paths["/sessions/{id}"]["get"]
	if d.Limits != 5 || change.OperationID != "change" || read.RequestBody != nil {
		t.Errorf("%s", b)
	}
	if p := change.Parameters; len(p) != 2 || p[0].Name != "id" || p[0].In != "path" || p[1].Name != "lag" || p[1].In != "query" {
		t.Errorf("parameters %v", p)
	}
	if got := keys(change.Responses["200"].Content); got != "application/json text/csv" {
		t.Errorf("it answers with %s", got)
	}
	if got := strings.Join(slices.Sorted(maps.Keys(change.Responses)), " "); got != "200 400 401 403 404 413 422 500 503 507" {
		t.Errorf("it may answer %s", got)
	}
	if got := strings.Join(slices.Sorted(maps.Keys(read.Responses)), " "); got != "403 404 500 503" {
		t.Errorf("reading may answer %s", got)
	}
	if got := strings.Join(slices.Sorted(maps.Keys(d.Paths["/join"]["get"].Responses)), " "); got != "403 404 429 500 503" {
		t.Errorf("an attempt may be answered with %s", got)
	}
	write, see := d.Paths["/note"]["put"], d.Paths["/note"]["get"]
	if p := write.Parameters; len(p) != 1 || p[0].Name != "If-Match" || p[0].In != "header" || len(see.Parameters) > 0 {
		t.Errorf("parameters of what has versions: %v and %v", p, see.Parameters)
	}
	if w, s := keys(write.Responses["200"].Headers), keys(see.Responses["200"].Headers); w != "ETag" || s != "ETag" || write.Responses["428"].Content == nil || see.Responses["428"].Content != nil {
		t.Errorf("answers of what has versions have the headers %q and %q", w, s)
	}
	if got := keys(d.Components.Schemas); got != "Patch Planned Problem Result Wrong" {
		t.Errorf("schemas %s", got)
	}
}

// The schema of a type takes what encoding/json writes of it, and nothing else.
func TestSchemas(t *testing.T) {
	b, err := described().OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("test:api", document); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		schema, value string
		valid         bool
	}{
		{"Result", `{"sign":"+","share":0.5,"next":{"sign":"-","share":null}}`, true},
		{"Result", `{"sign":"+"}`, false},
		{"Result", `{"sign":"?","share":0.5}`, false},
		{"Result", `{"sign":"+","share":1.5}`, false},
		{"Result", `{"sign":"+","share":1,"more":1}`, false},
		{"Patch", `{}`, true},
		{"Patch", `{"name":"Anna","tags":["a"],"coding":"shared"}`, true},
		{"Patch", `{"name":"Annabel"}`, false},
		{"Patch", `{"coding":"none"}`, false},
		{"Patch", `{"tags":["a","b","c"]}`, false},
	} {
		schema, err := compiler.Compile("test:api#/components/schemas/" + tt.schema)
		if err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(tt.value))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); (err == nil) != tt.valid {
			t.Errorf("%s %s: %v", tt.schema, tt.value, err)
		}
	}
}

// Two types of one name are refused: the document would describe one by the other.
func TestTypesOfOneName(t *testing.T) {
	api := described()
	api.Types = []any{result{}, planned{}}
	api.Name = func(reflect.Type) string { return "Same" }
	defer func() {
		if p, _ := recover().(string); !strings.Contains(p, "two types are named Same") {
			t.Errorf("it says %q", p)
		}
	}()
	_, _ = api.OpenAPI()
}
