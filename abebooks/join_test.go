package abebooks_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
)

const (
	accepted = sellerwire.OutcomeAccepted
	rejected = sellerwire.OutcomeRejected
	notSent  = sellerwire.OutcomeNotSent
	unknown  = sellerwire.OutcomeUnknown
)

func TestResultsAreJoinedByID(t *testing.T) {
	t.Parallel()
	ids := []string{"A-1", "B-2", "C-3"}
	tests := []struct {
		name    string
		results []string
		want    []sellerwire.Outcome
	}{
		{"in order", []string{result(600, "A-1"), result(604, "B-2"), result(600, "C-3")},
			[]sellerwire.Outcome{accepted, rejected, accepted}},
		{"out of order", []string{result(604, "C-3"), result(600, "A-1"), result(600, "B-2")},
			[]sellerwire.Outcome{accepted, accepted, rejected}},
		{"in another case", []string{result(600, "a-1"), result(604, "b-2"), result(600, "C-3")},
			[]sellerwire.Outcome{accepted, rejected, accepted}},
		{"with white space", []string{result(600, "\n  A-1\n"), result(604, " B-2"), result(600, "C-3\t")},
			[]sellerwire.Outcome{accepted, rejected, accepted}},
		{"one is missing", []string{result(600, "A-1"), result(600, "C-3")}, []sellerwire.Outcome{accepted, unknown, accepted}},
		{"one is there twice", []string{result(600, "A-1"), result(600, "B-2"), result(600, "C-3"), result(600, "B-2")},
			[]sellerwire.Outcome{accepted, accepted, accepted}},
		{"one is there twice in two cases", []string{result(600, "A-1"), result(600, "B-2"), result(604, "b-2"), result(600, "C-3")},
			[]sellerwire.Outcome{accepted, unknown, accepted}},
		{"one is there instead of another", []string{result(600, "A-1"), result(600, "A-1"), result(600, "C-3")},
			[]sellerwire.Outcome{accepted, unknown, accepted}},
		{"one that nobody sent", []string{result(600, "A-1"), result(604, "X-9"), result(600, "B-2"), result(600, "C-3")},
			[]sellerwire.Outcome{accepted, accepted, accepted}},
		{"only others", []string{result(600, "X-7"), result(600, "X-8"), result(600, "X-9")},
			[]sellerwire.Outcome{unknown, unknown, unknown}},
		{"without IDs", []string{result(600, ""), "<Abebook><code>600</code></Abebook>", result(600, "C-3")},
			[]sellerwire.Outcome{unknown, unknown, accepted}},
		{"one with two IDs",
			[]string{"<Abebook><code>600</code><vendorBookID>A-1</vendorBookID><vendorBookID>B-2</vendorBookID></Abebook>",
				result(600, "C-3")}, []sellerwire.Outcome{unknown, unknown, accepted}},
		{"codes that contradict",
			[]string{"<Abebook><code>604</code><code>600</code><vendorBookID>A-1</vendorBookID></Abebook>", result(600, "B-2"),
				result(600, "C-3")}, []sellerwire.Outcome{unknown, accepted, accepted}},
		{"without a code", []string{"<Abebook><vendorBookID>A-1</vendorBookID></Abebook>", result(600, "B-2"), result(600, "C-3")},
			[]sellerwire.Outcome{unknown, accepted, accepted}},
		{"a code that is no number",
			[]string{"<Abebook><code>6OO</code><vendorBookID>A-1</vendorBookID></Abebook>", result(600, "B-2"), result(600, "C-3")},
			[]sellerwire.Outcome{unknown, accepted, accepted}},
		{"a code further down",
			[]string{"<Abebook><status><code>600</code></status><vendorBookID>A-1</vendorBookID></Abebook>", result(600, "B-2"),
				result(600, "C-3")}, []sellerwire.Outcome{unknown, accepted, accepted}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			client := clientOf(t, replying(http.StatusOK, response(tt.results...)))
			results, err := client.Submit(t.Context(), books(ids...))
			require.Equal(t, tt.want, outcomes(results))
			for i, r := range results {
				require.Equal(t, ids[i], r.Transaction.Book.VendorBookID)
				require.Equal(t, r.Outcome == accepted, r.Err == nil)
				require.Equal(t, r.Outcome, sellerwire.OutcomeOf(r.Err))
				require.Equal(t, r.Outcome == unknown, errors.Is(r.Err, sellerwire.ErrOutcomeUnknown))
			}
			if !slices.Contains(tt.want, rejected) && !slices.Contains(tt.want, unknown) {
				require.NoError(t, err)
				return
			}
			partial := new(abebooks.PartialError)
			require.ErrorAs(t, err, &partial)
			require.Equal(t, len(ids), partial.Total)
			require.Equal(t, slices.DeleteFunc(slices.Clone(results), func(r abebooks.Result) bool { return r.Err == nil }), partial.Failed)
		})
	}
}

