package aim_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

func TestAWaitEndsWithAFinalState(t *testing.T) {
	for status, done := range map[string]bool{
		"Done": true, "DONE": true, "done ": true, "Cancelled": false, "canceled": false, "FAILED": false,
	} {
		t.Run(status, func(t *testing.T) {
			inBubble(t, aimtest.Options{Manual: true}, func(t *testing.T, s seller) {
				go func() {
					<-time.After(time.Minute)
					s.service.EndNext(status)
				}()
				result, err := s.ModifyOnlyAndWait(t.Context(), feedOf(inventorySheet), aim.UploadOptions{}, aim.WaitOptions{})
				assert.Equal(t, aim.BatchStatus(strings.TrimSpace(status)), result.Batch.Status)
				assert.True(t, result.Batch.Status.Final())
				if done {
					require.NoError(t, err)
					return
				}
				require.ErrorIs(t, err, aim.ErrNotProcessed)
				assert.ErrorContains(t, err, `the service ended it with the status "`+status)
				assert.Equal(t, sellerwire.OutcomeAccepted, sellerwire.OutcomeOf(err))
				_, err = s.WaitForBatch(t.Context(), result.BatchID, aim.WaitOptions{})
				require.ErrorIs(t, err, aim.ErrNotProcessed)
				assert.Equal(t, "BatchID "+result.BatchID, asError(t, err).Item)
			})
		})
	}
}

func TestTheErrorOfAWaitNamesWhatWasSeenLast(t *testing.T) {
	because := errors.New("the shop closes")
	for want, wait := range map[string]func(context.Context, seller) error{
		`the last status of batch 2585199251 was "In Progress"`: func(ctx context.Context, s seller) error {
			_, err := s.ModifyOnlyAndWait(ctx, feedOf(inventorySheet), aim.UploadOptions{}, aim.WaitOptions{})
			return err
		},
		`report 2585199251 was still being made`: func(ctx context.Context, s seller) error {
			_, err := s.FetchReport(ctx, aim.ReportRequest{Name: aim.OrderReport, Days: aim.Days30}, aim.WaitOptions{})
			return err
		},
		`it was not listed yet`: func(ctx context.Context, s seller) error {
			_, err := s.FetchReport(ctx, aim.ReportRequest{Name: aim.OpenListingsReport}, aim.WaitOptions{})
			return err
		},
		`there was no poll yet`: func(ctx context.Context, s seller) error {
			_, err := s.RefundAndWait(ctx, feedOf(refundSheet), aim.WaitOptions{MinInterval: time.Hour})
			return err
		},
	} {
		t.Run(want, func(t *testing.T) {
			inBubble(t, aimtest.Options{Manual: true}, func(t *testing.T, s seller) {
				ctx, cancel := context.WithTimeoutCause(t.Context(), 10*time.Minute, because)
				defer cancel()
				err := wait(ctx, s)
				require.ErrorIs(t, err, context.DeadlineExceeded)
				require.ErrorIs(t, err, because)
				require.ErrorContains(t, err, want)
				assert.Equal(t, sellerwire.OutcomeAccepted, sellerwire.OutcomeOf(err))
				assert.Equal(t, "aim", asError(t, err).Service)
			})
		})
	}
}

