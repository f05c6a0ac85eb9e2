//go:build race

package faults_test

// slack is what the race detector may make of a time limit.
const slack = 10
