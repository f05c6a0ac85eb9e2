package abebooks_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/internal/testkit"
)

// codes is the vendor's list, and what is made of each code.
var codes = []struct {
	code    abebooks.Code
	retried bool
	early   bool // given before any book is touched
	kind    error
	outcome sellerwire.Outcome
}{
	{601, false, false, sellerwire.ErrInvalidRequest, rejected},
	{602, false, true, sellerwire.ErrInvalidRequest, rejected},
	{603, false, false, sellerwire.ErrInvalidRequest, rejected},
	{604, false, false, sellerwire.ErrInvalidRequest, rejected},
	{606, false, false, sellerwire.ErrInvalidRequest, rejected},
	{607, false, false, sellerwire.ErrInvalidRequest, rejected},
	{100, true, false, sellerwire.ErrUnavailable, rejected},
	{103, true, false, sellerwire.ErrUnavailable, unknown},
	{104, false, true, sellerwire.ErrInvalidRequest, rejected},
	{105, true, false, sellerwire.ErrUnavailable, unknown},
	{106, true, false, sellerwire.ErrUnavailable, rejected},
	{108, false, true, sellerwire.ErrForbidden, rejected},
	{109, false, true, sellerwire.ErrInvalidRequest, rejected},
	{110, false, true, sellerwire.ErrUnauthorized, rejected},
	{111, true, false, sellerwire.ErrUnavailable, rejected},
}

func TestKnownCodes(t *testing.T) {
	t.Parallel()
	for _, c := range codes {
		assert.True(t, c.code.Known(), c.code)
		assert.NotEmpty(t, c.code.Text(), c.code)
		assert.Equal(t, fmt.Sprintf("%d (%s)", int(c.code), c.code.Text()), c.code.String())
	}
	assert.Equal(t, "600 (success)", abebooks.CodeOK.String())
}

func TestTheListOfCodesIsOpen(t *testing.T) {
	t.Parallel()
	for _, code := range []abebooks.Code{0, 101, 102, 107, 605, 999} {
		assert.False(t, code.Known())
		assert.Empty(t, code.Text())
		assert.Equal(t, fmt.Sprint(int(code)), code.String())
	}
}

func TestCodeOf(t *testing.T) {
	t.Parallel()
	assert.Zero(t, abebooks.CodeOf(nil))
	assert.Zero(t, abebooks.CodeOf(errors.New("other")))
	assert.Zero(t, abebooks.CodeOf(&sellerwire.Error{}))
	assert.Zero(t, abebooks.CodeOf(&sellerwire.Error{Codes: []string{"A-1"}}))
	wrapped := fmt.Errorf("nightly push: %w", &sellerwire.Error{Codes: []string{"604"}})
	assert.Equal(t, abebooks.CodeBadPrice, abebooks.CodeOf(wrapped))
}

// Each code as the answer to a whole request, in either root.
func TestCodesOfARequest(t *testing.T) {
	t.Parallel()
	for _, c := range codes {
		for root, body := range map[string]string{
			"requestError": requestError(int(c.code)),
			"inventoryUpdateResponse": fmt.Sprintf(
				"<inventoryUpdateResponse><AbebookList/><code>%d</code><message>words for %d</message></inventoryUpdateResponse>",
				c.code, c.code),
		} {
			t.Run(fmt.Sprintf("%d in %s", c.code, root), func(t *testing.T) {
				t.Parallel()
				client := clientOf(t, replying(http.StatusOK, body))
				results, err := client.Submit(t.Context(), books("A", "B"))
				require.ErrorIs(t, err, c.kind)
				e := testkit.ErrorOf(t, err)
				want := c.outcome
				if root != "requestError" && !c.early {
					want = unknown // some books may have been taken before it broke off
				}
				assert.Equal(t, want, e.Outcome)
				assert.Equal(t, want == unknown, errors.Is(err, sellerwire.ErrOutcomeUnknown))
				assert.Equal(t, []sellerwire.Outcome{want, want}, outcomes(results))
				assert.Equal(t, c.code, results[0].Code)
				assert.Equal(t, c.code, abebooks.CodeOf(err))
				assert.Equal(t, []string{fmt.Sprintf("words for %d", c.code)}, e.Messages)
				assert.Contains(t, err.Error(), c.code.Text())
				attempts := 1
				if c.retried {
					attempts = 4
				}
				assert.Equal(t, attempts, e.Attempts, "only what may pass is repeated, though the status is 200")
			})
		}
	}
}

