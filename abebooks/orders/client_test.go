package orders_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks/orders"
	"github.com/sellerwire/sellerwire/internal/testkit"
)

// wire keeps what it is sent, byte for byte, and answers with a list.
func wire(t *testing.T, body string) (raw chan []byte, opts []sellerwire.Option) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	raw = make(chan []byte, 1)
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		var sent bytes.Buffer
		request, err := http.ReadRequest(bufio.NewReader(io.TeeReader(conn, &sent)))
		if err == nil {
			_, _ = io.Copy(io.Discard, request.Body)
		}
		fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", len(body), body)
		_ = conn.Close()
		raw <- sent.Bytes()
	}()
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", listener.Addr().String())
	}
	return raw, []sellerwire.Option{
		sellerwire.WithBaseURL("http://127.0.0.1:10003/"),
		sellerwire.WithHTTPClient(&http.Client{Transport: &http.Transport{DialContext: dial}}),
	}
}

func TestRequestBytes(t *testing.T) {
	t.Parallel()
	raw, opts := wire(t, listOf())
	_, err := newClient(t, opts...).NewOrders(t.Context())
	require.NoError(t, err)
	testkit.Golden(t, "requests/get-all-new-orders.http", <-raw)

	raw, opts = wire(t, root(order("500000001", "")))
	_, err = newClient(t, opts...).Get(t.Context(), "500000001")
	require.NoError(t, err)
	testkit.Golden(t, "requests/get-order.http", <-raw)
}

func TestBadCredentialsAndOptions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		username, apiKey string
		faults           []string
	}{
		{"", "", []string{"username", "API key"}},
		{" \t", testAPIKey, []string{"username"}},
		{testUsername, "", []string{"API key"}},
		{testUsername, "\n", []string{"API key"}},
		{testUsername + " ", testAPIKey + "\r\n", []string{"username", "API key"}},
		{testUsername, "\uFEFF" + testAPIKey, []string{"API key"}},
		{testUsername, "a\x00b", []string{"API key"}},
		{testUsername, "a\uFFFEb", []string{"API key"}},
		{testUsername, "a\xffb", []string{"API key"}},
	} {
		_, err := orders.New(c.username, c.apiKey)
		invalid := new(sellerwire.InvalidError)
		require.ErrorAs(t, err, &invalid)
		require.ErrorIs(t, err, sellerwire.ErrNotSent)
		var got []string
		for _, f := range invalid.Fields {
			got = append(got, f.Field)
		}
		assert.Equal(t, c.faults, got)
		assert.Equal(t, "orders", invalid.Service)
		assert.NotContains(t, err.Error(), "a\x00b")
	}
	_, err := orders.New(testUsername, testAPIKey, sellerwire.WithMaxResponseBytes(-1))
	require.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
	_, err = orders.New(testUsername, testAPIKey, nil)
	require.Error(t, err)
}

func TestBadIDsAreRefusedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	client := newClient(t, sellerwire.WithHTTPClient(&http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
		t.Error("something was sent")
		return nil, io.EOF
	})}))
	for _, id := range []string{
		"", " ", "\t\n", "0", "000", "12a", "1 2", " 12", "12 ", "-12", "1.0", "5.0E+8", "\uFEFF12", "１２", "12\x00", "<12>",
	} {
		_, err := client.Get(t.Context(), id)
		invalid := new(sellerwire.InvalidError)
		require.ErrorAs(t, err, &invalid, "%q", id)
		require.ErrorIs(t, err, sellerwire.ErrNotSent)
		assert.Equal(t, "id", invalid.Fields[0].Field)
	}
	var none context.Context
	_, err := client.NewOrders(none)
	require.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
	_, err = client.Get(t.Context(), "5", sellerwire.WithRequestID("a\nb"))
	require.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
}

func TestReadsAreRetried(t *testing.T) {
	t.Parallel()
	attempts := 0
	service := roundTripper(func(r *http.Request) (*http.Response, error) {
		attempts++
		body, err := io.ReadAll(r.Body)
		require.NoError(t, err)
		require.Contains(t, string(body), "<username>paper&amp;ink@example.com</username><password>"+testAPIKey+"</password>")
		if attempts < 4 {
			return nil, io.ErrUnexpectedEOF
		}
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(listOf()))}, nil
	})
	client := newClient(t, quickly, sellerwire.WithHTTPClient(&http.Client{Transport: service}))
	var info sellerwire.ResponseInfo
	_, err := client.NewOrders(t.Context(), sellerwire.WithResponseInfo(&info))
	require.NoError(t, err)
	assert.Equal(t, 4, info.Attempts)
	assert.Equal(t, listOf(), string(info.Body), "whoever asks for the reply gets it")
}

func TestAnAttemptEndsAfterAMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newClient(t, sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 1}),
			sellerwire.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				<-r.Context().Done()
				return nil, r.Context().Err()
			})}))
		start := time.Now()
		_, err := client.NewOrders(t.Context())
		require.ErrorIs(t, err, sellerwire.ErrUnavailable)
		assert.Equal(t, orders.AttemptTimeout, time.Since(start))
		assert.Equal(t, time.Minute, orders.AttemptTimeout)
	})
}
