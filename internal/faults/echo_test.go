package faults_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
)

// TestNoEchoedSecretIsShown lets every operation meet a service that repeats
// the request, or the credentials in it, in each place of a reply and in each
// form. Not one of them may get into an error, a log record or a result.
func TestNoEchoedSecretIsShown(t *testing.T) {
	t.Parallel()
	cells := 0
	for i, op := range operations {
		if op.class == before || op.class == after || op.class == poll {
			continue // they are made of the others
		}
		echoes := echoesOf(op, i)
		cells += len(echoes)
		t.Run(op.String(), func(t *testing.T) {
			t.Parallel()
			service := op.service.emulate() // for what the calls want to know; it is not called
			for _, e := range echoes {
				e.check(t, op, service)
			}
		})
	}
	t.Logf("%d echoes", cells)
	t.Cleanup(func() {
		if *full && !t.Failed() {
			stillLeaking(t, func(l *knownLeak) bool { return l.shapes != nil || l.form != "" })
		}
	})
}

// An echo is one way to repeat what was sent.
type echo struct {
	shape shape
	text  string // what is repeated; empty: the request as it came, byte for byte
	name  string
	// pad stands before it, so that texts that are cut are cut in the midst of it.
	pad int
}

// echoRotation is the part of the echoes that a normal run takes of each
// operation.
const echoRotation = 60

// cuts are the lengths at which texts are cut somewhere in this module: a value
// in an error, the snippet of a body, a line of an error, the body of an error.
var cuts = []int{40, 200, 500, 4 << 10}

func echoesOf(op *operation, number int) []echo {
	var all []echo
	for _, s := range shapesFor(op.service) {
		all = append(all, echo{shape: s, name: "the request"})
		for _, secret := range op.secrets() {
			for _, f := range forms {
				text := f.encode(secret)
				if f.printed || text != secret && s.changes(text) {
					continue // an encoding of an encoding is none that anyone looks for
				}
				all = append(all, echo{shape: s, text: text, name: f.name})
				if !f.cut {
					continue
				}
				for _, cut := range cuts {
					all = append(all,
						echo{shape: s, text: text,
							name: fmt.Sprintf("%s, cut at %d", f.name, cut), pad: max(0, cut-len(s.before)-len(text)/2)})
				}
			}
		}
	}
	if *full {
		return all
	}
	var some []echo
	fewer := 1
	if testing.Short() {
		fewer = 4
	}
	for i, e := range all {
		if (i+number)%(echoRotation*fewer) == 0 || e.text == "" {
			some = append(some, e)
		}
	}
	return some
}

// check makes the call and searches what it shows.
func (e echo) check(t *testing.T, op *operation, service backend) {
	t.Helper()
	s := &site{op: op, fault: &fault{}, backend: service, logs: newLogbook(), shown: &shown{}}
	client, err := op.service.connect("http://127.0.0.1"+op.service.path, []sellerwire.Option{
		sellerwire.WithHTTPClient(&http.Client{Transport: e}),
		sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 2, MinBackoff: 1, MaxBackoff: 1, MaxRetryAfter: time.Millisecond}),
		sellerwire.WithLogger(slog.New(s.logs)),
	})
	require.NoError(t, err)
	s.client = client
	if err := op.call(t.Context(), s); err != nil {
		s.shown.value("the error", err)
	}
	s.shown.add("the log", s.logs.String())
	if strings.Contains(s.shown.String(), canary) {
		t.Errorf("%s, in %s: the query of a URL is shown", e.name, e.shape.name)
	}
	for _, found := range op.service.sweep(s.shown.String()) {
		sent, _, _ := strings.Cut(e.name, ", cut at")
		if !leakKnown(op.service.name, e.shape.name, sent, found) {
			t.Errorf("%s, in %s: %s", e.name, e.shape.name, found)
		}
	}
}

// RoundTrip answers a request with itself.
func (e echo) RoundTrip(req *http.Request) (*http.Response, error) {
	text := e.text
	if text == "" {
		var wire strings.Builder
		if err := req.Write(&wire); err != nil {
			return nil, err
		}
		text = wire.String()
	} else if req.Body != nil {
		_, _ = io.Copy(io.Discard, req.Body)
		_ = req.Body.Close()
	}
	text = strings.Repeat("x", e.pad) + text
	if e.shape.fails != nil {
		return nil, e.shape.fails(text)
	}
	return e.shape.reply(text), nil
}
