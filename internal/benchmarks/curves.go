package benchmarks

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

// Point is a measured value.
type Point struct{ X, Y float64 }

// PerRequest is what a slow server takes for a request.
const PerRequest = 50 * time.Millisecond

// Throughput is how many books a second Sync sends to a server that takes 50 ms for
// a request of 100, by concurrency; and as many books sent one in a request.
func Throughput(ctx context.Context) (batches, single []Point, err error) {
	server := httptest.NewServer(delayed(inventoryUpdate()))
	defer server.Close()
	for n := 1; n <= 64; n *= 2 {
		for _, curve := range []struct {
			points    *[]Point
			batchSize int
		}{{&batches, abebooks.MaxBatch}, {&single, 1}} {
			count := 20 * n * curve.batchSize // a second's worth
			client, err := abebooks.New(abebooks.Classic("bench", inventedKey),
				sellerwire.WithBaseURL(server.URL), abebooks.WithBatchSize(curve.batchSize))
			if err != nil {
				return nil, nil, err
			}
			took, err := timed(func() error { return syncAll(ctx, client, count, n) })
			client.Close()
			if err != nil {
				return nil, nil, err
			}
			*curve.points = append(*curve.points, Point{float64(n), float64(count) / took.Seconds()})
		}
	}
	return batches, single, nil
}

// Memory is the peak of the heap in MiB by the size of the inventory: sent through
// Sync, and read from an order report.
func Memory(ctx context.Context) (sent, read []Point, err error) {
	for n := 1_000; n <= 1_000_000; n *= 10 {
		client, err := abebooks.New(abebooks.Classic("bench", inventedKey), sellerwire.WithBaseURL("http://127.0.0.1"),
			sellerwire.WithHTTPClient(&http.Client{Transport: inProcess{inventoryUpdate()}}))
		if err != nil {
			return nil, nil, err
		}
		watch := watchHeap()
		err = syncAll(ctx, client, n, 8)
		sent = append(sent, Point{float64(n), float64(watch.end()) / mib})
		if err != nil {
			return nil, nil, err
		}
		watch = watchHeap()
		err = readAll(flatfile.ReadOrders(orderRows(n), flatfile.ReadOptions{}), n)
		read = append(read, Point{float64(n), float64(watch.end()) / mib})
		if err != nil {
			return nil, nil, err
		}
	}
	return sent, read, nil
}

// inProcess asks a handler without a network.
type inProcess struct{ handler http.Handler }

func (t inProcess) RoundTrip(req *http.Request) (*http.Response, error) {
	recorder := httptest.NewRecorder()
	t.handler.ServeHTTP(recorder, req)
	if req.Body != nil {
		_, _ = io.Copy(io.Discard, req.Body)
		_ = req.Body.Close()
	}
	return recorder.Result(), nil
}
