package money_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"

	"github.com/sellerwire/sellerwire/internal/money"
)

func TestFault(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		reason      string
		limit, size int64
	}{
		"0":                   {},
		"-12.50":              {},
		"0.000001":            {},
		"999999999999999999":  {},
		"123456789012.345678": {},
		"1e1":                 {"it is written with the exponent 1, as 1e2 is for 100", 0, 0},
		"1e7":                 {"it is written with the exponent 7, as 1e2 is for 100", 0, 0},
		"0.0000001":           {"it has 7 decimals, the limit is 6", 6, 7},
		"1e-10000":            {"it has 10000 decimals, the limit is 6", 6, 10000},
		"1234567890123456789": {"it has 19 digits, the limit is 18", 18, 19},
	} {
		reason, limit, size := money.Fault(decimal.RequireFromString(text))
		assert.Equal(t, want.reason, reason, text)
		assert.Equal(t, want.limit, limit, text)
		assert.Equal(t, want.size, size, text)
	}
}
