package orders

import (
	"strings"
	"unicode"
)

// Status is what has become of an order or of an item. The set is open: a status
// that is not listed here comes through as it is. One that differs from a listed one
// in case, spaces or punctuation is read as that.
type Status string

// The statuses that are known. Only [StatusOrdered] has been seen in a published
// reply; the others are what a program in daily use expects.
const (
	// StatusOrdered means that the order waits for the seller's answer.
	StatusOrdered Status = "Ordered"
	// StatusShipped means that the seller has shipped, and is paid.
	StatusShipped Status = "Shipped"
	// StatusAvailabilityConfirmed means that the seller has accepted an order that
	// is paid directly. It never becomes StatusShipped.
	StatusAvailabilityConfirmed Status = "Availability confirmed"
	// StatusRejected means that the seller has refused.
	StatusRejected Status = "Rejected"
	// StatusPreviouslySold means that the seller has refused: the copy had been
	// sold elsewhere.
	StatusPreviouslySold Status = "Previously Sold"
	// StatusExpired means that the seller has not answered within four days.
	StatusExpired Status = "Expired"
	// StatusCancelled and StatusBuyerCancelled mean that the order was cancelled.
	StatusCancelled      Status = "Cancelled"
	StatusBuyerCancelled Status = "Buyer Cancelled"
)

// knownStatuses tells whether the sale stands.
var knownStatuses = map[Status]bool{
	StatusOrdered: true, StatusShipped: true, StatusAvailabilityConfirmed: true,
	StatusRejected: false, StatusPreviouslySold: false, StatusExpired: false, StatusCancelled: false, StatusBuyerCancelled: false,
}

// Known tells whether the status is one of the constants.
func (s Status) Known() bool { _, ok := knownStatuses[s]; return ok }

// Sold tells whether the sale stands. It does not if the status is
// [StatusRejected], [StatusPreviouslySold], [StatusExpired], [StatusCancelled] or
// [StatusBuyerCancelled]. Any other counts as sold, also one that is not known: a
// copy that is withheld by mistake costs less than one that is sold twice.
func (s Status) Sold() bool {
	sold, known := knownStatuses[s]
	return sold || !known
}

// statusForms finds a status by its letters.
var statusForms = func() map[string]Status {
	forms := map[string]Status{}
	for s := range knownStatuses {
		forms[lettersOf(string(s))] = s
	}
	return forms
}()

// lettersOf is a text without spaces and punctuation, in lower case.
func lettersOf(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsPunct(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
}

// newStatus takes a known status in any spelling.
func newStatus(text string) Status {
	if s := Status(text); s.Known() {
		return s
	}
	if s, ok := statusForms[lettersOf(text)]; ok {
		return s
	}
	return Status(text)
}

// StatusCode is the code beside a status: text, with its zeros. The set is open.
type StatusCode string

// The codes that are known. Only [StatusCodeOrdered] has been seen in a published
// reply. The others are those of the vendor's Purchase API, which has the same code
// for the same status; they are assumed to hold here too.
const (
	StatusCodeOrdered               StatusCode = "05"
	StatusCodeShipped               StatusCode = "35"
	StatusCodeItemUnavailable       StatusCode = "14"
	StatusCodeCancelledByBuyer      StatusCode = "17"
	StatusCodeCreditCardRejected    StatusCode = "19"
	StatusCodeRefunded              StatusCode = "24"
	StatusCodeExtraShippingAsked    StatusCode = "93"
	StatusCodeExtraShippingAccepted StatusCode = "04"
	StatusCodeExtraShippingRefused  StatusCode = "90"
)

// knownCodes tells whether the sale stands. A refunded copy has left the stock all
// the same.
var knownCodes = map[StatusCode]bool{
	StatusCodeOrdered: true, StatusCodeShipped: true, StatusCodeRefunded: true,
	StatusCodeExtraShippingAsked: true, StatusCodeExtraShippingAccepted: true, StatusCodeExtraShippingRefused: true,
	StatusCodeItemUnavailable: false, StatusCodeCancelledByBuyer: false, StatusCodeCreditCardRejected: false,
}

// Known tells whether the code is one of the constants.
func (c StatusCode) Known() bool { _, ok := knownCodes[c]; return ok }

// newStatusCode takes a code whose zero has got lost.
func newStatusCode(text string) StatusCode {
	if len(text) == 1 {
		text = "0" + text
	}
	return StatusCode(text)
}

func (c StatusCode) sold() bool {
	sold, known := knownCodes[c]
	return sold || !known
}

// PurchaseMethod says who is paid by the buyer. The set is open.
type PurchaseMethod string

// The purchase methods that are known.
const (
	// MethodCard: AbeBooks charges the buyer's card.
	MethodCard PurchaseMethod = "CC"
	// MethodDirect: the buyer pays the seller ("seller direct").
	MethodDirect PurchaseMethod = "SD"
)

// Known tells whether the method is one of the constants.
func (m PurchaseMethod) Known() bool { return m == MethodCard || m == MethodDirect }

// PurchaseType is how a seller is paid directly. The set is open.
type PurchaseType string

// The purchase types that are known.
const (
	TypeCheck          PurchaseType = "Check"
	TypePayPal         PurchaseType = "PayPal"
	TypeDirectDebit    PurchaseType = "Direct Debit (Personally Authorized Payment)"
	TypeBankTransfer   PurchaseType = "Bank/Wire Transfer"
	TypeCashOnDelivery PurchaseType = "Cash on Delivery (COD)"
	TypeMoneyOrder     PurchaseType = "Money Order"
	TypeBankDraft      PurchaseType = "Bank Draft"
	TypeInvoice        PurchaseType = "Invoice"
	TypeCash           PurchaseType = "Cash"
)

// Known tells whether the type is one of the constants.
func (t PurchaseType) Known() bool {
	switch t {
	case TypeCheck, TypePayPal, TypeDirectDebit, TypeBankTransfer, TypeCashOnDelivery, TypeMoneyOrder, TypeBankDraft, TypeInvoice, TypeCash:
		return true
	}
	return false
}

// DomainID identifies a site. The set is open.
type DomainID string

// The sites that are known.
const (
	DomainUS        DomainID = "1"  // abebooks.com
	DomainUK        DomainID = "46" // abebooks.co.uk
	DomainGermany   DomainID = "47" // abebooks.de
	DomainFrance    DomainID = "48" // abebooks.fr
	DomainItaly     DomainID = "51" // abebooks.it
	DomainIberLibro DomainID = "52" // iberlibro.com
)

// zones are those of a program in daily use.
var zones = map[DomainID]string{
	DomainUK: "UTC", DomainGermany: "Europe/Berlin", DomainFrance: "Europe/Paris", DomainItaly: "Europe/Rome",
	DomainUS: "America/Los_Angeles", DomainIberLibro: "America/Los_Angeles",
}

// Known tells whether the site is one of the constants.
func (d DomainID) Known() bool { _, ok := zones[d]; return ok }

// Zone is the time zone in which the site seems to write its dates, as
// [time.LoadLocation] takes it: a program in daily use reads them so. The vendor
// says nothing about it. A site that is not known has that of abebooks.com, as the
// others of the same service do.
func (d DomainID) Zone() string {
	if zone, ok := zones[d]; ok {
		return zone
	}
	return zones[DomainUS]
}
