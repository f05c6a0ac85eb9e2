package twd_test

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/charset"
	"github.com/sellerwire/sellerwire/internal/testkit"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

const mebibyte = 1 << 20

// filled is a reply of about size bytes that repeats a part in its result.
func filled(size int, before, part, after string) string {
	const start, end = "<result><statuscode>1</statuscode>", "</result>"
	n := (size - len(start+before+after+end)) / len(part)
	return start + before + strings.Repeat(part, n) + after + end
}

// shape is a reply whose memory or time could run away: the part that is repeated,
// and what stands around all of them.
type shape struct{ name, before, part, after string }

// ofElements are shapes of which little text becomes much memory.
var ofElements = []shape{
	{"empty items", "", "<item/>", ""},
	{"empty items in upper case", "", "<ITEM/>", ""},
	{"items without a field", "", "<item></item>", ""},
	{"items of one empty field", "", "<item><a/></item>", ""},
	{"items of one field", "", "<item><qty>1</qty></item>", ""},
	{"items in an element of an add-on", "<a>", "<item/>", "</a>"},
	{"empty elements", "", "<a/>", ""},
	{"empty elements in an item", "<item>", "<a/>", "</item>"},
	{"elements in an item", "<item>", "<a></a>", "</item>"},
	{"elements in an element", "<item><a>", "<b>1</b>", "</a></item>"},
	{"elements that are nested", "", "<a><b><c><d><e><f>1</f></e></d></c></b></a>", ""},
	{"start tags in an item", "<item>", "<a>", "</item>"},
	{"start tags that end once", "<item>", "<a>", "</a></item>"},
	{"elements opened twice and closed once", "<item>", "<a><a></a>", "</item>"},
	{"elements opened twice and closed once, of many names", "<item>", "<a><b><a></a><b></b>", "</item>"},
	{"elements opened twice and closed once, beside items", "", "<a><a></a><item/>", ""},
}

// ofText are shapes of which each byte is looked at, and none twice.
var ofText = []shape{
	{"start tags in a text", "<item><description>", "<b>", "</description></item>"},
	{"less-than signs", "<item><description>", "<", "</description></item>"},
	{"less-than signs between elements", "<item>", "<", "</item>"},
	{"half tags", "<item><description>", "<a ", "</description></item>"},
	{"half end tags", "<item><description>", "</", "</description></item>"},
	{"half line breaks", "<item><description>", "<br ", "</description></item>"},
	{"line breaks", "<item><description>", "<br>", "</description></item>"},
	{"half comments", "<item><description>", "<!--", "</description></item>"},
	{"half comments that end once", "<item><description>", "<!--", "--></description></item>"},
	{"half comments that end behind", "<item><description>", "<!--", "</description></item>-->"},
	{"half comments between elements", "", "<!--", ""},
	{"half CDATA sections", "<item><description>", "<![CDATA[", "</description></item>"},
	{"CDATA sections", "<item><description>", "<![CDATA[<]]>", "</description></item>"},
	{"ampersands", "<item><description>", "&", "</description></item>"},
	{"half references", "<item><description>", "&#99999999", "</description></item>"},
	{"references", "<item><description>", "&eacute;", "</description></item>"},
	{"carriage returns", "<item><description>", "\r", "</description></item>"},
	{"control characters", "<item><description>", "\x01", "</description></item>"},
	{"accents", "<item><description>", "\xe9", "</description></item>"},
	{"codes behind the result", "</result>", "<statuscode>1", ""},
	{"quotes in a declaration", "", "<?xml encoding='", ""},
	{"blanks", "", " ", ""},
}

// A reply of the largest size that is read at all stays below 128 MiB of heap,
// whatever it is made of. Not parallel: it measures the process.
func TestAReplyIsBoundedInMemory(t *testing.T) {
	shapes := ofElements[:6]
	if *full {
		shapes = slices.Concat(ofElements, ofText)
	}
	for _, shape := range shapes {
		t.Run(shape.name, func(t *testing.T) {
			body := filled(16*mebibyte, shape.before, shape.part, shape.after)
			c := answering(t, answers{body: body})
			peak := testkit.PeakHeap(func() {
				_, _ = c.List(t.Context(), twd.ListQuery{})
			})
			t.Logf("%d MiB", peak/mebibyte)
			require.Less(t, peak, int64(128*mebibyte))
		})
	}
}

