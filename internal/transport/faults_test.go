package transport_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
)

// target is a service that fails in one way, for good.
type target struct {
	url   string
	opts  []sellerwire.Option
	count func() int // attempts, as seen from the other side
}

// dialing is a service whose connections fail to come about.
func dialing(url string, dial func(ctx context.Context) error) target {
	var dials atomic.Int32
	pool := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		dials.Add(1)
		return nil, dial(ctx)
	}}
	return target{
		url:   url,
		opts:  []sellerwire.Option{sellerwire.WithHTTPClient(&http.Client{Transport: pool})},
		count: func() int { return int(dials.Load()) },
	}
}

// raw is a service that deals with each connection in its own way.
func raw(t testing.TB, serve func(conn *net.TCPConn)) target {
	url, count := listen(t, func(_ int32, conn *net.TCPConn) { serve(conn) })
	return target{url: url, count: func() int { return int(count.Load()) }}
}

// replying is a service that works and gives one answer.
func replying(t testing.TB, handler http.HandlerFunc) target {
	s := serve(t, handler)
	return target{url: s.URL, count: func() int { return int(s.requests.Load()) }}
}

func refusedDial(t testing.TB) target {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	var dials atomic.Int32
	dialer := &net.Dialer{}
	pool := &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		dials.Add(1)
		return dialer.DialContext(ctx, network, addr)
	}}
	return target{
		url:   "http://" + listener.Addr().String(),
		opts:  []sellerwire.Option{sellerwire.WithHTTPClient(&http.Client{Transport: pool})},
		count: func() int { return int(dials.Load()) },
	}
}

func unknownName(testing.TB) target {
	return dialing("https://shop.invalid", func(context.Context) error {
		return &net.DNSError{Err: "no such host", Name: "shop.invalid", IsNotFound: true}
	})
}

func resolverDown(testing.TB) target {
	return dialing("https://shop.example", func(context.Context) error {
		return &net.DNSError{Err: "server misbehaving", Name: "shop.example", IsTemporary: true}
	})
}

func slowDial(testing.TB) target {
	return dialing("https://shop.example", func(ctx context.Context) error {
		<-ctx.Done()
		return ctx.Err()
	})
}

func brokenHandshake(t testing.TB) target {
	to := raw(t, func(conn *net.TCPConn) { _, _ = conn.Read(make([]byte, 1)) })
	to.url = "https" + to.url[len("http"):]
	return to
}

func plainHTTP(t testing.TB) target {
	to := raw(t, func(conn *net.TCPConn) {
		_, _ = conn.Read(make([]byte, 512))
		_, _ = io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
	})
	to.url = "https" + to.url[len("http"):]
	return to
}

func untrustedCertificate(t testing.TB) target {
	s := unstarted(answer(http.StatusOK, ""))
	s.StartTLS()
	t.Cleanup(s.Close)
	return target{url: s.URL, count: func() int { return int(s.connections.Load()) }}
}

func pinnedCertificate(t testing.TB) target {
	to := untrustedCertificate(t)
	pool := &http.Transport{TLSClientConfig: &tls.Config{
		InsecureSkipVerify: true,
		VerifyConnection: func(tls.ConnectionState) error {
			return &tls.CertificateVerificationError{Err: errors.New("not the pinned key")}
		},
	}}
	to.opts = []sellerwire.Option{sellerwire.WithHTTPClient(&http.Client{Transport: pool})}
	return to
}

// resetBeforeRequest has been reset by the time that net/http gets it.
func resetBeforeRequest(t testing.TB) target {
	established, done := make(chan struct{}), make(chan struct{})
	to := raw(t, func(conn *net.TCPConn) {
		<-established
		reset(conn)
		done <- struct{}{}
	})
	pool := &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		established <- struct{}{}
		<-done
		return conn, err
	}}
	to.opts = []sellerwire.Option{sellerwire.WithHTTPClient(&http.Client{Transport: pool})}
	return to
}

func resetAfterRequest(t testing.TB) target {
	return raw(t, func(conn *net.TCPConn) {
		readRequest(conn)
		reset(conn)
	})
}

func closedAfterRequest(t testing.TB) target {
	return raw(t, func(conn *net.TCPConn) { readRequest(conn) })
}

func cutHeader(t testing.TB) target {
	return raw(t, func(conn *net.TCPConn) {
		readRequest(conn)
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Ty")
	})
}

func cutBody(t testing.TB) target {
	return raw(t, func(conn *net.TCPConn) {
		readRequest(conn)
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<Success>")
	})
}

func cutChunks(t testing.TB) target {
	return raw(t, func(conn *net.TCPConn) {
		readRequest(conn)
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n<Success>\r\n")
	})
}

func noHTTP(t testing.TB) target {
	return raw(t, func(conn *net.TCPConn) {
		readRequest(conn)
		_, _ = io.WriteString(conn, "220 mail.example ESMTP\r\n")
	})
}

func status(code int) func(testing.TB) target {
	return func(t testing.TB) target { return replying(t, answer(code, "")) }
}

// mute never answers; it lets go of a request when the client does.
func mute(t testing.TB) target {
	return replying(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	})
}

// stuck begins an answer and never ends it.
func stuck(t testing.TB) target {
	return replying(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, "a beginning")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
}
