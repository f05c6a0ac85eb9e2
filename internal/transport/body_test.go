package transport_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// sources are the three kinds of body, over the same content.
func sources(content []byte) map[string]transport.Body {
	return map[string]transport.Body{
		"bytes":     transport.Bytes(content),
		"reader at": transport.ReaderAt(bytes.NewReader(content), int64(len(content))),
		"reopened": transport.Reopen(func() (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(content)), nil
		}, int64(len(content))),
	}
}

func TestBodiesArriveWholeInEveryAttempt(t *testing.T) {
	t.Parallel()
	content := bytes.Repeat([]byte("sku\tprice\tquantity\n"), 20_000)
	for name, body := range sources(content) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			type arrival struct {
				sum      [32]byte
				length   int64
				encoding []string
			}
			var arrivals []arrival
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				got, err := io.ReadAll(r.Body)
				assert.NoError(t, err)
				arrivals = append(arrivals, arrival{sha256.Sum256(got), r.ContentLength, r.TransferEncoding})
				if len(arrivals) < 3 {
					w.WriteHeader(http.StatusServiceUnavailable)
				}
			})
			client := newClient(t, s.URL, quick)
			req := request(transport.Safe)
			req.Body = body

			_, err := client.Do(t.Context(), req)

			require.NoError(t, err)
			whole := arrival{sha256.Sum256(content), int64(len(content)), nil}
			require.Equal(t, []arrival{whole, whole, whole}, arrivals)
		})
	}
}

func TestPostWithoutABodyHasAContentLength(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodPost, http.MethodPut} {
		var header string
		url, _ := listen(t, func(_ int32, conn *net.TCPConn) {
			buf := make([]byte, 4096)
			n, _ := conn.Read(buf)
			header = string(buf[:n])
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		})
		client := newClient(t, url)
		req := request(transport.Once)
		req.Method, req.Body = method, transport.Body{}

		_, err := client.Do(t.Context(), req)

		require.NoError(t, err)
		assert.Contains(t, header, "\r\nContent-Length: 0\r\n")
		assert.NotContains(t, header, "Transfer-Encoding")
	}
}

// nothing is a source of zeros of any size.
type nothing struct{}

func (nothing) ReadAt(p []byte, _ int64) (int, error) {
	clear(p)
	return len(p), nil
}

// sized ends nothing at its size.
type sized struct{ size int64 }

func (s sized) ReadAt(p []byte, at int64) (int, error) {
	if at >= s.size {
		return 0, io.EOF
	}
	return nothing{}.ReadAt(p[:min(int64(len(p)), s.size-at)], at)
}

// Not parallel: it measures what the whole process allocates.
func TestLargeBodiesAreNotBuffered(t *testing.T) {
	const size = 64 << 20
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(io.Discard, r.Body)
		assert.NoError(t, err)
		assert.EqualValues(t, size, n)
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	client := newClient(t, s.URL, quick)
	req := request(transport.Safe)
	req.Body = transport.ReaderAt(sized{size}, size)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)

	_, err := client.Do(t.Context(), req)

	runtime.ReadMemStats(&after)
	e := failed(t, err, sellerwire.ErrUnavailable)
	assert.Equal(t, 3, e.Attempts)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(4<<20), "bytes allocated for 192 MiB sent")
}

// A service must never take a file for complete that was being written.
func TestSourceThatChangesItsSizeIsNeverSentCompletely(t *testing.T) {
	t.Parallel()
	const announced = 100_000
	tests := []struct {
		name   string
		actual int64
	}{
		{"it shrank", announced - 1},
		{"it shrank to nothing", 0},
		{"it grew by a byte", announced + 1},
		{"it grew", 2 * announced},
	}
	for _, tt := range tests {
		bodies := map[string]transport.Body{
			"reader at": transport.ReaderAt(sized{tt.actual}, announced),
			"reopened": transport.Reopen(func() (io.ReadCloser, error) {
				return io.NopCloser(io.NewSectionReader(sized{tt.actual}, 0, tt.actual)), nil
			}, announced),
		}
		for name, body := range bodies {
			t.Run(tt.name+", "+name, func(t *testing.T) {
				t.Parallel()
				var complete atomic.Int32
				s := serve(t, func(_ http.ResponseWriter, r *http.Request) {
					if _, err := io.Copy(io.Discard, r.Body); err == nil {
						complete.Add(1)
					}
				})
				client := newClient(t, s.URL, quick)
				req := request(transport.Safe)
				req.Body = body

				_, err := client.Do(t.Context(), req)

				e := failed(t, err, sellerwire.ErrInvalidRequest)
				assert.Contains(t, e.Kinds, sellerwire.ErrInvalidRequest)
				assert.Equal(t, 1, e.Attempts, "it will not fit better next time")
				assert.ErrorContains(t, err, "changed its size")
				assert.NotErrorIs(t, err, sellerwire.ErrUnavailable)
				s.Close()
				assert.Zero(t, complete.Load())
			})
		}
	}
}

