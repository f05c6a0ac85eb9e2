package sellerwire_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/sellerwire/sellerwire"
)

// lostRefund stands for a call that failed: the connection broke before the
// answer came.
func lostRefund() error {
	return &sellerwire.Error{
		Service: "aim", Operation: "refund", RequestID: "5d8cf1e1", Attempts: 1,
		Outcome: sellerwire.OutcomeUnknown,
		Kinds:   []error{sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnavailable},
		Err:     io.ErrUnexpectedEOF,
	}
}

// Branch on the kind of an error, and read its details where they matter.
func ExampleError() {
	err := lostRefund()
	switch {
	case errors.Is(err, sellerwire.ErrNotSent):
		fmt.Println("nothing left this machine")
	case errors.Is(err, sellerwire.ErrOutcomeUnknown):
		fmt.Println("look at the service before it is sent again")
	case errors.Is(err, sellerwire.ErrUnauthorized):
		fmt.Println("check the credentials")
	}
	if e, ok := errors.AsType[*sellerwire.Error](err); ok {
		fmt.Println(e.Operation, e.RequestID, e.Attempts)
	}
	fmt.Println(err)
	// Output:
	// look at the service before it is sent again
	// refund 5d8cf1e1 1
	// aim: refund: outcome unknown, unavailable: unexpected EOF (request ID 5d8cf1e1, 1 attempt)
}

// What became of the change that a call was to make.
func ExampleOutcomeOf() {
	refused := &sellerwire.InvalidError{
		Service: "invapi", Operation: "set quantity",
		Fields: []sellerwire.FieldError{{Field: "store", Reason: "it is empty"}},
	}
	fmt.Println(sellerwire.OutcomeOf(nil))
	fmt.Println(sellerwire.OutcomeOf(refused))
	fmt.Println(sellerwire.OutcomeOf(lostRefund()))
	// Output:
	// accepted
	// not sent
	// outcome unknown
}

// An input that breaks rules has all its faults listed, one by one for a form
// and together for a log.
func ExampleInvalidError() {
	var err error = &sellerwire.InvalidError{
		Service: "abebooks", Operation: "update",
		Fields: []sellerwire.FieldError{
			{Item: `book 1 "SKU-1"`, Field: "publishYear", Reason: "it has 7 characters, the limit is 4", Limit: 4, Size: 7},
			{Item: `book 1 "SKU-1"`, Field: "price currency", Reason: "it is empty"},
		},
	}
	if invalid, ok := errors.AsType[*sellerwire.InvalidError](err); ok {
		for _, fault := range invalid.Fields {
			fmt.Println(fault.Field, fault.Limit, fault.Size)
		}
	}
	fmt.Println(err)
	fmt.Println(errors.Is(err, sellerwire.ErrInvalidRequest), errors.Is(err, sellerwire.ErrNotSent))
	// Output:
	// publishYear 4 7
	// price currency 0 0
	// abebooks: update: invalid, nothing sent: book 1 "SKU-1": publishYear: it has 7 characters, the limit is 4; price currency: it is empty
	// true true
}

// A secret shows itself to nobody but who asks for it.
func ExampleSecret() {
	token := sellerwire.NewSecret("4111-invented")
	fmt.Printf("%v %+v %#v %s\n", token, token, token, token)
	fmt.Println(slog.Any("token", token))
	fmt.Println(len(token.Reveal()))
	// Output:
	// [redacted] [redacted] [redacted] [redacted]
	// token=[redacted]
	// 13
}

// everySecond is a Limiter without a dependency: one request per tick.
type everySecond struct{ tick <-chan time.Time }

func (l everySecond) Wait(ctx context.Context) error {
	select {
	case <-l.tick:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Anything with this Wait paces a client; the Limiter of golang.org/x/time/rate
// has it. Hand it to New with WithLimiter.
func ExampleLimiter() {
	var limiter sellerwire.Limiter = everySecond{time.Tick(time.Second)}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	fmt.Println(limiter.Wait(ctx))
	// Output: context canceled
}

// A middleware counts the attempts by status. Hand it to New with
// WithMiddleware; here it wraps a transport by hand.
func ExampleMiddleware() {
	counts := map[int]int{} // with a lock where the client is used concurrently
	var count sellerwire.Middleware = func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			response, err := next.RoundTrip(r)
			if err == nil {
				counts[response.StatusCode]++
			}
			return response, err
		})
	}

	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	client := http.Client{Transport: count(http.DefaultTransport)}
	for range 2 {
		response, err := client.Get(server.URL)
		if err != nil {
			fmt.Println(err)
			return
		}
		response.Body.Close()
	}
	fmt.Println(counts)
	// Output: map[404:2]
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
