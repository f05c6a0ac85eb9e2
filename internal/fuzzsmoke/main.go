// Fuzzsmoke runs every fuzz target of the module for a short time each, and
// stops at the first finding. Go itself fuzzes one target at a time.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

func main() {
	each := flag.Duration("time", 3*time.Second, "`time` for each target")
	only := flag.String("run", "", "run the targets whose package or name matches this `regexp`")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *each, *only)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "fuzzsmoke:", err)
		os.Exit(1)
	}
}

// target is a fuzz function.
type target struct{ pkg, name string }

func run(ctx context.Context, each time.Duration, only string) error {
	wanted, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	targets, err := find(".")
	if err != nil {
		return err
	}
	ran := 0
	for _, t := range targets {
		if !wanted.MatchString(t.pkg + " " + t.name) {
			continue
		}
		ran++
		start := time.Now()
		if err := t.fuzz(ctx, each); err != nil {
			return err
		}
		fmt.Printf("ok  %-28s %-28s %s\n", t.pkg, t.name, time.Since(start).Round(100*time.Millisecond))
	}
	if ran == 0 {
		return fmt.Errorf("no target matches %q", only)
	}
	fmt.Printf("%d targets, no findings\n", ran)
	return nil
}

// tries is how often a target is run that was stopped rather than failed.
const tries = 3

// fuzz runs one target. On a busy machine Go's fuzzer sometimes reports the end
// of its own time as a failure, without an input that failed: that is no finding.
func (t target) fuzz(ctx context.Context, each time.Duration) error {
	for try := 1; ; try++ {
		cmd := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-fuzz", "^"+t.name+"$", "-fuzztime", each.String(), t.pkg)
		out, err := cmd.CombinedOutput()
		if err == nil {
			return nil
		}
		outOfTime := bytes.Contains(out, []byte("context deadline exceeded")) && !bytes.Contains(out, []byte("Failing input"))
		if !outOfTime || try == tries {
			return fmt.Errorf("%s %s: %w\n%s", t.pkg, t.name, err, out)
		}
	}
}

var fuzzFunc = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)

// find lists the targets below a directory.
func find(root string) ([]target, error) {
	var targets []target
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		source, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if !bytes.Contains(source, []byte("*testing.F")) {
			return nil
		}
		for _, match := range fuzzFunc.FindAllSubmatch(source, -1) {
			targets = append(targets, target{"./" + filepath.ToSlash(filepath.Dir(name)), string(match[1])})
		}
		return nil
	})
	return targets, err
}
