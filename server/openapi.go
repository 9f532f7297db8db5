package server

import (
	"kompas/server/api"
	"kompas/server/describe"
)

// OpenAPI returns the description of the API as an OpenAPI 3.1 document. Version
// is that of the program. The messages of the live connection are among its
// schemas; x-pages are the addresses of the page, and x-limits the limits that
// the page has to know.
func OpenAPI(version string) ([]byte, error) {
	described := describe.API{
		Version:    version,
		Types:      []any{api.ServerMessage{}, api.Append{}},
		Extensions: map[string]any{"x-pages": api.Pages, "x-limits": api.Bounds},
	}
	for _, rt := range routes() {
		described.Operations = append(described.Operations, rt.Operation)
	}
	return described.OpenAPI()
}

func readOpenAPI(c *call) error {
	b, err := OpenAPI(c.opts.Version)
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "application/json")
	c.w.Write(b) // who does not read it does not get it
	return nil
}
