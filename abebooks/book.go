package abebooks

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// Book is a complete record of one book. A field that you leave empty is cleared at
// the service.
//
// Lengths are in characters. Only VendorBookID, Price, and one of Author, Title and
// Publisher are required. Keyword fields accept the constants of this package and
// any other text; sellers use localised words. [Book.Validate] checks everything
// stated here, unless the field says otherwise.
//
// A call reads a Book and what its pointers and slices refer to, and changes
// neither.
type Book struct {
	// VendorBookID is the seller's own ID. Required, 1 to 40 characters on one
	// line. It must be unique, and must never be used again for another book. This
	// package compares IDs ignoring case. It refuses an ID that begins or ends with
	// a blank, contains a byte order mark, or was turned into 9.78E+12 by a
	// spreadsheet.
	VendorBookID string
	// Author is usually "Surname, First; Surname, First". At most 750. At least one
	// of Author, Title and Publisher is required.
	Author string
	// Title has at most 750 characters.
	Title string
	// Publisher has at most 750 characters.
	Publisher string
	// Subject holds search keywords as free text, at most 2000.
	Subject string
	// Price is required: greater than 0, with at most two decimals and a currency.
	Price Price
	// LanguageISOCode has exactly three letters, such as "ENG".
	LanguageISOCode string
	// DustJacket says whether there is a dust jacket. Nil omits the element.
	DustJacket *bool
	// Binding is the type of binding and a word for it. The zero value omits it.
	Binding Binding
	// FirstEdition says whether this is a first edition. Nil omits the element.
	FirstEdition *bool
	// Signed says whether the book is signed. Nil omits the element.
	Signed *bool
	// BooksellerCatalogue is the seller's own category, at most 750.
	BooksellerCatalogue string
	// Description is plain text, at most 4000. The service does not allow links in
	// it; this is not checked.
	Description string
	// BookCondition is a keyword such as [ConditionVeryGood], at most 30.
	BookCondition string
	// Size is free text such as `8.4" x 5.4"`, at most 50.
	Size string
	// JacketCondition is a keyword such as [JacketVeryGood], at most 30.
	JacketCondition string
	// BookType is a keyword such as [BookTypeExLibrary], at most 30.
	BookType string
	// ISBN has only digits and X, at most 15, no hyphens. A value such as 9.78E+12,
	// which a spreadsheet makes of an ISBN, is refused.
	ISBN string
	// PublishPlace has at most 50 characters.
	PublishPlace string
	// PublishYear has at most 4 characters, such as "1999".
	PublishYear string
	// Edition is a keyword such as [FirstEdition] or text, at most 40.
	Edition string
	// Printing is text such as "1st printing", at most 20.
	Printing string
	// Illustrator has at most 254 characters.
	Illustrator string
	// InscriptionType is a keyword or text, at most 50.
	InscriptionType string
	// Quantity is 0 to 999. 0 removes the book. Nil omits the element. In the
	// vendor's file format that means one copy; what it means here is not
	// documented.
	Quantity *int
	// ShippingTemplateID must exist at the service, or the book is refused with
	// code 607. At most 40.
	ShippingTemplateID string
	// Weight is omitted if its value is 0.
	Weight Weight
	// ProductType is a keyword such as "books" or "maps". No maximum length is
	// documented.
	ProductType string
	// Pictures are at most 20 public http or https URLs of at most 2000 characters
	// each. The service fetches them later, so they must stay valid. It blocks URLs
	// of Amazon, eBay and the like; this is not checked.
	Pictures []string
}

// Price is an amount in a currency.
type Price struct {
	// Amount is greater than 0, with at most two decimals and 18 digits. Only its
	// value counts, not its spelling: 20, 2E+1 and 20.000 are the same amount. It
	// is sent with exactly two decimals.
	Amount decimal.Decimal
	// Currency is a three-letter ISO 4217 code in upper case, such as "USD".
	// Required.
	Currency string
}

