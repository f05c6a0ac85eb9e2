package transport

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
)

// credentials is the innermost stage. It works on a copy with a header and a URL
// of its own: nothing above ever sees what it puts in.
type credentials struct {
	client *Client
	next   http.RoundTripper
}

func (t *credentials) RoundTrip(req *http.Request) (*http.Response, error) {
	flight := flightFrom(req.Context())
	if flight == nil {
		closeBody(req)
		return nil, errors.New("a middleware replaced the request's context")
	}
	var seen traceSeen
	out, signature, err := t.prepare(t.traced(req.Context(), &seen), callFrom(req.Context()), req)
	if err != nil {
		closeBody(req)
		return nil, &localError{err}
	}
	flight.sign(signature)
	resp, err := t.send(flight, out, &seen)
	if resp != nil {
		resp.Request = req // net/http sets the clone, credentials and all
	}
	return resp, err
}

// prepare makes the request that leaves, in a context of its own, and tells its
// signature.
func (t *credentials) prepare(ctx context.Context, call *call, req *http.Request) (out *http.Request, signature string, err error) {
	if err := req.Context().Err(); err != nil {
		return nil, "", err
	}
	if err := t.sameTarget(call, req); err != nil {
		return nil, "", err
	}
	out = req.WithContext(ctx)
	u := *req.URL
	out.URL, out.Header = &u, maps.Clone(req.Header) // what changes below
	if out.Header == nil {
		out.Header = http.Header{}
	}
	if call.req.Operation.Class != Safe {
		// net/http replays by itself whatever carries one of these.
		out.Header.Del("Idempotency-Key")
		out.Header.Del("X-Idempotency-Key")
	}
	body, length, err := call.req.Body.withSecrets(req)
	if err != nil {
		return nil, "", err
	}
	out.Body, out.ContentLength, out.GetBody = body, length, getBody(call, req, length)

	var signed []byte
	if t.client.auth.SignsBody() {
		if signed, err = buffer(out); err != nil {
			return nil, "", err
		}
	}
	return out, t.client.auth.Apply(out, signed, t.client.settings.Now), nil
}

// sameTarget: a middleware may change the path, but not where the credentials
// go, nor turn a POST into something that net/http replays.
func (t *credentials) sameTarget(call *call, req *http.Request) error {
	base, u := t.client.base, req.URL
	if u.Scheme != base.Scheme || u.Host != base.Host || u.Opaque != "" || req.Host != "" && req.Host != base.Host {
		return errors.New("a middleware changed the host; credentials are not sent there")
	}
	if req.Method != call.req.Method {
		return errors.New("a middleware changed the method")
	}
	return nil
}

// buffer reads the body into memory, for a signature over the bytes that go
// out.
func buffer(out *http.Request) ([]byte, error) {
	if out.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(out.Body)
	if err != nil {
		return nil, err
	}
	_ = out.Body.Close()
	out.ContentLength = int64(len(body))
	if len(body) == 0 {
		out.Body, out.GetBody = http.NoBody, nil
		return nil, nil
	}
	out.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	out.Body, err = out.GetBody()
	return body, err
}

// getBody lets net/http replay a request of which nothing was written, and
// HTTP/2 one that the server says it did not take.
func getBody(call *call, req *http.Request, length int64) func() (io.ReadCloser, error) {
	if req.GetBody == nil || length == 0 {
		return nil
	}
	return func() (io.ReadCloser, error) {
		body, err := req.GetBody()
		if err != nil {
			return nil, err
		}
		again := &http.Request{Body: body, ContentLength: req.ContentLength}
		out, _, err := call.req.Body.withSecrets(again)
		return out, err
	}
}

// localError is a failure of our own, before anything could be sent.
type localError struct{ error }

func (e *localError) Unwrap() error { return e.error }
