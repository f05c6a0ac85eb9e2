package emulator

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
)

// memory is a RoundTripper that calls a handler in place of a server.
type memory struct{ handler http.Handler }

// errCut is what a client sees of a connection that the handler aborted.
var errCut = errors.New("connection cut by the emulator")

// RoundTrip serves the request in a goroutine of its own, so that a cancelled
// context ends the wait as it would on a network. The reply is handed over
// when the handler has returned.
func (m memory) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := drain(req)
	if err != nil {
		return nil, err
	}
	if err := req.Context().Err(); err != nil {
		return nil, err
	}

	type outcome struct {
		resp *http.Response
		err  error
	}
	done := make(chan outcome, 1)
	go func() {
		resp, err := m.serve(req, body)
		done <- outcome{resp, err}
	}()
	select {
	case o := <-done:
		return o.resp, o.err
	case <-req.Context().Done():
		return nil, req.Context().Err()
	}
}

func (m memory) serve(req *http.Request, body []byte) (resp *http.Response, err error) {
	in := req.Clone(req.Context())
	in.Header = http.Header{}
	for name, values := range req.Header { // a server would canonicalise the names
		in.Header[http.CanonicalHeaderKey(name)] = values
	}
	in.Body = io.NopCloser(bytes.NewReader(body))
	in.ContentLength = int64(len(body))
	in.RequestURI = req.URL.RequestURI()
	in.RemoteAddr = "127.0.0.1:0"
	if req.URL.Scheme == "https" {
		in.TLS = &tls.ConnectionState{HandshakeComplete: true}
	}
	if in.Host == "" {
		in.Host = req.URL.Host
	}
	if len(body) > 0 || req.ContentLength == 0 && req.Method != http.MethodGet {
		in.Header.Set("Content-Length", strconv.Itoa(len(body)))
	}

	recorder := httptest.NewRecorder()
	defer func() {
		switch p := recover(); p {
		case nil:
		case http.ErrAbortHandler:
			resp, err = nil, &net.OpError{Op: "read", Net: "memory", Err: errCut}
		default:
			resp, err = nil, fmt.Errorf("emulator: handler panicked: %v", p)
		}
	}()
	m.handler.ServeHTTP(recorder, in)
	resp = recorder.Result()
	resp.Request = req
	return resp, nil
}

// drain reads and closes the request's body, as a transport must.
func drain(req *http.Request) ([]byte, error) {
	if req.Body == nil {
		return nil, nil
	}
	defer req.Body.Close()
	return io.ReadAll(req.Body)
}
