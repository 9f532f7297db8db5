//go:build !race

package sequence_test

const raceDetector = false
