package transport

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"

	"github.com/sellerwire/sellerwire"
)

// Stream is a download. It must be closed.
type Stream struct {
	Header http.Header

	reader io.Reader
	body   io.Closer
	call   *call
	err    error // of the last Read, which the next repeats
	closed atomic.Bool
}

// Read reads on. An error other than io.EOF is an *sellerwire.Error: the
// download is incomplete.
func (s *Stream) Read(p []byte) (int, error) {
	if s.closed.Load() {
		return 0, errStreamClosed
	}
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.reader.Read(p)
	if err != nil && err != io.EOF {
		err = s.broken(err)
	}
	s.err = err
	return n, err
}

// Close ends the download; what has not been read is not fetched. It may be
// called while a Read is under way, which it ends.
func (s *Stream) Close() error {
	s.closed.Store(true)
	return s.body.Close()
}

var errStreamClosed = errors.New("read from a closed download")

// broken makes an error of the service's for a download that ended badly.
func (s *Stream) broken(cause error) error {
	c := s.call
	cause = replyError(cause)
	kind := sellerwire.ErrUnavailable
	if errors.Is(cause, sellerwire.ErrUnexpectedContent) {
		kind = sellerwire.ErrUnexpectedContent
	}
	e := &sellerwire.Error{
		Service: c.client.service, Operation: c.req.Operation.Name, Item: c.req.item(),
		StatusCode: c.reply.StatusCode, RequestID: c.req.Call.RequestID, Attempts: c.attempts,
		Kinds: []error{kind}, Err: c.redactor().error(cause),
	}
	if ctxErr := c.ctx.Err(); ctxErr != nil {
		e.Kinds = nil
		if !errors.Is(cause, ctxErr) {
			e.Err = fmt.Errorf("%w: %w", ctxErr, e.Err)
		}
	}
	return e
}

// observeStream peeks at a download.
func (c *call) observeStream(resp *http.Response) {
	body, err := inflate(resp)
	if err != nil {
		_ = resp.Body.Close()
		c.err = replyError(err)
		return
	}
	buffered := bufio.NewReaderSize(body, peekSize)
	start, err := buffered.Peek(peekSize)
	c.reply.Partial, c.reply.Body = true, bytes.Clone(start) // reading on overwrites it
	if err != nil && err != io.EOF {
		_ = resp.Body.Close()
		c.err = replyError(err)
		return
	}
	c.stream = &Stream{Header: resp.Header, reader: buffered, body: resp.Body, call: c}
}

// peekSize is how much of a download is shown to Decode before it is handed
// over: enough to recognise a failure that comes instead of a file.
const peekSize = 4 << 10
