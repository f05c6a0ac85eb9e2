package emulators

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/sellerwire/sellerwire/invapi/invapitest"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// switches names every option of the emulators that decides something which the
// services leave open. A name is the service and what is decided. None has a variable
// of the flag package, which would set the default: each sets its option only.
func (o *Options) switches() *flag.FlagSet {
	s := flag.NewFlagSet("switches", flag.ContinueOnError)
	s.SetOutput(io.Discard)
	o.abeBooksSwitches(s)
	o.ordersSwitches(s)
	o.purchaseSwitches(s)
	o.aimSwitches(s)
	o.twdSwitches(s)
	o.invAPISwitches(s)
	return s
}

// Set sets a switch by "name=value"; "name" alone is "name=true".
func (o *Options) Set(text string) error {
	name, value, found := strings.Cut(text, "=")
	if !found {
		value = "true"
	}
	all := o.switches()
	if all.Lookup(name) == nil {
		return fmt.Errorf("there is no switch %q; -h lists them", name)
	}
	if err := all.Set(name, value); err != nil {
		return fmt.Errorf("%s: %q: %w", name, value, err)
	}
	return nil
}

// Switches describes the switches, a line or two for each.
func Switches() string {
	var text strings.Builder
	new(Options).switches().VisitAll(func(f *flag.Flag) {
		about := strings.ReplaceAll(f.Usage, "\n", "\n"+strings.Repeat(" ", 34))
		fmt.Fprintf(&text, "  %-31s %s\n", f.Name, about)
	})
	return text.String()
}

func (o *Options) abeBooksSwitches(s *flag.FlagSet) {
	a := &o.AbeBooks
	s.Func("abebooks.error-status", "HTTP status of requestError; 0 is 200", status(&a.ErrorStatus))
	s.Func("abebooks.partial-code", "code of a reply with a refused book; 0 is 600", whole(&a.PartialCode))
	s.Func("abebooks.empty-list-code", "code for no books; 0 is 104", whole(&a.EmptyListCode))
	s.BoolFunc("abebooks.too-large-in-response", "602 in an inventoryUpdateResponse", truth(&a.TooLargeInResponse))
	s.Func("abebooks.unknown-delete-code", "code for deleting an unknown book; 0: 600", whole(&a.UnknownDeleteCode))
	s.BoolFunc("abebooks.reject-long-text", "606 above the documented lengths", truth(&a.RejectLongText))
	s.BoolFunc("abebooks.require-xml-content-type", "HTTP 415 for other types", truth(&a.RequireXMLContentType))
	s.BoolFunc("abebooks.strict-encoding", "believe the declared encoding", truth(&a.StrictEncoding))
	s.BoolFunc("abebooks.extra-elements", "undocumented elements in replies", truth(&a.ExtraElements))
	s.BoolFunc("abebooks.latin1-replies", "replies in ISO-8859-1", truth(&a.Latin1Replies))
	s.Func("abebooks.content-type", "Content-Type of replies", printable(&a.ContentType))
	s.Func("abebooks.shipping-templates", "known IDs, separated by commas; STD-1", list(&a.ShippingTemplates))
}

func (o *Options) ordersSwitches(s *flag.FlagSet) {
	a := &o.Orders
	s.Func("orders.error-status", "HTTP status of requestError; 0 is 200", status(&a.ErrorStatus))
	s.Func("orders.unknown-order-code", "code for an unknown order; 0 is 201", whole(&a.UnknownOrderCode))
	s.Func("orders.foreign-order-code", "code for another's order; 0 is 202", whole(&a.ForeignOrderCode))
	s.BoolFunc("orders.omit-empty-list", "no list element when no order waits", truth(&a.OmitEmptyList))
	s.BoolFunc("orders.newest-first", "newest order first", truth(&a.NewestFirst))
	s.BoolFunc("orders.omit-partly-answered", "an order goes with its first answer", truth(&a.OmitPartlyAnswered))
	s.BoolFunc("orders.withhold-contact", "no street, phone, mail until answered", truth(&a.WithholdContact))
	s.BoolFunc("orders.allow-get", "take GET with a body", truth(&a.AllowGet))
	s.BoolFunc("orders.extra-elements", "undocumented elements in replies", truth(&a.ExtraElements))
	s.BoolFunc("orders.windows1252", "quotes and dashes as Windows-1252 bytes", truth(&a.Windows1252))
	s.BoolFunc("orders.utf8", "replies in UTF-8", truth(&a.UTF8))
	s.Func("orders.content-type", "Content-Type of replies", printable(&a.ContentType))
}

