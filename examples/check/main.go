// Check tries the credentials and the clock of every service that the environment
// names, with reads only, and prints a line for each. With -transcript it writes down
// what was said, without credentials and without anybody's data: send it along when a
// service answers otherwise than this module believes.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/examples/internal/demo"
)

func main() {
	file := flag.String("transcript", "", "`file` to write what was said, redacted")
	timeout := flag.Duration("timeout", 30*time.Second, "`time` for each service")
	demo.Usage("check", "tries credentials and clock of every service, with reads only.")
	usage := flag.Usage
	flag.Usage = func() {
		usage()
		fmt.Fprintf(flag.CommandLine.Output(), "\nEnvironment (what is unset is not tried):\n"+
			"  ABEBOOKS_ORDERS_URL, ABEBOOKS_USERNAME, ABEBOOKS_API_KEY\n  %s\n  %s\n  %s\n  %s\n",
			demo.PurchaseEnvironment, demo.AIMEnvironment, demo.TWDEnvironment, demo.InvAPIEnvironment)
	}
	demo.Main("check", func(ctx context.Context) error {
		return run(ctx, *file, *timeout)
	})
}

func run(ctx context.Context, file string, timeout time.Duration) (err error) {
	said := &transcript{}
	if file != "" {
		out, err := os.Create(file) // before anything is sent: it may not be possible
		if err != nil {
			return err
		}
		defer func() {
			_, writeErr := out.WriteString(said.text())
			err = errors.Join(err, writeErr, out.Close())
		}()
	}
	named, failed := 0, 0
	for _, s := range services {
		values, ok, err := demo.Env(s.environment...)
		said.add(values)
		if os.Getenv(s.environment[0]) == "" {
			if err != nil || ok {
				line(s.name, "not tried", s.environment[0]+" is not set")
			}
			continue
		}
		named++
		if err == nil {
			err = try(ctx, s, values, said, timeout)
		}
		if err != nil {
			failed++
			line(s.name, "failed", err.Error())
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	switch {
	case named == 0:
		return errors.New("the environment names no service; -h lists the variables")
	case failed > 0:
		return fmt.Errorf("%d of %d services failed", failed, named)
	}
	return nil
}

// try reads something small, and prints what it was.
func try(ctx context.Context, s service, values []string, said *transcript, timeout time.Duration) error {
	if s.read == nil {
		line(s.name, "not tried", s.about)
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	var info sellerwire.ResponseInfo
	found, err := s.read(ctx, values, &info, sellerwire.WithMiddleware(said.middleware(s.name)))
	if err != nil {
		return err
	}
	line(s.name, "ok", found+"; "+clock(info.Header, time.Now()))
	return nil
}

// clock compares this machine's clock with the one of a reply. A signature may be five
// minutes old.
func clock(header http.Header, now time.Time) string {
	date, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return "the reply has no date to compare the clock with"
	}
	ahead := now.Sub(date).Round(time.Second)
	switch {
	case ahead.Abs() <= 2*time.Second:
		return "the clocks agree"
	case ahead > 0:
		return fmt.Sprintf("this machine's clock is %s ahead", ahead)
	}
	return fmt.Sprintf("this machine's clock is %s behind", -ahead)
}

func line(name, result, about string) {
	demo.Linef("", "%s: %s: %s", name, result, about)
}
