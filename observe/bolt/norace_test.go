//go:build !race

package bolt_test

const withRace = false
