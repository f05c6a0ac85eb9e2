package aim_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

func TestAnErrorAfterAnAcceptedUploadSaysWhoseItIs(t *testing.T) {
	inBubble(t, aimtest.Options{}, func(t *testing.T, s seller) {
		s.before(func(w http.ResponseWriter, r *http.Request) bool {
			if !calls(r, "errorlog") {
				return false
			}
			_, _ = io.WriteString(w, strings.Repeat("x", flatfile.DefaultMaxLine+1))
			return true
		})
		_, err := s.AddModifyDeleteAndWait(t.Context(), feedOf(badSheet), aim.UploadOptions{}, aim.WaitOptions{})
		assert.Equal(t, "aim", asError(t, err).Service)
	})
}

func TestReportWindowsFitWithin36Hours(t *testing.T) {
	for days, want := range map[aim.NumberOfDays]time.Duration{aim.Days15: 15 * 24 * time.Hour, aim.Days30: 30 * 24 * time.Hour,
		aim.Days60: 60 * 24 * time.Hour} {
		for window, fits := range map[time.Duration]bool{
			want - 36*time.Hour: true, want + 36*time.Hour: true,
			want - 36*time.Hour - time.Second: false, want + 36*time.Hour + time.Second: false,
		} {
			t.Run(window.String(), func(t *testing.T) {
				inBubble(t, aimtest.Options{Manual: true}, func(t *testing.T, s seller) {
					end := time.Now().Add(24000 * time.Hour)
					s.service.AddReport(aimtest.Report{Name: "Order", Start: end.Add(-window), End: end}, write("x"))
					ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
					defer cancel()
					_, err := s.WaitForReport(ctx, aim.ReportRequest{Name: aim.OrderReport, Days: days}, aim.Mark{}, aim.WaitOptions{})
					assert.Equal(t, fits, err == nil, "%s", window)
				})
			})
		}
	}
}

func TestAFeedThatIsRefusedSaysWhy(t *testing.T) {
	t.Parallel()
	client := clientOver(t, newTap(t, 200, "text/xml", "<Success>SUCCESS</Success>"))
	_, err := client.AddModifyDelete(t.Context(), flatfile.FeedOpen(nil, 1), aim.UploadOptions{})
	require.ErrorContains(t, err, "the function that opens it is nil")
	err = client.Refund(t.Context(), feedOf(goodSheet).WithFormat(flatfile.UIEE))
	require.ErrorContains(t, err, `"UIEE"`)
}

// A refusal with a code of the service is not retried, under any status. Nor is a reply
// that contradicts itself.
func TestRefusalsInWordsAreNotRetried(t *testing.T) {
	t.Parallel()
	for code, kind := range map[aim.Code]error{
		aim.CodeCustomerUnauthorized: sellerwire.ErrUnauthorized, aim.CodeInvalidFileFormat: sellerwire.ErrInvalidRequest,
		aim.CodeInvalidListingProgram: sellerwire.ErrInvalidRequest, aim.CodeInvalidBatch: sellerwire.ErrInvalidRequest,
		aim.CodeFileNotFound: sellerwire.ErrNotFound, aim.CodeAccessDenied: sellerwire.ErrForbidden,
		aim.CodeNoDefaultPayment: sellerwire.ErrForbidden,
	} {
		for _, status := range []int{200, 503} {
			tap := newTap(t, status, "text/xml", "<BusinessLogicError>"+string(code)+"</BusinessLogicError>")
			_, err := clientOver(t, tap).PendingUploads(t.Context(), sellerwire.WithRequestID("mine"))
			require.ErrorIs(t, err, kind, code)
			assert.True(t, code.Known())
			assert.NotEmpty(t, code.Text())
			assert.Equal(t, code, aim.CodeOf(err))
			assert.Equal(t, 1, tap.count(), "%s under %d", code, status)
			e := asError(t, err)
			assert.Equal(t, []any{"aim", "count pending uploads", "mine", 1, status}, []any{e.Service, e.Operation, e.RequestID, e.Attempts,
				e.StatusCode})
		}
	}
	for _, body := range []string{
		"<a><b>SUCCESS</b><c>INVALID_FILE_FORMAT</c></a>", "<a><b>INVALID_FILE_FORMAT</b><c>SUCCESS</c></a>",
		"<a><b>INVALID_BATCH</b><c>ACCESS_DENIED</c></a>",
		"<a><BatchID>1</BatchID><BatchID>2</BatchID></a>", "<a><BatchID>1</BatchID><c>INVALID_FILE_FORMAT</c></a>",
		"<a><b>SUCCESS</b><c>SOME_FAILURE</c></a>",
	} {
		for _, status := range []int{200, 400, 503} {
			tap := newTap(t, status, "text/xml", body)
			_, err := clientOver(t, tap).AddModifyDelete(t.Context(), feedOf(goodSheet), aim.UploadOptions{}, aim.AllowRepeat())
			require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown, "%s under %d", body, status)
			require.ErrorContains(t, err, "the reply contradicts itself")
			assert.Equal(t, 1, tap.count())
		}
	}
	for _, body := range []string{
		"<a><Status>SUCCESS</Status><BatchID>7</BatchID></a>", "<a><BatchID>7</BatchID><Status>SUCCESS</Status></a>",
		"<a><Status>SUCCESS</Status><Status>SUCCESS</Status><BatchID>7</BatchID><Message>Thank you</Message></a>",
	} {
		receipt, err := clientOver(t, answering(200, "text/xml", body)).AddModifyDelete(t.Context(), feedOf(goodSheet), aim.UploadOptions{})
		require.NoError(t, err, body)
		assert.Equal(t, "7", receipt.BatchID)
	}
	// A number is an ID only in an element named for it.
	for _, body := range []string{"7", "<PendingUploadsCount>7</PendingUploadsCount>", "<ok>7</ok>"} {
		_, err := clientOver(t, answering(200, "text/xml", body)).AddModifyDelete(t.Context(), feedOf(goodSheet), aim.UploadOptions{})
		require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown, body)
	}
}