// An upload that cannot be read is the caller's fault; nothing was sent if it
// could not even be opened.
func TestSourceThatFails(t *testing.T) {
	t.Parallel()
	boom := errors.New("bad sector")
	halfway := func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader("half"), readerFunc(func([]byte) (int, error) { return 0, boom }))), nil
	}
	missing := func() (io.ReadCloser, error) { return os.Open(filepath.Join("testdata", "missing.tsv")) }
	tests := []struct {
		name        string
		open        func() (io.ReadCloser, error)
		kind, cause error
		attempts    int
		dials       int32
	}{
		{"it cannot be opened", missing, sellerwire.ErrNotSent, os.ErrNotExist, 0, 0},
		{"it breaks halfway", halfway, sellerwire.ErrOutcomeUnknown, boom, 1, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var dials atomic.Int32
			pool := &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
				dials.Add(1)
				return (&net.Dialer{}).DialContext(ctx, network, addr)
			}}
			client := newClient(t, serve(t, answer(200, "")).URL, quick, sellerwire.WithHTTPClient(&http.Client{Transport: pool}))
			req := request(transport.Safe)
			req.Body = transport.Reopen(tt.open, 8)

			_, err := client.Do(t.Context(), req)

			e := failed(t, err, tt.kind, tt.cause)
			assert.Equal(t, tt.attempts, e.Attempts)
			assert.Equal(t, tt.dials, dials.Load())
			assert.ErrorContains(t, err, "read the upload")
			assert.NotErrorIs(t, err, sellerwire.ErrUnavailable)
		})
	}
}

// What was announced as empty goes out without a body, so it is looked at
// beforehand.
func TestSourceAnnouncedAsEmptyMustBeEmpty(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		body  transport.Body
		kinds []error
	}{
		{"it is", transport.ReaderAt(sized{0}, 0), nil},
		{"it has grown", transport.ReaderAt(sized{5}, 0), []error{sellerwire.ErrNotSent, sellerwire.ErrInvalidRequest}},
		{"it cannot be opened",
			transport.Reopen(func() (io.ReadCloser, error) { return nil, os.ErrNotExist }, 0), []error{sellerwire.ErrNotSent}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, opt := play(reply(200, ""))
			client := newClient(t, memoryURL, opt)
			req := request(transport.Once)
			req.Body = tt.body

			_, err := client.Do(t.Context(), req)

			if tt.kinds == nil {
				require.NoError(t, err)
				return
			}
			e := failed(t, err)
			assert.Equal(t, tt.kinds, e.Kinds)
			assert.Zero(t, s.calls)
		})
	}
}

func TestNegativeSizeIsRefused(t *testing.T) {
	t.Parallel()
	s, opt := play(reply(200, ""))
	client := newClient(t, memoryURL, opt)
	req := request(transport.Safe)
	req.Body = transport.ReaderAt(nothing{}, -1)

	_, err := client.Do(t.Context(), req)

	failed(t, err, sellerwire.ErrInvalidRequest, sellerwire.ErrNotSent)
	assert.Zero(t, s.calls, "an empty upload would empty an inventory")
}

// counted counts how much of a source is read.
type counted struct {
	io.ReaderAt
	read atomic.Int64
}

func (c *counted) ReadAt(p []byte, at int64) (int, error) {
	n, err := c.ReaderAt.ReadAt(p, at)
	c.read.Add(int64(n))
	return n, err
}

func TestExpectContinueBySize(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		size   int64
		opts   []sellerwire.Option
		expect string
	}{
		{"below the default", transport.DefaultExpectContinue - 1, nil, ""},
		{"at the default", transport.DefaultExpectContinue, nil, "100-continue"},
		{"turned off", 8 << 20, []sellerwire.Option{sellerwire.WithExpectContinue(-1)}, ""},
		{"set lower", 10, []sellerwire.Option{sellerwire.WithExpectContinue(10)}, "100-continue"},
		{"for every body", 1, []sellerwire.Option{sellerwire.WithExpectContinue(0)}, "100-continue"},
		{"never without a body", 0, []sellerwire.Option{sellerwire.WithExpectContinue(0)}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var expect string
			s := serve(t, func(_ http.ResponseWriter, r *http.Request) {
				expect = r.Header.Get("Expect")
				n, _ := io.Copy(io.Discard, r.Body)
				assert.Equal(t, tt.size, n)
			})
			client := newClient(t, s.URL, tt.opts...)
			req := request(transport.Safe)
			req.Body = transport.ReaderAt(sized{tt.size}, tt.size)

			_, err := client.Do(t.Context(), req)

			require.NoError(t, err)
			assert.Equal(t, tt.expect, expect)
		})
	}
}

// That is what it is for: a service that refuses does so before gigabytes.
func TestRefusedUploadIsNotSentWithExpectContinue(t *testing.T) {
	t.Parallel()
	const size = 1 << 40
	source := &counted{ReaderAt: nothing{}}
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	client := newClient(t, s.URL)
	req := request(transport.Once)
	req.Body = transport.ReaderAt(source, size)

	_, err := client.Do(t.Context(), req)

	failed(t, err, sellerwire.ErrUnauthorized)
	assert.Zero(t, source.read.Load())
}
