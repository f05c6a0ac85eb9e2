package abebooks_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
)

type fault struct {
	field       string
	reason      string // a part of it
	limit, size int64
}

// badBook is a book that was good before it was spoilt.
type badBook struct {
	name  string
	spoil func(*abebooks.Book)
	want  []fault
}

// Each bad value is refused by name, and nothing is sent.
func TestBadBooksAreRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range badBooks() {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := book("SKU-0001")
			tt.spoil(&b)
			checkFaults(t, tt.want, faultsOf(t, b.Validate()), "book "+nameOf(b))
			checkFaults(t, tt.want, faultsOf(t, abebooks.Add(b).Validate()), "book "+nameOf(b))
			refusedEverywhere(t, b, tt.want)
		})
	}
}

func badBooks() []badBook {
	amount := func(text string) abebooks.Price {
		return abebooks.Price{Amount: decimal.RequireFromString(text), Currency: "USD"}
	}
	return []badBook{
		{"no ID", func(b *abebooks.Book) { b.VendorBookID = "" }, []fault{{"vendorBookID", "empty", 0, 0}}},
		{"a blank ID", func(b *abebooks.Book) { b.VendorBookID = " \u00a0" }, []fault{{"vendorBookID", "blank", 0, 0}}},
		{"an ID of 41 characters", func(b *abebooks.Book) { b.VendorBookID = strings.Repeat("é", 41) },
			[]fault{{"vendorBookID", "it has 41 characters, the limit is 40", 40, 41}}},
		{"an ID with a blank after it", func(b *abebooks.Book) { b.VendorBookID = "A " },
			[]fault{{"vendorBookID", "a blank before or after", 0, 0}}},
		{"an ID with a byte order mark", func(b *abebooks.Book) { b.VendorBookID = "\ufeffA" }, []fault{{"vendorBookID", "U+FEFF", 0, 0}}},
		{"an ID that a spreadsheet has rounded", func(b *abebooks.Book) { b.VendorBookID = "9.78E+12" },
			[]fault{{"vendorBookID", "spreadsheet", 0, 0}}},
		{"a rounded ISBN", func(b *abebooks.Book) { b.ISBN = "9.78E+12" }, []fault{{"isbn", "spreadsheet", 0, 0}}},
		{"an ISBN as a decimal", func(b *abebooks.Book) { b.ISBN = "9780486404455.0" }, []fault{{"isbn", "spreadsheet", 0, 0}}},
		{"a template with a blank before it", func(b *abebooks.Book) { b.ShippingTemplateID = " STD-1" },
			[]fault{{"shippingTemplateID", "a blank before or after", 0, 0}}},
		{"a price of 10,000 digits", func(b *abebooks.Book) { b.Price.Amount = decimal.RequireFromString(strings.Repeat("7", 10_000)) },
			[]fault{{"price", "it has more than 64 digits", 0, 0}}},
		{"an ID of two lines", func(b *abebooks.Book) { b.VendorBookID = "A\nB" }, []fault{{"vendorBookID", "control character", 0, 0}}},
		{"an ID that is not UTF-8", func(b *abebooks.Book) { b.VendorBookID = "A\xe9" },
			[]fault{{"vendorBookID", "it is not valid UTF-8", 0, 0}}},
		{"no author, title and publisher", func(b *abebooks.Book) { b.Title = " " },
			[]fault{{"author", "one of author, title and publisher is required", 0, 0}}},
		{"no price", func(b *abebooks.Book) { b.Price.Amount = decimal.Decimal{} }, []fault{{"price", "must be greater than 0", 0, 0}}},
		{"a price of 0.00", func(b *abebooks.Book) { b.Price = amount("0.00") }, []fault{{"price", "must be greater than 0", 0, 0}}},
		{"a negative price", func(b *abebooks.Book) { b.Price = amount("-1.50") }, []fault{{"price", "must be greater than 0", 0, 0}}},
		{"a price of three decimals", func(b *abebooks.Book) { b.Price = amount("9.995") },
			[]fault{{"price", "it has 3 decimals, the limit is 2", 2, 3}}},
		{"a price of seven decimals", func(b *abebooks.Book) { b.Price = amount("1.0000001") },
			[]fault{{"price", "7 decimals, the limit is 2", 2, 7}}},
		{"a price of 19 digits", func(b *abebooks.Book) { b.Price = amount("1234567890123456789") },
			[]fault{{"price", "19 digits, the limit is 18", 18, 19}}},
		{"a price that would keep decimal busy", func(b *abebooks.Book) { b.Price.Amount = decimal.New(1, 100_000_000) },
			[]fault{{"price", "its exponent is 100000000, the limit is 40", 0, 0}}},
		{"a price next to nothing", func(b *abebooks.Book) { b.Price.Amount = decimal.New(1, -2147483648) },
			[]fault{{"price", "its exponent is -2147483648, the limit is 40", 0, 0}}},
		{"no currency", func(b *abebooks.Book) { b.Price.Currency = "" }, []fault{{"price currency", "empty", 0, 0}}},
		{"a currency in lower case", func(b *abebooks.Book) { b.Price.Currency = "usd" },
			[]fault{{"price currency", "three letters in upper case", 0, 0}}},
		{"a currency sign", func(b *abebooks.Book) { b.Price.Currency = "€" },
			[]fault{{"price currency", "three letters in upper case", 0, 0}}},
		{"a language of two letters", func(b *abebooks.Book) { b.LanguageISOCode = "EN" },
			[]fault{{"languageIsoCode", "three letters", 0, 0}}},
		{"a binding type of its own", func(b *abebooks.Book) { b.Binding.Type = "leather" },
			[]fault{{"binding type", `it is "leather", but must be hard or soft`, 0, 0}}},
		{"an ISBN with hyphens", func(b *abebooks.Book) { b.ISBN = "0-486-40445-5" },
			[]fault{{"isbn", "it must have only digits and X", 0, 0}}},
		{"a quantity of 1000", func(b *abebooks.Book) { b.Quantity = new(1000) },
			[]fault{{"quantity", "it is 1000, but must be 0 to 999", 999, 1000}}},
		{"a negative quantity", func(b *abebooks.Book) { b.Quantity = new(-1) },
			[]fault{{"quantity", "it is -1, but must be 0 to 999", 999, -1}}},
		{"a weight without a unit", func(b *abebooks.Book) { b.Weight.Value = decimal.NewFromInt(2) },
			[]fault{{"weight unit", `it is "", but must be GRAMS`, 0, 0}}},
		{"a unit without a weight", func(b *abebooks.Book) { b.Weight.Unit = abebooks.Grams },
			[]fault{{"weight", "unit but no value", 0, 0}}},
		{"a negative weight", func(b *abebooks.Book) {
			b.Weight = abebooks.Weight{Value: decimal.NewFromInt(-2), Unit: abebooks.Grams}
		}, []fault{{"weight", "negative", 0, 0}}},
		{"a weight of seven decimals", func(b *abebooks.Book) {
			b.Weight = abebooks.Weight{Value: decimal.New(1, -7), Unit: abebooks.Grams}
		}, []fault{{"weight", "7 decimals", 6, 7}}},
		{"a control character", func(b *abebooks.Book) { b.Description = "a\x0bb" },
			[]fault{{"description", "the character U+000B at byte 1 is not allowed in XML", 0, 0}}},
		{"a NUL", func(b *abebooks.Book) { b.ProductType = "\x00" }, []fault{{"productType", "U+0000 at byte 0", 0, 0}}},
		{"a character that is none", func(b *abebooks.Book) { b.Subject = "a\uffff" }, []fault{{"subject", "U+FFFF at byte 1", 0, 0}}},
		{"a text that is not UTF-8", func(b *abebooks.Book) { b.Author = "Zo\xeb" }, []fault{{"author", "byte 2 is not UTF-8", 0, 0}}},
		{"21 pictures", func(b *abebooks.Book) { b.Pictures = slices.Repeat([]string{"https://p.example/1.jpg"}, 21) },
			[]fault{{"pictureList", "it has 21 pictures, the limit is 20", 20, 21}}},
		{"a picture URL of 2001 characters", func(b *abebooks.Book) {
			b.Pictures = []string{"https://p.example/" + strings.Repeat("a", 1983)}
		}, []fault{{"pictureURL 1", "it has 2001 characters, the limit is 2000", 2000, 2001}}},
		{"a picture that is a file", func(b *abebooks.Book) { b.Pictures = []string{"https://p.example/1.jpg", "file:///1.jpg", ""} },
			[]fault{{"pictureURL 2", "http or https", 0, 0}, {"pictureURL 3", "http or https", 0, 0}}},
		{"all at once", func(b *abebooks.Book) {
			*b = abebooks.Book{VendorBookID: strings.Repeat("x", 50), Edition: strings.Repeat("x", 41), Quantity: new(-5)}
		}, []fault{
			{"vendorBookID", "50 characters", 40, 50},
			{"edition", "41 characters", 40, 41},
			{"author", "required", 0, 0},
			{"price", "must be greater than 0", 0, 0},
			{"price currency", "empty", 0, 0},
			{"quantity", "-5", 999, -5},
		}},
	}
}

