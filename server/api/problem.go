package api

// Problem is an error as in RFC 9457.
type Problem struct {
	Type     string  `json:"type" doc:"Names the kind of problem, for programs"`
	Title    string  `json:"title"`
	Status   int     `json:"status"`
	Detail   string  `json:"detail" doc:"What is wrong, where, and what would be right"`
	Instance string  `json:"instance,omitempty" doc:"Of an internal error: under what it stands in the server's log"`
	Errors   []Wrong `json:"errors,omitempty" doc:"The fields that are wrong"`
}

// Wrong is one field that is wrong.
type Wrong struct {
	Field   string `json:"field" doc:"JSON Pointer into the body, or / and the name of a query parameter; empty for the whole"`
	Message string `json:"message"`
	Line    int    `json:"line,omitempty" doc:"Of an imported file, from 1"`
}