func (o *Options) purchaseSwitches(s *flag.FlagSet) {
	p := &o.Purchase
	s.Func("purchase.tax-percent", "tax on the items", whole(&p.TaxPercent))
	s.Func("purchase.replay", "answer to a duplicate: created, retrieved,\nprocessing, conflict, buys-again",
		choice(&p.Replay, map[string]purchasetest.Replay{
			"created": purchasetest.ReplayCreated, "retrieved": purchasetest.ReplayRetrieved, "processing": purchasetest.ReplayProcessing,
			"conflict": purchasetest.ReplayConflict, "buys-again": purchasetest.ReplayBuysAgain,
		}))
	s.BoolFunc("purchase.post-twice", "a proxy in front posts orders twice", truth(&p.PostTwice))
	s.Func("purchase.visible-after", "time until a search finds an order", period(&p.VisibleAfter))
	s.Func("purchase.status-after", "time until its items have a status", period(&p.StatusAfter))
	s.Func("purchase.items-after", "time until it shows its items", period(&p.ItemsAfter))
	s.BoolFunc("purchase.ids-find-any-age", "searches by ID go beyond 90 days", truth(&p.IDsFindAnyAge))
	s.Func("purchase.amounts", "short, stripped, exponent, full", choice(&p.Amounts, map[string]purchasetest.Amounts{
		"short": purchasetest.AmountsShort, "stripped": purchasetest.AmountsStripped,
		"exponent": purchasetest.AmountsExponent, "full": purchasetest.AmountsFull,
	}))
	s.Func("purchase.status-header", "comma-list, repeated, missing", choice(&p.StatusHeader, map[string]purchasetest.StatusHeader{
		"comma-list": purchasetest.StatusCommaList, "repeated": purchasetest.StatusRepeated, "missing": purchasetest.StatusMissing,
	}))
	s.BoolFunc("purchase.next-as-text", "metadata.next as text", truth(&p.NextAsText))
	s.BoolFunc("purchase.explicit-end", "metadata.next on the last page, too", truth(&p.ExplicitEnd))
	s.Func("purchase.rate-limit", "requests in each window; 0: no limit", whole(&p.RateLimit))
	s.Func("purchase.rate-window", "time of a window; 0 is a second", period(&p.RateWindow))
	s.Func("purchase.retry-after", "Retry-After of 429 and 503", printable(&p.RetryAfter))
	s.Func("purchase.auth-lockout", "wrong keys until 4292; 0: never", whole(&p.AuthLockout))
	s.Func("purchase.card-lockout", "wrong card tokens until 4293; 0: never", whole(&p.CardLockout))
}

