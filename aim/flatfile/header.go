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
	cells []string       // of the line, as they are; the line is recognized by the first
	width int            // cells as far as the last column with a name
	names []string       // of the columns, as the file spells them, without blanks around them
	index map[string]int // of names, by folded name

	// places is set where spreadsheets and programs left columns without a name, or
	// with one name twice: by position in the file, the position in names; noName for
	// none. Such rows are tidied, so that nothing else has to know.
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
		return nil, errors.New("its first line is a message or text of another form, not names with tabs between them: " + quoted(line))
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

// isMessage tells whether a line without a tab is anything but the name of a column: words,
// JSON, another kind of file, values with commas between them.
func isMessage(line string) bool {
	return strings.ContainsFunc(strings.TrimSpace(line), func(r rune) bool {
		return r != '-' && r != '_' && r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// headerOf makes a header of the names of columns.
func headerOf(names []string) *header {
	h := &header{width: len(names), names: names, index: make(map[string]int, len(names))}
	for i, name := range names {
		h.index[foldName(name)] = i
	}
	return h
}

// find tells at which position a column is.
func (h *header) find(c column) (position int, ok bool) {
	position, ok = h.index[c.name]
	for i := 0; !ok && i < len(c.also); i++ {
		position, ok = h.index[c.also[i]]
	}
	return position, ok
}

// tidy moves the cells of a row to the positions of names. A cell in a column without
// a name is a fault, and so are two cells that differ in columns of one name.
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
			faults.add(h.names[h.places[i]], fmt.Sprintf("the column appears twice, with %s and %s", quoted(cells[h.places[i]]), quoted(cell)))
		}
	}
	if len(beyond) > 0 {
		cells = append(cells, make([]string, len(h.names)-len(cells))...)
	}
	return strings.Join(append(cells, beyond...), "\t"), faults
}

// stray finds cells behind the last column. They may be part of one that has a tab in
// it, and then the row is not what it seems.
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

// hasSKUs tells whether it is the header line of an inventory file at all.
func (h *header) hasSKUs() bool {
	_, ok := h.index["sku"]
	return ok
}

// listsItems tells whether the file can list an item: it has more columns than a
// modify-only file.
func (h *header) listsItems() bool {
	known := modifyFormat.names()
	return slices.ContainsFunc(h.names, func(name string) bool { return !slices.Contains(known, foldName(name)) })
}
