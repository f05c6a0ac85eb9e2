// Package inventory reads the file in which the example programs keep their
// stock: UTF-8, one header line, one book per line, columns separated by tabs,
// no quoting. The columns are found by their names, in any order, and others
// may stand between them:
//
//	sku title author publisher publish-year isbn binding condition
//	price currency quantity description status
//
// The package checks that values can be read, not that a service will take
// them: a price of zero or a book without a title is a good row here, and it
// is the client's or the service's turn to refuse it.
package inventory

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire/examples"
)

// Row is one book of the inventory.
type Row struct {
	SKU         string // the seller's own key, unique in the file
	Title       string
	Author      string // "Surname, First", several separated by "; "
	Publisher   string
	PublishYear int    // 0 where the column is empty
	ISBN        string // ten or thirteen characters, no hyphens
	Binding     string // Hardcover or Paperback
	Condition   string // New, As New, Fine, Near Fine, Very Good, Good, Fair, Poor
	Price       decimal.Decimal
	Currency    string // ISO 4217
	Quantity    int
	Description string
	Status      string // StatusForSale or StatusSold
}

// The values of the status column.
const (
	StatusForSale = "for-sale"
	StatusSold    = "sold"
)

// Sold reports whether the book is gone: it must be deleted where it was
// listed, and must not be listed again.
func (r Row) Sold() bool { return r.Status == StatusSold }

// RowError means that a row cannot be read. The rows behind it can.
type RowError struct {
	Row int // the first book is row 1
	Err error
}

func (e *RowError) Error() string { return fmt.Sprintf("inventory: row %d: %v", e.Row, e.Err) }

func (e *RowError) Unwrap() error { return e.Err }

// Read yields the books of r, one line at a time. A row that cannot be read comes
// as a [RowError] that names it and, where one value is at fault, its column; Read
// goes on behind it. After any other error it yields nothing more. A line longer
// than 64 KiB is such an error.
//
// The sequence can be ranged over once, since r can be read once.
func Read(r io.Reader) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		lines := bufio.NewScanner(r)
		header, err := readHeader(lines)
		if err != nil {
			yield(Row{}, fmt.Errorf("inventory: header: %w", err))
			return
		}
		n := 1
		for ; lines.Scan(); n++ {
			row, err := parse(header, lines.Text())
			if err != nil {
				err = &RowError{Row: n, Err: err}
			}
			if !yield(row, err) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(Row{}, fmt.Errorf("inventory: row %d: %w", n, err))
		}
	}
}

// ReadFile yields the books of the named file as [Read] does, or those of the
// embedded examples/inventory.tsv if name is empty. The file is open while the
// sequence is ranged over, which can be done again and again.
func ReadFile(name string) iter.Seq2[Row, error] {
	if name == "" {
		return func(yield func(Row, error) bool) { Read(examples.Inventory())(yield) }
	}
	return func(yield func(Row, error) bool) {
		file, err := os.Open(name)
		if err != nil {
			yield(Row{}, fmt.Errorf("inventory: %w", err))
			return
		}
		defer file.Close()
		Read(file)(yield)
	}
}

// readHeader finds out which column stands at which position. A nil column is
// one that this package does not know.
func readHeader(lines *bufio.Scanner) ([]*column, error) {
	if !lines.Scan() {
		if err := lines.Err(); err != nil {
			return nil, err
		}
		return nil, errors.New("the file is empty")
	}
	// Spreadsheets begin a UTF-8 file with a byte order mark.
	names := strings.Split(strings.TrimPrefix(lines.Text(), "\ufeff"), "\t")

	header := make([]*column, len(names))
	for i := range columns {
		at, err := position(names, columns[i].name)
		if err != nil {
			return nil, err
		}
		header[at] = &columns[i]
	}
	return header, nil
}

func position(names []string, name string) (int, error) {
	at := -1
	for i, candidate := range names {
		if candidate != name {
			continue
		}
		if at >= 0 {
			return 0, fmt.Errorf("column %s is there twice", name)
		}
		at = i
	}
	if at < 0 {
		return 0, fmt.Errorf("column %s is missing", name)
	}
	return at, nil
}

func parse(header []*column, line string) (Row, error) {
	values := strings.Split(line, "\t")
	if len(values) != len(header) {
		return Row{}, fmt.Errorf("%d columns, but the header has %d", len(values), len(header))
	}
	var row Row
	for i, value := range values {
		if header[i] == nil {
			continue
		}
		if err := header[i].set(&row, value); err != nil {
			return Row{}, fmt.Errorf("column %s: %w", header[i].name, err)
		}
	}
	return row, nil
}
