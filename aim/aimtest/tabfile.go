package aimtest

import (
	"bufio"
	"bytes"
	"io"
	"iter"
	"strings"
	"unicode/utf8"
)

// Tab files of this service have no quoting. A quotation mark is ordinary text, so a CSV
// reader would merge rows.

// record is one row of an upload.
type record struct {
	number int    // from 1, without the header line
	raw    []byte // the line as received; nil in UIEE
	values Item
	broken string // what is wrong with its format; empty if nothing
}

// lines yields the lines of a file without their ends, LF or CRLF.
func lines(body []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for line := range bytes.Lines(body) {
			line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
			if !yield(line) {
				return
			}
		}
	}
}

// tabHeader reads the column names of a tab file and returns its other lines.
func tabHeader(body []byte) (columns []string, rows iter.Seq[[]byte]) {
	first, rest, _ := bytes.Cut(body, []byte("\n"))
	first = bytes.TrimSuffix(first, []byte("\r"))
	// Blank lines at the end are not rows.
	return strings.Split(decodeLine(first), "\t"), lines(bytes.TrimRight(rest, "\r\n"))
}

// tabRecords reads the rows of a tab file. A short row lacks its last values.
func tabRecords(body []byte) iter.Seq[record] {
	return func(yield func(record) bool) {
		columns, rows := tabHeader(body)
		number := 0
		for raw := range rows {
			number++
			r := record{number: number, raw: raw, values: make(Item, len(columns))}
			for i, value := range strings.Split(decodeLine(raw), "\t") {
				if i < len(columns) {
					r.values[columns[i]] = value
				} else if value != "" {
					r.broken = brokenLongRow
				}
			}
			if !yield(r) {
				return
			}
		}
	}
}

// lineWriter writes the lines of a download.
type lineWriter struct {
	out  *bufio.Writer
	utf8 bool
	end  string
	line []byte // reused
}

func (e *Emulator) lineWriter(w io.Writer, end string) *lineWriter {
	return &lineWriter{out: bufio.NewWriter(w), utf8: e.opts.UTF8Downloads, end: end}
}

// row writes values with tabs between them, unchanged: a test may want a line break
// inside a value. An error is returned again by flush.
func (w *lineWriter) row(values ...string) error {
	w.line = w.line[:0]
	for i, value := range values {
		if i > 0 {
			w.line = append(w.line, '\t')
		}
		w.line = append(w.line, value...)
	}
	w.line = append(w.line, w.end...)
	_, err := w.out.Write(w.encoded())
	return err
}

func (w *lineWriter) encoded() []byte {
	if w.utf8 || isASCII(w.line) {
		return w.line
	}
	if single, ok := encodeLine(w.line); ok {
		return single
	}
	return w.line
}

func (w *lineWriter) flush() error { return w.out.Flush() }

func isASCII(text []byte) bool {
	for _, b := range text {
		if b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
