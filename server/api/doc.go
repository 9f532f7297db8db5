// Package api holds every type that is sent over HTTP or a live connection, as it
// is in JSON. The OpenAPI document is made from these types by reflection, and the
// types of the page are made from that document. Entries are described by the table
// of their fields in package observe.
//
// Besides json, fields have these tags, which hold for the document and for reading
// requests: enum, const, format, minLength and maxLength (in characters), minimum
// and maximum, minItems and maxItems, doc (a description), and null: "clears" (null
// stands for the empty value, unlike an absent field) or "refused" (null would look
// like a change without being one). A field is required unless it has omitempty.
package api
