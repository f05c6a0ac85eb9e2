package benchmarks

import (
	"bytes"
	"context"
	"encoding/csv"
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

const reportRows = 1_000_000

// orderReport compares reading typed rows with encoding/csv reading strings.
func orderReport() Row {
	return Row{
		Name:   "order-report",
		What:   "1,000,000-row order report, typed rows, vs encoding/csv reading raw strings",
		Budget: ">= 1.0x its speed, heap <= 16 MiB",
		Measure: func(context.Context, string) (Result, error) {
			var took, reuse, fresh []time.Duration
			var peak, csvPeak uint64
			for range 3 {
				for _, read := range []struct {
					run   func() error
					times *[]time.Duration
					peak  *uint64
				}{
					{readTyped, &took, &peak},
					{func() error { return readCSV(true) }, &reuse, &csvPeak},
					{func() error { return readCSV(false) }, &fresh, &csvPeak},
				} {
					watch := watchHeap()
					d, err := timed(read.run)
					*read.peak = max(*read.peak, watch.end())
					if err != nil {
						return Result{}, err
					}
					*read.times = append(*read.times, d)
				}
			}
			r := Result{Took: median(took), Baseline: min(median(reuse), median(fresh)), PeakHeap: peak, PeakRSS: peakRSS()}
			r.Note = fmt.Sprintf("encoding/csv: peak heap %.1f MiB", float64(csvPeak)/mib)
			r.Ratio = ratio(r.Baseline, r.Took)
			r.Kept = r.Ratio >= 1.0 && r.PeakHeap <= 16*mib
			return r, nil
		},
	}
}

func readTyped() error {
	n := 0
	for _, err := range flatfile.ReadOrders(newReport(reportRows), flatfile.ReadOptions{}) {
		if err != nil {
			return err
		}
		n++
	}
	return exactly(n, reportRows)
}

func readCSV(reuse bool) error {
	r := csv.NewReader(newReport(reportRows))
	r.Comma, r.LazyQuotes, r.ReuseRecord = '\t', true, reuse
	n := -1 // the header
	for {
		_, err := r.Read()
		if err == io.EOF {
			return exactly(n, reportRows)
		}
		if err != nil {
			return err
		}
		n++
	}
}

func exactly(n, want int) error {
	if n != want {
		return fmt.Errorf("%d rows read, not %d", n, want)
	}
	return nil
}

// newReport is an order report of n rows that takes no memory: some hundred
// different rows, over and over.
func newReport(n int) io.Reader {
	const different = 500
	var block bytes.Buffer
	for i := range different {
		fmt.Fprintf(&block, "\t001-%07d-%07d\t%014d\t2009-07-23 08:59:03 PST\t\tAn Item Name of the Usual Length, Volume %d\t0711T%06d\tSKU-%06d\t%d.00\t3.99\t1\t%d.99\t2009-07-23 08:59:03 PST\t\tbuyer%d@example.com\tMAREN QUIST\tMaren Quist\t%d MAIN ST\t\tPORTLAND\tOR\t97201-1000\tUS\t\t\tstandard\n",
			1234567+i, 7654321-i, int64(12345678901234)+int64(i), i, i, i, 10+i%50, 13+i%50, i, i)
	}
	readers := make([]io.Reader, 0, n/different+1)
	readers = append(readers, bytes.NewReader([]byte("payments-status\torder-id\torder-item-id\tpayments-date\tpayments-transaction-id\titem-name\tlisting-id\tsku\tprice\tshipping-fee\tquantity-purchased\ttotal-price\tpurchase-date\tbatch-id\tbuyer-email\tbuyer-name\trecipient-name\tship-address-1\tship-address-2\tship-city\tship-state\tship-zip\tship-country\tspecial-comments\tupc\tship-method\n")))
	for range n / different {
		readers = append(readers, bytes.NewReader(block.Bytes()))
	}
	return io.MultiReader(readers...)
}

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
				sellerwire.WithBaseURL(url), sellerwire.WithRetry(sellerwire.RetryPolicy{MinBackoff: time.Millisecond, MaxBackoff: 10 * time.Millisecond}))
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
