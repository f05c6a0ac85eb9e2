package orders

import (
	"strings"
	"unicode"
)

// Status is the status of an order or of an item. The set is open: an unknown
// status is returned as it is. A status that differs from a constant only in case,
// spaces or punctuation is returned as that constant.
type Status string

// The known statuses. Only [StatusOrdered] has been seen in a published reply. The
// others are those that a program in daily use expects.
const (
	// StatusOrdered means that the order waits for the seller's answer.
	StatusOrdered Status = "Ordered"
	// StatusShipped means that the seller has shipped and is paid.
	StatusShipped Status = "Shipped"
	// StatusAvailabilityConfirmed means that the seller has accepted an order that
	// the buyer pays directly. It never becomes StatusShipped.
	StatusAvailabilityConfirmed Status = "Availability confirmed"
	// StatusRejected means that the seller has refused the order.
	StatusRejected Status = "Rejected"
	// StatusPreviouslySold means that the seller has refused the order because the
	// copy had been sold elsewhere.
	StatusPreviouslySold Status = "Previously Sold"
	// StatusExpired means that the seller did not answer within four days.
	StatusExpired Status = "Expired"
	// StatusCancelled and StatusBuyerCancelled mean that the order was cancelled.
	StatusCancelled      Status = "Cancelled"
	StatusBuyerCancelled Status = "Buyer Cancelled"
)

// knownStatuses holds, for each status, whether the sale stands.
var knownStatuses = map[Status]bool{
	StatusOrdered: true, StatusShipped: true, StatusAvailabilityConfirmed: true,
	StatusRejected: false, StatusPreviouslySold: false, StatusExpired: false, StatusCancelled: false, StatusBuyerCancelled: false,
}

// Known reports whether the status is one of the constants.
func (s Status) Known() bool { _, ok := knownStatuses[s]; return ok }

// Sold reports whether the sale stands. It returns false for [StatusRejected],
// [StatusPreviouslySold], [StatusExpired], [StatusCancelled] and
// [StatusBuyerCancelled]. Any other status counts as sold, even an unknown one:
// withholding a copy by mistake costs less than selling it twice.
func (s Status) Sold() bool {
	sold, known := knownStatuses[s]
	return sold || !known
}

// statusForms maps the letters of each status to the status.
var statusForms = func() map[string]Status {
	forms := map[string]Status{}
	for s := range knownStatuses {
		forms[lettersOf(string(s))] = s
	}
	return forms
}()

// lettersOf returns a text without spaces and punctuation, in lower case.
func lettersOf(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsPunct(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
}

// newStatus accepts any spelling of a known status.
func newStatus(text string) Status {
	if s := Status(text); s.Known() {
		return s
	}
	if s, ok := statusForms[lettersOf(text)]; ok {
		return s
	}
	return Status(text)
}

// StatusCode is the code of a status. It is text and keeps its leading zero. The
// set is open.
type StatusCode string

// The known codes. Only [StatusCodeOrdered] has been seen in a published reply. The
// others are those of the vendor's Purchase API, which uses the same code for the
// same status. This package assumes that they are the same here.
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

// knownCodes holds, for each code, whether the sale stands. A refunded copy has
// left the stock too.
var knownCodes = map[StatusCode]bool{
	StatusCodeOrdered: true, StatusCodeShipped: true, StatusCodeRefunded: true,
	StatusCodeExtraShippingAsked: true, StatusCodeExtraShippingAccepted: true, StatusCodeExtraShippingRefused: true,
	StatusCodeItemUnavailable: false, StatusCodeCancelledByBuyer: false, StatusCodeCreditCardRejected: false,
}

// Known reports whether the code is one of the constants.
func (c StatusCode) Known() bool { _, ok := knownCodes[c]; return ok }

// newStatusCode restores the leading zero if it is missing.
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

// PurchaseMethod says whom the buyer pays. The set is open.
type PurchaseMethod string

// The known purchase methods.
const (
	// MethodCard means that AbeBooks charges the buyer's card.
	MethodCard PurchaseMethod = "CC"
	// MethodDirect means that the buyer pays the seller ("seller direct").
	MethodDirect PurchaseMethod = "SD"
)

// Known reports whether the method is one of the constants.
func (m PurchaseMethod) Known() bool { return m == MethodCard || m == MethodDirect }

// PurchaseType is how a seller is paid directly. The set is open.
type PurchaseType string

// The known purchase types.
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

// Known reports whether the type is one of the constants.
func (t PurchaseType) Known() bool {
	switch t {
	case TypeCheck, TypePayPal, TypeDirectDebit, TypeBankTransfer, TypeCashOnDelivery, TypeMoneyOrder, TypeBankDraft, TypeInvoice, TypeCash:
		return true
	}
	return false
}

// DomainID identifies a site. The set is open.
type DomainID string

// The known sites.
const (
	DomainUS        DomainID = "1"  // abebooks.com
	DomainUK        DomainID = "46" // abebooks.co.uk
	DomainGermany   DomainID = "47" // abebooks.de
	DomainFrance    DomainID = "48" // abebooks.fr
	DomainItaly     DomainID = "51" // abebooks.it
	DomainIberLibro DomainID = "52" // iberlibro.com
)

// zones are the time zones that a program in daily use assumes.
var zones = map[DomainID]string{
	DomainUK: "UTC", DomainGermany: "Europe/Berlin", DomainFrance: "Europe/Paris", DomainItaly: "Europe/Rome",
	DomainUS: "America/Los_Angeles", DomainIberLibro: "America/Los_Angeles",
}

// Known reports whether the site is one of the constants.
func (d DomainID) Known() bool { _, ok := zones[d]; return ok }

// Zone returns the name of the time zone that the site seems to use for its dates,
// for [time.LoadLocation]. It is what a program in daily use assumes; the vendor
// does not document it. For an unknown site it is the zone of abebooks.com.
func (d DomainID) Zone() string {
	if zone, ok := zones[d]; ok {
		return zone
	}
	return zones[DomainUS]
}