func checkFaults(t *testing.T, want []fault, got []sellerwire.FieldError, item string) {
	t.Helper()
	require.Len(t, got, len(want), "%v", got)
	for i, w := range want {
		assert.Equal(t, w.field, got[i].Field)
		assert.Contains(t, got[i].Reason, w.reason)
		assert.Equal(t, w.limit, got[i].Limit)
		assert.Equal(t, w.size, got[i].Size)
		assert.Equal(t, item, got[i].Item)
	}
}

// nameOf is how an error names a book.
func nameOf(b abebooks.Book) string {
	if b.VendorBookID == "" {
		return fmt.Sprintf("titled %.40q", b.Title)
	}
	return fmt.Sprintf("%.40q", b.VendorBookID)
}

// refusedEverywhere sends a book in every way there is.
func refusedEverywhere(t *testing.T, b abebooks.Book, want []fault) {
	t.Helper()
	client := clientOf(t, func(http.ResponseWriter, *http.Request) { t.Error("something was sent") })
	item := "book " + nameOf(b)
	checkFaults(t, want, faultsOf(t, client.Add(t.Context(), b)), item)
	checkFaults(t, want, faultsOf(t, client.Update(t.Context(), b)), item)
	good := book("SKU-0002")
	results, err := client.Submit(t.Context(), []abebooks.Transaction{abebooks.Add(good), abebooks.Update(b)})
	checkFaults(t, want, faultsOf(t, err), "book 2 "+nameOf(b))
	require.Equal(t, []sellerwire.Outcome{notSent, notSent}, outcomes(results))
	for r := range client.Sync(t.Context(), slices.Values([]abebooks.Transaction{abebooks.Add(b)}), abebooks.SyncOptions{}) {
		checkFaults(t, want, faultsOf(t, r.Err), item)
		require.Equal(t, notSent, r.Outcome)
	}
}

