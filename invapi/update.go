package invapi

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sellerwire/sellerwire"
)

// Product names a product in one of the two ways the service knows. Make it
// with [ByUPC] or [BySKU]. Identifiers are sent as they are and must be
// spelled as the shop spells them: sizes 10 and 10.0 can be two sizes. Products
// are comparable with ==. The zero Product names none and is refused.
type Product struct {
	form             form
	upc              string
	sku, size, width string
}

type form int

const (
	formNone form = iota
	formUPC
	formSKU
)

// ByUPC names a product by its UPC. It need not be digits, leading zeros count,
// and only a blank one is refused. See [Update.Warning] for what spreadsheets do
// to UPCs.
func ByUPC(upc string) Product { return Product{form: formUPC, upc: upc} }

// BySKU names a product by SKU, size and width. sku and size may not be blank.
// width may be empty, for a product that has none; it is sent all the same, as
// the service requires. That it takes an empty one is inferred.
func BySKU(sku, size, width string) Product {
	return Product{form: formSKU, sku: sku, size: size, width: width}
}

// String is the UPC, or SKU, size and width, with the name of each.
func (p Product) String() string {
	switch p.form {
	case formUPC:
		return "UPC " + p.upc
	case formSKU:
		if p.width == "" {
			return "SKU " + p.sku + " size " + p.size
		}
		return "SKU " + p.sku + " size " + p.size + " width " + p.width
	default:
		return "no product"
	}
}

// Update is a stock level: the number of units of a product that a store has
// now. It is absolute, not a difference.
type Update struct {
	// Product is made with [ByUPC] or [BySKU]. Required.
	Product Product
	// Store is the code of the store, such as "3". Required. It is a text, sent
	// as it is.
	Store string
	// Quantity is 0 or more, in units. 0 is sent like any other.
	Quantity int
}

// String names product and store.
func (u Update) String() string { return u.Product.String() + " at store " + u.Store }

// item names the update in errors; empty if it has nothing to be named by.
func (u Update) item() string {
	if u == (Update{}) {
		return ""
	}
	return fmt.Sprintf("update %.80q", u)
}

// Validate checks the update as it would be checked before it is sent, without
// sending anything. The error is a [sellerwire.InvalidError] that lists every fault.
func (u Update) Validate() error { return u.validate("validate") }

func (u Update) validate(operation string) error {
	var faults []sellerwire.FieldError
	refuse := func(field, reason string) {
		if reason != "" {
			faults = append(faults, sellerwire.FieldError{Field: field, Reason: reason})
		}
	}
	switch u.Product.form {
	case formUPC:
		refuse("upc", identifierFault(u.Product.upc))
	case formSKU:
		refuse("sku", identifierFault(u.Product.sku))
		refuse("size", identifierFault(u.Product.size))
		refuse("width", textFault(u.Product.width))
	default:
		refuse("product", "it is missing; use ByUPC or BySKU")
	}
	refuse("store", identifierFault(u.Store))
	if u.Quantity < 0 {
		faults = append(faults, sellerwire.FieldError{
			Field: "quantity", Size: int64(u.Quantity),
			Reason: strconv.Itoa(u.Quantity) + " is below 0",
		})
	}
	if faults == nil {
		return nil
	}
	for i := range faults {
		faults[i].Item = u.item()
	}
	return &sellerwire.InvalidError{Service: service, Operation: operation, Fields: faults}
}

// identifierFault says why a text can name nothing; "" if it can.
func identifierFault(text string) string {
	switch {
	case text == "":
		return "it is empty"
	case strings.TrimSpace(text) == "":
		return "it has nothing but spaces"
	}
	return textFault(text)
}

// textFault says why a text cannot be sent; "" if it can.
func textFault(text string) string {
	if !utf8.ValidString(text) {
		return "it is not valid UTF-8"
	}
	if i := strings.IndexFunc(text, unicode.IsControl); i >= 0 {
		return fmt.Sprintf("it has a control character at byte %d", i)
	}
	return ""
}

// rounded is what a spreadsheet makes of a long UPC: 8.49632E+11, or
// 849632048260.0 where it took a column for decimals.
var rounded = regexp.MustCompile(`^[0-9][.,]?[0-9]*[eE]\+?[0-9]+$|^[0-9]{6,}[.,]0+$`)

// Warning says what is probably wrong with an update that is valid; "" if
// nothing: a UPC such as 8.49632E+11 or 849632048260.0, which a spreadsheet has
// damaged. Such an update is sent all the same. No call looks at it: ask before
// you send.
func (u Update) Warning() string {
	if u.Product.form == formUPC && rounded.MatchString(strings.TrimSpace(u.Product.upc)) {
		return "upc " + strconv.Quote(u.Product.upc) + " looks like a number that a spreadsheet has written"
	}
	return ""
}

// key is the same for updates that could touch the same row. The vendor's
// sister API drops all but letters and digits from a SKU, so spellings that
// differ in no more than that are kept in order too.
func (u Update) key() string {
	p := u.Product
	return strings.Join([]string{fold(p.upc), fold(p.sku), fold(p.size), fold(p.width), fold(u.Store)}, "\x00")
}

func fold(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}
