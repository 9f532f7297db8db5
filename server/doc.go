// Package server is Kompas over HTTP: the API below /api/v1, the live
// connection of a session, signing in, and the page.
//
// The whole surface stands in one list, in routes.go; package server/api holds
// the types of what goes over it; the OpenAPI document is made from both. What
// somebody may see is decided by package observe; who they are and what they are
// to a session, by package server/access.
//
// An answer is found in this order: does the request come from the server's
// own page, or from a program (403), who asks (401), does what is asked for
// exist for them (404), may they do it (403), is what they sent right (400,
// 413, 422).
package server
