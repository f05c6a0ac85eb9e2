// Package examples carries the inventory that the example programs share, so
// that they find it from whatever directory they are started in. The programs
// themselves are in its subdirectories.
package examples

import (
	_ "embed"
	"io"
	"strings"
)

//go:embed inventory.tsv
var inventoryTSV string

// Inventory returns a reader over examples/inventory.tsv as it was when the
// program was built: tab-delimited UTF-8, one header line, one book per line.
// Every call starts at the beginning.
func Inventory() io.Reader { return strings.NewReader(inventoryTSV) }
