package aim_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// refundFaults are faults of a request, before and after the service has acted.
var refundFaults = []func(service http.Handler, w http.ResponseWriter, r *http.Request){
	func(_ http.Handler, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) },
	func(_ http.Handler, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(429) },
	func(_ http.Handler, w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, "<BusinessLogicError>INVALID_FILE_FORMAT</BusinessLogicError>")
	},
	func(http.Handler, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	func(_ http.Handler, w http.ResponseWriter, _ *http.Request) { hangUp(w, "") },
	func(service http.Handler, w http.ResponseWriter, r *http.Request) {
		service.ServeHTTP(nowhere{}, r)
		hangUp(w, "")
	},
	func(service http.Handler, w http.ResponseWriter, r *http.Request) {
		service.ServeHTTP(nowhere{}, r)
		hangUp(w, "HTTP/1.1 200 OK\r\nContent-Length: 26\r\n\r\n<Success>SUC")
	},
	func(service http.Handler, w http.ResponseWriter, r *http.Request) {
		service.ServeHTTP(nowhere{}, r)
		w.WriteHeader(502)
	},
	func(service http.Handler, w http.ResponseWriter, r *http.Request) {
		service.ServeHTTP(nowhere{}, r)
		w.WriteHeader(408)
	},
	func(service http.Handler, w http.ResponseWriter, r *http.Request) {
		service.ServeHTTP(nowhere{}, r)
		_, _ = io.WriteString(w, "<html>Thank you</html>")
	},
	func(service http.Handler, w http.ResponseWriter, r *http.Request) {
		service.ServeHTTP(nowhere{}, r)
		http.Redirect(w, r, "/thanks", http.StatusSeeOther)
	},
	func(service http.Handler, w http.ResponseWriter, r *http.Request) {
		// The connection returns to the pool and is dead.
		service.ServeHTTP(nowhere{}, r)
		hangUp(w, "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 26\r\n\r\n<Success>SUCCESS</Success>")
	},
	func(service http.Handler, w http.ResponseWriter, r *http.Request) {
		service.ServeHTTP(nowhere{}, r)
		<-r.Context().Done() // no answer until the client gives up
	},
}

// hangUp writes raw bytes and resets the connection.
func hangUp(w http.ResponseWriter, text string) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	_, _ = io.WriteString(conn, text)
	if tcp, ok := conn.(*net.TCPConn); ok && text == "" {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// chance is a random source for several goroutines.
type chance struct {
	mu sync.Mutex
	*rand.Rand
}

func (c *chance) of(percent int) bool { return c.below(100) < percent }

func (c *chance) below(n int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.IntN(n)
}

func TestNoRefundIsMadeTwiceWhateverFails(t *testing.T) {
	t.Parallel()
	refunds := 100
	if *full {
		refunds = 500
	}
	const seed = 20041031
	luck := &chance{Rand: rand.New(rand.NewPCG(seed, seed))}
	srv := aimtest.NewServer(aimtest.Options{})
	t.Cleanup(srv.Close)
	srv.Intercept(func(service http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if luck.of(50) {
				service.ServeHTTP(w, r)
				return
			}
			refundFaults[luck.below(len(refundFaults))](service, w, r)
		})
	})
	dialing := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		if luck.of(20) {
			return nil, &net.OpError{Op: "dial", Net: network, Err: io.ErrClosedPipe}
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	}}
	t.Cleanup(dialing.CloseIdleConnections)
	client, err := aim.New(srv.Email(), srv.Password(), sellerwire.WithBaseURL(srv.URL),
		sellerwire.WithHTTPClient(&http.Client{Transport: dialing}),
		aim.WithTransferTimeout(200*time.Millisecond),
		sellerwire.WithRetry(sellerwire.RetryPolicy{MinBackoff: 1, MaxBackoff: 2}))
	require.NoError(t, err)

	outcomes := refundAll(t, client, refunds)
	made := map[string]int{}
	for _, r := range srv.Refunds() {
		made[r.OrderID]++
	}
	counts := map[sellerwire.Outcome]int{}
	for id, outcome := range outcomes {
		counts[outcome]++
		switch outcome {
		case sellerwire.OutcomeAccepted:
			assert.Equal(t, 1, made[id], "%s was accepted", id)
		case sellerwire.OutcomeUnknown:
			assert.LessOrEqual(t, made[id], 1, "of %s nothing is known", id)
		default:
			assert.Zero(t, made[id], "%s: %s", id, outcome)
		}
	}
	assert.Len(t, outcomes, refunds)
	for _, outcome := range []sellerwire.Outcome{sellerwire.OutcomeAccepted, sellerwire.OutcomeRejected, sellerwire.OutcomeUnknown} {
		assert.Positive(t, counts[outcome], "%s", outcome)
	}
	t.Log(counts)
}

// refundAll makes each refund with its own call, several at a time.
func refundAll(t *testing.T, client *aim.Client, refunds int) map[string]sellerwire.Outcome {
	outcomes := map[string]sellerwire.Outcome{}
	var mu sync.Mutex
	var workers sync.WaitGroup
	next := make(chan string)
	for range 8 {
		workers.Go(func() {
			for id := range next {
				err := client.Refund(t.Context(), feedOf(sheet(
					"order-id payments-transaction-id refund-amount reason message", id+" 12341234567890 1.00 CouldNotShip x")))
				mu.Lock()
				outcomes[id] = sellerwire.OutcomeOf(err)
				mu.Unlock()
			}
		})
	}
	for i := range refunds {
		next <- fmt.Sprintf("123-1234567-%07d", i)
	}
	close(next)
	workers.Wait()
	return outcomes
}
