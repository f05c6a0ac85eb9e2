package flatfile

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/sellerwire/sellerwire"
)

// Contents is what a feed holds, as far as it takes to tell.
type Contents struct {
	// HasSKUs: the header line has the column sku. Lists: it has more columns than
	// a modify-only file. HasRows: there is at least one row.
	HasSKUs, Lists, HasRows bool
}

// Inspect reads a tab file as far as its first row, and a UIEE file as far as its
// first record.
func (f Feed) Inspect() (Contents, error) {
	var seen Contents
	var columns *header
	if f.size == 0 {
		return seen, f.Err()
	}
	content, err := f.Open()
	if err != nil {
		return seen, err
	}
	defer content.Close()
	lines := newLineReader(content, ReadOptions{})
	for !seen.HasRows {
		line, err := lines.next()
		_, tooLong := errors.AsType[*RowError](err)
		switch {
		case err == io.EOF:
			return seen, nil
		case err != nil && !tooLong:
			return seen, err
		case f.format == UIEE:
			seen.HasRows = strings.HasPrefix(line, "UR|")
		case !tooLong && isBlankLine(strings.TrimSuffix(line, endOfFile)):
		case columns != nil:
			seen.HasRows = true
		default:
			if columns, err = newHeader(line); err != nil {
				columns = &header{} // it is none
			}
			seen.HasSKUs, seen.Lists = columns.hasSKUs(), columns.lists()
		}
	}
	return seen, nil
}

// endOfFile is what DOS programs end a file with.
const endOfFile = "\x1a"

// lists tells whether it is that of a file that can list an item: there is more
// than a modify-only file has.
func (h *header) lists() bool {
	known := modifyFormat.names()
	for name := range h.index {
		if !slices.Contains(known, name) {
			return true
		}
	}
	return false
}

// InspectRefunds counts the rows of a refund file and lists what is wrong with
// them.
func InspectRefunds(feed Feed, encoding Encoding) (rows int, faults []sellerwire.FieldError, err error) {
	content, err := feed.Open()
	if err != nil {
		return 0, nil, err
	}
	defer content.Close()
	add := func(more []sellerwire.FieldError) {
		for _, f := range more {
			if len(faults) < maxFaults {
				f.Item = fmt.Sprintf("row %d", rows)
				faults = append(faults, f)
			}
		}
	}
	options := ReadOptions{Encoding: encoding, OnRowError: func(e *RowError) error {
		rows++
		add(e.Fields)
		return nil
	}}
	for r, err := range ReadRefunds(content, options) {
		if err != nil {
			return rows, faults, err
		}
		rows++
		if r.OtherReason != "" && feed.format != RefundFile {
			add([]sellerwire.FieldError{{Field: "reason", Reason: quoted(r.OtherReason) + " is not a known reason; Refund.OtherReason takes any"}})
		}
		if invalid, ok := errors.AsType[*sellerwire.InvalidError](r.Validate()); ok {
			add(invalid.Fields)
		}
	}
	return rows, faults, nil
}