// Each documented length is met exactly: that many characters pass, one more
// does not.
func TestDocumentedLengths(t *testing.T) {
	t.Parallel()
	limits := []struct {
		element string
		limit   int
		field   func(*abebooks.Book) *string
	}{
		{"vendorBookID", 40, func(b *abebooks.Book) *string { return &b.VendorBookID }},
		{"author", 750, func(b *abebooks.Book) *string { return &b.Author }},
		{"title", 750, func(b *abebooks.Book) *string { return &b.Title }},
		{"publisher", 750, func(b *abebooks.Book) *string { return &b.Publisher }},
		{"subject", 2000, func(b *abebooks.Book) *string { return &b.Subject }},
		{"binding", 30, func(b *abebooks.Book) *string { return &b.Binding.Text }},
		{"booksellerCatalogue", 750, func(b *abebooks.Book) *string { return &b.BooksellerCatalogue }},
		{"description", 4000, func(b *abebooks.Book) *string { return &b.Description }},
		{"bookCondition", 30, func(b *abebooks.Book) *string { return &b.BookCondition }},
		{"size", 50, func(b *abebooks.Book) *string { return &b.Size }},
		{"jacketCondition", 30, func(b *abebooks.Book) *string { return &b.JacketCondition }},
		{"bookType", 30, func(b *abebooks.Book) *string { return &b.BookType }},
		{"isbn", 15, func(b *abebooks.Book) *string { return &b.ISBN }},
		{"publishPlace", 50, func(b *abebooks.Book) *string { return &b.PublishPlace }},
		{"publishYear", 4, func(b *abebooks.Book) *string { return &b.PublishYear }},
		{"edition", 40, func(b *abebooks.Book) *string { return &b.Edition }},
		{"printing", 20, func(b *abebooks.Book) *string { return &b.Printing }},
		{"illustrator", 254, func(b *abebooks.Book) *string { return &b.Illustrator }},
		{"inscriptionType", 50, func(b *abebooks.Book) *string { return &b.InscriptionType }},
		{"shippingTemplateID", 40, func(b *abebooks.Book) *string { return &b.ShippingTemplateID }},
	}
	for _, l := range limits {
		for _, character := range []string{"7", "é", "\U0001F41F"} {
			if l.element == "isbn" && character != "7" {
				continue
			}
			b := book("SKU-0001")
			*l.field(&b) = strings.Repeat(character, l.limit)
			require.NoError(t, b.Validate(), l.element)
			*l.field(&b) += character
			checkFaults(t,
				[]fault{{l.element,
					fmt.Sprintf("it has %d characters, the limit is %d", l.limit+1, l.limit), int64(l.limit), int64(l.limit + 1)}},
				faultsOf(t, b.Validate()), "book "+nameOf(b))
		}
	}
}

