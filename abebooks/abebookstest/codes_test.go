package abebookstest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
)

func TestWholeRequestIsRefused(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{})
	good := classic(server.Username(), server.APIKey(), book("update", "SKU-1"))
	books := func(n int) string {
		return classic(server.Username(), server.APIKey(), strings.Repeat(book("update", "SKU-1"), n))
	}

	tests := map[string]struct {
		document string
		code     int
	}{
		"when empty":                              {"", 104},
		"when no XML":                             {"hello", 104},
		"when cut off":                            {good[:len(good)-5], 104},
		"when a tag is not closed":                {strings.Replace(good, "</title>", "", 1), 104},
		"when an ampersand is not escaped":        {strings.Replace(good, "A Title", "A & B", 1), 104},
		"when it has an HTML entity":              {strings.Replace(good, "A Title", "&eacute;", 1), 104},
		"when it has a control character":         {strings.Replace(good, "A Title", "\x01", 1), 104},
		"when text precedes the root":             {strings.Replace(good, "<inv", "x<inv", 1), 104},
		"when text follows the root":              {good + "x", 104},
		"when a second root follows":              {good + "<again/>", 104},
		"when the root is another":                {strings.ReplaceAll(good, "inventoryUpdateRequest", "orderUpdateRequest"), 104},
		"when the encoding is unknown":            {strings.Replace(good, "ISO-8859-1", "KOI8-R", 1), 104},
		"when Latin-1 bytes are declared UTF-8":   {strings.NewReplacer("ISO-8859-1", "UTF-8", "A Title", "caf\xe9").Replace(good), 104},
		"when it has no books":                    {books(0), 104},
		"when the action is unknown":              {strings.Replace(good, "bookupdate", "getAllNewOrders", 1), 109},
		"when the action has no name":             {strings.Replace(good, ` name="bookupdate"`, "", 1), 109},
		"for the action before the credentials":   {strings.NewReplacer("bookupdate", "x", "<username>", "<username>x").Replace(good), 109},
		"for the credentials before the list":     {classic("nobody", "wrong"), 110},
		"when it has more than 100 books":         {books(101), 602},
		"for the list before its 101 wrong books": {strings.ReplaceAll(books(101), "SKU-1", ""), 602},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := post(t, server, tt.document)
			assert.Equal(t, "requestError", got.XMLName.Local)
			assert.Equal(t, tt.code, got.Code)
			assert.Equal(t, http.StatusOK, got.status)
		})
	}
	t.Cleanup(func() { assert.Empty(t, server.Books()) })
}

