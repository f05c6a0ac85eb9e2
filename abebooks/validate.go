package abebooks

import (
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/charset"
	"github.com/sellerwire/sellerwire/internal/identifier"
	"github.com/sellerwire/sellerwire/internal/money"
)

// MaxBatch is the maximum number of transactions in one request, and the default
// batch size of [Client.Sync].
const MaxBatch = 100

// The service's limits, in characters unless the name says otherwise.
const (
	maxQuantity      = 999
	maxPictures      = 20
	maxPictureURL    = 2000
	maxID            = 40
	maxPriceDecimals = 2
)

// Validate checks the book as Add and Update do, without sending anything. The
// error is a [sellerwire.InvalidError] that lists every fault. It does not take
// [WithPlainPunctuation] into account.
func (b Book) Validate() error {
	return Transaction{TypeUpdate, b}.Validate()
}

// Validate checks the transaction as [Client.Submit] does, without sending
// anything. For a deletion it checks only the ID. The error is a
// [sellerwire.InvalidError] that lists every fault. It does not take
// [WithPlainPunctuation] into account.
func (t Transaction) Validate() error {
	return t.refusal("validate", t.faults())
}

// refusal returns the error for a transaction that has faults, and nil for one that
// has none.
func (t *Transaction) refusal(operation string, faults []sellerwire.FieldError) error {
	if len(faults) == 0 {
		return nil
	}
	for i := range faults {
		faults[i].Item = t.item()
	}
	return &sellerwire.InvalidError{Service: service, Operation: operation, Fields: faults}
}

// faults lists what is wrong with a transaction.
func (t *Transaction) faults() []sellerwire.FieldError {
	var v validator
	v.id(t.Book.VendorBookID)
	switch t.Type {
	case TypeDelete:
	case TypeAdd, TypeUpdate:
		v.book(&t.Book)
	default:
		v.add("transactionType", fmt.Sprintf("it is %.40q, but must be add, update or delete", t.Type))
	}
	return v.faults
}

// textLimits are the plain text elements and their maximum lengths.
var textLimits = []struct {
	element string
	limit   int
	of      func(*Book) string
}{
	{"author", 750, func(b *Book) string { return b.Author }},
	{"title", 750, func(b *Book) string { return b.Title }},
	{"publisher", 750, func(b *Book) string { return b.Publisher }},
	{"subject", 2000, func(b *Book) string { return b.Subject }},
	{"binding", 30, func(b *Book) string { return b.Binding.Text }},
	{"booksellerCatalogue", 750, func(b *Book) string { return b.BooksellerCatalogue }},
	{"description", 4000, func(b *Book) string { return b.Description }},
	{"bookCondition", 30, func(b *Book) string { return b.BookCondition }},
	{"size", 50, func(b *Book) string { return b.Size }},
	{"jacketCondition", 30, func(b *Book) string { return b.JacketCondition }},
	{"bookType", 30, func(b *Book) string { return b.BookType }},
	{"isbn", 15, func(b *Book) string { return b.ISBN }},
	{"publishPlace", 50, func(b *Book) string { return b.PublishPlace }},
	{"publishYear", 4, func(b *Book) string { return b.PublishYear }},
	{"edition", 40, func(b *Book) string { return b.Edition }},
	{"printing", 20, func(b *Book) string { return b.Printing }},
	{"illustrator", 254, func(b *Book) string { return b.Illustrator }},
	{"inscriptionType", 50, func(b *Book) string { return b.InscriptionType }},
	{"shippingTemplateID", 40, func(b *Book) string { return b.ShippingTemplateID }},
	{"productType", 0, func(b *Book) string { return b.ProductType }}, // no limit is known
}

// validator collects faults.
type validator struct {
	faults []sellerwire.FieldError
}

func (v *validator) add(field, reason string) {
	v.faults = append(v.faults, sellerwire.FieldError{Field: field, Reason: reason})
}

// exceeds adds a fault that has a size and a limit.
func (v *validator) exceeds(field string, size, limit int64, reason string) {
	v.faults = append(v.faults, sellerwire.FieldError{Field: field, Limit: limit, Size: size, Reason: reason})
}

func (v *validator) tooMany(field, unit string, size, limit int) {
	v.exceeds(field, int64(size), int64(limit), fmt.Sprintf("it has %d %s, the limit is %d", size, unit, limit))
}

func (v *validator) id(id string) {
	if reason := identifier.Fault(id); reason != "" {
		v.add("vendorBookID", reason)
		return
	}
	v.text("vendorBookID", id, maxID)
}

