package flatfile

import (
	"fmt"
	"io"
	"strings"

	"github.com/sellerwire/sellerwire"
)

// header is the header line of a tab file.
type header struct {
	names []string
	named []bool         // by position: whether the name is more than blanks
	index map[string]int // by folded name
}

// foldName makes names comparable: "Item Name" is item-name.
func foldName(name string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), " ", "-")
}

// newHeader reads a header line. Columns without a name are let pass: a tab at
// the end makes one.
func newHeader(line string) (*header, error) {
	h := &header{names: strings.Split(line, "\t")}
	h.named, h.index = make([]bool, len(h.names)), make(map[string]int, len(h.names))
	for i, name := range h.names {
		folded := foldName(name)
		if h.named[i] = folded != ""; !h.named[i] {
			continue
		}
		if _, twice := h.index[folded]; twice {
			return nil, fmt.Errorf("the column %s is there twice", quoted(name))
		}
		h.index[folded] = i
	}
	return h, nil
}

// find tells at which position a column is.
func (h *header) find(c column) (position int, ok bool) {
	position, ok = h.index[c.name]
	for i := 0; !ok && i < len(c.also); i++ {
		position, ok = h.index[c.also[i]]
	}
	return position, ok
}

// has tells whether a value at this position belongs to a column.
func (h *header) has(position int) bool {
	return position < len(h.named) && h.named[position]
}

// hasSKUs tells whether it is the header line of an inventory file at all.
func (h *header) hasSKUs() bool {
	if h == nil {
		return false
	}
	_, ok := h.index["sku"]
	return ok
}

// scanner finds the rows of a tab file.
type scanner struct {
	lines  *lineReader
	header *header
	// repeats: the header line comes again between the rows.
	repeats bool
	// joins: a line that is too short goes on in the next.
	joins bool

	number, line int // of the row that was read last
	ahead        *string
}

// newScanner reads the header line. what names the file in errors.
func newScanner(what string, r io.Reader, opts ReadOptions) (scanner, error) {
	s := scanner{lines: newLineReader(r, opts)}
	for {
		line, err := s.lines.next()
		switch {
		case err == io.EOF:
			return s, badFile(what, "the file is empty")
		case isRowError(err):
			return s, badFile(what, "the header line is too long")
		case err != nil:
			return s, err
		case isBlankLine(line):
			continue
		}
		s.header, err = newHeader(line)
		if err != nil {
			return s, badFile(what, err.Error())
		}
		return s, nil
	}
}

// badFile is the error of a file that is not what it should be.
func badFile(what, reason string) error {
	return fmt.Errorf("flatfile: read %s: %w: %s", what, sellerwire.ErrUnexpectedContent, reason)
}

func isRowError(err error) bool { _, ok := err.(*RowError); return ok }

// next returns the next row, and io.EOF after the last.
func (s *scanner) next() (string, error) {
	for {
		text, err := s.readLine()
		s.line = s.lines.number
		if err == nil && (isBlankLine(text) || s.repeats && s.isHeader(text)) {
			continue
		}
		if err == io.EOF {
			return "", err
		}
		s.number++
		if err == nil && s.joins {
			text, err = s.join(text)
		}
		if e, ok := err.(*RowError); ok {
			e.Row, e.Line = s.number, s.line
		}
		return text, err
	}
}

func (s *scanner) readLine() (string, error) {
	if s.ahead != nil {
		text := *s.ahead
		s.ahead = nil
		return text, nil
	}
	return s.lines.next()
}

// isHeader recognises a header line by its first field, as other clients do.
func (s *scanner) isHeader(text string) bool {
	name := s.header.names[0]
	rest, ok := strings.CutPrefix(text, name)
	return ok && name != "" && (rest == "" || rest[0] == '\t')
}

// join puts a row together that stray line breaks tore apart: as long as it is
// too short and the next line is not too long for what is missing.
func (s *scanner) join(text string) (string, error) {
	fields := strings.Count(text, "\t") + 1
	size := len(text)
	parts := []string{text}
	for fields < len(s.header.names) {
		next, err := s.lines.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return "", err
		}
		more := strings.Count(next, "\t")
		if fields+more > len(s.header.names) {
			s.ahead = &next
			break
		}
		if size += len("\n") + len(next); size > s.lines.max {
			return "", s.lines.tooLong()
		}
		parts, fields = append(parts, next), fields+more
	}
	return strings.TrimRight(strings.Join(parts, "\n"), "\n"), nil
}

// split cuts a row into its values.
func (s *scanner) split(text string) Row {
	return Row{number: s.number, line: s.line, header: s.header, values: strings.Split(text, "\t")}
}

// malformed makes an error of the faults of a row.
func (s *scanner) malformed(text string, faults faultList) *RowError {
	return &RowError{Row: s.number, Line: s.line, Fields: faults, Values: s.split(text)}
}
