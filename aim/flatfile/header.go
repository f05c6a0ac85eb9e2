package flatfile

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// header is the header line of a table.
type header struct {
	cells []string       // of the line, unchanged; the first one identifies the line
	width int            // number of cells up to the last column with a name
	names []string       // of the columns, as in the file, without outer blanks
	index map[string]int // of names, by folded name

	// places is set if the file has a column without a name, or two with the same name,
	// as spreadsheets and programs produce. It maps a position in the file to a position
	// in names, or to noName. Such rows are tidied, so no other code has to know.
	places []int
}

const noName = -1

// foldName makes names comparable: "Item Name" is item-name.
func foldName(name string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), " ", "-")
}

func newHeader(line string) (*header, error) {
	cells := strings.Split(line, "\t")
	h := &header{cells: cells, index: make(map[string]int, len(cells))}
	if len(cells) == 1 && isMessage(line) {
		return nil, errors.New("its first line is not a line of column names with tabs between them: " + quoted(line))
	}
	places := make([]int, len(cells))
	for i, name := range cells {
		folded := foldName(name)
		place, twice := h.index[folded]
		switch {
		case folded == "":
			place = noName
		case !twice:
			place = len(h.names)
			h.index[folded] = place
			h.names = append(h.names, strings.TrimSpace(name))
		}
		if places[i] = place; place != noName {
			h.width = i + 1
		}
	}
	if len(h.names) < len(cells) {
		h.places = places
	}
	return h, nil
}

// isMessage reports whether a line without a tab cannot be the name of a column: words,
// JSON, another kind of file, values with commas between them.
func isMessage(line string) bool {
	return strings.ContainsFunc(strings.TrimSpace(line), func(r rune) bool {
		return r != '-' && r != '_' && r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// headerOf makes a header from column names.
func headerOf(names []string) *header {
	h := &header{width: len(names), names: names, index: make(map[string]int, len(names))}
	for i, name := range names {
		h.index[foldName(name)] = i
	}
	return h
}

// find returns the position of a column.
func (h *header) find(c column) (position int, ok bool) {
	position, ok = h.index[c.name]
	for i := 0; !ok && i < len(c.also); i++ {
		position, ok = h.index[c.also[i]]
	}
	return position, ok
}

// tidy moves the cells of a row to the positions of names. A cell in a column without a
// name is a fault. So are two different cells in columns with the same name.
func (h *header) tidy(line string) (string, faultList) {
	if h.places == nil {
		return line, nil
	}
	var faults faultList
	var cells, beyond []string
	for i, cell := range strings.Split(line, "\t") {
		switch {
		case i >= len(h.places):
			beyond = append(beyond, cell)
		case h.places[i] == noName:
			if !isBlankLine(cell) {
				faults = append(faults, strayCell(i, 1))
			}
		case h.places[i] >= len(cells):
			cells = append(cells, cell)
		case cells[h.places[i]] == "":
			cells[h.places[i]] = cell
		case cell != "" && cell != cells[h.places[i]]:
			faults.add(h.names[h.places[i]],
				fmt.Sprintf("the column appears twice, with %s and %s", quoted(cells[h.places[i]]), quoted(cell)))
		}
	}
	if len(beyond) > 0 {
		cells = append(cells, make([]string, len(h.names)-len(cells))...)
	}
	return strings.Join(append(cells, beyond...), "\t"), faults
}

// stray finds cells after the last column. If a cell contains a tab, the row is not what
// it seems.
func (h *header) stray(count int, cell func(int) string) faultList {
	first, strays := 0, 0
	for i := len(h.names); i < count; i++ {
		if isBlankLine(cell(i)) {
			continue
		}
		if strays++; strays == 1 {
			first = i
		}
	}
	if strays == 0 {
		return nil
	}
	return faultList{strayCell(first, strays)}
}

// hasSKUs reports whether the file has a column sku, as every inventory file has.
func (h *header) hasSKUs() bool {
	_, ok := h.index["sku"]
	return ok
}

// listsItems reports whether the file can list an item: it has more columns than a
// modify-only file.
func (h *header) listsItems() bool {
	known := modifyFormat.names()
	return slices.ContainsFunc(h.names, func(name string) bool { return !slices.Contains(known, foldName(name)) })
}
