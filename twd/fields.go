package twd

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
)

// Fields are the fields of an item that an update sets. A nil field is left
// unchanged. Any other field is sent, even an empty text or 0:
//
//	twd.Fields{Status: new(twd.StatusHeld), Notes: new("Held for Greg Smith")}
//	twd.Fields{Qty: new(0), Brand: new("")}
//
// The vendor documents no lengths. That an empty text clears its field is assumed.
// These values are a [sellerwire.InvalidError], and nothing is sent: control
// characters, except tabs and line ends in a field with several lines; characters
// that the encoding lacks (see [WithUTF8]); in a status or department, spaces at
// the ends, U+FEFF, and what a spreadsheet writes in place of a value. Fields can
// be written as JSON and read back.
type Fields struct {
	// Status is one of the constants or an add-on's code. It must not be blank.
	Status *Status `json:"status,omitzero"`
	// Dept is the code of a department, which replies call deptcode.
	Dept *string `json:"dept,omitzero"`
	// Brand is the brand, on one line.
	Brand *string `json:"brand,omitzero"`
	// Description may have several lines.
	Description *string `json:"description,omitzero"`
	// Qty sets the quantity, 0 or more. To lower it by what was sold, use
	// [Client.RecordSale]: a quantity that was read earlier may be stale.
	Qty *int `json:"qty,omitzero"`
	// Price is 0 or more, with at most 18 digits, of which at most 6 are decimals.
	// It is judged by its value: 4E+1 and 40.0000000 are both sent as 40. The
	// vendor's samples are whole numbers.
	Price *decimal.Decimal `json:"price,omitzero"`
	// Notes are private and may have several lines. No reply shows them.
	Notes *string `json:"notes,omitzero"`
	// Extra are the keys of add-ons with their values, which may have several
	// lines. A key that the vendor documents is refused, whatever its case: the
	// fields above set those of updates, and apikey, action, stock_no, qtyadj, page
	// and q are set by the client. [Client.Update] is retried, so a value must be
	// absolute: one that an add-on adds to the present value could count twice.
	Extra map[string]string `json:"extra,omitzero"`
}

// isZero reports whether no field is set.
func (fields Fields) isZero() bool {
	return fields.Status == nil && fields.Dept == nil && fields.Brand == nil && fields.Description == nil &&
		fields.Qty == nil && fields.Price == nil && fields.Notes == nil && len(fields.Extra) == 0
}

// addTo adds the fields that are set, in the order of the vendor's table.
func (fields Fields) addTo(f *form) {
	if fields.Status != nil {
		f.identifier("status", string(*fields.Status))
	}
	if dept := fields.Dept; dept != nil && *dept == "" {
		f.line("dept", "")
	} else if dept != nil {
		f.identifier("dept", *dept)
	}
	if fields.Brand != nil {
		f.line("brand", *fields.Brand)
	}
	if fields.Description != nil {
		f.lines("description", *fields.Description)
	}
	if fields.Qty != nil {
		f.quantity("qty", *fields.Qty, 0)
	}
	if fields.Price != nil {
		f.price("price", *fields.Price)
	}
	if fields.Notes != nil {
		f.lines("notes", *fields.Notes)
	}
	for _, key := range slices.Sorted(maps.Keys(fields.Extra)) {
		f.extra(key, fields.Extra[key])
	}
}

// extra adds the key of an add-on.
func (f *form) extra(key, value string) {
	switch strings.ToLower(strings.TrimSpace(key)) {
	case keyName, "action", "stock_no", "page", "q",
		"status", "dept", "brand", "description", "qty", "qtyadj", "price", "notes":
		f.refuse("Extra", "%.40q is a key of the API, not of an add-on", key)
		return
	}
	field := fmt.Sprintf("Extra[%.40q]", key)
	if !f.isIdentifier(field, key) {
		return
	}
	name, nameFits := f.encode(field, key, "")
	text, textFits := f.encode(field, value, severalLines)
	if nameFits && textFits {
		f.pairs.Set(name, text)
	}
}

// sale is what the options of a sale or adjustment set.
type sale struct{ fields Fields }

// WithFields sets fields of the item in the same request as a sale or an
// adjustment, such as the status and a note:
//
//	err := client.RecordSale(ctx, "1015", 1, twd.WithFields(twd.Fields{
//		Status: new(twd.StatusSold),
//		Notes:  new("Sold to Greg Smith"),
//	}))
//
// The script receives everything at once, so no reader sees one change without the
// other. [Fields.Qty] is refused, because the vendor does not say what it does
// together with qtyadj; [WithQtyInSales] allows it. WithFields is an option of
// [Client.RecordSale] and [Client.AdjustQuantity] only.
func WithFields(fields Fields) sellerwire.CallOption {
	return settings.ForCall("twd.WithFields", func(s *sale) error {
		s.fields = fields
		return nil
	})
}
