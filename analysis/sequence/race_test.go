//go:build race

package sequence_test

// raceDetector tells that tests run ten times as slowly.
const raceDetector = true
