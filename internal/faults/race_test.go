//go:build race

package faults_test

import "time"

// slack is what the race detector may make of a time limit.
const slack = 10

// patience is the attempt timeout where a fault is slow.
const patience = 800 * time.Millisecond
