package abebooks_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/internal/testkit"
)

// Each reply in testdata, and what comes out of it.
func TestReplySamples(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/replies/*.xml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			body, err := os.ReadFile(file)
			require.NoError(t, err)
			client := clientOf(t, replying(http.StatusOK, string(body)), once)
			sent := books("SKU-0001")
			if filepath.Base(file) == "deleted.xml" {
				sent = []abebooks.Transaction{abebooks.Delete("SKU-0001")}
			}
			results, err := client.Submit(t.Context(), sent, sellerwire.WithRequestID(testRequestID))
			testkit.Golden(t, "replies/"+strings.TrimSuffix(filepath.Base(file), ".xml")+".txt", []byte(describe(results, err)))
		})
	}
}

// describe writes down all that a caller of Submit can see.
func describe(results []abebooks.Result, err error) string {
	var b strings.Builder
	fmt.Fprintf(&b, "error: %v\n", err)
	for _, r := range results {
		fmt.Fprintf(&b, "%s: %s, code %s\n", r.Transaction.Book.VendorBookID, r.Outcome, r.Code)
		fmt.Fprintf(&b, "  message: %s\n  error: %v\n", r.Message, r.Err)
	}
	return b.String()
}

// A reply is taken for an answer whatever its HTTP status, since nobody knows
// which one the service uses for failures.
func TestTheStatusDoesNotMatterWhereTheServiceAnswers(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 201, 400, 401, 404, 409, 500, 503} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			client := clientOf(t, replying(status, response(result(600, "A"), result(604, "B"))))
			results, err := client.Submit(t.Context(), books("A", "B"))
			partial := new(abebooks.PartialError)
			require.ErrorAs(t, err, &partial)
			require.Equal(t, []sellerwire.Outcome{sellerwire.OutcomeAccepted, sellerwire.OutcomeRejected}, outcomes(results))
			assert.Equal(t, 1, testkit.ErrorOf(t, results[1].Err).Attempts, "nothing is repeated")

			client = clientOf(t, replying(status, requestError(110)))
			err = client.Add(t.Context(), book("A"))
			require.ErrorIs(t, err, sellerwire.ErrUnauthorized)
			assert.Equal(t, sellerwire.OutcomeRejected, sellerwire.OutcomeOf(err))
			assert.Equal(t, status, testkit.ErrorOf(t, err).StatusCode)
			assert.Equal(t, 1, testkit.ErrorOf(t, err).Attempts)
		})
	}
}

const oneBook = `<AbebookList><Abebook><code>600</code><vendorBookID>A</vendorBookID></Abebook></AbebookList>`

// Whatever is not a whole answer of the service is an error, and with status
// 200 its outcome is unknown: the request was received.
func TestDamagedReplies(t *testing.T) {
	t.Parallel()
	whole := response(result(600, "A"))
	tests := []struct{ name, body string }{
		{"an empty body", ""},
		{"white space only", " \r\n\t\n"},
		{"a web page", "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in</body></html>"},
		{"a well-formed web page", `<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Down</p></body></html>`},
		{"plain text", "OK"},
		{"JSON", `{"code":600}`},
		{"a declaration and no more", `<?xml version="1.0" encoding="UTF-8"?>`},
		{"a foreign root", "<orderUpdateResponse>" + oneBook + "<code>600</code></orderUpdateResponse>"},
		{"an answer inside of another root", "<envelope>" + whole[strings.Index(whole, "<inv"):] + "</envelope>"},
		{"an answer inside of an answer",
			"<inventoryUpdateResponse><inventoryUpdateResponse>" + oneBook + "</inventoryUpdateResponse></inventoryUpdateResponse>"},
		{"a second root", whole + "<requestError><code>110</code></requestError>"},
		{"the same answer twice", whole + whole},
		{"an error before the answer", "<requestError/>" + whole},
		{"text before the root", "Warning: slow\n" + whole},
		{"text behind the root", whole + "Fatal error"},
		{"one letter behind the root", whole + "x"},
		{"one letter before the root", "x" + whole},
		{"a CDATA section behind the root", whole + "<![CDATA[]]>"},
		{"a web page behind the root", whole + "<html></html>"},
		{"no code and no books", "<inventoryUpdateResponse></inventoryUpdateResponse>"},
		{"success without books", `<inventoryUpdateResponse><AbebookList/><code>600</code></inventoryUpdateResponse>`},
		{"two contradicting codes and no books", `<inventoryUpdateResponse><code>600</code><code>110</code></inventoryUpdateResponse>`},
		{"a code that is none", `<requestError><code>oops</code></requestError>`},
		{"an error that says success", requestError(600)},
		{"an error with books", `<requestError>` + oneBook + `</requestError>`},
		{"books outside of the list",
			"<inventoryUpdateResponse><Abebook><code>600</code><vendorBookID>A</vendorBookID></Abebook></inventoryUpdateResponse>"},
		{"UTF-16", "\xff\xfe<\x00?\x00x\x00m\x00l\x00"},
		{"markup that does not match", strings.Replace(whole, "</AbebookList>", "</AbebookLists>", 1)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			client := clientOf(t, replying(http.StatusOK, tt.body))
			results, err := client.Submit(t.Context(), books("A", "B"))
			require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
			require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
			require.Equal(t, []sellerwire.Outcome{sellerwire.OutcomeUnknown, sellerwire.OutcomeUnknown}, outcomes(results))
			e := testkit.ErrorOf(t, err)
			assert.Equal(t, http.StatusOK, e.StatusCode)
			assert.Equal(t, 1, e.Attempts, "what cannot be read will not read better next time")
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}

// Wherever a proxy cuts the document off, no part of it is taken.
func TestEveryProperPrefixIsRefused(t *testing.T) {
	t.Parallel()
	whole := strings.TrimSpace(response(result(600, "A"), result(600, "B")))
	for n := range len(whole) {
		_, answered := abebooks.ReadReply([]byte(whole[:n]))
		require.False(t, answered, whole[:n])
	}
	n, answered := abebooks.ReadReply([]byte(whole))
	require.True(t, answered)
	require.Equal(t, 2, n)
}

// The connection breaks in the middle of the reply; the next one is whole.
func TestAReplyThatWasCutIsAskedForAgain(t *testing.T) {
	t.Parallel()
	whole := response(result(600, "A"))
	var cut atomic.Bool
	client := clientOf(t, func(w http.ResponseWriter, r *http.Request) {
		if cut.Swap(true) {
			replying(http.StatusOK, whole)(w, r)
			return
		}
		w.Header().Set("Content-Length", fmt.Sprint(len(whole)))
		_, _ = w.Write([]byte(whole[:len(whole)/2]))
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
	var info sellerwire.ResponseInfo
	require.NoError(t, client.Add(t.Context(), book("A"), sellerwire.WithResponseInfo(&info)))
	assert.Equal(t, 2, info.Attempts)
}

func TestAReplyLargerThanTheCap(t *testing.T) {
	t.Parallel()
	client := clientOf(t, replying(http.StatusOK, response(result(600, "A"))+strings.Repeat("\n", 4096)),
		sellerwire.WithMaxResponseBytes(4096))
	err := client.Add(t.Context(), book("A"))
	require.ErrorIs(t, err, sellerwire.ErrResponseTooLarge)
	require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
	assert.Equal(t, 1, testkit.ErrorOf(t, err).Attempts)
	assert.Contains(t, err.Error(), "4096")
}

// What stands under a status other than 200 when it is not the service that
// speaks.
func TestFailuresOfOthers(t *testing.T) {
	t.Parallel()
	const page = "<html><body>gateway</body></html>"
	tests := []struct {
		status   int
		body     string
		kind     error
		outcome  sellerwire.Outcome
		attempts int
	}{
		{400, page, sellerwire.ErrInvalidRequest, sellerwire.OutcomeRejected, 1},
		{401, "", sellerwire.ErrUnauthorized, sellerwire.OutcomeRejected, 1},
		{403, page, sellerwire.ErrForbidden, sellerwire.OutcomeRejected, 1},
		{404, page, sellerwire.ErrNotFound, sellerwire.OutcomeRejected, 1},
		{405, "", sellerwire.ErrInvalidRequest, sellerwire.OutcomeRejected, 1},
		{408, page, sellerwire.ErrUnavailable, sellerwire.OutcomeUnknown, 4},
		{429, "", sellerwire.ErrRateLimited, sellerwire.OutcomeUnknown, 4},
		{500, page, sellerwire.ErrUnavailable, sellerwire.OutcomeUnknown, 4},
		{501, page, sellerwire.ErrUnavailable, sellerwire.OutcomeUnknown, 1},
		{502, page, sellerwire.ErrUnavailable, sellerwire.OutcomeUnknown, 4},
		{503, "", sellerwire.ErrUnavailable, sellerwire.OutcomeUnknown, 4},
		{504, page, sellerwire.ErrUnavailable, sellerwire.OutcomeUnknown, 4},
		{302, "", sellerwire.ErrUnexpectedContent, sellerwire.OutcomeUnknown, 1},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.status), func(t *testing.T) {
			t.Parallel()
			err := clientOf(t, replying(tt.status, tt.body)).Add(t.Context(), book("A"))
			require.ErrorIs(t, err, tt.kind)
			assert.Equal(t, tt.outcome, sellerwire.OutcomeOf(err))
			assert.Equal(t, tt.attempts, testkit.ErrorOf(t, err).Attempts)
		})
	}
}

// hostile are replies that could keep a reader busy: what is repeated in the list of
// results, and what stands before and after it.
var hostile = map[string][3]string{
	"results":                {"", "<Abebook/>", ""},
	"usual results":          {"", result(600, "SKU-0001"), ""},
	"unknown elements":       {"", "<a/>", ""},
	"unknown pairs":          {"", "<a></a>", ""},
	"codes":                  {"<Abebook>", "<code/>", "</Abebook>"},
	"codes that differ":      {"<Abebook>", "<code>1</code><code>2</code>", "</Abebook>"},
	"signs":                  {"<Abebook><message>", "<", "</message></Abebook>"},
	"signs between":          {"", "<", ""},
	"tags that never end":    {"", "<a ", ""},
	"attributes":             {"<a ", `b="<" `, "/>"},
	"attributes of no end":   {"", `<a b="`, ""},
	"quotes in turn":         {"", `<a b="<a b='`, ""},
	"comments":               {"", "<!---->", ""},
	"comments of no end":     {"<Abebook><message>", "<!-", "</message></Abebook>"},
	"half comments":          {"<Abebook><message>", "<!--", "</message></Abebook>"},
	"half sections":          {"<Abebook><message>", "<![CDATA[", "</message></Abebook>"},
	"declarations":           {"", "<!", ""},
	"sections":               {"<Abebook><message>", "<![CDATA[x]]>", "</message></Abebook>"},
	"references":             {"<Abebook><message>", "&amp;", "</message></Abebook>"},
	"ampersands":             {"<Abebook><message>", "&", "</message></Abebook>"},
	"bytes that are no text": {"<Abebook><message>", "\xff", "</message></Abebook>"},
	"ends of others":         {"<Abebook><message>", "</b>", "</message></Abebook>"},
	"messages without ends":  {"<Abebook>", "<message>", "</Abebook>"},
	"nested":                 {"", "<a>", ""},
}

// ofSize repeats it to about n bytes.
func ofSize(reply [3]string, n int) []byte {
	return []byte("<inventoryUpdateResponse><AbebookList>" + reply[0] + strings.Repeat(reply[1], n/len(reply[1])) + reply[2] +
		"</AbebookList><code>600</code></inventoryUpdateResponse>")
}

// Not parallel: it measures the heap and the time. The bounds are far off, for
// machines that have other things to do: 4 MiB take 0.2 s here, and a reader that
// is not linear takes minutes.
func TestHostileRepliesCannotHurt(t *testing.T) {
	for name, reply := range hostile {
		body := ofSize(reply, 4<<20)
		began := time.Now()
		abebooks.ReadReply(body)
		took := time.Since(began)
		t.Logf("%-22s 4 MiB in %v", name, took)
		assert.Less(t, took, time.Minute, name)
	}
	for _, name := range []string{"results", "usual results", "unknown elements", "codes", "codes that differ",
		"references", "signs", "messages without ends"} {
		raw := ofSize(hostile[name], 16<<20)
		grown := testkit.PeakHeap(func() { abebooks.ReadReply(raw) })
		t.Logf("%-22s 16 MiB in %d MiB of heap", name, grown>>20)
		assert.Less(t, grown, int64(112<<20), name)
	}
}

// Recursion costs a stack, which no limit on the heap would show.
func TestRepliesMayBeNestedOnlySoDeep(t *testing.T) {
	t.Parallel()
	for depth, want := range map[int]bool{1: true, 90: true, 200: false, 1_000_000: false} {
		body := response(strings.Repeat("<a>", depth) + strings.Repeat("</a>", depth) + result(600, "A"))
		_, answered := abebooks.ReadReply([]byte(body))
		assert.Equal(t, want, answered, depth)
	}
}

// A reply is read in one pass: twice the results take twice the allocations.
func TestReadingIsLinear(t *testing.T) {
	allocations := func(n int) float64 {
		body := []byte(response(slices.Repeat([]string{result(600, "SKU-0001")}, n)...))
		return testing.AllocsPerRun(3, func() { abebooks.ReadReply(body) })
	}
	assert.InDelta(t, 8*allocations(1000), allocations(8000), 0.1*allocations(8000))
}
