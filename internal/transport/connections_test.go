package transport_test

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// silencer is a TCP proxy whose connections can fall silent: nothing passes, and
// nobody is told, as when a router has forgotten them. New ones pass.
type silencer struct {
	listener net.Listener
	mu       sync.Mutex
	muted    chan struct{} // closed to silence the connections that there are
}

func silence(t *testing.T, target string) *silencer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := &silencer{listener: listener, muted: make(chan struct{})}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", target)
			if err != nil {
				_ = near.Close()
				continue
			}
			s.mu.Lock()
			muted := s.muted
			s.mu.Unlock()
			t.Cleanup(func() { _, _ = near.Close(), far.Close() })
			go pass(near, far, muted)
			go pass(far, near, muted)
		}
	}()
	return s
}

func pass(from, to net.Conn, muted chan struct{}) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		select {
		case <-muted:
			return
		default:
		}
		if err != nil {
			_ = to.Close()
			return
		}
		_, _ = to.Write(buffer[:n])
	}
}

func (s *silencer) fallSilent() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.muted)
	s.muted = make(chan struct{})
}

// A connection that has died in silence costs one attempt, not every call for as
// long as the kernel believes in it.
func TestAnHTTP2ConnectionThatFallsSilentCostsOneAttempt(t *testing.T) {
	t.Parallel()
	s := unstarted(func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, 2, r.ProtoMajor)
		answer(200, "done")(w, r)
	})
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	proxy := silence(t, s.Listener.Addr().String())
	client := newClient(t, "https://"+proxy.listener.Addr().String(), quick, sellerwire.WithAttemptTimeout(4*time.Second))
	client.Trust(s.Certificate())

	call := func() int {
		var info sellerwire.ResponseInfo
		req := request(transport.Safe)
		req.Call.Info = infoOf(&info)
		_, err := client.Do(t.Context(), req)
		require.NoError(t, err)
		return info.Attempts
	}
	assert.Equal(t, 1, call())
	proxy.fallSilent()
	assert.Equal(t, 2, call(), "the one that found out, and the next")
	assert.Equal(t, 1, call(), "later calls know nothing of it")
}

// names answers every DNS question with these addresses.
func names(addresses ...string) *net.Resolver {
	answer := func(conn net.Conn) {
		defer conn.Close()
		head := make([]byte, 2)
		if _, err := io.ReadFull(conn, head); err != nil {
			return
		}
		query := make([]byte, binary.BigEndian.Uint16(head))
		if _, err := io.ReadFull(conn, query); err != nil {
			return
		}
		end := 12
		for query[end] != 0 {
			end += int(query[end]) + 1
		}
		question := query[12 : end+5]
		reply := append([]byte{query[0], query[1], 0x84, 0x00, 0, 1, 0, 0, 0, 0, 0, 0}, question...)
		if binary.BigEndian.Uint16(question[len(question)-4:]) == 1 { // A
			reply[7] = byte(len(addresses))
			for _, a := range addresses {
				reply = append(reply, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4)
				reply = append(reply, net.ParseIP(a).To4()...)
			}
		}
		_, _ = conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(reply))), reply...))
	}
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go answer(theirs)
		return ours, nil
	}}
}

// The first address of a name may belong to a machine that swallows packets.
func TestTheSecondAddressOfANameIsTried(t *testing.T) {
	t.Parallel()
	for _, class := range classes {
		t.Run(classNames[class], func(t *testing.T) {
			t.Parallel()
			s := serve(t, answer(200, "done"))
			_, port, err := net.SplitHostPort(s.Listener.Addr().String())
			require.NoError(t, err)
			var swallowed atomic.Int32
			dialer := &net.Dialer{
				Resolver: names("127.0.0.9", "127.0.0.1"),
				ControlContext: func(ctx context.Context, _, address string, _ syscall.RawConn) error {
					if strings.HasPrefix(address, "127.0.0.9:") {
						swallowed.Add(1)
						<-ctx.Done()
						return ctx.Err()
					}
					return nil
				},
			}
			client := newClient(t, "http://shop.test:"+port, quick,
				sellerwire.WithAttemptTimeout(4*time.Second), sellerwire.WithPlainHTTP("shop.test"))
			client.DialWith(dialer)
			var info sellerwire.ResponseInfo
			req := request(class)
			req.Call.Info = infoOf(&info)

			_, err = client.Do(t.Context(), req)

			require.NoError(t, err)
			assert.Equal(t, 1, info.Attempts, "within the first attempt")
			assert.EqualValues(t, 1, swallowed.Load())
		})
	}
}

