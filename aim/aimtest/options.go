package aimtest

import (
	"cmp"
	"net/http"
	"time"
	_ "time/tzdata" // Pacific time must not depend on the machine
)

// Credentials that an emulator accepts unless its Options name others.
const (
	DefaultEmail    = "seller@example.com"
	DefaultPassword = "open sesame, invented"
)

// Options are an emulator's credentials, its pace, and what it does where the
// vendor's documents leave room. The zero value is the documented default.
type Options struct {
	// Email and Password are what Basic authentication must carry. Empty means
	// DefaultEmail and DefaultPassword.
	Email, Password string

	// Now is the clock by which uploads and reports progress. Nil means
	// time.Now.
	Now func() time.Time
	// Location is the zone of the times in batches and reports. Nil means
	// America/Los_Angeles, in which order reports print PST all year.
	Location *time.Location

	// ProcessingDelay passes between the start of an upload's processing and
	// its end. Zero means 200 ms, negative means none.
	ProcessingDelay time.Duration
	// ReportDelay passes between the request of a report and its end. Zero
	// means ProcessingDelay, negative means none.
	ReportDelay time.Duration
	// Manual stops both delays: uploads wait for ProcessNext and reports for
	// FinishNextReport.
	Manual bool

	// Unauthorized is the form in which wrong credentials are refused.
	Unauthorized UnauthorizedForm
	// ErrorStatus is the HTTP status of error elements. Zero means 200.
	ErrorStatus int
	// ErrorElement is the element around every error code. Empty means FileError
	// for FILE_NOT_FOUND and BusinessLogicError for the others.
	ErrorElement string
	// SuccessStatus is the HTTP status of successes. Zero means 200.
	SuccessStatus int
	// ReportStatusStatus is the HTTP status of get-report-status. Zero means 200, which a
	// Java client takes for a good login; the guide's sample has 202.
	ReportStatusStatus int

	// OrdersListed, ListingsListed and RefundsListed say when a report is listed: an
	// order report, one of the open or sold listings, a summary of refunds. By default
	// order reports are listed at once, without an end time, and the others when they are
	// finished.
	OrdersListed, ListingsListed, RefundsListed Listed

	// QueuedStatus is the status of a batch that waits for others. Empty means "Request
	// Submitted", which the vendor's web page showed.
	QueuedStatus string
	// CorrectSpelling writes itemsnotactivated instead of the service's own
	// itemsnotacivated.
	CorrectSpelling bool
	// IgnoreBatchID answers SUCCESS to uploads with BatchID: Y, as the service
	// did before it knew the header.
	IgnoreBatchID bool
	// OldestFirst turns the lists of batches and reports around.
	OldestFirst bool
	// BlankEndTime lists unfinished reports with an empty reportendtime instead
	// of the start of Unix time.
	BlankEndTime bool

	// ErrorLog2004 writes error logs in the guide's layout (row number, SKU,
	// item name, message type, message) instead of the one of 2009.
	ErrorLog2004 bool
	// LiteHeaderEvery is the number of rows after which the header line of
	// OpenListingsLite and OpenListingsLiter reports repeats. Zero means 5,
	// negative means never.
	LiteHeaderEvery int
	// OrderHeaderEvery is the same for order reports. Zero means never.
	OrderHeaderEvery int
	// FulfillmentChannel adds the 27th column to OpenListings reports.
	FulfillmentChannel bool
	// UTF8Downloads writes all downloads in UTF-8. By default a line is
	// Windows-1252, and UTF-8 only if Windows-1252 lacks one of its characters.
	UTF8Downloads bool

	// StrictContentType refuses calls without a body that have no Content-Type text/xml,
	// which the guide asks for. Clients in production sent none; uploads always need it.
	StrictContentType bool
	// AllowChunked accepts uploads without a Content-Length.
	AllowChunked bool
	// DiscardUploads keeps the size and hash of an inventory upload but neither
	// looks at its body nor holds it: over a network an upload of any size needs
	// no memory. Such batches end with all counters 0. Refunds are kept always.
	DiscardUploads bool
}

// Listed says when a report appears in the list of its kind.
type Listed int

const (
	// ListedByDefault depends on the kind of the report; see [Options].
	ListedByDefault Listed = iota
	// ListedAtOnce is from its request on; until it is finished it has no end time.
	ListedAtOnce
	// ListedWhenFinished is when it can be downloaded.
	ListedWhenFinished
)

// UnauthorizedForm is a way to refuse wrong credentials; nobody recorded the
// real one.
type UnauthorizedForm int

const (
	// UnauthorizedElement is HTTP 200 with CUSTOMER_UNAUTHORIZED in an error
	// element.
	UnauthorizedElement UnauthorizedForm = iota
	// Unauthorized401 is the same with HTTP 401 and a WWW-Authenticate header.
	Unauthorized401
	// UnauthorizedPage is HTTP 200 with an HTML sign-in page.
	UnauthorizedPage
	// UnauthorizedRedirect is HTTP 302 to a sign-in page.
	UnauthorizedRedirect
)

const defaultDelay = 200 * time.Millisecond

// withDefaults fills in what the zero values mean, so that nothing else has to.
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

// orderZone is the zone of the times inside order reports, and listZone that of
// all other times. The service printed PST in its order reports even in July.
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
