package faults_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/purchase"
)

// sentAgain names the codes that say, in the service's own words, that it took
// nothing, and how many requests are made where it says so for good. Of
// everything else an operation that must not be done twice makes one request.
var sentAgain = map[string]map[string]int{
	"purchase": {
		"4013": 2,           // the request had expired: it is dated and signed anew, once
		"4291": maxAttempts, // above the rate limit
		"5030": maxAttempts, // unavailable or busy
	},
}

// documentedCodes are all that the vendors document, by service.
func documentedCodes(service string) (codes []string) {
	switch service {
	case "purchase":
		for c := purchase.Code(1000); c < 10000; c++ {
			if c.Known() {
				codes = append(codes, fmt.Sprint(int(c)))
			}
		}
	case "aim":
		codes = []string{
			"SUCCESS", "CUSTOMER_UNAUTHORIZED", "INVALID_FILE_FORMAT", "INVALID_LISTING_PROGRAM", "INVALID_BATCH",
			"FILE_NOT_FOUND", "ACCESS_DENIED", "NO_DEFAULT_PAYMENT",
		}
	case "twd":
		codes = []string{"0", "1"}
	}
	return append(codes, "") // and none
}

// inWords is an answer with a code, in the form of the service.
func inWords(service, code string, status int) answer {
	a := answer{status: status, header: http.Header{"Retry-After": {"0"}}}
	switch {
	case code == "":
	case service == "purchase":
		a.header.Set("Abe-Status", code)
		a.header.Set("Content-Type", "application/json")
		a.body = []byte(`{"messages":["the service's own words"],"requestId":"62FBB727"}`)
	case service == "aim" && code == "SUCCESS":
		a.body = []byte("<Success>SUCCESS</Success>")
	case service == "aim":
		a.body = []byte("<BusinessLogicError>" + code + "</BusinessLogicError>")
	case service == "twd":
		a.body = []byte(twdResult(code, "The supplied API key is not valid!", ""))
	}
	return a
}

// TestWhatMustNotBeDoneTwiceIsSentOnce lets every such operation get every
// documented code under every HTTP status that would be retried, and under the
// one that it comes with.
func TestWhatMustNotBeDoneTwiceIsSentOnce(t *testing.T) {
	t.Parallel()
	statuses := append(slices.Clone(failing), http.StatusOK)
	for _, op := range operations {
		if op.class != once && op.class != keyed {
			continue
		}
		t.Run(op.String(), func(t *testing.T) {
			t.Parallel()
			for _, code := range documentedCodes(op.service.name) {
				own := statuses
				if op.service == purchaseAPI && code != "" { // 4018 comes with 401
					var status int
					_, err := fmt.Sscan(code[:3], &status)
					require.NoError(t, err)
					own = append(slices.Clone(statuses), status)
				}
				for _, status := range own {
					want := max(1, sentAgain[op.service.name][code])
					if status < 300 {
						want = 1 // a refusal under a success contradicts itself
					}
					got := requestsOf(t, op, inWords(op.service.name, code, status))
					assert.Equal(t, want, got, "code %q under HTTP %d", code, status)
				}
			}
		})
	}
}

// requestsOf counts the requests of an operation that always gets this answer.
func requestsOf(t *testing.T, op *operation, a answer) (requests int) {
	synctest.Test(t, func(t *testing.T) {
		service := op.service.emulate()
		emulated := shellOf(service)
		s := &site{op: op, fault: &fault{}, backend: service, logs: newLogbook(), shown: &shown{}, ctx: newEndable(context.Canceled)}
		client, err := op.service.connect("http://127.0.0.1"+op.service.path, []sellerwire.Option{
			sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: maxAttempts, MinBackoff: 1, MaxBackoff: time.Millisecond}),
			sellerwire.WithHTTPClient(&http.Client{Transport: roundTrip(func(req *http.Request) (*http.Response, error) {
				if !op.counts(req) || !op.hits(s, req) {
					return emulated.RoundTrip(req)
				}
				requests++
				if req.Body != nil {
					_ = req.Body.Close()
				}
				return a.response(req), nil
			})}),
		})
		require.NoError(t, err)
		s.client = client
		ctx, cancel := context.WithTimeout(t.Context(), time.Second) // a workflow polls every millisecond
		defer cancel()
		_ = op.call(ctx, s)
		if closer, ok := client.(interface{ Close() }); ok {
			closer.Close()
		}
	})
	return requests
}

// TestTheCodesThatAreSentAgainAreDocumented: the table is for nothing else.
func TestTheCodesThatAreSentAgainAreDocumented(t *testing.T) {
	t.Parallel()
	for service, codes := range sentAgain {
		for code := range codes {
			assert.Contains(t, documentedCodes(strings.ToLower(service)), code)
		}
	}
}
