package flatfile

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire/internal/money"
)

// Amounts are bounded before anything is computed with them: comparing a
// decimal of a hostile exponent takes minutes.
const (
	maxDigits   = money.MaxDigits
	maxDecimals = money.MaxDecimals
	// cents is the number of decimals that are sent at most.
	cents = 2
)

// parseAmount reads a plain decimal number, without sign of currency and without
// separators, as a whole number and how many of its digits are decimals. Blanks
// around it do not count. reason is empty if it is one.
func parseAmount(text string) (value int64, decimals int, reason string) {
	digits, negative := strings.CutPrefix(text, "-")
	count, point := 0, -1
	for i := range len(digits) {
		switch c := digits[i]; {
		case c >= '0' && c <= '9':
			count++
			value = value*10 + int64(c-'0')
		case c == '.' && point < 0:
			point = count
		case c == ' ' && strings.TrimSpace(text) != text:
			return parseAmount(strings.TrimSpace(text))
		default:
			return 0, 0, quoted(text) + " is not an amount"
		}
	}
	if point >= 0 {
		decimals = count - point
	}
	switch {
	case count == 0:
		return 0, 0, quoted(text) + " is not an amount"
	case count > maxDigits:
		return 0, 0, fmt.Sprintf("%s has more than %d digits", quoted(text), maxDigits)
	case decimals > maxDecimals:
		return 0, 0, fmt.Sprintf("%s has more than %d decimals", quoted(text), maxDecimals)
	case negative:
		value = -value
	}
	return value, decimals, ""
}

// amountCache makes amounts once that come again and again, as prices do: a decimal
// is two allocations, which would be most of those of an order report. Decimals do
// not change, so rows can share them. Amounts that differ by less than 163.84 are
// not in each other's way; that takes 384 KiB for each file that is being read. The
// zero value of an entry is right, too: it is 0 without decimals.
type amountCache [1 << 14]struct {
	value  int64
	amount decimal.Decimal
}

// decimal makes an amount, by a cache that may be nil.
func (c *amountCache) decimal(value int64, decimals int) decimal.Decimal {
	if c == nil {
		return decimal.New(value, -int32(decimals))
	}
	entry := &c[uint64(value)%uint64(len(c))]
	if entry.value != value || entry.amount.Exponent() != -int32(decimals) {
		entry.value, entry.amount = value, decimal.New(value, -int32(decimals))
	}
	return entry.amount
}

// amountText writes an amount that is to be sent, with as many decimals as it
// has. reason is empty if it can be.
func amountText(amount decimal.Decimal) (text, reason string) {
	exponent := amount.Exponent()
	fault, _, _ := money.Fault(amount)
	switch {
	case exponent < -maxDecimals:
		return "", fmt.Sprintf("it has more than %d decimals", maxDecimals)
	case fault != "":
		return "", fault
	case exponent < -cents && !amount.Equal(amount.Truncate(cents)):
		return "", fmt.Sprintf("%s has more than %d decimals", amount, cents)
	}
	return amount.StringFixed(min(-exponent, cents)), ""
}
