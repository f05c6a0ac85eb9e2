package transport

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

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
// attempt, and net/http for a replay; the source is opened before an attempt
// begins, or with the first Read of a replay.
func (b Body) source() any {
	switch {
	case b.size == 0:
		return nil
	case b.bytes != nil:
		return b.bytes
	}
	return retryablehttp.ReaderFunc(func() (io.Reader, error) { return newSizedReader(b), nil })
}

// checkEmpty makes sure that a source announced as empty is: an upload that
// replaces everything must not be empty by mistake.
func (b Body) checkEmpty(ctx context.Context) error {
	if b.size > 0 || b.open == nil {
		return nil
	}
	r := newSizedReader(b)
	defer r.Close()
	r.bind(ctx)
	_, err := r.guarded(nil, func([]byte) (int, error) {
		if err := r.openSource(); err != nil {
			return 0, err
		}
		return 0, r.atEnd()
	})
	return err
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
	var parts []io.Reader
	length, at := b.size, int64(0)
	for _, in := range b.inserts {
		parts = append(parts, io.LimitReader(req.Body, in.at-at), bytes.NewReader(in.secret))
		at = in.at
		length += int64(len(in.secret))
	}
	all := io.MultiReader(append(parts, req.Body)...)
	if b.bytes == nil {
		return struct {
			io.Reader
			io.Closer
		}{all, req.Body}, length, nil
	}
	// One in memory stays there. The byte more shows whether it ends where it should.
	defer req.Body.Close()
	out := make([]byte, length+1)
	n, err := io.ReadFull(all, out)
	switch {
	case err == nil, err == io.ErrUnexpectedEOF && int64(n) < length:
		return nil, 0, errBodyReplaced
	case err != io.ErrUnexpectedEOF:
		return nil, 0, err
	}
	return io.NopCloser(bytes.NewReader(out[:n])), length, nil
}

// sizedReader yields exactly the announced number of bytes. The last ones are
// held back until the source has proven to end there, so that a service never
// sees a complete request of a file that was being written.
//
// A source may block: a pipe, a file on a network. Nothing waits for it longer
// than the context it is bound to; whoever comes last closes it.
type sizedReader struct {
	body   Body
	ctx    atomic.Pointer[context.Context] // set by bind
	source io.ReadCloser
	read   int64
	err    error
	buffer []byte

	busy   sync.Mutex // held while the source is worked on
	closed atomic.Bool
}

func newSizedReader(b Body) *sizedReader { return &sizedReader{body: b} }

// bind says how long the source may take.
func (r *sizedReader) bind(ctx context.Context) { r.ctx.Store(&ctx) }

// openWithin opens the source.
func (r *sizedReader) openWithin(ctx context.Context, limit time.Duration) error {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, &sourceError{&timeoutError{"it did not open", limit}})
	defer cancel()
	r.bind(ctx)
	_, err := r.guarded(nil, func([]byte) (int, error) { return 0, r.openSource() })
	return err
}

func (r *sizedReader) Read(p []byte) (int, error) {
	return r.guarded(p, func(p []byte) (int, error) {
		if r.err != nil {
			return 0, r.err
		}
		n, err := r.next(p)
		r.err = err
		return n, err
	})
}

// guarded works on the source in a goroutine of its own, which it leaves behind
// when the context ends first.
func (r *sizedReader) guarded(p []byte, work func([]byte) (int, error)) (int, error) {
	ctx := context.Background()
	if bound := r.ctx.Load(); bound != nil {
		ctx = *bound
	}
	if r.buffer == nil && len(p) > 0 {
		r.buffer = make([]byte, sourceBuffer)
	}
	own := r.buffer[:min(len(p), len(r.buffer))]
	type result struct {
		n   int
		err error
	}
	done := make(chan result, 1)
	go func() {
		r.busy.Lock()
		n, err := work(own)
		r.busy.Unlock()
		if r.closed.Load() {
			_ = r.closeSource()
		}
		done <- result{n, err}
	}()
	select {
	case is := <-done:
		return copy(p, own[:is.n]), is.err
	case <-ctx.Done():
		r.closed.Store(true)
		return 0, context.Cause(ctx)
	}
}

// sourceBuffer is as much as net/http reads at a time.
const sourceBuffer = 32 << 10

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

func (r *sizedReader) openSource() error {
	if r.closed.Load() {
		return errors.New("read from a closed body")
	}
	if r.source != nil {
		return nil
	}
	source, err := r.body.open()
	if err == nil && source == nil {
		err = errors.New("what opens it returned nothing")
	}
	if err != nil {
		return &sourceError{err}
	}
	r.source = source
	return nil
}

func (r *sizedReader) next(p []byte) (int, error) {
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

// sourceError marks a failure to open or read the caller's source: a retry does
// not help, and the network is not to blame.
type sourceError struct{ err error }

func (e *sourceError) Error() string { return "read the upload: " + e.err.Error() }
func (e *sourceError) Unwrap() error { return e.err }

func isSourceError(err error) bool {
	_, ok := errors.AsType[*sourceError](err)
	return ok
}
