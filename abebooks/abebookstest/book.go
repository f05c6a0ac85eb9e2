package abebookstest

import (
	"encoding/json"
	"maps"
	"slices"
)

// Book is a stored record, as the last add or update left it.
type Book struct {
	// VendorBookID is the seller's id.
	VendorBookID string

	// Elements has the text of every other element by its name, for example
	// "title" or "shippingTemplateID". Cleared elements are absent.
	Elements map[string]string

	// Price is as sent.
	Price Price
	// Binding is the zero value when the book has none.
	Binding Binding
	// Weight is the zero value when the book has none.
	Weight Weight
	// Quantity is 1 if the request had none. A request with 0 removes the book.
	Quantity int

	// Pictures are the URLs of the picture list, in order.
	Pictures []string
}

// Price is the amount as sent, with its ISO currency.
type Price struct {
	Amount   string `json:"amount"`   // such as "12.50"
	Currency string `json:"currency"` // "USD" if the request named none
}

// Binding is the binding as sent.
type Binding struct {
	Type string `json:"type"` // "hard", "soft" or what else was sent
	Text string `json:"text"`
}

// Weight is the value as sent, with its unit.
type Weight struct {
	Unit  string `json:"unit"`
	Value string `json:"value"`
}

// MarshalJSON writes one flat object: the text of each element under its name,
// vendorBookID included, "price" {"amount", "currency"}, "quantity" as a number
// and "pictures" as an array; "binding" {"type", "text"} and "weight" {"unit",
// "value"} if the book has them.
func (b Book) MarshalJSON() ([]byte, error) {
	object := make(map[string]any, len(b.Elements)+6)
	for name, text := range b.Elements {
		object[name] = text
	}
	object["vendorBookID"] = b.VendorBookID
	object["price"] = b.Price
	object["quantity"] = b.Quantity
	object["pictures"] = append([]string{}, b.Pictures...)
	if b.Binding != (Binding{}) {
		object["binding"] = b.Binding
	}
	if b.Weight != (Weight{}) {
		object["weight"] = b.Weight
	}
	return json.Marshal(object)
}

func (b Book) clone() Book {
	b.Elements = maps.Clone(b.Elements)
	b.Pictures = slices.Clone(b.Pictures)
	return b
}
