package demo

import (
	"github.com/sellerwire/sellerwire/examples/internal/emulators"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
	"github.com/sellerwire/sellerwire/invapi"
)

// InvAPIEnvironment explains the variables that InvAPI reads.
const InvAPIEnvironment = "INVAPI_URL, INVAPI_TOKEN"

// InvAPI makes a client from the environment, or for an emulator of its own, which
// knows the books. done ends both.
func InvAPI(rows []inventory.Row) (client *invapi.Client, done func(), err error) {
	env, ok, err := Env("INVAPI_URL", "INVAPI_TOKEN")
	if err != nil {
		return nil, nil, err
	}
	stop := func() {}
	if !ok {
		pretending("INVAPI_URL")
		server := emulators.InvAPI(rows)
		env, stop = []string{server.URL, server.Token()}, server.Close
	}
	client, err = invapi.New(env[0], env[1])
	if err != nil {
		stop()
		return nil, nil, err
	}
	return client, func() { client.Close(); stop() }, nil
}

// Stock is the stock level of an inventory row at a store: what is sold is not
// there any more.
func Stock(row inventory.Row, store string) invapi.Update {
	update := invapi.Update{Product: invapi.ByUPC(row.ISBN), Store: store, Quantity: row.Quantity}
	if row.Sold() {
		update.Quantity = 0
	}
	return update
}
