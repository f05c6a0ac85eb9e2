package money_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/internal/money"
)

// Every whole price passes, however it was made.
func TestFitJudgesTheValue(t *testing.T) {
	t.Parallel()
	for n := int64(1); n <= 1000; n++ {
		want := decimal.NewFromInt(n)
		for spelling, d := range spellings(n) {
			for _, decimals := range []int{2, money.MaxDecimals} {
				fit, fault := money.Fit(d, decimals)
				require.Nil(t, fault, "%d as %s", n, spelling)
				assert.True(t, want.Equal(fit), spelling)
				assert.LessOrEqual(t, fit.Exponent(), int32(0))
				assert.GreaterOrEqual(t, fit.Exponent(), int32(-decimals))
			}
		}
	}
}

func spellings(n int64) map[string]decimal.Decimal {
	d := decimal.NewFromInt(n)
	all := map[string]decimal.Decimal{
		"int":         d,
		"float":       decimal.NewFromFloat(float64(n)),
		"division":    decimal.NewFromInt(2 * n).Div(decimal.NewFromInt(2)),
		"product":     d.Mul(decimal.RequireFromString("1.0000")),
		"sum":         d.Add(decimal.RequireFromString("0E-30")),
		"rescaled":    decimal.NewFromBigInt(d.Mul(decimal.New(1, 20)).BigInt(), -20),
		"float32":     decimal.NewFromFloat32(float32(n)),
		"shift":       d.Shift(-3).Shift(3),
		"exact":       decimal.NewFromFloatWithExponent(float64(n), -9),
		"string, exp": decimal.RequireFromString(d.String() + "000E-3"),
	}
	return all
}

func TestFitKeepsWhatFits(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"0", "0.00", "12.50", "-3.10", "0.000001", "999999999999999999", "123456789012.345678"} {
		d := decimal.RequireFromString(text)
		fit, fault := money.Fit(d, money.MaxDecimals)
		require.Nil(t, fault, text)
		assert.Equal(t, d.Exponent(), fit.Exponent(), text)
		assert.True(t, d.Equal(fit), text)
	}
}

func TestFitRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]money.Violation{
		"0.0000001":                      {"it has 7 decimals, the limit is 6", 6, 7},
		"1234567890123456789":            {"it has 19 digits, the limit is 18", 18, 19},
		"1e18":                           {"it has 19 digits, the limit is 18", 18, 19},
		"1e40":                           {"it has 41 digits, the limit is 18", 18, 41},
		"1e41":                           {"its exponent is 41, the limit is 40", 0, 0},
		"1e-41":                          {"its exponent is -41, the limit is 40", 0, 0},
		"0e1000":                         {"its exponent is 1000, the limit is 40", 0, 0},
		strings.Repeat("9", 100):         {"it has more than 64 digits", 0, 0},
		"1" + strings.Repeat("0", 9_999): {"it has more than 64 digits", 0, 0},
	} {
		_, fault := money.Fit(decimal.RequireFromString(text), money.MaxDecimals)
		require.NotNil(t, fault, text)
		assert.Equal(t, want, *fault, text)
	}
	_, fault := money.Fit(decimal.RequireFromString("1.234"), 2)
	assert.Equal(t, &money.Violation{Reason: "it has 3 decimals, the limit is 2", Limit: 2, Size: 3}, fault)
	_, fault = money.Fit(decimal.New(1, 1_000_000_000), 2)
	assert.NotNil(t, fault)
}

func TestParse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"6E+2": "600", "600": "600", "600.00": "600", "0E-8": "0", "-4.5e-1": "-0.45", "+7": "7",
		"0.3333333333333333": "0.3333333333333333", "8.840000000000002": "8.840000000000002",
	} {
		d, err := money.Parse(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, d.String(), text)
		assert.LessOrEqual(t, d.Exponent(), int32(0), text)
	}
	const notANumber = "it is not a number, or its exponent is out of reach"
	for text, reason := range map[string]string{
		"": notANumber, "NaN": notANumber, "Infinity": notANumber, "0x10": notANumber,
		"1e100000000":           notANumber,
		"1e41":                  "its exponent is 41, the limit is 40",
		strings.Repeat("1", 65): "it has 65 bytes, the limit is 64",
	} {
		_, err := money.Parse(text)
		assert.EqualError(t, err, reason, text)
	}
}

// Not a benchmark: without bounds a hostile amount takes hours, with them
// these take a few milliseconds. The limit leaves room for a busy machine.
func TestHostileAmountsAreRefusedAtOnce(t *testing.T) {
	t.Parallel()
	digits := decimal.RequireFromString(strings.Repeat("7", 10_000))
	start := time.Now()
	for range 100 {
		for _, d := range []decimal.Decimal{decimal.New(1, 1<<31-1), decimal.New(7, -1<<31), decimal.New(0, 1<<30), digits} {
			_, fault := money.Fit(d, 2)
			require.NotNil(t, fault)
		}
	}
	_, err := money.Parse(strings.Repeat("9", 1<<20))
	require.Error(t, err)
	assert.Less(t, time.Since(start), time.Minute)
}

func TestPlainSpellingsHaveTheirValue(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"0", "7", "-7", "44.22", "-0.5", "600.00", "007", "123456789012345678", "1234567890.123456"} {
		value, decimals, ok := money.Plain(text)
		require.True(t, ok, text)
		want, err := money.Parse(text)
		require.NoError(t, err)
		assert.True(t, want.Equal(decimal.New(value, -int32(decimals))), text)
		assert.Equal(t, want.Exponent(), -int32(decimals), text)
	}
	for _, text := range []string{"", "-", ".", ".5", "-.5", "1.2.3", "1e3", "+1", " 1", "1,5",
		"1234567890123456789", "0.1234567", "--1", `"7"`} {
		_, _, ok := money.Plain([]byte(text))
		assert.False(t, ok, text)
	}
}
