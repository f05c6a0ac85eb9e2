// Package testkit has what the tests of several packages share.
package testkit

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"

	"github.com/sellerwire/sellerwire"
)

var update = flag.Bool("update", false, "write the golden files in testdata instead of comparing")

// Golden compares got with a file in testdata. With -update it writes the file.
func Golden[T ~string | ~[]byte](t testing.TB, name string, got T) {
	t.Helper()
	file := filepath.Join("testdata", filepath.FromSlash(name))
	if *update {
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(got), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; -update makes it", err)
	}
	if string(want) != string(got) {
		t.Fatalf("%s is not as recorded; -update records it anew\nwant:\n%s\ngot:\n%s", file, want, got)
	}
}

// ErrorOf returns the [sellerwire.Error] in err.
func ErrorOf(t testing.TB, err error) *sellerwire.Error {
	t.Helper()
	e, ok := errors.AsType[*sellerwire.Error](err)
	if !ok {
		t.Fatalf("no sellerwire.Error: %v", err)
	}
	return e
}

// PeakHeap returns how far the heap grew while do ran. The collector leaves little
// garbage, so that the result does not depend on how busy the machine is. It changes the
// collector's settings: no other test may run at the same time.
func PeakHeap(do func()) int64 {
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	heap := func() int64 {
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		metrics.Read(sample)
		return int64(sample[0].Value.Uint64())
	}
	runtime.GC()
	before := heap()
	peak := before
	done := make(chan struct{})
	go func() {
		defer close(done)
		do()
	}()
	tick := time.NewTicker(200 * time.Microsecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			peak = max(peak, heap())
		case <-done:
			return max(peak, heap()) - before
		}
	}
}
