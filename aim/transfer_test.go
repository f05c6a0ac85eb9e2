package aim_test

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	mebibyte   = 1 << 20
	heapBudget = 16 * mebibyte
)

// bigFile makes a sparse file: its header line, a hole, and a last line.
func bigFile(t *testing.T, size int64) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "feed.txt")
	file, err := os.Create(path)
	require.NoError(t, err)
	defer file.Close()
	_, err = file.WriteString("sku\tprice\r\n")
	require.NoError(t, err)
	_, err = file.WriteAt([]byte("\r\n"), size-2)
	require.NoError(t, err)
	return path
}

// Not parallel, because it measures the heap.
func TestALargeUploadNeedsLittleMemory(t *testing.T) {
	size := int64(64 * mebibyte)
	if *full {
		size = 1 << 30
	}
	path := bigFile(t, size)
	srv, client := serve(t, aimtest.Options{DiscardUploads: true}, status(503, 2)) // answered before the body is read
	feed, err := flatfile.FeedFile(path)
	require.NoError(t, err)

	peak := watchHeap(t)
	started := time.Now()
	_, err = client.AddModifyDelete(t.Context(), feed, aim.UploadOptions{}, aim.AllowRepeat())
	highest := peak()
	require.NoError(t, err)
	t.Logf("%d MiB in %s, heap %.1f MiB", size/mebibyte, time.Since(started).Round(time.Millisecond), float64(highest)/mebibyte)
	assert.LessOrEqual(t, highest, uint64(heapBudget))
	assert.EqualValues(t, 3, srv.Requests())
	require.Len(t, srv.Batches(), 1)
	assert.Equal(t, size, srv.Batches()[0].Size)
	assert.Equal(t, sumOf(t, path), srv.Batches()[0].SHA256)
}

func sumOf(t *testing.T, path string) string {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	digest := sha256.New()
	_, err = io.Copy(digest, file)
	require.NoError(t, err)
	return hex.EncodeToString(digest.Sum(nil))
}

func TestALargeDownloadNeedsLittleMemory(t *testing.T) {
	size := int64(64 * mebibyte)
	if *full {
		size = 1 << 30
	}
	srv, client := serve(t, aimtest.Options{}, nil)
	line := strings.Repeat("x", 1023) + "\n"
	id := srv.AddReport(aimtest.Report{Name: "SoldListings"}, func(w io.Writer) error {
		for range size / int64(len(line)) {
			if _, err := io.WriteString(w, line); err != nil {
				return err
			}
		}
		return nil
	})
	peak := watchHeap(t)
	download, err := client.DownloadReport(t.Context(), id)
	require.NoError(t, err)
	defer download.Close()
	n, err := io.Copy(io.Discard, download)
	highest := peak()
	require.NoError(t, err)
	assert.Equal(t, size, n)
	t.Logf("%d MiB, heap %.1f MiB", size/mebibyte, float64(highest)/mebibyte)
	assert.LessOrEqual(t, highest, uint64(heapBudget))
}

// BenchmarkUpload sends a file of 1 GiB to a server that answers 503 twice
// before it reads.
func BenchmarkUpload(b *testing.B) {
	const size = 1 << 30
	srv := aimtest.NewServer(aimtest.Options{DiscardUploads: true})
	defer srv.Close()
	answered := 0
	srv.Intercept(func(service http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if answered++; answered%3 != 0 {
				w.WriteHeader(503)
				return
			}
			service.ServeHTTP(w, r)
		})
	})
	client, err := aim.New(srv.Email(), srv.Password(), sellerwire.WithBaseURL(srv.URL),
		sellerwire.WithRetry(sellerwire.RetryPolicy{MinBackoff: 1, MaxBackoff: 2}))
	require.NoError(b, err)
	defer client.Close()
	path := filepath.Join(b.TempDir(), "feed.txt")
	require.NoError(b, os.WriteFile(path, []byte("sku\r\n"), 0o600))
	require.NoError(b, os.Truncate(path, size))
	feed, err := flatfile.FeedFile(path)
	require.NoError(b, err)
	b.SetBytes(size)
	peak := watchHeap(b)
	for b.Loop() {
		_, err := client.AddModifyDelete(b.Context(), feed, aim.UploadOptions{}, aim.AllowRepeat())
		require.NoError(b, err)
	}
	b.ReportMetric(float64(peak())/mebibyte, "heap-MiB")
}

// watchHeap samples the heap until the returned function is called. It collects garbage
// before each sample, because the garbage between two collections depends on the load of
// the machine.
func watchHeap(tb testing.TB) (peak func() uint64) {
	tb.Helper()
	runtime.GC()
	var highest uint64
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			highest = max(highest, m.HeapAlloc)
			select {
			case <-stop:
				return
			case <-tick.C:
			}
		}
	}()
	return func() uint64 {
		close(stop)
		<-stopped
		return highest
	}
}
