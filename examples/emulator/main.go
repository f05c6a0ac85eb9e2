// Emulator serves the emulated services on one address, for programs in any
// language: each under a prefix, and under its own path as well. As soon as it
// listens it prints one line of JSON with the URLs and the credentials, and it
// runs until interrupted. GET /_state shows what the services hold; POST /_control
// does what buyers at AbeBooks, the seller on its web site, or the time would do.
package main

import (
	"context"
	"crypto/tls"
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

type settings struct {
	listen, env, cert string
	set               []string
	tls               bool
	emulators         emulators.Options
}

func main() {
	var s settings
	flag.StringVar(&s.listen, "listen", "127.0.0.1:0", "loopback `address`; port 0 is a free one")
	flag.DurationVar(&s.emulators.Latency, "latency", 0, "`time` added to every answer")
	flag.DurationVar(&s.emulators.AIM.ProcessingDelay, "aim-delay", 0, "`time` that AIM takes for an upload or a report; 0 is 200 ms")
	flag.Float64Var(&s.emulators.OddRate, "odd", 0, "`share` of odd replies, 0 to 1: fields dropped, doubled or respelled,\n"+
		"replies cut, wrapped, in HTML; X-Odd says what was done")
	flag.Uint64Var(&s.emulators.OddSeed, "odd-seed", 1, "`number` that chooses the odd replies")
	flag.StringVar(&s.env, "env", "", "shell `file` to write, with the environment of the other examples")
	flag.BoolVar(&s.tls, "tls", false, "serve https with a certificate of its own making")
	flag.StringVar(&s.cert, "cert", "", "PEM `file` to write it to, for clients that shall trust it")
	flag.Func("set", "set a `switch`, as aim.report-status=202; repeatable", func(text string) error {
		s.set = append(s.set, text)
		return nil
	})
	demo.Usage("emulator", "serves the emulated services on one address.")
	usage := flag.Usage
	flag.Usage = func() {
		usage()
		fmt.Fprintf(flag.CommandLine.Output(), "\nSwitches of -set (the default is off, or named first):\n%s", emulators.Switches())
	}
	demo.Main("emulator", func(ctx context.Context) error {
		return run(ctx, s)
	})
}

func run(ctx context.Context, s settings) error {
	for _, text := range s.set {
		if err := s.emulators.Set(text); err != nil {
			return err
		}
	}
	if rate := s.emulators.OddRate; !(rate >= 0 && rate <= 1) {
		return fmt.Errorf("-odd must be 0 to 1, not %v", rate)
	}
	if s.emulators.Latency < 0 || s.emulators.AIM.ProcessingDelay < 0 {
		return errors.New("-latency and -aim-delay must not be negative")
	}
	if s.cert != "" && !s.tls {
		return errors.New("-cert is for -tls")
	}
	listener, err := net.Listen("tcp", s.listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	// The emulators accept invented keys that are printed for everyone to see.
	if ip := listener.Addr().(*net.TCPAddr).IP; !ip.IsLoopback() {
		return fmt.Errorf("%s is not a loopback address", s.listen)
	}
	base := "http://" + listener.Addr().String()
	if s.tls {
		certificate, err := selfSigned(s.cert)
		if err != nil {
			return err
		}
		base = "https://" + listener.Addr().String()
		listener = tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12})
	}
	all := emulators.NewAll(s.emulators)
	endpoints := all.Endpoints(base)
	line, err := json.Marshal(endpoints)
	if err != nil {
		return err
	}
	if s.env != "" {
		if err := os.WriteFile(s.env, []byte(endpoints.Environment()), 0o600); err != nil {
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
