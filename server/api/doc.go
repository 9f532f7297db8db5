// Package api holds every type that goes over HTTP or a live connection, as it
// stands in JSON. The OpenAPI document, and from it the types of the page, are
// made from these types by reflection.
//
// Beside json the fields have these tags, which both the document and the
// reading of requests go by: enum, const, format, minLength and maxLength (in
// characters), minimum and maximum, minItems and maxItems, doc (what it is),
// and null: "clears" (null stands for the empty value, unlike an absent field)
// or "refused" (where null would look like a change and be none). A field is required unless it has omitempty.
package api
