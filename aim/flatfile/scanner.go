package flatfile

import (
	"fmt"
	"io"
	"math/bits"
	"slices"
	"strings"

	"github.com/sellerwire/sellerwire"
)

// scanner finds the rows of a table.
type scanner struct {
	lines  *lineReader
	header *header
	// repeats means that the header line can appear again between rows.
	repeats bool
	// prose says, by position, whether a cell is text that can have line breaks. Nil if
	// none can.
	prose []bool

	number, line int // of the last row read
	ahead        *string
}

// newScanner reads the header line. what names the file in errors.
func newScanner(what string, r io.Reader, opts ReadOptions) (scanner, error) {
	s := scanner{lines: newLineReader(what, r, opts)}
	for {
		line, err := s.lines.next()
		switch {
		case err == io.EOF:
			return s, badFile(what, "the file is empty")
		case isRowError(err):
			return s, badFile(what, "the header line is too long")
		case err != nil:
			return s, err
		case s.lines.mayBeCut(false):
			return s, badFile(what, "the file ends within the header line, without a line end: it may have been cut")
		case isBlankLine(line):
			continue
		}
		if s.header, err = newHeader(line); err != nil {
			return s, badFile(what, err.Error())
		}
		return s, nil
	}
}

// allowProse sets which columns are text that can have line breaks.
func (s *scanner) allowProse(columns []bool) {
	if !slices.Contains(columns, true) {
		return
	}
	s.prose = columns
	if places := s.header.places; places != nil {
		s.prose = make([]bool, len(places))
		for i, place := range places {
			s.prose[i] = place != noName && columns[place]
		}
	}
}

// next returns the next row, and io.EOF after the last.
func (s *scanner) next() (string, error) {
	for {
		text, err := s.readLine()
		if err == io.EOF {
			return "", err
		}
		s.line = s.lines.number
		if err == nil && (isBlankLine(text) || s.repeats && s.isHeader(text)) && !s.isCut(text) {
			continue
		}
		s.number++
		if err == nil {
			text, err = s.complete(text)
		}
		if e, ok := err.(*RowError); ok {
			e.Row, e.Line = s.number, s.line
		}
		return text, err
	}
}

// complete returns the row that starts with a line.
func (s *scanner) complete(text string) (string, error) {
	text, err := s.join(text)
	if err != nil {
		return "", err
	}
	tidied, faults := s.header.tidy(text)
	if s.isCut(text) {
		faults.add("", reasonCut)
	}
	if faults != nil {
		return "", s.malformed(tidied, faults)
	}
	return tidied, nil
}

func (s *scanner) readLine() (string, error) {
	if s.ahead != nil {
		text := *s.ahead
		s.ahead = nil
		return text, nil
	}
	return s.lines.next()
}

// isCut reports whether a row at the end of the file may be incomplete.
func (s *scanner) isCut(text string) bool {
	return s.ahead == nil && s.lines.unended && s.lines.mayBeCut(cellsOf(text) >= s.header.width)
}

func cellsOf(text string) int { return strings.Count(text, "\t") + 1 }

// isHeader recognizes a header line by its first cell, like other clients.
func (s *scanner) isHeader(text string) bool {
	first := s.header.cells[0]
	rest, ok := strings.CutPrefix(text, first)
	return ok && first != "" && (rest == "" || rest[0] == '\t')
}

// join reassembles a row that line breaks within a text split. It joins lines as long as
// the row is too short, ends in a text that can have line breaks, and the next line does
// not have more cells than are missing.
func (s *scanner) join(text string) (string, error) {
	if s.prose == nil {
		return text, nil
	}
	cells := cellsOf(text)
	if cells >= s.header.width || !s.prose[cells-1] {
		return text, nil
	}
	size, parts, torn := len(text), []string{text}, false
	for cells < s.header.width && s.prose[cells-1] {
		next, err := s.lines.next()
		switch {
		case err == io.EOF && s.lines.ending == EndKnown:
			return strings.TrimRight(strings.Join(parts, "\n"), "\n"), nil
		case err == io.EOF:
			return "", s.malformed(strings.Join(parts, "\n"), faultList{{Reason: reasonCut}})
		case err != nil:
			return "", err
		}
		more := cellsOf(next) - 1
		if cells+more > s.header.width {
			s.ahead = &next
			break
		}
		if size += len("\n") + len(next); size > s.lines.max {
			return "", s.lines.tooLong()
		}
		parts, cells, torn = append(parts, next), cells+more, torn || more > 0
	}
	text = strings.TrimRight(strings.Join(parts, "\n"), "\n")
	if torn && cells < s.header.width {
		reason := fmt.Sprintf("a line break splits the row: it has %d cells for %d columns", cells, s.header.width)
		return "", s.malformed(text, faultList{{Reason: reason}})
	}
	return text, nil
}

// row splits a row into its cells.
func (s *scanner) row(text string) Row {
	return Row{number: s.number, line: s.line, header: s.header, cells: strings.Split(text, "\t")}
}

// malformed returns an error of the faults of a row.
func (s *scanner) malformed(text string, faults faultList) *RowError {
	return &RowError{Row: s.number, Line: s.line, Fields: faults, Cells: s.row(text)}
}

// strayCell is the fault of cells that are in no column; the first one is at position.
func strayCell(position, count int) sellerwire.FieldError {
	if count > 1 {
		return sellerwire.FieldError{Reason: fmt.Sprintf("cell %d and %d more are in no column", position+1, count-1)}
	}
	return sellerwire.FieldError{Reason: fmt.Sprintf("cell %d is in no column", position+1)}
}

// appendBounds appends the bounds of the cells of a line: -1, the position of each tab,
// and the length of the line. Cell i is line[bounds[i]+1 : bounds[i+1]].
//
// It looks at eight bytes at a time. With a loop over the bytes, or with
// strings.IndexByte for each cell, reading an order report takes a third longer in total,
// and longer than with encoding/csv.
func appendBounds(bounds []int, line string) []int {
	const (
		tabs  = 0x09_09_09_09_09_09_09_09
		low7  = 0x7F_7F_7F_7F_7F_7F_7F_7F
		width = 8
	)
	bounds = append(bounds, -1)
	at := 0
	for ; at+width <= len(line); at += width {
		// A byte of rest is 0 where there is a tab. Adding 0x7F sets the highest bit of
		// each byte that has one of the others set, and never carries over.
		rest := eightBytes(line[at:at+width]) ^ tabs
		found := ^((rest&low7 + low7) | rest | low7)
		for ; found != 0; found &= found - 1 {
			bounds = append(bounds, at+bits.TrailingZeros64(found)/width)
		}
	}
	for ; at < len(line); at++ {
		if line[at] == '\t' {
			bounds = append(bounds, at)
		}
	}
	return append(bounds, len(line))
}

// eightBytes compiles to one load, the first byte lowest.
func eightBytes(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
