package flatfile

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/sellerwire/sellerwire"
)

// lineReader reads a file line by line. The first line that is not blank decides how all
// lines end: LF, CRLF or CR. Any other line end is part of a line.
type lineReader struct {
	what     string // names the file in errors
	in       *bufio.Reader
	encoding Encoding
	ending   Ending
	max      int

	end     string // of every line; empty until it is known
	number  int    // of the last line read
	unended bool   // the last line read has no end
	long    []byte // a line longer than the buffer of in
	ahead   *ahead
}

// ahead is a line that was read in advance.
type ahead struct {
	text   string
	number int
}

// bufferSize is the size of the read buffer. Few lines are longer.
const bufferSize = 64 << 10

func newLineReader(what string, r io.Reader, opts ReadOptions) *lineReader {
	size := bufferSize
	if inMemory, ok := r.(interface{ Len() int }); ok {
		size = min(size, inMemory.Len())
	}
	l := &lineReader{what: what, in: bufio.NewReaderSize(r, size), encoding: opts.Encoding, ending: opts.Ending, max: opts.MaxLine}
	if l.max <= 0 {
		l.max = DefaultMaxLine
	}
	return l
}

// padding is what DOS programs and file systems put after the end of a file.
const (
	padding = "\x00\x1a"
	ctrlZ   = '\x1a'
)

// next returns the next line without its end, and io.EOF after the last. A line that is
// too long is a *RowError without a row number; the next call continues after it.
func (l *lineReader) next() (string, error) {
	if l.ahead != nil {
		text := l.ahead.text
		l.number, l.ahead = l.ahead.number, nil
		return text, nil
	}
	text, err := l.read()
	if err != nil || !isPadding(text) {
		return text, err
	}
	return l.skipPadding(text)
}

// skipPadding returns io.EOF if only padding follows. Otherwise the padding is in place
// of a row, and is returned as text.
func (l *lineReader) skipPadding(text string) (string, error) {
	number := l.number
	for {
		next, err := l.read()
		switch {
		case err == io.EOF:
			if strings.IndexByte(text, ctrlZ) >= 0 {
				l.ending = EndKnown
			}
			return "", io.EOF
		case err == nil && (isBlankLine(next) || isPadding(next)):
			continue
		case err == nil:
			l.ahead = &ahead{next, l.number}
		}
		l.number = number
		return text, nil
	}
}

// read returns the next line of the file.
func (l *lineReader) read() (string, error) {
	raw, err := l.cut()
	if err != nil && err != io.EOF {
		return "", err
	}
	switch {
	case err == io.EOF:
		raw = l.trimEnd(raw)
	case len(raw) > 0 && raw[len(raw)-1] == ctrlZ && !isPadding(string(raw)):
		raw = bytes.TrimRight(raw, padding) // a line end follows the end of the file
	}
	if l.number == 0 {
		raw = bytes.TrimPrefix(raw, byteOrderMark)
	}
	if err == io.EOF && len(raw) == 0 {
		return "", io.EOF
	}
	l.number++
	l.unended = err == io.EOF
	if len(raw) > l.max {
		return "", l.tooLong()
	}
	return l.encoding.decode(raw), nil
}

var byteOrderMark = []byte("\xEF\xBB\xBF")

// cut returns the next line without its end. The error is io.EOF if the line has no end.
func (l *lineReader) cut() ([]byte, error) {
	if l.end == "" {
		return l.first()
	}
	line, err := l.in.ReadSlice(l.end[len(l.end)-1])
	if err != nil || len(l.end) > 1 && !bytes.HasSuffix(line, crlf) {
		return l.readLong(line, err)
	}
	return line[:len(line)-len(l.end)], nil
}

var crlf = []byte("\r\n")

// readLong collects a line that does not fit into the buffer, or that contains line feeds
// in a file with CRLF line ends. It keeps no more of a long line than proves it too long.
func (l *lineReader) readLong(part []byte, err error) ([]byte, error) {
	l.long = l.long[:0]
	var last byte // of the part before
	for {
		size := len(part)
		ended := err == nil && (len(l.end) == 1 || bytes.HasSuffix(part, crlf) || size == 1 && last == '\r')
		l.keep(part)
		if ended {
			return l.long[:max(0, len(l.long)-len(l.end))], nil
		}
		if err != nil && err != bufio.ErrBufferFull {
			return l.long, err
		}
		if size > 0 {
			last = part[size-1]
		}
		part, err = l.in.ReadSlice(l.end[len(l.end)-1])
	}
}

