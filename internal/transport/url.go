package transport

import (
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

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
		return nil, badBaseURL("its port is not from 1 to 65535")
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
