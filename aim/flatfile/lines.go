package flatfile

import (
	"bufio"
	"bytes"
	"fmt"
	"io"

	"github.com/sellerwire/sellerwire"
)

// DefaultMaxLine is the longest line that readers take unless told otherwise,
// in bytes.
const DefaultMaxLine = 1 << 20

// ReadOptions adjust the readers of this package. The zero value is the
// default.
type ReadOptions struct {
	// Encoding of the file. Zero: each line is UTF-8 if it is that, otherwise
	// Windows-1252. A UTF-8 byte order mark is skipped.
	Encoding Encoding
	// MaxLine bounds a line, and a record of several lines, in bytes. Zero:
	// [DefaultMaxLine]. A longer one is a [RowError].
	MaxLine int
	// OnRowError is told of each malformed row. If it returns nil the rows that
	// follow are read; otherwise the iteration ends with what it returned. Zero:
	// the iteration ends with the first [RowError].
	OnRowError func(*RowError) error
	// Zone tells which zone a time is in. Zero: what [ZoneFunc] says.
	Zone ZoneFunc
}

// rowFailed decides whether reading goes on after err: it does if err is now
// nil.
func (o *ReadOptions) rowFailed(err error) error {
	if e, ok := err.(*RowError); ok && o.OnRowError != nil {
		return o.OnRowError(e)
	}
	return err
}

// lineReader reads a file line by line, whatever its line ends are.
type lineReader struct {
	in       *bufio.Reader
	encoding Encoding
	max      int
	number   int    // of the line that was read last
	long     []byte // a line longer than the buffer of in
}

// bufferSize is that of files which are read. Few lines are longer.
const bufferSize = 64 << 10

func newLineReader(r io.Reader, opts ReadOptions) *lineReader {
	l := &lineReader{in: bufio.NewReaderSize(r, bufferSize), encoding: opts.Encoding, max: opts.MaxLine}
	if l.max <= 0 {
		l.max = DefaultMaxLine
	}
	return l
}

var byteOrderMark = []byte("\xEF\xBB\xBF")

// next returns the next line without its end, and io.EOF after the last. A line
// that is too long is a *RowError without a row number; the next call reads on
// after it.
func (l *lineReader) next() (string, error) {
	raw, err := l.in.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		raw, err = l.readLong(raw)
	}
	if err != nil && (err != io.EOF || len(raw) == 0) {
		return "", err
	}
	if l.number++; l.number == 1 {
		raw = bytes.TrimPrefix(raw, byteOrderMark)
	}
	raw = trimLineEnd(raw)
	if len(raw) > l.max {
		return "", l.tooLong()
	}
	return l.encoding.decode(raw), nil
}

// readLong collects a line that does not fit into the buffer. Of a line that is
// too long no more is kept than proves it.
func (l *lineReader) readLong(start []byte) ([]byte, error) {
	l.long = append(l.long[:0], start...)
	for {
		part, err := l.in.ReadSlice('\n')
		if len(l.long) <= l.max {
			l.long = append(l.long, part...)
		}
		if err != bufio.ErrBufferFull {
			return l.long, err
		}
	}
}

func (l *lineReader) tooLong() *RowError {
	return &RowError{Line: l.number, Fields: []sellerwire.FieldError{{
		Limit:  int64(l.max),
		Reason: fmt.Sprintf("the line is longer than %d bytes", l.max),
	}}}
}

func trimLineEnd(line []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
}

// isBlankLine tells whether a line has no value: spreadsheets end their files
// with lines of nothing but tabs.
func isBlankLine(line string) bool {
	for i := range len(line) {
		if line[i] != '\t' && line[i] != ' ' {
			return false
		}
	}
	return true
}
