package flatfile

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sellerwire/sellerwire"
)

// ConvertOptions adjust [UIEERecord.Loader] and [UIEERecord.BookLoader]. The zero
// value is the default.
type ConvertOptions struct {
	// Condition translates a condition that this package does not know, such as
	// "Near Fine"; ok is false if it does not know it either. Zero: such a record
	// is refused. What a seller promises is not for a program to guess.
	Condition func(words string) (condition Condition, ok bool)
	// Category is the category1 of a record without ISBN. Zero: [CategoryNoISBN].
	Category string
}

// Loader converts the record to a row of an inventory loader file. The SKU, the
// price, the note and the action are taken over. The ISBN is the record's own (BN),
// or the first that stands in the first 200 characters of the note. The condition
// is translated from words such as "very good", "used-like new" and
// "collectible-good". The quantity is that of CO, 1 if there is none. The title
// becomes the item-name if it is short enough for one, or if there is no ISBN to
// tell the title by.
//
// left are the fields that the row has no column for, such as the author: the
// service knows them by the ISBN. [UIEERecord.BookLoader] keeps more of them.
//
// The error is a [sellerwire.InvalidError] that lists every fault: one of
// conversion, or one that [LoaderRow.Validate] finds. A wanted item is one, as the
// service ignores wants.
func (r UIEERecord) Loader(opts ConvertOptions) (row LoaderRow, left []UIEEField, err error) {
	c := r.convert(opts)
	row = LoaderRow{
		SKU: r.SKU, Price: r.Price, ItemNote: r.Note,
		ProductID: c.isbn, ProductIDType: c.isbnType,
		Condition: c.condition, Quantity: c.quantity, Action: r.Action.asAction(),
		ItemName: r.Title, Category: c.category,
	}
	if c.isbn != "" && longerThan(r.Title, maxItemName) {
		row.ItemName = ""
		left = append(left, UIEEField{"TI", r.Title})
	}
	left = append(left, r.fields("AA", "AI", "PU", "PP", "DP", "ED", "SE", "BD", "JK", "MT", "KE", "XA", "XC")...)
	return row, append(left, r.Extra...), c.err("convert to loader row", row.Validate())
}

// BookLoader converts the record to a row of a book loader file, as
// [UIEERecord.Loader] does. Title, author, publisher, date and binding have columns
// of their own there.
func (r UIEERecord) BookLoader(opts ConvertOptions) (row BookLoaderRow, left []UIEEField, err error) {
	c := r.convert(opts)
	row = BookLoaderRow{
		SKU: r.SKU, Price: r.Price, ItemNote: r.Note,
		ProductID: c.isbn, ProductIDType: c.isbnType,
		Condition: c.condition, Quantity: c.quantity, Action: r.Action.asAction(),
		Title: r.Title, Author: r.Author, Publisher: r.Publisher,
		PublicationDate: r.PublicationDate, Binding: r.Binding, Category: c.category,
	}
	left = r.fields("AI", "PP", "ED", "SE", "JK", "MT", "KE", "XA", "XC")
	return row, append(left, r.Extra...), c.err("convert to book loader row", row.Validate())
}

// conversion is what has to be worked out.
type conversion struct {
	isbn      string
	isbnType  ProductIDType
	category  string
	condition Condition
	quantity  *int
	faults    faultList
}

func (r *UIEERecord) convert(opts ConvertOptions) conversion {
	var c conversion
	if r.Status == UIEEWanted {
		c.faults.add("XD", "the item is wanted, not offered")
	}
	c.findISBN(r)
	if c.isbn == "" && !r.Action.Deletes() {
		c.category = opts.Category
		if c.category == "" {
			c.category = CategoryNoISBN
		}
	}
	c.setCondition(r.Condition, opts)
	if !r.Action.Deletes() {
		c.setQuantity(r.Copies)
	}
	return c
}

func (c *conversion) findISBN(r *UIEERecord) {
	if r.ISBN != "" {
		if c.isbn = asISBN(r.ISBN); c.isbn == "" {
			c.faults.add("BN", quoted(r.ISBN)+" is not an ISBN")
		}
	} else {
		c.isbn = isbnInNote(r.Note)
	}
	if c.isbn != "" {
		c.isbnType = ProductISBN
	}
}

func (c *conversion) setQuantity(copies string) {
	n := 1
	if copies != "" {
		var err error
		if n, err = strconv.Atoi(strings.TrimSpace(copies)); err != nil || n < 0 {
			c.faults.add("CO", quoted(copies)+" is not a whole number")
			return
		}
	}
	c.quantity = &n
}

func (c *conversion) setCondition(words string, opts ConvertOptions) {
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
	c.faults.add("CN", quoted(words)+" is not a known condition; see ConvertOptions.Condition")
}

// err joins the faults of the conversion with those of the row.
func (c *conversion) err(operation string, invalid error) error {
	if e, ok := invalid.(*sellerwire.InvalidError); ok {
		c.faults = append(c.faults, e.Fields...)
	}
	return c.faults.invalid(operation)
}

// fields lists the fields with these tokens that are not empty.
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

// ConditionOf translates words such as "Very Good", "used-like new" and
// "collectible; good" to a condition; ok is false for others. A condition without
// "collectible" is one of a used copy, unless it is "new".
func ConditionOf(words string) (condition Condition, ok bool) {
	split := strings.FieldsFunc(strings.ToLower(words), func(r rune) bool {
		return r == ' ' || r == '-' || r == ';' || r == ':' || r == ','
	})
	text := strings.Join(split, " ")
	if text == "new" {
		return ConditionNew, true
	}
	if text == "refurbished" || text == "used refurbished" {
		return ConditionRefurbished, true
	}
	grade, collectible := strings.CutPrefix(text, "collectible ")
	if !collectible {
		grade = strings.TrimPrefix(text, "used ")
	}
	condition, ok = grades[grade]
	if ok && collectible {
		condition = collectibles[condition]
	}
	return condition, ok
}

var grades = map[string]Condition{
	"like new": ConditionUsedLikeNew, "very good": ConditionUsedVeryGood,
	"good": ConditionUsedGood, "acceptable": ConditionUsedAcceptable,
}

var collectibles = map[Condition]Condition{
	ConditionUsedLikeNew:    ConditionCollectibleLikeNew,
	ConditionUsedVeryGood:   ConditionCollectibleVeryGood,
	ConditionUsedGood:       ConditionCollectibleGood,
	ConditionUsedAcceptable: ConditionCollectibleAcceptable,
}
