//go:build race

package analysistest

// RaceDetector reports whether this is a build with the race detector.
const RaceDetector = true
