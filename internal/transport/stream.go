package transport

import (
	"bufio"
	"errors"
	"io"
	"net/http"

	"github.com/sellerwire/sellerwire"
)

// peekSize is how much of a download is shown to Decode before it is handed
// over: enough to recognise a failure that comes instead of a file.
const peekSize = 4 << 10

// Stream is a download. It must be closed.
type Stream struct {
	Header http.Header

	reader io.Reader
	body   io.Closer
	call   *call
	err    error
}

// observeStream peeks at a download.
func (c *call) observeStream(resp *http.Response) {
	body, err := inflate(resp)
	if err != nil {
		_ = resp.Body.Close()
		c.err = err
		return
	}
	buffered := bufio.NewReaderSize(body, peekSize)
	c.reply.Partial = true
	c.reply.Body, err = buffered.Peek(peekSize)
	if err != nil && err != io.EOF {
		_ = resp.Body.Close()
		c.err = cut(err)
		return
	}
	c.stream = &Stream{Header: resp.Header, reader: buffered, body: resp.Body, call: c}
}

// Read reads on. An error other than io.EOF is an *sellerwire.Error: the
// download is incomplete.
func (s *Stream) Read(p []byte) (int, error) {
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

// Close ends the download; what has not been read is not fetched.
func (s *Stream) Close() error {
	if s.err == nil {
		s.err = errors.New("read from a closed download")
	}
	return s.body.Close()
}

// Broken makes an error of the service's for a download that ended badly.
func (s *Stream) broken(cause error) error {
	c := s.call
	kind := sellerwire.ErrUnavailable
	if errors.Is(cause, io.ErrUnexpectedEOF) {
		kind = sellerwire.ErrUnexpectedContent
	}
	e := &sellerwire.Error{
		Service: c.client.service, Operation: c.req.Operation.Name,
		StatusCode: c.reply.StatusCode, RequestID: c.req.Call.RequestID, Attempts: c.attempts,
		Kinds: []error{kind}, Err: c.redactor().error(cut(cause)),
	}
	if ctxErr := c.ctx.Err(); ctxErr != nil {
		e.Kinds = nil
	}
	return e
}
