//go:build race

package analysis_test

// raceDetector tells that tests run ten times as slowly.
const raceDetector = true
