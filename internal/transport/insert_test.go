package transport_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// A body with places for two secrets, and what goes out.
const (
	blank  = "<user></user><key></key>"
	filled = "<user>me</user><key>" + token + "</key>"
)

func withInserts(body transport.Body) transport.Body {
	return body.Insert(strings.Index(blank, "</user>"), []byte("me")).
		Insert(strings.Index(blank, "</key>"), []byte(token))
}

// The secrets of a body are put in below the middleware, in every attempt, and
// also when net/http asks for the body again.
func TestInsertsGoOutAndStayUnseen(t *testing.T) {
	t.Parallel()
	for name, body := range sources([]byte(blank)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var sent, seen []string
			spy := func(next http.RoundTripper) http.RoundTripper {
				return roundTripper(func(req *http.Request) (*http.Response, error) {
					again, err := req.GetBody()
					assert.NoError(t, err)
					text, err := io.ReadAll(again)
					assert.NoError(t, err)
					seen = append(seen, string(text))
					assert.EqualValues(t, len(blank), req.ContentLength)
					return next.RoundTrip(req)
				})
			}
			wire := func(req *http.Request) (*http.Response, error) {
				for _, open := range []func() (io.ReadCloser, error){
					func() (io.ReadCloser, error) { return req.Body, nil }, req.GetBody, req.GetBody,
				} {
					body, err := open()
					assert.NoError(t, err)
					text, err := io.ReadAll(body)
					assert.NoError(t, err)
					assert.NoError(t, body.Close())
					sent = append(sent, string(text))
				}
				assert.EqualValues(t, len(filled), req.ContentLength)
				return reply(503, "")(req)
			}
			client := newClientAs(t, transport.InBody{Secrets: []sellerwire.Secret{sellerwire.NewSecret(token)}}, memoryURL,
				inMemory(wire), quick, sellerwire.WithMiddleware(spy))
			req := request(transport.Safe)
			req.Body = withInserts(body)

			_, err := client.Do(t.Context(), req)

			failed(t, err, sellerwire.ErrUnavailable)
			assert.Equal(t, []string{blank, blank, blank}, seen)
			assert.Len(t, sent, 9)
			for _, text := range sent {
				assert.Equal(t, filled, text)
			}
		})
	}
}

// On the wire: the length is that of what goes out.
func TestInsertsCountInTheContentLength(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		body transport.Body
		want string
	}{
		{"between", withInserts(transport.Bytes([]byte(blank))), filled},
		{"at the start", transport.Bytes([]byte("&q=1")).Insert(0, []byte("key=k")), "key=k&q=1"},
		{"at the end", transport.Bytes([]byte("q=1&key=")).Insert(8, []byte("k")), "q=1&key=k"},
		{"two at one place", transport.Bytes([]byte("[]")).Insert(1, []byte("a")).Insert(1, []byte("b")), "[ab]"},
		{"into nothing", transport.Bytes(nil).Insert(0, []byte("all")), "all"},
		{"an empty one", transport.Bytes([]byte("q=1&key=")).Insert(8, nil), "q=1&key="},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []byte
			var length int64
			s := serve(t, func(_ http.ResponseWriter, r *http.Request) {
				got, _ = io.ReadAll(r.Body)
				length = r.ContentLength
			})
			client := newClientAs(t, transport.InBody{}, s.URL)
			req := request(transport.Safe)
			req.Body = tt.body

			_, err := client.Do(t.Context(), req)

			require.NoError(t, err)
			assert.Equal(t, tt.want, string(got))
			assert.EqualValues(t, len(tt.want), length)
		})
	}
}

// A Body is a value: inserting into a copy leaves the other alone.
func TestInsertDoesNotChangeTheBodyItWasCalledOn(t *testing.T) {
	t.Parallel()
	var got []string
	client := newClientAs(t, transport.InBody{}, memoryURL, inMemory(func(req *http.Request) (*http.Response, error) {
		text, _ := io.ReadAll(req.Body)
		got = append(got, string(text))
		return reply(200, "")(req)
	}))
	base := transport.Bytes([]byte("[]")).Insert(1, []byte("a"))
	for _, body := range []transport.Body{base.Insert(1, []byte("b")), base.Insert(1, []byte("c")), base} {
		req := request(transport.Safe)
		req.Body = body
		_, err := client.Do(t.Context(), req)
		require.NoError(t, err)
		assert.EqualValues(t, 2, body.Size())
	}
	assert.Equal(t, []string{"[ab]", "[ac]", "[a]"}, got)
}

