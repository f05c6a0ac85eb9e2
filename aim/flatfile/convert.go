package flatfile

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sellerwire/sellerwire"
)

// ConvertOptions adjust [UIEERecord.Loader] and [UIEERecord.BookLoader]. The zero
// value is the default.
type ConvertOptions struct {
	// Condition translates a condition that this package does not know, such as "Near
	// Fine". It returns ok false if it does not know it either. Nil means that such a
	// record is refused: this package does not guess what a seller promises.
	Condition func(words string) (condition Condition, ok bool) `json:"-"`
	// Category is the category1 of a record without an ISBN. Empty means
	// [CategoryNoISBN].
	Category string
}

// Loader converts the record to a row of an inventory loader file. SKU, price, note and
// action are copied. The ISBN is that of BN or NC, or else the first one in the first 200
// characters of the note; its check digit must be right. The condition is translated from
// words such as "very good", "used-like new" and "good - collectible". The quantity is
// that of CO, or 1. The title becomes the item-name if it has at most 80 characters. A
// longer title is in left if there is an ISBN or the record deletes, and a fault
// otherwise.
//
// left has the fields that the row has no column for, such as the author. It also has
// fields that could not be used, such as a BN of "see NC", and fields that are not
// needed, such as an NC with a second ISBN. [UIEERecord.BookLoader] keeps more of them.
//
// The error is a [sellerwire.InvalidError] that lists every fault: those of the
// conversion, and those that [LoaderRow.Validate] finds. An item that is not for sale is
// a fault, because the service ignores wants. So is an unknown action or status: this
// package does not guess what they mean. In a record that deletes, an ISBN or a condition
// that cannot be read is not a fault, and CO is ignored.
func (r UIEERecord) Loader(opts ConvertOptions) (row LoaderRow, left []UIEEField, err error) {
	c := r.convert(opts)
	title := strings.TrimSpace(r.Title)
	row = LoaderRow{
		SKU: r.SKU, Price: r.Price, ItemNote: strings.TrimSpace(r.Note),
		ProductID: c.isbn, ProductIDType: c.isbnType,
		Condition: c.condition, Quantity: c.quantity, Action: c.action,
		ItemName: title, Category: c.category,
	}
	if (c.isbn != "" || r.Action.Deletes()) && longerThan(title, maxItemName) {
		row.ItemName = ""
		left = append(left, UIEEField{"TI", r.Title})
	}
	left = append(left, r.fields(append(c.left, "AA", "AI", "PU", "PP", "DP", "ED", "SE", "BD", "JK", "MT", "KE", "XA", "XC")...)...)
	return row, append(left, r.Extra...), c.err("convert to loader row", row.Validate())
}

// BookLoader converts the record to a row of a book loader file, like
// [UIEERecord.Loader]. That file has columns for title, author, publisher, date and
// binding.
func (r UIEERecord) BookLoader(opts ConvertOptions) (row BookLoaderRow, left []UIEEField, err error) {
	c := r.convert(opts)
	row = BookLoaderRow{
		SKU: r.SKU, Price: r.Price, ItemNote: strings.TrimSpace(r.Note),
		ProductID: c.isbn, ProductIDType: c.isbnType,
		Condition: c.condition, Quantity: c.quantity, Action: c.action,
		Title: strings.TrimSpace(r.Title), Author: strings.TrimSpace(r.Author), Publisher: strings.TrimSpace(r.Publisher),
		PublicationDate: strings.TrimSpace(r.PublicationDate), Binding: strings.TrimSpace(r.Binding), Category: c.category,
	}
	left = r.fields(append(c.left, "AI", "PP", "ED", "SE", "JK", "MT", "KE", "XA", "XC")...)
	return row, append(left, r.Extra...), c.err("convert to book loader row", row.Validate())
}

// conversion holds what a conversion finds out.
type conversion struct {
	action    Action
	isbn      string
	isbnType  ProductIDType
	category  string
	condition Condition
	quantity  *int
	left      []string // tokens of fields that were not used
	faults    faultList
}

func (r *UIEERecord) convert(opts ConvertOptions) conversion {
	c := conversion{action: ActionAdd}
	switch {
	case r.Action.Deletes():
		c.action = ActionDelete
	case r.Action != "" && !r.Action.Known():
		c.faults.add("XB", quoted(string(r.Action))+" is not a known action; 1 adds, 2 to 7 delete")
	}
	if r.Status != "" && r.Status != UIEEForSale {
		c.faults.add("XD", "the item is not for sale: the status is "+quoted(string(r.Status)))
	}
	deletes := r.Action.Deletes()
	c.findISBN(r, deletes)
	c.setCondition(r.Condition, opts, deletes)
	if !deletes {
		c.setQuantity(r.Copies)
		if c.isbn == "" {
			c.category = cmp.Or(opts.Category, CategoryNoISBN)
		}
	}
	return c
}