// The code of the reply as a whole is no word on any book.
func TestTheOuterCodeDecidesNothing(t *testing.T) {
	t.Parallel()
	for _, outer := range []int{600, 604, 100, 699} {
		server := abebookstest.NewServer(abebookstest.Options{PartialCode: outer, ExtraElements: true})
		defer server.Close()
		server.FailBook("B", 607)
		client := newClient(t, abebooks.Classic(server.Username(), server.APIKey()), sellerwire.WithBaseURL(server.URL))
		results, err := client.Submit(t.Context(), books("A", "B", "C"))
		require.Error(t, err)
		require.Equal(t, []sellerwire.Outcome{accepted, rejected, accepted}, outcomes(results))
		assert.Equal(t, abebooks.CodeBadShippingTemplate, results[1].Code)
		assert.EqualValues(t, 1, server.Requests(), "books that were refused are not sent again")
	}
}

// A lost attempt may have been processed. What a later one says about a book
// takes that back only if it is a fault of the book's own.
func TestARefusalAfterALostAttempt(t *testing.T) {
	t.Parallel()
	server, client := newEmulator(t)
	var lost atomic.Bool
	server.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r)
			if !lost.Swap(true) {
				server.FailBook("B", 604)
				server.FailBook("C", 106)
				server.FailBook("D", 605)
				panic(http.ErrAbortHandler)
			}
		})
	})
	results, err := client.Submit(t.Context(), books("A", "B", "C", "D"))
	require.Error(t, err)
	assert.Equal(t, []sellerwire.Outcome{accepted, rejected, unknown, unknown}, outcomes(results))
	assert.Equal(t, abebooks.CodeServerUnavailable, results[2].Code)
	assert.ErrorIs(t, results[2].Err, sellerwire.ErrUnavailable)
	_, stored := server.Book("C")
	assert.True(t, stored)
}

func TestPartialErrorNamesTheBooks(t *testing.T) {
	t.Parallel()
	var replies, ids []string
	for _, id := range []string{"A", "B", "C", "D", "E", "F", "G", "H"} {
		ids = append(ids, id)
		if id != "A" && id != "C" {
			replies = append(replies, result(606, id))
		}
	}
	client := clientOf(t, replying(http.StatusOK, response(append(replies, result(600, "A"))...)))
	_, err := client.Submit(t.Context(), books(ids...))
	require.EqualError(t, err, `abebooks: submit: 7 of 8 books not accepted; `+
		`"B" rejected: code 606 (bad book data: author, title or publisher is required); `+
		`"C" outcome unknown: the reply has no result for this book; `+
		`"D" rejected: code 606 (bad book data: author, title or publisher is required); `+
		`"E" rejected: code 606 (bad book data: author, title or publisher is required); `+
		`"F" rejected: code 606 (bad book data: author, title or publisher is required); and 2 more`)
	require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
	require.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
	assert.Equal(t, abebooks.CodeBadBookData, abebooks.CodeOf(err))
	assert.NotErrorIs(t, err, sellerwire.ErrNotSent)
}

// Code under test may be handed an error that its test has made by hand.
func TestPartialErrorMadeByHandPrints(t *testing.T) {
	t.Parallel()
	err := &abebooks.PartialError{Failed: []abebooks.Result{{Transaction: abebooks.Delete("A")}}, Total: 1}
	assert.EqualError(t, err, `abebooks: submit: 1 of 1 books not accepted; "A" none: no error`)
	assert.NotErrorIs(t, err, sellerwire.ErrNotSent)
	assert.Zero(t, abebooks.CodeOf(err))
}

// Two IDs that anyone calls equal without case are one key.
func TestIDsThatFoldAlikeAreOneKey(t *testing.T) {
	t.Parallel()
	_, client := newEmulator(t)
	for r := rune('!'); r <= unicode.MaxRune; r++ {
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			a, b := "x"+string(r), "x"+string(other)
			require.True(t, strings.EqualFold(a, b))
			_, err := client.Submit(t.Context(), books(a, b))
			require.ErrorIs(t, err, sellerwire.ErrInvalidRequest, "%q %q", a, b)
		}
	}
	for _, pair := range []string{"ΐ\u1fd3", "ΰ\u1fe3", "ﬅﬆ"} { // which older tables do not have
		ids := strings.Split(pair, "")
		_, err := client.Submit(t.Context(), books(ids...))
		require.ErrorIs(t, err, sellerwire.ErrInvalidRequest, pair)
	}
}
