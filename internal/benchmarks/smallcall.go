package benchmarks

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/sellerwire/sellerwire/invapi"
)

// smallCall compares one small call with the same call written by hand on
// net/http and encoding/json, with a deadline, a bounded read and the same
// headers.
func smallCall() Row {
	return Row{
		Name:    "small-call",
		What:    "one small call on a kept-alive loopback connection vs net/http by hand",
		Budget:  "time <= 1.15x",
		Server:  func() Handler { return http.HandlerFunc(acceptQuantity) },
		Measure: measureSmallCall,
	}
}

func acceptQuantity(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"success": true}`)
}

const (
	smallRuns  = 10
	smallCalls = 3000
	smallToken = "an-invented-token"
)

func measureSmallCall(ctx context.Context, url string) (Result, error) {
	client, err := invapi.New(url, smallToken)
	if err != nil {
		return Result{}, err
	}
	defer client.Close()
	update := invapi.Update{Product: invapi.BySKU("ZOOT-SUIT", "34", "D"), Store: "3", Quantity: 44}
	ours := func() error { return client.SetQuantity(ctx, update) }

	byHand := &handWritten{url: url + "/api/product/inventory", http: &http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone()}}
	theirs := func() error { return byHand.set(ctx) }

	var took, baseline []time.Duration
	for run := range smallRuns + 1 {
		// Interleaved, and in turns first, so that neither has the quieter machine.
		a, b := ours, theirs
		if run%2 == 1 {
			a, b = b, a
		}
		// A connection of its own for each run: where the kernel puts the ends of
		// one is luck that would last for all of them.
		client.Close()
		byHand.http.CloseIdleConnections()
		first, err := timed(func() error { return repeat(smallCalls, a) })
		if err != nil {
			return Result{}, err
		}
		second, err := timed(func() error { return repeat(smallCalls, b) })
		if err != nil {
			return Result{}, err
		}
		if run%2 == 1 {
			first, second = second, first
		}
		if run > 0 { // the first round warms up
			took, baseline = append(took, first/smallCalls), append(baseline, second/smallCalls)
		}
	}
	r := Result{Took: median(took), Baseline: median(baseline)}
	r.Ratio = ratio(r.Took, r.Baseline)
	r.Kept = r.Ratio <= 1.15
	return r, nil
}

func repeat(n int, f func() error) error {
	for range n {
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}

// handWritten is what a careful programmer would write without this module.
type handWritten struct {
	url  string
	http *http.Client
}

func (h *handWritten) set(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	body, err := json.Marshal(map[string]any{
		"sku": "ZOOT-SUIT", "size": "34", "width": "D", "store": "3", "quantity": 44,
	})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+smallToken)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "by hand")
	resp, err := h.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, 16*mib))
	if err != nil {
		return err
	}
	var reply struct {
		Error string `json:"error"`
	}
	if err := json.Unmarshal(data, &reply); err != nil {
		return err
	}
	if resp.StatusCode/100 != 2 || reply.Error != "" {
		return fmt.Errorf("HTTP %d: %s", resp.StatusCode, reply.Error)
	}
	return nil
}
