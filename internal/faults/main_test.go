package faults_test

import (
	"flag"
	"fmt"
	"os"
	"testing"
)

var (
	full   = flag.Bool("full", false, "run every cell of the matrix and of the sweep")
	panics = flag.String("panics", "", "the operation that TestPanickingProgram makes; for this package's own use")
	update = flag.Bool("update", false, "write docs/faults.md anew")
)

// parallelCells is the number of cells at a time. Most of them wait for a
// timeout most of the time, so there are more than processors.
const parallelCells = "16"

func TestMain(m *testing.M) {
	flag.Parse()
	chosen := false
	flag.Visit(func(f *flag.Flag) { chosen = chosen || f.Name == "test.parallel" })
	if !chosen {
		_ = flag.Set("test.parallel", parallelCells)
	}
	code := m.Run()
	neighbour.close()
	elsewhere.close()
	if left := strayGoroutines(); code == 0 && len(left) > 0 {
		fmt.Fprintf(os.Stderr, "goroutines left behind:\n\n%s\n", left)
		code = 1
	}
	os.Exit(code)
}
