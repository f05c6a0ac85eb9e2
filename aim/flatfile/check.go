package flatfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/money"
)

// Contents counts what an inventory file contains.
type Contents struct {
	// Listings is the number of rows that may list an item. Removals is the number of
	// rows that remove one, by add-delete, by a quantity of 0, or by XB. Others counts
	// the rest: rows without a SKU, rows with an unknown action, records that are not for
	// sale, and malformed rows.
	Listings, Removals, Others int64
	// ModifyOnly means that the file has only the columns of a modify-only file, which
	// cannot list an item.
	ModifyOnly bool
}

// Inspect checks an inventory file that is going to replace an inventory. It is stricter
// than the readers of this package, because the service is. Each of these makes a
// [sellerwire.InvalidError]: a byte order mark, a blank line or the file header of
// generic UIEE before the first line, a missing column sku, a column name that is not
// spelled as the vendor spells it, a column that appears twice or has no name, lines that
// end in CR alone or in different ways, and a last line that may have been cut. The cells
// of the rows are not checked. An error of the feed's source is returned unchanged.
func (f Feed) Inspect() (Contents, error) {
	const operation = "inspect inventory file"
	content, err := f.openStrictly(operation)
	if err != nil {
		return Contents{}, err
	}
	defer content.Close()
	var seen Contents
	var faults faultList
	options := ReadOptions{OnRowError: func(e *RowError) error {
		seen.Others++
		faults.checkBreaks(e.Line, e.Cells.cells)
		if i := slices.IndexFunc(e.Fields, func(f sellerwire.FieldError) bool { return f.Reason == reasonCut }); i >= 0 {
			faults.add("", fmt.Sprintf("line %d: %s", e.Line, reasonCut))
		}
		return nil
	}}
	if f.format == UIEE {
		err = seen.countRecords(content, options, &faults)
	} else {
		err = seen.countRows(content, options, &faults)
	}
	return seen, refusal(operation, err, faults)
}

func (c *Contents) countRows(content io.Reader, options ReadOptions, faults *faultList) error {
	table, err := newTable("inventory file", content, options)
	if err != nil {
		return err
	}
	faults.checkHeader(table.scanner.header)
	faults.checkStart(table.scanner.lines)
	c.ModifyOnly = !table.scanner.header.listsItems()
	for row, err := range table.Rows() {
		if err != nil {
			return err
		}
		faults.checkBreaks(row.line, row.cells)
		count, reason := parseCount(row.Get("quantity"))
		action := Action(strings.TrimSpace(row.Get("add-delete")))
		switch {
		case strings.TrimSpace(row.Get("sku")) == "", action != "" && !action.Known():
			c.Others++
		case action.Deletes(), reason == "" && count == 0:
			c.Removals++
		default:
			c.Listings++
		}
	}
	return nil
}

func (c *Contents) countRecords(content io.Reader, options ReadOptions, faults *faultList) error {
	reader := newUIEEReader(content, options)
	var failure error
	readAll(&options, reader.next, func(r UIEERecord, err error) bool {
		switch {
		case err != nil:
			failure = err
		case r.Action.Deletes():
			c.Removals++
		case (r.Action == "" || r.Action.Known()) && (r.Status == "" || r.Status == UIEEForSale):
			c.Listings++
		default:
			c.Others++
		}
		return true
	})
	faults.checkLineEnd(reader.lines)
	if reader.header {
		faults.add("", "it has the file header of generic UIEE, which the service does not accept")
	}
	return failure
}

// InspectModifyOnly checks the header line of a modify-only file before the file is sent.
// The columns must be sku and at least one of price and quantity. The service refuses the
// whole file for any other column. A fault for which [Feed.Inspect] refuses the header
// line is a [sellerwire.InvalidError] here too. The rows are not read. An error of the
// feed's source is returned unchanged.
func (f Feed) InspectModifyOnly() error {
	const operation = "inspect modify-only file"
	content, err := f.openStrictly(operation)
	if err != nil {
		return err
	}
	defer content.Close()
	table, err := newTable(modifyFormat.name, content, ReadOptions{})
	if err != nil {
		return refusal(operation, err, nil)
	}
	var faults faultList
	h := table.scanner.header
	faults.checkHeader(h)
	faults.checkStart(table.scanner.lines)
	if h.hasSKUs() && len(h.names) == 1 {
		faults.add("", "it has neither price nor quantity, and would change nothing")
	}
	for _, name := range h.names {
		if !slices.Contains(modifyFormat.names(), foldName(name)) {
			faults.add(name, "a modify-only file has the columns sku, price and quantity only")
		}
	}
	return faults.invalid(operation)
}

