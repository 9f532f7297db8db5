// Package live serves the live connections of sessions: WebSockets over which
// clients send entries and are sent what others add.
package live
