package server

import (
	"kompas/server/api"
	"kompas/server/describe"
)

// OpenAPI returns the description of the API as an OpenAPI 3.1 document. Version
// is that of the program. The messages of the live connection are among its
// schemas.
func OpenAPI(version string) ([]byte, error) {
	var operations []describe.Operation
	for _, rt := range routes() {
		operations = append(operations, rt.Operation)
	}
	return describe.OpenAPI(version, operations, api.ServerMessage{}, api.Append{})
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
