//go:build !unix

package benchmarks

// peakRSS is not known here.
func peakRSS() uint64 { return 0 }
