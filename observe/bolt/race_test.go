//go:build race

package bolt_test

// withRace tells that the race detector looks on: it keeps some memory for each
// file that was ever mapped, and thousands of them are too much.
const withRace = true
