package api

import "kompas/observe"

// Limits of requests.
const (
	MaxBody     = 1 << 20               // bytes of a JSON body
	MaxMessage  = observe.MaxEntryBytes // bytes of a message on a live connection
	MaxLines    = 10_000                // lines of a file of entries: more than fit into a body, as pads write them
	MaxList     = 500                   // elements of one part of a list
	DefaultList = 50                    // the same when a request does not say how many
)

// Bounds are the limits that a program has to know before it makes a request. They
// are in the OpenAPI document, from which those of the page are generated.
var Bounds = map[string]int64{
	"name":    observe.MaxName,          // characters of a name or title
	"text":    observe.MaxText,          // characters of a note or another text
	"at":      int64(observe.MaxMillis), // milliseconds from the start of a session
	"batch":   observe.MaxBatch,         // entries of one append
	"body":    MaxBody,
	"message": MaxMessage,
	"lines":   MaxLines,
	"list":    MaxList,
}
