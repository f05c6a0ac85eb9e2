package transport

import (
	"errors"
	"io"
	"sync"
	"sync/atomic"

	"github.com/sellerwire/sellerwire"
)

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
	if err == nil && source == nil {
		err = errors.New("what opens it returned nothing")
	}
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
