package aim_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fault spoils the n-th request, counted from 1, or none.
type fault func(n int64, service http.Handler, w http.ResponseWriter, r *http.Request) (spoiled bool)

func status(code int, times int64) fault {
	return func(n int64, _ http.Handler, w http.ResponseWriter, _ *http.Request) bool {
		if n > times {
			return false
		}
		w.WriteHeader(code)
		return true
	}
}

// cutBefore cuts the connection before the service acts, cutAfter after it has acted.
func cutBefore(times int64) fault {
	return func(n int64, _ http.Handler, _ http.ResponseWriter, r *http.Request) bool {
		if n > times {
			return false
		}
		_, _ = io.Copy(io.Discard, r.Body)
		panic(http.ErrAbortHandler)
	}
}

func cutAfter(times int64) fault {
	return func(n int64, service http.Handler, _ http.ResponseWriter, r *http.Request) bool {
		if n > times {
			return false
		}
		service.ServeHTTP(nowhere{}, r)
		panic(http.ErrAbortHandler)
	}
}

// nowhere is a ResponseWriter that discards what is written.
type nowhere struct{}

func (nowhere) Header() http.Header         { return http.Header{} }
func (nowhere) WriteHeader(int)             {}
func (nowhere) Write(p []byte) (int, error) { return len(p), nil }

// serve starts an emulator that listens, with a fault, and a client for it.
func serve(t *testing.T, options aimtest.Options, spoil fault, opts ...sellerwire.Option) (*aimtest.Server, *aim.Client) {
	t.Helper()
	srv := aimtest.NewServer(options)
	t.Cleanup(srv.Close)
	if spoil != nil {
		var n atomic.Int64
		srv.Intercept(func(service http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if !spoil(n.Add(1), service, w, r) {
					service.ServeHTTP(w, r)
				}
			})
		})
	}
	opts = append([]sellerwire.Option{
		sellerwire.WithBaseURL(srv.URL),
		sellerwire.WithRetry(sellerwire.RetryPolicy{MinBackoff: 1, MaxBackoff: 2}),
	}, opts...)
	client, err := aim.New(srv.Email(), srv.Password(), opts...)
	require.NoError(t, err)
	t.Cleanup(client.Close)
	return srv, client
}

// writing is a call that changes something, and the number of times that this was done.
type writing struct {
	call func(context.Context, *aim.Client, ...sellerwire.CallOption) error
	done func(*aimtest.Server) int
	once bool // there is no opt-in
}

func batchesDone(srv *aimtest.Server) int { return len(srv.Batches()) }

var writings = map[string]writing{
	"add modify delete": {func(ctx context.Context, c *aim.Client, opts ...sellerwire.CallOption) error {
		_, err := c.AddModifyDelete(ctx, feedOf(goodSheet), aim.UploadOptions{}, opts...)
		return err
	}, batchesDone, false},
	"modify only": {func(ctx context.Context, c *aim.Client, opts ...sellerwire.CallOption) error {
		_, err := c.ModifyOnly(ctx, feedOf(inventorySheet), aim.UploadOptions{}, opts...)
		return err
	}, batchesDone, false},
	"purge replace": {func(ctx context.Context, c *aim.Client, opts ...sellerwire.CallOption) error {
		_, err := c.PurgeReplace(ctx, feedOf(goodSheet), aim.ReplaceInventory, aim.UploadOptions{}, opts...)
		return err
	}, batchesDone, true},
	"generate report": {func(ctx context.Context, c *aim.Client, opts ...sellerwire.CallOption) error {
		return c.GenerateReport(ctx, aim.ReportRequest{Name: aim.OpenListingsReport}, opts...)
	}, func(srv *aimtest.Server) int { return len(srv.Reports()) }, false},
	"refund": {func(ctx context.Context, c *aim.Client, opts ...sellerwire.CallOption) error {
		return c.Refund(ctx, feedOf(refundSheet), opts...)
	}, func(srv *aimtest.Server) int { return len(srv.Refunds()) }, true},
}

