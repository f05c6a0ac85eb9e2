package abebookstest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
)

// What programs in use send, as the service accepts it.
func TestProgramsInUseAreUnderstood(t *testing.T) {
	t.Parallel()
	const declaredLatin1 = `<?xml version="1.0" encoding="ISO-8859-1"?>`
	book := func(elements string) string {
		return `<Abebook><transactionType>update</transactionType><vendorBookID>A</vendorBookID><title>T</title><price>5</price>` +
			elements + `</Abebook>`
	}
	tests := []struct {
		name, declaration, kind, books string
		title                          string
		quantity                       int // 0: the book is not there
	}{
		{"types in capitals", declaredLatin1, "text/xml", strings.Replace(book(""), ">update<", ">UPDATE<", 1), "T", 1},
		{"quantities as texts", declaredLatin1, "text/xml", book(`<quantity>12</quantity>`), "T", 12},
		{"quantities as both", declaredLatin1, "text/xml", book(`<quantity amount="12">12</quantity>`), "T", 12},
		{"a quantity without limits", declaredLatin1, "text/xml", book(`<quantity limit="1"/>`), "T", 1},
		{"CDATA", declaredLatin1, "text/xml", strings.Replace(book(""), ">T<", "><![CDATA[Fish & Chips]]><", 1), "Fish & Chips", 1},
		{"elements that nobody documents", declaredLatin1, "text/xml",
			book(`<year>1999</year><inscription>none</inscription><bindingText>x</bindingText>`), "T", 1},
		{"no currency", declaredLatin1, "text/xml", book(""), "T", 1},
		{"no declaration", "", "text/xml", strings.Replace(book(""), ">T<", ">Café<", 1), "Café", 1},
		{"UTF-8 that is declared ISO-8859-1", declaredLatin1, "text/xml",
			strings.Replace(book(""), ">T<", ">Café “à la carte”<", 1), "Café “à la carte”", 1},
		{"ISO-8859-1 as declared", declaredLatin1, "text/xml", strings.Replace(book(""), ">T<", ">Caf\xe9<", 1), "Café", 1},
		{"Windows-1252 that is declared ISO-8859-1", declaredLatin1, "text/xml",
			strings.Replace(book(""), ">T<", ">\x93Caf\xe9\x94<", 1), "“Café”", 1},
		{"a form's content type", declaredLatin1, "application/x-www-form-urlencoded", book(""), "T", 1},
		{"plain text's content type", declaredLatin1, "text/plain", book(""), "T", 1},
		{"no content type", declaredLatin1, "", book(""), "T", 1},
		{
			"a delete and an add of one ID", declaredLatin1, "text/xml",
			`<Abebook><transactionType>delete</transactionType><vendorBookID>A</vendorBookID></Abebook>` + book(""), "T", 1,
		},
		{
			"an add and a delete of one ID", declaredLatin1, "text/xml",
			book("") + `<Abebook><transactionType>delete</transactionType><vendorBookID>A</vendorBookID></Abebook>`, "", 0,
		},
		{
			"a delete of what was never listed", declaredLatin1, "text/xml",
			`<Abebook><transactionType>DELETE</transactionType><vendorBookID>B</vendorBookID><quantity>0</quantity></Abebook>`, "", 0,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, abebookstest.Options{})
			r, err := http.NewRequest(http.MethodPost, server.URL, strings.NewReader(tt.declaration+
				`<inventoryUpdateRequest version="1.0"><action name="bookupdate"><username>`+server.Username()+`</username><password>`+
				server.APIKey()+`</password></action><AbebookList>`+tt.books+`</AbebookList></inventoryUpdateRequest>`))
			require.NoError(t, err)
			if tt.kind != "" {
				r.Header.Set("Content-Type", tt.kind)
			}
			reply := do(t, http.DefaultClient, r)
			assert.Equal(t, 600, reply.Code)
			for _, code := range reply.bookCodes() {
				assert.Equal(t, 600, code, reply.body)
			}
			stored, found := server.Book("A")
			assert.Equal(t, tt.quantity > 0, found)
			if found {
				assert.Equal(t, tt.title, stored.Elements["title"])
				assert.Equal(t, tt.quantity, stored.Quantity)
				assert.Equal(t, "USD", stored.Price.Currency)
			}
		})
	}
}

// With the switch, bytes mean what the document says that they mean.
func TestDeclaredEncodingsCanBeTakenToTheLetter(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{StrictEncoding: true})
	r := post(t, server,
		declaration+`<inventoryUpdateRequest version="1.0"><action name="bookupdate"><username>`+server.Username()+`</username><password>`+
			server.APIKey()+
			`</password></action><AbebookList><Abebook><transactionType>add</transactionType><vendorBookID>A</vendorBookID>`+
			`<title>Café</title><price>5</price></Abebook></AbebookList></inventoryUpdateRequest>`)
	require.Equal(t, 600, r.Code)
	stored, _ := server.Book("A")
	assert.Equal(t, "CafÃ©", stored.Elements["title"])
}
