package twd_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/twd"
)

const softwareError = "<h1>Software error:</h1>\n<pre>Can't use an undefined value at api.pl line 211.</pre>\n"

// described is a whole reply with one item 1015 whose description is text.
func described(text string) string {
	return result("\t<item>\n\t\t<stock_no>1015</stock_no>\n\t\t<description>" + text + "</description>\n\t\t<qty>1</qty>\n\t</item>\n")
}

// Broken replies that such scripts emit: what can be read is read, what can't
// is refused with its reason.
func TestDamagedReplies(t *testing.T) {
	t.Parallel()
	whole := described("Bed")
	half := whole[:strings.Index(whole, "ed</description>")]
	tests := []struct {
		name        string
		status      int
		contentType string
		body        string
		want        string // the description
		refused     string // or words of the error
		kinds       []error
	}{
		{name: "bare ampersand", body: described("Bed & Bath, R&R, A&B;C"), want: "Bed & Bath, R&R, A&B;C"},
		{name: "bare ampersand at the end", body: described("Bed &"), want: "Bed &"},
		{name: "vertical tab and NUL", body: described("Be\x0bd\x00"), want: "Bed"},
		{name: "references to control characters", body: described("B&#11;e&#x0;d&#x1F600;"), want: "Bed😀"},
		{name: "reference to no character", body: described("Bed&#xD800;&#99999999999;"), want: "Bed"},
		{name: "smart quotes and a dash", body: described("\x93Bed\x94 \x96 \x80 5"), want: "“Bed” – € 5"},
		{name: "unassigned byte", body: described("Bed\x81"), want: "Bed\u0081"},
		{name: "Latin-1 accents", body: described("caf\xe9"), want: "café"},
		{name: "HTML entities", body: described("caf&eacute;&nbsp;&amp; more"), want: "café\u00a0& more"},
		{name: "unknown entity", body: described("&bed; &amp;"), want: "&bed; &"},
		{name: "CDATA", body: described("<![CDATA[Bed <5 & up]]>"), want: "Bed <5 & up"},
		{name: "tags in a text", body: described("Bed, <b>white</b>, oak"), want: "Bed, <b>white</b>, oak"},
		{name: "tags across one another", body: described("<b>Bed<i></b></i>"), want: "<b>Bed<i></b></i>"},
		{name: "tags without end", body: described(strings.Repeat("<b>", 5000)), want: strings.Repeat("<b>", 5000)},
		{name: "tags of the API in a text",
			body: described("was <price>50</price>, now </qty>"), want: "was <price>50</price>, now </qty>"},
		{name: "line breaks", body: described("Bed<br>oak<BR/>white<br />new<br clear='all'>old</br>"), want: "Bed oak white new old "},
		{name: "paragraphs", body: described("<p>Bed</p><P class=\"x\">oak"), want: " Bed  oak"},
		{name: "line breaks that are escaped", body: described("Bed&lt;br&gt;oak"), want: "Bed<br>oak"},
		{name: "what only begins as a line break", body: described("Bed<brass>oak<br"), want: "Bed<brass>oak<br"},
		{name: "bare less-than sign", body: described("depth <12 inches, height < 5 ft <"), want: "depth <12 inches, height < 5 ft <"},
		{name: "half an end tag in a text", body: described("a </ b </1> </descriptions> </"), want: "a </ b </1> </descriptions> </"},
		{name: "bare greater-than sign", body: described("a > b ]]> c"), want: "a > b ]]> c"},
		{name: "a comment in a text", body: described("Bed<!-- sold? -->, oak"), want: "Bed, oak"},
		{name: "half a comment in a text", body: described("Bed <!-- oak"), want: "Bed <!-- oak"},
		{name: "half a comment that another item ends", body: strings.Replace(described("Bed <!-- oak"), "</result>",
			"<item><description>--></description></item></result>", 1), want: "Bed <!-- oak"},
		{name: "half a CDATA section", body: described("Bed <![CDATA[ oak"), want: "Bed <![CDATA[ oak"},
		{name: "an end tag in a CDATA section", body: described("<![CDATA[</description>]]>"), want: "</description>"},
		{name: "an end tag with a blank", body: strings.Replace(described("Bed"), "</description>", "</description\n>", 1), want: "Bed"},
		{name: "elements in upper case",
			body: strings.NewReplacer("item", "ITEM", "stock_no", "Stock_No", "description", "DESCRIPTION", "qty",
				"Qty").Replace(described("Bed")), want: "Bed"},
		{name: "elements with a prefix", body: strings.NewReplacer("<description", "<x:description", "</description",
			"</x:description").Replace(described("Bed")), want: "Bed"},
		{name: "the field twice", body: described("Bed</description><description>Desk"), want: "Bed"},
		{name: "UTF-8 under a declaration of Latin-1", body: described("Café “1”"), want: "Café “1”"},
		{name: "a stray byte in UTF-8", body: strings.Replace(described("Caf\xe9 hinzugef\xfcgt"), "ISO-8859-1", "UTF-8", 1),
			want: "Café hinzugefügt"},
		{name: "a genuine replacement character", body: described("Caf\ufffd"), want: "Caf\ufffd"},
		{name: "references to characters of Windows", body: described("&#147;Bed&#x94; &#150; &#128;"), want: "“Bed” – €"},
		{name: "references that are none", body: described("&; &#; &#x; &#xyz; &amp &#65 &notes=1; &apos;"),
			want: "&; &#; &#x; &#xyz; &amp &#65 &notes=1; '"},
		{name: "line ends of Windows and of old Macs", body: described("a\r\nb\rc<![CDATA[\r\nd\r]]>"), want: "a\nb\nc\nd\n"},
		{name: "declared ISO-8859-15", body: strings.Replace(described("5 \xa4"), "8859-1", "8859-15", 1), want: "5 €"},
		{name: "an encoding nobody knows", body: strings.Replace(described("Caf\xe9"), "ISO-8859-1", "EBCDIC-US", 1), want: "Café"},
		{name: "UTF-8, declared ISO-8859-15", body: strings.Replace(described("Café"), "8859-1", "8859-15", 1), want: "Café"},
		{name: "declared Shift_JIS", body: strings.Replace(described("\x93\xfa\x96\x7b"), "ISO-8859-1", "Shift_JIS", 1), want: "日本"},
		{name: "leading blank line", body: "\r\n\n" + whole, want: "Bed"},
		{name: "byte order mark", body: "\xef\xbb\xbf" + described("caf\xc3\xa9"), want: "café"},
		{name: "header printed twice", body: "Content-type: text/xml\n\n" + whole, want: "Bed"},
		{name: "declared in upper case", body: strings.Replace(described("caf\xe9"), "ISO-8859-1", "Windows-1252", 1), want: "café"},
		{name: "declared UTF-8", body: strings.Replace(described("café"), "ISO-8859-1", "utf-8", 1), want: "café"},
		{name: "declared UTF-8 and is not", body: strings.Replace(described("caf\xe9"), "ISO-8859-1", "UTF-8", 1), want: "café"},
		{name: "nothing declared, UTF-8", body: strings.TrimPrefix(described("café"), declaration), want: "café"},
		{name: "nothing declared, Latin-1", body: strings.TrimPrefix(described("caf\xe9"), declaration), want: "café"},
		{name: "HTML after the result", body: whole + softwareError, want: "Bed"},
		{name: "a second document after the result", body: whole + failed("late"), want: "Bed"},
		{name: "rubbish after the result", body: whole + "<<<&&&\x00</", want: "Bed"},
		{name: "sent as text/html", contentType: "text/html; charset=utf-8", body: whole, want: "Bed"},
		{name: "sent with HTTP 500", status: 500, body: whole, want: "Bed"},

		{name: "HTML after half a document", body: half + softwareError, refused: "breaks off in <description>"},
		{name: "HTML with end tags of its own after half a document", body: half + "</pre></p></div>" + softwareError,
			refused: "breaks off in <description>"},
		{name: "HTML that closes the result after half a document",
			body: half + "<p>x</p></result>", refused: "breaks off in <description>"},
		{name: "half an end tag", body: strings.TrimSuffix(whole, "lt>\n"), refused: "not a result"},
		{name: "cut off before the end tag", body: strings.TrimSuffix(whole, "</result>\n"), refused: "breaks off in <result>"},
		{name: "cut off in the declaration", body: declaration[:20], refused: "not a result"},
		{name: "a field that ends in the next item",
			body:    strings.Replace(whole, "</description>", "</item><item><description>x</description>", 1),
			refused: "breaks off in <description>"},
		{name: "a field that ends in a second result", body: half + "</result>" + whole, refused: "breaks off in <description>"},
		{name: "a field that ends with the next item's", body: strings.Replace(whole, "</description>", "", 1) + whole,
			refused: "breaks off in <description>"},
		{name: "an item in an item", body: strings.Replace(whole, "\t</item>\n", "", 1) + whole, refused: "<item> is closed by </result>"},
		{name: "an end tag of nothing between fields", body: strings.Replace(whole, "<qty>", "</b><qty>", 1),
			refused: "<item> is closed by </b>"},
		{name: "an end tag too many", body: declaration + "</result>", refused: "closes nothing"},
		{name: "empty body", body: "", refused: "the reply is empty"},
		{name: "only white space", body: " \r\n", refused: "the reply is empty"},
		{name: "plain text", contentType: "text/plain", body: "Can't connect to database", refused: "holds no XML element"},
		{name: "web page with HTTP 200", contentType: "text/html",
			body: "<!DOCTYPE html><html><body>Login</body></html>", refused: "web page"},
		{name: "error message before anything", contentType: "text/html", body: softwareError, refused: "web page"},
		{name: "another root element", body: declaration + "<response><statuscode>1</statuscode></response>",
			refused: "the root element is <response>"},
		{name: "no statuscode", body: declaration + "<result><item><stock_no>1015</stock_no></item></result>", refused: "no statuscode"},
		{name: "empty statuscode", body: declaration + "<result><statuscode/></result>", refused: "no statuscode"},
		{name: "statuscode in an item",
			body: declaration + "<result><item><statuscode>1</statuscode></item></result>", refused: "no statuscode"},
		{name: "another statuscode", body: declaration + "<result><statuscode>2</statuscode></result>", refused: `statuscode "2"`},
		{name: "statuscode that is no number",
			body: declaration + "<result><statuscode>OK</statuscode></result>", refused: `statuscode "OK"`},
		{name: "firewall, HTTP 403", status: 403, contentType: "text/html", body: "<html>Forbidden</html>", refused: "web page",
			kinds: []error{sellerwire.ErrForbidden}},
		{name: "firewall, HTTP 406", status: 406, contentType: "text/html", body: "<head><title>Not Acceptable!</title></head>",
			refused: "web page", kinds: []error{sellerwire.ErrInvalidRequest}},
		{name: "crash, HTTP 500", status: 500, contentType: "text/html", body: softwareError, refused: "web page",
			kinds: []error{sellerwire.ErrUnavailable}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := answering(t, answers{status: tt.status, contentType: tt.contentType, body: tt.body})
			item, err := c.Get(t.Context(), "1015")
			if tt.refused == "" {
				require.NoError(t, err)
				require.Equal(t, tt.want, item.Description)
				require.Equal(t, new(1), item.Qty)
				return
			}
			require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
			require.ErrorContains(t, err, tt.refused)
			for _, kind := range tt.kinds {
				require.ErrorIs(t, err, kind)
			}
			require.NotErrorIs(t, err, sellerwire.ErrNotFound)
			require.NotErrorIs(t, err, sellerwire.ErrUnauthorized)
			require.Zero(t, item)
		})
	}
}

