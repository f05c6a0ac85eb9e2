package abesign_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/internal/abesign"
)

const secret = "SECRET-KEY-EXAMPLE"

// The first is the vendor's own vector; the second a property of SHA-256.
func TestChecksum(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "eee57820203860ea469843dfba7bbb970021cae59fcc6e99056937bdec33fd02", abesign.Checksum([]byte("sample payload")))
	const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	assert.Equal(t, empty, abesign.Checksum(nil))
	assert.Equal(t, empty, abesign.Checksum([]byte{}))
}

// Signatures computed with two other tools; none is the vendor's.
func TestSignatureVectors(t *testing.T) {
	t.Parallel()
	const orders = "https://purchase.api.abebooks.com/v1/orders"
	tests := []struct {
		name      string
		method    string
		url       string
		date      string
		body      string
		canonical func(*url.URL) string
		want      string
	}{
		{"a POST", "POST", orders, "2017-06-26T19:54:58Z", "sample payload", abesign.CanonicalURI,
			"642d23245f775547628413dc6e18330b79a21246902b09d7f1427599c8051096"},
		{"a POST with milliseconds", "POST", orders, "2017-06-26T19:54:58.260Z", "sample payload", abesign.CanonicalURI,
			"4902ca47b84a00308b013870780ab44af060c3afb552d675fb7cdfe66199c3e6"},
		{"a GET", "GET", orders + "/1234567", "2017-06-26T19:54:58Z", "", abesign.CanonicalURI,
			"f90ce1f00fc87dc05dd89b67450e21836e2bc8f1c92ee459f1d15cb12ff5b9d4"},
		{"a query keeps its case", "GET", orders + "?orderId=1234&orderId=5678", "2017-06-26T19:54:58Z", "", abesign.CanonicalURI,
			"cb7fc3929a14d8a84c1808cc113155ad0bba8274b3968b007880c21034029889"},
		{"a query in lower case", "GET", orders + "?orderId=1234&orderId=5678", "2017-06-26T19:54:58Z", "", abesign.LowerCaseURI,
			"78447f20009b2da16c15cc0be168f50802e48fc6b2b27bcfce669efeecc46ec1"},
		{"a PUT to a port and a root", "PUT", "https://inventoryupdate.abebooks.com:10027/", "2017-06-26T19:54:58Z", "sample payload",
			abesign.CanonicalURI, "d949e3a07afd455ed2815a3875c140dc0ff3e9e33532920c6db2c8f7e2b7b93e"},
		{"a method in lower case", "put", "https://inventoryupdate.abebooks.com:10027", "2017-06-26T19:54:58Z", "sample payload",
			abesign.CanonicalURI, "d949e3a07afd455ed2815a3875c140dc0ff3e9e33532920c6db2c8f7e2b7b93e"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			u, err := url.Parse(tt.url)
			require.NoError(t, err)

			text := abesign.StringToSign(tt.method, tt.canonical(u), tt.date, abesign.Checksum([]byte(tt.body)))

			assert.Equal(t, tt.want, abesign.Sign(secret, text))
		})
	}
}

func TestStringToSignIsFourLinesWithoutAFinalLineFeed(t *testing.T) {
	t.Parallel()
	got := abesign.StringToSign("post", "https://purchase.api.abebooks.com/v1/orders",
		"2017-06-26T19:54:58Z", abesign.Checksum([]byte("sample payload")))

	assert.Equal(t, strings.Join([]string{
		"POST",
		"https://purchase.api.abebooks.com/v1/orders",
		"2017-06-26T19:54:58Z",
		"eee57820203860ea469843dfba7bbb970021cae59fcc6e99056937bdec33fd02",
	}, "\n"), got)
}

func TestCanonicalURI(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, url, want, lower string }{
		{"host and path in lower case", "HTTPS://Purchase.API.example/V1/Orders", "https://purchase.api.example/v1/orders", ""},
		{"a query as sent", "https://h.example/o?dateStart=2017-06-26T19:54:58Z&b=%C3%A9",
			"https://h.example/o?dateStart=2017-06-26T19:54:58Z&b=%C3%A9", "https://h.example/o?datestart=2017-06-26t19:54:58z&b=%c3%a9"},
		{"a port stays", "http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1", ""},
		{"no path is the root, as on the request line", "https://h.example", "https://h.example/", ""},
		{"escapes of the path stay escaped", "https://h.example/a%2Fb", "https://h.example/a%2fb", ""},
		{"a fragment is not sent", "https://h.example/a#b", "https://h.example/a", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			u, err := url.Parse(tt.url)
			require.NoError(t, err)
			if tt.lower == "" {
				tt.lower = tt.want
			}

			assert.Equal(t, tt.want, abesign.CanonicalURI(u))
			assert.Equal(t, tt.lower, abesign.LowerCaseURI(u))
		})
	}
}

func TestFormatDateIsUTCInWholeSeconds(t *testing.T) {
	t.Parallel()
	west := time.FixedZone("", -7*3600)

	assert.Equal(t, "2017-06-26T19:54:58Z", abesign.FormatDate(time.Date(2017, 6, 26, 12, 54, 58, 999_999_999, west)))
}
