package abebookstest_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
)

const everyElement = `<Abebook>
  <pictureList>
    <pictureURL>https://shop.example/1.jpg</pictureURL>
    <pictureURL>https://shop.example/2.jpg</pictureURL>
    <pictureURL></pictureURL>
  </pictureList>
  <weight unit="POUNDS">2.50</weight>
  <quantity amount="2"></quantity>
  <price currency="EUR">1234567.89</price>
  <binding type="hard">Leather</binding>
  <author>Quill, Ada</author><title>Tides &amp; Charts</title><publisher>Harbour Press</publisher>
  <subject>Sea</subject><languageIsoCode>ENG</languageIsoCode><dustJacket>true</dustJacket>
  <firstEdition>false</firstEdition><signed>true</signed><booksellerCatalogue>Maritime</booksellerCatalogue>
  <description>Clean.</description><bookCondition>Fine</bookCondition><size>8.4" x 5.4"</size>
  <jacketCondition>Good</jacketCondition><bookType>Ex-Library</bookType><isbn>0486404455</isbn>
  <publishPlace>Bergen</publishPlace><publishYear>1999</publishYear><edition>Reprint</edition>
  <printing>1st printing</printing><illustrator>Wren, Otto</illustrator>
  <inscriptionType>Inscribed</inscriptionType><shippingTemplateID>STD-1</shippingTemplateID>
  <productType>books</productType><inscription>unknown here</inscription>
  <vendorBookID>SKU-1</vendorBookID><transactionType>add</transactionType>
</Abebook>`

func TestStateHasEveryElementInAnyOrder(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{})
	require.Equal(t, []int{600}, push(t, server, everyElement).bookCodes())
	assert.JSONEq(t, `{"requests": 1, "books": {"SKU-1": {
		"vendorBookID": "SKU-1", "price": {"amount": "1234567.89", "currency": "EUR"},
		"binding": {"type": "hard", "text": "Leather"}, "weight": {"unit": "POUNDS", "value": "2.50"},
		"quantity": 2, "pictures": ["https://shop.example/1.jpg", "https://shop.example/2.jpg"],
		"author": "Quill, Ada", "title": "Tides & Charts", "publisher": "Harbour Press", "subject": "Sea",
		"languageIsoCode": "ENG", "dustJacket": "true", "firstEdition": "false", "signed": "true",
		"booksellerCatalogue": "Maritime", "description": "Clean.", "bookCondition": "Fine",
		"size": "8.4\" x 5.4\"", "jacketCondition": "Good", "bookType": "Ex-Library", "isbn": "0486404455",
		"publishPlace": "Bergen", "publishYear": "1999", "edition": "Reprint", "printing": "1st printing",
		"illustrator": "Wren, Otto", "inscriptionType": "Inscribed", "shippingTemplateID": "STD-1",
		"productType": "books"}}}`, stateJSON(t, server.Emulator))
}

func TestStateOfASmallRecordAndOfNothing(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{})
	assert.JSONEq(t, `{"requests": 0, "books": {}}`, stateJSON(t, server.Emulator))

	push(t, server, `<Abebook><transactionType>add</transactionType><vendorBookID>B</vendorBookID>
		<title>T</title><author> </author><price>3</price></Abebook>`)
	assert.JSONEq(t, `{"requests": 1, "books": {"B": {"vendorBookID": "B", "title": "T", "quantity": 1,
		"price": {"amount": "3", "currency": "USD"}, "pictures": []}}}`, stateJSON(t, server.Emulator))
}

func TestOmittedFieldsAreCleared(t *testing.T) {
	t.Parallel()
	for _, transaction := range []string{"add", "update"} {
		t.Run("by "+transaction, func(t *testing.T) {
			t.Parallel()
			server := serve(t, abebookstest.Options{})
			push(t, server, everyElement)
			push(t, server, book(transaction, "SKU-1", "<subject></subject>"))
			stored, found := server.Book("SKU-1")
			require.True(t, found)
			assert.Equal(t, abebookstest.Book{
				VendorBookID: "SKU-1",
				Elements:     map[string]string{"title": "A Title"},
				Price:        abebookstest.Price{Amount: "12.50", Currency: "USD"},
				Quantity:     1,
			}, stored)
		})
	}
}

func TestARefusedBookKeepsItsRecord(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{})
	push(t, server, book("add", "SKU-1"))
	before := server.Books()
	push(t, server, strings.Replace(book("update", "SKU-1", "<author>New</author>"), "12.50", "free", 1))
	assert.Equal(t, before, server.Books())
}

