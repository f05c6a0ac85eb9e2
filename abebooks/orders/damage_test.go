package orders_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks/orders"
)

const item = `<purchaseOrderItem id="7"><book id="3"><title>Title</title><vendorKey>SKU-7</vendorKey></book></purchaseOrderItem>`

// order is one with an item, and more.
func order(id, more string) string {
	return `<purchaseOrder id="` + id + `">` + more + `<purchaseOrderItemList>` + item + `</purchaseOrderItemList></purchaseOrder>`
}

func root(content string) string {
	return `<?xml version="1.0" encoding="ISO-8859-1"?>` +
		"\n<orderUpdateResponse version=\"1.1\">" + content + "</orderUpdateResponse>\n\n"
}

func listOf(orders ...string) string {
	return root("<purchaseOrderList>" + strings.Join(orders, "\n") + "</purchaseOrderList>")
}

// all is what NewOrders makes of a reply.
func all(t *testing.T, body string) []orders.Order {
	t.Helper()
	got, err := replying(t, http.StatusOK, body).NewOrders(t.Context())
	require.NoError(t, err)
	return got
}

// one is an order with something more, which is damaged or not, between two others
// that must not suffer.
func one(t *testing.T, more string) orders.Order {
	t.Helper()
	return between(t, order("5", more))
}

func between(t *testing.T, middle string) orders.Order {
	t.Helper()
	got := all(t, listOf(order("1", ""), middle, order("9", "")))
	require.Len(t, got, 3, middle)
	for _, i := range []int{0, 2} {
		require.Nil(t, got[i].Unreadable)
		require.Len(t, got[i].Items, 1)
	}
	require.Contains(t, string(got[1].Raw), strings.TrimSpace(middle))
	return got[1]
}

func fields(o orders.Order) (names []string) {
	for _, f := range o.Unreadable {
		names = append(names, strings.TrimSpace(f.Item+" "+f.Field))
	}
	return names
}

func TestOddTexts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"white space", "\r\n  5 Main St \t", "5 Main St"},
		{"references", "Fish &amp; Chips &#8217; &#xe9; &apos;&quot;&lt;&gt;", "Fish & Chips ’ é '\"<>"},
		{"references of Windows-1252", "&#147;a&#148;", "“a”"},
		{"references of HTML", "M&uuml;ller&nbsp;&Co", "Müller\u00a0&Co"},
		{"bare ampersands", "R&D & Q&A; AT&T;", "R&D & Q&A; AT&T;"},
		{"references without a semicolon", "&copy &ampx; &", "&copy &ampx; &"},
		{"CDATA", "a<![CDATA[ <b> & ]]>c", "a <b> & c"},
		{"a comment", "a<!-- </city> -->b", "ab"},
		{"a comment that does not end", "a <!-- b", "a <!-- b"},
		{"CDATA that does not end", "a <![CDATA[ b", "a <![CDATA[ b"},
		{"Latin-1", "Caf\xe9", "Café"},
		{"Windows-1252", "\x93Caf\xe9\x94", "“Café”"},
		{"UTF-8 under a declaration of Latin-1", "Café – Łódź", "Café – Łódź"},
		{"half of a character", "Caf\xc3", "CafÃ"},
		{"markup", "5<br>6 <b>bold</b> <i>x", "5<br>6 <b>bold</b> <i>x"},
		{"a sign", "depth <12 inches, x < y <", "depth <12 inches, x < y <"},
		{"a processing instruction", "<?php echo 1 ?>", "<?php echo 1 ?>"},
		{"lines", "a\r\nb\rc\nd", "a\nb\nc\nd"},
		{"end tags of nothing", "a</b>c", "a</b>c"},
		{"end tags of what is open", "a <purchaseOrderList> b </purchaseOrderList> c", "a <purchaseOrderList> b </purchaseOrderList> c"},
		{"documented markup", "a <title>b</title> <code>c</code> <book>", "a <title>b</title> <code>c</code> <book>"},
		{"a tag that is cut off", "a <b c=\"", "a <b c=\""},
	} {
		o := one(t, "<specialInstructions>"+c.text+"</specialInstructions>")
		assert.Equal(t, c.want, o.SpecialInstructions, c.name)
		assert.Nil(t, o.Unreadable, c.name)
	}
}