// A shop that sells an item now and then, about as often as the server closes
// idle connections: a pooled connection that has just been closed would make
// "unknown" of a sale that the server never saw.
func TestSalesAtTheRhythmOfAServersKeepAlive(t *testing.T) {
	t.Parallel()
	s := unstarted(answer(200, "sold"))
	s.Config.IdleTimeout = 100 * time.Millisecond
	s.Start()
	t.Cleanup(s.Close)
	for name, opts := range map[string][]sellerwire.Option{
		"by our own transport":   nil,
		"by the caller's":        {sellerwire.WithHTTPClient(&http.Client{Transport: &http.Transport{}})},
		"by the default of Go's": {sellerwire.WithHTTPClient(&http.Client{})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, s.URL, append(opts, quick)...)
			var shops sync.WaitGroup
			for range 8 {
				shops.Go(func() {
					for range 50 {
						_, err := client.Do(t.Context(), request(transport.Once))
						if !assert.NoError(t, err) {
							return
						}
						<-time.After(100 * time.Millisecond)
					}
				})
			}
			shops.Wait()
		})
	}
}

// Each attempt of a Once operation dials, Safe ones share a connection.
func TestOnlyWhatMustNotBeSentTwiceDialsEachTime(t *testing.T) {
	t.Parallel()
	for name, theirs := range map[string]*http.Client{"our own": nil, "the caller's": {Transport: &http.Transport{}}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, answer(200, "done"))
			opts := []sellerwire.Option{quick}
			if theirs != nil {
				opts = append(opts, sellerwire.WithHTTPClient(theirs))
			}
			client := newClient(t, s.URL, opts...)
			for _, class := range []transport.Class{transport.Safe, transport.Once, transport.Safe, transport.Once, transport.Safe} {
				_, err := client.Do(t.Context(), request(class))
				require.NoError(t, err)
			}
			assert.EqualValues(t, 3, s.connections.Load(), "one for all that may be repeated, two for the others")
		})
	}
}

// A fresh connection resumes the TLS session of the last, by HTTP/1 and by HTTP/2,
// also where the caller's transport was in use before.
func TestFreshConnectionsResumeTLSSessions(t *testing.T) {
	t.Parallel()
	for _, http2 := range []bool{false, true} {
		for _, own := range []bool{false, true} {
			var resumed, protocols []int
			s := unstarted(func(w http.ResponseWriter, r *http.Request) {
				resumed = append(resumed, map[bool]int{true: 1}[r.TLS.DidResume])
				protocols = append(protocols, r.ProtoMajor)
				answer(200, "")(w, r)
			})
			s.EnableHTTP2 = http2
			s.StartTLS()
			var client *transport.Client
			if own {
				client = newClient(t, s.URL, quick)
				client.Trust(s.Certificate())
			} else {
				theirs := s.Client()
				resp, err := theirs.Get(s.URL)
				require.NoError(t, err)
				_, _ = io.Copy(io.Discard, resp.Body)
				require.NoError(t, resp.Body.Close())
				resumed, protocols = nil, nil
				client = newClient(t, s.URL, quick, sellerwire.WithHTTPClient(theirs))
			}
			for range 3 {
				_, err := client.Do(t.Context(), request(transport.Once))
				require.NoError(t, err)
			}
			s.Close()
			assert.Equal(t, []int{0, 1, 1}, resumed, "HTTP/2 %t, own %t", http2, own)
			major := 1 + map[bool]int{true: 1}[http2]
			assert.Equal(t, []int{major, major, major}, protocols, "own %t", own)
		}
	}
}

// http.DefaultTransport is looked up for each request, as net/http does it; tests
// of users put another one there.
func TestCloneFollowsTheTransportItIsOf(t *testing.T) {
	t.Parallel()
	first, second := &http.Transport{}, &http.Transport{}
	client := newClient(t, memoryURL)
	clone := client.Fresh(first)
	assert.Same(t, clone, client.Fresh(first))
	assert.NotSame(t, clone, client.Fresh(second))
	assert.True(t, clone.DisableKeepAlives)
	assert.False(t, first.DisableKeepAlives)
}

