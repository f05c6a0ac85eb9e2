package benchmarks

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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

func (p pair) ratio() float64 { return ratio(p.ours.perOp, p.baseline.perOp) }

// besideXML completes a row that is measured by a benchmark of a package.
func besideXML(row Row, pkg, name string, kept func(pair) bool) Row {
	row.Measure = func(ctx context.Context, _ string) (Result, error) {
		p, err := goBenchmark(ctx, pkg, name)
		if err != nil {
			return Result{}, err
		}
		return Result{
			Took: p.ours.perOp, Baseline: p.baseline.perOp, Ratio: p.ratio(), Kept: kept(p),
			Note: fmt.Sprintf("%d allocations, %d", p.ours.allocs, p.baseline.allocs),
		}, nil
	}
	return row
}

// goBenchmark runs a benchmark that has two parts, ours first. They take turns,
// and the fastest run of each counts.
func goBenchmark(ctx context.Context, pkg, name string) (pair, error) {
	const turns = 7
	dir, err := os.MkdirTemp("", "sellerwire-*")
	if err != nil {
		return pair{}, err
	}
	defer os.RemoveAll(dir)
	program := filepath.Join(dir, "bench")
	if out, err := exec.CommandContext(ctx, "go", "test", "-c", "-o", program, pkg).CombinedOutput(); err != nil {
		return pair{}, fmt.Errorf("%s: %w: %s", pkg, err, out)
	}
	var order []string
	best := map[string]figures{}
	for range turns {
		cmd := exec.CommandContext(ctx, program,
			"-test.run", "^$", "-test.bench", "^"+name+"$", "-test.benchmem", "-test.benchtime", "200ms")
		cmd.Dir = pkg
		out, err := cmd.CombinedOutput()
		if err != nil {
			return pair{}, fmt.Errorf("%s: %w: %s", cmd, err, out)
		}
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
	}
	if len(order) != 2 {
		return pair{}, fmt.Errorf("%s has the parts %q, not 2", name, order)
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