func (v *validator) text(field, text string, limit int) {
	switch r, at, found := charset.IllegalXML(text); {
	case found && r == utf8.RuneError:
		v.add(field, fmt.Sprintf("byte %d is not UTF-8", at))
	case found:
		v.add(field, fmt.Sprintf("the character %U at byte %d is not allowed in XML", r, at))
	}
	// Bytes first: counting characters is only needed where they could be too
	// many.
	if limit > 0 && len(text) > limit {
		if n := utf8.RuneCountInString(text); n > limit {
			v.tooMany(field, "characters", n, limit)
		}
	}
}

func (v *validator) book(b *Book) {
	for _, l := range textLimits {
		v.text(l.element, l.of(b), l.limit)
	}
	if isBlank(b.Author) && isBlank(b.Title) && isBlank(b.Publisher) {
		v.add("author", "one of author, title and publisher is required")
	}
	v.price(b.Price)
	if code := b.LanguageISOCode; code != "" && !letters(code, 3) {
		v.add("languageIsoCode", "it must be three letters")
	}
	if t := b.Binding.Type; t != "" && t != BindingHard && t != BindingSoft {
		v.add("binding type", fmt.Sprintf("it is %.40q, but must be hard or soft", t))
	}
	if strings.Trim(b.ISBN, "0123456789Xx") != "" {
		reason := "it must have only digits and X"
		if identifier.IsRounded(b.ISBN) {
			reason = identifier.Fault(b.ISBN)
		}
		v.add("isbn", reason)
	}
	if id := b.ShippingTemplateID; id != strings.Trim(id, " \uFEFF") {
		v.add("shippingTemplateID", identifier.TextFault(id))
	}
	if q := b.Quantity; q != nil && (*q < 0 || *q > maxQuantity) {
		v.exceeds("quantity", int64(*q), maxQuantity, fmt.Sprintf("it is %d, but must be 0 to %d", *q, maxQuantity))
	}
	v.weight(b.Weight)
	v.pictures(b.Pictures)
}

func (v *validator) price(p Price) {
	if v.amount("price", p.Amount, maxPriceDecimals) && p.Amount.Sign() <= 0 {
		v.add("price", "it must be greater than 0")
	}
	switch {
	case p.Currency == "":
		v.add("price currency", "it is empty")
	case !letters(p.Currency, 3) || p.Currency != strings.ToUpper(p.Currency):
		v.add("price currency", "it must be three letters in upper case")
	}
}

// amount checks a decimal by its value, before anything is computed with it.
func (v *validator) amount(field string, d decimal.Decimal, maxDecimals int) bool {
	_, violation := money.Fit(d, maxDecimals)
	if violation != nil {
		v.exceeds(field, violation.Size, violation.Limit, violation.Reason)
	}
	return violation == nil
}

func (v *validator) weight(w Weight) {
	switch {
	case !v.amount("weight", w.Value, money.MaxDecimals):
	case w.Value.Sign() < 0:
		v.add("weight", "it must not be negative")
	case w.Value.IsZero() && w.Unit != "":
		v.add("weight", "it has a unit but no value")
	case w.Value.IsZero():
	case w.Unit != Grams && w.Unit != Kilograms && w.Unit != Ounces && w.Unit != Pounds:
		v.add("weight unit", fmt.Sprintf("it is %.40q, but must be GRAMS, KILOGRAMS, OUNCES or POUNDS", w.Unit))
	}
}

func (v *validator) pictures(urls []string) {
	if len(urls) > maxPictures {
		v.tooMany("pictureList", "pictures", len(urls), maxPictures)
	}
	for i, raw := range urls {
		var one validator
		one.text("", raw, maxPictureURL)
		if !isWebURL(raw) {
			one.add("", "it must be an http or https URL")
		}
		for _, fault := range one.faults {
			fault.Field = fmt.Sprintf("pictureURL %d", i+1)
			v.faults = append(v.faults, fault)
		}
	}
}

// isWebURL asks url.Parse, which takes a while, only about unusual ones.
func isWebURL(raw string) bool {
	host, path, _ := strings.Cut(strings.TrimPrefix(raw, "https://"), "/")
	isUsual := len(host)+len(path) < len(raw)-1 && host != "" &&
		!strings.ContainsFunc(host, func(r rune) bool { return r != '.' && r != '-' && !isLetterOrDigit(r) }) &&
		!strings.ContainsFunc(path, func(r rune) bool { return r <= ' ' || r > '~' || r == '%' })
	if isUsual {
		return true
	}
	u, err := url.Parse(raw)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}

func isLetterOrDigit(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

func isBlank(s string) bool { return strings.TrimSpace(s) == "" }

func letters(s string, n int) bool {
	if len(s) != n {
		return false
	}
	for i := range len(s) {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}
