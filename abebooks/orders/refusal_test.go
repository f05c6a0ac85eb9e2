package orders_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks/orders"
	"github.com/sellerwire/sellerwire/internal/testkit"
)

func requestError(code string) string {
	return `<?xml version="1.0" encoding="ISO-8859-1"?>` + "\n<requestError><code>" + code +
		`</code><message lang="en">words for it</message></requestError>`
}

// Whatever is not a whole answer to the request is an error of a type.
func TestRepliesThatAreNoAnswer(t *testing.T) {
	t.Parallel()
	whole := listOf(order("5", ""), order("6", ""))
	tests := []struct{ name, body string }{
		{"an empty body", ""},
		{"white space only", " \r\n\t\n"},
		{"a web page", "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in</body></html>"},
		{"plain text", "OK"},
		{"JSON", `{"purchaseOrderList":[]}`},
		{"a declaration and no more", `<?xml version="1.0" encoding="UTF-8"?>`},
		{"an end tag", "</orderUpdateResponse>"},
		{"the root of the sibling API", strings.ReplaceAll(whole, "orderUpdateResponse", "inventoryUpdateResponse")},
		{"an answer inside of another root", "<envelope>" + whole[strings.Index(whole, "<order"):] + "</envelope>"},
		{"a list without a root", whole[strings.Index(whole, "<purchaseOrderList"):strings.Index(whole, "</orderUpdate")]},
		{"a second root", whole + requestError("110")},
		{"the same answer twice", whole + whole},
		{"text before the root", "Warning: slow\n" + whole},
		{"text behind the root", whole + "Fatal error"},
		{"markup behind the root", whole + "<br>"},
		{"nothing in the root", root("")},
		{"a root that is closed at once", "<orderUpdateResponse/>"},
		{"a code without a number", requestError("oops")},
		{"no code", "<requestError/>"},
		{"two codes", "<requestError><code>110</code><code>105</code></requestError>"},
		{"an error that says success", requestError("600")},
		{"an order that is not closed", listOf(order("5", ""), strings.TrimSuffix(order("6", ""), "</purchaseOrder>"))},
		{"an order that is not closed before the next", listOf(strings.TrimSuffix(order("6", ""), "</purchaseOrder>"), order("5", ""))},
		{"an order in another",
			listOf(strings.Replace(order("5", ""), "<purchaseOrderItemList>", order("6", "")+"<purchaseOrderItemList>", 1))},
		{"an order in a reference",
			listOf(strings.Replace(order("5", ""), "</purchaseOrderItem>", order("6", "")+"</purchaseOrderItem>", 1))},
		{"a list that is not closed", root("<purchaseOrderList>" + order("5", ""))},
		{"a list that is closed by another end tag", root("<purchaseOrderList>" + order("5", "") + "</purchaseOrder>")},
		{"a list of something else", root("<purchaseOrderList>Service unavailable</purchaseOrderList>")},
		{"a list of other elements", root("<purchaseOrderList><order/></purchaseOrderList>")},
		{"words beside an empty list", root("<purchaseOrderList/><message>User is invalid</message>")},
		{"an error beside an empty list", root("<purchaseOrderList/><error>User is invalid</error>")},
		{"elements without end", root(strings.Repeat("<a>", 1000))},
	}
	for _, tt := range tests {
		for _, get := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, get %v", tt.name, get), func(t *testing.T) {
				t.Parallel()
				err := ask(t, replying(t, http.StatusOK, tt.body), get)
				require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
				e := testkit.ErrorOf(t, err)
				assert.Equal(t, http.StatusOK, e.StatusCode)
				assert.Equal(t, 1, e.Attempts, "what cannot be read will not read better next time")
				assert.Empty(t, e.Body)
				assert.NotContains(t, err.Error(), "\n")
			})
		}
	}
}

func ask(t *testing.T, client *orders.Client, get bool) error {
	t.Helper()
	if get {
		_, err := client.Get(t.Context(), "5")
		return err
	}
	_, err := client.NewOrders(t.Context())
	return err
}

// An answer to one request is none to the other.
func TestAnswersToAnotherRequest(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"an order":               root(order("5", "")),
		"an order beside a list": root("<purchaseOrderList></purchaseOrderList>" + order("5", "")),
	} {
		err := ask(t, replying(t, http.StatusOK, body), false)
		require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent, name)
		assert.ErrorContains(t, err, "another request")
	}
	for name, body := range map[string]string{
		"a list":              listOf(order("5", "")),
		"an empty list":       listOf(),
		"another order":       root(order("6", "")),
		"two orders":          root(order("5", "") + order("6", "")),
		"two of them":         root(order("5", "") + order("5", "<a/>")),
		"an order and a list": root(order("5", "") + "<purchaseOrderList/>"),
		"one without ID":      root(order("", "")),
	} {
		err := ask(t, replying(t, http.StatusOK, body), true)
		require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent, name)
		assert.Contains(t, err.Error(), "order 5", name)
	}
	for _, id := range []string{"5", "005"} {
		got, err := replying(t, http.StatusOK, root(order(id, ""))).Get(t.Context(), "05")
		require.NoError(t, err, "a number is compared by its value")
		assert.Equal(t, id, got.ID)
	}
}

