// Package money judges amounts by their value, never by how they are written: 20,
// 2E+1, 20.000 and 40/2 are one amount.
//
// Bounds are checked first, because that is cheap, while comparing or rescaling a
// decimal with a hostile exponent takes minutes.
package money

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"
)

// What an amount may have that is sent.
const (
	MaxDigits   = 18
	MaxDecimals = 6
)

// What is looked at at all, in either direction.
const (
	maxText     = 64 // bytes, and about as many digits
	maxExponent = 40 // of ten, either way
)

// Violation says why an amount is refused.
type Violation struct {
	Reason string
	// Limit is the bound that was broken and Size what the amount has of it, both
	// 0 where that is no count.
	Limit, Size int64
}

// Parse reads an amount however it is written: with an exponent, with zeros at
// either end. It reads what services say, so the limits of sending do not apply:
// 0.3333333333333333 is an amount. A text has at most 64 bytes, and an exponent is
// at most 40 either way.
func Parse(text string) (decimal.Decimal, error) {
	if len(text) > maxText {
		return decimal.Decimal{}, fmt.Errorf("it has %d bytes, the limit is %d", len(text), maxText)
	}
	d, err := decimal.NewFromString(text)
	if err != nil {
		return decimal.Decimal{}, errors.New("it is not a number, or its exponent is out of reach")
	}
	if reason := hostile(d); reason != "" {
		return decimal.Decimal{}, errors.New(reason)
	}
	if d.Exponent() > 0 {
		return unscaled(d), nil
	}
	return d, nil
}

// Plain reads digits with a point in between, which is how nearly all amounts are
// written, as a whole number and how many of its digits are decimals. It makes no
// copy of the text.
func Plain[T ~string | ~[]byte](text T) (value int64, decimals int, ok bool) {
	start := 0
	if len(text) > 0 && text[0] == '-' {
		start = 1
	}
	point := len(text)
	for i := start; i < len(text); i++ {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			value = value*10 + int64(c-'0')
		case c == '.' && point == len(text):
			point = i
			decimals = len(text) - i - 1
		default:
			return 0, 0, false
		}
	}
	if start == 1 {
		value = -value
	}
	digits := len(text) - start
	return value, decimals, digits > 0 && digits <= MaxDigits && point > start && decimals <= MaxDecimals
}

// Fit returns d as it can be written: with an exponent from 0 down to -maxDecimals.
// Where d has more decimals, zeros at its end are cut. The violation is nil if the
// value fits.
func Fit(d decimal.Decimal, maxDecimals int) (decimal.Decimal, *Violation) {
	if reason := hostile(d); reason != "" {
		return d, &Violation{Reason: reason}
	}
	if d.Exponent() > 0 {
		d = unscaled(d)
	}
	if int(-d.Exponent()) > maxDecimals {
		d = cutZeros(d)
	}
	if n := int64(-d.Exponent()); n > int64(maxDecimals) {
		return d, &Violation{fmt.Sprintf("it has %d decimals, the limit is %d", n, maxDecimals), int64(maxDecimals), n}
	}
	if n := int64(d.NumDigits()); n > MaxDigits {
		if d = cutZeros(d); d.NumDigits() > MaxDigits {
			return d, &Violation{fmt.Sprintf("it has %d digits, the limit is %d", n, MaxDigits), MaxDigits, n}
		}
	}
	return d, nil
}

// Append writes a decimal that [Fit] has passed with at least so many decimals, and
// without decimals that are zero beyond them. It allocates nothing for a decimal
// in the usual spelling: decimal.String would.
func Append(dst []byte, d decimal.Decimal, atLeast int) []byte {
	if d.Exponent() > 0 || d.NumDigits() > MaxDigits {
		d, _ = Fit(d, MaxDecimals)
	}
	value, decimals := d.CoefficientInt64(), int(-d.Exponent())
	for decimals > atLeast && value%10 == 0 {
		value, decimals = value/10, decimals-1
	}
	var scratch [24]byte
	digits := strconv.AppendInt(scratch[:0], value, 10)
	for len(digits) <= decimals {
		digits = slices.Insert(digits, 0, '0') // ".05" is written "0.05"
	}
	point := len(digits) - decimals
	dst = append(dst, digits[:point]...)
	if max(decimals, atLeast) > 0 {
		dst = append(dst, '.')
	}
	dst = append(dst, digits[point:]...)
	for ; decimals < atLeast; decimals++ {
		dst = append(dst, '0')
	}
	return dst
}

// tooLong is the first coefficient with more bits than maxText digits need.
var tooLong = decimal.NewFromBigInt(new(big.Int).Lsh(big.NewInt(1), maxText*10/3), 0)

// hostile says what makes a decimal too expensive to compute with.
func hostile(d decimal.Decimal) string {
	if e := int64(d.Exponent()); e > maxExponent || e < -maxExponent {
		return fmt.Sprintf("its exponent is %d, the limit is %d", e, maxExponent)
	}
	// Shift gives both the same exponent, so that only the digits are compared.
	if !d.Abs().LessThan(tooLong.Shift(d.Exponent())) {
		return fmt.Sprintf("it has more than %d digits", maxText)
	}
	return ""
}

// unscaled is d without its positive exponent.
func unscaled(d decimal.Decimal) decimal.Decimal { return d.Add(decimal.Zero) }

// cutZeros is d without zeros at the end of its decimals.
func cutZeros(d decimal.Decimal) decimal.Decimal {
	coefficient, exponent := d.Coefficient(), d.Exponent()
	ten, quotient, rest := big.NewInt(10), new(big.Int), new(big.Int)
	for exponent < 0 {
		if quotient.QuoRem(coefficient, ten, rest); rest.Sign() != 0 {
			break
		}
		coefficient, quotient = quotient, coefficient
		exponent++
	}
	return decimal.NewFromBigInt(coefficient, exponent)
}
