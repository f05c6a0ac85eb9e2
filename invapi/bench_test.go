package invapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/invapi"
)

// tiny is a server that reads a request and answers with the documented
// success, and does nothing else: what is measured is the client.
func tiny(tb testing.TB) *httptest.Server {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"success": true}`)
	}))
	tb.Cleanup(srv.Close)
	return srv
}

// byHand is the same call as SetQuantity with nothing but the standard library:
// a deadline, a bounded read, the same headers.
type byHand struct {
	http  *http.Client
	url   string
	token string
}

func (c byHand) setQuantity(ctx context.Context, sku, size, width, store string, quantity int) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	body, err := json.Marshal(struct {
		SKU      string `json:"sku"`
		Size     string `json:"size"`
		Width    string `json:"width"`
		Store    string `json:"store"`
		Quantity int    `json:"quantity"`
	}{sku, size, width, store, quantity})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/api/product/inventory", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "sellerwire/0.1.0")
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, 16<<20))
	if err != nil {
		return err
	}
	var reply struct {
		Success bool   `json:"success"`
		Error   string `json:"error"`
	}
	if err := json.Unmarshal(raw, &reply); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK || reply.Error != "" || !reply.Success {
		return io.ErrUnexpectedEOF
	}
	return nil
}

// BenchmarkSetQuantity measures one small call over a kept connection beside
// the same call by hand, in runs that take turns; -benchtime 10x makes ten of
// each. It reports the ratio of the medians, for which the budget is 1.15.
func BenchmarkSetQuantity(b *testing.B) {
	const calls = 500 // in a run
	srv := tiny(b)
	client, err := invapi.New(srv.URL, "a-token")
	require.NoError(b, err)
	defer client.Close()
	hand := byHand{&http.Client{Transport: &http.Transport{}}, srv.URL, "a-token"}
	defer hand.http.CloseIdleConnections()

	ours := func() { require.NoError(b, client.SetQuantity(b.Context(), suit(44))) }
	theirs := func() { require.NoError(b, hand.setQuantity(b.Context(), "ZOOT-SUIT", "34", "D", "3", 44)) }
	timed(calls, ours) // opens the connection, warms up
	timed(calls, theirs)
	var own, other []time.Duration
	for b.Loop() {
		other = append(other, timed(calls, theirs))
		own = append(own, timed(calls, ours))
	}
	b.ReportMetric(float64(median(own))/float64(median(other)), "ratio")
	b.ReportMetric(float64(median(own))/calls, "ns/call")
	b.ReportMetric(float64(median(other))/calls, "ns/call-by-hand")
}

func timed(n int, call func()) time.Duration {
	start := time.Now()
	for range n {
		call()
	}
	return time.Since(start)
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return (times[(len(times)-1)/2] + times[len(times)/2]) / 2
}
