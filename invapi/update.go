package invapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/identifier"
)

// Product identifies a product in one of the two ways that the service knows. Make
// it with [ByUPC] or [BySKU]. Identifiers are sent unchanged and must be spelled as
// the shop spells them: sizes 10 and 10.0 can be two sizes. Products can be
// compared with ==. The zero Product identifies none and is refused.
//
// In JSON a product is an object with "upc", or with "sku", "size" and "width"; the
// zero Product is null.
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

// ByUPC identifies a product by its UPC. It need not be digits, and leading zeros
// count. A value such as 8.49632E+11, which a spreadsheet makes of a UPC, is
// refused.
func ByUPC(upc string) Product { return Product{form: formUPC, upc: upc} }

// BySKU identifies a product by SKU, size and width. sku and size must not be
// blank. width may be empty, for a product that has none. It is always sent,
// because the service requires the field; that the service accepts an empty width
// is inferred.
func BySKU(sku, size, width string) Product {
	return Product{form: formSKU, sku: sku, size: size, width: width}
}

// Equal is the same as ==, for packages that compare with a method.
func (p Product) Equal(other Product) bool { return p == other }

// productJSON is a product as it stands in JSON.
type productJSON struct {
	UPC   *string `json:"upc,omitempty"`
	SKU   *string `json:"sku,omitempty"`
	Size  *string `json:"size,omitempty"`
	Width *string `json:"width,omitempty"`
}

// MarshalJSON implements [json.Marshaler].
func (p Product) MarshalJSON() ([]byte, error) {
	switch p.form {
	case formUPC:
		return json.Marshal(productJSON{UPC: &p.upc})
	case formSKU:
		return json.Marshal(productJSON{SKU: &p.sku, Size: &p.size, Width: &p.width})
	default:
		return []byte("null"), nil
	}
}

// UnmarshalJSON implements [json.Unmarshaler]. An object that identifies no
// product, or identifies one in both ways, is an error.
func (p *Product) UnmarshalJSON(text []byte) error {
	var read productJSON
	if err := json.Unmarshal(text, &read); err != nil {
		return err
	}
	hasSKU := read.SKU != nil && read.Size != nil && read.Width != nil
	hasNone := read.SKU == nil && read.Size == nil && read.Width == nil
	switch {
	case read.UPC != nil && hasNone:
		*p = ByUPC(*read.UPC)
	case read.UPC == nil && hasSKU:
		*p = BySKU(*read.SKU, *read.Size, *read.Width)
	case string(text) == "null":
		*p = Product{}
	default:
		return errors.New("invapi: a product in JSON has either upc, or sku, size and width")
	}
	return nil
}

// String returns the UPC, or SKU, size and width, each with its name.
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

// Update is a stock level: the number of units of a product that a store has now.
// It is an absolute number, not a difference.
type Update struct {
	// Product is the product, made with [ByUPC] or [BySKU]. Required.
	Product Product
	// Store is the code of the store, such as "3". Required. It is text and is sent
	// unchanged.
	Store string
	// Quantity is the number of units, 0 or more. 0 is sent too.
	Quantity int
}

// String returns the product and the store.
func (u Update) String() string { return u.Product.String() + " at store " + u.Store }

// item names the update in errors. It is empty for the zero Update.
func (u Update) item() string {
	if u == (Update{}) {
		return ""
	}
	return fmt.Sprintf("update %.80q", u)
}

// Validate checks the update as SetQuantity does, without sending anything. The
// error is a [sellerwire.InvalidError] that lists every fault.
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
		refuse("upc", identifier.Fault(u.Product.upc))
	case formSKU:
		refuse("sku", identifier.Fault(u.Product.sku))
		refuse("size", identifier.Fault(u.Product.size))
		refuse("width", identifier.TextFault(u.Product.width))
	default:
		refuse("product", "it is empty; use ByUPC or BySKU")
	}
	refuse("store", identifier.Fault(u.Store))
	if u.Quantity < 0 {
		faults = append(faults, sellerwire.FieldError{
			Field: "quantity", Size: int64(u.Quantity), Reason: "it is " + strconv.Itoa(u.Quantity) + ", but must not be negative",
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

// identifiers are those of product and store; empty are those that are not sent.
func (u Update) identifiers() [5]string {
	p := u.Product
	return [...]string{p.upc, p.sku, p.size, p.width, u.Store}
}

// key is equal for updates that could change the same row. The vendor's sister API
// ignores everything but letters and digits in a SKU, so spellings that differ in
// nothing else are kept in order too.
func (u Update) key() string {
	p := u.Product
	return strings.Join([]string{fold(p.upc), fold(p.sku), fold(p.size), fold(p.width), fold(u.Store)}, "\x00")
}

// fold returns the letters and digits of an identifier, ignoring case.
func fold(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return identifier.Fold(r)
		}
		return -1
	}, text)
}
