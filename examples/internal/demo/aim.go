package demo

import (
	"iter"
	"strings"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/sellerwire/sellerwire/examples/internal/emulators"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
)

// AIMEnvironment explains the variables that AIM reads.
const AIMEnvironment = "AIM_URL, AIM_EMAIL, AIM_PASSWORD"

// Seller is an account of Amazon Inventory Management.
type Seller struct {
	*aim.Client
	// Wait is how long to wait between two looks: a moment at an emulator, a
	// second and more at a service.
	Wait aim.WaitOptions
	done func()
}

// AIM makes a seller from the environment, or for an emulator of its own.
func AIM() (*Seller, error) {
	env, ok, err := Env("AIM_URL", "AIM_EMAIL", "AIM_PASSWORD")
	if err != nil {
		return nil, err
	}
	stop, wait := func() {}, aim.WaitOptions{}
	if !ok {
		pretending("AIM_URL")
		server := emulators.AIM()
		env, stop = []string{server.URL, server.Email(), server.Password()}, server.Close
		wait.MinInterval = 100 * time.Millisecond
	}
	client, err := aim.New(env[1], env[2], sellerwire.WithBaseURL(env[0]))
	if err != nil {
		stop()
		return nil, err
	}
	return &Seller{Client: client, Wait: wait, done: func() { client.Close(); stop() }}, nil
}

// Done ends the client, and the emulator if there is one.
func (s *Seller) Done() { s.done() }

// LoaderRows are the rows of an inventory loader file: what is for sale, and
// deletions of what is sold.
func LoaderRows(rows []inventory.Row) iter.Seq2[flatfile.LoaderRow, error] {
	return func(yield func(flatfile.LoaderRow, error) bool) {
		for _, row := range rows {
			if !yield(LoaderRow(row), nil) {
				return
			}
		}
	}
}

// LoaderRow is the row of an inventory loader file for a row of the inventory.
func LoaderRow(row inventory.Row) flatfile.LoaderRow {
	if row.Sold() {
		return flatfile.LoaderRow{SKU: row.SKU, Action: flatfile.ActionDelete}
	}
	condition, ok := flatfile.ConditionOf(row.Condition)
	if !ok {
		condition, _ = NearestCondition(row.Condition)
	}
	return flatfile.LoaderRow{
		ProductID: row.ISBN, ProductIDType: flatfile.ProductISBN,
		Condition: condition, Price: row.Price, SKU: row.SKU, Quantity: new(row.Quantity),
		Action: flatfile.ActionAdd, ItemNote: row.Description, ItemIsMarketplace: flatfile.Yes,
	}
}

// NearestCondition is this seller's own rule for grades that the service has no
// word for; the module guesses none.
func NearestCondition(words string) (condition flatfile.Condition, ok bool) {
	switch strings.ToLower(words) {
	case "fine", "as new":
		return flatfile.ConditionUsedLikeNew, true
	case "near fine":
		return flatfile.ConditionUsedVeryGood, true
	case "fair", "poor":
		return flatfile.ConditionUsedAcceptable, true
	}
	return "", false
}