// net/http turns HTTP/2 on for a transport that has nothing else to do with TLS,
// and does not do it again for its clone, which has a TLS configuration by then.
func TestClonesSpeakHTTP2AsTheOriginalDoes(t *testing.T) {
	t.Parallel()
	client := newClient(t, memoryURL)
	assert.True(t, client.Fresh(&http.Transport{}).ForceAttemptHTTP2)
	assert.False(t, client.Fresh(&http.Transport{TLSClientConfig: &tls.Config{}}).ForceAttemptHTTP2,
		"the caller has one, so net/http leaves HTTP/2 off")
	off := client.Fresh(&http.Transport{TLSNextProto: map[string]func(string, *tls.Conn) http.RoundTripper{}})
	assert.False(t, off.ForceAttemptHTTP2)
	assert.NotNil(t, off.TLSNextProto, "the documented way to turn it off")
	foreign := client.Fresh(&http.Transport{TLSNextProto: map[string]func(string, *tls.Conn) http.RoundTripper{
		"h2": func(string, *tls.Conn) http.RoundTripper { return nil },
	}, TLSClientConfig: &tls.Config{NextProtos: []string{"h2", "http/1.1"}}})
	assert.Nil(t, foreign.TLSNextProto, "it would put connections into the pool of the original")
	assert.True(t, foreign.ForceAttemptHTTP2)
}

// A pooled connection that has been dropped resumes its TLS session as well.
func TestOurOwnPoolResumesTLSSessions(t *testing.T) {
	t.Parallel()
	var resumed []bool
	s := unstarted(func(w http.ResponseWriter, r *http.Request) {
		resumed = append(resumed, r.TLS.DidResume)
		answer(200, "")(w, r)
	})
	s.StartTLS()
	t.Cleanup(s.Close)
	client := newClient(t, s.URL, quick)
	client.Trust(s.Certificate())
	for range 2 {
		_, err := client.Do(t.Context(), request(transport.Safe))
		require.NoError(t, err)
		client.Close()
	}
	assert.Equal(t, []bool{false, true}, resumed)
}

// The rules of proxies know "localhost" in no other spelling, and HTTP_PROXY would
// be shown the token in the clear.
func TestLocalhostIsNotReachedThroughAProxy(t *testing.T) {
	t.Parallel()
	if url := os.Getenv("LOCALHOST_URL"); url != "" {
		for _, opts := range [][]sellerwire.Option{{quick}, {quick, sellerwire.WithHTTPClient(&http.Client{})}} {
			for _, class := range classes {
				_, err := newClient(t, url, opts...).Do(t.Context(), request(class))
				require.NoError(t, err)
			}
		}
		return
	}
	proxy := serve(t, answer(502, "a proxy"))
	s := serve(t, answer(200, "done"))
	_, port, err := net.SplitHostPort(s.Listener.Addr().String())
	require.NoError(t, err)
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestLocalhostIsNotReachedThroughAProxy$")
	child.Env = append(os.Environ(), "LOCALHOST_URL=http://LOCALHOST:"+port, "HTTP_PROXY="+proxy.URL,
		"http_proxy="+proxy.URL, "NO_PROXY=", "no_proxy=")

	out, err := child.CombinedOutput()

	require.NoError(t, err, "%s", out)
	assert.EqualValues(t, 4, s.requests.Load())
	assert.Zero(t, proxy.requests.Load())
}

// A trace that a caller keeps in its context for purposes of its own is left
// alone.
func TestOnlyTheTraceOfHTTPTraceIsReplaced(t *testing.T) {
	t.Parallel()
	type key string
	const own, another = key("own"), key("another")
	theirs := &httptrace.ClientTrace{WroteHeaderField: func(string, []string) { t.Error("it was shown a header") }}
	other := &httptrace.ClientTrace{}
	ctx := httptrace.WithClientTrace(context.WithValue(context.WithValue(t.Context(), own, theirs), another, other), theirs)
	var kept, alsoKept any
	client := newClient(t, serve(t, answer(200, "")).URL,
		sellerwire.WithHTTPClient(&http.Client{Transport: roundTripper(func(req *http.Request) (*http.Response, error) {
			kept, alsoKept = req.Context().Value(own), req.Context().Value(another)
			return http.DefaultTransport.RoundTrip(req)
		})}))

	_, err := client.Do(ctx, read())

	require.NoError(t, err)
	assert.Same(t, theirs, kept)
	assert.Same(t, other, alsoKept)
}

func TestBrowsersAreRefused(t *testing.T) {
	t.Parallel()
	assert.Len(t, transport.PlatformFaults("js"), 1)
	for _, goos := range []string{"linux", "windows", "darwin", "freebsd", "wasip1"} {
		assert.Empty(t, transport.PlatformFaults(goos))
	}
}
