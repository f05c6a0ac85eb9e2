package aimtest

import (
	"cmp"
	"net/http"
	"time"
	_ "time/tzdata" // Pacific time must not depend on the machine
)

// The credentials that an emulator accepts unless its Options set others.
const (
	DefaultEmail    = "seller@example.com"
	DefaultPassword = "open sesame, invented"
)

// Options set an emulator's credentials, its pace, and its behaviour where the vendor's
// documents leave a choice. The zero value is the documented default.
type Options struct {
	// Email and Password are the credentials that Basic authentication must carry. Empty
	// means DefaultEmail and DefaultPassword.
	Email, Password string

	// Now is the clock for the progress of uploads and reports. Nil means time.Now.
	Now func() time.Time
	// Location is the zone of the times in batches and reports. Nil means
	// America/Los_Angeles, except that order reports print PST all year.
	Location *time.Location

	// ProcessingDelay is the time that processing an upload takes. Zero means the
	// default, 200 ms. Negative means no delay.
	ProcessingDelay time.Duration
	// ReportDelay is the time that making a report takes. Zero means ProcessingDelay.
	// Negative means no delay.
	ReportDelay time.Duration
	// Manual disables both delays: uploads wait for ProcessNext, and reports for
	// FinishNextReport.
	Manual bool

	// Unauthorized selects the reply to wrong credentials.
	Unauthorized UnauthorizedForm
	// ErrorStatus is the HTTP status of error elements. Zero means 200.
	ErrorStatus int
	// ErrorElement is the element around every error code. Empty means FileError
	// for FILE_NOT_FOUND and BusinessLogicError for the others.
	ErrorElement string
	// SuccessStatus is the HTTP status of successes. Zero means 200.
	SuccessStatus int
	// ReportStatusStatus is the HTTP status of get-report-status. Zero means 200, which a
	// Java client expected after a good login. The guide's sample has 202.
	ReportStatusStatus int

	// OrdersListed, ListingsListed and RefundsListed select when a report appears in its
	// list: order reports, reports of open or sold listings, and summaries of refunds. By
	// default order reports are listed at once, and the others when they are finished.
	OrdersListed, ListingsListed, RefundsListed Listed

	// QueuedStatus is the status of a batch that waits for earlier ones. Empty means
	// "Request Submitted", as on the vendor's web page.
	QueuedStatus string
	// CorrectSpelling writes itemsnotactivated instead of the service's own
	// itemsnotacivated.
	CorrectSpelling bool
	// IgnoreBatchID answers SUCCESS to uploads with BatchID: Y, as the service did before
	// it supported that header.
	IgnoreBatchID bool
	// OldestFirst lists batches and reports with the oldest first.
	OldestFirst bool
	// BlankEndTime lists unfinished reports with an empty reportendtime instead
	// of the start of Unix time.
	BlankEndTime bool

	// ErrorLog2004 writes error logs in the guide's layout (row number, SKU,
	// item name, message type, message) instead of the one of 2009.
	ErrorLog2004 bool
	// LiteHeaderEvery is the number of rows after which the header line repeats in
	// OpenListingsLite and OpenListingsLiter reports. Zero means the default, 5. Negative
	// means never.
	LiteHeaderEvery int
	// OrderHeaderEvery is the number of rows after which the header line repeats in order
	// reports. Zero means never.
	OrderHeaderEvery int
	// FulfillmentChannel adds the 27th column to OpenListings reports.
	FulfillmentChannel bool
	// UTF8Downloads writes all downloads in UTF-8. By default a line is Windows-1252, or
	// UTF-8 if Windows-1252 lacks one of its characters.
	UTF8Downloads bool

	// StrictContentType refuses POST calls without a file that do not have the
	// Content-Type text/xml, which the guide requires. Clients in production sent none.
	// Uploads always need it.
	StrictContentType bool
	// AllowChunked accepts uploads without a Content-Length.
	AllowChunked bool
	// DiscardUploads keeps only the size and the hash of an inventory upload, and does
	// not process its body. An upload of any size over a network then needs no memory.
	// All counters of such a batch stay 0. Refunds are always kept.
	DiscardUploads bool
}

// Listed selects when a report appears in its list.
type Listed int

const (
	// ListedByDefault depends on the kind of the report; see [Options].
	ListedByDefault Listed = iota
	// ListedAtOnce lists a report from its request on. Until it is finished its end time
	// is the start of Unix time, or blank with Options.BlankEndTime.
	ListedAtOnce
	// ListedWhenFinished lists a report when it can be downloaded.
	ListedWhenFinished
)

// UnauthorizedForm is a way to refuse wrong credentials. The service's own way was not
// recorded.
type UnauthorizedForm int

const (
	// UnauthorizedElement is HTTP 200 with CUSTOMER_UNAUTHORIZED in an error
	// element.
	UnauthorizedElement UnauthorizedForm = iota
	// Unauthorized401 is HTTP 401 with the same element and a WWW-Authenticate header.
	Unauthorized401
	// UnauthorizedPage is HTTP 200 with an HTML sign-in page.
	UnauthorizedPage
	// UnauthorizedRedirect is HTTP 302 to a sign-in page.
	UnauthorizedRedirect
)

const defaultDelay = 200 * time.Millisecond

// withDefaults replaces zero values by their defaults.
func (o Options) withDefaults() Options {
	o.Email = cmp.Or(o.Email, DefaultEmail)
	o.Password = cmp.Or(o.Password, DefaultPassword)
	if o.Now == nil {
		o.Now = time.Now
	}
	o.ProcessingDelay = cmp.Or(o.ProcessingDelay, defaultDelay)
	o.ReportDelay = max(0, cmp.Or(o.ReportDelay, o.ProcessingDelay))
	o.ProcessingDelay = max(0, o.ProcessingDelay)
	o.ErrorStatus = cmp.Or(o.ErrorStatus, http.StatusOK)
	o.SuccessStatus = cmp.Or(o.SuccessStatus, http.StatusOK)
	o.ReportStatusStatus = cmp.Or(o.ReportStatusStatus, http.StatusOK)
	o.QueuedStatus = cmp.Or(o.QueuedStatus, statusSubmitted)
	o.OrdersListed = cmp.Or(o.OrdersListed, ListedAtOnce)
	o.ListingsListed = cmp.Or(o.ListingsListed, ListedWhenFinished)
	o.RefundsListed = cmp.Or(o.RefundsListed, ListedWhenFinished)
	o.LiteHeaderEvery = cmp.Or(o.LiteHeaderEvery, 5)
	return o
}

// orderZone returns the zone of the times inside order reports, and listZone that of all
// other times. The service printed PST in its order reports even in July.
func (o Options) orderZone() *time.Location {
	if o.Location != nil {
		return o.Location
	}
	return pst
}

func (o Options) listZone() *time.Location {
	if o.Location != nil {
		return o.Location
	}
	pacific, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		return pst
	}
	return pacific
}

var pst = time.FixedZone("PST", -8*60*60)
