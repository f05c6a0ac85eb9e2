package transport

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/sellerwire/sellerwire"
)

// readBounded reads a reply to its end and gives the connection back. The
// limit counts what comes out of a decompression, so that a small reply cannot
// unfold into gigabytes.
func readBounded(resp *http.Response, limit int64) ([]byte, error) {
	defer resp.Body.Close()
	if resp.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	body, err := inflate(resp)
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	if resp.ContentLength > 0 {
		buf.Grow(int(resp.ContentLength) + bytes.MinRead)
	}
	n, err := buf.ReadFrom(io.LimitReader(body, limit+1))
	switch {
	case n > limit:
		return buf.Bytes()[:limit], tooLarge(limit)
	case err != nil:
		return buf.Bytes(), cut(err)
	}
	return buf.Bytes(), nil
}

func tooLarge(limit int64) error {
	return fmt.Errorf("%w: more than %d bytes", sellerwire.ErrResponseTooLarge, limit)
}

// cut names a reply that ended too early.
func cut(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the reply was cut off: %w", err)
	}
	return err
}

// inflate undoes a gzip that net/http left alone, because it had not asked for
// it itself.
func inflate(resp *http.Response) (io.Reader, error) {
	if resp.Uncompressed || !strings.EqualFold(strings.TrimSpace(resp.Header.Get("Content-Encoding")), "gzip") {
		return resp.Body, nil
	}
	buffered := bufio.NewReader(resp.Body)
	if _, err := buffered.Peek(1); err == io.EOF {
		return buffered, nil // an empty reply may carry the header all the same
	}
	unzipped, err := gzip.NewReader(buffered)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", sellerwire.ErrUnexpectedContent, err)
	}
	return unzipped, nil
}
