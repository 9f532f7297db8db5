//go:build race

package bolt_test

// withRace is true under the race detector, which keeps some memory for each
// file that was ever mapped: too much for thousands of files.
const withRace = true