// keep appends a part to the long line, unless the line is known to be too long. The
// first part is always kept: it may end with the end of the line.
func (l *lineReader) keep(part []byte) {
	if len(l.long) <= l.max+len(crlf) {
		l.long = append(l.long, part...)
	}
}

// first reads a line, and learns from its end how all lines end.
func (l *lineReader) first() ([]byte, error) {
	l.long = l.long[:0]
	for {
		if _, err := l.in.Peek(1); err != nil {
			return l.long, cmp.Or(l.refuse(), err)
		}
		part, _ := l.in.Peek(l.in.Buffered())
		at := bytes.IndexAny(part, "\r\n")
		if at < 0 {
			l.keep(part)
			_, _ = l.in.Discard(len(part))
			continue
		}
		l.keep(part[:at])
		end := string(part[at])
		_, _ = l.in.Discard(at + 1)
		if next, _ := l.in.Peek(1); end == "\r" && len(next) == 1 && next[0] == '\n' {
			end = "\r\n"
			_, _ = l.in.Discard(1)
		}
		if len(bytes.Trim(bytes.TrimPrefix(l.long, byteOrderMark), "\t ")) > 0 {
			l.end = end
		}
		return l.long, l.refuse()
	}
}

// trimEnd removes padding and half a line end from the end of the file. A Ctrl-Z marks
// the end of the file, so the end is known.
func (l *lineReader) trimEnd(line []byte) []byte {
	trimmed := bytes.TrimRight(line, padding)
	if bytes.IndexByte(line[len(trimmed):], ctrlZ) >= 0 {
		l.ending = EndKnown
	}
	if l.end == "\r\n" {
		trimmed = bytes.TrimSuffix(trimmed, []byte("\r"))
	}
	return trimmed
}

// mayBeCut reports whether the line that was read last may be incomplete. hasAll means
// that nothing seems to be missing.
func (l *lineReader) mayBeCut(hasAll bool) bool {
	return l.unended && (l.ending == EndUnknown || l.ending == EndLikely && !hasAll)
}

// refuse returns why a file that starts like this cannot be a file of the service; nil if
// it can.
func (l *lineReader) refuse() error {
	start := func(prefix string) bool { return bytes.HasPrefix(l.long, []byte(prefix)) }
	switch {
	case start("\xFF\xFE"), start("\xFE\xFF"), hasNULs(l.long, 0), hasNULs(l.long, 1):
		return badFile(l.what, "it is UTF-16; save it as UTF-8 or Windows-1252")
	case start("\x1f\x8b"):
		return badFile(l.what, "it is compressed by gzip")
	case start("PK\x03\x04"):
		return badFile(l.what, "it is a ZIP archive or a workbook; save it as tab-delimited text")
	case bytes.HasPrefix(bytes.TrimLeft(l.long, " \t\xEF\xBB\xBF"), []byte("<")):
		return badFile(l.what, "it is a web page or an XML document")
	}
	return nil
}

// hasNULs reports whether every other byte at the start is NUL, as in UTF-16 without a
// byte order mark.
func hasNULs(line []byte, odd int) bool {
	return len(line) >= 4 && line[odd] == 0 && line[2+odd] == 0 && line[1-odd] != 0 && line[3-odd] != 0
}

func (l *lineReader) tooLong() *RowError {
	return &RowError{Line: l.number, Fields: []sellerwire.FieldError{{
		Limit:  int64(l.max),
		Reason: fmt.Sprintf("the line is longer than %d bytes", l.max),
	}}}
}

// isBlankLine reports whether a line has only empty cells. Spreadsheets end their files
// with lines of tabs.
func isBlankLine(line string) bool {
	for i := range len(line) {
		if line[i] != '\t' && line[i] != ' ' {
			return false
		}
	}
	return true
}

// isPadding reports whether a line consists of padding and is not blank.
func isPadding(line string) bool {
	return startsPadded(line) && strings.Trim(line, padding+"\t ") == ""
}

// startsPadded reports whether padding comes first in a line.
func startsPadded(line string) bool { return line != "" && (line[0] == 0 || line[0] == ctrlZ) }