// Binding describes how a book is bound.
type Binding struct {
	// Type is [BindingHard] or [BindingSoft]. Empty omits the attribute.
	Type BindingType
	// Text is a keyword or free text, such as "Hardcover" or "Leather". At most
	// 30.
	Text string
}

// BindingType is a type of binding.
type BindingType string

// The binding types that the service documents.
const (
	BindingHard BindingType = "hard"
	BindingSoft BindingType = "soft"
)

// Weight is a weight with its unit. The zero value means no weight.
type Weight struct {
	// Value is greater than 0, with at most 6 decimals and 18 digits.
	Value decimal.Decimal
	// Unit is [Grams], [Kilograms], [Ounces] or [Pounds]. Required with a value.
	Unit WeightUnit
}

// WeightUnit is a unit of weight.
type WeightUnit string

// The units that the service documents.
const (
	Grams     WeightUnit = "GRAMS"
	Kilograms WeightUnit = "KILOGRAMS"
	Ounces    WeightUnit = "OUNCES"
	Pounds    WeightUnit = "POUNDS"
)

// Keywords for [Book.BookCondition], from the vendor's keywords page.
const (
	ConditionNew      = "New"
	ConditionAsNew    = "As New"
	ConditionFine     = "Fine"
	ConditionNearFine = "Near Fine"
	ConditionVeryGood = "Very Good"
	ConditionGood     = "Good"
	ConditionFair     = "Fair"
	ConditionPoor     = "Poor"
)

// Keywords for [Book.JacketCondition].
const (
	JacketAsNew    = "As New"
	JacketFine     = "Fine"
	JacketNearFine = "Near Fine"
	JacketVeryGood = "Very Good"
	JacketGood     = "Good"
	JacketFair     = "Fair"
	JacketPoor     = "Poor"
	NoJacket       = "No Jacket"
)

// Keywords for [Binding.Text].
const (
	Hardcover = "Hardcover"
	Hardback  = "Hardback"
	Softcover = "Softcover"
	Paperback = "Paperback"
	NoBinding = "No binding"
)

// Keywords for [Book.BookType]. The vendor documents only part of the list.
const (
	BookTypeExLibrary          = "Ex-Library"
	BookTypeAdvanceReadingCopy = "Advance Reading Copy"
)

// Keywords for [Book.Edition] that are in use. The vendor's own list is not public.
const (
	FirstEdition = "First Edition"
	Reprint      = "Reprint"
)

// TransactionType says what to do with a book.
type TransactionType string

// The transaction types. TypeAdd and TypeUpdate seem to do the same: either creates
// a book that does not exist and replaces one that does. The service answers both
// with "Book added or updated".
const (
	TypeAdd    TransactionType = "add"
	TypeUpdate TransactionType = "update"
	TypeDelete TransactionType = "delete"
)

// Transaction is one change to the inventory. Make it with [Add], [Update] or
// [Delete].
type Transaction struct {
	// Type is [TypeAdd], [TypeUpdate] or [TypeDelete]. Required.
	Type TransactionType
	// Book is the complete record. For a deletion, only its VendorBookID is sent.
	Book Book
}

// item names the book in errors. It is empty if the book has neither an ID nor a
// title.
func (t *Transaction) item() string {
	if name := t.name(); name != "" {
		return "book " + name
	}
	return ""
}

func (t *Transaction) name() string {
	switch {
	case t.Book.VendorBookID != "":
		return fmt.Sprintf("%.40q", t.Book.VendorBookID)
	case t.Book.Title != "":
		return fmt.Sprintf("titled %.40q", t.Book.Title)
	}
	return ""
}

// Add returns the transaction that adds a book to the inventory. Nothing is sent
// until you pass it to [Client.Submit] or [Client.Sync].
func Add(book Book) Transaction { return Transaction{TypeAdd, book} }

// Update returns the transaction that replaces a book's record. A field that is
// empty in book is cleared at the service.
func Update(book Book) Transaction { return Transaction{TypeUpdate, book} }

// Delete returns the transaction that removes a book from the inventory.
func Delete(vendorBookID string) Transaction {
	return Transaction{TypeDelete, Book{VendorBookID: vendorBookID}}
}