// Anything that is not markup is text, and affects only that text.
func TestAnAnswerSurvivesWhatIsNoMarkup(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"In & out", "In &nbsp; out", "In < out", "In <12 out", "In <br> out", "In <p> out", "In <b> out",
		"In \xfc out", "In <!-- x --> out", "In <![CDATA[<&]]> out"} {
		body := "<Batches> <Batch>batchid=6 </Batch>" +
			"<Batch>batchid=7 status=" + status + " activateditems=10 </Batch><Batch>batchid=8 </Batch></Batches>"
		batches, err := clientOver(t, answering(200, "text/xml", body)).Batches(t.Context(), aim.BatchQuery{})
		require.NoError(t, err, status)
		require.Len(t, batches, 3)
		assert.Equal(t, []string{"6", "7", "8"}, []string{batches[0].ID, batches[1].ID, batches[2].ID}, status)
		assert.EqualValues(t, 10, batches[1].Activated, status)
		assert.True(t, strings.HasPrefix(string(batches[1].Status), "In ") && strings.HasSuffix(string(batches[1].Status), "out"), "%q",
			batches[1].Status)
	}
	for _, empty := range []string{"<ok/>", "<Batch/>", "<Batches><Batch></Batch></Batches>", "<Error/>", "<Reports/>"} {
		_, err := clientOver(t, answering(200, "text/xml", empty)).Batches(t.Context(), aim.BatchQuery{})
		assert.ErrorIs(t, err, sellerwire.ErrUnexpectedContent, "%s is no empty list of batches", empty)
	}
}

func TestNumbersOfTwoDigitsAndMoreGoOutAsTheyAre(t *testing.T) {
	t.Parallel()
	for count, want := range map[int]string{1: "1", 10: "10", 99: "99", 100: "100", 12345: "12345"} {
		tap := newTap(t, 200, "text/xml", "<Batches/>")
		_, err := clientOver(t, tap).Batches(t.Context(), aim.BatchQuery{Count: count})
		require.NoError(t, err)
		assert.Equal(t, []string{want}, header(tap, "NumberOfBatches"))
		tap = newTap(t, 200, "text/xml", "<Reports/>")
		_, err = clientOver(t, tap).Reports(t.Context(), aim.ReportQuery{Name: aim.OrderReport, Count: count})
		require.NoError(t, err)
		assert.Equal(t, []string{want}, header(tap, "NumberOfReports"))
	}
	for _, days := range []aim.NumberOfDays{aim.Days15, aim.Days30, aim.Days60} {
		tap := newTap(t, 200, "text/xml", "<Status>SUCCESS</Status>")
		require.NoError(t, clientOver(t, tap).GenerateReport(t.Context(), aim.ReportRequest{Name: aim.OrderReport, Days: days}))
		assert.Len(t, header(tap, "NumberOfDays")[0], 2)
	}
}

// header returns the values of a header with this exact spelling.
func header(tap *tap, name string) []string { return tap.last().Header[name] }
