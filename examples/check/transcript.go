package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sellerwire/sellerwire"
)

// transcript is what was said, redacted: the middleware stands above the credentials,
// replies are masked, and of headers only those below are kept.
type transcript struct {
	mu      sync.Mutex
	said    strings.Builder
	secrets []string
}

// harmless headers say nothing about anybody.
var harmless = []string{
	"Abe-Status", "Allow", "Cache-Control", "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Date", "Retry-After",
	"Server", "Transfer-Encoding", "User-Agent", "Www-Authenticate",
}

// most of a reply that is kept.
const most = 64 << 10

// add makes values be replaced wherever they stand, should a reply repeat them. The
// first is the address; short ones cannot be told from other text.
func (t *transcript) add(values []string) {
	for _, v := range values[min(1, len(values)):] {
		if len(v) >= 4 {
			t.secrets = append(t.secrets, v, url.QueryEscape(v))
		}
	}
	slices.SortFunc(t.secrets, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
}

func (t *transcript) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.said.String()
}

// middleware writes down each attempt.
func (t *transcript) middleware(name string) sellerwire.Middleware {
	return func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			var b strings.Builder
			fmt.Fprintf(&b, "== %s, %s\n%s %s\n", name, time.Now().UTC().Format(time.RFC3339), r.Method, r.URL.RequestURI())
			writeHeader(&b, r.Header)
			response, err := next.RoundTrip(r)
			if err != nil {
				fmt.Fprintf(&b, "-- no reply: %v\n\n", err)
			} else {
				body, rest := peek(response)
				fmt.Fprintf(&b, "-- %s %s\n", response.Proto, response.Status)
				writeHeader(&b, response.Header)
				fmt.Fprintf(&b, "\n%s\n", mask(body))
				if rest {
					b.WriteString("(and more)\n")
				}
				b.WriteString("\n")
			}
			t.write(b.String())
			return response, err
		})
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func (t *transcript) write(text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, secret := range t.secrets {
		text = strings.ReplaceAll(text, secret, "[redacted]")
	}
	t.said.WriteString(text)
}

func writeHeader(b *strings.Builder, header http.Header) {
	for _, name := range harmless {
		for _, value := range header.Values(name) {
			fmt.Fprintf(b, "%s: %s\n", name, value)
		}
	}
}

// peek reads the start of a reply and leaves the reply as it was.
func peek(response *http.Response) (start []byte, more bool) {
	start, err := io.ReadAll(io.LimitReader(response.Body, most+1))
	rest := io.Reader(response.Body)
	if err != nil {
		rest = failing{err}
	}
	response.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(start), rest), response.Body}
	return start[:min(most, len(start))], len(start) > most
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
