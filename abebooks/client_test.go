package abebooks_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
	"github.com/sellerwire/sellerwire/internal/testkit"
)

func TestBadArgumentsOfNew(t *testing.T) {
	t.Parallel()
	good := abebooks.Classic(testUsername, testAPIKey)
	tests := []struct {
		name        string
		credentials abebooks.Credentials
		opts        []sellerwire.Option
		fields      []string
		reason      string
	}{
		{"no credentials", abebooks.Credentials{}, nil, []string{"username", "API key"}, "empty"},
		{"empty classic credentials", abebooks.Classic("", ""), nil, []string{"username", "API key"}, "empty"},
		{"an empty key", abebooks.Classic(testUsername, ""), nil, []string{"API key"}, "empty"},
		{"a blank user name", abebooks.Classic(" ", testAPIKey), nil, []string{"username"}, "empty"},
		{"empty signed credentials", abebooks.Signed("", ""), nil, []string{"access key", "secret key"}, "empty"},
		{"a blank secret key", abebooks.Signed(testAccessKey, "\t"), nil, []string{"secret key"}, "empty"},
		{"a key with its line end", abebooks.Classic(testUsername, testAPIKey+"\n"), nil, []string{"API key"}, "line ends"},
		{"a key that splits a header", abebooks.Signed("a\r\nHost: b", testSecretKey), nil, []string{"access key"}, "control character"},
		{"a key that is not UTF-8", abebooks.Classic("\xff", testAPIKey), nil, []string{"username"}, "not UTF-8"},
		{"a nil client", good, []sellerwire.Option{sellerwire.WithHTTPClient(nil)}, []string{"WithHTTPClient"}, "nil"},
		{"a nil option", good, []sellerwire.Option{nil}, []string{"option"}, "nil"},
		{"an empty address", good, []sellerwire.Option{sellerwire.WithBaseURL("")}, []string{"WithBaseURL"}, "empty"},
		{"an address without a host", good, []sellerwire.Option{sellerwire.WithBaseURL("https:///x")}, []string{"base URL"}, "host"},
		{"an address that is none", good, []sellerwire.Option{sellerwire.WithBaseURL("://")}, []string{"base URL"}, "not a URL"},
		{"an address in the clear", good,
			[]sellerwire.Option{sellerwire.WithBaseURL("http://abebooks.example/")}, []string{"base URL"}, "loopback"},
		{"an address with a query", good,
			[]sellerwire.Option{sellerwire.WithBaseURL("https://abebooks.example/?a=b")}, []string{"base URL"}, "query"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			client, err := abebooks.New(tt.credentials, tt.opts...)
			require.Nil(t, client)
			var fields []string
			for _, f := range faultsOf(t, err) {
				fields = append(fields, f.Field)
				assert.Contains(t, f.Reason, tt.reason)
			}
			assert.Equal(t, tt.fields, fields)
			assert.Regexp(t, "^abebooks: new: ", err.Error())
		})
	}
}

// Below a prefix, with and without a slash at the end, the address is taken as
// it was given.
func TestBaseURLs(t *testing.T) {
	t.Parallel()
	e := abebookstest.New(abebookstest.Options{})
	paths := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		paths <- r.URL.Path
		http.StripPrefix("/vendor/api", e).ServeHTTP(w, r)
	}))
	defer server.Close()
	for _, suffix := range []string{"/vendor/api", "/vendor/api/"} {
		client := newClient(t, abebooks.Classic(e.Username(), e.APIKey()), sellerwire.WithBaseURL(server.URL+suffix))
		require.NoError(t, client.Add(t.Context(), book("A")))
		require.Equal(t, suffix, <-paths)
	}
}

func TestClientsNameTheirService(t *testing.T) {
	t.Parallel()
	_, client := newEmulator(t)
	assert.Equal(t, "sellerwire client of abebooks", client.String())
	assert.Equal(t, client.String(), client.GoString())
}

func TestAnInvalidCallOptionSendsNothing(t *testing.T) {
	t.Parallel()
	client := clientOf(t, func(http.ResponseWriter, *http.Request) { t.Error("something was sent") })
	faults := faultsOf(t, client.Delete(t.Context(), "A", sellerwire.WithRequestID("")))
	assert.Equal(t, "WithRequestID", faults[0].Field)
	results, err := client.Submit(t.Context(), books("A", "B"), nil)
	require.Equal(t, []sellerwire.Outcome{notSent, notSent}, outcomes(results))
	faultsOf(t, err)
}

func TestErrorsNameTheirOperation(t *testing.T) {
	t.Parallel()
	client := clientOf(t, replying(http.StatusOK, requestError(110)))
	ctx := t.Context()
	_, submitted := client.Submit(ctx, books("A"))
	for operation, err := range map[string]error{
		"add": client.Add(ctx, book("A")), "update": client.Update(ctx, book("A")),
		"delete": client.Delete(ctx, "A"), "submit": submitted,
	} {
		e := testkit.ErrorOf(t, err)
		assert.Equal(t, "abebooks", e.Service)
		assert.Equal(t, operation, e.Operation)
		assert.Regexp(t, fmt.Sprintf(`^abebooks: %s: book "A": unauthorized: words for 110`, operation), err.Error())
		assert.NotEmpty(t, e.RequestID)
	}
}

func TestResponseInfoShowsTheReply(t *testing.T) {
	t.Parallel()
	body := response(result(600, "A"), result(601, "X"))
	client := clientOf(t, replying(http.StatusOK, body))
	var info sellerwire.ResponseInfo
	require.NoError(t, client.Add(t.Context(), book("A"), sellerwire.WithResponseInfo(&info), sellerwire.WithRequestID(testRequestID)))
	assert.Equal(t, body, string(info.Body))
	assert.Equal(t, http.StatusOK, info.StatusCode)
	assert.Equal(t, 1, info.Attempts)
	assert.Equal(t, testRequestID, info.RequestID)
}
