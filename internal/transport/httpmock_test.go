package transport_test

import (
	"net/http"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// httpmock.Activate replaces http.DefaultTransport, before or after New: a client
// whose Transport is nil looks it up for each request.
func TestHTTPMockActivateReachesClientsWithoutATransport(t *testing.T) { // not parallel: it is global
	theirs := sellerwire.WithHTTPClient(&http.Client{})
	before := newClient(t, memoryURL, theirs)
	httpmock.Activate(t)
	after := newClient(t, memoryURL, theirs)
	httpmock.RegisterResponder("POST", memoryURL+"/books", httpmock.NewStringResponder(200, "mocked"))

	for _, client := range []*transport.Client{before, after} {
		for _, class := range classes {
			reply, err := client.Do(t.Context(), request(class))
			require.NoError(t, err)
			assert.Equal(t, "mocked", string(reply.Body))
		}
	}
	assert.Equal(t, 4, httpmock.GetTotalCallCount())
}

// A script of replies: what each class makes of a service that comes back.
func TestHTTPMockScripts(t *testing.T) {
	t.Parallel()
	for class, want := range map[transport.Class]int{transport.Safe: 3, transport.Once: 1} {
		mock := httpmock.NewMockTransport()
		mock.RegisterResponder("POST", memoryURL+"/books",
			httpmock.NewStringResponder(503, "busy").Then(httpmock.ConnectionFailure).Then(httpmock.NewStringResponder(200, "done")))
		client := newClient(t, memoryURL, quick, sellerwire.WithHTTPClient(&http.Client{Transport: mock}))

		_, err := client.Do(t.Context(), request(class))

		assert.Equal(t, class == transport.Safe, err == nil, "%v", err)
		assert.Equal(t, want, mock.GetTotalCallCount(), classNames[class])
	}
}
