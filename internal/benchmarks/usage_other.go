//go:build !unix

package benchmarks

import "time"

// peakRSS is not known here.
func peakRSS() uint64 { return 0 }

// processorTime is not known here either: the wall clock has to do.
func processorTime() time.Duration { return time.Since(start) }
