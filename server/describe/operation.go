package describe

import "net/http"

// Operation is one method of one path of the API.
type Operation struct {
	Method, Path string   // Path as in [http.ServeMux], with {names} of its variable parts
	ID           string   // the name of the operation, for programs
	Summary      string   // a few words
	Doc          string   // what else has to be known; may be empty
	Auth         Auth     // who may call it at all
	Attempts     bool     // it is counted against guessing, and may be answered with 404 and 429
	Paced        bool     // it is bound by the rate of entries, and may be answered with 429
	Query        []Param  // its query parameters
	Body         any      // a value of the type that the JSON body is read into; nil: there is no JSON body
	Partial      string   // the name of the schema of the body when none of its fields is required; empty: they are as the type says
	Raw          []string // content types of a body that is not JSON
	Answers      []Answer // when all goes well
	Conflicts    bool     // it may be answered with 409
	Versioned    bool     // the answer has an ETag, and what changes something needs If-Match
}

// Changes reports whether the operation may change something.
func (o *Operation) Changes() bool {
	return o.Method != http.MethodGet && o.Method != http.MethodHead && o.Method != http.MethodOptions
}

// Auth says who may call an operation at all. What somebody may do with the
// thing that it is about is decided by what serves it.
type Auth int

// The values of [Auth].
const (
	Public Auth = iota
	SignedIn
	OwnerOnly
)

// Param is a query parameter.
type Param struct {
	Name, Doc string
	Schema    Schema
	Required  bool
}

// Answer is how an operation answers when all goes well.
type Answer struct {
	Status int
	Body   any    // a value of its type; nil: it is empty, or not JSON
	Media  string // the content type; empty: JSON when there is a body
	Doc    string // empty: the text of the status
}