func TestCallsThatChangeSomethingAreSentOnce(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		spoil fault
		done  int
		kind  error
	}{
		"503":                     {status(503, 1), 0, sellerwire.ErrUnavailable},
		"500":                     {status(500, 1), 0, sellerwire.ErrUnavailable},
		"408":                     {status(408, 1), 0, sellerwire.ErrUnavailable},
		"302":                     {status(302, 1), 0, sellerwire.ErrUnauthorized},
		"204":                     {status(204, 1), 0, sellerwire.ErrUnexpectedContent},
		"cut before the service":  {cutBefore(1), 0, sellerwire.ErrUnavailable},
		"a reply that is lost":    {cutAfter(1), 1, sellerwire.ErrUnavailable},
		"a reply in another form": {answer("<html>done</html>"), 0, sellerwire.ErrUnexpectedContent},
	}
	for operation, w := range writings {
		for name, tt := range tests {
			t.Run(operation+" "+name, func(t *testing.T) {
				t.Parallel()
				srv, client := serve(t, aimtest.Options{}, tt.spoil)
				err := w.call(t.Context(), client)
				require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
				assert.ErrorIs(t, err, tt.kind)
				assert.Equal(t, sellerwire.OutcomeUnknown, asError(t, err).Outcome)
				assert.Equal(t, operation, asError(t, err).Operation)
				assert.EqualValues(t, 1, srv.Requests())
				assert.Equal(t, tt.done, w.done(srv))
			})
		}
	}
}

func answer(body string) fault {
	return func(n int64, _ http.Handler, w http.ResponseWriter, _ *http.Request) bool {
		_, _ = io.WriteString(w, body)
		return true
	}
}

func TestARefusalIsNoUnknownOutcome(t *testing.T) {
	t.Parallel()
	refusals := map[string]struct {
		spoil fault
		kind  error
	}{
		"a code": {answer("<BusinessLogicError>ACCESS_DENIED</BusinessLogicError>"), sellerwire.ErrForbidden},
		"400":    {status(400, 1), sellerwire.ErrInvalidRequest},
		"401":    {status(401, 1), sellerwire.ErrUnauthorized},
		"403":    {status(403, 1), sellerwire.ErrUnauthorized},
	}
	for operation, w := range writings {
		for name, tt := range refusals {
			t.Run(operation+" "+name, func(t *testing.T) {
				t.Parallel()
				srv, client := serve(t, aimtest.Options{}, tt.spoil)
				err := w.call(t.Context(), client)
				require.ErrorIs(t, err, tt.kind)
				assert.Equal(t, sellerwire.OutcomeRejected, sellerwire.OutcomeOf(err))
				assert.EqualValues(t, 1, srv.Requests())
			})
		}
	}
}

func TestCallsThatWereNeverSentAreSentAgain(t *testing.T) {
	t.Parallel()
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	for operation, w := range writings {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			var dials atomic.Int64
			failing := int64(2)
			dialing := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				if dials.Add(1) <= failing {
					return nil, refused
				}
				return new(net.Dialer).DialContext(ctx, network, address)
			}}
			t.Cleanup(dialing.CloseIdleConnections)
			srv, client := serve(t, aimtest.Options{}, nil, sellerwire.WithHTTPClient(&http.Client{Transport: dialing}))
			require.NoError(t, w.call(t.Context(), client))
			assert.Equal(t, 1, w.done(srv))
			assert.EqualValues(t, 1, srv.Requests())
			assert.EqualValues(t, 3, dials.Load())

			failing = 1 << 40
			dialing.CloseIdleConnections()
			err := w.call(t.Context(), client)
			require.ErrorIs(t, err, sellerwire.ErrNotSent)
			assert.Equal(t, sellerwire.OutcomeNotSent, sellerwire.OutcomeOf(err))
			assert.Equal(t, 4, asError(t, err).Attempts)
			assert.Equal(t, 1, w.done(srv))
		})
	}
}

