// Package money bounds amounts before anything is computed with them: comparing
// a decimal of a hostile exponent takes minutes.
package money

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// An amount has at most 18 digits, 6 of them decimals, and no positive
// exponent.
const (
	MaxDigits   = 18
	MaxDecimals = 6
)

// Fault says why a decimal is not fit for money, with the limit that it breaks
// and what it measures against it, where that is a count. The reason is empty
// if the decimal is fit.
func Fault(d decimal.Decimal) (reason string, limit, size int64) {
	switch e := int64(d.Exponent()); {
	case e > 0:
		return fmt.Sprintf("it is written with the exponent %d, as 1e2 is for 100", e), 0, 0
	case e < -MaxDecimals:
		return fmt.Sprintf("it has %d decimals, the limit is %d", -e, MaxDecimals), MaxDecimals, -e
	}
	if n := int64(d.NumDigits()); n > MaxDigits {
		return fmt.Sprintf("it has %d digits, the limit is %d", n, MaxDigits), MaxDigits, n
	}
	return "", 0, 0
}
