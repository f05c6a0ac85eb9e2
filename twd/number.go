package twd

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/money"
)

// Price is the text of a price in a reply. The vendor documents no format. Its
// samples are whole numbers, but scripts also print "1,200.00" and "$40".
type Price string

// Decimal returns the amount. It reads a currency before or after the number,
// thousands in groups of three, decimals, and an exponent: "40", "$1,200.00",
// "1 200.00", "40 USD" and "4E+1" are amounts. "40,50" and "0,500" are not, because
// their commas cannot separate thousands.
//
// A text that is no amount is a [sellerwire.Error] that matches
// [sellerwire.ErrUnexpectedContent]. So is one of more than 64 bytes or with an
// exponent above 40.
func (p Price) Decimal() (decimal.Decimal, error) {
	amount, err := readAmount(string(p))
	if err != nil {
		return decimal.Decimal{}, &sellerwire.Error{
			Service: service, Operation: "read price",
			Kinds: []error{sellerwire.ErrUnexpectedContent},
			Err:   fmt.Errorf("%.40q: %w", string(p), err),
		}
	}
	return amount, nil
}

// amountPattern: a currency before or after the number, a sign before either,
// thousands in groups, and what decimal reads.
var amountPattern = regexp.MustCompile(
	`^([-+]?)(?:(?:[A-Z]{0,3}\p{Sc}|[A-Z]{3})[\s\p{Zs}]*)?([-+]?)` +
		`((?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?:['’\p{Zs}]\d{3})+|\d+)?(?:\.\d*)?(?:[eE][-+]?\d+)?)` +
		`(?:[\s\p{Zs}]*(?:\p{Sc}|[A-Z]{3}))?$`)

// noDigits drops what stands between thousands.
var noDigits = regexp.MustCompile(`[,'’\p{Zs}]`)

var errNoAmount = errors.New("it is not an amount")

// readAmount judges the value, not the spelling.
func readAmount(text string) (decimal.Decimal, error) {
	text = strings.TrimSpace(text)
	if len(text) > 64 {
		return money.Parse(text) // which says so
	}
	m := amountPattern.FindStringSubmatch(text)
	if m == nil || !strings.ContainsAny(m[3], "0123456789") || m[1] != "" && m[2] != "" {
		return decimal.Decimal{}, errNoAmount
	}
	return money.Parse(m[1] + m[2] + noDigits.ReplaceAllString(m[3], ""))
}

// readCount reads a whole number in any spelling, such as "1.0" and "1,200".
func readCount(text string) (int, bool) {
	text = strings.TrimSpace(text)
	if n, err := strconv.Atoi(text); err == nil {
		return n, true
	}
	amount, err := readAmount(text)
	if err != nil || !amount.IsInteger() || strings.Trim(text, "0123456789,.+-eE") != "" { // "12 DOZ" is not 12
		return 0, false
	}
	n, err := strconv.Atoi(amount.Truncate(0).String())
	return n, err == nil
}
