//go:build !(darwin || freebsd || linux)

package once_test

import "errors"

func limitFiles(int) error { return errors.ErrUnsupported }