func TestTwentyThousandItemsInOneReplyAreRead(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("<result><statuscode>1</statuscode><totalcount>20000</totalcount><totalstatus>A</totalstatus>")
	for i := range 20_000 {
		fmt.Fprintf(&b, `<item><stock_no>%d</stock_no><status>A</status><deptcode>FURN</deptcode><dept>Furnature</dept>
			<brand>Lazyboy</brand><description>Love Seat, W/ Ottoman &amp; cushions, number %d of a long row of the same, red</description>
			<qty>1</qty><price>60</price><location>Aisle 4</location><consignor>Smith</consignor><deposit>10</deposit>
			<pictures><url>a.jpg</url><url>b.jpg</url></pictures></item>`, i, i)
	}
	b.WriteString("</result>")
	require.Less(t, b.Len(), 16*mebibyte)
	page, err := answering(t, answers{body: b.String()}).List(t.Context(), twd.ListQuery{})
	require.NoError(t, err)
	require.Len(t, page.Items, 20_000)
	require.Equal(t, "19999", page.Items[19_999].StockNo)
	require.Len(t, page.Items[19_999].Elements, 12)
}

func TestAReplyOfTooManyElementsIsTooLarge(t *testing.T) {
	t.Parallel()
	c := answering(t, answers{body: filled(16*mebibyte, "", "<item/>", "")})
	_, err := c.List(t.Context(), twd.ListQuery{})
	require.ErrorIs(t, err, sellerwire.ErrResponseTooLarge)
	require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
	require.ErrorContains(t, err, "too many elements")
	err = c.RecordSale(t.Context(), "1015", 1)
	require.ErrorIs(t, err, sellerwire.ErrResponseTooLarge)
	require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
}

// Anything is read in linear time. The bound is generous: 2 MiB take less than a
// quarter of a second, and would take minutes if the time were quadratic.
func TestAReplyIsReadInLinearTime(t *testing.T) {
	t.Parallel()
	for _, shape := range slices.Concat(ofElements, ofText) {
		c := answering(t, answers{body: filled(2*mebibyte, shape.before, shape.part, shape.after)})
		start := time.Now()
		_, _ = c.List(t.Context(), twd.ListQuery{})
		require.Less(t, time.Since(start), time.Minute, shape.name)
	}
}

func BenchmarkReplyOfOneMebibyte(b *testing.B) {
	for _, shape := range slices.Concat(ofElements, ofText) {
		b.Run(shape.name, func(b *testing.B) {
			c := answering(b, answers{body: filled(mebibyte, shape.before, shape.part, shape.after)})
			for b.Loop() {
				_, _ = c.List(b.Context(), twd.ListQuery{})
			}
		})
	}
}

// A page of 50 items, by the client and by the standard library.
func BenchmarkPageOfFifty(b *testing.B) {
	shop := newShop(twdtest.Options{})
	shop.SeedDocumented()
	recorder := httptest.NewRecorder()
	shop.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/api.pl?apikey="+url.QueryEscape(apiKey), nil))
	body := recorder.Body.String()
	b.Run("client", func(b *testing.B) {
		c := answering(b, answers{body: body})
		b.ReportAllocs()
		for b.Loop() {
			page, err := c.List(b.Context(), twd.ListQuery{})
			require.NoError(b, err)
			require.Len(b, page.Items, 50)
		}
	})
	b.Run("encoding xml", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var page struct {
				Total int        `xml:"totalcount"`
				Items []twd.Item `xml:"item"`
			}
			d := xml.NewDecoder(strings.NewReader(body))
			d.CharsetReader = charset.Reader
			require.NoError(b, d.Decode(&page))
			require.Len(b, page.Items, 50)
		}
	})
}
