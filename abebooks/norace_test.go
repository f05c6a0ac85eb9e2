//go:build !race

package abebooks_test

const raceDetector = false
