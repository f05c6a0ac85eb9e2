package purchase_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"time"

	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

// chaos spoils what goes through it, by chance. A request is applied before its
// connection ends, late but well within the look-up budget, or never: whatever
// a slow machine holds up for longer is dropped.
type chaos struct {
	emu    *purchasetest.Server
	budget time.Duration // of the look-ups

	mu     sync.Mutex
	random *rand.Rand
	off    bool
}

const headerSent = "X-Test-Sent"

// stamp is a middleware that notes when a request was sent.
func stamp(next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		r = r.Clone(r.Context())
		r.Header.Set(headerSent, time.Now().Format(time.RFC3339Nano))
		return next.RoundTrip(r)
	})
}

// overdue reports whether a request is too old to be applied.
func (c *chaos) overdue(r *http.Request) bool {
	sent, err := time.Parse(time.RFC3339Nano, r.Header.Get(headerSent))
	return err != nil || time.Since(sent) > c.budget/2
}

func (c *chaos) chance(percent int) bool { return c.n(100) < percent }

func (c *chaos) n(n int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.random.IntN(n)
}

func (c *chaos) calm() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.off = true
}

func (c *chaos) isOff() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.off
}

// dial refuses some connections.
func (c *chaos) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if !c.isOff() && c.chance(15) {
		return nil, &net.OpError{Op: "dial", Net: network, Err: errors.New("connection refused")}
	}
	return new(net.Dialer).DialContext(ctx, network, address)
}

func (c *chaos) intercept(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// Read to the end, or the server would not notice that the client has gone.
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		apply := sync.OnceValue(func() *httptest.ResponseRecorder {
			rec := httptest.NewRecorder()
			if c.overdue(r) {
				rec.Code = http.StatusGatewayTimeout
				return rec
			}
			lasting := r.Clone(context.WithoutCancel(r.Context()))
			lasting.Body = io.NopCloser(bytes.NewReader(body))
			next.ServeHTTP(rec, lasting)
			return rec
		})
		if !c.isOff() && c.chance(map[string]int{http.MethodPost: 60, http.MethodGet: 20}[r.Method]) {
			c.spoil(w, r, apply)
			return
		}
		rec := apply()
		maps.Copy(w.Header(), rec.Header())
		w.WriteHeader(rec.Code)
		_, _ = w.Write(rec.Body.Bytes())
	})
}

// spoil is one fault. What is answered without a code may have been applied;
// the codes 4291 and 5030 are honest.
func (c *chaos) spoil(w http.ResponseWriter, r *http.Request, apply func() *httptest.ResponseRecorder) {
	switch c.n(7) {
	case 0: // reset
		c.maybe(apply)
		reset(w)
	case 1: // a reply that is cut
		rec := apply()
		w.Header().Set("Content-Length", strconv.Itoa(rec.Body.Len()))
		w.WriteHeader(rec.Code)
		_, _ = w.Write(rec.Body.Bytes()[:rec.Body.Len()/2])
		panic(http.ErrAbortHandler)
	case 2: // a status without a code
		c.maybe(apply)
		if c.chance(50) {
			w.Header().Set("Retry-After", "0.01")
		}
		w.WriteHeader([]int{408, 429, 500, 502, 503, 504}[c.n(6)])
	case 3: // an incident
		c.maybe(apply)
		c.emu.Refuse(w, r, 5000)
	case 4: // refusals
		if c.chance(50) {
			w.Header().Set("Retry-After", "0.01")
		}
		c.emu.Refuse(w, r, []int{4291, 5030}[c.n(2)])
	case 5: // a success that cannot be read
		c.maybe(apply)
		w.WriteHeader([]int{200, 201}[c.n(2)])
		_, _ = io.WriteString(w, []string{"", "<html>ok</html>", `{"orderId":`}[c.n(3)])
	case 6: // silence until the client gives up
		if c.chance(50) {
			apply()
		}
		<-r.Context().Done()
		c.maybe(apply)
	}
}

// maybe applies the request now, late or never.
func (c *chaos) maybe(apply func() *httptest.ResponseRecorder) {
	switch c.n(3) {
	case 0:
		apply()
	case 1:
		time.AfterFunc(time.Duration(c.n(int(c.budget/10))), func() { apply() })
	}
}

// reset ends the connection with an RST in place of an answer.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
