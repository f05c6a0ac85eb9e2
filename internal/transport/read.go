package transport

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"

	"github.com/sellerwire/sellerwire"
)

// readBounded reads a reply to its end and gives the connection back. The
// limit counts what comes out of a decompression, so that a small reply cannot
// unfold into gigabytes.
func readBounded(resp *http.Response, limit int64) ([]byte, error) {
	defer resp.Body.Close()
	limit = min(limit, math.MaxInt64-1) // one more is read to see whether it ends there
	if resp.ContentLength > limit && !zipped(resp) {
		return nil, tooLarge(limit)
	}
	body, err := inflate(resp)
	if err != nil {
		return nil, replyError(err)
	}
	var buf bytes.Buffer
	if resp.ContentLength > 0 {
		buf.Grow(int(min(resp.ContentLength, maxTrusted)) + bytes.MinRead)
	}
	n, err := buf.ReadFrom(io.LimitReader(body, limit+1))
	switch {
	case n > limit:
		return buf.Bytes()[:limit], tooLarge(limit)
	case err != nil:
		return buf.Bytes(), replyError(err)
	}
	return buf.Bytes(), nil
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
