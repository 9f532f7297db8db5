// Package access decides who may do what: it signs browsers in and out, invites
// people and lets them join, and tells who sends a request.
//
// What somebody does, they do by a right: that of the owner, or a grant that an
// invitation gave. [Running] knows every request and live connection that runs by
// a right, from before the right is looked up until the request is answered or
// the connection is closed, so that ending a right ends them too. What a right
// allows somebody to see or to add, is decided by package observe.
package access