func TestOddValuesCostNoMoreThanThemselves(t *testing.T) {
	t.Parallel()
	const complete = "<date><day>7</day><month>3</month><year>2026</year></date>" +
		"<time><hour>6</hour><minute>5</minute><second>2</second></time>"
	euro := func(name, amount string) string { return "<" + name + ` currency="EUR">` + amount + "</" + name + ">" }
	totals := func(amounts string) string { return "<orderTotals>" + amounts + "</orderTotals>" }
	dated := func(old, by string) string {
		return "<orderDate>" + strings.Replace(complete, old, by, 1) + "</orderDate>"
	}
	for _, c := range []struct {
		name, xml string
		faults    []string
	}{
		{"an amount that is none", totals(euro("total", "n/a") + euro("tax", "1")), []string{"orderTotals total"}},
		{"an amount out of reach", totals(euro("total", "1e999")), []string{"orderTotals total"}},
		{"two amounts", totals(euro("total", "1") + euro("total", "2")), []string{"orderTotals total"}},
		{"two currencies", totals(euro("total", "1") + `<total currency="USD">1</total>`), []string{"orderTotals total"}},
		{"days in words", `<shipping><minDeliveryDays>5-7</minDeliveryDays></shipping>`, []string{"shipping minDeliveryDays"}},
		{"half a day", `<shipping><minDeliveryDays>1.5</minDeliveryDays></shipping>`, []string{"shipping minDeliveryDays"}},
		{"a day below 0", `<shipping><minDeliveryDays>-1</minDeliveryDays></shipping>`, []string{"shipping minDeliveryDays"}},
		{"a date", dated("7</day>", "31</day>"), nil},
		{"no such day", dated("7</day><month>3", "30</day><month>2"), []string{"orderDate"}},
		{"no such month", dated(">3<", ">13<"), []string{"orderDate"}},
		{"no such hour", dated(">6<", ">24<"), []string{"orderDate"}},
		{"a word for a month", dated(">3<", ">March<"), []string{"orderDate date month", "orderDate"}},
		{"no time", "<orderDate><date><day>7</day><month>3</month><year>2026</year></date></orderDate>", []string{"orderDate"}},
		{"a date in one text", "<orderDate>2026-03-07T06:05:02</orderDate>", []string{"orderDate"}},
		{"a date in two texts",
			"<orderDate><date>2026-03-07</date><time>06:05:02</time></orderDate>", []string{"orderDate date", "orderDate time"}},
		{"a total in place of totals", "<orderTotals>28.4</orderTotals>", []string{"orderTotals"}},
		{"a name in place of a buyer", "<buyer>Anytown</buyer>", []string{"buyer"}},
		{"an address in one text", "<buyer><mailingAddress>1 Main St, Anytown</mailingAddress></buyer>", []string{"buyer mailingAddress"}},
		{"a site in one text", `<domain id="1">abebooks.com</domain>`, []string{"domain"}},
		{"a comment in place of elements", "<seller id='1'> <!-- Anytown --> </seller>", nil},
		{"a long text", "<specialInstructions>" + strings.Repeat("x", 65<<10) + "</specialInstructions>", []string{"specialInstructions"}},
		{"an element that is not closed", "<buyer><email>a@b.example</buyer>", []string{"buyer email"}},
		{"elements that are not closed", "<buyer><mailingAddress><city>Anytown</buyer>", []string{"buyer mailingAddress", "buyer city"}},
		{"a text that is not closed", "<domain><name>Anytown<code>1</code></domain>", []string{"domain name"}},
		{"one that is unknown and not closed", "<domain><br><name>x</name></domain>", []string{"domain an element that is not documented"}},
		{"end tags of nothing", "</b></name></br>", nil},
		{"elements nested deep", strings.Repeat("<a>", 50) + "<buyer/>" + strings.Repeat("</a>", 50), nil},
		{"elements of others", "<extra a='1'><purchaseOrderItem><status/></purchaseOrderItem></extra><x/>", nil},
		{"an error", "<code>105</code>", []string{"code"}},
		{"two that are equal", `<buyerPurchaseOrder id="4"/><buyerPurchaseOrder id="4"/>`, nil},
		{"two that differ", `<buyerPurchaseOrder id="4"/><buyerPurchaseOrder id="5"/>`, []string{"buyerPurchaseOrder"}},
	} {
		o := one(t, c.xml)
		assert.Equal(t, c.faults, fields(o), c.name)
		require.Len(t, o.Items, 1, c.name)
		for _, f := range o.Unreadable {
			assert.NotContains(t, f.Reason, "Anytown", c.name)
		}
	}
	o := one(t, `<orderTotals><total currency="EUR">n/a</total><tax currency="EUR">1</tax></orderTotals>`)
	assert.True(t, o.Totals.Total.Missing())
	assert.Equal(t, "1 EUR", o.Totals.Tax.String())
	o = one(t, strings.Repeat("<br>", 50)+strings.Repeat("<p>", 100))
	assert.Len(t, o.Unreadable, 101, "as many are listed, and that there are more")
	require.Len(t, o.Items, 1)
	o = one(t, "<buyer><mailingAddress><city>Anytown<code>1</code></mailingAddress></buyer>")
	assert.Equal(t, orders.Address{Code: "1"}, o.Buyer.Address)
	o = one(t, `<indirectTaxList><tax type="vat">Caf`+"\xe9"+`</tax></indirectTaxList>`)
	assert.Equal(t, `<tax type="vat">Café</tax>`, o.IndirectTaxes)
}

