package demo

import (
	"iter"
	"strings"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
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
func AIM(opts ...sellerwire.Option) (*Seller, error) {
	env, ok, err := Env("AIM_URL", "AIM_EMAIL", "AIM_PASSWORD")
	if err != nil {
		return nil, err
	}
	if ok {
		client, err := aim.New(env[1], env[2], append(opts, sellerwire.WithBaseURL(env[0]))...)
		return &Seller{client, aim.WaitOptions{}, closer(client, nil)}, err
	}
	server := emulators.AIM(0)
	client, err := aim.New(server.Email(), server.Password(), append(opts, sellerwire.WithBaseURL(server.URL))...)
	return &Seller{client, aim.WaitOptions{MinInterval: 100 * time.Millisecond}, closer(client, server.Close)}, err
}

// Done ends the client, and the emulator if there is one.
func (s *Seller) Done() { s.done() }

// LoaderRows are the rows of an inventory loader file: what is for sale, and
// deletions of what is sold.
func LoaderRows(file string) iter.Seq2[aim.LoaderRow, error] {
	return func(yield func(aim.LoaderRow, error) bool) {
		for row, err := range inventory.ReadFile(file) {
			if !yield(LoaderRow(row), err) {
				return
			}
		}
	}
}

// LoaderRow is the row of an inventory loader file for a row of the inventory.
func LoaderRow(row inventory.Row) aim.LoaderRow {
	if row.Sold() {
		return aim.LoaderRow{SKU: row.SKU, Action: aim.ActionDelete}
	}
	condition, ok := aim.ConditionOf(row.Condition)
	if !ok {
		condition = nearest[strings.ToLower(row.Condition)]
	}
	return aim.LoaderRow{
		ProductID: row.ISBN, ProductIDType: aim.ProductISBN,
		Condition: condition, Price: row.Price, SKU: row.SKU, Quantity: new(row.Quantity),
		Action: aim.ActionAdd, ItemNote: row.Description, ItemIsMarketplace: aim.Yes,
	}
}

// nearest are conditions of a bookseller that the service has no word for.
var nearest = map[string]aim.Condition{
	"as new": aim.ConditionUsedLikeNew, "fine": aim.ConditionUsedLikeNew, "near fine": aim.ConditionUsedVeryGood,
	"fair": aim.ConditionUsedAcceptable, "poor": aim.ConditionUsedAcceptable,
}
