package faults_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/sellerwire/sellerwire/invapi"
	"github.com/sellerwire/sellerwire/invapi/invapitest"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// A service is how one of the five is played and reached.
type service struct {
	name string
	// path is that of the base URL.
	path string
	// secrets may appear nowhere. They have characters of which each encoding
	// makes something else, as far as the service takes them.
	secrets []string
	// personal are data of others in its replies. They may not get into an error or
	// a log record; whoever asks for an order gets them.
	personal []string
	emulate  func() backend
	connect  func(baseURL string, options []sellerwire.Option) (any, error)
	// credentials are the values that a program holds and might print.
	credentials []any

	once    sync.Once
	needles []needle
}

// backend is an emulator: its handler, and itself for the operations.
type backend struct {
	handler http.Handler
	state   any
}

const (
	abeUser   = `bücher&"söhne"<+/%é@example.com`
	abeKey    = `k&y<"+/%é'of classic 0815`
	abeAccess = `acc"ess&<+/%é'of signed 4711`
	abeSecret = `s"ecret&<+/%é'of signed 4712`

	buyAccess = `acc"ess&<+/%é'of a buyer 2001`
	buySecret = `s"ecret&<+/%é'of a buyer 2002`
	cardToken = `tok"en&<+/%é'of a card 5105`

	aimEmail    = `séller&<"+/%'x@example.org`
	aimPassword = `pass&<"+/%é':word of 2004`

	twdKey = `tw&<"'+/%k ey=of a shop 77`

	invToken = `inv&<"'+/%tok=en.of-a-shop_88`
)

var (
	abebooksClassic = &service{
		name: "abebooks", path: "/",
		secrets: []string{abeUser, abeKey},
		emulate: emulateAbebooks,
		connect: func(url string, options []sellerwire.Option) (any, error) {
			return abebooks.New(abebooks.Classic(abeUser, abeKey), append(options, sellerwire.WithBaseURL(url))...)
		},
		credentials: []any{abebooks.Classic(abeUser, abeKey)},
	}
	abebooksSigned = &service{
		name: "abebooks, signed", path: "/",
		secrets: []string{abeAccess, abeSecret},
		emulate: emulateAbebooks,
		connect: func(url string, options []sellerwire.Option) (any, error) {
			return abebooks.New(abebooks.Signed(abeAccess, abeSecret), append(options, sellerwire.WithBaseURL(url))...)
		},
		credentials: []any{abebooks.Signed(abeAccess, abeSecret)},
	}
	purchaseAPI = &service{
		name: "purchase", path: "/v1",
		secrets: []string{buyAccess, buySecret, cardToken},
		emulate: emulatePurchase,
		connect: func(url string, options []sellerwire.Option) (any, error) {
			// One look-up, at once: how they are spread is shown elsewhere.
			options = append(options, sellerwire.WithBaseURL(url), purchase.WithLookUp(purchase.LookUp{First: 1, Budget: 1}))
			return purchase.New(buyAccess, buySecret, options...)
		},
		credentials: []any{sellerwire.NewSecret(cardToken), orderRequest()},
	}
	aimAPI = &service{
		name: "aim", path: aimtest.BasePath,
		secrets: []string{aimEmail, aimPassword, base64.StdEncoding.EncodeToString([]byte(aimEmail + ":" + aimPassword))},
		emulate: emulateAim,
		connect: func(url string, options []sellerwire.Option) (any, error) {
			return aim.New(aimEmail, aimPassword, append(options, sellerwire.WithBaseURL(url))...)
		},
	}
	twdAPI = &service{
		name: "twd", path: "/cgi-bin/api.pl",
		secrets: []string{twdKey},
		emulate: emulateTwd,
		connect: func(url string, options []sellerwire.Option) (any, error) { return twd.New(url, twdKey, options...) },
	}
	twdByGet = &service{ // with the key in the URL
		name: "twd, GET", path: "/cgi-bin/api.pl",
		secrets: []string{twdKey},
		emulate: emulateTwd,
		connect: func(url string, options []sellerwire.Option) (any, error) {
			return twd.New(url, twdKey, append(options, twd.WithGetReads())...)
		},
	}
	inventoryAPI = &service{
		name: "invapi", path: "/shop",
		secrets: []string{invToken},
		emulate: emulateInvapi,
		connect: func(url string, options []sellerwire.Option) (any, error) {
			return invapi.New(url, invToken, options...)
		},
	}
)

// sweep searches a text for the secrets of the service.
func (s *service) sweep(text string) []find {
	s.once.Do(func() { s.needles = needles(slices.Concat(s.secrets, s.personal)) })
	return sweep(text, s.needles)
}

func emulateAbebooks() backend {
	e := abebookstest.New(abebookstest.Options{Account: abebookstest.Credentials{
		Username: abeUser, APIKey: abeKey, AccessKey: abeAccess, SecretKey: abeSecret,
	}})
	e.AddBooks(abebookstest.Book{VendorBookID: "SKU-9", Quantity: 1})
	return backend{e, e}
}

// emulatePurchase plays a service that does not remove duplicates: an order
// that is posted twice is bought twice.
func emulatePurchase() backend {
	e := purchasetest.New(purchasetest.Options{
		AccessKey: buyAccess, SecretKey: buySecret, CardToken: cardToken, Replay: purchasetest.ReplayBuysAgain,
	})
	for range seededOrders {
		e.AddOrder(purchasetest.Order{Listings: []purchasetest.OrderListing{{ListingID: 12345, Title: "A Nice Book", Quantity: 1}}})
	}
	return backend{e, e}
}

// emulateAim plays an account with an upload that had errors, and a finished
// report of each kind, the order report of which is longer than what a client
// looks at before it hands a download over.
func emulateAim() backend {
	e := aimtest.New(aimtest.Options{Email: aimEmail, Password: aimPassword, ProcessingDelay: -1})
	seedAim(e)
	return backend{e, e}
}

func emulateTwd() backend {
	e := twdtest.New(twdtest.Options{APIKey: twdKey})
	e.Seed(twdtest.Item{StockNo: "1015", Status: "A", Description: "A sofa", Qty: new(10), Price: "40"})
	return backend{http.StripPrefix("/cgi-bin", e), e}
}

func emulateInvapi() backend {
	e := invapitest.New(invapitest.Options{Token: invToken})
	e.SeedStores("3")
	e.SeedProducts(invapitest.Product{SKU: "ZOOT-SUIT", Size: "34", Width: "D"})
	return backend{http.StripPrefix("/shop", e), e}
}

func money(text string) decimal.Decimal { return decimal.RequireFromString(text) }

// services are all of them, with those that differ in how they sign in.
func services() []*service {
	var all []*service
	for _, op := range operations {
		if !slices.Contains(all, op.service) {
			all = append(all, op.service)
		}
	}
	return all
}

// mustBe is for values whose type the tables of this package fix.
func mustBe[T any](v any) T {
	typed, ok := v.(T)
	if !ok {
		panic(fmt.Sprintf("a %T where a %T was due", v, typed))
	}
	return typed
}