func TestGoodBooksPass(t *testing.T) {
	t.Parallel()
	b := fullBook("SKU-0001")
	require.NoError(t, b.Validate())
	for _, b := range []abebooks.Book{
		{VendorBookID: "1", Author: "A", Price: book("").Price},
		{VendorBookID: "1", Publisher: "P", Price: book("").Price, Binding: abebooks.Binding{Text: "Tapa dura"}, BookCondition: "Nuevo"},
		{VendorBookID: "1 \u2028 2", Title: "T", Price: book("").Price, Quantity: new(0)},
		{VendorBookID: "1", Title: "T", Price: book("").Price, Quantity: new(999),
			Pictures: slices.Repeat([]string{"HTTP://p.example"}, 20)},
		{VendorBookID: "1", Title: "T\ufffd", Price: abebooks.Price{Amount: decimal.New(1, -2), Currency: "NZD"}, ISBN: "x"},
	} {
		assert.NoError(t, b.Validate())
	}
	assert.NoError(t, abebooks.Delete("1").Validate())
	broken := abebooks.Transaction{Type: abebooks.TypeDelete, Book: abebooks.Book{VendorBookID: "1", Quantity: new(-1)}}
	assert.NoError(t, broken.Validate(), "of a deletion only the ID is sent")
}

func TestBadTransactionsAreRefused(t *testing.T) {
	t.Parallel()
	for _, kind := range []abebooks.TransactionType{"", "ADD", "purge"} {
		err := abebooks.Transaction{Type: kind, Book: book("A")}.Validate()
		checkFaults(t, []fault{{"transactionType", "must be add, update or delete", 0, 0}}, faultsOf(t, err), `book "A"`)
	}
	checkFaults(t, []fault{{"vendorBookID", "empty", 0, 0}}, faultsOf(t, abebooks.Delete("").Validate()), "")
}

func TestBadBatchesAreRefused(t *testing.T) {
	t.Parallel()
	client := clientOf(t, func(http.ResponseWriter, *http.Request) { t.Error("something was sent") })
	tests := []struct {
		name  string
		batch []abebooks.Transaction
		item  string
		want  []fault
	}{
		{"no transactions", nil, "", []fault{{"transactions", "there are 0, but a request takes 1 to 100", 100, 0}}},
		{"101 transactions", numbered(101), "", []fault{{"transactions", "there are 101, but a request takes 1 to 100", 100, 101}}},
		{"one ID twice", books("A", "B", "A"), `book 3 "A"`, []fault{{"vendorBookID", "book 1 has the same ID", 0, 0}}},
		{"one ID twice but for the case", append(books("sku-é", "B"), abebooks.Delete("SKU-É")), `book 3 "SKU-É"`,
			[]fault{{"vendorBookID", "book 1 has the same ID", 0, 0}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			results, err := client.Submit(t.Context(), tt.batch)
			checkFaults(t, tt.want, faultsOf(t, err), tt.item)
			require.Len(t, results, len(tt.batch))
			for i, r := range results {
				require.Equal(t, notSent, r.Outcome)
				require.Equal(t, tt.batch[i], r.Transaction)
				require.Equal(t, err, r.Err)
			}
		})
	}
	t.Run("two without an ID are not called the same", func(t *testing.T) {
		t.Parallel()
		_, err := client.Submit(t.Context(), books("", " "))
		require.Len(t, faultsOf(t, err), 2)
	})
	t.Run("each fault of each book is named", func(t *testing.T) {
		t.Parallel()
		_, err := client.Submit(t.Context(), []abebooks.Transaction{
			abebooks.Add(abebooks.Book{VendorBookID: "A", Title: "T"}), abebooks.Delete("B"), abebooks.Delete(strings.Repeat("x", 99)),
		})
		require.EqualError(t, err, `abebooks: submit: invalid, nothing sent: book 1 "A": price: it must be greater than 0; price `+
			`currency: it is empty; `+
			`book 3 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx": vendorBookID: it has 99 characters, the limit is 40`)
	})
}

// numbered makes n books.
func numbered(n int) []abebooks.Transaction {
	var all []abebooks.Transaction
	for i := range n {
		all = append(all, abebooks.Update(book(fmt.Sprintf("SKU-%04d", i))))
	}
	return all
}

func TestOneHundredBooksPass(t *testing.T) {
	t.Parallel()
	server, client := newEmulator(t)
	results, err := client.Submit(t.Context(), numbered(abebooks.MaxBatch))
	require.NoError(t, err)
	require.Len(t, results, 100)
	assert.Len(t, server.Books(), 100)
	assert.EqualValues(t, 1, server.Requests())
}
