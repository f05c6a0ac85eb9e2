//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd || windows)

package durable

import (
	"errors"
	"fmt"
	"io"
	"runtime"
)

// lockFile fails: without a lock that ends with the process, two processes could
// run the same change.
func lockFile(string) (io.Closer, error) {
	return nil, fmt.Errorf("no file locks on %s: %w", runtime.GOOS, errors.ErrUnsupported)
}
