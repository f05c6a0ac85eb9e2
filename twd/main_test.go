package twd_test

import "flag"

// Flags of this package's tests. The full sizes take longer and are meant
// for a release: go test ./twd/ -args -full.
var (
	full = flag.Bool("full", false, "run the large tests at their full size")
)
