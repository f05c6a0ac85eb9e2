package purchasetest

import (
	"cmp"
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// Listing is a book for sale.
type Listing struct {
	// ID is the listing ID that an order names.
	ID int64
	// Title is shown in orders.
	Title string
	// ISBN is shown in orders.
	ISBN string
	// Price is in hundredths of the currency of whatever domain it is
	// ordered in.
	Price Cents
	// Shipping is the first-item shipping, paid once for each line of an
	// order. 0 means that it is free.
	Shipping Cents
	// VendorID is the seller. 0 means 55555.
	VendorID int64
	// MinShippingDays and MaxShippingDays of 0 mean 5 and 7.
	MinShippingDays, MaxShippingDays int
	// ItemStatus is what new items get, in a dry run too: for instance 14
	// for a book that is gone, 54 for an inactive seller, 19 for a rejected
	// card, 93 for a request for more shipping. 0 means 5, ordered.
	ItemStatus int
}

// DefaultListings returns the two books that an emulator sells by default:
// 1009999999 at 45.11 and 12345 ("A Nice Book") at 44.22, each with a first-item
// shipping of 3.00.
func DefaultListings() []Listing {
	return []Listing{
		{ID: 1009999999, Title: "A Field Guide to Marginalia", ISBN: "9780000000019", Price: 4511, Shipping: 300},
		{ID: 12345, Title: "A Nice Book", ISBN: "1111111111111", Price: 4422, Shipping: 300},
	}
}

func (l Listing) withDefaults() Listing {
	l.VendorID = cmp.Or(l.VendorID, 55555)
	l.MinShippingDays = cmp.Or(l.MinShippingDays, 5)
	l.MaxShippingDays = cmp.Or(l.MaxShippingDays, 7)
	l.ItemStatus = cmp.Or(l.ItemStatus, statusOrdered)
	return l
}

// Cents is an exact amount of money in hundredths of a currency: 4511 is
// 45.11. It marshals to a JSON number without trailing zeros, as the vendor's
// examples show amounts.
type Cents int64

// ParseCents reads an amount like "45", "45.1" or "45.11": digits, optionally a
// point and one or two more. Anything else is an error.
func ParseCents(text string) (Cents, error) {
	whole, fraction, hasPoint := strings.Cut(text, ".")
	digits := whole + (fraction + "00")[:2]
	if !isDigits(digits) || whole == "" || len(fraction) > 2 || hasPoint && fraction == "" {
		return 0, fmt.Errorf("purchasetest: %q is not an amount", text)
	}
	cents, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("purchasetest: amount %q is too large", text)
	}
	return Cents(cents), nil
}

// String writes the amount without trailing zeros: "45.11", "1.5", "3".
func (c Cents) String() string {
	text := big.NewRat(int64(c), 100).FloatString(2)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// MarshalJSON writes the amount as a JSON number.
func (c Cents) MarshalJSON() ([]byte, error) { return []byte(c.String()), nil }

// above reports whether the amount exceeds a limit; nil is no limit.
func (c Cents) above(limit *big.Rat) bool {
	return limit != nil && big.NewRat(int64(c), 100).Cmp(limit) > 0
}

// isDigits reports whether text consists of ASCII digits, at least one.
func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
