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

// Option configures a client. Every New of this module takes the options of
// this package, and those of its own package. An option with a bad value, or
// one of another service, makes New return an [InvalidError].
type Option func(*settings.Client) error

// CallOption configures one call. A call option that the operation has no use
// for makes the call return an [InvalidError]; nothing is sent then.
type CallOption func(*settings.Call) error

// WithHTTPClient makes the client send through hc: its Transport, its cookie Jar
// and its Timeout, which then bounds every attempt, the reading of the reply
// included, downloads too. A nil Transport means [net/http.DefaultTransport] at the
// time of the request. hc is copied and never changed. Its CheckRedirect is not
// used: redirects are never followed. The Transport sees all credentials.
//
// An operation that must not be sent twice uses a connection of its own for each
// attempt: one that the server has just closed would leave its outcome unknown. If
// the Transport is an [*http.Transport], these connections come from a clone of
// it that keeps none alive. Any other RoundTripper is used as it is; to wrap the
// transport, use [WithMiddleware] instead.
//
// That nothing was sent is believed only if the Transport asked for a connection,
// by the hooks of [net/http/httptrace], and got none. After any other error the
// outcome of a change is unknown, and what must not be sent twice is not.
//
// Default: a transport of the client's own, with the proxy that the environment
// names for https, HTTP/2 with pings where the service offers it, TLS sessions that
// are resumed, 10 s for a connection, and up to 64 idle connections per host, which
// Close releases.
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

// WithBaseURL sends to another address than the service's own: an emulator, a
// gateway, a compatible service. The scheme must be https, or http for a
// loopback address or a host of [WithPlainHTTP]. It may end in "/" or not, and has
// no query, fragment or user information. Credentials go to this host alone.
func WithBaseURL(url string) Option {
	return func(s *settings.Client) error {
		if strings.TrimSpace(url) == "" {
			return invalidOption("WithBaseURL", "the URL is empty")
		}
		s.BaseURL = url
		return nil
	}
}

// WithPlainHTTP allows a base URL with http:// for these hosts, too: an emulator
// in another container, say. A host is a name or an address without scheme, port
// or path. The credentials then travel unencrypted; the client's own transport
// sends them directly, never through a proxy. Default: loopback addresses only.
func WithPlainHTTP(hosts ...string) Option {
	return func(s *settings.Client) error {
		for _, host := range hosts {
			bare := strings.Trim(host, "[]") // of an IPv6 address
			if u, err := url.Parse("http://" + host); bare == "" || net.ParseIP(bare) == nil && (err != nil || u.Host != host || u.Port() != "") {
				return invalidOption("WithPlainHTTP", "a host is not a bare name or address, without scheme, port and path")
			}
			s.PlainHTTP = append(s.PlainHTTP, strings.ToLower(bare))
		}
		return nil
	}
}

// WithLogger writes one Debug record, "attempt", per attempt and one, "retry",
// per wait to logger. The records hold service, operation, request ID, attempt,
// method, host, path, status, codes, duration, wait and error; never a query, a
// header, a body or a credential. Default: silence.
func WithLogger(logger *slog.Logger) Option {
	return func(s *settings.Client) error {
		if logger == nil || logger.Handler() == nil {
			return invalidOption("WithLogger", "the logger is nil or has no handler")
		}
		s.Logger = logger
		return nil
	}
}

// WithRetry sets how often and how long calls are repeated. Fields left zero
// keep their defaults. See [WithCallRetry] for a single call.
func WithRetry(policy RetryPolicy) Option {
	return func(s *settings.Client) error {
		if err := policy.validate(); err != nil {
			return invalidOption("WithRetry", err.Error())
		}
		s.Retry = policy.settings()
		return nil
	}
}

// WithLimiter paces all requests of the client, retries included. Default: no
// pacing. Each service's package says what pace is considerate.
func WithLimiter(limiter Limiter) Option {
	return func(s *settings.Client) error {
		if isNil(limiter) {
			return invalidOption("WithLimiter", "the limiter is nil")
		}
		s.Limiter = limiter
		return nil
	}
}

// WithUserAgent names the caller's own program, such as "shop/2.1", in front of
// the module's product token in the User-Agent header. It is one or more product
// tokens of RFC 9110: visible ASCII, with single blanks between them.
// Default: "sellerwire/" and [Version] alone.
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

// WithMiddleware puts middleware between the client and its credentials. The
// first one given is the outermost. It may be used several times.
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

// WithAttemptTimeout bounds each attempt of a call: from the sending to the last
// byte of the reply. The waits between attempts and for a [Limiter] do not count,
// nor does the moving of files, which has a limit of its own. From above 0 to 30
// days. Default: the operation's own, as its package documents. The context bounds
// the call as a whole.
func WithAttemptTimeout(d time.Duration) Option {
	return func(s *settings.Client) error {
		return setTimeout("WithAttemptTimeout", &s.AttemptTimeout, d)
	}
}

// WithIdleTimeout bounds the silence between two reads of a download. From above
// 0 to 30 days. Default: 60 s.
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

// WithMaxResponseBytes bounds a reply, measured after decompression; a longer
// one is [ErrResponseTooLarge]. Downloads are not bounded. Default: 16 MiB.
func WithMaxResponseBytes(n int64) Option {
	return func(s *settings.Client) error {
		if n <= 0 {
			return invalidOption("WithMaxResponseBytes", "it is not positive")
		}
		s.MaxResponseBytes = n
		return nil
	}
}

// WithExpectContinue sets from which size on a body is announced with
// "Expect: 100-continue", so that a service can refuse it before it is sent.
// Default: 1 MiB. 0 announces every body; a negative size turns it off, for
// servers that choke on it.
func WithExpectContinue(minBytes int64) Option {
	return func(s *settings.Client) error {
		if minBytes == 0 {
			minBytes = 1
		}
		s.ExpectContinue = minBytes
		return nil
	}
}

// WithClock replaces time.Now for what the client writes and compares: the dates
// it signs, Retry-After dates, clock skew, and the wall clock that retry windows are
// held against besides the monotonic one. It does not drive timers. Meant for
// tests. Default: time.Now.
func WithClock(now func() time.Time) Option {
	return func(s *settings.Client) error {
		if now == nil {
			return invalidOption("WithClock", "the clock is nil")
		}
		s.Now = now
		return nil
	}
}

// WithRequestID names the call: the ID goes to the service where it has a
// header for it (Abe-RequestId, of purchase and of abebooks with signed
// credentials), and into every error and log record. 1 to 128 visible ASCII
// characters, unique to the logical call and the same over its attempts.
// Default: a random UUID.
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

// WithCallTimeout bounds each attempt of one call, as [WithAttemptTimeout] does for
// those of a client; for an operation that moves a file, the moving of it. From
// above 0 to 30 days. Bound the call as a whole by its context.
func WithCallTimeout(d time.Duration) CallOption {
	return func(s *settings.Call) error {
		return setTimeout("WithCallTimeout", &s.Timeout, d)
	}
}

// WithResponseInfo fills info when the call returns, also when it failed: of a
// call that was refused with an [InvalidError] it holds the request ID and nothing
// else. info must not be shared with another call that is under way.
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
