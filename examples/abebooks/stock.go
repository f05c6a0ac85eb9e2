package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/examples"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
)

// stock is a copy of the inventory file, less what was sold. In one more column each
// row has the sales that are taken out of it and not settled yet. A change replaces
// the whole file, so that a program that is killed leaves the old one or the new.
type stock struct {
	name                        string
	header                      []string
	rows                        [][]string
	sku, quantity, status, open int // where the columns are
}

const openColumn = "open-sales"

// openStock reads the copy, and makes it of the inventory file if there is none.
func openStock(name, inventoryFile string) (*stock, error) {
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		text, err = readInventory(inventoryFile)
	}
	if err != nil {
		return nil, err
	}
	s := &stock{name: name}
	for line := range strings.Lines(strings.TrimPrefix(string(text), "\ufeff")) {
		s.rows = append(s.rows, strings.Split(strings.TrimRight(line, "\r\n"), "\t"))
	}
	if len(s.rows) == 0 {
		return nil, fmt.Errorf("%s is empty", name)
	}
	s.header, s.rows = s.rows[0], s.rows[1:]
	if !slices.Contains(s.header, openColumn) {
		s.header = append(s.header, openColumn)
		for i := range s.rows {
			s.rows[i] = append(s.rows[i], "")
		}
	}
	for i, row := range s.rows {
		if len(row) != len(s.header) {
			return nil, fmt.Errorf("%s: row %d has %d columns, the header %d", name, i+1, len(row), len(s.header))
		}
	}
	for column, at := range map[string]*int{"sku": &s.sku, "quantity": &s.quantity, "status": &s.status, openColumn: &s.open} {
		if *at = slices.Index(s.header, column); *at < 0 {
			return nil, fmt.Errorf("%s has no column %s", name, column)
		}
	}
	return s, s.save()
}

func readInventory(name string) ([]byte, error) {
	if name == "" {
		return io.ReadAll(examples.Inventory())
	}
	return os.ReadFile(name)
}

// holds tells whether a sale is taken out and not settled.
func (s *stock) holds(e sale) bool { return s.rowOf(e) != nil }

func (s *stock) rowOf(e sale) []string {
	for _, row := range s.rows {
		if slices.Contains(strings.Fields(row[s.open]), e.String()) {
			return row
		}
	}
	return nil
}

// takeOut takes a copy out. It is not sent if there is none.
func (s *stock) takeOut(e sale) error {
	at := slices.IndexFunc(s.rows, func(row []string) bool { return row[s.sku] == e.SKU })
	if at < 0 {
		return fmt.Errorf("no book of the file has this SKU (%w)", sellerwire.ErrNotSent)
	}
	row := s.rows[at]
	n, err := strconv.Atoi(row[s.quantity])
	if err != nil || n < 1 || row[s.status] == inventory.StatusSold {
		return fmt.Errorf("the file has no copy left (%w)", sellerwire.ErrNotSent)
	}
	return s.change(row, n-1, strings.TrimSpace(row[s.open]+" "+e.String()))
}

// settle forgets a sale that is over, and puts its copy back if it fell through.
func (s *stock) settle(e sale, back bool) error {
	row := s.rowOf(e)
	if row == nil {
		return nil
	}
	n, err := strconv.Atoi(row[s.quantity])
	if err != nil {
		return err
	}
	if back {
		n++
	}
	open := slices.DeleteFunc(strings.Fields(row[s.open]), func(text string) bool { return text == e.String() })
	return s.change(row, n, strings.Join(open, " "))
}

// openSales are those that are taken out and not settled.
func (s *stock) openSales() (all []sale) {
	for _, row := range s.rows {
		for text := range strings.FieldsSeq(row[s.open]) {
			order, item, _ := strings.Cut(text, "/")
			all = append(all, sale{Order: order, Item: item, SKU: row[s.sku]})
		}
	}
	return all
}

// change changes a row and saves the file. If it cannot be saved, the row is as it
// was.
func (s *stock) change(row []string, quantity int, open string) error {
	before := slices.Clone(row)
	row[s.quantity], row[s.open], row[s.status] = strconv.Itoa(quantity), open, inventory.StatusForSale
	if quantity == 0 {
		row[s.status] = inventory.StatusSold
	}
	err := s.save()
	if err != nil {
		copy(row, before)
	}
	return err
}

func (s *stock) save() error {
	var b strings.Builder
	for _, row := range slices.Concat([][]string{s.header}, s.rows) {
		b.WriteString(strings.Join(row, "\t") + "\n")
	}
	next, err := os.CreateTemp(filepath.Dir(s.name), filepath.Base(s.name)+".*")
	if err != nil {
		return err
	}
	_, err = next.WriteString(b.String())
	err = errors.Join(err, next.Sync(), next.Close())
	if err == nil {
		err = os.Rename(next.Name(), s.name)
	}
	if err != nil {
		_ = os.Remove(next.Name())
		return err
	}
	if dir, err := os.Open(filepath.Dir(s.name)); err == nil {
		_ = dir.Sync() // where there is such a thing
		_ = dir.Close()
	}
	return nil
}
