package demo

import (
	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/examples/internal/emulators"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
	"github.com/sellerwire/sellerwire/invapi"
	"github.com/sellerwire/sellerwire/invapi/invapitest"
)

// InvAPIEnvironment explains the variables that InvAPI reads.
const InvAPIEnvironment = "INVAPI_URL, INVAPI_TOKEN"

// InvAPI makes a client from the environment, or for an emulator of its own,
// which is nil otherwise. close ends both.
func InvAPI(opts ...sellerwire.Option) (client *invapi.Client, emulator *invapitest.Server, close func(), err error) {
	env, ok, err := Env("INVAPI_URL", "INVAPI_TOKEN")
	if err != nil {
		return nil, nil, nil, err
	}
	if ok {
		client, err = invapi.New(env[0], env[1], opts...)
		return client, nil, closer(client, nil), err
	}
	server := emulators.InvAPI()
	client, err = invapi.New(server.URL, server.Token(), opts...)
	return client, server, closer(client, server.Close), err
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
