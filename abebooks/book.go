package abebooks

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// Book is a complete record of one book. What is left empty is cleared at the
// service, whatever was there before.
//
// Lengths are in characters. Any text may be empty but VendorBookID and one of
// Author, Title and Publisher. Keyword fields take the constants of this package
// and free text alike; sellers use localised words. [Book.Validate] checks what
// this page states, unless it says otherwise.
//
// A call reads a Book and what it points at, and changes neither.
type Book struct {
	// VendorBookID is the seller's own ID: required, 1 to 40 characters on one
	// line, unique for ever and never used again for another book. This package
	// compares IDs without case. It refuses one with blanks or a byte order mark
	// around it, and one that a spreadsheet has turned into 9.78E+12.
	VendorBookID string
	// Author is usually "Surname, First; Surname, First". At most 750. At least
	// one of Author, Title and Publisher is required.
	Author string
	// Title is at most 750.
	Title string
	// Publisher is at most 750.
	Publisher string
	// Subject are search keywords as free text, at most 2000.
	Subject string
	// Price is required: above 0, at most two decimals, with a currency.
	Price Price
	// LanguageISOCode has exactly three letters, such as "ENG".
	LanguageISOCode string
	// DustJacket says whether there is one. nil leaves the element out.
	DustJacket *bool
	// Binding is the kind and a word for it. The zero value leaves it out.
	Binding Binding
	// FirstEdition says whether it is one. nil leaves the element out.
	FirstEdition *bool
	// Signed says whether the book is. nil leaves the element out.
	Signed *bool
	// BooksellerCatalogue is the seller's own category, at most 750.
	BooksellerCatalogue string
	// Description is plain text, at most 4000. The service wants no links in it;
	// that is not checked here.
	Description string
	// BookCondition is a keyword such as [ConditionVeryGood], at most 30.
	BookCondition string
	// Size is free text such as `8.4" x 5.4"`, at most 50.
	Size string
	// JacketCondition is a keyword such as [JacketVeryGood], at most 30.
	JacketCondition string
	// BookType is a keyword such as [BookTypeExLibrary], at most 30.
	BookType string
	// ISBN has digits and X only, at most 15, no hyphens. So 9.78E+12, what a
	// spreadsheet makes of one, is refused.
	ISBN string
	// PublishPlace is at most 50.
	PublishPlace string
	// PublishYear is at most 4, such as "1999".
	PublishYear string
	// Edition is a keyword such as [FirstEdition] or text, at most 40.
	Edition string
	// Printing is text such as "1st printing", at most 20.
	Printing string
	// Illustrator is at most 254.
	Illustrator string
	// InscriptionType is a keyword or text, at most 50.
	InscriptionType string
	// Quantity is 0 to 999; 0 removes the book. nil leaves the element out, which
	// the vendor's file format takes for one copy; whether this API does is not
	// documented.
	Quantity *int
	// ShippingTemplateID must be known to the service (code 607). At most 40.
	ShippingTemplateID string
	// Weight is left out when its value is 0.
	Weight Weight
	// ProductType is a keyword such as "books" or "maps". No limit is documented.
	ProductType string
	// Pictures are at most 20 public http or https URLs of at most 2000 characters
	// each. The service fetches them later; keep them where they are. It blocks
	// URLs of Amazon, eBay and the like; that is not checked here.
	Pictures []string
}

// Price is an amount in a currency.
type Price struct {
	// Amount is above 0, with at most two decimals and 18 digits. Its value counts
	// and not its spelling: 20, 2E+1 and 20.000 are one amount. It goes out with
	// exactly two decimals.
	Amount decimal.Decimal
	// Currency is a three-letter ISO 4217 code in upper case, such as "USD".
	// Required.
	Currency string
}

// Binding says how a book is bound.
type Binding struct {
	// Type is [BindingHard] or [BindingSoft]; empty leaves the attribute out.
	Type BindingType
	// Text is a keyword or free text, such as "Hardcover" or "Leather". At most
	// 30.
	Text string
}

// BindingType is the kind of a binding.
type BindingType string

// The binding types the service documents.
const (
	BindingHard BindingType = "hard"
	BindingSoft BindingType = "soft"
)

// Weight is a weight with its unit. The zero value is none.
type Weight struct {
	// Value is above 0, with at most 6 decimals and 18 digits.
	Value decimal.Decimal
	// Unit is [Grams], [Kilograms], [Ounces] or [Pounds]. Required with a value.
	Unit WeightUnit
}

// WeightUnit is a unit of weight.
type WeightUnit string

// The units the service documents.
const (
	Grams     WeightUnit = "GRAMS"
	Kilograms WeightUnit = "KILOGRAMS"
	Ounces    WeightUnit = "OUNCES"
	Pounds    WeightUnit = "POUNDS"
)

// Keywords of [Book.BookCondition], as the vendor's keywords page has them.
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

// Keywords of [Book.JacketCondition].
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

// Keywords of [Binding.Text].
const (
	Hardcover = "Hardcover"
	Hardback  = "Hardback"
	Softcover = "Softcover"
	Paperback = "Paperback"
	NoBinding = "No binding"
)

// Keywords of [Book.BookType]. The vendor documents the list in part.
const (
	BookTypeExLibrary          = "Ex-Library"
	BookTypeAdvanceReadingCopy = "Advance Reading Copy"
)

// Keywords of [Book.Edition] that are in use; the vendor's own list is not
// public.
const (
	FirstEdition = "First Edition"
	Reprint      = "Reprint"
)

// TransactionType says what is to be done with a book.
type TransactionType string

// The transaction types. The service seems to create what it does not have and
// to replace what it has, for TypeAdd and TypeUpdate alike: it answers both with
// "Book added or updated".
const (
	TypeAdd    TransactionType = "add"
	TypeUpdate TransactionType = "update"
	TypeDelete TransactionType = "delete"
)

// Transaction is one change of the inventory. Make it with [Add], [Update] or
// [Delete].
type Transaction struct {
	// Type is [TypeAdd], [TypeUpdate] or [TypeDelete]. Required.
	Type TransactionType
	// Book is the whole record; of a deletion only its VendorBookID is sent.
	Book Book
}

// item names the book in errors; empty if it has neither ID nor title.
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

// Add makes the transaction that puts a book into the inventory. Nothing is sent
// before [Client.Submit] or [Client.Sync].
func Add(book Book) Transaction { return Transaction{TypeAdd, book} }

// Update makes the transaction that replaces a book's record. See the
// full-record rule: what is empty in book is cleared at the service.
func Update(book Book) Transaction { return Transaction{TypeUpdate, book} }

// Delete makes the transaction that takes a book out of the inventory.
func Delete(vendorBookID string) Transaction {
	return Transaction{TypeDelete, Book{VendorBookID: vendorBookID}}
}
