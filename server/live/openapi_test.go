package live_test

import (
	"kompas/server"
	"kompas/server/live"
)

// The server, which has the description, imports this package: so the tests
// inside of it cannot import the server.
func init() { live.OpenAPI = func() ([]byte, error) { return server.OpenAPI("test") } }