func TestAmountsAreReadByValue(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"38.0": "38 EUR", "4.25": "4.25 EUR", "6E+2": "600 EUR", "0E-8": "0 EUR", "1.2E1": "12 EUR", " 7\n": "7 EUR", "-3.50": "-3.5 EUR",
		".5": "0.5 EUR", "5.": "5 EUR", "+5": "5 EUR", "005.50": "5.5 EUR", "0E+10": "0 EUR",
		"&#50;3.9": "23.9 EUR", "<![CDATA[ 23.9 ]]>": "23.9 EUR",
		"8.840000000000002": "8.840000000000002 EUR", "0.0": "0 EUR", "": "",
	} {
		o := one(t, `<orderTotals><total currency="EUR">`+text+`</total></orderTotals>`)
		assert.Nil(t, o.Unreadable, text)
		assert.Equal(t, want, o.Totals.Total.String())
	}
	o := one(t, `<shipping><minDeliveryDays>7.0</minDeliveryDays><maxDeliveryDays>020</maxDeliveryDays></shipping>`)
	assert.Equal(t, 7, *o.Shipping.MinDeliveryDays)
	assert.Equal(t, 20, *o.Shipping.MaxDeliveryDays)
}

func TestWhatIdentifiesIsMissing(t *testing.T) {
	t.Parallel()
	o := between(t, order("", ""))
	assert.Equal(t, []string{"id"}, fields(o))
	o = between(t, order(`5" id="6`, ""))
	assert.Equal(t, []string{"id"}, fields(o), "two IDs are none")
	o = between(t, `<purchaseOrder id="5"/>`)
	assert.Equal(t, []string{"purchaseOrderItemList"}, fields(o))
	o = between(t, `<purchaseOrder id="5"></purchaseOrder>`)
	assert.Equal(t, []string{"purchaseOrderItemList"}, fields(o))

	withItems := func(items string) orders.Order {
		return between(t, `<purchaseOrder id="5"><purchaseOrderItemList>`+items+`</purchaseOrderItemList></purchaseOrder>`)
	}
	o = withItems(strings.Replace(item, `id="7"`, "", 1))
	assert.Equal(t, []string{"item number 1 id"}, fields(o))
	assert.Equal(t, "SKU-7", o.Items[0].VendorBookID)
	o = withItems(strings.Replace(item, "SKU-7", "", 1))
	assert.Equal(t, []string{"item 7 vendorKey"}, fields(o))
	o = withItems(strings.Replace(item, "</vendorKey>", "</vendorKey><vendorKey>SKU-8</vendorKey>", 1))
	assert.Equal(t, []string{"item 7 book vendorKey", "item 7 vendorKey"}, fields(o))
	assert.Empty(t, o.Items[0].VendorBookID, "neither is believed")

	o = withItems(item + item)
	assert.Nil(t, o.Unreadable)
	assert.Len(t, o.Items, 1, "one that is there twice is one copy")
	o = withItems(item + strings.Replace(item, "SKU-7", "SKU-8", 1))
	assert.Equal(t, []string{"item 7 id"}, fields(o))
	assert.Len(t, o.Items, 2, "two that differ are both shown")
	o = withItems(strings.Replace(item, "</purchaseOrderItem>", `<purchaseOrder id="6"/></purchaseOrderItem>`, 1))
	assert.Equal(t, []string{"item 7 purchaseOrder id"}, fields(o))
	o = withItems(strings.Replace(item, "</purchaseOrderItem>", "", 1) + strings.ReplaceAll(item, "7", "8"))
	assert.Equal(t, []string{"item 7 purchaseOrderItem", "item 7 vendorKey"}, fields(o))
	require.Len(t, o.Items, 2, "one that is not closed does not hide the next")
	assert.Equal(t, "SKU-8", o.Items[1].VendorBookID)
	o = withItems(strings.Replace(item, "</vendorKey></book></purchaseOrderItem>", "", 1) + strings.ReplaceAll(item, "7", "8"))
	require.Len(t, o.Items, 2)
	assert.Equal(t, "SKU-8", o.Items[1].VendorBookID)

	require.Len(t, all(t, listOf(order("5", ""), order("5", ""))), 1)
	got := all(t, listOf(order("5", ""), order("5", "<specialInstructions>x</specialInstructions>")))
	require.Len(t, got, 2)
	assert.Equal(t, []string{"id"}, fields(got[1]))
}

