package invapitest

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// refusal is why an update is not accepted.
type refusal struct {
	reason  reason
	field   string
	message string
}

// reason decides the HTTP status of a refusal.
type reason int

const (
	wrongToken reason = iota
	badJSON
	badField
	notFound
)

func missing(name string) *refusal {
	return &refusal{badField, name, "Missing required field: " + name}
}

func invalid(name string) *refusal {
	return &refusal{badField, name, "Invalid value for field: " + name}
}

// parseUpdate checks a body in the order that decides which problem is named.
func parseUpdate(body []byte) (Update, *refusal) {
	sent, ok := parseFields(body)
	if !ok {
		return Update{}, &refusal{badJSON, "body", "Invalid JSON"}
	}
	product, problem := sent.product()
	if problem != nil {
		return Update{}, problem
	}
	store, problem := sent.store()
	if problem != nil {
		return Update{}, problem
	}
	quantity, problem := sent.quantity()
	if problem != nil {
		return Update{}, problem
	}
	return Update{Product: product, Store: store, Quantity: quantity}, nil
}

// fields are the members of the JSON object, their values undecoded: the type
// of each matters. A map also keeps the names case-sensitive.
type fields map[string]json.RawMessage

func parseFields(body []byte) (fields, bool) {
	isObject := bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("{"))
	if !isObject || !utf8.Valid(body) {
		return nil, false
	}
	var sent fields
	err := json.Unmarshal(body, &sent)
	return sent, err == nil
}

// raw is the JSON of a field, "" if it is null or absent.
func (f fields) raw(name string) string {
	if value := string(f[name]); value != "null" {
		return value
	}
	return ""
}

// text is the value of a string field; null and absent are "".
func (f fields) text(name string) (string, *refusal) {
	raw := f.raw(name)
	if raw == "" {
		return "", nil
	}
	var value string
	if json.Unmarshal([]byte(raw), &value) != nil {
		return "", invalid(name)
	}
	return value, nil
}

// required is the value of a string field that must not be empty.
func (f fields) required(name string) (string, *refusal) {
	value, problem := f.text(name)
	if problem == nil && value == "" {
		problem = missing(name)
	}
	return value, problem
}

// product is upc or, without one, sku with size and width.
func (f fields) product() (Product, *refusal) {
	upc, problem := f.text("upc")
	if problem != nil || upc != "" {
		return Product{UPC: upc}, problem
	}
	sku, problem := f.required("sku")
	if problem != nil {
		return Product{}, problem
	}
	size, problem := f.required("size")
	if problem != nil {
		return Product{}, problem
	}
	if f.raw("width") == "" {
		return Product{}, missing("width")
	}
	width, problem := f.text("width") // may be empty
	return Product{SKU: sku, Size: size, Width: width}, problem
}

// store takes a number as its text.
func (f fields) store() (string, *refusal) {
	if raw := f.raw("store"); raw != "" && strings.Contains("-0123456789", raw[:1]) {
		return raw, nil
	}
	return f.required("store")
}

func (f fields) quantity() (int, *refusal) {
	raw := f.raw("quantity")
	if raw == "" {
		return 0, missing("quantity")
	}
	n, err := strconv.Atoi(raw)
	if err != nil || strings.Trim(raw, "0123456789") != "" {
		return 0, invalid("quantity")
	}
	return n, nil
}