func (o *Options) aimSwitches(s *flag.FlagSet) {
	a := &o.AIM
	listed := map[string]aimtest.Listed{
		"default": aimtest.ListedByDefault, "at-once": aimtest.ListedAtOnce, "when-finished": aimtest.ListedWhenFinished,
	}
	s.Func("aim.report-delay", "time for a report; 0 is that of -aim-delay", period(&a.ReportDelay))
	s.Func("aim.unauthorized", "wrong password: element, 401, page, redirect", choice(&a.Unauthorized, map[string]aimtest.UnauthorizedForm{
		"element": aimtest.UnauthorizedElement, "401": aimtest.Unauthorized401,
		"page": aimtest.UnauthorizedPage, "redirect": aimtest.UnauthorizedRedirect,
	}))
	s.Func("aim.error-status", "HTTP status of error elements; 0 is 200", status(&a.ErrorStatus))
	s.Func("aim.error-element", "element around every error code", printable(&a.ErrorElement))
	s.Func("aim.success-status", "HTTP status of successes; 0 is 200", status(&a.SuccessStatus))
	s.Func("aim.report-status", "HTTP status of get-report-status; 0 is 200", status(&a.ReportStatusStatus))
	s.Func("aim.orders-listed", "order reports: at-once, when-finished", choice(&a.OrdersListed, listed))
	s.Func("aim.listings-listed", "listing reports: at-once, when-finished", choice(&a.ListingsListed, listed))
	s.Func("aim.refunds-listed", "refund reports: at-once, when-finished", choice(&a.RefundsListed, listed))
	s.Func("aim.queued-status", "status of a batch that waits for others", printable(&a.QueuedStatus))
	s.BoolFunc("aim.correct-spelling", "itemsnotactivated", truth(&a.CorrectSpelling))
	s.BoolFunc("aim.ignore-batch-id", "SUCCESS in place of a batch ID", truth(&a.IgnoreBatchID))
	s.BoolFunc("aim.oldest-first", "lists in the other order", truth(&a.OldestFirst))
	s.BoolFunc("aim.blank-end-time", "unfinished reports without an end time", truth(&a.BlankEndTime))
	s.BoolFunc("aim.error-log-2004", "error logs in the older layout", truth(&a.ErrorLog2004))
	s.Func("aim.lite-header-every", "rows until the header repeats; 0 is 5", whole(&a.LiteHeaderEvery))
	s.Func("aim.order-header-every", "the same in order reports; 0: never", whole(&a.OrderHeaderEvery))
	s.BoolFunc("aim.fulfillment-channel", "27 columns in open listings", truth(&a.FulfillmentChannel))
	s.BoolFunc("aim.utf8-downloads", "downloads in UTF-8", truth(&a.UTF8Downloads))
	s.BoolFunc("aim.strict-content-type", "queries need text/xml, too", truth(&a.StrictContentType))
	s.BoolFunc("aim.allow-chunked", "uploads without a Content-Length", truth(&a.AllowChunked))
	s.BoolFunc("aim.discard-uploads", "count the bytes and keep nothing", truth(&a.DiscardUploads))
}

func (o *Options) twdSwitches(s *flag.FlagSet) {
	t := &o.TWD
	s.Func("twd.page-size", "items on a page; 0 is 50", whole(&t.PageSize))
	s.Func("twd.error-status", "HTTP status of statuscode 0; 0 is 200", status(&t.ErrorStatus))
	s.Func("twd.content-type", "Content-Type of replies", printable(&t.ContentType))
	s.Func("twd.request-text", "keep-bytes, decode-utf8", choice(&t.RequestText, map[string]twdtest.RequestText{
		"keep-bytes": twdtest.KeepBytes, "decode-utf8": twdtest.DecodeUTF8,
	}))
	s.Func("twd.past-end", "empty, last-page, error", choice(&t.PastEnd, map[string]twdtest.PastEnd{
		"empty": twdtest.EmptyPage, "last-page": twdtest.LastPageAgain, "error": twdtest.PageError,
	}))
	s.Func("twd.below-zero", "go-negative, stop, refuse", choice(&t.BelowZero, map[string]twdtest.BelowZero{
		"go-negative": twdtest.GoNegative, "stop": twdtest.StopAtZero, "refuse": twdtest.RefuseBelowZero,
	}))
	s.BoolFunc("twd.ignore-page", "every page is the first", truth(&t.IgnorePage))
	s.BoolFunc("twd.random-order", "items in another order in every reply", truth(&t.RandomOrder))
	s.Func("twd.totals", "right, none, too-high, of-page", choice(&t.Totals, map[string]twdtest.Totals{
		"right": twdtest.TotalsRight, "none": twdtest.NoTotals, "too-high": twdtest.TotalsTooHigh, "of-page": twdtest.TotalsOfPage,
	}))
	s.Func("twd.add-on-fields", "keys of add-ons, separated by commas", list(&t.AddOnFields))
	s.Func("twd.statuses", "the only statuses taken, separated by commas", list(&t.Statuses))
	s.BoolFunc("twd.ok-without-item", "an unknown item is no error", truth(&t.OKWithoutItem))
	s.Func("twd.quirk", "no-qty, bare-ampersand, smart-quotes,\nvertical-tab, grouped-prices,\n"+
		"leading-blank-line, html-after-result,\nhtml-instead-of-rest,\n"+
		"bare-less-than, line-breaks,\nprint-utf8; repeatable", func(text string) error {
		var quirk twdtest.Quirks
		err := choice(&quirk, quirks)(text)
		t.Quirks |= quirk
		return err
	})
}