// findISBN looks where programs put the ISBN. A field that looks like an ISBN but is not
// one could mean any book, so it is a fault. A field with words instead is left over.
func (c *conversion) findISBN(r *UIEERecord, deletes bool) {
	for _, field := range []UIEEField{{"BN", r.ISBN}, {"NC", r.OtherISBN}} {
		isbn := findISBN(field.Value, true)
		switch {
		case isbn == "" && field.Value != "" && (deletes || !looksLikeISBN(field.Value)):
			c.left = append(c.left, field.Token)
		case isbn == "" && field.Value != "":
			c.faults.add(field.Token, quoted(field.Value)+" is not an ISBN, by its length or its check digit")
		case c.isbn == "":
			c.isbn = isbn
		case isbn != "" && isbn != c.isbn:
			c.left = append(c.left, field.Token)
		}
	}
	if c.isbn == "" {
		c.isbn = isbnInNote(r.Note)
	}
	if c.isbn != "" {
		c.isbnType = ProductISBN
	}
}

func (c *conversion) setQuantity(copies string) {
	n := 1
	if copies != "" {
		var reason string
		if n, reason = parseCount(copies); reason != "" {
			c.faults.add("CO", reason)
			return
		}
	}
	c.quantity = &n
}

func (c *conversion) setCondition(words string, opts ConvertOptions, deletes bool) {
	if strings.TrimSpace(words) == "" {
		return
	}
	var ok bool
	if c.condition, ok = ConditionOf(words); ok {
		return
	}
	if opts.Condition != nil {
		if c.condition, ok = opts.Condition(words); ok {
			return
		}
	}
	if deletes {
		c.condition = ""
		c.left = append(c.left, "CN")
		return
	}
	c.faults.add("CN", quoted(words)+" is not a known condition; see ConvertOptions.Condition")
}

// err joins the faults of the conversion with those of the row.
func (c *conversion) err(operation string, invalid error) error {
	if e, ok := invalid.(*sellerwire.InvalidError); ok {
		c.faults = append(c.faults, e.Fields...)
	}
	return c.faults.invalid(operation)
}

// fields returns the fields with these tokens that are not empty.
func (r *UIEERecord) fields(tokens ...string) []UIEEField {
	c := cells{mode: writing}
	r.columns(&c)
	var fields []UIEEField
	for i, token := range uieeTokens() {
		if c.texts[i] != "" && slices.Contains(tokens, token) {
			fields = append(fields, UIEEField{token, c.texts[i]})
		}
	}
	return fields
}

// ConditionOf translates words in any order, such as "Very Good", "used_like_new" and
// "Good; Collectible", to a condition. ok is false for other words, such as "Good-" or
// "Good+". Without "collectible" the condition is that of a used copy, unless it is
// "new".
func ConditionOf(words string) (condition Condition, ok bool) {
	collectible, used := false, false
	var rest []string
	words = strings.TrimSpace(words)
	if last, _ := utf8.DecodeLastRuneInString(words); unicode.Is(unicode.Pd, last) {
		return "", false
	}
	separates := func(r rune) bool {
		return unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || strings.ContainsRune(`;:,./()[]_|&"'`, r)
	}
	for _, word := range strings.FieldsFunc(strings.ToLower(words), separates) {
		switch {
		case word == "collectible" && !collectible:
			collectible = true
		case word == "used" && !used:
			used = true
		default:
			rest = append(rest, word)
		}
	}
	text := strings.Join(rest, " ")
	switch {
	case collectible && used:
		return "", false
	case collectible:
		condition, ok = collectibles[text]
	case text == "refurbished":
		condition, ok = ConditionRefurbished, true
	case text == "new" && !used:
		condition, ok = ConditionNew, true
	default:
		condition, ok = grades[text]
	}
	return condition, ok
}

var grades = map[string]Condition{
	"like new": ConditionUsedLikeNew, "very good": ConditionUsedVeryGood,
	"good": ConditionUsedGood, "acceptable": ConditionUsedAcceptable,
}

var collectibles = map[string]Condition{
	"like new": ConditionCollectibleLikeNew, "very good": ConditionCollectibleVeryGood,
	"good": ConditionCollectibleGood, "acceptable": ConditionCollectibleAcceptable,
}