func TestAListThatIsEmptyOrMissing(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		listOf(), root("<purchaseOrderList />"), root("<purchaseOrderList><!-- none --> </purchaseOrderList>"),
		root("<purchaseOrderList/><code>600</code><message>fine</message>"),
	} {
		require.Empty(t, all(t, body))
	}
	require.Len(t, all(t, root("<purchaseOrderList>"+order("5", "")+"</purchaseOrderList><message>One order</message>")), 1)
	got, err := replying(t, http.StatusOK, root(""), orders.WithMissingList()).NewOrders(t.Context())
	require.NoError(t, err)
	require.Empty(t, got)
	_, err = replying(t, http.StatusOK, root(order("5", "")), orders.WithMissingList()).NewOrders(t.Context())
	require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
	lists := "<purchaseOrderList>" + order("1", "") + "</purchaseOrderList>"
	require.Len(t, all(t, root(lists+strings.Replace(lists, `"1"`, `"2"`, 1))), 2)
}

// Wherever a document is cut off, no part of it is taken.
func TestEveryProperPrefixIsRefused(t *testing.T) {
	t.Parallel()
	whole := strings.TrimSpace(listOf(order("5", "<buyer><email>a@b.example</email></buyer>")))
	for n := range len(whole) {
		_, _, err := orders.Parse([]byte(whole[:n]))
		require.Error(t, err, whole[:n])
	}
	listed, single, err := orders.Parse([]byte(whole))
	require.NoError(t, err)
	require.Len(t, listed, 1)
	require.Empty(t, single)
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	tests := []struct {
		code     string
		kind     error
		attempts int
	}{
		{"100", sellerwire.ErrUnavailable, 4},
		{"103", sellerwire.ErrUnavailable, 4},
		{"104", sellerwire.ErrInvalidRequest, 1},
		{"105", sellerwire.ErrUnavailable, 4},
		{"106", sellerwire.ErrUnavailable, 4},
		{"108", sellerwire.ErrForbidden, 1},
		{"109", sellerwire.ErrInvalidRequest, 1},
		{"110", sellerwire.ErrUnauthorized, 1},
		{"111", sellerwire.ErrUnavailable, 4},
		{" 110.0\n", sellerwire.ErrUnauthorized, 1},
		{"205", nil, 1},
	}
	for _, tt := range tests {
		for _, status := range []int{200, 400, 401, 404} {
			t.Run(fmt.Sprintf("%s under %d", tt.code, status), func(t *testing.T) {
				t.Parallel()
				for name, body := range map[string]string{
					"requestError": requestError(tt.code),
					"in an answer": root("<code>" + tt.code + "</code><message>words for it</message>"),
				} {
					err := ask(t, replying(t, status, body), false)
					e := testkit.ErrorOf(t, err)
					if tt.kind != nil {
						require.ErrorIs(t, err, tt.kind, name)
						assert.NotEmpty(t, orders.CodeOf(err).Text())
						assert.True(t, orders.CodeOf(err).Known())
					}
					assert.Equal(t, strings.TrimSuffix(strings.TrimSpace(tt.code), ".0"), fmt.Sprint(int(orders.CodeOf(err))))
					assert.Equal(t, tt.attempts, e.Attempts, name)
					assert.Equal(t, []string{"words for it"}, e.Messages)
					assert.Equal(t, status, e.StatusCode)
					assert.Equal(t, sellerwire.OutcomeNone, e.Outcome, "nothing was to be changed")
				}
			})
		}
	}
	assert.Equal(t, "110 (user is invalid)", orders.CodeInvalidUser.String())
	assert.Equal(t, "205", orders.Code(205).String())
	assert.Zero(t, orders.CodeOf(nil))
}

// A list beside a code may be half of one.
func TestACodeOutranksWhatStandsBesideIt(t *testing.T) {
	t.Parallel()
	list := "<purchaseOrderList>" + order("5", "") + "</purchaseOrderList>"
	err := ask(t, replying(t, http.StatusOK, root(list+"<code>105</code><message>of Ana</message>")), false)
	require.ErrorIs(t, err, sellerwire.ErrUnavailable)
	assert.Empty(t, testkit.ErrorOf(t, err).Messages, "they may be about a buyer")
	require.Len(t, all(t, root(list+"<code>600</code>")), 1)
}

// The words of the service count, whatever their status; without any, the status.
func TestStatuses(t *testing.T) {
	t.Parallel()
	for _, status := range []int{201, 400, 404, 500, 503} {
		got, err := replying(t, status, listOf(order("5", ""))).NewOrders(t.Context())
		require.NoError(t, err)
		require.Len(t, got, 1)
	}
	for status, kind := range map[int]error{
		301: sellerwire.ErrUnexpectedContent, 401: sellerwire.ErrUnauthorized, 403: sellerwire.ErrForbidden, 404: sellerwire.ErrNotFound,
		429: sellerwire.ErrRateLimited, 500: sellerwire.ErrUnavailable, 503: sellerwire.ErrUnavailable,
	} {
		for _, body := range []string{"", "<html>no</html>", listOf(order("5", ""))} {
			if body != "" && body[1] == '?' && status != 301 {
				continue
			}
			err := ask(t, replying(t, status, body), true)
			require.ErrorIs(t, err, kind, status)
			want := map[bool]int{true: 4, false: 1}[status == 429 || status >= 500]
			assert.Equal(t, want, testkit.ErrorOf(t, err).Attempts, status)
		}
	}
}

func TestAReplyLargerThanTheCap(t *testing.T) {
	t.Parallel()
	err := ask(t, replying(t, http.StatusOK, listOf()+strings.Repeat("\n", 4096), sellerwire.WithMaxResponseBytes(4096)), false)
	require.ErrorIs(t, err, sellerwire.ErrResponseTooLarge)
	assert.Equal(t, 1, testkit.ErrorOf(t, err).Attempts)
	assert.Contains(t, err.Error(), "4096")
	assert.Empty(t, testkit.ErrorOf(t, err).Body)
}
