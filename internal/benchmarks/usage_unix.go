//go:build unix

package benchmarks

import (
	"runtime"
	"syscall"
	"time"
)

// peakRSS is the largest resident set the process has had.
func peakRSS() uint64 {
	maxRSS := uint64(usage().Maxrss)
	if runtime.GOOS == "darwin" {
		return maxRSS
	}
	return maxRSS << 10 // Linux and the BSDs count KiB
}

// processorTime is what the process has used of all processors, for the system
// and the collector too.
func processorTime() time.Duration {
	u := usage()
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func usage() (u syscall.Rusage) {
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return u
}
