package sellerwire

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/sellerwire/sellerwire/internal/settings"
)

// Option configures a client. Each New of this module takes the options of this
// package and of its own package. If an option has a bad value, or belongs to
// another service, New returns an [InvalidError].
type Option func(*settings.Client) error

// CallOption configures one call. If the operation has no use for a call option,
// the call returns an [InvalidError] and sends nothing.
type CallOption func(*settings.Call) error

// WithHTTPClient makes the client send through hc: its Transport, its cookie Jar
// and its Timeout. The Timeout limits every attempt, including reading the reply,
// and downloads too. A nil Transport means net/http.DefaultTransport at the time of
// the request. hc is copied and never changed. Its CheckRedirect is not used:
// redirects are never followed. The Transport sees all credentials.
//
// An operation that must not be sent twice opens a new connection for each attempt:
// if the server had just closed a reused one, the outcome would be unknown. If the
// Transport is an *http.Transport, these connections come from a clone of it
// without keep-alive. Any other RoundTripper is used as it is. To wrap the
// transport, use [WithMiddleware] instead.
//
// A request counts as not sent only if the Transport reported through the hooks of
// net/http/httptrace that it asked for a connection and got none. After any other
// error the outcome of a change is unknown, and an operation that must not be sent
// twice is not retried.
//
// Default: a transport of the client's own. It uses the proxy that the environment
// names for https, HTTP/2 with pings where the service offers it, and TLS session
// resumption. It allows 10 s to connect, and keeps up to 64 idle connections per
// host until Close.
func WithHTTPClient(hc *http.Client) Option {
	return func(s *settings.Client) error {
		if hc == nil {
			return invalidOption("WithHTTPClient", "the client is nil")
		}
		if hc.Transport != nil && isNil(hc.Transport) {
			return invalidOption("WithHTTPClient", "the client's Transport is a nil pointer")
		}
		s.HTTPClient = hc
		return nil
	}
}

// WithBaseURL replaces the service's own address with that of an emulator, a
// gateway or a compatible service. The scheme must be https, or http for a loopback
// address or a host of [WithPlainHTTP]. A slash at the end makes no difference. A
// query, a fragment or user information is refused. Credentials are sent to this
// host only.
func WithBaseURL(url string) Option {
	return func(s *settings.Client) error {
		if strings.TrimSpace(url) == "" {
			return invalidOption("WithBaseURL", "the URL is empty")
		}
		s.BaseURL = url
		return nil
	}
}

// WithPlainHTTP allows a base URL with http:// for these hosts, such as an emulator
// in another container. A host is a name or an address, without scheme, port or
// path. Credentials then travel unencrypted. The client's own transport sends them
// directly, never through a proxy. Default: loopback addresses only.
func WithPlainHTTP(hosts ...string) Option {
	return func(s *settings.Client) error {
		for _, host := range hosts {
			bare := strings.Trim(host, "[]") // of an IPv6 address
			u, err := url.Parse("http://" + host)
			if bare == "" || net.ParseIP(bare) == nil && (err != nil || u.Host != host || u.Port() != "") {
				return invalidOption("WithPlainHTTP", "a host is not a bare name or address, without scheme, port and path")
			}
			s.PlainHTTP = append(s.PlainHTTP, strings.ToLower(bare))
		}
		return nil
	}
}

// WithLogger writes a Debug record for each attempt ("attempt") and for each wait
// before a retry ("retry"). A record holds service, operation, request ID, attempt,
// method, host, path, status, codes, duration, wait and error. It never holds a
// query, a header, a body or a credential. Default: no logging.
func WithLogger(logger *slog.Logger) Option {
	return func(s *settings.Client) error {
		if logger == nil || logger.Handler() == nil {
			return invalidOption("WithLogger", "the logger is nil or has no handler")
		}
		s.Logger = logger
		return nil
	}
}

// WithRetry sets how often and for how long calls are retried. Fields left zero
// keep their defaults. For a single call, see [WithCallRetry].
func WithRetry(policy RetryPolicy) Option {
	return func(s *settings.Client) error {
		if err := policy.validate(); err != nil {
			return invalidOption("WithRetry", err.Error())
		}
		s.Retry = policy.settings()
		return nil
	}
}

// WithLimiter paces all requests of the client, retries included. The package of
// each service says what pace is considerate. Default: no pacing.
func WithLimiter(limiter Limiter) Option {
	return func(s *settings.Client) error {
		if isNil(limiter) {
			return invalidOption("WithLimiter", "the limiter is nil")
		}
		s.Limiter = limiter
		return nil
	}
}

// WithUserAgent puts the name of your program, such as "shop/2.1", before the
// module's own product token in the User-Agent header. It must be one or more
// product tokens of RFC 9110: visible ASCII, separated by single blanks. Default:
// only "sellerwire/" and [Version].
func WithUserAgent(product string) Option {
	return func(s *settings.Client) error {
		if !productPattern.MatchString(product) {
			return invalidOption("WithUserAgent", `it is not a product token such as "shop/2.1"`)
		}
		s.UserAgent = product
		return nil
	}
}

// productPattern: tokens with or without a version, and comments in parentheses.
var productPattern = regexp.MustCompile(`^` + product + `( (` + product + `|\([ -'*-~]*\)))*$`)

const product = `[!#$%&'*+.^_` + "`" + `|~0-9A-Za-z-]+(/[!#$%&'*+.^_` + "`" + `|~0-9A-Za-z-]+)?`