// A 4xx is a refusal by itself, but not where the words leave it open.
func TestCodesThatLeaveTheOutcomeOpenUnderA4xx(t *testing.T) {
	t.Parallel()
	for code, outcome := range map[int]sellerwire.Outcome{103: unknown, 105: unknown, 106: rejected} {
		err := clientOf(t, replying(http.StatusBadRequest, requestError(code))).Add(t.Context(), book("A"))
		assert.Equal(t, outcome, sellerwire.OutcomeOf(err), code)
		assert.Equal(t, 4, testkit.ErrorOf(t, err).Attempts, code)
	}
}

// Each code as the answer to one book of a batch.
func TestCodesOfABook(t *testing.T) {
	t.Parallel()
	for _, c := range codes {
		t.Run(fmt.Sprint(int(c.code)), func(t *testing.T) {
			t.Parallel()
			server, client := newEmulator(t)
			server.FailBook("B", int(c.code))
			results, err := client.Submit(t.Context(), books("A", "B"))
			require.Equal(t, []sellerwire.Outcome{accepted, c.outcome}, outcomes(results))
			require.ErrorIs(t, err, c.kind)
			require.ErrorIs(t, results[1].Err, c.kind)
			assert.Equal(t, c.code, results[1].Code)
			assert.NotEmpty(t, results[1].Message)
			assert.Equal(t, abebooks.CodeOK, results[0].Code)
			assert.Equal(t, "Book added or updated", results[0].Message)
			e := testkit.ErrorOf(t, results[1].Err)
			assert.Equal(t, 1, e.Attempts)
			assert.Equal(t, http.StatusOK, e.StatusCode)
			assert.Equal(t, []string{results[1].Message}, e.Messages)
			assert.EqualValues(t, 1, server.Requests())
		})
	}
}

// A code that is in no list is a refusal; whether to repeat is left to the
// status.
func TestUnknownCodes(t *testing.T) {
	t.Parallel()
	for status, attempts := range map[int]int{200: 1, 400: 1, 503: 4} {
		err := clientOf(t, replying(status, requestError(102))).Add(t.Context(), book("A"))
		e := testkit.ErrorOf(t, err)
		assert.Equal(t, rejected, e.Outcome)
		assert.Equal(t, attempts, e.Attempts, status)
		assert.Equal(t, abebooks.Code(102), abebooks.CodeOf(err))
	}
	err := clientOf(t, replying(200, response(result(605, "A")))).Add(t.Context(), book("A"))
	assert.Equal(t, rejected, sellerwire.OutcomeOf(err))
	assert.Equal(t, abebooks.Code(605), abebooks.CodeOf(err))
	assert.Regexp(t, `about A \(HTTP 200, code 605, `, err.Error())
}

// The service recovers while the call goes on.
func TestRetryableCodesAreRepeated(t *testing.T) {
	t.Parallel()
	server, client := newEmulator(t)
	server.FailRequests(100, 111, 105)
	var info sellerwire.ResponseInfo
	require.NoError(t, client.Add(t.Context(), book("A"), sellerwire.WithResponseInfo(&info)))
	assert.Equal(t, 4, info.Attempts)

	server.FailRequests(103, 110)
	err := client.Add(t.Context(), book("A"))
	require.ErrorIs(t, err, sellerwire.ErrUnauthorized)
	assert.Equal(t, 2, testkit.ErrorOf(t, err).Attempts)
	assert.Equal(t, unknown, sellerwire.OutcomeOf(err), "the refusal does not undo what 103 may have done")
}
