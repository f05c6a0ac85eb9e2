package demo

import (
	"cmp"
	"fmt"
	"strconv"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
	"github.com/sellerwire/sellerwire/abebooks/orders"
	"github.com/sellerwire/sellerwire/abebooks/orders/orderstest"
	"github.com/sellerwire/sellerwire/examples/internal/emulators"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
)

// AbeBooksEnvironment explains the variables that AbeBooks reads.
const AbeBooksEnvironment = "ABEBOOKS_URL, ABEBOOKS_USERNAME, ABEBOOKS_API_KEY\n" +
	"  (or ABEBOOKS_ACCESS_KEY, ABEBOOKS_SECRET_KEY to sign)"

// AbeBooks makes a client from the environment, or for an emulator of its own,
// which is nil otherwise. done ends both.
func AbeBooks() (client *abebooks.Client, emulator *abebookstest.Server, done func(), err error) {
	url, credentials, err := abeBooksAccount()
	if err != nil {
		return nil, nil, nil, err
	}
	stop := func() {}
	if url == "" {
		pretending("ABEBOOKS_URL")
		emulator = emulators.AbeBooks()
		url, credentials = emulator.URL, abebooks.Classic(emulator.Username(), emulator.APIKey())
		stop = emulator.Close
	}
	client, err = abebooks.New(credentials, sellerwire.WithBaseURL(url))
	if err != nil {
		stop()
		return nil, nil, nil, err
	}
	return client, emulator, func() { client.Close(); stop() }, nil
}

// abeBooksAccount reads the environment. Classic credentials win where both
// kinds are there; the URL is empty where neither is.
func abeBooksAccount() (url string, credentials abebooks.Credentials, err error) {
	classic, ok, err := Env("ABEBOOKS_URL", "ABEBOOKS_USERNAME", "ABEBOOKS_API_KEY")
	if ok {
		return classic[0], abebooks.Classic(classic[1], classic[2]), nil
	}
	signed, ok, signedErr := Env("ABEBOOKS_URL", "ABEBOOKS_ACCESS_KEY", "ABEBOOKS_SECRET_KEY")
	if ok {
		return signed[0], abebooks.Signed(signed[1], signed[2]), nil
	}
	if err != nil && signedErr != nil {
		err = fmt.Errorf("%w; to sign, %w", err, signedErr)
	}
	return "", abebooks.Credentials{}, cmp.Or(err, signedErr)
}

// Orders makes a client of AbeBooks' orders from the environment, or for an emulator
// of its own with some orders, which is nil otherwise. done ends both.
func Orders() (client *orders.Client, emulator *orderstest.Server, done func(), err error) {
	env, ok, err := Env("ABEBOOKS_ORDERS_URL", "ABEBOOKS_USERNAME", "ABEBOOKS_API_KEY")
	if err != nil {
		return nil, nil, nil, err
	}
	stop := func() {}
	if !ok {
		pretending("ABEBOOKS_ORDERS_URL")
		emulator = emulators.Orders()
		env, stop = []string{emulator.URL, emulator.Username(), emulator.APIKey()}, emulator.Close
	}
	client, err = orders.New(env[1], env[2], sellerwire.WithBaseURL(env[0]))
	if err != nil {
		stop()
		return nil, nil, nil, err
	}
	return client, emulator, func() { client.Close(); stop() }, nil
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
