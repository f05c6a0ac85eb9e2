package abebookstest_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
)

func TestClassicCredentials(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{})
	limited := server.Limited()

	tests := map[string]struct {
		username, key string
		code          int
	}{
		"of the account are accepted":                  {server.Username(), server.APIKey(), 600},
		"without rights are unauthorized":              {limited.Username, limited.APIKey, 108},
		"with an unknown user name are invalid":        {"nobody", server.APIKey(), 110},
		"with a wrong key are invalid":                 {server.Username(), "wrong", 110},
		"mixed from two accounts are invalid":          {server.Username(), limited.APIKey, 110},
		"without a key are invalid":                    {server.Username(), "", 110},
		"left out without signed headers are invalid":  {"", "", 110},
		"with white space around the key are invalid":  {server.Username(), " " + server.APIKey(), 110},
		"in another letter case than set are invalid":  {strings.ToUpper(server.Username()), server.APIKey(), 110},
		"with the signing keys in place are not valid": {server.AccessKey(), server.SecretKey(), 110},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := post(t, server, classic(tt.username, tt.key, book("update", "SKU-1")))
			assert.Equal(t, tt.code, got.Code)
			assert.Equal(t, http.StatusOK, got.status)
		})
	}
}

func TestOwnCredentialsReplaceTheDefaultsFieldByField(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{
		Account: abebookstest.Credentials{Username: "me", APIKey: "mine"},
		Limited: abebookstest.Credentials{APIKey: "less"},
	})
	assert.Equal(t, 600, post(t, server, classic("me", "mine", book("update", "SKU-1"))).Code)
	assert.Equal(t, 108, post(t, server, classic("limited-seller", "less", book("update", "SKU-1"))).Code)
	assert.NotEmpty(t, server.AccessKey())
	assert.NotEmpty(t, server.SecretKey())
}

func TestSignedRequests(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)
	server := serve(t, abebookstest.Options{Now: func() time.Time { return now }})
	limited := server.Limited()
	body := document("", book("update", "SKU-1"))

	tests := map[string]struct {
		change    func(r *http.Request)
		date      time.Time
		accessKey string
		secret    string
		code      int
	}{
		"are accepted":                                     {code: 600},
		"are accepted five minutes late":                   {date: now.Add(-5 * time.Minute), code: 600},
		"are accepted five minutes early":                  {date: now.Add(5 * time.Minute), code: 600},
		"have expired after five minutes and a second":     {date: now.Add(-301 * time.Second), code: 110},
		"of more than five minutes in the future are void": {date: now.Add(301 * time.Second), code: 110},
		"of a key without rights are unauthorized":         {accessKey: limited.AccessKey, secret: limited.SecretKey, code: 108},
		"of a key without rights need its secret, too":     {accessKey: limited.AccessKey, code: 110},
		"with an unknown access key are invalid":           {accessKey: "UNKNOWN", code: 110},
		"with a wrong secret are invalid":                  {secret: "wrong", code: 110},
		"without Abe-RequestId are invalid":                {change: without("Abe-RequestId"), code: 110},
		"without Abe-Access-Key are invalid":               {change: without("Abe-Access-Key"), code: 110},
		"without Abe-Date are invalid":                     {change: without("Abe-Date"), code: 110},
		"without Abe-Signature are invalid":                {change: without("Abe-Signature"), code: 110},
		"with a date that is none are invalid":             {change: with("Abe-Date", "yesterday"), code: 110},
		"with another date than signed are invalid":        {change: with("Abe-Date", "2026-09-01T12:00:01Z"), code: 110},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tt.date.IsZero() {
				tt.date = now
			}
			if tt.accessKey == "" {
				tt.accessKey = server.AccessKey()
			}
			if tt.secret == "" {
				tt.secret = server.SecretKey()
			}
			request := newRequest(t, http.MethodPut, server.URL, body)
			sign(request, tt.accessKey, tt.secret, tt.date, body)
			if tt.change != nil {
				tt.change(request)
			}
			assert.Equal(t, tt.code, do(t, http.DefaultClient, request).Code)
		})
	}
}

func without(header string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Del(header) }
}

func with(header, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(header, value) }
}

func TestTheSignatureCoversTheBody(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{})
	request := newRequest(t, http.MethodPost, server.URL, document("", book("update", "SKU-2")))
	sign(request, server.AccessKey(), server.SecretKey(), time.Now(), document("", book("update", "SKU-1")))
	assert.Equal(t, 110, do(t, http.DefaultClient, request).Code)
}

func TestClassicCredentialsWinOverSignedOnes(t *testing.T) {
	t.Parallel()
	server := serve(t, abebookstest.Options{})
	body := classic(server.Username(), "wrong", book("update", "SKU-1"))
	request := newRequest(t, http.MethodPost, server.URL, body)
	sign(request, server.AccessKey(), server.SecretKey(), time.Now(), body)
	assert.Equal(t, 110, do(t, http.DefaultClient, request).Code)
}

func TestSignaturesHoldOnEveryWayIn(t *testing.T) {
	t.Parallel()
	body := document("", book("update", "SKU-1"))
	signed := func(t *testing.T, e *abebookstest.Emulator, client *http.Client, url string) {
		request := newRequest(t, http.MethodPost, url, body)
		sign(request, e.AccessKey(), e.SecretKey(), time.Now(), body)
		require.Equal(t, 600, do(t, client, request).Code)
		assert.Len(t, e.Books(), 1)
	}

	t.Run("over TLS", func(t *testing.T) {
		t.Parallel()
		e := abebookstest.New(abebookstest.Options{})
		server := httptest.NewTLSServer(e)
		defer server.Close()
		signed(t, e, server.Client(), server.URL+"/")
	})
	t.Run("below a prefix in mixed case", func(t *testing.T) {
		t.Parallel()
		e := abebookstest.New(abebookstest.Options{})
		server := httptest.NewServer(http.StripPrefix("/Emulated/abebooks", e))
		defer server.Close()
		signed(t, e, server.Client(), server.URL+"/Emulated/abebooks/")
		signed(t, e, server.Client(), server.URL+"/Emulated/abebooks")
	})
	t.Run("without a network", func(t *testing.T) {
		t.Parallel()
		e := abebookstest.New(abebookstest.Options{})
		signed(t, e, &http.Client{Transport: e.RoundTripper()}, "http://abebooks.example/")
	})
}
