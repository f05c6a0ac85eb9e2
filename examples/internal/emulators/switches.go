package emulators

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/sellerwire/sellerwire/invapi/invapitest"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// switches names every option of the emulators that decides something which the
// services leave open. A name is the service and what is decided.
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
	s.IntVar(&a.ErrorStatus, "abebooks.error-status", 0, "HTTP status of requestError; 0 is 200")
	s.IntVar(&a.PartialCode, "abebooks.partial-code", 0, "code of a reply with a refused book; 0 is 600")
	s.IntVar(&a.EmptyListCode, "abebooks.empty-list-code", 0, "code for no books; 0 is 104")
	s.BoolVar(&a.TooLargeInResponse, "abebooks.too-large-in-response", false, "602 in an inventoryUpdateResponse")
	s.IntVar(&a.UnknownDeleteCode, "abebooks.unknown-delete-code", 0, "code for deleting an unknown book; 0: 600")
	s.BoolVar(&a.RejectLongText, "abebooks.reject-long-text", false, "606 above the documented lengths")
	s.BoolVar(&a.RequireXMLContentType, "abebooks.require-xml-content-type", false, "HTTP 415 for other types")
	s.BoolVar(&a.StrictEncoding, "abebooks.strict-encoding", false, "believe the declared encoding")
	s.BoolVar(&a.ExtraElements, "abebooks.extra-elements", false, "undocumented elements in replies")
	s.BoolVar(&a.Latin1Replies, "abebooks.latin1-replies", false, "replies in ISO-8859-1")
	s.StringVar(&a.ContentType, "abebooks.content-type", "", "Content-Type of replies")
	s.Func("abebooks.shipping-templates", "known IDs, separated by commas; STD-1", list(&a.ShippingTemplates))
}

func (o *Options) ordersSwitches(s *flag.FlagSet) {
	a := &o.Orders
	s.IntVar(&a.ErrorStatus, "orders.error-status", 0, "HTTP status of requestError; 0 is 200")
	s.IntVar(&a.UnknownOrderCode, "orders.unknown-order-code", 0, "code for an unknown order; 0 is 201")
	s.IntVar(&a.ForeignOrderCode, "orders.foreign-order-code", 0, "code for another's order; 0 is 202")
	s.BoolVar(&a.OmitEmptyList, "orders.omit-empty-list", false, "no list element when no order waits")
	s.BoolVar(&a.NewestFirst, "orders.newest-first", false, "newest order first")
	s.BoolVar(&a.OmitPartlyAnswered, "orders.omit-partly-answered", false, "an order goes with its first answer")
	s.BoolVar(&a.WithholdContact, "orders.withhold-contact", false, "no street, phone, mail until answered")
	s.BoolVar(&a.AllowGet, "orders.allow-get", false, "take GET with a body")
	s.BoolVar(&a.ExtraElements, "orders.extra-elements", false, "undocumented elements in replies")
	s.BoolVar(&a.Windows1252, "orders.windows1252", false, "quotes and dashes as Windows-1252 bytes")
	s.BoolVar(&a.UTF8, "orders.utf8", false, "replies in UTF-8")
	s.StringVar(&a.ContentType, "orders.content-type", "", "Content-Type of replies")
}

