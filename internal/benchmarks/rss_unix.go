//go:build unix

package benchmarks

import (
	"runtime"
	"syscall"
)

// peakRSS is the largest resident set the process has had.
func peakRSS() uint64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return uint64(usage.Maxrss)
	}
	return uint64(usage.Maxrss) << 10 // Linux and the BSDs count KiB
}
