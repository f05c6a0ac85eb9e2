// Otel records a sale at a TWD shop with OpenTelemetry around the client, and
// prints the traces and metrics: a span for each call and one for each of its
// attempts, and counters of what became of the calls. It is a module of its own,
// because of what it imports.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	"go.opentelemetry.io/otel/exporters/stdout/stdoutmetric"
	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/trace"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/examples/internal/demo"
	"github.com/sellerwire/sellerwire/examples/internal/emulators"
	"github.com/sellerwire/sellerwire/twd"
)

func main() {
	stockNo := flag.String("item", "1015", "stock `number` of the item to sell")
	yes := flag.Bool("yes", false, "sell at a shop that is no emulator on this machine")
	flag.Usage = func() {
		out := flag.CommandLine.Output()
		fmt.Fprint(out, "otel sells an item and prints traces and metrics of it.\n\n"+
			"Usage: go run -C examples/otel . [flags]\n\n")
		flag.PrintDefaults()
		fmt.Fprintf(out, "\nEnvironment (where it is unset, an emulator runs in this process):\n  %s\n", demo.TWDEnvironment)
	}
	demo.Main("otel", func(ctx context.Context) error {
		return run(ctx, *stockNo, *yes)
	})
}

// run sets OpenTelemetry up. A program of yours has its own providers and
// exporters; what it needs of this module is in telemetry.go.
func run(ctx context.Context, stockNo string, yes bool) (err error) {
	if !yes && demo.Real("TWD_URL") {
		return fmt.Errorf("would sell one of item %s at the shop that TWD_URL names; say -yes to do it", stockNo)
	}
	spans, err := stdouttrace.New(stdouttrace.WithWriter(os.Stdout), stdouttrace.WithPrettyPrint())
	if err != nil {
		return err
	}
	numbers, err := stdoutmetric.New(stdoutmetric.WithWriter(os.Stdout), stdoutmetric.WithPrettyPrint())
	if err != nil {
		return err
	}
	tracers := trace.NewTracerProvider(trace.WithBatcher(spans))
	meters := metric.NewMeterProvider(metric.WithReader(metric.NewPeriodicReader(numbers)))
	defer func() {
		ctx := context.WithoutCancel(ctx)
		err = errors.Join(err, tracers.Shutdown(ctx), meters.Shutdown(ctx))
	}()
	observed, err := newObserver(tracers, meters)
	if err != nil {
		return err
	}
	env, ok, err := demo.Env("TWD_URL", "TWD_API_KEY")
	if err != nil {
		return err
	}
	if !ok {
		server := emulators.TWD()
		defer server.Close()
		env = []string{server.URL, server.APIKey()}
	}
	shop, err := twd.New(env[0], env[1], attempts(tracers, meters))
	if err != nil {
		return err
	}
	defer shop.Close()
	return sell(ctx, observed, shop, stockNo)
}

// sell looks an item up and records a sale of it.
func sell(ctx context.Context, observed *observer, shop *twd.Client, stockNo string) error {
	err := observed.read(ctx, "twd", "get", func(ctx context.Context, opt sellerwire.CallOption) error {
		_, err := shop.Get(ctx, stockNo, opt)
		return err
	})
	if err != nil {
		return err
	}
	return observed.change(ctx, "twd", "record sale", func(ctx context.Context, opt sellerwire.CallOption) error {
		return shop.RecordSale(ctx, stockNo, 1, opt)
	})
}
