package demo

import (
	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/examples/internal/emulators"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

// PurchaseEnvironment explains the variables that Purchase reads.
const PurchaseEnvironment = "PURCHASE_URL, PURCHASE_ACCESS_KEY, PURCHASE_SECRET_KEY, PURCHASE_CC_TOKEN"

// Buyer is an account of the Purchase API with a card.
type Buyer struct {
	*purchase.Client
	Card     sellerwire.Secret
	Emulator *purchasetest.Server // nil unless it runs in this process
	done     func()
}

// Purchase makes a buyer from the environment, or for an emulator of its own.
func Purchase() (*Buyer, error) {
	env, ok, err := Env("PURCHASE_URL", "PURCHASE_ACCESS_KEY", "PURCHASE_SECRET_KEY", "PURCHASE_CC_TOKEN")
	if err != nil {
		return nil, err
	}
	var emulator *purchasetest.Server
	stop := func() {}
	if !ok {
		pretending("PURCHASE_URL")
		emulator = emulators.Purchase()
		env = []string{emulator.URL, emulator.AccessKey(), emulator.SecretKey(), emulator.CardToken()}
		stop = emulator.Close
	}
	client, err := purchase.New(env[1], env[2], sellerwire.WithBaseURL(env[0]))
	if err != nil {
		stop()
		return nil, err
	}
	return &Buyer{
		Client: client, Card: sellerwire.NewSecret(env[3]), Emulator: emulator,
		done: func() { client.Close(); stop() },
	}, nil
}

// Done ends the client, and the emulator if there is one.
func (b *Buyer) Done() { b.done() }

// Order is a request for some copies of a listing, to an invented address. With
// the maximum prices a copy that has become dearer is not bought.
func (b *Buyer) Order(listing purchase.RequestedListing) purchase.OrderRequest {
	address := purchase.Address{
		Name: "Joe McJoeburt", Address1: "5555 Street St", City: "Victoria", ProvState: "BC",
		Country: "CAN", Zipcode: "V8V8V8", Phone: "(888) 555-1234",
	}
	return purchase.OrderRequest{
		ShipAddr: address, BillAddr: address, CardToken: b.Card,
		Listings:     []purchase.RequestedListing{listing},
		ShippingMode: purchase.ShippingStandard,
		Domain:       purchase.DomainUS,
	}
}
