package demo

import (
	"strconv"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
	"github.com/sellerwire/sellerwire/examples/internal/emulators"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
)

// AbeBooksEnvironment explains the variables that AbeBooks reads.
const AbeBooksEnvironment = "ABEBOOKS_URL, ABEBOOKS_USERNAME, ABEBOOKS_API_KEY\n" +
	"  (or ABEBOOKS_ACCESS_KEY, ABEBOOKS_SECRET_KEY to sign)"

// AbeBooks makes a client from the environment, or for an emulator of its own,
// which is nil otherwise. close ends both.
func AbeBooks(opts ...sellerwire.Option) (client *abebooks.Client, emulator *abebookstest.Server, close func(), err error) {
	classic, ok, err := Env("ABEBOOKS_URL", "ABEBOOKS_USERNAME", "ABEBOOKS_API_KEY")
	if ok {
		client, err = abebooks.New(abebooks.Classic(classic[1], classic[2]), append(opts, sellerwire.WithBaseURL(classic[0]))...)
		return client, nil, closer(client, nil), err
	}
	signed, isSigned, signedErr := Env("ABEBOOKS_URL", "ABEBOOKS_ACCESS_KEY", "ABEBOOKS_SECRET_KEY")
	if isSigned {
		client, err = abebooks.New(abebooks.Signed(signed[1], signed[2]), append(opts, sellerwire.WithBaseURL(signed[0]))...)
		return client, nil, closer(client, nil), err
	}
	if err != nil || signedErr != nil {
		return nil, nil, nil, err
	}
	server := emulators.AbeBooks()
	client, err = abebooks.New(abebooks.Classic(server.Username(), server.APIKey()), append(opts, sellerwire.WithBaseURL(server.URL))...)
	return client, server, closer(client, server.Close), err
}

// Book is the AbeBooks record of an inventory row. It is complete, as it must
// be: what a record leaves out is cleared at the service.
func Book(row inventory.Row) abebooks.Book {
	binding := abebooks.Binding{Type: abebooks.BindingSoft, Text: abebooks.Softcover}
	if row.Binding == "Hardcover" {
		binding = abebooks.Binding{Type: abebooks.BindingHard, Text: abebooks.Hardcover}
	}
	year := ""
	if row.PublishYear > 0 {
		year = strconv.Itoa(row.PublishYear)
	}
	return abebooks.Book{
		VendorBookID:  row.SKU,
		Author:        row.Author,
		Title:         row.Title,
		Publisher:     row.Publisher,
		Price:         abebooks.Price{Amount: row.Price, Currency: row.Currency},
		Binding:       binding,
		Description:   row.Description,
		BookCondition: row.Condition,
		ISBN:          row.ISBN,
		PublishYear:   year,
		Quantity:      new(row.Quantity),
	}
}
