package twdtest

// defaultAPIKey is accepted where Options name none.
const defaultAPIKey = "twdtest-key-4711"

// defaultPageSize is the only page size that the vendor's page names.
const defaultPageSize = 50

// Options choose how the installation behaves where the vendor's page says nothing.
// The zero value means the documented defaults.
type Options struct {
	// APIKey is the access key that the shop has set. Empty means an invented key,
	// see [Emulator.APIKey].
	APIKey string

	// PageSize is the number of items on a page; 0 means 50.
	PageSize int

	// ErrorStatus is the HTTP status of a reply with statuscode 0; 0 means
	// 200.
	ErrorStatus int

	// ContentType is the Content-Type of replies; "" means
	// "text/xml; charset=ISO-8859-1".
	ContentType string

	// RequestText is how the bytes of a value are read; 0 means [KeepBytes].
	RequestText RequestText

	// PastEnd is what a page after the last one shows; 0 means [EmptyPage].
	PastEnd PastEnd

	// BelowZero is what a qtyadj above the stock does; 0 means [GoNegative].
	BelowZero BelowZero

	// IgnorePage answers every page with the first, like a script that ignores the
	// parameter.
	IgnorePage bool

	// RandomOrder lists items in a different order in every reply, like a database
	// that was given no sort order. The orders are the same in every run.
	RandomOrder bool

	// Totals is what lists show for totalcount and totalstatus; 0 means
	// [TotalsRight].
	Totals Totals

	// OKWithoutItem answers a look-up of an unknown stock number with
	// statuscode 1 and no item, in place of an error.
	OKWithoutItem bool

	// AddOnFields are the keys of add-ons. An update sets them, and items show them
	// after the price. Nil means that updates ignore unknown keys.
	AddOnFields []string

	// Statuses are the statuses that an update accepts, including those of add-ons;
	// any other is refused. Nil means that every status is accepted unless it is
	// empty.
	Statuses []string

	// Quirks damage every reply from the start; 0 means none. See
	// [Emulator.SetQuirks].
	Quirks Quirks
}

// withDefaults fills in what is zero.
func (o Options) withDefaults() Options {
	if o.APIKey == "" {
		o.APIKey = defaultAPIKey
	}
	if o.PageSize <= 0 {
		o.PageSize = defaultPageSize
	}
	if o.ErrorStatus == 0 {
		o.ErrorStatus = 200
	}
	if o.ContentType == "" {
		o.ContentType = "text/xml; charset=ISO-8859-1"
	}
	return o
}

// RequestText is how the emulated script reads the text of a request.
type RequestText int

const (
	// KeepBytes stores the bytes of a value as received and prints them as Latin-1,
	// like a script that ignores encodings. The default.
	KeepBytes RequestText = iota
	// DecodeUTF8 reads values as UTF-8. Values that are not valid UTF-8 are kept as
	// bytes.
	DecodeUTF8
)

// PastEnd is the answer to a page after the last one.
type PastEnd int

const (
	// EmptyPage has statuscode 1, the same totalcount and no item. The
	// default.
	EmptyPage PastEnd = iota
	// LastPageAgain returns the last page again.
	LastPageAgain
	// PageError has statuscode 0.
	PageError
)

// Totals is what a list says about the number of items.
type Totals int

const (
	// TotalsRight counts the items of the status. The default.
	TotalsRight Totals = iota
	// NoTotals leaves totalcount and totalstatus out.
	NoTotals
	// TotalsTooHigh counts 1000 more than there are.
	TotalsTooHigh
	// TotalsOfPage counts the items on the page.
	TotalsOfPage
)

// BelowZero is what happens when qtyadj takes more than there is.
type BelowZero int

const (
	// GoNegative allows the quantity to fall below zero. The default.
	GoNegative BelowZero = iota
	// StopAtZero sets the quantity to 0.
	StopAtZero
	// RefuseBelowZero answers with statuscode 0 and changes nothing.
	RefuseBelowZero
)

// Quirks are faults in the content of replies, such as hand-printed XML has;
// combine them with |. Faults of the transport are for Intercept.
type Quirks uint

const (
	// NoQty leaves the qty element out of every item. (A single item without
	// it is one that is seeded with a nil Qty.)
	NoQty Quirks = 1 << iota
	// BareAmpersand prints '&' as it is, which no XML parser in strict mode
	// accepts.
	BareAmpersand
	// SmartQuotes puts every description between the bytes 0x93 and 0x94.
	SmartQuotes
	// VerticalTab ends every description with the byte 0x0B, which XML forbids.
	VerticalTab
	// GroupedPrices prints the price 1200 as 1,200.00.
	GroupedPrices
	// LeadingBlankLine precedes the XML declaration with a line feed.
	LeadingBlankLine
	// HTMLAfterResult appends an HTML message to the complete document.
	HTMLAfterResult
	// HTMLInsteadOfRest cuts the document in its middle and continues with an HTML
	// message, like a script that dies while it prints. An update has been made by
	// then.
	HTMLInsteadOfRest
	// BareLessThan prints '<' as it is.
	BareLessThan
	// LineBreaks prints a comma and a space in a description as ",<br>".
	LineBreaks
	// PrintUTF8 prints texts as UTF-8, under the declaration of ISO-8859-1.
	PrintUTF8
)