// WithMiddleware adds middleware, which runs before the credentials are added. The
// first one is the outermost. The option can be used several times.
func WithMiddleware(middleware ...Middleware) Option {
	return func(s *settings.Client) error {
		for _, m := range middleware {
			if m == nil {
				return invalidOption("WithMiddleware", "a middleware is nil")
			}
			s.Middleware = append(s.Middleware, settings.Middleware(m))
		}
		return nil
	}
}

// WithAttemptTimeout limits each attempt of a call, from sending the request to the
// last byte of the reply. Waits between attempts and for a [Limiter] do not count,
// and file transfers have a limit of their own. It must be greater than 0 and at
// most 30 days. Default: see the package of the service. Use the context to limit
// the call as a whole.
func WithAttemptTimeout(d time.Duration) Option {
	return func(s *settings.Client) error {
		return setTimeout("WithAttemptTimeout", &s.AttemptTimeout, d)
	}
}

// WithIdleTimeout limits the time between two reads of a download. It must be
// greater than 0 and at most 30 days. Default: 60 s.
func WithIdleTimeout(d time.Duration) Option {
	return func(s *settings.Client) error {
		return setTimeout("WithIdleTimeout", &s.IdleTimeout, d)
	}
}

// maxTimeout is far above what any service takes, and far below what a sum of
// durations could overflow with.
const maxTimeout = 30 * 24 * time.Hour

func setTimeout(option string, timeout *time.Duration, d time.Duration) error {
	switch {
	case d <= 0:
		return invalidOption(option, fmt.Sprintf("%s is not positive", d))
	case d > maxTimeout:
		return invalidOption(option, fmt.Sprintf("%s is more than %s", d, maxTimeout))
	}
	*timeout = d
	return nil
}

// WithMaxResponseBytes limits the size of a reply after decompression. A call with
// a larger reply returns [ErrResponseTooLarge]. Downloads are not limited. Default:
// 16 MiB; 64 MiB in package abebooks/orders.
func WithMaxResponseBytes(n int64) Option {
	return func(s *settings.Client) error {
		if n <= 0 {
			return invalidOption("WithMaxResponseBytes", "it is not positive")
		}
		s.MaxResponseBytes = n
		return nil
	}
}

// WithExpectContinue sets the size from which a body is announced with "Expect:
// 100-continue", so that a service can refuse it before it is sent. 0 announces
// every body. A negative size turns it off, for servers that cannot cope with it.
// Default: 1 MiB.
func WithExpectContinue(minBytes int64) Option {
	return func(s *settings.Client) error {
		if minBytes == 0 {
			minBytes = 1
		}
		s.ExpectContinue = minBytes
		return nil
	}
}

// WithClock replaces time.Now wherever the client writes or compares a time: dates
// in signatures, Retry-After dates and clock skew. Retry windows are checked
// against this clock as well as the monotonic one. Timers do not use it. It is
// meant for tests. Default: time.Now.
func WithClock(now func() time.Time) Option {
	return func(s *settings.Client) error {
		if now == nil {
			return invalidOption("WithClock", "the clock is nil")
		}
		s.Now = now
		return nil
	}
}

// WithRequestID sets the ID of the call. The ID is sent if the service has a header
// for it (Abe-RequestId: purchase, and abebooks with signed credentials), and
// appears in every error and log record. It must be 1 to 128 visible ASCII
// characters, and unique to this logical call; all attempts share it. Default: a
// random UUID.
func WithRequestID(id string) CallOption {
	return func(s *settings.Call) error {
		if len(id) > 128 || id == "" || strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return invalidOption("WithRequestID", "it must have 1 to 128 visible ASCII characters")
		}
		s.RequestID = id
		return nil
	}
}

// WithCallRetry replaces the client's [RetryPolicy] for one call. Fields left
// zero have the documented defaults, not the client's values.
func WithCallRetry(policy RetryPolicy) CallOption {
	return func(s *settings.Call) error {
		if err := policy.validate(); err != nil {
			return invalidOption("WithCallRetry", err.Error())
		}
		p := policy.settings()
		s.Retry = &p
		return nil
	}
}

// WithCallTimeout limits each attempt of one call, as [WithAttemptTimeout] does for
// every call of a client. For an operation that moves a file it limits the
// transfer. It must be greater than 0 and at most 30 days. Use the context to limit
// the call as a whole.
func WithCallTimeout(d time.Duration) CallOption {
	return func(s *settings.Call) error {
		return setTimeout("WithCallTimeout", &s.Timeout, d)
	}
}

// WithResponseInfo fills info when the call returns, even if it failed. After an
// [InvalidError], info holds only the request ID. Two calls in flight must not
// share an info.
func WithResponseInfo(info *ResponseInfo) CallOption {
	return func(s *settings.Call) error {
		if info == nil {
			return invalidOption("WithResponseInfo", "the pointer is nil")
		}
		s.Info = (*settings.ResponseInfo)(info)
		return nil
	}
}

func invalidOption(name, reason string) error {
	return &InvalidError{Fields: []FieldError{{Field: name, Reason: reason}}}
}

// isNil also sees a nil pointer in an interface, which would panic when it is
// used.
func isNil(v any) bool {
	switch value := reflect.ValueOf(v); value.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Pointer, reflect.Func, reflect.Map, reflect.Chan, reflect.Slice:
		return value.IsNil()
	}
	return false
}
