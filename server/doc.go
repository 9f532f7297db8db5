// Package server is Kompas over HTTP: the API below /api/v1, the live
// connection of a session, signing in, and the page.
//
// All routes are in one list, in routes.go, and package server/api holds the types
// of what they take and answer; the OpenAPI document is made from both. What
// somebody may see is decided by package observe; who they are and what they are
// to a session, by package server/access.
//
// A request is checked in this order: that it comes from the server's own page or
// from a program (403), who sends it (401), that what it is about exists for them
// (404), that they may do it (403), and that what they sent is right (400, 413,
// 422). So a handler reads as four steps: it looks up what the caller may do with
// the thing in the path, reads the request, acts, and answers.
package server
