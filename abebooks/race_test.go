//go:build race

package abebooks_test

// raceDetector tells whether this binary was built with it.
const raceDetector = true
