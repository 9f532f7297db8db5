package server

import (
	"cmp"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kompas/server/api"
)

// OpenAPI gives the description of the API: OpenAPI 3.1, made from the routes
// and the types of package api. The types of the live connection are among its
// components.
func OpenAPI(version string) ([]byte, error) {
	s := newSchemas()
	s.of(api.ServerMessage{})
	s.of(api.Append{})
	paths := map[string]map[string]any{}
	for _, rt := range routes() {
		if paths[rt.path] == nil {
			paths[rt.path] = map[string]any{}
		}
		paths[rt.path][strings.ToLower(rt.method)] = s.operation(rt)
	}
	return json.MarshalIndent(map[string]any{
		"openapi": "3.1.0",
		"info": map[string]any{
			"title": "Kompas", "version": cmp.Or(version, "dev"),
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
	}, "", "  ")
}

func (s *schemas) operation(rt route) map[string]any {
	op := map[string]any{"operationId": rt.id, "summary": rt.summary}
	if rt.doc != "" {
		op["description"] = rt.doc
	}
	if rt.auth != public {
		op["security"] = []any{map[string]any{"token": []any{}}, map[string]any{"browser": []any{}}}
	}
	var params []any
	for _, m := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(rt.path, -1) {
		params = append(params, map[string]any{"name": m[1], "in": "path", "required": true, "schema": schema{"type": "string"}})
	}
	for _, q := range rt.query {
		params = append(params, map[string]any{"name": q.name, "in": "query", "required": q.required, "description": q.doc, "schema": q.schema})
	}
	if params != nil {
		op["parameters"] = params
	}
	if content := s.request(rt); content != nil {
		op["requestBody"] = map[string]any{"required": true, "content": content}
	}
	op["responses"] = s.responses(rt)
	return op
}

func (s *schemas) request(rt route) map[string]any {
	content := map[string]any{}
	for _, media := range rt.raw {
		content[mediaType(media)] = map[string]any{}
	}
	switch {
	case rt.body != nil && rt.partial != "":
		content["application/json"] = map[string]any{"schema": s.partial(rt.body, rt.partial)}
	case rt.body != nil:
		content["application/json"] = map[string]any{"schema": s.of(rt.body)}
	case len(content) == 0:
		return nil
	}
	return content
}

func (s *schemas) responses(rt route) map[string]any {
	out := map[string]any{}
	for _, a := range rt.answers {
		status := strconv.Itoa(a.status)
		res, ok := out[status].(map[string]any)
		if !ok {
			res = map[string]any{"description": cmp.Or(a.doc, http.StatusText(a.status))}
			out[status] = res
		}
		content, ok := res["content"].(map[string]any)
		if !ok {
			content = map[string]any{}
		}
		switch {
		case a.body != nil:
			content[mediaType(cmp.Or(a.media, "application/json"))] = map[string]any{"schema": s.of(a.body)}
		case a.media != "":
			content[mediaType(a.media)] = map[string]any{}
		}
		if len(content) > 0 {
			res["content"] = content
		}
	}
	for _, status := range rt.problems() {
		out[strconv.Itoa(status)] = map[string]any{
			"description": http.StatusText(status),
			"content":     map[string]any{"application/problem+json": map[string]any{"schema": s.of(api.Problem{})}},
		}
	}
	return out
}

// problems gives the statuses with which a route can fail.
func (rt route) problems() []int {
	list := []int{http.StatusForbidden, http.StatusInternalServerError, http.StatusServiceUnavailable}
	if rt.auth != public {
		list = append(list, http.StatusUnauthorized)
	}
	if strings.Contains(rt.path, "{") || rt.attempts {
		list = append(list, http.StatusNotFound)
	}
	if rt.attempts || rt.paced {
		list = append(list, http.StatusTooManyRequests)
	}
	if rt.body != nil || rt.raw != nil {
		list = append(list, http.StatusBadRequest, http.StatusRequestEntityTooLarge)
	}
	if rt.body != nil || rt.raw != nil || rt.query != nil {
		list = append(list, http.StatusUnprocessableEntity)
	}
	if unsafe(rt.method) {
		list = append(list, http.StatusInsufficientStorage)
	}
	if rt.conflicts {
		list = append(list, http.StatusConflict)
	}
	slices.Sort(list)
	return list
}

// mediaType is a content type without its parameters.
func mediaType(t string) string {
	t, _, _ = strings.Cut(t, ";")
	return t
}
