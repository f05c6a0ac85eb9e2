package transport

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
)

// Reply is a reply whose body has been read.
type Reply struct {
	StatusCode int
	Header     http.Header
	Body       []byte
	// Partial marks the start of a download.
	Partial bool
	// Accepted is set by a Decode that found a full answer under a status other
	// than 2xx, and wants it taken for the success that it says it is. A redirect
	// is none, whatever it says.
	Accepted bool

	call *call // nil in a reply that did not come from here
}

// Success tells whether the status is a 2xx.
func (r *Reply) Success() bool { return r.StatusCode/100 == 2 }

// Redact takes the secrets out of a text that came with the reply. What Do puts
// on an error has been through this; what a Decode kept for itself has not.
func (r *Reply) Redact(text string) string {
	if r.call == nil {
		return text
	}
	return r.call.try.redactor().text(text)
}

// Shown is what happened on the wire, without secrets that the service echoed: for
// a result, which may be printed and stored.
func (r *Reply) Shown(info settings.ResponseInfo) sellerwire.ResponseInfo {
	info.Body = []byte(r.Redact(string(info.Body)))
	info.Header = info.Header.Clone()
	for _, values := range info.Header {
		for i, value := range values {
			values[i] = r.Redact(value)
		}
	}
	return sellerwire.ResponseInfo(info)
}

// AfterLost tells whether an attempt before the one that was answered may have
// been taken by the service.
func (r *Reply) AfterLost() bool { return r.call != nil && r.call.effect == effectLost }

// snippet is the start of the body without secrets. They are taken out before
// it is quoted, which could give them a form that is not searched for.
func (r *Reply) snippet() string {
	if r.call != nil && r.call.client.private {
		return ""
	}
	body := r.Body[:min(len(r.Body), snippetBytes)]
	if r.call != nil {
		body = []byte(r.call.try.redactor().start(string(body)))
	}
	return Snippet(body)
}

// Snippet is the start of a body, for an error's text.
func Snippet(body []byte) string {
	text := string(body[:min(len(body), snippetBytes)])
	return strings.Join(strings.Fields(strings.ToValidUTF8(text, "?")), " ")
}

// snippetBytes is how much of a body an error's text shows.
const snippetBytes = 200

// IsHTML tells whether a body is a web page: it starts as one, or it says so
// and does not start as XML or JSON.
func IsHTML(r *Reply) bool {
	start := strings.ToLower(strings.TrimLeft(string(r.Body[:min(len(r.Body), 256)]), "\xef\xbb\xbf \t\r\n"))
	for _, tag := range []string{"<!doctype html", "<html", "<head", "<body"} {
		if strings.HasPrefix(start, tag) {
			return true
		}
	}
	return strings.Contains(strings.ToLower(r.Header.Get("Content-Type")), "html") &&
		!strings.HasPrefix(start, "<?xml") && !strings.HasPrefix(start, "{") && !strings.HasPrefix(start, "[")
}

// Unexpected is the failure of a reply that is not one of the service's: it
// names the content type and the first bytes.
func Unexpected(r *Reply, format string, args ...any) *Failure {
	return &Failure{
		Kinds: append([]error{sellerwire.ErrUnexpectedContent}, KindsOf(r.StatusCode)...),
		Lost:  r.Success(),
		Retry: unexpectedRetry(r),
		Err:   errors.New(fmt.Sprintf(format, args...) + r.described()),
	}
}

// described is what a reply that cannot be read looks like.
func (r *Reply) described() string {
	var looks []string
	if kind := r.Redact(r.Header.Get("Content-Type")); kind != "" {
		looks = append(looks, fmt.Sprintf("content type %q", kind))
	}
	if start := r.snippet(); start != "" {
		looks = append(looks, fmt.Sprintf("starts %q", start))
	}
	if looks == nil {
		return ""
	}
	return "; " + strings.Join(looks, ", ")
}

// unexpectedRetry: a 2xx that cannot be read will not read better next time.
func unexpectedRetry(r *Reply) Retry {
	if r.Success() {
		return RetryNever
	}
	return RetryByStatus
}

