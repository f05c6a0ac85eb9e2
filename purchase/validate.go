package purchase

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/money"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// Validate checks the order as PlaceOrder would, without sending anything. DryRun
// checks the same, except that it needs no maximum price. The error is a
// [sellerwire.InvalidError] that lists everything that is wrong. It names fields,
// but shows no part of an address.
func (r OrderRequest) Validate() error {
	if faults := r.faults(true); faults != nil {
		return invalid("validate", faults...)
	}
	return nil
}

// faults lists what is wrong with a request. One that buys must guard its prices.
func (r *OrderRequest) faults(buys bool) []sellerwire.FieldError {
	var v validator
	v.address("shipAddr", r.ShipAddr)
	v.address("billAddr", r.BillAddr)
	v.cardToken(r.CardToken)
	v.listings(r.Listings)
	if r.ShippingMode != ShippingStandard && r.ShippingMode != ShippingPriority {
		v.add("shippingMode", fmt.Sprintf("must be S or P, is %q", r.ShippingMode))
	}
	if !r.Domain.Known() {
		v.add("domain", fmt.Sprintf("must be a domain of the service, such as abebooks.com, is %q", r.Domain))
	}
	v.maximum("totalMaxPrice", r.TotalMaxPrice)
	if buys && !r.guarded() {
		v.add("totalMaxPrice", "set a maximum price on each listing or on the whole order, or AnyPrice")
	}
	if !isReference(r.ReferenceID) {
		v.add("referenceId", onlyLetters)
	}
	return v.faults
}

// guarded reports whether the request says what it may cost at most.
func (r *OrderRequest) guarded() bool {
	open := func(l RequestedListing) bool { return l.MaxPrice.IsZero() }
	return r.AnyPrice || !r.TotalMaxPrice.IsZero() || !slices.ContainsFunc(r.Listings, open)
}

// onlyLetters is what is wrong with a text that isReference refuses.
const onlyLetters = "must have only letters, digits, hyphens and underscores"

// isReference reports whether text has the alphabet of a referenceId. The empty
// text stands for none.
func isReference(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' || r == '_')
	})
}

// validator collects faults.
type validator struct {
	item   string
	faults []sellerwire.FieldError
}

func (v *validator) add(field, reason string) {
	v.faults = append(v.faults, sellerwire.FieldError{Item: v.item, Field: field, Reason: reason})
}

func (v *validator) count(field string, size, limit int64, reason string) {
	v.faults = append(v.faults, sellerwire.FieldError{
		Item: v.item, Field: field, Limit: limit, Size: size, Reason: reason,
	})
}

func (v *validator) listings(listings []RequestedListing) {
	if len(listings) == 0 {
		v.add("listings", "must have at least one")
	}
	total := int64(0)
	for i, l := range listings {
		v.item = fmt.Sprintf("listing %d", i+1)
		if l.ListingID < 1 {
			v.add("listingId", fmt.Sprintf("must be greater than 0, is %d", l.ListingID))
		}
		if l.Quantity < 1 {
			v.count("quantity", int64(l.Quantity), 1, fmt.Sprintf("must be at least 1, is %d", l.Quantity))
		}
		total += int64(min(max(l.Quantity, 0), math.MaxInt32)) // capped, so that no sum can overflow
		v.maximum("maxPrice", l.MaxPrice)
	}
	v.item = ""
	if total > MaxItems {
		v.count("listings", total, MaxItems,
			fmt.Sprintf("must have at most %d items in total, has %d", MaxItems, total))
	}
}

func (v *validator) maximum(field string, d decimal.Decimal) {
	if _, violation := money.Fit(d, money.MaxDecimals); violation != nil {
		v.count(field, violation.Size, violation.Limit, violation.Reason)
	} else if d.Sign() < 0 {
		v.add(field, "must not be negative")
	}
}

func (v *validator) address(item string, a Address) {
	v.item = item
	defer func() { v.item = "" }()
	for _, f := range []struct {
		field, text string
		optional    bool
	}{
		{"name", a.Name, false},
		{"address1", a.Address1, false},
		{"address2", a.Address2, true},
		{"city", a.City, false},
		{"provstate", a.ProvState, true},
		{"country", a.Country, false},
		{"zipcode", a.Zipcode, false},
		{"phone", a.Phone, false},
	} {
		if strings.TrimSpace(f.text) == "" && !(f.optional && f.text == "") {
			v.add(f.field, "it is empty")
			continue
		}
		v.text(f.field, f.text)
	}
	if n := utf8.RuneCountInString(a.ProvState); n != 0 && (n < 2 || n > 3) {
		v.count("provstate", int64(n), 3, fmt.Sprintf("must have 2 or 3 characters, has %d", n))
	}
}

func (v *validator) cardToken(token sellerwire.Secret) {
	if faults := transport.CredentialFaults("ccToken", token.Reveal()); faults != nil {
		v.faults = append(v.faults, faults...)
		return
	}
	v.text("ccToken", token.Reveal())
}

// text refuses what no JSON string should hold. It does not repeat the text.
func (v *validator) text(field, text string) {
	switch {
	case !utf8.ValidString(text):
		v.add(field, "it is not UTF-8")
	case strings.ContainsFunc(text, unicode.IsControl):
		v.add(field, "it holds a control character")
	}
}
