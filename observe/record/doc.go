// Package record gives the entries of each session their order: it decides on
// appends one after another, has the log store them, and then publishes them to
// the subscriptions of those who may see them. It keeps the states of the sessions
// that are in use in memory, and holds all the concurrency of the domain; the
// rules themselves are in package observe.
package record
