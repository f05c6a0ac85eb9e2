package transport

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/sellerwire/sellerwire"
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

// reader is called by go-retryablehttp once to build the request and once per
// attempt, and by net/http for a replay; the source is opened with the first
// Read, or by openNow before an attempt begins.
func (b Body) reader() (io.Reader, error) {
	if b.bytes != nil {
		// A type that net/http knows to be in memory: it sends header and body in
		// one go.
		return bytes.NewReader(b.bytes), nil
	}
	return &sizedReader{body: b}, nil
}

// errBodyChanged matches ErrInvalidRequest: the caller's source is at fault.
var errBodyChanged = &kindError{sellerwire.ErrInvalidRequest, errors.New("the source changed its size while it was read")}

// sourceError marks a failure to open or read the caller's source: repeating
// does not help, and the network is not to blame.
type sourceError struct{ err error }

func (e *sourceError) Error() string { return "read the upload: " + e.err.Error() }
func (e *sourceError) Unwrap() error { return e.err }

func isSourceError(err error) bool {
	_, ok := errors.AsType[*sourceError](err)
	return ok
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

// sizedReader yields exactly the announced number of bytes. The last ones are
// held back until the source has proven to end there, so that a service never
// sees a complete request of a file that was being written.
type sizedReader struct {
	body   Body
	source io.ReadCloser
	read   int64
	err    error

	// net/http may close a body while it still reads it. Close must not wait for
	// that read, and the source must not be closed under it: whoever comes last
	// closes.
	busy   sync.Mutex
	closed atomic.Bool
}

func (r *sizedReader) openNow() error {
	r.busy.Lock()
	defer r.busy.Unlock()
	return r.openSource()
}

func (r *sizedReader) openSource() error {
	if r.source != nil {
		return nil
	}
	source, err := r.body.open()
	if err != nil {
		return &sourceError{err}
	}
	r.source = source
	return nil
}

func (r *sizedReader) Read(p []byte) (int, error) {
	r.busy.Lock()
	n, err := 0, r.err
	if err == nil {
		n, err = r.next(p)
		r.err = err
	}
	r.busy.Unlock()
	if r.closed.Load() {
		_ = r.closeSource()
	}
	return n, err
}

// Close closes the source, or leaves that to the read that is under way.
func (r *sizedReader) Close() error {
	r.closed.Store(true)
	return r.closeSource()
}

func (r *sizedReader) closeSource() error {
	if !r.busy.TryLock() {
		return nil
	}
	defer r.busy.Unlock()
	if r.source == nil {
		return nil
	}
	source := r.source
	r.source = nil
	return source.Close()
}

func (r *sizedReader) next(p []byte) (int, error) {
	if r.closed.Load() {
		return 0, errors.New("read from a closed body")
	}
	if err := r.openSource(); err != nil {
		return 0, err
	}
	left := r.body.size - r.read
	if left <= 0 {
		return 0, io.EOF
	}
	if int64(len(p)) > left {
		p = p[:left]
	}
	n, err := io.ReadFull(r.source, p)
	r.read += int64(n)
	switch {
	case err == io.EOF || err == io.ErrUnexpectedEOF:
		return 0, &sourceError{errBodyChanged}
	case err != nil:
		return 0, &sourceError{err}
	}
	if r.read == r.body.size {
		if err := r.atEnd(); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// atEnd makes sure that the source holds no more than was announced.
func (r *sizedReader) atEnd() error {
	var probe [1]byte
	switch n, err := io.ReadFull(r.source, probe[:]); {
	case n > 0:
		return &sourceError{errBodyChanged}
	case err != io.EOF:
		return &sourceError{err}
	}
	return nil
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
	return io.NopCloser(bytes.NewReader(out.Bytes())), int64(out.Len()), nil
}
