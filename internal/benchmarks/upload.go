package benchmarks

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

const uploadSize = 1 << 30

// bigUpload sends a file that no memory holds, to a server that fails twice
// before it reads.
func bigUpload() Row {
	return Row{
		Name:   "big-upload",
		What:   "1 GiB AIM upload from a file, server failing twice before reading",
		Budget: "heap <= 16 MiB",
		Server: failTwice,
		Measure: func(ctx context.Context, url string) (Result, error) {
			file, err := os.CreateTemp("", "sellerwire-*")
			if err != nil {
				return Result{}, err
			}
			defer os.Remove(file.Name())
			if err := file.Truncate(uploadSize); err != nil {
				return Result{}, err
			}
			if err := file.Close(); err != nil {
				return Result{}, err
			}
			client, err := aim.New("bench@example.com", "an-invented-password",
				sellerwire.WithBaseURL(url),
				sellerwire.WithRetry(sellerwire.RetryPolicy{MinBackoff: time.Millisecond, MaxBackoff: 10 * time.Millisecond}))
			if err != nil {
				return Result{}, err
			}
			defer client.Close()
			feed, err := flatfile.FeedFile(file.Name())
			if err != nil {
				return Result{}, err
			}
			watch := watchHeap()
			var info sellerwire.ResponseInfo
			took, err := timed(func() error {
				_, err := client.AddModifyDelete(ctx, feed, aim.UploadOptions{}, aim.AllowRepeat(), sellerwire.WithResponseInfo(&info))
				return err
			})
			r := Result{Took: took, PeakHeap: watch.end(), PeakRSS: peakRSS()}
			r.Kept = r.PeakHeap <= 16*mib && info.Attempts == 3
			r.Note = fmt.Sprintf("%d attempts", info.Attempts)
			return r, err
		},
	}
}

func failTwice() Handler {
	var requests atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if requests.Add(1) <= 2 {
			w.Header().Set("Connection", "close")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		if n, err := io.Copy(io.Discard, r.Body); err != nil || n != uploadSize {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		_, _ = io.WriteString(w, "<Success>SUCCESS</Success>")
	})
}
