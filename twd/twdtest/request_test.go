package twdtest_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/twd/twdtest"
)

func TestPairsCountOnlyInTheirPlace(t *testing.T) {
	t.Parallel()
	const form = "application/x-www-form-urlencoded"
	tests := []struct {
		name                             string
		method, query, contentType, body string
		accepted                         bool
	}{
		{"GET takes the query", "GET", "apikey=k&stock_no=1015", "", "", true},
		{"GET ignores a body", "GET", "stock_no=1015", form, "apikey=k", false},
		{"POST takes the body", "POST", "", form, "apikey=k&stock_no=1015", true},
		{"POST ignores the query", "POST", "apikey=k", form, "stock_no=1015", false},
		{"POST takes a form with a charset", "POST", "",
			"Application/X-WWW-Form-Urlencoded; charset=UTF-8", "apikey=k&stock_no=1015", true},
		{"POST without a content type has no pairs", "POST", "", "", "apikey=k&stock_no=1015", false},
		{"POST of JSON has no pairs", "POST", "", "application/json", "apikey=k&stock_no=1015", false},
		{"POST above a mebibyte has no pairs", "POST", "", form, "apikey=k&stock_no=1015&x=" + strings.Repeat("x", 1<<20), false},
		{"PUT has no pairs", "PUT", "apikey=k&stock_no=1015", form, "apikey=k&stock_no=1015", false},
		{"a wrong key is refused", "GET", "apikey=K&stock_no=1015", "", "", false},
		{"an empty key is refused", "GET", "apikey=&stock_no=1015", "", "", false},
		{"a missing key is refused", "GET", "stock_no=1015", "", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(tt.method, "/api.pl?"+tt.query, strings.NewReader(tt.body))
			r.Header.Set("Content-Type", tt.contentType)
			reply := serve(shop(twdtest.Options{}), r).Body.String()
			if tt.accepted {
				require.Contains(t, reply, "<stock_no>1015</stock_no>")
			} else {
				require.Equal(t, invalidKey, reply)
			}
		})
	}
}

func TestPairsAreReadAsTheScriptReadsThem(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, sent, stored string }{
		{"plus is a space", "Held+for+Greg+Smith", "Held for Greg Smith"},
		{"escapes are bytes of Latin-1", "caf%E9", "café"},
		{"escapes may be in lower case", "caf%e9", "café"},
		{"UTF-8 is two characters of Latin-1", "caf%C3%A9", "cafÃ©"},
		{"0x93 and 0x94 are smart quotes", "%93Captain%94", "“Captain”"},
		{"an escaped semicolon is text", "a%3Bb", "a;b"},
		{"a bare semicolon ends the pair", "a;b=c", "a"},
		{"an ampersand ends the pair", "a&b=c", "a"},
		{"an equals sign belongs to the value", "a=b", "a=b"},
		{"a broken escape is text", "100%+wool%2", "100% wool%2"},
		{"the first of repeated keys wins", "first&notes=second", "first"},
		{"a key without a value is empty", "&x", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := shop(twdtest.Options{})
			require.Equal(t, updateOK, post(t, e, "apikey=k;action=update;stock_no=1015;notes="+tt.sent))
			require.Equal(t, tt.stored, item(t, e, "1015").Notes)
		})
	}
}

func TestTheVendorsGarbledNotesKeyIsUnknown(t *testing.T) {
	t.Parallel()
	e := shop(twdtest.Options{})
	require.Equal(t, updateOK, get(t, e, "stock_no=1015&action=update&status=H%C2%ACes=Held+for+Greg+Smith&apikey=k"))
	require.Empty(t, item(t, e, "1015").Notes)
	require.Equal(t, "HÂ¬es=Held for Greg Smith", item(t, e, "1015").Status)
}

func TestEveryByteReadsBackAsItWasReceived(t *testing.T) {
	t.Parallel()
	e := shop(twdtest.Options{})
	var escaped, raw strings.Builder
	const hex = "0123456789ABCDEF"
	for c := range 256 {
		escaped.WriteString("%" + hex[c>>4:c>>4+1] + hex[c&15:c&15+1])
		switch c {
		case '&':
			raw.WriteString("&amp;")
		case '<':
			raw.WriteString("&lt;")
		case '>':
			raw.WriteString("&gt;")
		default:
			raw.WriteByte(byte(c))
		}
	}
	require.Equal(t, updateOK, post(t, e, "apikey=k&action=update&stock_no=1015&description="+escaped.String()))
	require.Contains(t, get(t, e, "apikey=k&stock_no=1015"), "<description>"+raw.String()+"</description>")
}