// RefundAndWait returns the outcome of each refund of the file, by evidence.
func TestEachRefundHasAnOutcome(t *testing.T) {
	const yes, no, unknown = sellerwire.OutcomeAccepted, sellerwire.OutcomeRejected, sellerwire.OutcomeUnknown
	file := sheet("order-id payments-transaction-id refund-amount reason message",
		"1 11 10.00 CouldNotShip x", "2 22 5.00 CouldNotShip x", "2 22 3.00 CouldNotShip x", "3 33 7.50 CouldNotShip x")
	line := func(item, said string) string { return "1order-item-id: " + item + "\t" + said + "\r\n" }
	all := line("11", "SUCCESS 10.00 is Refunded.") + line("22", "SUCCESS 5.00 is Refunded.") + line("22", "SUCCESS 3.00 is Refunded.")
	for name, tt := range map[string]struct {
		summary string
		want    []sellerwire.Outcome // nil: it is another's
		unread  int
	}{
		"all of them":            {all + line("33", "SUCCESS 7.50 is Refunded."), []sellerwire.Outcome{yes, yes, yes, yes}, 0},
		"spelled in another way": {strings.ReplaceAll(all, "10.00", "1E+1"), []sellerwire.Outcome{yes, yes, yes, unknown}, 0},
		"one is refused": {all + line("33", "FAILURE The order is not found."),
			[]sellerwire.Outcome{yes, yes, yes, no}, 0},
		"one is not there":                  {all, []sellerwire.Outcome{yes, yes, yes, unknown}, 0},
		"one in words that nobody knows":    {all + line("33", "PENDING your approval."), []sellerwire.Outcome{yes, yes, yes, unknown}, 0},
		"one without an amount":             {all + line("33", "SUCCESS."), []sellerwire.Outcome{yes, yes, yes, unknown}, 0},
		"one without an amount that counts": {all + line("33", "SUCCESS all of it."), []sellerwire.Outcome{yes, yes, yes, yes}, 0},
		"two of one item are refused": {line("22", "FAILURE No.") + line("22", "FAILURE No."), []sellerwire.Outcome{unknown, no, no,
			unknown}, 0},
		"one of two of one item is refused": {line("22", "FAILURE No."), []sellerwire.Outcome{unknown, unknown, unknown, unknown}, 0},
		"the other of two is refused": {line("22", "SUCCESS 3.00 is Refunded.") + line("22", "FAILURE No."),
			[]sellerwire.Outcome{unknown, no, yes, unknown}, 0},
		"with a currency":              {all + line("33", "SUCCESS $7.50 is Refunded."), []sellerwire.Outcome{yes, yes, yes, yes}, 0},
		"with a comma":                 {all + line("33", "SUCCESS 7,50 is Refunded."), []sellerwire.Outcome{yes, yes, yes, yes}, 0},
		"with both":                    {all + line("33", "SUCCESS 7,50\u20ac is Refunded."), []sellerwire.Outcome{yes, yes, yes, yes}, 0},
		"another amount with a comma":  {line("11", "SUCCESS 99,00 is Refunded."), nil, 0},
		"another amount in dollars":    {line("11", "SUCCESS $1.00 is Refunded."), nil, 0},
		"an amount that is none":       {all + line("33", "SUCCESS 7.5O.1 is Refunded."), []sellerwire.Outcome{yes, yes, yes, unknown}, 1},
		"a refusal with a number":      {all + line("33", "FAILURE 123-1 is not found."), []sellerwire.Outcome{yes, yes, yes, no}, 0},
		"a line that cannot be read":   {all + "Thank you\r\n", []sellerwire.Outcome{yes, yes, yes, unknown}, 1},
		"of a last line that is odd":   {all + "3order-item-id: 33\tSUCC", []sellerwire.Outcome{yes, yes, yes, unknown}, 0},
		"another amount":               {line("11", "SUCCESS 1.00 is Refunded."), nil, 0},
		"another's item":               {all + line("99", "SUCCESS 1.00 is Refunded."), nil, 0},
		"more than there are":          {line("11", "SUCCESS 10.00 is Refunded.") + line("11", "SUCCESS 10.00 is Refunded."), nil, 0},
		"more refusals than there are": {line("11", "FAILURE No.") + line("11", "FAILURE No."), nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, aimtest.Options{}, func(t *testing.T, s seller) {
				s.before(func(w http.ResponseWriter, r *http.Request) bool {
					if calls(r, "download/report") {
						w.Header().Set("Content-Type", "text/plain")
						_, _ = io.WriteString(w, tt.summary)
						return true
					}
					return false
				})
				result, err := s.RefundAndWait(t.Context(), feedOf(file), aim.WaitOptions{})
				require.Len(t, result.Refunds, 4)
				if tt.want == nil {
					require.ErrorIs(t, err, sellerwire.ErrConflict)
					assert.Equal(t, sellerwire.OutcomeAccepted, sellerwire.OutcomeOf(err))
					tt.want = []sellerwire.Outcome{unknown, unknown, unknown, unknown}
				} else {
					require.NoError(t, err)
					assert.NotEmpty(t, result.Report.ID)
				}
				var outcomes []sellerwire.Outcome
				for i, r := range result.Refunds {
					outcomes = append(outcomes, r.Outcome)
					assert.Equal(t, []string{"11", "22", "22", "33"}[i], r.Refund.OrderItemID)
				}
				assert.Equal(t, tt.want, outcomes)
				assert.Len(t, result.Unread, tt.unread)
			})
		})
	}
}

// If the upload fails, each refund has the outcome of the upload.
func TestRefundsThatWereNotTakenAreNotMade(t *testing.T) {
	for name, tt := range map[string]struct {
		path, answer string
		status       int
		want         sellerwire.Outcome
	}{
		"the mark": {"get-report-status", "", 503, sellerwire.OutcomeNotSent},
		"a refusal": {"batch-refund",
			"<BusinessLogicError>INVALID_FILE_FORMAT</BusinessLogicError>", 200, sellerwire.OutcomeRejected},
		"a lost answer":      {"batch-refund", "", 502, sellerwire.OutcomeUnknown},
		"two words":          {"batch-refund", "<a><b>SUCCESS</b><c>INVALID_FILE_FORMAT</c></a>", 200, sellerwire.OutcomeUnknown},
		"a word that is cut": {"batch-refund", "<Success>SUCCESS", 200, sellerwire.OutcomeUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, aimtest.Options{}, func(t *testing.T, s seller) {
				s.before(func(w http.ResponseWriter, r *http.Request) bool {
					if calls(r, tt.path) {
						w.WriteHeader(tt.status)
						_, _ = io.WriteString(w, tt.answer)
						return true
					}
					return false
				})
				result, err := s.RefundAndWait(t.Context(), feedOf(refundSheet), aim.WaitOptions{})
				require.Error(t, err)
				require.Len(t, result.Refunds, 1)
				assert.Equal(t, tt.want, result.Refunds[0].Outcome)
				assert.Equal(t, tt.want, sellerwire.OutcomeOf(err))
			})
		})
	}
}