// A middleware may change a body, but not where its secrets belong.
func TestMiddlewareThatReplacesTheBody(t *testing.T) {
	t.Parallel()
	replacing := func(text string) sellerwire.Option {
		return sellerwire.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(req *http.Request) (*http.Response, error) {
				out := req.Clone(req.Context())
				_ = req.Body.Close()
				out.Body = io.NopCloser(strings.NewReader(text))
				out.ContentLength = int64(len(text))
				return next.RoundTrip(out)
			})
		})
	}
	tests := []struct {
		name, text, want string
		body             transport.Body
	}{
		{"the same length", strings.ToUpper(blank),
			strings.Replace(strings.ToUpper(filled), strings.ToUpper(token), token, 1), withInserts(transport.Bytes([]byte(blank)))},
		{"another length", blank + " ", "", withInserts(transport.Bytes([]byte(blank)))},
		{"another length without secrets", "anything", "anything", transport.Bytes([]byte(blank))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []byte
			s := serve(t, func(_ http.ResponseWriter, r *http.Request) { got, _ = io.ReadAll(r.Body) })
			client := newClientAs(t, transport.InBody{}, s.URL, replacing(tt.text))
			req := request(transport.Safe)
			req.Body = tt.body

			_, err := client.Do(t.Context(), req)

			if tt.want == "" {
				e := failed(t, err, sellerwire.ErrNotSent)
				assert.ErrorContains(t, err, "length of the body")
				assert.NotContains(t, err.Error(), s.URL, "the network has nothing to do with it")
				assert.Equal(t, 1, e.Attempts)
				assert.Zero(t, s.connections.Load())
				return
			}
			require.NoError(t, err)
			assert.True(t, strings.EqualFold(tt.want, string(got)), "%s", got)
		})
	}
}

// A middleware whose new body is shorter or longer than it says is found out
// before anything leaves.
func TestMiddlewareWhoseBodyHasAnotherLength(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "<user>", "<user></user><key>", blank + "x"} {
		s, opt := play(reply(200, ""))
		client := newClientAs(t, transport.InBody{}, memoryURL, opt, sellerwire.WithMiddleware(editing(func(r *http.Request) {
			r.Body = io.NopCloser(strings.NewReader(text))
		})))
		req := request(transport.Safe)
		req.Body = withInserts(transport.Bytes([]byte(blank)))

		_, err := client.Do(t.Context(), req)

		failed(t, err, sellerwire.ErrNotSent)
		assert.Zero(t, s.calls)
	}
}

// A body that a middleware emptied is signed as empty.
func TestSignatureOfAnEmptiedBody(t *testing.T) {
	t.Parallel()
	var length int64 = -1
	client := newClientAs(t, signature, memoryURL, inMemory(func(req *http.Request) (*http.Response, error) {
		length = req.ContentLength
		assert.Equal(t, http.NoBody, req.Body)
		return reply(200, "")(req)
	}), sellerwire.WithMiddleware(editing(func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader("")) })))

	_, err := client.Do(t.Context(), request(transport.Safe))

	require.NoError(t, err)
	assert.Zero(t, length)
}

// A signature covers the bytes that go out, secrets included.
func TestSignedBodies(t *testing.T) {
	t.Parallel()
	auth := transport.AbeSignature{AccessKey: sellerwire.NewSecret("access"), SecretKey: sellerwire.NewSecret("SECRET-KEY-EXAMPLE")}
	var first, second, third []byte
	client := newClientAs(t, auth, memoryURL, inMemory(func(req *http.Request) (*http.Response, error) {
		first, _ = io.ReadAll(req.Body)
		again, _ := req.GetBody()
		second, _ = io.ReadAll(again)
		again, _ = req.GetBody()
		third, _ = io.ReadAll(again)
		assert.EqualValues(t, len(filled), req.ContentLength)
		return reply(200, "")(req)
	}))
	req := request(transport.Safe)
	req.Body = withInserts(transport.Bytes([]byte(blank)))

	_, err := client.Do(t.Context(), req)

	require.NoError(t, err)
	assert.Equal(t, filled, string(first))
	assert.Equal(t, filled, string(second))
	assert.Equal(t, filled, string(third))
}

// A source that fails while it is read for the signature costs no connection.
func TestSignedBodyThatCannotBeRead(t *testing.T) {
	t.Parallel()
	s := serve(t, answer(200, ""))
	client := newClientAs(t, transport.AbeSignature{}, s.URL, quick)
	boom := errors.New("bad sector")
	req := request(transport.Safe)
	req.Body = transport.Reopen(func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(bytes.NewReader([]byte("ab")), readerFunc(func([]byte) (int, error) { return 0, boom }))), nil
	}, 4)

	_, err := client.Do(t.Context(), req)

	e := failed(t, err, sellerwire.ErrNotSent, boom)
	assert.Equal(t, 1, e.Attempts)
	assert.Zero(t, s.connections.Load())
}
