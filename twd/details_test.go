package twd_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/twd"
)

// calls are all operations, with the name and item that their errors have.
var calls = map[string]struct {
	item string
	do   func(ctx context.Context, c *twd.Client, opts ...sellerwire.CallOption) error
}{
	"list": {"", func(ctx context.Context, c *twd.Client, opts ...sellerwire.CallOption) error {
		_, err := c.List(ctx, twd.ListQuery{}, opts...)
		return err
	}},
	"search": {"", func(ctx context.Context, c *twd.Client, opts ...sellerwire.CallOption) error {
		_, err := c.Search(ctx, twd.SearchQuery{Text: "x"}, opts...)
		return err
	}},
	"count": {"", func(ctx context.Context, c *twd.Client, opts ...sellerwire.CallOption) error {
		_, err := c.Count(ctx, "", opts...)
		return err
	}},
	"get": {`item "4711"`, func(ctx context.Context, c *twd.Client, opts ...sellerwire.CallOption) error {
		_, err := c.Get(ctx, "4711", opts...)
		return err
	}},
	"update": {`item "4711"`, func(ctx context.Context, c *twd.Client, opts ...sellerwire.CallOption) error {
		return c.Update(ctx, "4711", heldForGreg, opts...)
	}},
	"delete": {`item "4711"`, func(ctx context.Context, c *twd.Client, opts ...sellerwire.CallOption) error {
		return c.Delete(ctx, "4711", opts...)
	}},
	"record sale": {`item "4711"`, func(ctx context.Context, c *twd.Client, opts ...sellerwire.CallOption) error {
		return c.RecordSale(ctx, "4711", 1, opts...)
	}},
	"adjust quantity": {`item "4711"`, func(ctx context.Context, c *twd.Client, opts ...sellerwire.CallOption) error {
		return c.AdjustQuantity(ctx, "4711", 1, opts...)
	}},
}

// Whatever goes wrong, the error names the call, the item, the request, the
// attempts, and what the API or the network said.
func TestEveryErrorNamesItsCall(t *testing.T) {
	t.Parallel()
	broken := errors.New("the wire is broken")
	tests := []struct {
		name     string
		server   http.RoundTripper
		attempts int
		status   int
		codes    []string
		messages []string
		says     string
	}{
		{"a refusal", answers{body: failed("Database is locked")}, 1, 200, []string{"0"},
			[]string{"Database is locked"}, "Database is locked"},
		{"a refusal in two messages", answers{body: strings.Replace(failed("one"), "</result>",
			"<statusmessage>two</statusmessage><statusmessage/></result>", 1)}, 1, 200, []string{"0"}, []string{"one", "two"}, "one; two"},
		{"a refusal without a word", answers{body: failed("")}, 1, 200, []string{"0"}, nil, "does not say which"},
		{"a reply that is none", answers{body: "Can't connect"}, 1, 200, nil, nil, "the reply is not a result of the API"},
		{"a proxy", answers{status: 502, contentType: "text/html", body: "<html>no</html>"}, 4, 502, nil, nil, "the reply is a web page"},
		{"two codes", answers{body: coded("<statuscode>1</statuscode><statuscode>0</statuscode>")}, 1, 200, nil, nil,
			`the statuscodes ["0" "1"]`},
		{"the network",
			roundTrip(func(*http.Request) (*http.Response, error) { return nil, broken }), 4, 0, nil, nil, "the wire is broken"},
	}
	for _, tt := range tests {
		for operation, call := range calls {
			t.Run(fmt.Sprint(tt.name, ": ", operation), func(t *testing.T) {
				t.Parallel()
				c := newClient(t, memoryURL, quick, sellerwire.WithHTTPClient(&http.Client{Transport: tt.server}))
				err := call.do(t.Context(), c, sellerwire.WithRequestID("mine"))
				e := asError(t, err)
				require.Equal(t, "twd", e.Service)
				require.Equal(t, operation, e.Operation)
				require.Equal(t, call.item, e.Item)
				require.Equal(t, "mine", e.RequestID)
				require.Equal(t, tt.status, e.StatusCode)
				require.Equal(t, tt.codes, e.Codes)
				require.Equal(t, tt.messages, e.Messages)
				require.ErrorContains(t, err, tt.says)
				if once := operation == "record sale" || operation == "adjust quantity"; once {
					require.Equal(t, 1, e.Attempts)
				} else {
					require.Equal(t, tt.attempts, e.Attempts)
				}
				require.Equal(t, tt.status == 0, errors.Is(err, broken))
				require.Equal(t, call.item != "" && operation != "get", e.Outcome != sellerwire.OutcomeNone)
			})
		}
	}
}

// Words that a message or an element can deny a change with.
func TestWordsThatDenyAChange(t *testing.T) {
	t.Parallel()
	for _, message := range []string{
		"Item was NOT updated", "No item 1015", "Nothing changed", "Cannot open database", "Can't open database", "Unable to write",
		"Error 17", "3 errors", "Update fails", "Failed", "Write failure", "Invalid value for qty!", "Access denied", "Refused",
		"Missing stock_no!",
		"Unknown item", "Item didn't exist", "Could not save", "0 rows updated", "Rejected", "Insufficient quantity", "Item is locked",
		"Skipped", "Already sold", "Timed out", "Please try again", "OK, but the item was not found", "OK: nothing was changed",
		"UPDATE OK, no item found", "UPDATE OK - 0 rows",
	} {
		err := answering(t, answers{body: said(message, "")}).RecordSale(t.Context(), "1015", 1)
		require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown, message)
		require.ErrorContains(t, err, "it says")
	}
	for _, message := range []string{"Saved", "Item updated", "OK", "OK: no errors", "update ok, nothing else to do", "Notes set",
		"Nora's table sold", "Terrors of the deep: sold"} {
		require.NoError(t, answering(t, answers{body: said(message, "")}).RecordSale(t.Context(), "1015", 1), message)
	}
	for _, element := range []string{"<error>x</error>", "<errors><e>x</e></errors>", "<ErrorMessage>x</ErrorMessage>",
		"<failed>1</failed>", "<failure>yes</failure>",
		"<exception>x</exception>", "<fault>x</fault>", "<err>x</err>", "<success>0</success>",
		"<updated>false</updated>", "<reply><error>x</error></reply>",
		"<reply><statuscode>0</statuscode></reply>", "<result><statuscode/></result>"} {
		err := answering(t, answers{body: said("UPDATE OK", element)}).RecordSale(t.Context(), "1015", 1)
		require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown, element)
		require.ErrorContains(t, err, "it has <")
	}
	for _, element := range []string{"<error/>", "<errors> 0 </errors>", "<error>None</error>", "<failed>no</failed>",
		"<failed>false</failed>", "<error>null</error>", "<queue>x</queue>", "<success>1</success>", "<updated>2</updated>",
		"<ok/>", "<default>x</default>", "<reply><statuscode>1</statuscode></reply>"} {
		require.NoError(t, answering(t, answers{body: said("UPDATE OK", element)}).RecordSale(t.Context(), "1015", 1), element)
	}
}