// File transfers have a limit of their own, apart from that of other calls.
func TestTransfersHaveALimitOfTheirOwn(t *testing.T) {
	transfers := map[string]func(context.Context, *aim.Client) error{
		"refund": func(ctx context.Context, c *aim.Client) error { return c.Refund(ctx, feedOf(refundSheet)) },
		"upload": func(ctx context.Context, c *aim.Client) error {
			_, err := c.AddModifyDelete(ctx, feedOf(goodSheet), aim.UploadOptions{})
			return err
		},
		"download": func(ctx context.Context, c *aim.Client) error { return closing(c.DownloadErrorLog(ctx, "1")) },
	}
	calls := map[string]func(context.Context, *aim.Client) error{
		"list":  func(ctx context.Context, c *aim.Client) error { _, err := c.Batches(ctx, aim.BatchQuery{}); return err },
		"count": func(ctx context.Context, c *aim.Client) error { _, err := c.PendingUploads(ctx); return err },
		"generate": func(ctx context.Context, c *aim.Client) error {
			return c.GenerateReport(ctx, aim.ReportRequest{Name: aim.OpenListingsReport})
		},
	}
	limited := func(name string, call func(context.Context, *aim.Client) error, limit time.Duration, opts ...sellerwire.Option) {
		for took, fits := range map[time.Duration]bool{limit - time.Second: true, limit + time.Second: false} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					opts := append([]sellerwire.Option{sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 1})}, opts...)
					client := clientOver(t, slowly(took), opts...)
					err := call(t.Context(), client)
					assert.Equal(t, fits, err == nil, "%s after %s: %v", name, took, err)
				})
			})
		}
	}
	for name, call := range transfers {
		limited(name, call, aim.DefaultTransferTimeout)
		limited(name, call, aim.DefaultTransferTimeout, sellerwire.WithAttemptTimeout(time.Minute))
		limited(name, call, time.Hour, aim.WithTransferTimeout(time.Hour))
	}
	for name, call := range calls {
		limited(name, call, time.Minute)
		limited(name, call, time.Minute, aim.WithTransferTimeout(time.Hour))
		limited(name, call, 5*time.Second, sellerwire.WithAttemptTimeout(5*time.Second))
	}
	_, err := aim.New("a", "b", sellerwire.WithBaseURL(loopback), aim.WithTransferTimeout(0))
	assert.Contains(t, asInvalid(t, err).Error(), "WithTransferTimeout: must be greater than 0")
}

// slowly answers after a while.
func slowly(after time.Duration) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		select {
		case <-req.Context().Done():
			return nil, context.Cause(req.Context())
		case <-time.After(after):
		}
		switch {
		case strings.Contains(req.URL.Path, "download"):
			return reply(req, 200, "text/plain", "sku\ttype\tmessage\r\n"), nil
		case strings.HasSuffix(req.URL.Path, "count"):
			return reply(req, 200, "text/xml", "<PendingUploadsCount>1</PendingUploadsCount>"), nil
		case strings.HasSuffix(req.URL.Path, "batches"):
			return reply(req, 200, "text/xml", "<Batches/>"), nil
		}
		return reply(req, 200, "text/xml", "<Success>SUCCESS</Success>"), nil
	})
}

// The row numbers of the error log are those of the source of the feed.
func TestTheErrorLogOfAnUploadHasTheRowsOfTheSource(t *testing.T) {
	inBubble(t, aimtest.Options{ProcessingDelay: -1}, func(t *testing.T, s seller) {
		rows := func(yield func([]string, error) bool) {
			for _, row := range [][]string{{"A", "1.00"}, {"B\t", "1.00"}, {"C", "1.00"}, {"D", "cheap"}} {
				if !yield(row, nil) {
					return
				}
			}
		}
		s.service.Seed(aimtest.Item{"sku": "A", "price": "2.00"}, aimtest.Item{"sku": "C", "price": "2.00"}, aimtest.Item{"sku": "D",
			"price": "2.00"})
		left := 0
		feed, err := flatfile.TableFeed([]string{"sku", "price"}, rows, flatfile.WriteOptions{OnRowError: func(e *flatfile.RowError) error {
			left = e.Row
			return nil
		}})
		require.NoError(t, err)
		assert.Equal(t, 2, left)
		result, err := s.ModifyOnlyAndWait(t.Context(), feed, aim.UploadOptions{}, aim.WaitOptions{})
		require.NoError(t, err)
		require.Len(t, result.ErrorLog.Entries, 1)
		assert.Equal(t, 3, result.ErrorLog.Entries[0].Record, "of the file")
		assert.Equal(t, 4, result.ErrorLog.Entries[0].Row, "of the source")
	})
}
