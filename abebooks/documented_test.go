package abebooks_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/internal/testkit"
)

// The numbers and words that the documentation promises. How each of them works is
// tested where it is used; here they are written down once more.
func TestWhatTheDocumentationPromises(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "https://inventoryupdate.abebooks.com:10027/", abebooks.DefaultBaseURL)
	assert.Equal(t, 100, abebooks.MaxBatch)
	assert.Equal(t, 4, abebooks.DefaultConcurrency)
	assert.Equal(t, 2*time.Minute, abebooks.RetryWindow)
	assert.Equal(t, 90*time.Second, abebooks.AttemptTimeout)

	assert.Equal(t, []abebooks.Code{600, 601, 602, 603, 604, 606, 607, 100, 103, 104, 105, 106, 108, 109, 110, 111}, []abebooks.Code{
		abebooks.CodeOK, abebooks.CodeInvalidID, abebooks.CodeListTooLarge, abebooks.CodeIllegalTransaction, abebooks.CodeBadPrice,
		abebooks.CodeBadBookData, abebooks.CodeBadShippingTemplate, abebooks.CodeDatabaseUnavailable, abebooks.CodeNetworkError,
		abebooks.CodeInvalidXML, abebooks.CodeUnhandledException, abebooks.CodeServerUnavailable, abebooks.CodeUnauthorizedAction,
		abebooks.CodeUnknownAction, abebooks.CodeInvalidUser, abebooks.CodeUserValidationFailed,
	})
	assert.Equal(t, []string{"New", "As New", "Fine", "Near Fine", "Very Good", "Good", "Fair", "Poor"}, []string{
		abebooks.ConditionNew, abebooks.ConditionAsNew, abebooks.ConditionFine, abebooks.ConditionNearFine, abebooks.ConditionVeryGood,
		abebooks.ConditionGood, abebooks.ConditionFair, abebooks.ConditionPoor,
	})
	assert.Equal(t, []string{"As New", "Fine", "Near Fine", "Very Good", "Good", "Fair", "Poor", "No Jacket"}, []string{
		abebooks.JacketAsNew, abebooks.JacketFine, abebooks.JacketNearFine, abebooks.JacketVeryGood, abebooks.JacketGood,
		abebooks.JacketFair, abebooks.JacketPoor, abebooks.NoJacket,
	})
	assert.Equal(t, []string{"Hardcover", "Hardback", "Softcover", "Paperback", "No binding", "Ex-Library", "Advance Reading " +
		"Copy", "First Edition", "Reprint"},
		[]string{
			abebooks.Hardcover, abebooks.Hardback, abebooks.Softcover, abebooks.Paperback, abebooks.NoBinding,
			abebooks.BookTypeExLibrary, abebooks.BookTypeAdvanceReadingCopy, abebooks.FirstEdition, abebooks.Reprint,
		})
	assert.Equal(t, []abebooks.WeightUnit{"GRAMS", "KILOGRAMS", "OUNCES", "POUNDS"},
		[]abebooks.WeightUnit{abebooks.Grams, abebooks.Kilograms, abebooks.Ounces, abebooks.Pounds})
	assert.Equal(t, []abebooks.BindingType{"hard", "soft"}, []abebooks.BindingType{abebooks.BindingHard, abebooks.BindingSoft})
	assert.Equal(t, []abebooks.TransactionType{"add", "update", "delete"},
		[]abebooks.TransactionType{abebooks.TypeAdd, abebooks.TypeUpdate, abebooks.TypeDelete})
}

// Every field of an error, where the request fails and where a book does.
func TestEveryFieldOfAnErrorIsSet(t *testing.T) {
	t.Parallel()
	id := sellerwire.WithRequestID(testRequestID)
	client := clientOf(t, replying(http.StatusBadRequest, requestError(104)), once)
	e := testkit.ErrorOf(t, client.Update(t.Context(), book("A"), id))
	require.EqualError(t, e.Err, "invalid XML")
	e.Err = nil
	assert.Equal(t, &sellerwire.Error{
		Service: "abebooks", Operation: "update", Item: `book "A"`, StatusCode: 400,
		Codes: []string{"104"}, Messages: []string{"words for 104"},
		RequestID: testRequestID, Attempts: 1, Outcome: rejected, Kinds: []error{sellerwire.ErrInvalidRequest},
		Body: []byte(requestError(104)),
	}, e)

	refused, silent := result(604, "B"), `<Abebook><code>none</code><vendorBookID>C</vendorBookID></Abebook>`
	client = clientOf(t, replying(http.StatusOK, response(result(600, "A"), refused, silent)), once)
	results, err := client.Submit(t.Context(), books("A", "B", "C"), id)
	require.Equal(t, []sellerwire.Outcome{accepted, rejected, unknown}, outcomes(results))
	e = testkit.ErrorOf(t, results[1].Err)
	require.EqualError(t, e.Err, "bad price")
	e.Err = nil
	assert.Equal(t, &sellerwire.Error{
		Service: "abebooks", Operation: "submit", Item: `book "B"`, StatusCode: 200, Codes: []string{"604"}, Messages: []string{"about B"},
		RequestID: testRequestID, Attempts: 1, Outcome: rejected, Kinds: []error{sellerwire.ErrInvalidRequest},
	}, e)
	e = testkit.ErrorOf(t, results[2].Err)
	require.ErrorContains(t, e.Err, `"none"`)
	e.Err = nil
	assert.Equal(t, &sellerwire.Error{
		Service: "abebooks", Operation: "submit", Item: `book "C"`, StatusCode: 200, RequestID: testRequestID, Attempts: 1,
		Outcome: unknown, Kinds: []error{sellerwire.ErrOutcomeUnknown}, Body: []byte(response(result(600, "A"), refused, silent)),
	}, e)
	partial := new(abebooks.PartialError)
	require.ErrorAs(t, err, &partial)
	assert.Equal(t, 3, partial.Total)
	assert.Len(t, partial.Failed, 2)
	assert.True(t, slices.ContainsFunc(partial.Unwrap(), func(err error) bool { return err == results[1].Err }))
}