func TestAllowRepeatSendsAgain(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		spoil fault
		done  int
	}{
		"after 503":             {status(503, 2), 1},
		"after a cut":           {cutBefore(2), 1},
		"after a reply is lost": {cutAfter(2), 3},
	}
	for operation, w := range writings {
		if w.once {
			continue
		}
		for name, tt := range tests {
			t.Run(operation+" "+name, func(t *testing.T) {
				t.Parallel()
				srv, client := serve(t, aimtest.Options{}, tt.spoil)
				require.NoError(t, w.call(t.Context(), client, aim.AllowRepeat()))
				assert.Equal(t, tt.done, w.done(srv))
				assert.EqualValues(t, 3, srv.Requests())
			})
		}
	}
}

// A lost attempt may have changed something; a later refusal does not undo that.
func TestARefusalOfARepeatLeavesTheOutcomeUnknown(t *testing.T) {
	t.Parallel()
	srv, client := serve(t, aimtest.Options{}, func(n int64, service http.Handler, w http.ResponseWriter, r *http.Request) bool {
		if n == 1 {
			return cutAfter(1)(n, service, w, r)
		}
		return answer("<BusinessLogicError>ACCESS_DENIED</BusinessLogicError>")(n, service, w, r)
	})
	_, err := client.AddModifyDelete(t.Context(), feedOf(goodSheet), aim.UploadOptions{}, aim.AllowRepeat())
	require.ErrorIs(t, err, sellerwire.ErrForbidden)
	assert.Equal(t, sellerwire.OutcomeUnknown, sellerwire.OutcomeOf(err))
	assert.Len(t, srv.Batches(), 1)
}

func TestReadsAreRepeated(t *testing.T) {
	t.Parallel()
	reads := map[string]func(context.Context, *aim.Client) error{
		"batches": func(ctx context.Context, c *aim.Client) error { _, err := c.Batches(ctx, aim.BatchQuery{}); return err },
		"reports": func(ctx context.Context, c *aim.Client) error {
			_, err := c.Reports(ctx, aim.ReportQuery{Name: aim.OrderReport})
			return err
		},
		"count":    func(ctx context.Context, c *aim.Client) error { _, err := c.PendingUploads(ctx); return err },
		"download": func(ctx context.Context, c *aim.Client) error { return closing(c.DownloadReport(ctx, "2585199251")) },
	}
	for name, read := range reads {
		for fault, spoil := range map[string]fault{"503": status(503, 3), "429": status(429, 3), "cut": cutBefore(3)} {
			t.Run(name+" after "+fault, func(t *testing.T) {
				t.Parallel()
				srv, client := serve(t, aimtest.Options{}, spoil)
				srv.AddReport(aimtest.Report{Name: "Order"}, write("order-id\n"))
				require.NoError(t, read(t.Context(), client))
				assert.EqualValues(t, 4, srv.Requests())
			})
		}
	}
}

