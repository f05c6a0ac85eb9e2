package abebooks

import "github.com/shopspring/decimal"

// Book is a complete record of one book. What is left empty is cleared at the
// service, whatever was there before.
//
// Lengths are in characters. Keyword fields take the constants of this package
// and free text alike; sellers use localised words.
type Book struct {
	// VendorBookID is the seller's own ID: required, 1 to 40 characters, unique
	// for ever and never used again for another book. Compared without case.
	VendorBookID string
	// Author is usually "Surname, First; Surname, First". At most 750. At least
	// one of Author, Title and Publisher is required.
	Author string
	// Title, at most 750.
	Title string
	// Publisher, at most 750.
	Publisher string
	// Subject are search keywords as free text, at most 2000.
	Subject string
	// Price is required: above 0, at most two decimals, with a currency.
	Price Price
	// LanguageISOCode has three letters, such as "ENG".
	LanguageISOCode string
	// DustJacket: nil leaves the element out.
	DustJacket *bool
	// Binding is the kind and a word for it.
	Binding Binding
	// FirstEdition: nil leaves the element out.
	FirstEdition *bool
	// Signed: nil leaves the element out.
	Signed *bool
	// BooksellerCatalogue is the seller's own category, at most 750.
	BooksellerCatalogue string
	// Description is plain text without links, at most 4000.
	Description string
	// BookCondition is a keyword such as [ConditionVeryGood], at most 30.
	BookCondition string
	// Size is free text such as `8.4" x 5.4"`, at most 50.
	Size string
	// JacketCondition is a keyword such as [JacketVeryGood], at most 30.
	JacketCondition string
	// BookType such as [BookTypeExLibrary], at most 30.
	BookType string
	// ISBN has digits and X only, at most 15, no hyphens.
	ISBN string
	// PublishPlace, at most 50.
	PublishPlace string
	// PublishYear, at most 4.
	PublishYear string
	// Edition is a keyword or text, at most 40.
	Edition string
	// Printing such as "1st printing", at most 20.
	Printing string
	// Illustrator, at most 254.
	Illustrator string
	// InscriptionType is a keyword or text, at most 50.
	InscriptionType string
	// Quantity is 0 to 999; 0 removes the book. nil leaves the element out, which
	// the vendor's file format takes for one copy.
	Quantity *int
	// ShippingTemplateID must be known to the service. At most 40.
	ShippingTemplateID string
	// Weight is left out when its value is 0.
	Weight Weight
	// ProductType is a keyword such as "books" or "maps".
	ProductType string
	// Pictures are at most 20 public URLs of at most 2000 characters each. The
	// service fetches them later; keep them where they are. It blocks URLs of
	// Amazon and eBay.
	Pictures []string
}

// Price is an amount in a currency.
type Price struct {
	// Amount is positive with at most two decimals; it goes out with exactly two.
	Amount decimal.Decimal
	// Currency is a three-letter ISO 4217 code in upper case, such as "USD".
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

// Weight is a weight with its unit.
type Weight struct {
	Value decimal.Decimal
	Unit  WeightUnit
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

// Keywords of [Book.BookCondition].
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

// The transaction types. The service creates what it does not have and
// replaces what it has, for TypeAdd and TypeUpdate alike.
const (
	TypeAdd    TransactionType = "add"
	TypeUpdate TransactionType = "update"
	TypeDelete TransactionType = "delete"
)

// Transaction is one change of the inventory. Make it with [Add], [Update] or
// [Delete].
type Transaction struct {
	Type TransactionType
	// Book is the whole record; of a deletion only its VendorBookID is sent.
	Book Book
}

// Add puts a book into the inventory.
func Add(book Book) Transaction { return Transaction{TypeAdd, book} }

// Update replaces a book's record. See the full-record rule: what is empty in
// book is cleared at the service.
func Update(book Book) Transaction { return Transaction{TypeUpdate, book} }

// Delete takes a book out of the inventory.
func Delete(vendorBookID string) Transaction {
	return Transaction{TypeDelete, Book{VendorBookID: vendorBookID}}
}
