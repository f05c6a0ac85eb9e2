package benchmarks

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// figures are those of one line of a Go benchmark.
type figures struct {
	perOp  time.Duration
	allocs int
}

// pair is a benchmark and its baseline.
type pair struct{ ours, baseline figures }

// goBenchmark runs a benchmark that has two parts, ours first, and takes the
// fastest of three runs of each.
func goBenchmark(ctx context.Context, pkg, name string) (pair, error) {
	cmd := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", "^"+name+"$", "-benchmem", "-count", "3", pkg)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return pair{}, fmt.Errorf("%s: %w: %s", cmd, err, out)
	}
	var order []string
	best := map[string]figures{}
	for line := range strings.Lines(string(out)) {
		part, f, ok := parseBenchmark(line)
		if !ok {
			continue
		}
		known, seen := best[part]
		if !seen {
			order = append(order, part)
		}
		if !seen || f.perOp < known.perOp {
			best[part] = f
		}
	}
	if len(order) != 2 {
		return pair{}, fmt.Errorf("%s has %d parts, not 2: %s", name, len(order), out)
	}
	return pair{best[order[0]], best[order[1]]}, nil
}

// parseBenchmark reads "BenchmarkX/part-2  100  123 ns/op ... 0 allocs/op".
func parseBenchmark(line string) (part string, f figures, ok bool) {
	fields := strings.Fields(line)
	if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
		return "", f, false
	}
	for i := 2; i+1 < len(fields); i += 2 {
		value, err := strconv.ParseFloat(fields[i], 64)
		if err != nil {
			return "", f, false
		}
		switch fields[i+1] {
		case "ns/op":
			f.perOp = time.Duration(value)
		case "allocs/op":
			f.allocs = int(value)
		}
	}
	return fields[0], f, f.perOp > 0
}
