package twd

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/money"
)

// Price is a price as a reply has it. The vendor documents no format and its
// samples are whole numbers; scripts also print "1,200.00" and "$40".
type Price string

// pricePattern: a sign, a currency before or after, thousands in groups of
// three, decimals. "40,50" does not match: it is not 4050.
var pricePattern = regexp.MustCompile(
	`^(-?)(?:(?:[A-Z]{0,3}\p{Sc}|[A-Z]{3})\s*)?(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d*))?(?:\s*(?:\p{Sc}|[A-Z]{3}))?$`)

// Decimal reads the price: an optional currency, thousands grouped by commas or
// not, a decimal point. Anything else, an empty price and one of more than 18
// digits or 6 decimals are a [sellerwire.Error] that matches
// [sellerwire.ErrUnexpectedContent]; nothing is guessed.
func (p Price) Decimal() (decimal.Decimal, error) {
	m := pricePattern.FindStringSubmatch(strings.TrimSpace(string(p)))
	if m == nil || m[2]+m[3] == "" {
		return decimal.Decimal{}, p.unreadable("it is not an amount")
	}
	sign, decimals := m[1], m[3]
	whole := strings.TrimLeft(strings.ReplaceAll(m[2], ",", ""), "0")
	if n := len(whole + decimals); n > money.MaxDigits {
		return decimal.Decimal{}, p.unreadable(fmt.Sprintf("it has %d digits, the limit is %d", n, money.MaxDigits))
	}
	if n := len(decimals); n > money.MaxDecimals {
		return decimal.Decimal{}, p.unreadable(fmt.Sprintf("it has %d decimals, the limit is %d", n, money.MaxDecimals))
	}
	d, err := decimal.NewFromString(sign + "0" + whole + "." + decimals)
	if err != nil {
		return decimal.Decimal{}, p.unreadable(err.Error())
	}
	return d, nil
}

func (p Price) unreadable(reason string) error {
	return &sellerwire.Error{
		Service: service, Operation: "read price",
		Kinds: []error{sellerwire.ErrUnexpectedContent},
		Err:   fmt.Errorf("%.40q: %s", string(p), reason),
	}
}

// countPattern: a whole number, maybe grouped, maybe with decimals that are 0.
var countPattern = regexp.MustCompile(`^(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.0*)?$`)

// parseCount reads a whole number as scripts print it; nil if it is none.
func parseCount(text string) *int {
	m := countPattern.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return nil
	}
	n, err := strconv.Atoi(m[1] + strings.ReplaceAll(m[2], ",", ""))
	if err != nil {
		return nil
	}
	return &n
}
