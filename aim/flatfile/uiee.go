package flatfile

import (
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// UIEERecord is a record of a UIEE file, a format of booksellers' programs: one item,
// with one field per line. The comments give the token of each field. An empty field is
// not written. UIEE has no quantity: a record is one copy.
type UIEERecord struct {
	SKU             string // UR, required: 1 to 40 characters
	Author          string // AA
	Title           string // TI, required unless the record deletes
	Illustrator     string // AI
	Publisher       string // PU
	Place           string // PP
	PublicationDate string // DP
	Edition         string // ED
	SeriesVolume    string // SE
	// Binding (BD) is a word such as [BindingHardcover].
	Binding         string
	JacketCondition string // JK
	// Condition (CN) is a text such as [Condition.Text] returns. Collectible offers must
	// be spelled out, as in "collectible-very good".
	Condition string
	Category  string // MT
	Keyword   string // KE
	// Note (NT) is the comment. The service looks for the ISBN in its first 200
	// characters; usually the ISBN is the first word.
	Note string
	// ISBN (BN) belongs to generic UIEE. The service does not read it.
	ISBN string
	// OtherISBN (NC) is the ISBN in files of programs that do not use BN.
	OtherISBN string
	// Copies (CO) is written by some programs. The service ignores it.
	Copies string
	// Price (PR) is required unless the record deletes. It must be greater than 0 and
	// have at most two decimals.
	Price decimal.Decimal
	// Lifespan (XA) and Kind (XC), "BO" for books, belong to generic UIEE.
	Lifespan string
	Action   UIEEAction // XB
	Kind     string
	Status   UIEEStatus // XD
	// Extra has the fields with other tokens, and the repeated fields after the first one
	// of a token, in the order of the file.
	Extra []UIEEField
}

// UIEEField is a line of a record: two capital letters and a value.
type UIEEField struct {
	Token, Value string
}

// UIEEAction says what a record does. The list is open.
type UIEEAction string

// The actions. An empty action adds. The numbers 2 to 7 all delete. In generic UIEE each
// has a reason; only that of 5 is known.
const (
	UIEEAdd    UIEEAction = "1"
	UIEEDelete UIEEAction = "2"
	UIEESold   UIEEAction = "5" // also deletes
)

// Deletes reports whether the record removes its item from the inventory.
func (a UIEEAction) Deletes() bool { return len(a) == 1 && a >= "2" && a <= "7" }

// Known reports whether the action is a number from 1 to 7.
func (a UIEEAction) Known() bool { return a == UIEEAdd || a.Deletes() }

// UIEEStatus says whether the item is for sale. The list is open.
type UIEEStatus string

// The statuses. Empty means for sale. The service ignores wants.
const (
	UIEEForSale     UIEEStatus = "S"
	UIEEWanted      UIEEStatus = "W"
	UIEETrade       UIEEStatus = "T" // offered for trade
	UIEERealization UIEEStatus = "R" // realization, or remainders
)

// Known reports whether the status is one of this package's constants.
func (s UIEEStatus) Known() bool {
	return s == UIEEForSale || s == UIEEWanted || s == UIEETrade || s == UIEERealization
}

// Words that a client used for [UIEERecord.Binding]. Any other text may be sent.
const (
	BindingHardcover  = "hardcover"
	BindingPaperback  = "paperback"
	BindingPocketBook = "pocket_book"
	BindingLeather    = "leather_book"
	BindingSpiral     = "spiral_bound"
)

// columns visits the fields in the order of writing: the SKU first, and the fields with
// an X last.
func (r UIEERecord) columns(c *cells) UIEERecord {
	r.SKU = c.key("UR", r.SKU)
	r.Author = c.text("AA", r.Author)
	r.Title = c.text("TI", r.Title)
	r.Illustrator = c.text("AI", r.Illustrator)
	r.Publisher = c.text("PU", r.Publisher)
	r.Place = c.text("PP", r.Place)
	r.PublicationDate = c.text("DP", r.PublicationDate)
	r.Edition = c.text("ED", r.Edition)
	r.SeriesVolume = c.text("SE", r.SeriesVolume)
	r.Binding = c.text("BD", r.Binding)
	r.JacketCondition = c.text("JK", r.JacketCondition)
	r.Condition = c.text("CN", r.Condition)
	r.Category = c.text("MT", r.Category)
	r.Keyword = c.text("KE", r.Keyword)
	r.Note = c.text("NT", r.Note)
	r.ISBN = c.id("BN", r.ISBN)
	r.OtherISBN = c.id("NC", r.OtherISBN)
	r.Copies = c.id("CO", r.Copies)
	r.Price = c.price("PR", r.Price)
	r.Lifespan = c.text("XA", r.Lifespan)
	r.Action = UIEEAction(c.code("XB", string(r.Action), r.Action.Known))
	r.Kind = c.text("XC", r.Kind)
	r.Status = UIEEStatus(c.code("XD", string(r.Status), r.Status.Known))
	c.atMost(maxSKU, "UR", r.SKU)
	c.priced("PR", r.Price, r.Action.Deletes())
	if r.Title == "" && !r.Action.Deletes() {
		c.refuse("TI", "must not be empty unless the record deletes")
	}
	return r
}

// uieeTokens returns the tokens of the fields of UIEERecord.
func uieeTokens() []string {
	var c cells
	UIEERecord{}.columns(&c)
	var tokens []string
	for _, field := range c.declared {
		tokens = append(tokens, field.name)
	}
	return tokens
}

// Validate checks the record like the writer, except for the encoding of the file. The
// error is a [sellerwire.InvalidError] that lists every fault.
func (r UIEERecord) Validate() error {
	_, faults := newUIEEAppender(WriteOptions{Encoding: UTF8})(nil, r)
	return faults.invalid("validate UIEE record")
}

// NewUIEEWriter returns a writer of a UIEE file. It does not write the file header of
// generic UIEE, which the service does not accept. It buffers records: call
// [Writer.Flush] at the end.
func NewUIEEWriter(w io.Writer, opts WriteOptions) (*Writer[UIEERecord], error) {
	c, err := uieeCodec(opts)
	if err != nil {
		return nil, err
	}
	return newWriter(w, c), nil
}

// UIEEFeed returns a feed of a UIEE file that is encoded while it is sent. It works like
// [LoaderFeed].
func UIEEFeed(records iter.Seq2[UIEERecord, error], opts WriteOptions) (Feed, error) {
	c, err := uieeCodec(opts)
	if err != nil {
		return Feed{}, err
	}
	return newFeed(records, c, opts)
}

func uieeCodec(opts WriteOptions) (codec[UIEERecord], error) {
	faults := opts.encodingFaults()
	if len(opts.Columns) > 0 {
		faults.add("Columns", "must be empty: a UIEE file has no columns")
	}
	if err := faults.invalid("write options"); err != nil {
		return codec[UIEERecord]{}, err
	}
	return codec[UIEERecord]{
		name: "UIEE file", format: UIEE,
		appender: func() appendFunc[UIEERecord] { return newUIEEAppender(opts) },
	}, nil
}

// firstOfLast is the token before which unknown tokens are written.
const firstOfLast = "XA"

func newUIEEAppender(opts WriteOptions) appendFunc[UIEERecord] {
	tokens := uieeTokens()
	c := cells{mode: writing, unknownCodes: opts.AllowUnknownCodes}
	return func(dst []byte, r UIEERecord) ([]byte, faultList) {
		c.clear()
		r.columns(&c)
		faults := c.faults
		appendKnown := func(from, to int) {
			for i := from; i < to; i++ {
				if c.texts[i] != "" {
					dst = opts.appendField(dst, tokens[i], c.texts[i], &faults)
				}
			}
		}
		place := extraPlace(tokens, r.Extra)
		appendKnown(0, place)
		for _, field := range r.Extra {
			dst = opts.appendExtra(dst, field, tokens, c.texts, &faults)
		}
		appendKnown(place, len(tokens))
		return append(dst, lineEnd...), faults
	}
}

// extraPlace returns where the extra fields are written: before the tokens that come
// last, or after a token that they repeat, since its first field must come before the
// others.
func extraPlace(tokens []string, extra []UIEEField) int {
	place := slices.Index(tokens, firstOfLast)
	for _, field := range extra {
		place = max(place, slices.Index(tokens, field.Token)+1)
	}
	return place
}

// appendExtra writes a repeated field, or a field with an unknown token.
func (o *WriteOptions) appendExtra(dst []byte, field UIEEField, tokens, texts []string, faults *faultList) []byte {
	known := slices.Index(tokens, field.Token)
	switch {
	case !isToken(field.Token):
		faults.add("Extra", "the token "+quoted(field.Token)+" must be two capital letters")
	case slices.Contains(single, field.Token):
		faults.add("Extra", "a record can have only one "+field.Token)
	case field.Value == "":
		faults.add("Extra", "the field "+field.Token+" is empty")
	case known >= 0 && texts[known] == "":
		faults.add("Extra", "the first field "+field.Token+" must be set in the record, not in Extra")
	case faults.checkText(field.Token, field.Value):
		return o.appendField(dst, field.Token, field.Value, faults)
	}
	return dst
}

func (o *WriteOptions) appendField(dst []byte, token, value string, faults *faultList) []byte {
	dst = append(append(dst, token...), '|')
	if strings.HasPrefix(value, " ") {
		dst = append(dst, ' ') // readers drop one blank
	}
	dst = o.appendEncoded(dst, token, value, faults)
	return append(dst, lineEnd...)
}

// tokenNumber numbers the tokens from AA to ZZ.
func tokenNumber(token string) int { return 26*int(token[0]-'A') + int(token[1]-'A') }

// isToken reports whether a text is two capital letters.
func isToken(text string) bool {
	return len(text) == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z'
}