// readBounded reads a reply to its end and gives the connection back. The
// limit counts what comes out of a decompression, so that a small reply cannot
// unfold into gigabytes.
func readBounded(resp *http.Response, limit int64) ([]byte, error) {
	defer resp.Body.Close()
	if resp.ContentLength > limit && !zipped(resp) {
		return nil, tooLarge(limit)
	}
	body, err := inflate(resp)
	if err != nil {
		return nil, replyError(err)
	}
	// One byte more than announced shows that there are no more.
	text := make([]byte, 0, min(cmp.Or(max(resp.ContentLength, 0), bytes.MinRead), maxTrusted)+1)
	for {
		n, err := body.Read(text[len(text):cap(text)])
		text = text[:len(text)+n]
		switch {
		case int64(len(text)) > limit:
			return text[:limit], tooLarge(limit)
		case err == io.EOF:
			return text, nil
		case err != nil:
			return text, replyError(err)
		case len(text) == cap(text):
			text = slices.Grow(text, bytes.MinRead)
		}
	}
}

// maxTrusted bounds the memory that is set aside on the word of a
// Content-Length alone.
const maxTrusted = 1 << 20

func tooLarge(limit int64) error {
	return &kindError{sellerwire.ErrResponseTooLarge, fmt.Errorf("more than %d bytes", limit)}
}

// replyError tells a reply that ended too early or was damaged from a network
// that failed.
func replyError(err error) error {
	_, corrupt := errors.AsType[flate.CorruptInputError](err)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &kindError{sellerwire.ErrUnexpectedContent, fmt.Errorf("the reply was cut off: %w", err)}
	case corrupt, errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum):
		return &kindError{sellerwire.ErrUnexpectedContent, err}
	}
	return err
}

// zipped tells whether net/http left a gzip alone, because it had not asked
// for it itself.
func zipped(resp *http.Response) bool {
	return !resp.Uncompressed && strings.EqualFold(strings.TrimSpace(resp.Header.Get("Content-Encoding")), "gzip")
}

func inflate(resp *http.Response) (io.Reader, error) {
	if !zipped(resp) {
		return resp.Body, nil
	}
	buffered := bufio.NewReader(resp.Body)
	if _, err := buffered.Peek(1); err == io.EOF {
		return buffered, nil // an empty reply may carry the header all the same
	}
	return gzip.NewReader(buffered)
}

// Stream is a download. It must be closed.
type Stream struct {
	Header http.Header
	// Complete says that io.EOF means the end of the file: its length was announced, or
	// it comes in chunks. Otherwise it may mean that the connection broke.
	Complete bool

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
	kinds := []error{sellerwire.ErrUnavailable}
	switch {
	case c.Err() != nil:
		kinds, cause = nil, c.ended(cause)
	case errors.Is(cause, sellerwire.ErrUnexpectedContent):
		kinds = []error{sellerwire.ErrUnexpectedContent}
	}
	return &sellerwire.Error{
		Service: c.client.service, Operation: c.req.Operation.Name, Item: c.req.item(),
		StatusCode: c.try.reply.StatusCode, RequestID: RequestID(&c.req.Call), Attempts: c.attempts,
		Kinds: kinds, Err: c.try.redactor().error(cause),
	}
}

// openStream peeks at a download, within the attempt's own limit; from then on
// each read has the idle timeout.
func (a *attempt) openStream(resp *http.Response) {
	body, err := inflate(resp)
	if err != nil {
		_ = resp.Body.Close()
		a.err = replyError(err)
		return
	}
	buffered := bufio.NewReaderSize(body, peekSize)
	start, err := buffered.Peek(peekSize)
	a.reply.Partial, a.reply.Body = true, bytes.Clone(start) // reading on overwrites it
	if err != nil && err != io.EOF {
		_ = resp.Body.Close()
		a.err = replyError(err)
		return
	}
	a.idle(a.call.client.settings.IdleTimeout)
	a.stream = &Stream{Header: resp.Header, Complete: hasEnd(resp), reader: buffered, body: resp.Body, call: a.call}
}

// hasEnd tells whether the end of a body is marked: by a length, by chunks, by HTTP/2, by
// gzip. net/http sets Close on every reply of HTTP/1 that has none of these.
func hasEnd(resp *http.Response) bool {
	return resp.ContentLength >= 0 || len(resp.TransferEncoding) > 0 || !resp.Close ||
		resp.ProtoMajor >= 2 || resp.Uncompressed || zipped(resp)
}

// peekSize is how much of a download is shown to Decode before it is handed
// over: enough to recognise a failure that comes instead of a file.
const peekSize = 4 << 10
