// Emulator serves the emulated services on one address, for programs in any
// language. As soon as it listens it prints one line of JSON with the URLs and
// the credentials, and it runs until interrupted. GET /_state shows what the
// services hold; POST /_control places, cancels and answers orders at AbeBooks, and
// moves their clock.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/sellerwire/sellerwire/examples/internal/demo"
	"github.com/sellerwire/sellerwire/examples/internal/emulators"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "loopback `address`; port 0 is a free one")
	latency := flag.Duration("latency", 0, "`time` added to every answer")
	aimDelay := flag.Duration("aim-delay", 0, "`time` that AIM takes for an upload or a report; 0 is 200 ms")
	env := flag.String("env", "", "shell `file` to write, with the environment of the other examples")
	demo.Usage("emulator", "serves the emulated services on one address.")
	flag.Parse()
	demo.Main("emulator", func(ctx context.Context) error {
		if err := demo.NoArguments(); err != nil {
			return err
		}
		return run(ctx, *listen, *env, emulators.Options{Latency: *latency, AIMDelay: *aimDelay})
	})
}

func run(ctx context.Context, address, env string, opts emulators.Options) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	// The emulators accept invented keys that are printed for everyone to see.
	if ip := listener.Addr().(*net.TCPAddr).IP; !ip.IsLoopback() {
		_ = listener.Close()
		return fmt.Errorf("%s is not a loopback address", address)
	}
	all := emulators.NewAll(opts)
	endpoints := all.Endpoints("http://" + listener.Addr().String())
	line, err := json.Marshal(endpoints)
	if err != nil {
		return err
	}
	if env != "" {
		if err := os.WriteFile(env, []byte(endpoints.Environment()), 0o600); err != nil {
			return err
		}
	}
	fmt.Fprintln(os.Stdout, string(line))

	server := &http.Server{Handler: all, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
