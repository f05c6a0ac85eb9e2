package transport

import (
	"bytes"
	"errors"
	"io"
	"net/http"

	"github.com/hashicorp/go-retryablehttp"
)

// Body is a request body that can be sent again without having been buffered.
// The zero value is no body.
type Body struct {
	// size is the number of bytes, secrets not counted.
	size    int64
	bytes   []byte // of a body in memory
	open    func() (io.ReadCloser, error)
	inserts []insert
}

// insert is a secret that the innermost round tripper puts into the body.
type insert struct {
	at     int64
	secret []byte
}

// Bytes is a body in memory. It must not change any more, not even when the
// call has returned: of a service that answered early, net/http may still be
// sending it.
func Bytes(b []byte) Body { return Body{size: int64(len(b)), bytes: b} }

// ReaderAt is a body of size bytes that is read at any offset, such as a file.
// Every attempt reads through a section of its own, so that an attempt that
// is still being torn down cannot disturb the next.
func ReaderAt(r io.ReaderAt, size int64) Body {
	return Body{size: size, open: func() (io.ReadCloser, error) {
		// One byte more than announced: a file that grew is noticed.
		return io.NopCloser(io.NewSectionReader(r, 0, size+1)), nil
	}}
}

// Reopen is a body of size bytes that is opened anew for every attempt.
func Reopen(open func() (io.ReadCloser, error), size int64) Body {
	return Body{size: size, open: open}
}

// Insert puts a secret at an offset when the body is sent. Offsets count the
// body without secrets, in ascending order.
func (b Body) Insert(at int, secret []byte) Body {
	b.inserts = append(b.inserts[:len(b.inserts):len(b.inserts)], insert{int64(at), secret})
	return b
}

// Size is the number of bytes without secrets.
func (b Body) Size() int64 { return b.size }

// source is the body as go-retryablehttp takes it; nil for none. Of bytes it
// makes readers that net/http knows to be in memory, so that header and body go
// out together. The function it calls once to build the request and once per
// attempt, and net/http for a replay; the source is opened with the first Read, or
// by openNow before an attempt begins.
func (b Body) source() any {
	switch {
	case b.size == 0:
		return nil
	case b.bytes != nil:
		return b.bytes
	}
	return retryablehttp.ReaderFunc(func() (io.Reader, error) { return &sizedReader{body: b}, nil })
}

// checkEmpty makes sure that a source announced as empty is: an upload that
// replaces everything must not be empty by mistake.
func (b Body) checkEmpty() error {
	if b.size > 0 || b.open == nil {
		return nil
	}
	r := &sizedReader{body: b}
	defer r.Close()
	if err := r.openNow(); err != nil {
		return err
	}
	return r.atEnd()
}

var errBodyReplaced = errors.New("a middleware changed the length of the body; credentials cannot be put in")

// withSecrets returns what goes out: the request's body with the secrets in
// their places.
func (b Body) withSecrets(req *http.Request) (io.ReadCloser, int64, error) {
	if len(b.inserts) == 0 {
		return req.Body, req.ContentLength, nil
	}
	if req.ContentLength != b.size {
		return nil, 0, errBodyReplaced
	}
	if b.bytes != nil {
		return b.inMemory(req.Body)
	}
	var parts []io.Reader
	length, at := b.size, int64(0)
	for _, in := range b.inserts {
		parts = append(parts, io.LimitReader(req.Body, in.at-at), bytes.NewReader(in.secret))
		at = in.at
		length += int64(len(in.secret))
	}
	parts = append(parts, req.Body)
	return struct {
		io.Reader
		io.Closer
	}{io.MultiReader(parts...), req.Body}, length, nil
}

// inMemory is withSecrets for a body in memory, which stays one.
func (b Body) inMemory(body io.ReadCloser) (io.ReadCloser, int64, error) {
	defer body.Close()
	var out bytes.Buffer
	out.Grow(int(b.size) + 256)
	at := int64(0)
	for _, in := range b.inserts {
		if _, err := io.CopyN(&out, body, in.at-at); err != nil {
			return nil, 0, err
		}
		out.Write(in.secret)
		at = in.at
	}
	if _, err := io.CopyN(&out, body, b.size-at); err != nil {
		return nil, 0, err
	}
	if n, _ := io.ReadFull(body, make([]byte, 1)); n > 0 {
		return nil, 0, errBodyReplaced
	}
	return io.NopCloser(bytes.NewReader(out.Bytes())), int64(out.Len()), nil
}