func TestDecodeUTF8ReadsUTF8(t *testing.T) {
	t.Parallel()
	e := shop(twdtest.Options{RequestText: twdtest.DecodeUTF8})
	post(t, e, "apikey=k&action=update&stock_no=1015&description=caf%C3%A9+%E2%80%9C%E6%9C%AC%E2%80%9D&brand=caf%E9")
	require.Equal(t, "café “本”", item(t, e, "1015").Description)
	require.Equal(t, "café", item(t, e, "1015").Brand, "bytes that are not UTF-8 are kept")
	require.Contains(t, get(t, e, "apikey=k&stock_no=1015"), "<description>caf\xe9 \x93&#26412;\x94</description>")
}

func TestPathsThatLeadToTheScript(t *testing.T) {
	t.Parallel()
	tests := []struct {
		path   string
		status int
	}{
		{"/api.pl", 200},
		{"/pathtoapi/api.pl", 200},
		{"/", 200},
		{"/pathtoapi/", 404},
		{"/api.pl/extra", 404},
		{"/index.html", 404},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			t.Parallel()
			w := serve(shop(twdtest.Options{}), httptest.NewRequest(http.MethodGet, tt.path+"?apikey=k", nil))
			require.Equal(t, tt.status, w.Code)
			if tt.status == 404 {
				require.Contains(t, w.Header().Get("Content-Type"), "text/html")
			}
		})
	}
}

func TestServedBelowAPrefix(t *testing.T) {
	t.Parallel()
	for _, prefix := range []string{"/shop", "/shop/api.pl"} {
		mux := http.NewServeMux()
		mux.Handle("/shop/", http.StripPrefix(prefix, shop(twdtest.Options{})))
		w := serve(mux, httptest.NewRequest(http.MethodGet, "/shop/api.pl?apikey=k", nil))
		require.Equal(t, 200, w.Code)
		require.Contains(t, w.Body.String(), "<stock_no>1015</stock_no>")
	}
}

func TestServedOverTCPAndTLSAndWithoutANetwork(t *testing.T) {
	t.Parallel()
	const query = "?apikey=k&stock_no=1015"

	srv := twdtest.NewServer(twdtest.Options{APIKey: "k"})
	defer srv.Close()
	srv.SeedDocumented()
	require.True(t, strings.HasSuffix(srv.URL, "/api.pl"))
	resp, err := http.Get(srv.URL + query)
	require.NoError(t, err)
	overTCP := body(t, resp)
	require.Contains(t, overTCP, "<stock_no>1015</stock_no>")

	secure := httptest.NewTLSServer(srv)
	defer secure.Close()
	resp, err = secure.Client().Get(secure.URL + "/api.pl" + query)
	require.NoError(t, err)
	require.Equal(t, overTCP, body(t, resp))

	client := http.Client{Transport: srv.RoundTripper()}
	resp, err = client.Get("https://shop.example.com/api.pl" + query)
	require.NoError(t, err)
	require.Equal(t, overTCP, body(t, resp))

	require.EqualValues(t, 3, srv.Requests())
}

func TestHTTPStatusAndContentTypeOfReplies(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, query string
		opts        twdtest.Options
		status      int
		contentType string
	}{
		{"success", "apikey=k", twdtest.Options{}, 200, "text/xml; charset=ISO-8859-1"},
		{"an error is 200 by default", "apikey=", twdtest.Options{}, 200, "text/xml; charset=ISO-8859-1"},
		{"an error has the status chosen", "apikey=", twdtest.Options{ErrorStatus: 403}, 403, "text/xml; charset=ISO-8859-1"},
		{"success keeps its status", "apikey=k", twdtest.Options{ErrorStatus: 403}, 200, "text/xml; charset=ISO-8859-1"},
		{"the content type chosen", "apikey=k", twdtest.Options{ContentType: "text/html"}, 200, "text/html"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := serve(shop(tt.opts), httptest.NewRequest(http.MethodGet, "/api.pl?"+tt.query, nil))
			require.Equal(t, tt.status, w.Code)
			require.Equal(t, tt.contentType, w.Header().Get("Content-Type"))
		})
	}
}

func TestTheDefaultKeyIsAccepted(t *testing.T) {
	t.Parallel()
	e := twdtest.New(twdtest.Options{})
	require.NotEmpty(t, e.APIKey())
	require.Contains(t, get(t, e, "apikey="+e.APIKey()), "<statuscode>1</statuscode>")
}
