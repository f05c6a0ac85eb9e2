package purchase

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire/internal/money"
)

// values reads the single values of a reply. Absent, null and "" are all no
// value. The first value that cannot be read is the error, named by its path;
// later ones read as zero.
type values struct {
	path string
	err  error
}

// enter goes down into an element; the function it returns comes back up.
func (v *values) enter(field string, i int) (leave func()) {
	outer := v.path
	v.path += fmt.Sprintf("%s[%d].", field, i)
	return func() { v.path = outer }
}

func (v *values) fail(field, format string, args ...any) {
	if v.err == nil {
		v.err = fmt.Errorf("%s %s", strings.TrimSuffix(v.path+field, "."), fmt.Sprintf(format, args...))
	}
}

// scalar returns the text of a string, or of anything else the bytes.
func scalar(raw json.RawMessage) (text string, quoted bool) {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || string(raw) == "null" {
		return "", false
	}
	if raw[0] != '"' {
		return string(raw), false
	}
	// The whole reply has been parsed: a string cannot fail here.
	_ = json.Unmarshal(raw, &text)
	return text, true
}

// text takes numbers too.
func (v *values) text(field string, raw json.RawMessage) string {
	text, quoted := scalar(raw)
	if !quoted && text != "" && strings.Trim(text, "-+.eE0123456789") != "" {
		v.fail(field, "is not a text")
		return ""
	}
	return text
}

// integer takes text too.
func (v *values) integer(field string, raw json.RawMessage) int64 {
	text, _ := scalar(raw)
	if text = strings.TrimSpace(text); text == "" {
		return 0
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		v.fail(field, "is not a whole number: %.40q", text)
	}
	return n
}

func (v *values) boolean(field string, raw json.RawMessage) bool {
	text, _ := scalar(raw)
	switch strings.ToLower(text) {
	case "true":
		return true
	case "false", "":
		return false
	}
	v.fail(field, "is not true or false: %.40q", text)
	return false
}

// optionalMoney tells an absent amount from zero.
func (v *values) optionalMoney(field string, raw json.RawMessage) *decimal.Decimal {
	text, _ := scalar(raw)
	if strings.TrimSpace(text) == "" {
		return nil
	}
	amount := v.money(field, raw)
	return &amount
}

// maxAmountText is above what the longest amount needs, sign, point and zeros
// in front included.
const maxAmountText = 40

// money reads the digits as they came: no float is in between. Anything a
// price cannot be is an error, before a decimal is computed with.
func (v *values) money(field string, raw json.RawMessage) decimal.Decimal {
	text, _ := scalar(raw)
	if text = strings.TrimSpace(text); text == "" {
		return decimal.Decimal{}
	}
	if len(text) > maxAmountText {
		v.fail(field, "is not an amount: %d characters", len(text))
		return decimal.Decimal{}
	}
	amount, err := decimal.NewFromString(text)
	if err != nil {
		v.fail(field, "is not an amount: %q", text)
		return decimal.Decimal{}
	}
	if reason, _, _ := money.Fault(amount); reason != "" {
		v.fail(field, "is not an amount: %s", reason)
		return decimal.Decimal{}
	}
	return amount
}

// dateLayouts are the documented form, the same with an offset (RFC 3339 takes
// fractions of a second too), and one without a zone: all dates are in UTC by
// the vendor's text.
var dateLayouts = []string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05"}

func (v *values) time(field string, raw json.RawMessage) time.Time {
	text, quoted := scalar(raw)
	if text = strings.TrimSpace(text); text == "" {
		return time.Time{}
	}
	if quoted {
		for _, layout := range dateLayouts {
			if t, err := time.Parse(layout, text); err == nil {
				return t.UTC()
			}
		}
	}
	v.fail(field, "is not a date: %.40q", text)
	return time.Time{}
}

// cursor takes a number or a text, and keeps it as it came: a number read as
// one could lose digits, a text its zeros.
func (v *values) cursor(field string, raw json.RawMessage) string {
	text, quoted := scalar(raw)
	if !quoted && strings.Trim(text, "-+.eE0123456789") != "" {
		v.fail(field, "is neither a number nor a text")
		return ""
	}
	return text
}
