package inventory

import (
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/sellerwire/sellerwire/internal/money"
)

// column is a name of the header line and the way its values enter a Row.
type column struct {
	name string
	set  func(*Row, string) error
}

var columns = []column{
	{"sku", text(func(r *Row) *string { return &r.SKU })},
	{"title", text(func(r *Row) *string { return &r.Title })},
	{"author", text(func(r *Row) *string { return &r.Author })},
	{"publisher", text(func(r *Row) *string { return &r.Publisher })},
	{"publish-year", setPublishYear},
	{"isbn", text(func(r *Row) *string { return &r.ISBN })},
	{"binding", text(func(r *Row) *string { return &r.Binding })},
	{"condition", text(func(r *Row) *string { return &r.Condition })},
	{"price", setPrice},
	{"currency", text(func(r *Row) *string { return &r.Currency })},
	{"quantity", setQuantity},
	{"description", text(func(r *Row) *string { return &r.Description })},
	{"status", setStatus},
}

func text(field func(*Row) *string) func(*Row, string) error {
	return func(r *Row, value string) error {
		if !utf8.ValidString(value) {
			return errors.New("not UTF-8")
		}
		*field(r) = value
		return nil
	}
}

func setPublishYear(r *Row, value string) (err error) {
	if value == "" {
		return nil
	}
	r.PublishYear, err = wholeNumber(value)
	return err
}

func setQuantity(r *Row, value string) (err error) {
	r.Quantity, err = wholeNumber(value)
	return err
}

func wholeNumber(value string) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil {
		return 0, fmt.Errorf("%q is not a whole number", value)
	}
	return n, nil
}

func setPrice(r *Row, value string) error {
	price, err := money.Parse(value)
	if _, violation := money.Fit(price, money.MaxDecimals); err != nil || violation != nil {
		return fmt.Errorf("%q is not an amount of money", value)
	}
	r.Price = price
	return nil
}

// setStatus is strict because a misspelt "sold" would put a sold book up for
// sale again.
func setStatus(r *Row, value string) error {
	if value != StatusForSale && value != StatusSold {
		return fmt.Errorf("%q is neither %s nor %s", value, StatusForSale, StatusSold)
	}
	r.Status = value
	return nil
}
