package api

// Subprotocol is the WebSocket subprotocol of live connections.
const Subprotocol = "kompas.v1"

// Codes that a live connection is closed with. Those below 4000 are of RFC 6455,
// the others are those of Kompas.
const (
	CloseGoingAway   = 1001 // the server stops
	CloseRestart     = 1012 // what may be seen of the past has changed
	CloseTryLater    = 1013 // not now: the store cannot be read, or there are too many connections
	CloseBad         = 4400 // a request or message that is not understood
	CloseNotSignedIn = 4401 // not signed in, signed out, or the grant has ended
	CloseNotFound    = 4404 // no such session, or not for this grant
	CloseTooSlow     = 4408 // the client does not read fast enough
	CloseDeleted     = 4409 // the session was deleted
	CloseTooLarge    = 4413 // a message over the limit
)