func TestOneBookIsRefused(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{})
	good := book("update", "SKU-1", "<author>B</author><publisher>C</publisher>")
	change := func(oldnew ...string) string { return strings.NewReplacer(oldnew...).Replace(good) }
	price := func(text string) string { return change("12.50", text) }
	quantity := func(markup string) string { return change(`<quantity amount="1"></quantity>`, markup) }

	tests := map[string]struct {
		book string
		code int
	}{
		"never when it is complete":                     {good, 600},
		"for an empty id":                               {change("SKU-1", ""), 601},
		"for a blank id":                                {change("SKU-1", "  "), 601},
		"for an absent id":                              {change("<vendorBookID>SKU-1</vendorBookID>", ""), 601},
		"for an id of 41 characters":                    {change("SKU-1", strings.Repeat("x", 41)), 601},
		"never for an id of 40 characters and 80 bytes": {change("SKU-1", strings.Repeat("&#1046;", 40)), 600},
		"for its id before its transaction":             {change("SKU-1", "", "update", "x"), 601},
		"for an unknown transaction":                    {change("update", "insert"), 603},
		"for an absent transaction":                     {change("<transactionType>update</transactionType>", ""), 603},
		"for its transaction before its price":          {change("update", "x", "12.50", ""), 603},
		"never for a transaction in capitals":           {change("update", "ADD"), 600},
		"for an absent price":                           {change(`<price currency="USD">12.50</price>`, ""), 604},
		"for an empty price":                            {price(""), 604},
		"for a price of zero":                           {price("0.00"), 604},
		"for a negative price":                          {price("-1.00"), 604},
		"for a price with three decimals":               {price("1.000"), 604},
		"for a price with a comma":                      {price("1,50"), 604},
		"for a price with a point and no decimals":      {price("1."), 604},
		"for a price without a whole number":            {price(".50"), 604},
		"for a price with a currency sign":              {price("$1.50"), 604},
		"for a price in scientific form":                {price("1e3"), 604},
		"for a price with white space":                  {price(" 1.50"), 604},
		"never for a price without decimals":            {price("7"), 600},
		"never for a price with one decimal":            {price("7.5"), 600},
		"never for the lowest price":                    {price("0.01"), 600},
		"for its price before its texts": {
			change("12.50", "", "A Title", "", "<author>B", "<author>", "<publisher>C", "<publisher>"), 604},
		"for no author, title and publisher": {change("A Title", "", "<author>B</author>", "", "<publisher>C</publisher>", ""),
			606},
		"for a blank author, title and publisher": {
			change("A Title", " ", "<author>B", "<author>\n", "<publisher>C", "<publisher>\t"), 606},
		"never with the author alone":      {change("A Title", "", "<publisher>C", "<publisher>"), 600},
		"never with the publisher alone":   {change("A Title", "", "<author>B", "<author>"), 600},
		"for a quantity of 1000":           {quantity(`<quantity amount="1000"/>`), 606},
		"for a negative quantity":          {quantity(`<quantity amount="-1"/>`), 606},
		"for a broken quantity":            {quantity(`<quantity amount="1.5"/>`), 606},
		"for a quantity beyond all bounds": {quantity(`<quantity amount="99999999999999999999"/>`), 606},
		"for a quantity in words":          {quantity(`<quantity>two</quantity>`), 606},
		"never for a quantity of 999":      {quantity(`<quantity amount="999"/>`), 600},
		"for an unknown shipping template": {change("<author>", "<shippingTemplateID>NONE</shippingTemplateID><author>"),
			607},
		"never for a known shipping template": {change("<author>", "<shippingTemplateID>STD-1</shippingTemplateID><author>"),
			600},
		"never for an empty shipping template": {change("<author>", "<shippingTemplateID/><author>"), 600},
		"for its texts before its template": {
			change("A Title", "", "<author>B", "<shippingTemplateID>NONE</shippingTemplateID><author>", "<publisher>C", "<publisher>"),
			606},
		"never when deleted by id alone": {
			"<Abebook><transactionType>delete</transactionType><vendorBookID>X</vendorBookID></Abebook>", 600},
		"for its id also when deleted":                   {"<Abebook><transactionType>delete</transactionType></Abebook>", 601},
		"never when deleted with a record of all faults": {change("update", "Delete", "12.50", "x", `"1"`, `"x"`, "A Title", ""), 600},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := push(t, server, tt.book)
			assert.Equal(t, "inventoryUpdateResponse", got.XMLName.Local)
			assert.Equal(t, 600, got.Code)
			assert.Equal(t, []int{tt.code}, got.bookCodes())
		})
	}
}

func TestABatchSucceedsInPart(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{})
	got := push(t, server, book("add", "A"), book("burn", "B"), book("UPDATE", "C"), book("add", ""))
	assert.Equal(t, 600, got.Code)
	assert.Equal(t, []int{600, 603, 600, 601}, got.bookCodes())
	assert.Equal(t, []string{"A", "B", "C", ""}, got.ids())
	assert.Equal(t, "update", got.Books[2].TransactionType)
	assert.Len(t, server.Books(), 2)
}

func TestOneHundredBooksAreAccepted(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{})
	assert.Len(t, push(t, server, strings.Repeat(book("update", "SKU-1"), 100)).Books, 100)
}

func TestTemplatesAreSeeded(t *testing.T) {
	t.Parallel()
	template := func(id string) string {
		return book("update", "SKU-1", "<shippingTemplateID>"+id+"</shippingTemplateID>")
	}
	server := serve(t, abebookstest.Options{ShippingTemplates: []string{"MINE"}})
	server.AddShippingTemplates("LATER")
	got := push(t, server, template("MINE"), template("LATER"), template("STD-1"))
	assert.Equal(t, []int{600, 600, 607}, got.bookCodes())

	none := serve(t, abebookstest.Options{ShippingTemplates: []string{}})
	assert.Equal(t, []int{607}, push(t, none, template("STD-1")).bookCodes())
}

func TestOtherRequestsThanTheOneOfTheService(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{})
	body := classic(server.Username(), server.APIKey(), book("update", "SKU-1"))

	tests := map[string]struct {
		method, path string
		status       int
	}{
		"POST is served":             {http.MethodPost, "", http.StatusOK},
		"PUT is served":              {http.MethodPut, "", http.StatusOK},
		"GET is not allowed":         {http.MethodGet, "", http.StatusMethodNotAllowed},
		"another path is not found":  {http.MethodPost, "books", http.StatusNotFound},
		"a lower path is not found":  {http.MethodPut, "/", http.StatusNotFound},
		"DELETE has no meaning here": {http.MethodDelete, "", http.StatusMethodNotAllowed},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := do(t, http.DefaultClient, newRequest(t, tt.method, server.URL+tt.path, body))
			require.Equal(t, tt.status, got.status)
		})
	}
}
