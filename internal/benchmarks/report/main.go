// Report measures every budget of the design and prints the table. It exits
// with 1 if a budget is missed. On a busy machine it says that its times are not
// to be trusted.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"runtime/pprof"
	"strings"
	"time"

	"github.com/sellerwire/sellerwire/internal/benchmarks"
)

func main() {
	only := flag.String("row", "", "measure this `row` only")
	measure := flag.String("measure", "", "measure a `row` in this process, against -url (used by the program itself)")
	serve := flag.String("serve", "", "serve for a `row` (used by the program itself)")
	url := flag.String("url", "", "`address` of the row's server")
	profile := flag.String("cpuprofile", "", "write a CPU profile of the measured row to `file`; goes with -row")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	var err error
	switch {
	case *serve != "":
		err = serveRow(*serve)
	case *measure != "":
		err = measureRow(ctx, *measure, *url, *profile)
	default:
		err = report(ctx, *only, *profile)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		stop()
		os.Exit(1)
	}
}

// report runs each row in a process of its own.
func report(ctx context.Context, only, profile string) error {
	fmt.Printf("%s, %d CPUs, %s; %s\n\n", runtime.GOOS+"/"+runtime.GOARCH, runtime.NumCPU(),
		runtime.Version(), time.Now().Format(time.DateOnly))
	load, known := benchmarks.Load()
	busy := load > quiet*float64(runtime.NumCPU())
	switch {
	case !known:
		fmt.Print("How busy the machine is, is not known here.\n\n")
	case busy:
		fmt.Printf("Load before the start: %.2f. The machine is BUSY: the times, ratios and heaps below are not to be trusted, the "+
			"allocations are.\n\n", load)
	default:
		fmt.Printf("Load before the start: %.2f.\n\n", load)
	}
	fmt.Println("| what | budget | measured | baseline | ratio | peak heap | peak RSS | kept |")
	fmt.Println("|---|---|---|---|---|---|---|---|")
	missed := 0
	for _, row := range benchmarks.Rows() {
		if only != "" && row.Name != only {
			continue
		}
		r, err := child(ctx, row, profile)
		if err != nil {
			return fmt.Errorf("%s: %w", row.Name, err)
		}
		if !r.Kept {
			missed++
		}
		print(row, r, busy)
	}
	if missed > 0 {
		return fmt.Errorf("%d budgets missed", missed)
	}
	return nil
}

// quiet is the load of one CPU up to which a machine counts as quiet.
const quiet = 0.25

func print(row benchmarks.Row, r benchmarks.Result, busy bool) {
	kept := "yes"
	if !r.Kept {
		kept = "**no**"
	}
	if busy {
		kept += ", busy"
	}
	what := row.What
	if r.Note != "" {
		what += " (" + r.Note + ")"
	}
	fmt.Printf("| %s | %s | %s | %s | %s | %s | %s | %s |\n", what, row.Budget,
		duration(r.Took), duration(r.Baseline), number(r.Ratio), size(r.PeakHeap), size(r.PeakRSS), kept)
}

func duration(d time.Duration) string {
	switch {
	case d == 0:
		return ""
	case d < time.Millisecond:
		return fmt.Sprintf("%.1f µs", float64(d)/float64(time.Microsecond))
	default:
		return fmt.Sprintf("%.3f s", d.Seconds())
	}
}

func number(x float64) string {
	if x == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f", x)
}

func size(bytes uint64) string {
	if bytes == 0 {
		return ""
	}
	return fmt.Sprintf("%.1f MiB", float64(bytes)/(1<<20))
}

// child measures a row in a process of its own, against a server in another.
func child(ctx context.Context, row benchmarks.Row, profile string) (benchmarks.Result, error) {
	var r benchmarks.Result
	self, err := os.Executable()
	if err != nil {
		return r, err
	}
	args := []string{"-measure", row.Name, "-cpuprofile", profile}
	if row.Server != nil {
		server := exec.CommandContext(ctx, self, "-serve", row.Name)
		url, err := start(server)
		if err != nil {
			return r, err
		}
		defer func() {
			_ = server.Process.Kill()
			_ = server.Wait()
		}()
		args = append(args, "-url", url)
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal(out, &r)
}

// start runs a server and reads the address it prints.
func start(cmd *exec.Cmd) (string, error) {
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return "", err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	return strings.TrimSpace(line), err
}

func serveRow(name string) error {
	row, err := benchmarks.Find(name)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("http://" + listener.Addr().String())
	server := &http.Server{Handler: row.Server(), ReadHeaderTimeout: time.Minute}
	return server.Serve(listener)
}

func measureRow(ctx context.Context, name, url, profile string) error {
	row, err := benchmarks.Find(name)
	if err != nil {
		return err
	}
	if profile != "" {
		file, err := os.Create(profile)
		if err != nil {
			return err
		}
		defer file.Close()
		if err := pprof.StartCPUProfile(file); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	r, err := row.Measure(ctx, url)
	if err != nil {
		return err
	}
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = io.WriteString(os.Stdout, string(line)+"\n")
	return err
}