func TestBooksAreRemoved(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ book, message string }{
		"by delete":              {book("delete", "SKU-1"), "Book deleted"},
		"by a quantity of zero":  {strings.Replace(book("update", "SKU-1"), `"1"`, `"0"`, 1), "Book added or updated"},
		"when unknown, silently": {book("delete", "SKU-1"), "Book deleted"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, abebookstest.Options{})
			if !strings.Contains(name, "unknown") {
				push(t, server, book("add", "SKU-1"))
				require.Len(t, server.Books(), 1)
			}
			got := push(t, server, tt.book)
			assert.Equal(t, []int{600}, got.bookCodes())
			assert.Equal(t, tt.message, got.Books[0].Message)
			assert.Empty(t, server.Books())
		})
	}
}

func TestTheSameIDTwiceIsProcessedInOrder(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{})
	got := push(t, server, book("add", "A", "<subject>first</subject>"), book("delete", "A"), book("add", "A", "<subject>third</subject>"))
	assert.Equal(t, []string{"A", "A", "A"}, got.ids())
	stored, _ := server.Book("A")
	assert.Equal(t, "third", stored.Elements["subject"])
}

func TestQuantityForms(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{})
	tests := map[string]struct {
		markup string
		want   int
	}{
		"the attribute counts":             {`<quantity amount="2"></quantity>`, 2},
		"the attribute wins over the text": {`<quantity amount="2">3</quantity>`, 2},
		"the text counts alone":            {`<quantity>3</quantity>`, 3},
		"an empty element means one":       {`<quantity amount=""> </quantity>`, 1},
		"another attribute means nothing":  {`<quantity limit="5"/>`, 1},
		"an absent element means one":      {``, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			id := strings.ReplaceAll(name, " ", "-")
			push(t, server, strings.Replace(book("add", id), `<quantity amount="1"></quantity>`, tt.markup, 1))
			stored, _ := server.Book(id)
			assert.Equal(t, tt.want, stored.Quantity)
		})
	}
}

func TestSeededBooksAndReturnedOnesAreCopies(t *testing.T) {
	t.Parallel()
	e := abebookstest.New(abebookstest.Options{})
	seed := abebookstest.Book{VendorBookID: "A", Elements: map[string]string{"title": "T"}, Pictures: []string{"p"}, Quantity: 1}
	e.AddBooks(seed, abebookstest.Book{VendorBookID: "B"})
	seed.Elements["title"] = "changed"
	read, _ := e.Book("A")
	read.Pictures[0] = "changed"
	e.Books()["A"].Elements["title"] = "changed"

	stored, found := e.Book("A")
	require.True(t, found)
	assert.Equal(t, "T", stored.Elements["title"])
	assert.Equal(t, []string{"p"}, stored.Pictures)
	assert.Len(t, e.Books(), 2)
	_, found = e.Book("C")
	assert.False(t, found)
}

func TestRequestEncodings(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{})
	tests := map[string]struct{ encoding, sent, want string }{
		"ISO-8859-1 bytes":                 {"ISO-8859-1", "caf\xe9", "café"},
		"Windows-1252 bytes in ISO-8859-1": {"iso-8859-1", "\x93x\x94 \x80 \x9f", "“x” € Ÿ"},
		"Windows-1252":                     {"Windows-1252", "\x96", "–"},
		"the label Cp1252":                 {"Cp1252", "\x8a", "Š"},
		"bytes without a meaning stay":     {"ISO-8859-1", "\x81\x9d", "\u0081\u009d"},
		"UTF-8":                            {"UTF-8", "café “x”", "café “x”"},
		"numeric references in ISO-8859-1": {"ISO-8859-1", "&#8217;&#x1F4D6;", "’📖"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			id := strings.ReplaceAll(name, " ", "-")
			document := classic(server.Username(), server.APIKey(), book("add", id, "<subject>"+tt.sent+"</subject>"))
			post(t, server, strings.Replace(document, "ISO-8859-1", tt.encoding, 1))
			stored, _ := server.Book(id)
			assert.Equal(t, tt.want, stored.Elements["subject"])
		})
	}
}

func TestDocumentsMayStartAndEndWithMore(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{})
	request := strings.TrimPrefix(classic(server.Username(), server.APIKey(), book("add", "SKU-1")), declaration)
	for name, document := range map[string]string{
		"no declaration":       request,
		"a byte order mark":    "\uFEFF" + request,
		"comments and a blank": declaration + "<!-- a -->\n" + request + "\n<!-- b -->\n\n",
	} {
		assert.Equal(t, 600, post(t, server, document).Code, name)
	}
}

func TestBatchesArriveAtOnce(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{})
	var group sync.WaitGroup
	for n := range 8 {
		document := classic(server.Username(), server.APIKey(), book("add", fmt.Sprint("SKU-", n)), book("add", "shared"))
		group.Go(func() {
			assert.Equal(t, 600, post(t, server, document).Code)
			server.State()
		})
	}
	group.Wait()
	assert.Len(t, server.Books(), 9)
	assert.EqualValues(t, 8, server.Requests())
}
