package describe

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kompas/server/api"
)

// API is an API to describe.
type API struct {
	Version    string // of the program; empty: it is under development
	Operations []Operation
	Types      []any                     // values of types that no operation names, to describe as well
	Name       func(reflect.Type) string // returns what a type is called in the document; nil: as in Go, without its package
	Values     map[reflect.Type][]string // all values of types that are texts
	Extensions map[string]any            // further members of the document, whose names begin with "x-"
}

// OpenAPI returns the description of the API as an OpenAPI 3.1 document in JSON:
// the operations, and the schemas of all types that they use.
func (a *API) OpenAPI() ([]byte, error) {
	s := &schemas{components: map[string]Schema{}, types: map[string]reflect.Type{}, name: a.Name, values: a.Values}
	if s.name == nil {
		s.name = reflect.Type.Name
	}
	for _, v := range a.Types {
		s.of(v)
	}
	paths := map[string]map[string]any{}
	for i := range a.Operations {
		op := &a.Operations[i]
		if paths[op.Path] == nil {
			paths[op.Path] = map[string]any{}
		}
		paths[op.Path][strings.ToLower(op.Method)] = s.operation(op)
	}
	document := map[string]any{
		"openapi": "3.1.0",
		"info": map[string]any{
			"title": "Kompas", "version": cmp.Or(a.Version, "dev"),
			"description": "Errors are application/problem+json as in RFC 9457; their type ends in the kind of problem. " +
				"A program sends a bearer token; a browser that is signed in sends its cookie, and with what changes something its own Origin.",
		},
		"paths": paths,
		"components": map[string]any{
			"schemas": s.components,
			"securitySchemes": map[string]any{
				"token":   map[string]any{"type": "http", "scheme": "bearer", "description": "The owner's token, or one from /join"},
				"browser": map[string]any{"type": "apiKey", "in": "cookie", "name": "kompas_PORT", "description": "Set by /signin and /join"},
			},
		},
	}
	maps.Copy(document, a.Extensions)
	return json.MarshalIndent(document, "", "  ")
}

func (s *schemas) operation(o *Operation) map[string]any {
	op := map[string]any{"operationId": o.ID, "summary": o.Summary}
	if o.Doc != "" {
		op["description"] = o.Doc
	}
	if o.Auth != Public {
		op["security"] = []any{map[string]any{"token": []any{}}, map[string]any{"browser": []any{}}}
	}
	var params []any
	for _, m := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(o.Path, -1) {
		params = append(params, map[string]any{"name": m[1], "in": "path", "required": true, "schema": Schema{"type": "string"}})
	}
	for _, q := range o.Query {
		params = append(params, map[string]any{"name": q.Name, "in": "query", "required": q.Required, "description": q.Doc, "schema": q.Schema})
	}
	if o.Versioned && o.Changes() {
		params = append(params, map[string]any{"name": "If-Match", "in": "header", "required": true, "schema": Schema{"type": "string"},
			"description": "The ETag of what the request replaces, or * for whatever is there"})
	}
	if params != nil {
		op["parameters"] = params
	}
	if content := s.request(o); content != nil {
		op["requestBody"] = map[string]any{"required": true, "content": content}
	}
	op["responses"] = s.responses(o)
	return op
}

func (s *schemas) request(o *Operation) map[string]any {
	content := map[string]any{}
	for _, media := range o.Raw {
		content[mediaType(media)] = map[string]any{}
	}
	switch {
	case o.Body != nil && o.Partial != "":
		content["application/json"] = map[string]any{"schema": s.partial(o.Body, o.Partial)}
	case o.Body != nil:
		content["application/json"] = map[string]any{"schema": s.of(o.Body)}
	case len(content) == 0:
		return nil
	}
	return content
}

func (s *schemas) responses(o *Operation) map[string]any {
	out := map[string]any{}
	for _, a := range o.Answers {
		status := strconv.Itoa(a.Status)
		res, ok := out[status].(map[string]any)
		if !ok {
			res = map[string]any{"description": cmp.Or(a.Doc, http.StatusText(a.Status))}
			if o.Versioned {
				res["headers"] = map[string]any{"ETag": map[string]any{"required": true, "schema": Schema{"type": "string"}}}
			}
			out[status] = res
		}
		content, ok := res["content"].(map[string]any)
		if !ok {
			content = map[string]any{}
		}
		switch {
		case a.Body != nil:
			content[mediaType(cmp.Or(a.Media, "application/json"))] = map[string]any{"schema": s.of(a.Body)}
		case a.Media != "":
			content[mediaType(a.Media)] = map[string]any{}
		}
		if len(content) > 0 {
			res["content"] = content
		}
	}
	for _, status := range o.problems() {
		out[strconv.Itoa(status)] = map[string]any{
			"description": http.StatusText(status),
			"content":     map[string]any{"application/problem+json": map[string]any{"schema": s.of(api.Problem{})}},
		}
	}
	return out
}

// problems returns the statuses with which an operation can fail.
func (o *Operation) problems() []int {
	list := []int{http.StatusForbidden, http.StatusInternalServerError, http.StatusServiceUnavailable}
	if o.Auth != Public {
		list = append(list, http.StatusUnauthorized)
	}
	if strings.Contains(o.Path, "{") || o.Attempts {
		list = append(list, http.StatusNotFound)
	}
	if o.Attempts || o.Paced {
		list = append(list, http.StatusTooManyRequests)
	}
	if o.Body != nil || o.Raw != nil {
		list = append(list, http.StatusBadRequest, http.StatusRequestEntityTooLarge)
	}
	if o.Body != nil || o.Raw != nil || o.Query != nil {
		list = append(list, http.StatusUnprocessableEntity)
	}
	if o.Changes() {
		list = append(list, http.StatusInsufficientStorage)
	}
	if o.Versioned && o.Changes() {
		list = append(list, http.StatusPreconditionRequired)
	}
	if o.Conflicts {
		list = append(list, http.StatusConflict)
	}
	slices.Sort(list)
	return list
}

// mediaType returns a content type without its parameters.
func mediaType(t string) string {
	t, _, _ = strings.Cut(t, ";")
	return t
}