// InspectRefunds checks a file of refunds before money moves, and returns the refunds. It
// is stricter than [ReadRefunds], because the service is. Each of these makes a
// [sellerwire.InvalidError] with up to 100 faults by row: a byte order mark, a blank line
// before the first line, columns other than the five in their order, lines that end in CR
// alone or in different ways, a last line that may have been cut, an amount that is not
// written as digits with a point, and anything that [Refund.Validate] refuses. An unknown
// reason is refused too, unless the feed has the format [RefundFile]. An error of the
// feed's source is returned unchanged.
func (f Feed) InspectRefunds(encoding Encoding) ([]Refund, error) {
	const operation = "inspect refund file"
	content, err := f.openStrictly(operation)
	if err != nil {
		return nil, err
	}
	defer content.Close()
	var refused refusals
	number := 0
	options := ReadOptions{Encoding: encoding, OnRowError: func(e *RowError) error {
		number++
		refused.add(number, e.Fields)
		return nil
	}}
	table, err := newTable(refundFormat.name, content, options)
	if err != nil {
		return nil, refusal(operation, err, nil)
	}
	if !slices.Equal(table.scanner.header.cells, refundFormat.names()) {
		refused.faults.add("", "the columns must be these, in this order: "+strings.Join(refundFormat.names(), ", "))
		return nil, refused.err(operation)
	}
	refused.faults.checkStart(table.scanner.lines)
	var refunds []Refund
	for row, err := range table.Rows() {
		if err != nil {
			return nil, err
		}
		number++
		refund, faults := f.checkRefund(row)
		refused.add(number, faults)
		refunds = append(refunds, refund)
	}
	return refunds, refused.err(operation)
}

// checkRefund converts a row to a refund and lists its faults.
func (f Feed) checkRefund(row Row) (Refund, faultList) {
	refund, err := refundFormat.parseRow(row)
	if malformed, ok := err.(*RowError); ok {
		return refund, malformed.Fields
	}
	var faults faultList
	if invalid, ok := errors.AsType[*sellerwire.InvalidError](refund.Validate()); ok {
		faults = invalid.Fields
	}
	if _, _, plain := money.Plain(row.Get("refund-amount")); !plain {
		faults.add("refund-amount", quoted(row.Get("refund-amount"))+" must be written as digits with a point")
	}
	if refund.OtherReason != "" && f.format != RefundFile {
		faults.add("reason", quoted(refund.OtherReason)+" is not a known reason; Refund.OtherReason takes any")
	}
	return refund, faults
}

// openStrictly opens the feed and refuses a byte order mark.
func (f Feed) openStrictly(operation string) (io.ReadCloser, error) {
	content, err := f.Open()
	if err != nil {
		return nil, err
	}
	in := bufio.NewReader(content)
	if start, _ := in.Peek(len(byteOrderMark)); string(start) == string(byteOrderMark) {
		_ = content.Close()
		return nil, faultList{{
			Reason: "it begins with a byte order mark, which the service would read as part of the first column name; save it without one",
		}}.invalid(operation)
	}
	return struct {
		io.Reader
		io.Closer
	}{in, content}, nil
}

// refusal returns one error for everything that is wrong with a file. An error of the
// source is returned unchanged.
func refusal(operation string, err error, faults faultList) error {
	bad, ok := errors.AsType[*fileError](err)
	switch {
	case ok:
		faults.add("", bad.reason)
	case err != nil:
		return err
	}
	return faults.invalid(operation)
}

// checkHeader refuses column names that the service may not know.
func (l *faultList) checkHeader(h *header) {
	if _, ok := h.index["sku"]; !ok {
		l.add("", "its first line has no column sku: it is not an inventory file")
	}
	if h.places != nil {
		l.add("", "a column has no name, or appears twice")
	}
	known := append(loaderFormat.names(), bookLoaderFormat.names()...)
	for _, name := range h.cells {
		if folded := foldName(name); folded != name && slices.Contains(known, folded) {
			l.add(name, "the vendor spells this column "+folded)
		}
	}
}

// checkStart checks the lines up to the first one, which has been read.
func (l *faultList) checkStart(lines *lineReader) {
	if lines.number > 1 {
		l.add("", "a blank line comes before the column names, which must be in the first line")
	}
	l.checkLineEnd(lines)
}

// checkBreaks refuses a row with a line break inside: the service may read it as two
// rows.
func (l *faultList) checkBreaks(line int, cells []string) {
	if len(*l) < maxFaults && slices.ContainsFunc(cells, func(cell string) bool { return strings.ContainsAny(cell, "\r\n") }) {
		l.add("", fmt.Sprintf("line %d contains a line break: all lines must end in the same way", line))
	}
}

func (l *faultList) checkLineEnd(lines *lineReader) {
	if lines.end == "\r" {
		l.add("", "its lines end in CR alone, which the service is not known to read; end them with CRLF")
	}
}