func TestWhatIsNotClosedHidesNoOrder(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		listOf("<br>", order("5", ""), "<p>", order("6", "")), listOf("</b>", order("5", ""), "</b>text", order("6", "")),
		root("<p><purchaseOrderList>" + order("5", "") + order("6", "") + "</purchaseOrderList>"),
		listOf(order("5", "<buyer>"), order("6", "<b>")),
	} {
		got := all(t, body)
		require.Len(t, got, 2, body)
		require.Len(t, got[0].Items, 1)
		require.Len(t, got[1].Items, 1)
	}
}

func TestNamesInAnotherCaseAreRead(t *testing.T) {
	t.Parallel()
	body := strings.NewReplacer("purchaseOrder", "PURCHASEORDER", "vendorKey", "VendorKey", " id=", " ID=").Replace(listOf(order("5", "")))
	got := all(t, body)
	require.Len(t, got, 1)
	assert.Equal(t, "SKU-7", got[0].Items[0].VendorBookID)
	assert.Equal(t, "5", got[0].ID)
	got = all(t, strings.NewReplacer("<p", "<abe:p", "</p", "</abe:p").Replace(listOf(order("5", ""))))
	require.Len(t, got, 1, "a prefix is no part of a name")
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	with := func(declaration, text string) string {
		return strings.Replace(listOf(order("5", "<specialInstructions>"+text+"</specialInstructions>")),
			`<?xml version="1.0" encoding="ISO-8859-1"?>`, declaration, 1)
	}
	for _, c := range []struct{ declaration, text, want string }{
		{`<?xml version="1.0" encoding="UTF-8"?>`, "Łódź", "Łódź"},
		{`<?xml version="1.0" encoding="UTF-8"?>`, "Caf\xe9", "Café"},
		{`<?xml version="1.0"?>`, "Caf\xe9", "Café"},
		{"", "Łódź", "Łódź"},
		{"\uFEFF" + `<?xml version='1.0' encoding='utf-8'?>`, "Łódź", "Łódź"},
		{`<?xml version="1.0" encoding="windows-1252"?>`, "\x80", "€"},
		{`<?xml version="1.0" encoding="ISO-8859-15"?>`, "\xa4", "€"},
		{`<?xml version="1.0" encoding="ISO-8859-15"?>`, "Łódź", "Łódź"},
		{`<?xml version="1.0" encoding="UTF-16"?>`, "Łódź", "Łódź"},
		{`<?xml version="1.0" encoding="ISO8859_1"?>`, "Caf\xe9", "Café"},
		{`<?xml version="1.0" encoding="windows-1250"?>`, "Łódź", "Łódź"},
		{`<?xml version="1.0" encoding="EBCDIC-CP-US"?>`, "a", "a"},
		{`<!DOCTYPE a [<!ENTITY b "c">]>`, "Łódź", "Łódź"},
	} {
		got := all(t, with(c.declaration, c.text))
		assert.Equal(t, c.want, got[0].SpecialInstructions, c.declaration)
	}
	_, err := replying(t, http.StatusOK, "\xff\xfe<\x00?\x00x\x00m\x00l\x00").NewOrders(t.Context())
	require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
	require.ErrorContains(t, err, "UTF-16")
}
