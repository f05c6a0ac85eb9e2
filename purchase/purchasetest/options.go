package purchasetest

import (
	"cmp"
	"time"
)

// Replay is the answer to a POST with the request ID and the bytes of an order that
// exists already. The vendor does not document it.
type Replay int

// The answers to a duplicate.
const (
	// ReplayCreated answers 2010 with the stored order.
	ReplayCreated Replay = iota
	// ReplayRetrieved answers 2000 with the stored order.
	ReplayRetrieved
	// ReplayProcessing answers 2003 with the stored order.
	ReplayProcessing
	// ReplayConflict answers 4090, as if the content were different.
	ReplayConflict
	// ReplayBuysAgain never removes duplicates: every accepted POST creates an
	// order, even while one with the same ID is in process, and whatever its
	// content. A client that posts twice buys twice.
	ReplayBuysAgain
)

// StatusHeader is the form of the Abe-Status header. The vendor documents a list,
// but not its form on the wire.
type StatusHeader int

// The forms of the header.
const (
	// StatusCommaList writes one header, "4002, 4001".
	StatusCommaList StatusHeader = iota
	// StatusRepeated writes one header for each code.
	StatusRepeated
	// StatusMissing leaves the header out.
	StatusMissing
)

// Amounts is the form of costs, shipping and tax. The vendor shows at most two
// decimals and documents no form.
type Amounts int

// The forms of an amount.
const (
	// AmountsShort writes 45.11, 1.5 and 3, as the vendor's examples do.
	AmountsShort Amounts = iota
	// AmountsStripped writes as Java does after stripping zeros: 6E+2 for 600, 0E-8
	// for nothing.
	AmountsStripped
	// AmountsExponent writes every amount with an exponent: 4.511E+1.
	AmountsExponent
	// AmountsFull writes all decimals: costs with eight, and each item's share of
	// the shipping as it was divided, such as 0.3333333333333333.
	AmountsFull
)

// Options configure an [Emulator]. The zero value means the documented defaults:
// invented credentials, two listings, the system's clock, no limits.
type Options struct {
	// AccessKey and SecretKey are the pair that may buy. Empty means an
	// invented value.
	AccessKey, SecretKey string
	// LimitedAccessKey and LimitedSecretKey are a pair that authenticates
	// but has no rights (4030). Empty means an invented value.
	LimitedAccessKey, LimitedSecretKey string
	// ExpiredAccessKey and ExpiredSecretKey are a pair that has expired
	// (4015). Empty means an invented value.
	ExpiredAccessKey, ExpiredSecretKey string
	// CardToken is the only ccToken that is accepted; others get 4001.
	// Empty means an invented value.
	CardToken string

	// Listings are for sale from the start. Nil means listing 1009999999 at
	// 45.11 and listing 12345 at 44.22, as [DefaultListings] has them; an
	// empty slice means none.
	Listings []Listing
	// TaxPercent is added to the cost of the items, rounded to cents, with the tax
	// model "US Marketplace Facilitator". 0 means that orders have no tax and no
	// tax model.
	TaxPercent int

	// Now is the service's clock: it judges Abe-Date, dates orders and
	// writes the Date header. Nil means time.Now.
	Now func() time.Time

	// Processing decides when an order is created. It is called once for each
	// accepted order (not for dry runs), before the order has an ID. It may call
	// create at once, or later from any goroutine (for instance with
	// time.AfterFunc), or never. Until then the POST waits, a duplicate gets 2003,
	// and no search finds the order. The order is created even if its caller has
	// gone away in the meantime. Calling create again does nothing. Nil means at
	// once.
	Processing func(order Order, create func())
	// Replay is the answer to a duplicate of an order that exists. The zero value
	// is ReplayCreated.
	Replay Replay

	// PostTwice simulates a proxy that posts every order twice and returns the
	// second answer.
	PostTwice bool

	// VisibleAfter is the time after its creation during which searches do not find
	// an order. GET /orders/{orderId} shows it at once. 0 means that searches find
	// it at once too.
	VisibleAfter time.Duration
	// StatusAfter is the time after its creation during which an order shows its
	// items without a status. 0 means that they have one at once.
	StatusAfter time.Duration
	// ItemsAfter is the time after its creation during which an order shows its
	// lines without items. 0 means that it shows items at once.
	ItemsAfter time.Duration
	// IDsFindAnyAge makes a search by orderId, orderItemId or referenceId find
	// orders of any age. By default such a search covers 90 days like any other.
	IDsFindAnyAge bool
	// Amounts is the form of amounts. The zero value is AmountsShort.
	Amounts Amounts

	// StatusHeader is the form of the Abe-Status header. The zero value is
	// StatusCommaList.
	StatusHeader StatusHeader
	// NextAsText writes metadata.next as JSON text with leading zeros. It is
	// a JSON number by default. Either way a client sends back what it got.
	NextAsText bool
	// ExplicitEnd writes metadata.next on the last page too: null, or "" with
	// NextAsText. It is absent by default.
	ExplicitEnd bool

	// RateLimit is the number of requests allowed in each RateWindow; those
	// above it get 4291. 0 means no limit.
	RateLimit int
	// RateWindow is counted from the first request in it. 0 means a second.
	RateWindow time.Duration
	// RetryAfter is the Retry-After header of every 429 and 503 that the
	// service itself answers. Empty means no such header.
	RetryAfter string
	// AuthLockout is the number of consecutive failed authentications (4010, 4014,
	// 4015, 4016, 4017) after which every request gets 4292 until
	// [Emulator.Unlock]. 0 means never.
	AuthLockout int
	// CardLockout is the number of consecutive unknown card tokens after which
	// every order and dry run gets 4293 until [Emulator.Unlock]. 0 means never.
	CardLockout int
}

// withDefaults fills in what the caller left empty.
func (o Options) withDefaults() Options {
	o.AccessKey = cmp.Or(o.AccessKey, "AKPURCHASEEMULATOR01")
	o.SecretKey = cmp.Or(o.SecretKey, "purchase-emulator-secret-01")
	o.LimitedAccessKey = cmp.Or(o.LimitedAccessKey, "AKPURCHASELIMITED002")
	o.LimitedSecretKey = cmp.Or(o.LimitedSecretKey, "purchase-emulator-secret-02")
	o.ExpiredAccessKey = cmp.Or(o.ExpiredAccessKey, "AKPURCHASEEXPIRED003")
	o.ExpiredSecretKey = cmp.Or(o.ExpiredSecretKey, "purchase-emulator-secret-03")
	o.CardToken = cmp.Or(o.CardToken, "0C5E2F6A-73B1-4D8E-9A41-EMULATEDCARD")
	o.RateWindow = cmp.Or(o.RateWindow, time.Second)
	if o.Listings == nil {
		o.Listings = DefaultListings()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}
