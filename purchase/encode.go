package purchase

import (
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire/internal/money"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// The body is appended by hand: encoding/json would write decimals as text,
// and the card token must have a place of its own, where the transport puts it
// when it sends. Keys stand in the order of the vendor's example. A fuzz test
// holds the result against encoding/json's decoder.

// encode writes a request that has been checked.
func (r *OrderRequest) encode(dryRun bool) transport.Body {
	dst := make([]byte, 0, 1<<10)
	dst = append(dst, `{"billAddr":`...)
	dst = appendAddress(dst, &r.BillAddr)
	dst = append(dst, `,"ccToken":"`...)
	token := len(dst)
	dst = append(dst, `","domain":`...)
	dst = appendString(dst, string(r.Domain))
	// Always sent, false too: what its absence means is not documented.
	dst = append(dst, `,"dryrun":`...)
	dst = strconv.AppendBool(dst, dryRun)
	dst = append(dst, `,"listings":[`...)
	for i := range r.Listings {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendListing(dst, &r.Listings[i])
	}
	dst = append(dst, ']')
	if r.ReferenceID != "" {
		dst = append(dst, `,"referenceId":`...)
		dst = appendString(dst, r.ReferenceID)
	}
	dst = append(dst, `,"shipAddr":`...)
	dst = appendAddress(dst, &r.ShipAddr)
	dst = append(dst, `,"shippingMode":`...)
	dst = appendString(dst, string(r.ShippingMode))
	dst = appendMaximum(dst, "totalMaxPrice", r.TotalMaxPrice)
	dst = append(dst, '}')
	return transport.Bytes(dst).Insert(token, appendEscaped(nil, r.CardToken.Reveal()))
}

func appendListing(dst []byte, l *RequestedListing) []byte {
	dst = append(dst, `{"listingId":`...)
	dst = strconv.AppendInt(dst, l.ListingID, 10)
	dst = appendMaximum(dst, "maxPrice", l.MaxPrice)
	dst = append(dst, `,"quantity":`...)
	dst = strconv.AppendInt(dst, int64(l.Quantity), 10)
	return append(dst, '}')
}

// appendMaximum leaves a zero maximum out: sent, it would forbid the purchase.
func appendMaximum(dst []byte, key string, d decimal.Decimal) []byte {
	if d.IsZero() {
		return dst
	}
	dst = append(dst, ',', '"')
	dst = append(dst, key...)
	dst = append(dst, '"', ':')
	d, _ = money.Fit(d, money.MaxDecimals)
	return append(dst, d.String()...)
}

func appendAddress(dst []byte, a *Address) []byte {
	separator := byte('{')
	for _, f := range []struct{ key, text string }{
		{"address1", a.Address1},
		{"address2", a.Address2},
		{"city", a.City},
		{"country", a.Country},
		{"name", a.Name},
		{"phone", a.Phone},
		{"provstate", a.ProvState},
		{"zipcode", a.Zipcode},
	} {
		dst = append(dst, separator, '"')
		dst = append(dst, f.key...)
		dst = append(dst, '"', ':')
		if f.text == "" {
			dst = append(dst, "null"...)
		} else {
			dst = appendString(dst, f.text)
		}
		separator = ','
	}
	return append(dst, '}')
}

func appendString(dst []byte, text string) []byte {
	dst = append(dst, '"')
	dst = appendEscaped(dst, text)
	return append(dst, '"')
}

// appendEscaped writes the inside of a JSON string. Control characters and
// what is not UTF-8 have been refused before.
func appendEscaped(dst []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c == '"' || c == '\\' {
			dst = append(dst, '\\')
		}
		dst = append(dst, text[i])
	}
	return dst
}
