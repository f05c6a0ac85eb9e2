package twdtest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/twd/twdtest"
)

func TestQuirks(t *testing.T) {
	t.Parallel()
	clean := declaration + strings.Replace(`<result>
	<statuscode>1</statuscode>
	<statusmessage>OK</statusmessage>
	<item>
		<stock_no>1</stock_no>
		<status>A</status>
		<deptcode>B&amp;B</deptcode>
		<dept>Bed &amp; Bath</dept>
		<brand>R&amp;R</brand>
		<description>CafÉ, Desk &lt;oak&gt;</description>
		<qty>1</qty>
		<price>1200</price>
	</item>
</result>
`, "É", "\xe9", 1)
	const html = "<h1>Software error:</h1>\n<pre>Can't use an undefined value at api.pl line 211.</pre>\n"
	tests := []struct {
		name   string
		quirks twdtest.Quirks
		want   string
	}{
		{"none", 0, clean},
		{"item without qty", twdtest.NoQty, strings.Replace(clean, "\t\t<qty>1</qty>\n", "", 1)},
		{"unescaped ampersand", twdtest.BareAmpersand, strings.ReplaceAll(clean, "&amp;", "&")},
		{"bytes 0x93 and 0x94", twdtest.SmartQuotes,
			strings.Replace(clean, "Caf\xe9, Desk &lt;oak&gt;", "\x93Caf\xe9, Desk &lt;oak&gt;\x94", 1)},
		{"byte 0x0B", twdtest.VerticalTab, strings.Replace(clean, "oak&gt;", "oak&gt;\x0b", 1)},
		{"grouped price", twdtest.GroupedPrices, strings.Replace(clean, "1200", "1,200.00", 1)},
		{"leading blank line", twdtest.LeadingBlankLine, "\n" + clean},
		{"HTML after the result", twdtest.HTMLAfterResult, clean + html},
		{"HTML in place of the rest", twdtest.HTMLInsteadOfRest, clean[:len(clean)/2] + html},
		{"unescaped less-than sign", twdtest.BareLessThan, strings.Replace(clean, "&lt;oak", "<oak", 1)},
		{"line breaks", twdtest.LineBreaks, strings.Replace(clean, "Caf\xe9, Desk", "Caf\xe9,<br>Desk", 1)},
		{"UTF-8", twdtest.PrintUTF8, strings.Replace(clean, "\xe9", "é", 1)},
		{"two at once", twdtest.LeadingBlankLine | twdtest.HTMLAfterResult, "\n" + clean + html},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := twdtest.New(twdtest.Options{APIKey: "k", Quirks: tt.quirks})
			e.Seed(twdtest.Item{
				StockNo: "1", DeptCode: "B&B", Dept: "Bed & Bath", Brand: "R&R",
				Description: "Café, Desk <oak>", Qty: new(1), Price: "1200",
			})
			require.Equal(t, tt.want, get(t, e, "apikey=k&stock_no=1"))

			e.SetQuirks(0)
			require.Equal(t, clean, get(t, e, "apikey=k&stock_no=1"))
		})
	}
}

func TestGroupedPrices(t *testing.T) {
	t.Parallel()
	tests := []struct{ stored, printed string }{
		{"40", "40.00"},
		{"999", "999.00"},
		{"1000.5", "1,000.50"},
		{"1234567.891", "1,234,567.891"},
		{"-1200", "-1,200.00"},
		{"-120", "-120.00"},
		{"", ""},
		{"call us", "call us"},
	}
	for _, tt := range tests {
		t.Run(tt.stored, func(t *testing.T) {
			t.Parallel()
			e := twdtest.New(twdtest.Options{APIKey: "k", Quirks: twdtest.GroupedPrices})
			e.Seed(twdtest.Item{StockNo: "1", Price: tt.stored})
			require.Contains(t, get(t, e, "apikey=k&stock_no=1"), "<price>"+tt.printed+"</price>")
		})
	}
}

func TestAScriptThatDiesHasUpdatedBefore(t *testing.T) {
	t.Parallel()
	e := shop(twdtest.Options{Quirks: twdtest.HTMLInsteadOfRest})
	reply := post(t, e, "apikey=k&action=update&stock_no=1015&qtyadj=1")
	require.NotContains(t, reply, "</result>")
	require.Contains(t, reply, "Software error")
	require.Equal(t, 0, *item(t, e, "1015").Qty)
}