func (o *Options) purchaseSwitches(s *flag.FlagSet) {
	p := &o.Purchase
	s.IntVar(&p.TaxPercent, "purchase.tax-percent", 0, "tax on the items")
	s.Func("purchase.replay", "answer to a duplicate: created, retrieved,\nprocessing, conflict, buys-again",
		choice(&p.Replay, map[string]purchasetest.Replay{
			"created": purchasetest.ReplayCreated, "retrieved": purchasetest.ReplayRetrieved, "processing": purchasetest.ReplayProcessing,
			"conflict": purchasetest.ReplayConflict, "buys-again": purchasetest.ReplayBuysAgain,
		}))
	s.BoolVar(&p.PostTwice, "purchase.post-twice", false, "a proxy in front posts orders twice")
	s.DurationVar(&p.VisibleAfter, "purchase.visible-after", 0, "time until a search finds an order")
	s.DurationVar(&p.StatusAfter, "purchase.status-after", 0, "time until its items have a status")
	s.DurationVar(&p.ItemsAfter, "purchase.items-after", 0, "time until it shows its items")
	s.BoolVar(&p.IDsFindAnyAge, "purchase.ids-find-any-age", false, "searches by ID go beyond 90 days")
	s.Func("purchase.amounts", "short, stripped, exponent, full", choice(&p.Amounts, map[string]purchasetest.Amounts{
		"short": purchasetest.AmountsShort, "stripped": purchasetest.AmountsStripped,
		"exponent": purchasetest.AmountsExponent, "full": purchasetest.AmountsFull,
	}))
	s.Func("purchase.status-header", "comma-list, repeated, missing", choice(&p.StatusHeader, map[string]purchasetest.StatusHeader{
		"comma-list": purchasetest.StatusCommaList, "repeated": purchasetest.StatusRepeated, "missing": purchasetest.StatusMissing,
	}))
	s.BoolVar(&p.NextAsText, "purchase.next-as-text", false, "metadata.next as text")
	s.BoolVar(&p.ExplicitEnd, "purchase.explicit-end", false, "metadata.next on the last page, too")
	s.IntVar(&p.RateLimit, "purchase.rate-limit", 0, "requests in each window; 0: no limit")
	s.DurationVar(&p.RateWindow, "purchase.rate-window", 0, "time of a window; 0 is a second")
	s.StringVar(&p.RetryAfter, "purchase.retry-after", "", "Retry-After of 429 and 503")
	s.IntVar(&p.AuthLockout, "purchase.auth-lockout", 0, "wrong keys until 4292; 0: never")
	s.IntVar(&p.CardLockout, "purchase.card-lockout", 0, "wrong card tokens until 4293; 0: never")
}

func (o *Options) aimSwitches(s *flag.FlagSet) {
	a := &o.AIM
	listed := map[string]aimtest.Listed{
		"default": aimtest.ListedByDefault, "at-once": aimtest.ListedAtOnce, "when-finished": aimtest.ListedWhenFinished,
	}
	s.DurationVar(&a.ReportDelay, "aim.report-delay", 0, "time for a report; 0 is that of -aim-delay")
	s.Func("aim.unauthorized", "wrong password: element, 401, page, redirect", choice(&a.Unauthorized, map[string]aimtest.UnauthorizedForm{
		"element": aimtest.UnauthorizedElement, "401": aimtest.Unauthorized401,
		"page": aimtest.UnauthorizedPage, "redirect": aimtest.UnauthorizedRedirect,
	}))
	s.IntVar(&a.ErrorStatus, "aim.error-status", 0, "HTTP status of error elements; 0 is 200")
	s.StringVar(&a.ErrorElement, "aim.error-element", "", "element around every error code")
	s.IntVar(&a.SuccessStatus, "aim.success-status", 0, "HTTP status of successes; 0 is 200")
	s.IntVar(&a.ReportStatusStatus, "aim.report-status", 0, "HTTP status of get-report-status; 0 is 200")
	s.Func("aim.orders-listed", "order reports: at-once, when-finished", choice(&a.OrdersListed, listed))
	s.Func("aim.listings-listed", "listing reports: at-once, when-finished", choice(&a.ListingsListed, listed))
	s.Func("aim.refunds-listed", "refund reports: at-once, when-finished", choice(&a.RefundsListed, listed))
	s.StringVar(&a.QueuedStatus, "aim.queued-status", "", "status of a batch that waits for others")
	s.BoolVar(&a.CorrectSpelling, "aim.correct-spelling", false, "itemsnotactivated")
	s.BoolVar(&a.IgnoreBatchID, "aim.ignore-batch-id", false, "SUCCESS in place of a batch ID")
	s.BoolVar(&a.OldestFirst, "aim.oldest-first", false, "lists in the other order")
	s.BoolVar(&a.BlankEndTime, "aim.blank-end-time", false, "unfinished reports without an end time")
	s.BoolVar(&a.ErrorLog2004, "aim.error-log-2004", false, "error logs in the older layout")
	s.IntVar(&a.LiteHeaderEvery, "aim.lite-header-every", 0, "rows until the header repeats; 0 is 5")
	s.IntVar(&a.OrderHeaderEvery, "aim.order-header-every", 0, "the same in order reports; 0: never")
	s.BoolVar(&a.FulfillmentChannel, "aim.fulfillment-channel", false, "27 columns in open listings")
	s.BoolVar(&a.UTF8Downloads, "aim.utf8-downloads", false, "downloads in UTF-8")
	s.BoolVar(&a.StrictContentType, "aim.strict-content-type", false, "queries need text/xml, too")
	s.BoolVar(&a.AllowChunked, "aim.allow-chunked", false, "uploads without a Content-Length")
	s.BoolVar(&a.DiscardUploads, "aim.discard-uploads", false, "count the bytes and keep nothing")
}

