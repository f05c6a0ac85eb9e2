package orders

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire/internal/abexml"
	"github.com/sellerwire/sellerwire/internal/charset"
	"github.com/sellerwire/sellerwire/internal/money"
)

// text reads the text of an element, to its end tag. Markup in it is part of it; but
// where a documented element begins, the end tag may be that of another.
func (r *reader) text(start tag) string {
	r.taken = start.Start
	if start.Closes || r.isUnclosed(start) {
		return ""
	}
	for {
		t, ok := r.scan()
		switch {
		case r.err != nil:
			return ""
		case ok && !t.Opens && t.Is(start.Name):
			return r.decoded(start, r.Bytes(start.End, t.Start))
		case !ok, r.unclosed == nil && (t.Opens && t.name != "" || !t.Opens && r.isOpen(t)):
			r.err = errUnclosed
		}
	}
}

func (r *reader) decoded(start tag, raw []byte) string {
	if raw = bytes.TrimSpace(raw); len(raw) > maxText {
		r.faulty(start.name, fmt.Sprintf("it has %d bytes, the limit is %d", len(raw), maxText))
		return ""
	}
	text := abexml.Text(raw)
	r.spend(2 * max(0, len(text)-len(raw)))
	return text
}

// money reads an amount with its currency.
func (r *reader) money(t tag) Money {
	currency, text := t.Attribute("currency"), r.text(t)
	if text == "" {
		return Money{}
	}
	amount, ok := r.number(t, text)
	if !ok {
		return Money{}
	}
	return Money{Amount: amount, Currency: currency}
}

// number reads a number in any spelling, and gives it the shortest, so that it is
// the same after a way through JSON.
func (r *reader) number(t tag, text string) (decimal.Decimal, bool) {
	d, err := money.Parse(text)
	if err == nil {
		d, err = decimal.NewFromString(d.String())
	}
	if err != nil {
		r.faulty(t.name, "it is not a number, or is out of range")
	}
	return d, err == nil
}

// whole reads a whole number that is not below 0; nil if there is none.
func (r *reader) whole(t tag) *int {
	text := r.text(t)
	if text == "" {
		return nil
	}
	d, ok := r.number(t, text)
	if !ok {
		return nil
	}
	if !d.IsInteger() || d.Sign() < 0 || d.GreaterThan(decimal.NewFromInt(math.MaxInt32)) {
		r.faulty(t.name, "it is not a whole number, or is out of range")
		return nil
	}
	return new(int(d.IntPart()))
}

var dateParts = []string{"year", "month", "day", "hour", "minute", "second"}

// date reads the six numbers of a date, all or none.
func (r *reader) date(start tag) LocalTime {
	var parts [6]*int
	found := false
	for half := range r.children(start) {
		if half.name != "date" && half.name != "time" {
			continue
		}
		for t := range r.children(half) {
			if i := slices.Index(dateParts, t.name); i >= 0 && (i < 3) == (half.name == "date") {
				put(r, t, &parts[i], r.whole(t))
				found = true
			}
		}
	}
	if !found {
		return LocalTime{}
	}
	var n [6]int
	for i, p := range parts {
		if p == nil {
			r.faulty(start.name, "it is not complete")
			return LocalTime{}
		}
		n[i] = *p
	}
	if t := (LocalTime{n[0], n[1], n[2], n[3], n[4], n[5]}); t.valid() {
		return t
	}
	r.faulty(start.name, "there is no such date")
	return LocalTime{}
}

// markup is the XML inside of an element.
func (r *reader) markup(start tag) string {
	r.skip(start)
	if r.err != nil {
		return ""
	}
	raw := r.Bytes(start.End, r.closing)
	text := strings.TrimSpace(charset.DecodeLine(raw))
	r.spend(2 * max(0, len(text)-len(raw)))
	return text
}