func TestDownloads(t *testing.T) {
	t.Parallel()
	t.Run("a missing file is not asked for again", func(t *testing.T) {
		t.Parallel()
		srv, client := serve(t, aimtest.Options{}, nil)
		_, err := client.DownloadReport(t.Context(), "1")
		require.ErrorIs(t, err, sellerwire.ErrNotFound)
		assert.Equal(t, aim.CodeFileNotFound, aim.CodeOf(err))
		assert.EqualValues(t, 1, srv.Requests())
	})
	t.Run("a code without an element is no file", func(t *testing.T) {
		t.Parallel()
		for text, known := range map[string]bool{"ACCESS_DENIED\n": true, "REPORT_NOT_READY": false, " NOT_TODAY\r\n": false} {
			_, err := clientOver(t, answering(200, "text/plain", text)).DownloadReport(t.Context(), "1")
			require.Error(t, err, text)
			assert.Equal(t, known, aim.CodeOf(err).Known(), text)
			assert.Equal(t, strings.TrimSpace(text), string(aim.CodeOf(err)))
		}
	})
	t.Run("one that breaks off is an error and not repeated", func(t *testing.T) {
		t.Parallel()
		srv, client := serve(t, aimtest.Options{}, nil)
		id := srv.AddReport(aimtest.Report{Name: "Order"}, func(w io.Writer) error {
			_, err := io.WriteString(w, strings.Repeat("order-id\n", 10_000))
			return errors.Join(err, errors.New("the service has died"))
		})
		download, err := client.DownloadReport(t.Context(), id)
		require.NoError(t, err)
		defer download.Close()
		_, err = io.Copy(io.Discard, download)
		require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
		assert.Equal(t, "download report", asError(t, err).Operation)
		assert.EqualValues(t, 1, srv.Requests())
	})
	t.Run("one is not fetched further than it is read", func(t *testing.T) {
		t.Parallel()
		srv, client := serve(t, aimtest.Options{}, nil)
		stopped := make(chan struct{})
		id := srv.AddReport(aimtest.Report{Name: "Order"}, func(w io.Writer) error {
			defer close(stopped)
			for {
				if _, err := io.WriteString(w, strings.Repeat("order-id\n", 1000)); err != nil {
					return err
				}
			}
		})
		download, err := client.DownloadReport(t.Context(), id)
		require.NoError(t, err)
		_, err = io.CopyN(io.Discard, download, 100_000)
		require.NoError(t, err)
		require.NoError(t, download.Close())
		<-stopped
		_, err = download.Read(make([]byte, 1))
		require.Error(t, err)
	})
	t.Run("one that falls silent ends", func(t *testing.T) {
		t.Parallel()
		srv, client := serve(t, aimtest.Options{}, nil, sellerwire.WithIdleTimeout(50*time.Millisecond))
		end := make(chan struct{})
		t.Cleanup(func() { close(end) })
		id := srv.AddReport(aimtest.Report{Name: "Order"}, func(w io.Writer) error {
			_, err := io.WriteString(w, strings.Repeat("order-id\n", 1000))
			w.(http.Flusher).Flush()
			<-end
			return err
		})
		download, err := client.DownloadReport(t.Context(), id)
		require.NoError(t, err)
		defer download.Close()
		_, err = io.Copy(io.Discard, download)
		require.ErrorIs(t, err, sellerwire.ErrUnavailable)
	})
	t.Run("the header and the reading options are at hand", func(t *testing.T) {
		t.Parallel()
		srv, client := serve(t, aimtest.Options{}, nil, aim.WithEncoding(flatfile.ShiftJIS))
		id := srv.AddReport(aimtest.Report{Name: "OpenListingsLite"}, write("seller-sku\n"))
		download, err := client.DownloadLatestReport(t.Context(), aim.OpenListingsLiteReport)
		require.NoError(t, err)
		defer download.Close()
		assert.Equal(t, "text/plain", download.Header().Get("Content-Type"))
		assert.Equal(t, flatfile.ShiftJIS, download.ReadOptions().Encoding)
		assert.NotEmpty(t, id)
	})
}

func TestEveryFormOfARefusedLogin(t *testing.T) {
	t.Parallel()
	forms := map[string]aimtest.UnauthorizedForm{
		"an element": aimtest.UnauthorizedElement, "401": aimtest.Unauthorized401,
		"a sign-in page": aimtest.UnauthorizedPage, "a redirect": aimtest.UnauthorizedRedirect,
	}
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := aimtest.NewServer(aimtest.Options{Unauthorized: form})
			t.Cleanup(srv.Close)
			client, err := aim.New(srv.Email(), "a wrong password", sellerwire.WithBaseURL(srv.URL))
			require.NoError(t, err)
			t.Cleanup(client.Close)
			for _, op := range operations {
				err := op.call(t.Context(), client)
				assert.ErrorIs(t, err, sellerwire.ErrUnauthorized, op.name)
			}
			assert.EqualValues(t, len(operations), srv.Requests(), "never repeated, never followed")
		})
	}
}