var quirks = map[string]twdtest.Quirks{
	"no-qty": twdtest.NoQty, "bare-ampersand": twdtest.BareAmpersand, "smart-quotes": twdtest.SmartQuotes,
	"vertical-tab": twdtest.VerticalTab, "grouped-prices": twdtest.GroupedPrices, "leading-blank-line": twdtest.LeadingBlankLine,
	"html-after-result": twdtest.HTMLAfterResult, "html-instead-of-rest": twdtest.HTMLInsteadOfRest,
	"bare-less-than": twdtest.BareLessThan, "line-breaks": twdtest.LineBreaks, "print-utf8": twdtest.PrintUTF8,
}

func (o *Options) invAPISwitches(s *flag.FlagSet) {
	i := &o.InvAPI
	s.Func("invapi.success", "true, empty, no-content, empty-object,\nempty-list, bare-true, ok, status,\n"+
		"text-number, level, echo, accepted, job,\nmulti-status", choice(&i.Success, map[string]invapitest.Success{
		"true": invapitest.SuccessTrue, "empty": invapitest.EmptyBody, "no-content": invapitest.NoContent,
		"empty-object": invapitest.EmptyObject, "empty-list": invapitest.EmptyList, "bare-true": invapitest.BareTrue,
		"ok": invapitest.PlainOK, "status": invapitest.StatusSuccess, "text-number": invapitest.TextNumber,
		"level": invapitest.WrappedLevel, "echo": invapitest.CreatedEcho, "accepted": invapitest.AcceptedEmpty,
		"job": invapitest.AcceptedJob, "multi-status": invapitest.MultiStatus,
	}))
	s.Func("invapi.failure", "text, object, details, title, errors-text,\nerrors-list, errors-objects, errors-map,\nsuccess-false, status",
		choice(&i.Failure,
			map[string]invapitest.Failure{
				"text": invapitest.ErrorText, "object": invapitest.ErrorObject, "details": invapitest.ErrorDetails,
				"title": invapitest.ErrorTitle, "errors-text": invapitest.ErrorsText, "errors-list": invapitest.ErrorsList,
				"errors-objects": invapitest.ErrorsObjects, "errors-map": invapitest.ErrorsMap,
				"success-false": invapitest.SuccessFalse, "status": invapitest.StatusError,
			}))
	s.Func("invapi.token-status", "HTTP status for a wrong token; 0 is 401", status(&i.TokenStatus))
	s.Func("invapi.request-status", "HTTP status for a bad request; 0 is 400", status(&i.RequestStatus))
	s.Func("invapi.not-found-status", "HTTP status for an unknown product; 0: 404", status(&i.NotFoundStatus))
	s.BoolFunc("invapi.accept-unknown", "success for an unknown product", truth(&i.AcceptUnknown))
	s.BoolFunc("invapi.html-for-bad-json", "a page for invalid JSON", truth(&i.HTMLForBadJSON))
	s.BoolFunc("invapi.alphanumeric-skus", "A-1 and A1 are the same SKU", truth(&i.AlphanumericSKUs))
}
