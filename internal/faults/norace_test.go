//go:build !race

package faults_test

import "time"

const slack = 1

// patience is the attempt timeout where a fault is slow.
const patience = 800 * time.Millisecond
