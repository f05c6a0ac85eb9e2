package transport

import (
	"cmp"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/sellerwire/sellerwire"
)

// parseBaseURL refuses what would send credentials in the clear or to a place
// that was not meant. The text itself is never repeated: it may hold a
// password.
func parseBaseURL(raw string, plainHTTP []string) (*url.URL, error) {
	switch trimmed := strings.TrimSpace(raw); {
	case trimmed == "":
		return nil, badBaseURL("it is missing; see WithBaseURL")
	case trimmed != raw:
		return nil, badBaseURL("it has spaces or line ends around it")
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return nil, badBaseURL("it is not a URL")
	case u.Scheme == "" || u.Opaque != "": // localhost:8080 reads as a scheme
		return nil, badBaseURL("it does not start with https://")
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, badBaseURL("its scheme is not https")
	case u.Hostname() == "":
		return nil, badBaseURL("it has no host")
	case !validPort(u.Port()):
		return nil, badBaseURL("its port must be 1 to 65535")
	case u.User != nil:
		return nil, badBaseURL("it has user information; credentials are arguments of New")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.Contains(raw, "#"):
		return nil, badBaseURL("it has a query or a fragment")
	}
	// In lower case before anything is compared with it: the rules of proxies know
	// "localhost" in no other spelling. Without a lone colon, as net/http writes it.
	u.Host = strings.TrimSuffix(strings.ToLower(u.Host), ":")
	if u.Scheme == "http" && !loopback(u.Hostname()) && !slices.Contains(plainHTTP, u.Hostname()) {
		return nil, badBaseURL("http is for loopback addresses only; use https, or see WithPlainHTTP")
	}
	return u, nil
}

func badBaseURL(reason string) error {
	return &sellerwire.InvalidError{Fields: []sellerwire.FieldError{{Field: "base URL", Reason: reason}}}
}

func validPort(port string) bool {
	n, err := strconv.Atoi(port)
	return port == "" || err == nil && n >= 1 && n <= 65535
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// join appends an escaped path to the base URL's, with one slash between. An
// empty path leaves the base URL as the caller wrote it.
func join(base *url.URL, path, rawQuery string) *url.URL {
	u := *base
	u.RawQuery = rawQuery
	if path == "" {
		if u.Path == "" {
			u.Path = "/"
		}
		return &u
	}
	escaped := strings.TrimSuffix(base.EscapedPath(), "/") + "/" + strings.TrimPrefix(path, "/")
	if !strings.Contains(escaped, "%") {
		u.Path, u.RawPath = escaped, ""
		return &u
	}
	plain, err := url.PathUnescape(escaped)
	if err != nil {
		u.Path, u.RawPath = escaped, "" // not escaped after all: it is now
		return &u
	}
	u.Path, u.RawPath = plain, escaped
	return &u
}

// bareURL keeps scheme, host and path.
func bareURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return redacted // nobody knows where its password or its query begins
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

// wire is what a request of this class leaves by. A nil Transport of the
// caller's is looked up for each request, as net/http does. An operation that
// must not be sent twice gets a connection of its own: one that the server has
// just closed would make "unknown" of a sale that nobody saw.
func (c *Client) wire(class Class) http.RoundTripper {
	var base http.RoundTripper = c.pooled
	if c.pooled == nil {
		if base = c.settings.HTTPClient.Transport; base == nil {
			base = http.DefaultTransport
		}
	}
	if pool, ok := base.(*http.Transport); ok && class != Safe {
		return c.fresh.of(pool)
	}
	return base
}

// newPool is our own transport. It keeps as many idle connections per host as
// the largest concurrency of a bulk call.
func newPool(dialer *net.Dialer, attemptTimeout time.Duration) *http.Transport {
	ping := cmp.Or(attemptTimeout, shortestTimeout) / 4
	return &http.Transport{
		Proxy: proxy,
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			// A limit makes the dialer divide its time among the addresses of a name,
			// so that a second one is tried when the first swallows packets.
			d := *dialer
			d.Timeout = maxDial
			if try := attemptFrom(ctx); try != nil {
				d.Timeout = min(maxDial, try.limit)
			}
			return d.DialContext(ctx, network, addr)
		},
		TLSClientConfig:       &tls.Config{ClientSessionCache: tls.NewLRUClientSessionCache(0)},
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          MaxConcurrency,
		MaxIdleConnsPerHost:   MaxConcurrency,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   maxDial,
		ExpectContinueTimeout: time.Second,
		// A connection that has died in silence is noticed within one attempt.
		HTTP2: &http.HTTP2Config{
			SendPingTimeout: min(max(2*ping, time.Second), 10*time.Second),
			PingTimeout:     min(max(ping, time.Second), 5*time.Second),
		},
	}
}

const (
	// maxDial bounds the making of a connection, and again the TLS handshake.
	maxDial = 10 * time.Second
	// shortestTimeout is the least attempt timeout that an operation has of itself.
	shortestTimeout = 20 * time.Second
)

// proxy is the proxy of the environment, for TLS: plain HTTP would show it the
// credentials.
func proxy(req *http.Request) (*url.URL, error) {
	if req.URL.Scheme != "https" {
		return nil, nil
	}
	return http.ProxyFromEnvironment(req)
}

// freshTransport is a clone of a pool that uses each connection once.
type freshTransport struct {
	mu            sync.Mutex
	source, clone *http.Transport
}

// of returns the clone of pool, and keeps it until another pool is asked for.
func (f *freshTransport) of(pool *http.Transport) *http.Transport {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.source != pool {
		if f.clone != nil {
			f.clone.CloseIdleConnections()
		}
		f.source, f.clone = pool, cloneWithoutReuse(pool)
	}
	return f.clone
}

func (f *freshTransport) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.clone != nil {
		f.clone.CloseIdleConnections()
	}
}

// cloneWithoutReuse keeps what the caller set, timeouts too. TLS sessions are
// resumed, which saves a round trip of the handshakes.
func cloneWithoutReuse(pool *http.Transport) *http.Transport {
	clone := pool.Clone()
	clone.DisableKeepAlives = true
	if clone.TLSNextProto["h2"] != nil {
		clone.TLSNextProto = nil // it would share the connections of the original
	}
	if clone.TLSClientConfig == nil {
		clone.TLSClientConfig = &tls.Config{}
	} else if clone.TLSNextProto == nil && slices.Contains(clone.TLSClientConfig.NextProtos, "h2") {
		clone.ForceAttemptHTTP2 = true // what net/http decided for the original, it does not decide again
	}
	if clone.TLSClientConfig.ClientSessionCache == nil {
		clone.TLSClientConfig.ClientSessionCache = tls.NewLRUClientSessionCache(0)
	}
	return clone
}