func (o *Options) twdSwitches(s *flag.FlagSet) {
	t := &o.TWD
	s.IntVar(&t.PageSize, "twd.page-size", 0, "items on a page; 0 is 50")
	s.IntVar(&t.ErrorStatus, "twd.error-status", 0, "HTTP status of statuscode 0; 0 is 200")
	s.StringVar(&t.ContentType, "twd.content-type", "", "Content-Type of replies")
	s.Func("twd.request-text", "keep-bytes, decode-utf8", choice(&t.RequestText, map[string]twdtest.RequestText{
		"keep-bytes": twdtest.KeepBytes, "decode-utf8": twdtest.DecodeUTF8,
	}))
	s.Func("twd.past-end", "empty, last-page, error", choice(&t.PastEnd, map[string]twdtest.PastEnd{
		"empty": twdtest.EmptyPage, "last-page": twdtest.LastPageAgain, "error": twdtest.PageError,
	}))
	s.Func("twd.below-zero", "go-negative, stop, refuse", choice(&t.BelowZero, map[string]twdtest.BelowZero{
		"go-negative": twdtest.GoNegative, "stop": twdtest.StopAtZero, "refuse": twdtest.RefuseBelowZero,
	}))
	s.BoolVar(&t.IgnorePage, "twd.ignore-page", false, "every page is the first")
	s.BoolVar(&t.RandomOrder, "twd.random-order", false, "items in another order in every reply")
	s.Func("twd.totals", "right, none, too-high, of-page", choice(&t.Totals, map[string]twdtest.Totals{
		"right": twdtest.TotalsRight, "none": twdtest.NoTotals, "too-high": twdtest.TotalsTooHigh, "of-page": twdtest.TotalsOfPage,
	}))
	s.Func("twd.add-on-fields", "keys of add-ons, separated by commas", list(&t.AddOnFields))
	s.Func("twd.statuses", "the only statuses taken, separated by commas", list(&t.Statuses))
	s.BoolVar(&t.OKWithoutItem, "twd.ok-without-item", false, "an unknown item is no error")
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
	s.IntVar(&i.TokenStatus, "invapi.token-status", 0, "HTTP status for a wrong token; 0 is 401")
	s.IntVar(&i.RequestStatus, "invapi.request-status", 0, "HTTP status for a bad request; 0 is 400")
	s.IntVar(&i.NotFoundStatus, "invapi.not-found-status", 0, "HTTP status for an unknown product; 0: 404")
	s.BoolVar(&i.AcceptUnknown, "invapi.accept-unknown", false, "success for an unknown product")
	s.BoolVar(&i.HTMLForBadJSON, "invapi.html-for-bad-json", false, "a page for invalid JSON")
	s.BoolVar(&i.AlphanumericSKUs, "invapi.alphanumeric-skus", false, "A-1 and A1 are the same SKU")
}

// choice sets a value by its name.
func choice[T any](value *T, names map[string]T) func(string) error {
	return func(text string) error {
		named, known := names[text]
		if !known {
			all := make([]string, 0, len(names))
			for name := range names {
				all = append(all, name)
			}
			slices.Sort(all)
			return fmt.Errorf("must be one of %s", strings.Join(all, ", "))
		}
		*value = named
		return nil
	}
}

// list sets texts that are separated by commas.
func list(values *[]string) func(string) error {
	return func(text string) error {
		*values = strings.FieldsFunc(text, func(r rune) bool { return r == ',' })
		if *values == nil {
			*values = []string{}
		}
		return nil
	}
}
