// Package describe is the small framework that the HTTP API is made with. An
// [Operation] says what a route takes and how it answers. From the operations,
// and from the Go types that they name, [API.OpenAPI] makes the document that
// describes the API. Requests are read by the same rules: [Bind] reads a JSON
// body into one of these types, and [Query] reads the parameters of an address.
// Both name each field that is wrong.
//
// The tags of the types are explained in package api. Serving an operation is
// left to the server.
package describe