// What an unreadable answer to a change leaves open, the error leaves open too.
func TestDamagedRepliesToASale(t *testing.T) {
	t.Parallel()
	updated := reply(t, "update")
	tests := []struct {
		name        string
		status      int
		contentType string
		body        string
		want        sellerwire.Outcome
	}{
		{"the vendor's reply", 200, "", updated, sellerwire.OutcomeAccepted},
		{"other words", 200, "", strings.Replace(updated, "UPDATE OK", "Saved", 1), sellerwire.OutcomeAccepted},
		{"HTML after the result", 200, "", updated + softwareError, sellerwire.OutcomeAccepted},
		{"HTTP 500 with a whole result", 500, "", updated, sellerwire.OutcomeAccepted},
		{"an error in the API's words", 200, "", failed("Missing stock_no!"), sellerwire.OutcomeRejected},
		{"an error in the API's words, HTTP 500", 500, "", failed("Missing stock_no!"), sellerwire.OutcomeRejected},
		{"a firewall's page, HTTP 406", 406, "text/html", "<html>no</html>", sellerwire.OutcomeRejected},
		{"too many requests", 429, "text/html", "<html>slow down</html>", sellerwire.OutcomeUnknown},
		{"HTML after half a result", 200, "", updated[:60] + softwareError, sellerwire.OutcomeUnknown},
		{"half a result, says OK", 200, "", strings.TrimSuffix(updated, "</result>\n"), sellerwire.OutcomeUnknown},
		{"half an error", 200, "", strings.TrimSuffix(failed("no"), "</result>\n"), sellerwire.OutcomeUnknown},
		{"empty", 200, "", "", sellerwire.OutcomeUnknown},
		{"a web page", 200, "text/html", "<html>Welcome</html>", sellerwire.OutcomeUnknown},
		{"another statuscode", 200, "", strings.Replace(updated, ">1<", ">2<", 1), sellerwire.OutcomeUnknown},
		{"a listing: the action was overlooked", 200, "", reply(t, "list"), sellerwire.OutcomeUnknown},
		{"a crash, HTTP 500", 500, "text/html", softwareError, sellerwire.OutcomeUnknown},
		{"a proxy, HTTP 502", 502, "text/html", "<html>Bad Gateway</html>", sellerwire.OutcomeUnknown},
		{"a proxy, HTTP 503, empty", 503, "", "", sellerwire.OutcomeUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := answering(t, answers{status: tt.status, contentType: tt.contentType, body: tt.body})
			for _, err := range []error{
				c.RecordSale(t.Context(), "1015", 1),
				c.AdjustQuantity(t.Context(), "1015", 2),
			} {
				require.Equal(t, tt.want, sellerwire.OutcomeOf(err), "%v", err)
				require.Equal(t, tt.want == sellerwire.OutcomeUnknown, isKind(err, sellerwire.ErrOutcomeUnknown))
				if err != nil {
					require.Equal(t, 1, asError(t, err).Attempts)
				}
			}
			err := c.Update(t.Context(), "1015", twd.Fields{Qty: new(0)})
			require.Equal(t, tt.want, sellerwire.OutcomeOf(err), "%v", err)
		})
	}
}
