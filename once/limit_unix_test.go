//go:build darwin || freebsd || linux

package once_test

import (
	"os/signal"
	"syscall"
)

// limitFiles keeps this process from writing files of more bytes, as a full disk
// would; -1 does nothing.
func limitFiles(bytes int) error {
	if bytes < 0 {
		return nil
	}
	signal.Ignore(syscall.SIGXFSZ) // a write fails instead
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	setLimit(&limit.Cur, bytes)
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit)
}

// setLimit is for the platforms, which do not agree on the type.
func setLimit[T int64 | uint64](to *T, bytes int) { *to = T(bytes) }
